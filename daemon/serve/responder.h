// Responder: from a request that is well-formed to the reply: route, ask the model, draw the page, negotiate.
// Knows nothing of sockets. On the loop's thread; every failure is a reply.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include "config/config.h"
#include "daemon/serve/api/api.h"
#include "daemon/serve/feed_shelf.h"
#include "daemon/serve/http/resource.h"
#include "daemon/serve/pages/pages.h"
#include "daemon/serve/routes.h"
#include "daemon/serve/serve_model.h"

namespace gazette {

/// Answers what is asked below an address of its own.
struct Handler {
  std::string path;  ///< "/hub": this and all below it
  std::function<boost::asio::awaitable<Resource>(const Inquiry&)> answer;
  std::function<std::size_t(std::string_view target)> body_limit;  ///< of a request; 0: as any other's
};

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

  /// The store changed: feeds are made anew before their time.
  void note_change() { feeds_.expire(); }
  void add(Handler handler) { handlers_.push_back(std::move(handler)); }
  /// The largest body for this target; 0: the usual.
  std::size_t body_limit(std::string_view target) const;
  void set_port(int port) { options_.port = port; }  ///< once it is known
  void use(ServerOptions options);

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
  Awaitable<Resource> metrics(PageFrame frame);
  Awaitable<Resource> troubles(PageFrame frame);
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
  const Handler* handler_of(std::string_view target) const;

  Api api_;
  std::vector<Handler> handlers_;
  FeedShelf feeds_;
  std::map<std::string, std::shared_ptr<boost::asio::steady_timer>> making_;  ///< cancelled when it is made
  std::shared_ptr<const SourceTitles> titles_;
  Time titles_at_;                          ///< by the model's clock
  boost::asio::thread_pool compressor_{1};  ///< large bodies are compressed aside
};

}  // namespace gazette
