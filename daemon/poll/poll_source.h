// The main path: one poll of one source, from the request to the stored articles, as one straight coroutine.
// Runs on the event loop; CPU work goes to a pool, the store has a thread of its own. One bad source never
// harms another: whatever happens is in the report and in the source's stored state.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include "config/config.h"
#include "daemon/net/web.h"
#include "daemon/poll/answer/moves.h"
#include "daemon/poll/work.h"
#include "daemon/schedule/next_poll.h"
#include "feeds/sites/site_rules.h"
#include "feeds/source.h"

namespace gazette {

class HostPauses;
class PollSaver;
class RobotsCache;

/// A source ready to be polled. There may be ten thousand: what the configuration says is not copied.
struct Source {
  explicit Source(std::shared_ptr<const SourceOptions> said)
      : declared(std::move(said)), options(*declared) {}

  std::shared_ptr<const SourceOptions> declared;
  const SourceOptions& options;
  std::optional<SiteRules> rules;                ///< of a site source
  bool robots = true;                            ///< robots.txt is obeyed
  int history = 0;                               ///< so many older articles are read from its archives
  std::shared_ptr<const Retentions> retentions;  ///< of all sources
  PollPolicy policy;
  MovePolicy moves;
  std::string access_origin;  ///< who may see the secrets of options.access
  std::string variant;        ///< what an answer depends on besides the URL: other words, other validators
};

/// What a poll works with; the owner keeps it alive until the poll has ended.
struct PollTools {
  Web& web;
  AsyncStore& store;
  PollSaver& saver;
  HostPauses& pauses;
  RobotsCache& robots;
  boost::asio::thread_pool& cpu;
  ByteBudget&
      digesting;  ///< for polls that read, make and store articles: they hold whole listings in memory
  std::function<Time()> now;
  const bool& stopping;  ///< set at shutdown: a poll that fails from then on stores nothing
};

struct PollOrder {
  std::string cause = "due";   ///< for the decision's record
  bool unconditional = false;  ///< as if nothing had ever been fetched (poll --force)
  std::shared_ptr<const WebResponse> pushed = nullptr;  ///< what a hub sent: read instead of being fetched
  bool older = true;  ///< then some of the older documents that it names, if they are wanted
};

struct PollReport {
  std::string source;
  int status = 0;  ///< HTTP; 0 = no answer
  bool not_modified = false;
  bool held = false;  ///< not asked, because its host asked to be left alone
  int entries = 0, added = 0, updated = 0;
  int from_archives = 0;       ///< articles that older documents of the feed brought, or changed
  std::size_t bytes = 0;       ///< of the listing that was read, decoded
  std::string hub, self;       ///< as the listing named them
  std::optional<Error> error;  ///< of the listing or the store; a page's failure is a note
  std::vector<std::string> notes;
  std::optional<Time> next;  ///< when it is due again; absent if nothing could be stored
};

boost::asio::awaitable<PollReport> poll_source(PollTools& tools, std::shared_ptr<const Source> source,
                                               PollOrder order);

/// Reads the recipes and policies of a configuration's sources. They were checked by config: a failure is a
/// bug of ours. `owner`: keeps the configuration for them; without, it must outlive them.
Result<std::vector<std::shared_ptr<const Source>>> make_sources(
    const Config& config, const std::shared_ptr<const Config>& owner = {});

}  // namespace gazette
