// Responder: from a request that is well-formed to the reply: route, ask the model, draw the page, negotiate.
// Knows nothing of sockets. On the loop's thread; every failure is a reply.
#pragma once

#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "daemon/serve/pages/pages.h"
#include "daemon/serve/reply.h"
#include "daemon/serve/routes.h"
#include "daemon/serve/server.h"

namespace gazette {

class Responder {
 public:
  Responder(ServerOptions options, ServeModel& model);

  boost::asio::awaitable<Reply> answer(Inquiry inquiry, Time now);
  /// A page that says what is wrong, for `status` 4xx and 5xx.
  Reply error(int status, std::string_view message, const std::string& root = {}) const;

  void set_port(int port) { options_.port = port; }  ///< once it is known

 private:
  boost::asio::awaitable<Reply> route(Route route, Time now);
  boost::asio::awaitable<Reply> overview(PageFrame frame);
  boost::asio::awaitable<Reply> article(Route route, Time now);
  boost::asio::awaitable<Reply> search(Route route, Time now);
  boost::asio::awaitable<Reply> feed(Route route);
  boost::asio::awaitable<Reply> health();
  Reply file(const Route& route) const;
  PageFrame frame(const std::string& root) const;
  void keep_titles(const ServiceStatus& status);
  boost::asio::awaitable<void> refresh_titles(Time now);
  std::string public_url() const;

  ServerOptions options_;
  ServeModel& model_;
  GzipCache cache_;
  std::shared_ptr<const SourceTitles> titles_;
  Time titles_at_;  ///< by the model's clock
};

}  // namespace gazette
