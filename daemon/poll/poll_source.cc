#include "daemon/poll/poll_source.h"

#include <algorithm>
#include <iterator>

#include "daemon/net/manners/cache_headers.h"
#include "daemon/net/manners/host_pauses.h"
#include "daemon/poll/answer/hints.h"
#include "daemon/poll/answer/trouble.h"
#include "daemon/poll/history/read_history.h"
#include "daemon/poll/history/walk.h"
#include "daemon/poll/listing.h"
#include "daemon/poll/pages.h"
#include "daemon/poll/poll_saver.h"
#include "daemon/websub/rules/links.h"
#include "feeds/text/entities.h"
#include "feeds/text/strings.h"

namespace gazette {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kMaxErrorText = 500;       // code points
constexpr std::size_t kMaxKeptBody = 4'000'000;  // larger listings are not kept for replay
constexpr int kTooManyRequests = 429;
constexpr std::size_t kLeastWeight = 25'000;  // of a poll that is digested, in bytes of its listing

/// What is made of a listing in memory grows with it; the smallest ones have articles and a transaction, too.
std::size_t weight_of(const WebResponse& listing) {
  return std::max(listing.body.size(), kLeastWeight);
}

/// A 206 that nobody asked for is some part of it.
bool brings_listing(int status) {
  return status >= 200 && status <= 299 && status != 206;
}

/// One that no server would take back in a request counts as none.
std::string_view validator(const WebResponse& response, std::string_view name) {
  constexpr std::size_t kLongest = 4'096;  // many servers refuse 8 kB of headers in all
  const std::string_view value = response.header(name);
  return value.size() <= kLongest ? value : std::string_view();
}

/// Precondition Failed, Request Header Fields Too Large: with these validators it would say so for ever.
bool refuses_validators(int status) {
  return status == 412 || status == 431;
}

/// One poll under way. g++ 12 destroys aggregates that are made in the very expression of a co_await twice:
/// they get names first. run() is the way of an article (DESIGN section 2); the other functions are its
/// steps.
class Poll {
 public:
  Poll(PollTools& tools, std::shared_ptr<const Source> source, PollOrder order)
      : tools_(tools), source_(std::move(source)), options_(source_->options), order_(std::move(order)) {
    report_.source = options_.name;
  }

  asio::awaitable<PollReport> run();
  asio::awaitable<void> go_on_with_history(PollReport& report);

 private:
  asio::awaitable<Result<WebResponse>> obtain_listing();
  asio::awaitable<Result<void>> find_new(Feed feed);
  asio::awaitable<void> begin_walks();
  asio::awaitable<void> make_articles();
  asio::awaitable<bool> restore_listing(WebResponse& response);
  asio::awaitable<PollReport> keep(const WebResponse& unchanged);
  asio::awaitable<PollReport> stay_away(const WebResponse& response, Duration pause);
  asio::awaitable<PollReport> hold(const HostPause& pause);
  asio::awaitable<PollReport> give_up(Error error, int status);
  asio::awaitable<PollReport> settle(PollAnswer answer, std::string outcome);
  asio::awaitable<void> let_go();

  std::optional<HostPause> asked_pause_of_hosts() const;
  void forget_what_does_not_fit();
  bool is_cut(const Feed& feed) const {
    return options_.limit && std::ssize(feed.entries) >= *options_.limit;
  }
  void note_answer(const WebResponse& response);
  void note_success(const WebResponse& response);
  void note_feed(const Feed& feed, const WebResponse& response);
  void note_moves(const WebResponse& response);
  void note_failure(const Error& error, PollAnswer::Kind kind);
  void remember_body(const std::string& hash, WebResponse&& response);
  void take_works();

  PollTools& tools_;
  std::shared_ptr<const Source> source_;
  const SourceOptions& options_;
  PollOrder order_;
  SourceState state_;
  std::vector<WebResponse> more_;     ///< further pages of a site's listing
  std::vector<EntryWork> works_;      ///< entries that are new, edited or incomplete
  std::vector<std::int64_t> listed_;  ///< articles that the listing names
  bool same_feed_ = true;             ///< as far as can be told
  bool doubtful_ = false;  ///< of a damaged feed nothing or a part was read: its validators would keep it so
  std::optional<ListingFacts> facts_;  ///< of a whole listing
  std::optional<SourceMove> move_;
  PollResult result_;
  PollReport report_;
};

asio::awaitable<PollReport> Poll::run() {
  // 1. What is remembered of the source; and whether its host may be asked at all.
  Result<SourceState> state = co_await tools_.saver.state(options_.name);
  if (!state) {
    report_.error = state.error();
    co_return report_;
  }
  state_ = std::move(*state);
  forget_what_does_not_fit();
  if (order_.cause == "due" && !state_.last_poll) order_.cause = "new";
  if (const auto pause = asked_pause_of_hosts(); pause && !order_.pushed) co_return co_await hold(*pause);

  // 2. The listing, conditionally.
  Result<WebResponse> response = co_await obtain_listing();
  if (!response) co_return co_await give_up(response.error(), 0);
  note_answer(*response);
  if (const auto pause = asked_pause(*response, tools_.now()))
    co_return co_await stay_away(*response, *pause);
  if (response->status == 304 && !co_await restore_listing(*response)) co_return co_await keep(*response);
  if (response->status != 304 && !brings_listing(response->status))
    co_return co_await give_up(error_of_status(*response), response->status);

  // 3. Read it, unless the same bytes were read before and nothing of them is missing.
  std::optional<ByteBudget::Share> share(co_await tools_.digesting.take(weight_of(*response)));
  if (tools_.stopping) co_return report_;  // it may have stood in line for long
  const std::string hash = sha256_hex(response->body);
  if (hash == state_.body_hash && !state_.pages_pending) co_return co_await keep(*response);
  Result<Feed> feed =
      co_await run_on(tools_.cpu, [this, &response] { return read_listing(*source_, *response, more_); });
  if (!feed) co_return co_await give_up(error_of_body(*response, feed.error()), response->status);

  // 4. Which entries are new or edited?
  note_feed(*feed, *response);
  const Result<void> asked = co_await find_new(std::move(*feed));
  if (!asked) co_return co_await give_up(asked.error(), response->status);
  co_await begin_walks();

  // 5. The pages of those that have not enough of their own.
  if (needs_pages(*source_, works_)) {
    share.reset();  // pages may take long
    co_await fetch_pages(tools_, *source_, works_, report_.notes);
    share.emplace(co_await tools_.digesting.take(weight_of(*response)));
  }

  // 6. Entries to articles.
  co_await make_articles();

  // 7. One transaction: articles, versions, validators, next poll, the decision.
  note_success(*response);
  note_moves(*response);
  remember_body(hash, std::move(*response));
  take_works();
  co_return co_await settle(PollAnswer(), "");
}

/// Of the source's host, and of the one that its redirect leads to.
std::optional<HostPause> Poll::asked_pause_of_hosts() const {
  auto pause = tools_.pauses.find(polled_url(state_), tools_.now());
  if (!pause && !state_.validators_url.empty())
    pause = tools_.pauses.find(state_.validators_url, tools_.now());
  return pause;
}

/// Validators belong to one URL and one way of asking; a changed source starts anew.
void Poll::forget_what_does_not_fit() {
  const bool moved = state_.url != options_.url && !state_.url.empty();
  if (moved) {
    const std::string name = state_.name, title = state_.title;
    state_ = {};
    state_.name = name;
    state_.title = title;
  }
  state_.url = options_.url;
  const bool begins_history = source_->history > 0 && !(state_.walks & HistoryWalk::kLooked);
  if (state_.validators_for != source_->variant || order_.unconditional || begins_history)
    state_.etag = state_.last_modified = state_.validators_url = state_.body_hash = "";
  state_.validators_for = source_->variant;
}

asio::awaitable<Result<WebResponse>> Poll::obtain_listing() {
  if (order_.pushed) co_return *order_.pushed;
  co_return co_await fetch_listing(tools_, *source_, state_, more_, report_.notes);
}

asio::awaitable<Result<void>> Poll::find_new(Feed feed) {
  const std::vector<EntryKeys> keys = identity_keys(options_.name, feed.entries);
  auto known =
      co_await tools_.store.call([&](Store& store) { return store.find_known(options_.name, keys); });
  if (!known) co_return pass_on(known);
  const bool knows_any =
      std::any_of(known->begin(), known->end(), [](const auto& article) { return article.has_value(); });
  if (facts_ && same_feed_)
    facts_->overlaps = feed.entries.empty() || is_cut(feed) ||
                       std::any_of(known->begin(), known->end(), [](const auto& article) {
                         return article && (article->entry_fingerprint != 0 || article->number == 0);
                       });
  same_feed_ = same_feed_ || knows_any;
  result_.deleted = std::move(feed.deleted);
  result_.withdraw_deleted = options_.withdraw_deleted;
  for (std::size_t i = 0; i < feed.entries.size(); ++i) {
    const std::optional<KnownArticle>& article = (*known)[i];
    if (keys[i].superseded) continue;
    if (article && article->number != 0) listed_.push_back(article->number);
    const std::uint64_t fingerprint = entry_fingerprint(feed.entries[i]);
    const bool same_text =
        article && have_same_text(article->entry_fingerprint, fingerprint) && !article->content_pending;
    const bool unchanged = same_text && article->entry_fingerprint == fingerprint;
    if (article && (article->withdrawn || (unchanged && !article->repaired))) continue;
    EntryWork work;
    work.unchanged = unchanged;
    work.same_text = same_text;
    work.entry = std::move(feed.entries[i]);
    work.keys = keys[i];
    work.known = article;
    work.fingerprint = fingerprint;
    works_.push_back(std::move(work));
  }
  co_return Result<void>{};
}

/// Older documents are read after this poll, if it goes well; where they begin is stored with it.
asio::awaitable<void> Poll::begin_walks() {
  if (!facts_ || doubtful_) co_return;
  if (source_->history > 0) state_.walks |= HistoryWalk::kLooked;
  result_.walks = walks_to_begin(*facts_, state_, source_->history > 0, tools_.now());
  for (HistoryWalk& walk : result_.walks) {
    if (state_.walks & HistoryWalk::bits(walk.kind, HistoryWalk::kOpen)) {
      const auto stored =
          co_await tools_.store.call([this](Store& store) { return store.walks(options_.name); });
      for (std::size_t i = 0; stored && i < stored->size(); ++i)
        if ((*stored)[i].kind == walk.kind) begin_above(walk, (*stored)[i]);
    }
    note_walk(state_, walk);
  }
}

asio::awaitable<void> Poll::go_on_with_history(PollReport& report) {
  if (report.error || report.held || order_.pushed || !order_.older || tools_.stopping || !report.next)
    co_return;
  if (!has_open_walk(*source_, result_.state, order_.unconditional)) co_return;
  co_await read_history(tools_, *source_, std::move(result_.state), order_.unconditional, report);
}

asio::awaitable<void> Poll::make_articles() {
  const Time now = tools_.now();
  if (works_.empty()) co_return;
  co_await run_on(tools_.cpu, [this, now] {
    for (EntryWork& work : works_) make_article_of(work, *source_, now);
    return 0;
  });
}

/// Nothing new at the server, but pages of the last listing are missing: it is read again from where it is
/// kept.
asio::awaitable<bool> Poll::restore_listing(WebResponse& response) {
  if (!state_.pages_pending) co_return false;
  auto kept = co_await tools_.store.call([this](Store& store) { return store.last_response(options_.name); });
  if (!kept || !*kept || sha256_hex((*kept)->body) != state_.body_hash) co_return false;
  response.body = std::move((*kept)->body);
  std::erase_if(response.headers, [](const auto& header) { return header.first == "content-type"; });
  response.headers.emplace_back("content-type", std::move((*kept)->content_type));
  co_return true;
}

void Poll::note_answer(const WebResponse& response) {
  report_.status = state_.last_status = response.status;
  report_.bytes = response.body.size();
  for (const Hop& hop : response.hops)
    if (hop.status == 301 || hop.status == 308)
      report_.notes.push_back("moved permanently to " + escape_for_log(hop.to));
}

/// Validators and freshness as the answer gave them: a 304 that brings none leaves the stored ones (RFC
/// 9111 4.3.4), a 200 replaces all.
void Poll::note_success(const WebResponse& response) {
  const bool whole = response.status != 304 && !doubtful_ && !order_.pushed;
  const std::string_view etag = validator(response, "etag");
  const std::string_view modified = validator(response, "last-modified");
  if (whole || (!etag.empty() && !doubtful_)) state_.etag = etag;
  if (whole || (!modified.empty() && !doubtful_)) state_.last_modified = modified;
  const std::optional<Duration> fresh = freshness(response, tools_.now());
  if (whole || fresh) state_.fresh_for = fresh;
  if (!doubtful_ && !order_.pushed) state_.validators_url = response.url;
  state_.last_success = tools_.now();
  state_.failures = 0;
  state_.failing_since.reset();
  state_.error_kind = state_.error = "";
  state_.gone = false;
}

void Poll::note_feed(const Feed& feed, const WebResponse& response) {
  state_.title = as_meant(feed.title);
  state_.link = feed.link;
  const std::string& id = !feed.id.empty() ? feed.id : !feed.self.empty() ? feed.self : feed.link;
  same_feed_ = state_.feed_id.empty() || (!id.empty() && id == state_.feed_id);
  state_.feed_id = id;
  doubtful_ = (feed.entries.empty() && !feed.problems.empty()) || breaks_off(response, feed);
  const bool is_whole = response.status == 200 && !order_.pushed && !source_->rules;
  result_.complete = is_whole && feed.complete && !doubtful_ && !feed.entries.empty() && !is_cut(feed);
  if (is_whole) {
    OlderDocument older = older_document(feed, response.url);
    if (older.url.empty()) older = older_document(feed, polled_url(state_));
    if (feed.complete) older = {};  // it has nothing elsewhere
    facts_ = ListingFacts{std::move(older.url), true, state_.newest_entry};
  }
  note_hints(state_, feed);
  if (!order_.pushed) {
    const HubLinks links = hub_links(response, feed);
    report_.hub = links.hub;
    report_.self = links.topic;
  }
  if (response.status != 226 && !order_.pushed)
    note_rhythm(state_, feed, tools_.now());  // a part of the feed says nothing of its rhythm
  result_.lists_all = response.status != 226 && !order_.pushed;
  report_.entries = static_cast<int>(feed.entries.size());
}

void Poll::note_moves(const WebResponse& response) {
  if (source_->rules || order_.pushed) return;
  move_ = note_redirects(state_, response.hops, same_feed_, source_->moves, tools_.now());
  if (move_) report_.notes.push_back("learned: polled at " + escape_for_log(move_->to) + " from now on");
}

/// A page that could not be had is tried again. The listing is kept for that; where it cannot be, it is
/// fetched anew.
void Poll::remember_body(const std::string& hash, WebResponse&& response) {
  if (order_.pushed) return;  // it may hold only what is new
  const bool changed = hash != state_.body_hash;
  const bool kept = response.body.size() <= kMaxKeptBody && more_.empty() && response.status != 226;
  if (!doubtful_) state_.body_hash = hash;
  state_.pages_pending =
      std::any_of(works_.begin(), works_.end(), [](const EntryWork& work) { return work.pending; });
  if (changed && response.body.size() <= kMaxKeptBody) {
    result_.content_type = response.header("content-type");
    result_.body_url = base_of(response);
    result_.body = std::move(response.body);
  } else {
    response.body = {};
  }
  if (state_.pages_pending && !kept) state_.body_hash = state_.etag = state_.last_modified = "";
}

void Poll::take_works() {
  result_.listed = std::move(listed_);
  result_.entries.reserve(works_.size());
  for (EntryWork& work : works_) result_.entries.push_back(poll_entry(std::move(work)));
}

/// Nothing new: validators, freshness and due time are stored all the same.
asio::awaitable<PollReport> Poll::keep(const WebResponse& unchanged) {
  if (unchanged.status == 304 && !state_.last_success) {
    Error unasked{ErrorKind::http, "HTTP status 304, though nothing was fetched before"};
    co_return co_await give_up(std::move(unasked), 304);
  }
  report_.not_modified = true;
  note_success(unchanged);
  note_moves(unchanged);
  co_return co_await settle(PollAnswer(), "not modified");
}

/// The server asks for a pause: that is no failure of the source.
asio::awaitable<PollReport> Poll::stay_away(const WebResponse& response, Duration pause) {
  const std::string text =
      "HTTP status " + std::to_string(response.status) + ": asks to wait " + format_duration(pause);
  report_.error = Error{ErrorKind::http, text};
  const PollAnswer answer{PollAnswer::Kind::throttled, pause};
  co_return co_await settle(answer, text);
}

/// Its host asked to be left alone by another answer: it is not asked now.
asio::awaitable<PollReport> Poll::hold(const HostPause& pause) {
  report_.held = true;
  report_.notes.push_back(pause.reason + "; not asked before " + format_rfc3339(pause.until));
  order_.cause = "";
  const PollAnswer answer{PollAnswer::Kind::held, pause.until - tools_.now()};
  co_return co_await settle(answer, "not asked: " + pause.reason);
}

void Poll::note_failure(const Error& error, PollAnswer::Kind kind) {
  if (kind == PollAnswer::Kind::network_down) return;
  state_.failures += 1;
  if (!state_.failing_since) state_.failing_since = tools_.now();
  state_.error_kind = to_string(error.kind);
  state_.error = first_code_points(escape_for_log(error.message), kMaxErrorText);
  move_ = give_up_learned(state_, error.kind, tools_.now());
  state_.gone = error.kind == ErrorKind::gone && !move_;
}

asio::awaitable<PollReport> Poll::give_up(Error error, int status) {
  report_.error = error;
  if (tools_.stopping) co_return report_;  // we ended it ourselves: nobody is to blame
  if (error.kind == ErrorKind::storage) co_return report_;
  const bool unreachable =
      error.kind == ErrorKind::dns || error.kind == ErrorKind::connect || error.kind == ErrorKind::timeout;
  PollAnswer::Kind kind = PollAnswer::Kind::failed;
  if (unreachable && tools_.web.network_is_down()) kind = PollAnswer::Kind::network_down;
  if (status == kTooManyRequests) kind = PollAnswer::Kind::throttled;
  state_.last_status = status;
  note_failure(error, kind);
  if (refuses_validators(status)) state_.etag = state_.last_modified = "";
  if (state_.gone) kind = PollAnswer::Kind::gone;
  const std::string text = std::string(to_string(error.kind)) + ": " + escape_for_log(error.message);
  const PollAnswer answer{kind, std::nullopt};
  co_return co_await settle(answer, std::string(first_code_points(text, kMaxErrorText)));
}

/// What the source's articles have outlived by its retention.
asio::awaitable<void> Poll::let_go() {
  if (!options_.keep.any()) co_return;
  const Result<ExpireReport> expired = co_await tools_.store.call(
      [this](Store& store) { return store.expire(options_.name, *source_->retentions, tools_.now()); });
  if (!expired) report_.notes.push_back(expired.error().message);
}

/// What every poll ends with: when next and why, all of it stored in one transaction.
asio::awaitable<PollReport> Poll::settle(PollAnswer answer, std::string outcome) {
  result_.at = tools_.now();
  if (answer.kind != PollAnswer::Kind::held) state_.last_poll = result_.at;
  const auto adds = [](const PollEntry& entry) { return entry.article && entry.known == 0; };
  const auto added = std::count_if(result_.entries.begin(), result_.entries.end(), adds);
  if (added > 0) state_.last_new = result_.at;
  if (outcome.empty())
    outcome =
        count_of(static_cast<std::size_t>(report_.entries), "entry") + ", " + std::to_string(added) + " new";
  const NextPoll next = next_poll(source_->policy, state_, answer, result_.at);
  state_.next_poll = next.when;
  state_.rule = to_string(next.reason.rule);
  state_.reason = sentence(next.reason);
  result_.decision = {result_.at, order_.cause, report_.status, std::move(outcome),
                      next.when,  state_.rule,  state_.reason};
  result_.state = std::move(state_);
  result_.pauses = tools_.pauses.take_new();
  result_.move = move_;
  const Result<SaveReport> saved = co_await tools_.saver.save(result_);
  if (saved) {
    report_.added = saved->added;
    report_.updated = saved->updated;
    report_.next = next.when;
  } else if (!report_.error) {
    report_.error = saved.error();
  }
  co_await let_go();
  co_return report_;
}

}  // namespace

asio::awaitable<PollReport> poll_source(PollTools& tools, std::shared_ptr<const Source> source,
                                        PollOrder order) {
  Poll poll(tools, std::move(source), std::move(order));
  PollReport report = co_await poll.run();
  co_await poll.go_on_with_history(report);
  co_return report;
}

}  // namespace gazette
