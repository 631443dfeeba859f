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
  Resource error(int status, std::string_view message) const;

  void set_port(int port) { options_.port = port; }  ///< once it is known

 private:
  class Making;
  template <class T>
  using Awaitable = boost::asio::awaitable<T>;

  Awaitable<Resource> route(const Route& route, PageFrame frame);
  Awaitable<Resource> front(const Route& route, PageFrame frame);
  Awaitable<Resource> sources(const Route& route, PageFrame frame);
  Awaitable<Resource> list(const Route& route, PageFrame frame);
  Awaitable<Resource> article(const Route& route, PageFrame frame);
  Awaitable<Resource> search(const Route& route, PageFrame frame);
  Awaitable<Resource> about(PageFrame frame);
  Awaitable<Resource> health();
  Awaitable<Resource> ready();
  Awaitable<Resource> opml(PageFrame frame);
  Awaitable<Reply> feed(const Inquiry& inquiry, Route route);
  Awaitable<Result<FeedShelf::Entry>> current_feed(const std::string& target, const FeedName& name);
  Awaitable<std::shared_ptr<Representation>> feed_changes(const FeedShelf::Entry& entry,
                                                          const Inquiry& inquiry, const FeedName& name);
  Resource file(const Route& route, const PageFrame& frame) const;
  Resource open_search() const;
  std::string base_url() const;  ///< without a slash at the end
  PageFrame frame(const std::string& root, Tongue tongue, Time now) const;
  /// The page that goes with a failure of the model.
  Resource failure(const Error& error, const PageFrame& frame) const;
  Resource refusal(int status, std::string_view message, const PageFrame& frame) const;
  void keep_titles(const ServiceStatus& status);
  Awaitable<void> refresh_titles(PageFrame& frame);
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
