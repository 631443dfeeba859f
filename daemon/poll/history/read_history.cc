#include "daemon/poll/history/read_history.h"

#include <algorithm>

#include "daemon/net/manners/cache_headers.h"
#include "daemon/net/manners/host_pauses.h"
#include "daemon/poll/answer/trouble.h"
#include "daemon/poll/history/walk.h"
#include "daemon/poll/listing.h"
#include "daemon/poll/pages.h"
#include "daemon/poll/poll_saver.h"
#include "daemon/poll/robots_cache.h"
#include "feeds/parse/parse_feed.h"
#include "feeds/text/strings.h"

namespace gazette {

namespace asio = boost::asio;

namespace {

// A poll; the rest with the next ones.
constexpr int kMostDocuments = 10;
constexpr std::int64_t kMostBytes = 50'000'000;
constexpr Duration kMostTime = std::chrono::minutes(10);
constexpr int kTriesOfPages = 2;  // of one document: then its entries stay as the feed has them
constexpr std::size_t kLeastWeight = 25'000;

/// The entries of one document, on their way to articles.
struct Reading {
  Feed feed;
  std::vector<EntryKeys> keys;
  std::vector<std::optional<KnownArticle>> known;
  Choice choice;
  std::vector<EntryWork> works;
  PollResult result;
  int articles = 0;  ///< new ones
};

class HistoryReader {
 public:
  HistoryReader(PollTools& tools, const Source& source, SourceState state, PollReport& report)
      : tools_(tools), source_(source), state_(std::move(state)), report_(report), begun_(tools.now()) {
    const Retention& keep = source_.options.keep;
    wanted_ = std::min(source_.history, keep.count.value_or(kWholeHistory));
    if (keep.record) not_before_ = begun_ - *keep.record;
  }

  asio::awaitable<void> run(bool again);

 private:
  asio::awaitable<void> follow();
  asio::awaitable<bool> step();
  asio::awaitable<std::optional<WebResponse>> obtain();
  asio::awaitable<bool> read(const WebResponse& response, Reading& reading);
  asio::awaitable<void> compare_edited(Reading& reading);
  asio::awaitable<void> take_deleted(Reading& reading);
  asio::awaitable<void> make_articles(Reading& reading);
  void pass(const WebResponse& response, const Reading& reading);
  asio::awaitable<void> stumble_over(const Error& error, int status);
  asio::awaitable<bool> store(PollResult result);

  bool is_history() const { return walk_.kind == HistoryWalk::Kind::history; }
  bool has_room() const {
    return documents_ < kMostDocuments && bytes_ < kMostBytes && tools_.now() - begun_ < kMostTime &&
           !tools_.stopping;
  }

  PollTools& tools_;
  const Source& source_;
  SourceState state_;
  PollReport& report_;
  const Time begun_;
  int wanted_ = 0;
  std::optional<Time> not_before_;
  HistoryWalk walk_;
  int documents_ = 0;  ///< asked for in this poll
  std::int64_t bytes_ = 0;
};

asio::awaitable<void> HistoryReader::run(bool again) {
  Result<std::vector<HistoryWalk>> walks =
      co_await tools_.store.call([this](Store& store) { return store.walks(source_.options.name); });
  if (!walks) {
    report_.notes.push_back(walks.error().message);
    co_return;
  }
  // What was missed comes before what is old.
  std::sort(walks->begin(), walks->end(), [](const auto& a, const auto& b) { return a.kind > b.kind; });
  for (HistoryWalk& walk : *walks) {
    walk_ = std::move(walk);
    if (is_current(state_, walk_) && goes_on(walk_, wanted_, again)) co_await follow();
  }
}

asio::awaitable<void> HistoryReader::follow() {
  const int before = documents_;
  bool goes_on = true;
  while (goes_on && walk_.stage == HistoryWalk::Stage::open && has_room()) goes_on = co_await step();
  if (documents_ > before && !tools_.stopping)
    report_.notes.push_back((is_history() ? "history: " : "missed entries: ") + sentence(walk_));
}

/// One document. False: no other one now.
asio::awaitable<bool> HistoryReader::step() {
  // 1. Ask for it.
  const std::optional<WebResponse> response = co_await obtain();
  if (!response) co_return false;

  // 2. Which entries of it are new?
  const std::size_t weight = std::max(response->body.size(), kLeastWeight);
  std::optional<ByteBudget::Share> share(co_await tools_.digesting.take(weight));
  if (tools_.stopping) co_return false;  // it may have stood in line for long
  Reading reading;
  const bool was_read = co_await read(*response, reading);
  if (!was_read) co_return false;

  // 3. The pages of those that have not enough of their own.
  if (needs_pages(source_, reading.works)) {
    share.reset();  // pages may take long
    co_await fetch_pages(tools_, source_, reading.works, report_.notes);
    if (tools_.stopping) co_return false;  // some may lack their pages
    share.emplace(co_await tools_.digesting.take(weight));
  }

  // 4. Articles, and where the walk stands now: one transaction.
  const bool lacks_pages = std::any_of(reading.works.begin(), reading.works.end(),
                                       [](const EntryWork& work) { return work.pending; });
  const bool once_more = lacks_pages && walk_.tries < kTriesOfPages;
  for (EntryWork& work : reading.works) work.pending &= once_more;
  co_await make_articles(reading);
  if (once_more) {
    walk_.articles += reading.articles;
    stumble(walk_, "pages of its articles could not be had", false);
  } else {
    pass(*response, reading);
  }
  const bool stored = co_await store(std::move(reading.result));
  co_return stored && !once_more;
}

/// Absent: not now.
asio::awaitable<std::optional<WebResponse>> HistoryReader::obtain() {
  std::optional<WebResponse> none;
  if (tools_.pauses.find(walk_.next, tools_.now())) co_return none;
  ++documents_;
  WebRequest request = feed_request(source_, walk_.next);
  Result<WebResponse> response = co_await tools_.web.get(std::move(request));
  if (tools_.stopping) co_return none;
  if (!response) {
    co_await stumble_over(response.error(), 0);
    co_return none;
  }
  if (response->status == 200) {
    bytes_ += static_cast<std::int64_t>(response->body.size());
    co_return std::move(*response);
  }
  if (const auto pause = asked_pause(*response, tools_.now())) {
    walk_.why =
        "HTTP status " + std::to_string(response->status) + ": asks to wait " + format_duration(*pause);
    PollResult waiting;
    co_await store(std::move(waiting));
    co_return none;
  }
  const Error error = error_of_status(*response);
  co_await stumble_over(error, response->status);
  co_return none;
}

asio::awaitable<void> HistoryReader::make_articles(Reading& reading) {
  const Time now = tools_.now();
  const Time dateless = std::min(now, reading.feed.updated.value_or(now));  // no younger than its document
  co_await run_on(tools_.cpu, [&] {
    for (EntryWork& work : reading.works) {
      const bool has_date = work.entry.published || work.entry.updated;
      make_article_of(work, source_, has_date ? now : dateless);
      reading.articles += work.article && !work.known ? 1 : 0;
      reading.result.entries.push_back(poll_entry(std::move(work)));
    }
    return 0;
  });
}

void HistoryReader::pass(const WebResponse& response, const Reading& reading) {
  DocumentRead document;
  document.older = older_document(reading.feed, response.url);
  document.body_hash = sha256_hex(response.body);
  document.bytes = static_cast<std::int64_t>(response.body.size());
  document.articles = reading.articles;
  document.listing = polled_url(state_);
  document.is_enough = is_history() && walk_.articles + reading.articles >= wanted_;
  advance(walk_, document, reading.choice);
}

/// What of it is new.
asio::awaitable<bool> HistoryReader::read(const WebResponse& response, Reading& reading) {
  Result<Feed> feed = co_await run_on(
      tools_.cpu, [this, &response] { return parse_feed(listing_document(source_, response)); });
  if (!feed) {
    const Error error = error_of_body(response, feed.error());
    co_await stumble_over(error, response.status);
    co_return false;
  }
  reading.feed = std::move(*feed);
  reading.keys = identity_keys(source_.options.name, reading.feed.entries);
  auto known = co_await tools_.store.call(
      [&](Store& store) { return store.find_known(source_.options.name, reading.keys); });
  if (!known) {
    report_.notes.push_back(response.url + ": " + known.error().message);
    co_return false;
  }
  reading.known = std::move(*known);
  HistoryNeed need{kWholeHistory, not_before_};
  if (is_history()) need.articles = wanted_ - walk_.articles;
  reading.choice = choose(walk_, reading.feed, reading.keys, reading.known, need);
  co_await compare_edited(reading);
  for (std::size_t i = 0; i < reading.feed.entries.size(); ++i) {
    const std::optional<KnownArticle>& article = reading.known[i];
    if (article && article->number != 0) reading.result.listed.push_back(article->number);
    if (reading.choice.taken[i] == Taken::not_at_all) continue;
    EntryWork& work = reading.works.emplace_back();
    work.fingerprint = entry_fingerprint(reading.feed.entries[i]);
    work.unchanged = reading.choice.taken[i] == Taken::its_keys;
    work.entry = std::move(reading.feed.entries[i]);
    work.keys = reading.keys[i];
    work.known = article;
  }
  co_await take_deleted(reading);
  co_return true;
}

/// The newest version of an entry wins, wherever it stands (RFC 5005 section 4).
asio::awaitable<void> HistoryReader::compare_edited(Reading& reading) {
  for (std::size_t i = 0; i < reading.choice.taken.size(); ++i) {
    if (reading.choice.taken[i] != Taken::if_newer) continue;
    const std::int64_t number = reading.known[i]->number;
    const auto stored = co_await tools_.store.call([number](Store& store) { return store.article(number); });
    const bool is_newer =
        stored && *stored &&
        (*stored)->article.updated.value_or((*stored)->article.date) < *reading.feed.entries[i].updated;
    reading.choice.taken[i] = is_newer ? Taken::as_article : Taken::not_at_all;
  }
}

/// What the publisher deleted. An article that is stored may be newer than the word of an old document; one
/// that is not is kept out, for a document behind this one may hold it still.
asio::awaitable<void> HistoryReader::take_deleted(Reading& reading) {
  if (reading.feed.deleted.empty()) co_return;
  std::vector<EntryKeys> keys(reading.feed.deleted.size());
  for (std::size_t i = 0; i < keys.size(); ++i)
    keys[i].keys = {key_of_id(source_.options.name, reading.feed.deleted[i].id)};
  auto known =
      co_await tools_.store.call([&](Store& store) { return store.find_known(source_.options.name, keys); });
  for (std::size_t i = 0; known && i < keys.size(); ++i) {
    DeletedEntry& deleted = reading.feed.deleted[i];
    if (!(*known)[i]) {
      PollEntry& entry = reading.result.entries.emplace_back();
      entry.keys = std::move(keys[i]);
      entry.dropped = "deleted by the publisher: " + deleted.comment;
    } else if (!is_history() && (!deleted.when || !walk_.until || *deleted.when > *walk_.until)) {
      reading.result.deleted.push_back(std::move(deleted));
    }
  }
}

/// It is asked for again with the next polls, but not for ever.
asio::awaitable<void> HistoryReader::stumble_over(const Error& error, int status) {
  const bool unreachable =
      error.kind == ErrorKind::dns || error.kind == ErrorKind::connect || error.kind == ErrorKind::timeout;
  if (unreachable && tools_.web.network_is_down()) co_return;  // nobody is to blame
  stumble(walk_, escape_for_log(error.message), status == 410);
  PollResult result;
  co_await store(std::move(result));
}

asio::awaitable<bool> HistoryReader::store(PollResult result) {
  note_walk(state_, walk_);
  result.state = state_;
  result.at = tools_.now();
  result.past = is_history();
  result.withdraw_deleted = source_.options.withdraw_deleted;
  result.pauses = tools_.pauses.take_new();
  result.walks.push_back(walk_);
  const Result<SaveReport> saved = co_await tools_.saver.save(result);
  if (saved)
    report_.from_archives += saved->added + saved->updated;
  else
    report_.notes.push_back(saved.error().message);
  co_return saved.has_value();
}

}  // namespace

bool has_open_walk(const Source& source, const SourceState& state, bool again) {
  using H = HistoryWalk;
  const auto has = [&](H::Kind kind, std::uint32_t bits) { return (state.walks & H::bits(kind, bits)) != 0; };
  if (again && has(H::Kind::missed, H::kBegun)) return true;
  if (has(H::Kind::missed, H::kOpen)) return true;
  return source.history > 0 && has(H::Kind::history, again ? H::kBegun : H::kOpen | H::kFull);
}

asio::awaitable<void> read_history(PollTools& tools, const Source& source, SourceState state, bool again,
                                   PollReport& report) {
  HistoryReader reader(tools, source, std::move(state), report);
  co_await reader.run(again);
}

}  // namespace gazette
