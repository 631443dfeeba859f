#include "daemon/poll/poll_source.h"

#include <algorithm>
#include <iterator>

#include "daemon/net/manners/cache_headers.h"
#include "daemon/poll/pages.h"
#include "feeds/parse/parse_feed.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kMaxErrorText = 500;
constexpr std::size_t kMaxKeptBody = 4'000'000;  // larger listings are not kept for replay

/// One poll under way. run() is the way of an article (DESIGN section 2); the other functions are its steps.
class Poll {
 public:
  Poll(PollTools& tools, std::shared_ptr<const Source> source)
      : tools_(tools), source_(std::move(source)), options_(source_->options) {
    report_.source = options_.name;
  }

  asio::awaitable<PollReport> run(bool unconditional);

 private:
  asio::awaitable<Result<WebResponse>> fetch_listing();
  WebRequest listing_request(const WebRequest& plain) const;
  Result<Feed> read_listing(const WebResponse& response) const;
  Result<Feed> read_one(const WebResponse& response) const;
  asio::awaitable<Result<void>> find_new(Feed feed);
  asio::awaitable<PollReport> keep(const WebResponse& unchanged);
  asio::awaitable<PollReport> give_up(Error error, const WebResponse* response);
  asio::awaitable<PollReport> save(const WebResponse& response, PollResult result);

  void forget_what_does_not_fit(bool unconditional);
  void note_answer(const WebResponse& response);
  void note_success(const WebResponse& response);
  void note_feed(const Feed& feed);
  void remember_body(const std::string& hash);
  void schedule(std::optional<Duration> retry_after);
  PollResult result_of_works() const;

  PollTools& tools_;
  std::shared_ptr<const Source> source_;
  const SourceOptions& options_;
  SourceState state_;
  std::vector<WebResponse> more_;     ///< further pages of a site's listing
  std::vector<EntryWork> works_;      ///< entries that are new, edited or incomplete
  std::vector<std::int64_t> listed_;  ///< articles that the listing names
  PollReport report_;
};

asio::awaitable<PollReport> Poll::run(bool unconditional) {
  // 1. What is remembered of the source.
  Result<SourceState> state =
      co_await tools_.store.call([this](Store& store) { return store.source_state(options_.name); });
  if (!state) {
    report_.error = state.error();
    co_return report_;
  }
  state_ = std::move(*state);
  forget_what_does_not_fit(unconditional);

  // 2. The listing, conditionally.
  Result<WebResponse> response = co_await fetch_listing();
  if (!response) co_return co_await give_up(response.error(), nullptr);
  note_answer(*response);
  if (response->status == 304) co_return co_await keep(*response);
  if (response->status < 200 || response->status > 299) {
    const ErrorKind kind = response->status == 410 ? ErrorKind::gone : ErrorKind::http;
    // Named: g++ 12 destroys an aggregate that is made in the await expression twice.
    const Error error{kind, "HTTP status " + std::to_string(response->status)};
    co_return co_await give_up(error, &*response);
  }

  // 3. Read it, unless the same bytes were read before.
  const std::string hash = sha256_hex(response->body);
  if (hash == state_.body_hash && !unconditional) co_return co_await keep(*response);
  Result<Feed> feed = co_await run_on(tools_.cpu, [this, &response] { return read_listing(*response); });
  if (!feed) co_return co_await give_up(feed.error(), &*response);
  note_feed(*feed);

  // 4. Which entries are new or edited?
  const Result<void> asked = co_await find_new(std::move(*feed));
  if (!asked) co_return co_await give_up(asked.error(), &*response);

  // 5. The pages of those that have not enough of their own.
  co_await fetch_pages(tools_, *source_, works_, report_.notes);

  // 6. Entries to articles.
  const Time now = tools_.now();
  co_await run_on(tools_.cpu, [this, now] {
    for (EntryWork& work : works_) make_article_of(work, *source_, now);
    return 0;
  });

  // 7. One transaction: articles, versions, validators, next poll.
  note_success(*response);
  remember_body(hash);
  PollResult result = result_of_works();
  if (response->body.size() <= kMaxKeptBody) result.body = response->body;
  co_return co_await save(*response, std::move(result));
}

/// Validators belong to one URL; a changed source starts anew.
void Poll::forget_what_does_not_fit(bool unconditional) {
  const bool moved = state_.url != options_.url && !state_.url.empty();
  if (moved || unconditional)
    state_.etag = state_.last_modified = state_.validators_url = state_.body_hash = "";
  if (moved) state_.gone = false;
  state_.url = options_.url;
}

WebRequest Poll::listing_request(const WebRequest& plain) const {
  WebRequest request = plain;
  request.access = &options_.access;
  request.access_origin = source_->access_origin;
  request.throttle_scope = options_.throttle_scope;
  if (request.method != "GET") return request;
  request.etag = state_.etag;
  request.last_modified = state_.last_modified;
  request.validators_url = state_.validators_url;
  return request;
}

/// The answer to the first request; those to further ones (a site's other lists) go to more_.
asio::awaitable<Result<WebResponse>> Poll::fetch_listing() {
  std::vector<WebRequest> requests(1);
  requests[0].url = options_.url;
  if (source_->rules) {
    requests.clear();
    for (const SiteRequest& request :
         source_->rules->listing_requests(sha256_hex(options_.name).substr(0, 36)))
      requests.push_back(web_request(request));
    if (requests.empty()) co_return fail(ErrorKind::config, "the recipe names no listing");
  }
  Result<WebResponse> first = co_await tools_.web.get(listing_request(requests[0]));
  for (std::size_t i = 1; first && first->status == 200 && i < requests.size(); ++i) {
    Result<WebResponse> next = co_await tools_.web.get(listing_request(requests[i]));
    if (next)
      more_.push_back(std::move(*next));
    else
      report_.notes.push_back(next.error().message);
  }
  co_return first;
}

Result<Feed> Poll::read_one(const WebResponse& response) const {
  Document document;
  document.body = response.body;
  document.url = response.url;
  document.content_type = response.header("content-type");
  document.zone = options_.zone;
  return source_->rules ? source_->rules->read_listing(document) : parse_feed(document);
}

Result<Feed> Poll::read_listing(const WebResponse& response) const {
  Result<Feed> feed = read_one(response);
  for (const WebResponse& page : more_) {
    Result<Feed> next = feed ? read_one(page) : feed;
    if (!next) return next;
    std::move(next->entries.begin(), next->entries.end(), std::back_inserter(feed->entries));
  }
  if (feed && options_.limit && feed->entries.size() > static_cast<std::size_t>(*options_.limit))
    feed->entries.resize(static_cast<std::size_t>(*options_.limit));
  return feed;
}

asio::awaitable<Result<void>> Poll::find_new(Feed feed) {
  const std::vector<EntryKeys> keys = identity_keys(options_.name, feed.entries);
  auto known =
      co_await tools_.store.call([&](Store& store) { return store.find_known(options_.name, keys); });
  if (!known) co_return pass_on(known);
  for (std::size_t i = 0; i < feed.entries.size(); ++i) {
    const std::optional<KnownArticle>& article = (*known)[i];
    if (keys[i].superseded) continue;
    if (article && article->number != 0) listed_.push_back(article->number);
    const std::uint64_t fingerprint = entry_fingerprint(feed.entries[i]);
    const bool unchanged = article && article->entry_fingerprint == fingerprint && !article->content_pending;
    if (article && (article->withdrawn || (unchanged && !article->repaired))) continue;
    EntryWork work;
    work.unchanged = unchanged;
    work.entry = std::move(feed.entries[i]);
    work.keys = keys[i];
    work.known = article;
    work.fingerprint = fingerprint;
    works_.push_back(std::move(work));
  }
  co_return Result<void>{};
}

void Poll::note_answer(const WebResponse& response) {
  report_.status = state_.last_status = response.status;
  for (const Hop& hop : response.hops)
    if (hop.status == 301 || hop.status == 308)
      report_.notes.push_back("moved permanently to " + escape_for_log(hop.to));
}

/// Validators as the answer gave them: a 304 that brings none leaves the stored ones (RFC 9111 4.3.4), a 200
/// replaces all.
void Poll::note_success(const WebResponse& response) {
  const std::string_view etag = response.header("etag");
  const std::string_view modified = response.header("last-modified");
  if (response.status != 304 || !etag.empty()) state_.etag = etag;
  if (response.status != 304 || !modified.empty()) state_.last_modified = modified;
  state_.validators_url = response.url;
  state_.last_poll = state_.last_success = tools_.now();
  state_.failures = 0;
  state_.error_kind = state_.error = "";
  state_.gone = false;
  schedule(std::nullopt);
}

void Poll::note_feed(const Feed& feed) {
  state_.title = feed.title;
  state_.link = feed.link;
  report_.entries = static_cast<int>(feed.entries.size());
}

/// A page that could not be had is tried again, so the listing must be read again, too (see kRetryPagesFor).
void Poll::remember_body(const std::string& hash) {
  const bool complete =
      std::none_of(works_.begin(), works_.end(), [](const EntryWork& work) { return work.pending; });
  state_.body_hash = complete ? hash : "";
  if (!complete) state_.etag = state_.last_modified = "";
}

void Poll::schedule(std::optional<Duration> retry_after) {
  PollOutcome outcome{options_.name, state_.failures, state_.gone, retry_after};
  const NextPoll next = next_poll(source_->policy, outcome, tools_.now());
  state_.next_poll = next.when;
  state_.reason = next.reason;
}

PollResult Poll::result_of_works() const {
  PollResult result;
  result.listed = listed_;
  for (const EntryWork& work : works_) {
    PollEntry entry;
    entry.keys = work.keys;
    entry.known = work.known ? work.known->number : 0;
    entry.entry_fingerprint = work.fingerprint;
    entry.content_pending = work.pending;
    entry.dropped = work.dropped;
    entry.article = work.article;
    result.entries.push_back(std::move(entry));
  }
  return result;
}

/// Nothing new: validators, freshness and due time are stored all the same.
asio::awaitable<PollReport> Poll::keep(const WebResponse& unchanged) {
  report_.not_modified = true;
  note_success(unchanged);
  const Result<void> saved =
      co_await tools_.store.call([this](Store& store) { return store.save_source_state(state_); });
  if (saved)
    report_.next = state_.next_poll;
  else
    report_.error = saved.error();
  co_return report_;
}

asio::awaitable<PollReport> Poll::give_up(Error error, const WebResponse* response) {
  report_.error = error;
  if (tools_.stopping) co_return report_;  // we ended it ourselves: nobody is to blame
  if (error.kind == ErrorKind::storage) co_return report_;
  std::optional<Duration> retry_after;
  if (response) retry_after = asked_pause(*response, tools_.now());
  state_.last_poll = tools_.now();
  state_.last_status = response ? response->status : 0;
  state_.failures += 1;
  state_.gone = error.kind == ErrorKind::gone;
  state_.error_kind = to_string(error.kind);
  state_.error = escape_for_log(error.message).substr(0, kMaxErrorText);
  schedule(retry_after);
  const Result<void> saved =
      co_await tools_.store.call([this](Store& store) { return store.save_source_state(state_); });
  if (saved) report_.next = state_.next_poll;
  co_return report_;
}

asio::awaitable<PollReport> Poll::save(const WebResponse& response, PollResult result) {
  result.at = tools_.now();
  result.content_type = response.header("content-type");
  const auto adds = [](const PollEntry& entry) { return entry.article && entry.known == 0; };
  if (std::any_of(result.entries.begin(), result.entries.end(), adds)) state_.last_new = result.at;
  result.state = state_;
  result.decision = state_.reason;
  const Result<SaveReport> saved =
      co_await tools_.store.call([&](Store& store) { return store.save_poll(result); });
  if (!saved) {
    report_.error = saved.error();
    co_return report_;
  }
  report_.added = saved->added;
  report_.updated = saved->updated;
  report_.next = state_.next_poll;
  co_return report_;
}

}  // namespace

asio::awaitable<PollReport> poll_source(PollTools& tools, std::shared_ptr<const Source> source,
                                        bool unconditional) {
  Poll poll(tools, std::move(source));
  co_return co_await poll.run(unconditional);
}

Result<std::vector<std::shared_ptr<const Source>>> make_sources(const Config& config) {
  std::vector<std::shared_ptr<const Source>> sources;
  for (const SourceOptions& options : config.sources) {
    auto source = std::make_shared<Source>();
    source->options = options;
    source->policy.interval = options.interval.value_or(config.fetch.min_interval);
    source->policy.max_interval = std::max(config.fetch.max_interval, source->policy.interval);
    if (!options.recipe.empty()) {
      Result<SiteRules> rules = SiteRules::read(options.recipe_text, options.recipe, options.params);
      if (!rules) return pass_on(rules);
      if (options.language.empty()) source->options.language = rules->language();
      if (options.zone.empty()) source->options.zone = rules->zone();
      source->rules = std::move(*rules);
    }
    source->access_origin = url_origin(options.url);
    if (source->rules)
      for (const SiteRequest& request : source->rules->listing_requests({}))
        if (source->access_origin.empty()) source->access_origin = url_origin(request.url);
    sources.push_back(std::move(source));
  }
  return sources;
}

}  // namespace gazette
