// Engine: the parts that any polling needs, put together from a configuration: client, CPU pool, the store's
// thread, the sources. The daemon and `gazette poll` both run on it. On the loop's thread only.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include "config/config.h"
#include "daemon/net/manners/host_pauses.h"
#include "daemon/poll/poll_saver.h"
#include "daemon/poll/poll_source.h"
#include "daemon/poll/robots_cache.h"
#include "daemon/schedule/admission.h"

namespace gazette {

/// The wall clock: the one place that asks it.
Time wall_clock();

class Engine {
 public:
  /// ErrorKind::storage with the remedy if the database cannot be opened.
  static Result<std::unique_ptr<Engine>> make(boost::asio::io_context& loop,
                                              std::shared_ptr<const Config> config);
  ~Engine();

  const Config& config() const { return *config_; }
  const std::vector<std::shared_ptr<const Source>>& sources() const { return sources_; }
  std::shared_ptr<const Source> source(const std::string& name) const;
  AsyncStore& store() { return store_; }

  /// Begins a poll as soon as there is room; `done` is called on the loop. The source's poll must not be
  /// under way already.
  void poll(std::shared_ptr<const Source> source, PollOrder order, std::function<void(PollReport)> done);
  /// What an article of the source names (a picture), asked for in the same manner as its pages: the host's
  /// queue and pauses, robots.txt, address check, limits; the source's user agent and proxy, its secrets for
  /// their origin only. ErrorKind::other when there is no such source.
  boost::asio::awaitable<Result<WebResponse>> fetch(const std::string& source, WebRequest request);
  boost::asio::thread_pool& cpu() { return cpu_; }
  bool is_stopping() const { return stopping_; }

  std::size_t polls_under_way() const { return admission_.under_way(); }
  bool network_is_down() const { return web_->network_is_down(); }

  /// Sources, intervals and fetch options of another configuration, for polls that begin from now on.
  Result<void> use(std::shared_ptr<const Config> config);
  /// Polls that wait for room do not begin any more.
  void begin_no_more() { admission_.drop_waiting(); }
  /// Ends all requests under way; their polls store nothing.
  void stop();

 private:
  Engine(boost::asio::io_context& loop, std::unique_ptr<Store> store);
  boost::asio::awaitable<void> run_poll(std::shared_ptr<const Source> source, PollOrder order,
                                        std::function<void(PollReport)> done);

  boost::asio::io_context& loop_;
  std::shared_ptr<const Config> config_;
  std::vector<std::shared_ptr<const Source>> sources_;
  std::unordered_map<std::string, std::shared_ptr<const Source>> by_name_;
  std::shared_ptr<HostPauses> pauses_ = std::make_shared<HostPauses>();
  std::shared_ptr<Web> web_;
  std::vector<std::shared_ptr<Web>> all_webs_;  ///< also those that polls from before a reload still use
  AsyncStore store_;
  PollSaver saver_;
  RobotsCache robots_;
  Admission admission_;
  boost::asio::thread_pool cpu_;
  ByteBudget digesting_;
  bool stopping_ = false;
};

/// Opens the store of a configuration, with its folder made if need be.
Result<std::unique_ptr<Store>> open_store(const Config& config, bool read_only = false);

}  // namespace gazette
