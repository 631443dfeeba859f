#include "daemon/poll/history/walk.h"

#include <algorithm>
#include <set>

#include "feeds/make_article.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {
namespace {

using Kind = HistoryWalk::Kind;
using Stage = HistoryWalk::Stage;

constexpr int kMostDocuments = 10'000;  // of a walk through a history
constexpr int kMostMissed = 200;        // of one that looks for what was missed
constexpr std::int64_t kMostBytes = 4'000'000'000;
constexpr int kMostTries = 3;  // of a document, a poll each
constexpr const char* kEnough = "these are as many articles as are wanted";

std::string linked(const Feed& feed, std::string_view rel) {
  for (const Link& link : feed.links)
    if (link.rel == rel && is_http_url(link.href)) return link.href;
  return {};
}

/// The same server; http and https are one where neither says a port.
bool is_same_place(const std::string& a, const std::string& b) {
  const UrlParts one = split_url(a), other = split_url(b);
  return !one.host.empty() && one.host == other.host && one.port == other.port;
}

std::string without_fragment(const std::string& url) {
  return url.substr(0, url.find('#'));
}

const std::optional<Time>& date_of(const Entry& entry) {
  return entry.published ? entry.published : entry.updated;
}

/// All that has a date is older than `time`.
bool all_before(const Feed& feed, const std::optional<Time>& time) {
  bool any = false;
  for (const Entry& entry : feed.entries) {
    const std::optional<Time>& date = date_of(entry);
    if (!date) continue;
    if (!time || *date >= *time) return false;
    any = true;
  }
  return any;
}

std::string counted(int count, const std::string& what) {
  return std::to_string(count) + ' ' + what + (count == 1 ? "" : "s");
}

/// Brent's way to see a circle: the mark moves on to every document whose number is a power of two.
bool is_power_of_two(int number) {
  return number > 0 && (number & (number - 1)) == 0;
}

void end(HistoryWalk& walk, Stage stage, std::string why) {
  walk.stage = stage;
  walk.why = std::move(why);
}

/// Entries that the walk may take, the newest first; those without a date as they stand, behind the others.
std::vector<std::size_t> newest_first(const Feed& feed) {
  std::vector<std::size_t> order(feed.entries.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return date_of(feed.entries[a]) > date_of(feed.entries[b]);
  });
  return order;
}

}  // namespace

OlderDocument older_document(const Feed& feed, const std::string& url) {
  std::string named = linked(feed, "prev-archive");
  if (named.empty() && !feed.archive) named = linked(feed, "next");
  if (named.empty()) return {};
  named = without_fragment(named);
  if (!is_same_place(named, url)) return {{}, named};
  return {named, {}};
}

std::vector<HistoryWalk> walks_to_begin(const ListingFacts& facts, const SourceState& state,
                                        bool wants_history, Time now) {
  std::vector<HistoryWalk> walks;
  if (facts.older.empty()) return walks;
  HistoryWalk walk;
  walk.source = state.name;
  walk.next = facts.older;
  walk.begun = now;
  if (wants_history && !(state.walks & HistoryWalk::bits(Kind::history, HistoryWalk::kBegun)))
    walks.push_back(walk);
  if (state.last_new && !facts.overlaps) {
    walk.kind = Kind::missed;
    walk.until = facts.newest_before;
    walks.push_back(std::move(walk));
  }
  return walks;
}

void begin_above(HistoryWalk& begun, const HistoryWalk& on_its_way) {
  if (on_its_way.stage != Stage::open) return;
  begun.until = begun.until && on_its_way.until ? std::min(begun.until, on_its_way.until) : std::nullopt;
  begun.begun = on_its_way.begun;
  begun.articles = on_its_way.articles;
}

void note_walk(SourceState& state, const HistoryWalk& walk) {
  using H = HistoryWalk;
  state.walks &= ~H::bits(walk.kind, H::kBegun | H::kOpen | H::kFull);
  state.walks |= H::bits(walk.kind, H::kBegun);
  if (walk.stage == Stage::open) state.walks |= H::bits(walk.kind, H::kOpen);
  if (walk.stage == Stage::full) state.walks |= H::bits(walk.kind, H::kFull);
}

bool is_current(const SourceState& state, const HistoryWalk& walk) {
  return (state.walks & HistoryWalk::bits(walk.kind, HistoryWalk::kBegun)) != 0;
}

bool goes_on(HistoryWalk& walk, int wanted, bool again) {
  if (walk.kind == Kind::history && walk.articles >= wanted) return false;
  if (walk.stage == Stage::full || (walk.stage == Stage::given_up && again)) {
    walk.stage = Stage::open;
    walk.tries = 0;
    walk.why.clear();
  }
  return walk.stage == Stage::open && !walk.next.empty();
}

Choice choose(const HistoryWalk& walk, const Feed& feed, std::span<const EntryKeys> keys,
              std::span<const std::optional<KnownArticle>> known, const HistoryNeed& need) {
  Choice choice;
  choice.taken.resize(feed.entries.size(), Taken::not_at_all);
  const bool is_missed = walk.kind == Kind::missed;
  choice.is_too_old = all_before(feed, is_missed ? walk.until : need.not_before);
  std::set<std::string_view> deleted;
  for (const DeletedEntry& entry : feed.deleted) deleted.insert(entry.id);
  int wanted = need.articles;
  for (const std::size_t i : newest_first(feed)) {
    const Entry& entry = feed.entries[i];
    const std::optional<KnownArticle>& article = known[i];
    if (keys[i].superseded) continue;
    if (article) {
      const bool is_here = article->entry_fingerprint != 0;
      const bool again = is_here && article->content_pending && walk.tries > 0;  // its page could not be had
      const bool is_same = is_here && have_same_text(article->entry_fingerprint, entry_fingerprint(entry));
      const bool is_from_before = is_here && article->first_seen && *article->first_seen < walk.begun;
      choice.met_known |= is_same && is_from_before;
      if (article->number == 0 || article->withdrawn) continue;
      if (again || !is_here) choice.taken[i] = again ? Taken::as_article : Taken::its_keys;
      if (is_missed && is_from_before && !is_same && entry.updated &&
          (!walk.until || *entry.updated > *walk.until))
        choice.taken[i] = Taken::if_newer;
      continue;
    }
    const std::optional<Time>& date = date_of(entry);
    if (date && need.not_before && *date < *need.not_before) continue;
    if (date && is_missed && walk.until && *date <= *walk.until) continue;
    if (!entry.id.empty() && deleted.contains(entry.id)) continue;
    if (wanted-- <= 0) {
      choice.left_some = true;
      break;
    }
    choice.taken[i] = Taken::as_article;
  }
  return choice;
}

void advance(HistoryWalk& walk, const DocumentRead& document, const Choice& choice) {
  const std::string here = walk.next;
  const bool repeats = !walk.last_body.empty() && walk.last_body == document.body_hash;
  walk.tries = 0;
  walk.bytes += document.bytes;
  walk.articles += document.articles;
  walk.why.clear();
  if (choice.left_some) return end(walk, Stage::full, kEnough);  // whoever wants more reads it again
  ++walk.documents;
  walk.last_body = document.body_hash;
  walk.next = document.older.url;
  if (walk.kind == Kind::missed && choice.met_known)
    return end(walk, Stage::done, "it came to what was known");
  if (choice.is_too_old)
    return end(walk, Stage::done,
               walk.kind == Kind::missed ? "it came to what is older than the last poll's newest entry"
                                         : "what is older would not be kept (keep)");
  if (!document.older.refused.empty())
    return end(
        walk, Stage::done,
        "the next document is elsewhere, and is not asked for: " + escape_for_log(document.older.refused));
  if (walk.next.empty()) return end(walk, Stage::done, "the beginning was reached");
  const std::string next = without_fragment(walk.next);
  if (next == here || next == walk.mark || next == document.listing || repeats)
    return end(walk, Stage::done, "the documents go in a circle");
  const int most = walk.kind == Kind::missed ? kMostMissed : kMostDocuments;
  if (walk.documents >= most || walk.bytes >= kMostBytes)
    return end(walk, Stage::given_up, "more documents than are read at all");
  if (is_power_of_two(walk.documents)) walk.mark = here;
  if (document.is_enough) end(walk, Stage::full, kEnough);
}

void stumble(HistoryWalk& walk, const std::string& why, bool for_good) {
  ++walk.tries;
  walk.why = why;
  if (for_good || walk.tries >= kMostTries) walk.stage = Stage::given_up;
}

std::string sentence(const HistoryWalk& walk) {
  std::string text =
      counted(walk.documents, "older document") + " read, " + counted(walk.articles, "article") + " found";
  const std::string next = escape_for_log(walk.next);
  switch (walk.stage) {
    case Stage::open:
      text += walk.why.empty() ? "; goes on with " + next
                               : "; " + next + " could not be read, and is asked for again: " + walk.why;
      break;
    case Stage::given_up: text += "; given up at " + next + ": " + walk.why; break;
    case Stage::full:
    case Stage::done: text += "; " + walk.why;
  }
  return text;
}

std::vector<std::string> history_words(const SourceState& state, std::span<const HistoryWalk> walks,
                                       int wanted) {
  std::vector<std::string> words;
  bool is_begun = false;
  for (const HistoryWalk& walk : walks) {
    const bool is_history = walk.kind == Kind::history;
    is_begun |= is_history;
    const bool is_unwanted = is_history && wanted == 0 && walk.stage != Stage::done;
    words.push_back((is_history ? "history: " : "missed entries: ") + sentence(walk) +
                    (is_unwanted ? "; it is not wanted any more" : ""));
  }
  if (wanted > 0 && !is_begun)
    words.push_back(state.walks & HistoryWalk::kLooked ? "history: the feed names no older documents"
                                                       : "history: begins with the next poll");
  return words;
}

}  // namespace gazette
