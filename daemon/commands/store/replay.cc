#include "daemon/commands/store/replay.h"

#include <algorithm>
#include <iostream>
#include <unordered_set>

#include <fmt/format.h>

#include "config/load.h"
#include "daemon/commands/commands.h"
#include "daemon/engine.h"
#include "daemon/poll/listing.h"
#include "daemon/poll/pages.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

/// One replay: the newest listing first, for it says how an article is now; earlier ones tell of articles
/// that it does not name any more.
class Replay {
 public:
  Replay(Store& store, const Source& source, Time now) : store_(store), source_(source), now_(now) {}

  Result<ReplayReport> run() {
    const std::string& name = source_.options.name;
    const Result<SourceState> state = store_.source_state(name);
    if (!state) return pass_on(state);
    Result<std::vector<StoredResponse>> responses = store_.responses(name);
    if (!responses) return pass_on(responses);
    for (StoredResponse& response : *responses) {
      const Result<void> done = read(std::move(response), *state);
      if (!done) return pass_on(done);
    }
    return std::move(report_);
  }

 private:
  Result<void> read(StoredResponse response, const SourceState& state) {
    const Time then = response.at;
    WebResponse answer;
    answer.status = 200;
    if (response.url.empty()) response.url = state.url;
    answer.url = std::move(response.url);
    answer.body = std::move(response.body);
    answer.headers.emplace_back("content-type", std::move(response.content_type));
    Result<Feed> feed = read_listing(source_, answer, {});
    ++report_.listings;
    if (!feed) {
      report_.notes.push_back(format_rfc3339(then) + ": " + feed.error().message);
      return {};
    }
    PollResult result;
    result.state = state;
    result.at = now_;
    result.rewrites = true;
    const Result<void> taken = take_entries(std::move(*feed), then, result);
    if (!taken) return taken;
    const Result<SaveReport> saved = store_.save_poll(result);
    if (!saved) return pass_on(saved);
    report_.added += saved->added;
    report_.rewritten += saved->updated;
    return {};
  }

  Result<void> take_entries(Feed feed, Time then, PollResult& result) {
    const std::vector<EntryKeys> keys = identity_keys(source_.options.name, feed.entries);
    const auto known = store_.find_known(source_.options.name, keys);
    if (!known) return pass_on(known);
    for (std::size_t i = 0; i < feed.entries.size(); ++i) {
      if (keys[i].superseded) continue;
      ++report_.entries;
      if (const auto& article = (*known)[i]; article && article->number != 0)
        result.listed.push_back(article->number);
      if (is_wanted((*known)[i])) take_entry(std::move(feed.entries[i]), keys[i], (*known)[i], then, result);
    }
    return {};
  }

  /// Not what was taken away, nor what a newer listing has told.
  bool is_wanted(const std::optional<KnownArticle>& known) {
    return !known || (!known->withdrawn && told_.insert(known->number).second);
  }

  void take_entry(Entry entry, const EntryKeys& keys, const std::optional<KnownArticle>& known, Time then,
                  PollResult& result) {
    EntryWork work;
    work.fingerprint = entry_fingerprint(entry);
    work.entry = std::move(entry);
    work.keys = keys;
    work.known = known;
    if (needs_page(source_, work)) {
      work.lacks_page = known.has_value();
      work.pending = !known;  // the next poll asks for it
      if (known) ++report_.kept;
    }
    make_article_of(work, source_, then);
    result.entries.push_back(poll_entry(std::move(work)));
  }

  Store& store_;
  const Source& source_;
  Time now_;
  std::unordered_set<std::int64_t> told_;
  ReplayReport report_;
};

}  // namespace

Result<ReplayReport> replay_source(Store& store, const Source& source, Time now) {
  return Replay(store, source, now).run();
}

int replay_command(const StoreArguments& arguments) {
  const Result<Opened> opened = open_configured(arguments.config_file, false);
  if (!opened) return report(opened.error());
  const auto sources = make_sources(opened->config);
  if (!sources) return report(sources.error());
  const auto source = std::find_if(sources->begin(), sources->end(),
                                   [&](const auto& one) { return one->options.name == arguments.name; });
  if (source == sources->end()) return report(no_such_source(arguments.name, opened->config));
  const Result<ReplayReport> done = replay_source(*opened->store, **source, wall_clock());
  if (!done) return report(done.error());
  for (const std::string& note : done->notes) std::cerr << escape_for_log(note) << '\n';
  std::cerr << fmt::format("{}: {} with {} read again: {} rewritten, {} new", arguments.name,
                           count_of(static_cast<std::size_t>(done->listings), "listing"),
                           count_of(static_cast<std::size_t>(done->entries), "entry"),
                           count_of(static_cast<std::size_t>(done->rewritten), "article"), done->added);
  if (done->kept > 0)
    std::cerr << fmt::format("; {} have their text from their page and keep it", done->kept);
  std::cerr << '\n';
  if (done->listings == 0) std::cerr << "no listing of it is kept yet\n";
  return done->notes.empty() ? kDone : kFailed;
}

}  // namespace gazette
