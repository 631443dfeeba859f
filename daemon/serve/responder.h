// Responder: from a request that is well-formed to the reply: route, ask the model, draw the page, negotiate.
// Knows nothing of sockets. On the loop's thread; every failure is a reply.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include "config/config.h"
#include "daemon/serve/feed_shelf.h"
#include "daemon/serve/http/resource.h"
#include "daemon/serve/pages/pages.h"
#include "daemon/serve/routes.h"
#include "daemon/serve/serve_model.h"

namespace gazette {

class Responder {
 public:
  Responder(ServerOptions options, ServeModel& model);
  ~Responder();

  /// What needs no asking: a feed that was served a moment ago. Most requests are such.
  std::optional<Reply> at_once(const Inquiry& inquiry, SteadyTime now);
  /// `inquiry` must outlive it.
  boost::asio::awaitable<Reply> answer(const Inquiry& inquiry, Time now);
  /// A page that says what is wrong, for `status` 4xx and 5xx.
  Resource error(int status, std::string_view message, const std::string& root = {}) const;

  void set_port(int port) { options_.port = port; }  ///< once it is known

 private:
  class Making;
  template <class T>
  using Awaitable = boost::asio::awaitable<T>;

  Awaitable<Resource> route(Route route, Time now);
  Awaitable<Resource> overview(PageFrame frame);
  Awaitable<Resource> article(Route route, Time now);
  Awaitable<Resource> search(Route route, Time now);
  Awaitable<Reply> feed(const Inquiry& inquiry, Route route);
  Awaitable<Result<FeedShelf::Entry>> current_feed(const std::string& target, const Route& route);
  Awaitable<std::shared_ptr<Representation>> feed_changes(const FeedShelf::Entry& entry,
                                                          const Inquiry& inquiry, const Route& route);
  Awaitable<Resource> health();
  Resource file(const Route& route) const;
  PageFrame frame(const std::string& root) const;
  void keep_titles(const ServiceStatus& status);
  Awaitable<void> refresh_titles(Time now);
  Awaitable<Reply> coded(std::shared_ptr<Representation> representation, const Inquiry& inquiry);

  ServerOptions options_;
  ServeModel& model_;
  FeedShelf feeds_;
  std::map<std::string, std::shared_ptr<boost::asio::steady_timer>> making_;  ///< cancelled when it is made
  std::shared_ptr<const SourceTitles> titles_;
  Time titles_at_;                          ///< by the model's clock
  boost::asio::thread_pool compressor_{1};  ///< large bodies are compressed aside
};

}  // namespace gazette
