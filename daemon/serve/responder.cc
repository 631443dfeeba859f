#include "daemon/serve/responder.h"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "daemon/serve/pages/parts/health.h"
#include "exporters/opml.h"
#include "feeds/text/strings.h"

namespace gazette {

namespace asio = boost::asio;

namespace {

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);
constexpr Duration kTitlesAge = std::chrono::minutes(1);
constexpr Duration kFeedAge = std::chrono::seconds(1);  // how stale a served feed may be
constexpr Duration kSchedulerSilent = std::chrono::minutes(3);
constexpr std::size_t kCompressedAside = 32'000;  // smaller bodies take under a millisecond
constexpr std::pair<std::string_view, std::string_view> kFiles[] = {
#include "static_table.inc"
};

// Titles and links of strangers are on our pages; scripts, frames, plugins, and whatever else would make a
// browser ask somebody else, never are.
constexpr std::string_view kContentPolicy =
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'";

std::string tag_of(std::string_view body) {
  return '"' + sha256_hex(body).substr(0, 32) + '"';
}

Resource html_resource(std::string page) {
  Resource reply;
  reply.content_type = "text/html; charset=utf-8";
  reply.etag = tag_of(page);
  reply.body = std::make_shared<const std::string>(std::move(page));
  reply.vary = "Accept-Language";
  reply.headers = {{"Content-Security-Policy", std::string(kContentPolicy)},
                   {"Referrer-Policy", "no-referrer"}};
  return reply;
}

/// "A-IM: feed", also among others (RFC 3229 section 10.5.3).
bool wants_changes(const Inquiry& inquiry) {
  for (const std::string_view item : split(inquiry.a_im, ','))
    if (equals_ignore_case(trim(item.substr(0, item.find(';'))), "feed")) return true;
  return false;
}

std::string_view file_text(std::string_view name) {
  for (const auto& [known, text] : kFiles)
    if (known == name) return text;
  return {};
}

std::string_view file_type(std::string_view name) {
  if (name.ends_with(".json")) return "application/json; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  return name.ends_with(".svg") ? "image/svg+xml" : "text/plain; charset=utf-8";
}

}  // namespace

Responder::Responder(ServerOptions options, ServeModel& model)
    : options_(std::move(options)), model_(model), api_(options_, model) {}

Responder::~Responder() {
  compressor_.join();
}

void Responder::use(ServerOptions options) {
  options_ = std::move(options);
  api_.use(options_);
  feeds_.expire();
}

PageFrame Responder::frame(const std::string& root, Tongue tongue, Time now) const {
  static const std::string version = sha256_hex(file_text("style.css")).substr(0, 8);
  return {options_.title, root, version, titles_, &phrases_in(tongue), now};
}

Resource Responder::refusal(int status, std::string_view message, const PageFrame& frame) const {
  Resource resource = html_resource(error_page(frame, status, message));
  resource.status = status;
  resource.etag.clear();
  resource.cache_control = "no-store";
  if (status == 503) resource.headers.emplace_back("Retry-After", "30");
  if (status == 405) resource.headers.emplace_back("Allow", "GET, HEAD");
  return resource;
}

Resource Responder::error(int status, std::string_view message) const {
  return refusal(status, message, frame({}, Tongue::english, {}));
}

Resource Responder::failure(const Error& error, const PageFrame& frame) const {
  if (error.kind == ErrorKind::usage) return refusal(400, error.message, frame);
  return refusal(503, frame.phrases->store_does_not_answer, frame);
}

std::optional<Reply> Responder::at_once(const Inquiry& inquiry, SteadyTime now) {
  if (inquiry.method != Method::get && inquiry.method != Method::head) return std::nullopt;
  const FeedShelf::Entry* entry = feeds_.find(inquiry.target);
  if (!entry || (entry->fresh_until <= now && !making_.contains(entry->target))) return std::nullopt;
  const Representation::Choice choice = entry->representation->choose(inquiry);
  if (entry->representation->lacks(choice) || (!inquiry.a_im.empty() && choice.status == 200))
    return std::nullopt;
  return entry->representation->reply(choice);
}

const Handler* Responder::handler_of(std::string_view target) const {
  const std::string_view path = target.substr(0, target.find('?'));
  for (const Handler& handler : handlers_)
    if (path.starts_with(handler.path) &&
        (path.size() == handler.path.size() || path[handler.path.size()] == '/'))
      return &handler;
  return nullptr;
}

std::size_t Responder::body_limit(std::string_view target) const {
  const Handler* handler = handler_of(target);
  return handler && handler->body_limit ? handler->body_limit(target) : 0;
}

asio::awaitable<Reply> Responder::answer(const Inquiry& inquiry, Time now) {
  if (const Handler* handler = handler_of(inquiry.target)) {
    Resource resource = co_await handler->answer(inquiry);
    co_return co_await coded(std::make_shared<Representation>(std::move(resource)), inquiry);
  }
  Route asked = find_route(inquiry.target);
  const PageFrame around = frame(asked.root, choose_tongue(inquiry.accept_language), now);
  if (asked.kind == Route::Kind::api) {
    Resource resource = co_await api_.answer(inquiry, base_url());
    co_return co_await coded(std::make_shared<Representation>(std::move(resource)), inquiry);
  }
  if (inquiry.method != Method::get && inquiry.method != Method::head)
    co_return to_reply(refusal(405, around.phrases->only_get, around), {});
  if (asked.kind == Route::Kind::feed) co_return co_await feed(inquiry, std::move(asked));
  Resource resource = co_await route(asked, around);
  co_return co_await coded(std::make_shared<Representation>(std::move(resource)), inquiry);
}

/// The reply, after the body was compressed if that is wanted and was not done before.
asio::awaitable<Reply> Responder::coded(std::shared_ptr<Representation> representation,
                                        const Inquiry& inquiry) {
  const Representation::Choice choice = representation->choose(inquiry);
  if (representation->lacks(choice) && representation->plain()->size() < kCompressedAside) {
    representation->add(choice.coding, encode(choice.coding, *representation->plain()));
  } else if (representation->lacks(choice)) {
    const auto compress = [plain = representation->plain(), choice]() -> asio::awaitable<std::string> {
      co_return encode(choice.coding, *plain);
    };
    std::string coded = co_await asio::co_spawn(compressor_, compress, asio::use_awaitable);
    representation->add(choice.coding, std::move(coded));
  }
  co_return representation->reply(choice);
}

asio::awaitable<Resource> Responder::route(const Route& route, PageFrame frame) {
  const Phrases& say = *frame.phrases;
  switch (route.kind) {
    case Route::Kind::front: co_return co_await front(route, std::move(frame));
    case Route::Kind::sources:
    case Route::Kind::source: co_return co_await sources(route, std::move(frame));
    case Route::Kind::tag:
    case Route::Kind::language: co_return co_await list(route, std::move(frame));
    case Route::Kind::article:
    case Route::Kind::changes: co_return co_await article(route, std::move(frame));
    case Route::Kind::search: co_return co_await search(route, std::move(frame));
    case Route::Kind::about: co_return co_await about(std::move(frame));
    case Route::Kind::health: co_return co_await health();
    case Route::Kind::ready: co_return co_await ready();
    case Route::Kind::metrics: co_return co_await metrics(std::move(frame));
    case Route::Kind::troubles: co_return co_await troubles(std::move(frame));
    case Route::Kind::opml: co_return co_await opml(std::move(frame));
    case Route::Kind::open_search: co_return open_search();
    case Route::Kind::file: co_return file(route, frame);
    case Route::Kind::bad: co_return refusal(400, say.not_readable, frame);
    case Route::Kind::too_long: co_return refusal(414, say.too_long, frame);
    case Route::Kind::api:
    case Route::Kind::feed:
    case Route::Kind::not_found: break;
  }
  co_return refusal(404, say.nothing_here, frame);
}

void Responder::keep_titles(const ServiceStatus& status) {
  auto titles = std::make_shared<SourceTitles>();
  for (const SourceStatus& source : status.sources)
    if (!source.title.empty()) (*titles)[source.name] = source.title;
  titles_ = std::move(titles);
  titles_at_ = status.now;
}

/// Titles seldom change: old ones do, and so do none if the store does not answer.
asio::awaitable<void> Responder::refresh_titles(PageFrame& frame) {
  const bool fresh = titles_ && frame.now - titles_at_ < kTitlesAge && titles_at_ <= frame.now;
  if (!fresh) {
    const Result<ServiceStatus> status = co_await model_.status();
    if (status) keep_titles(*status);
  }
  frame.titles = titles_;
}

asio::awaitable<Resource> Responder::front(const Route& route, PageFrame frame) {
  const Result<ServiceStatus> status = co_await model_.status();
  if (!status) co_return failure(status.error(), frame);
  ListRequest request;
  request.after = route.after;
  const Result<ArticleList> list = co_await model_.articles(std::move(request));
  if (!list) co_return failure(list.error(), frame);
  keep_titles(*status);
  frame.titles = titles_;
  frame.now = status->now;
  co_return html_resource(front_page(frame, *status, *list, route.after.empty()));
}

/// All sources, or one with its articles.
asio::awaitable<Resource> Responder::sources(const Route& route, PageFrame frame) {
  const Result<ServiceStatus> status = co_await model_.status();
  if (!status) co_return failure(status.error(), frame);
  keep_titles(*status);
  frame.titles = titles_;
  frame.now = status->now;
  if (route.kind == Route::Kind::sources) co_return html_resource(status_page(frame, *status));
  for (const SourceStatus& source : status->sources) {
    if (source.name != route.name) continue;
    ListRequest request;
    request.selection.sources = {source.name};
    request.after = route.after;
    const Result<ArticleList> list = co_await model_.articles(std::move(request));
    if (!list) co_return failure(list.error(), frame);
    co_return html_resource(source_page(frame, source, *list, route.after.empty()));
  }
  co_return refusal(404, frame.phrases->no_source, frame);
}

asio::awaitable<Resource> Responder::list(const Route& route, PageFrame frame) {
  const bool is_tag = route.kind == Route::Kind::tag;
  ListRequest request;
  request.after = route.after;
  (is_tag ? request.selection.tags : request.selection.languages) = {route.name};
  const Result<ArticleList> list = co_await model_.articles(std::move(request));
  if (!list) co_return failure(list.error(), frame);
  if (list->articles.empty() && route.after.empty())
    co_return refusal(404, frame.phrases->no_articles_here, frame);
  co_await refresh_titles(frame);
  const ListSubject subject{is_tag ? route.name : "", is_tag ? "" : route.name};
  co_return html_resource(list_page(frame, subject, *list, route.after.empty()));
}

asio::awaitable<Resource> Responder::article(const Route& route, PageFrame frame) {
  const Phrases& say = *frame.phrases;
  const Result<std::optional<ArticleView>> found = co_await model_.article(route.name);
  if (!found) co_return failure(found.error(), frame);
  if (!*found || (*found)->item.removed) co_return refusal(404, say.no_article, frame);
  co_await refresh_titles(frame);
  if (route.kind == Route::Kind::article) co_return html_resource(article_page(frame, **found));
  const Result<std::optional<VersionDiff>> diff = co_await model_.changes(route.name, route.version);
  if (!diff) co_return failure(diff.error(), frame);
  if (!*diff) co_return refusal(404, say.no_such_version, frame);
  co_return html_resource(changes_page(frame, **found, **diff));
}

asio::awaitable<Resource> Responder::search(const Route& route, PageFrame frame) {
  ArticleList found;
  if (!route.words.empty()) {
    ListRequest request;
    request.words = route.words;
    request.after = route.after;
    Result<ArticleList> answer = co_await model_.articles(std::move(request));
    if (!answer) co_return failure(answer.error(), frame);
    found = std::move(*answer);
    co_await refresh_titles(frame);
  }
  co_return html_resource(search_page(frame, route.words, found));
}

asio::awaitable<Resource> Responder::about(PageFrame frame) {
  const Result<ServiceStatus> status = co_await model_.status();
  if (!status) co_return failure(status.error(), frame);
  keep_titles(*status);
  frame.titles = titles_;
  co_return html_resource(about_page(frame, *status, model_.listed_feeds()));
}

/// While it lives, others wait for what is being made.
class Responder::Making {
 public:
  Making(Responder& responder, std::string target, const asio::any_io_executor& executor)
      : responder_(responder), target_(std::move(target)) {
    responder_.making_[target_] = std::make_shared<asio::steady_timer>(executor, SteadyTime::max());
  }
  Making(const Making&) = delete;
  Making& operator=(const Making&) = delete;
  ~Making() {
    const auto done = responder_.making_.extract(target_);
    done.mapped()->cancel();
  }

 private:
  Responder& responder_;
  std::string target_;
};

asio::awaitable<Reply> Responder::feed(const Inquiry& inquiry, Route route) {
  const std::string target = feed_target(route.feed);
  const PageFrame around = frame(route.root, choose_tongue(inquiry.accept_language), Time{});
  const Result<FeedShelf::Entry> entry = co_await current_feed(target, route.feed);
  if (!entry) co_return to_reply(failure(entry.error(), around), {});
  if (!entry->feed) co_return to_reply(refusal(404, around.phrases->no_feed, around), inquiry);
  if (wants_changes(inquiry) && entry->representation->choose(inquiry).status == 200)
    if (const auto changes = co_await feed_changes(*entry, inquiry, route.feed))
      co_return co_await coded(changes, inquiry);
  co_return co_await coded(entry->representation, inquiry);
}

/// Many may ask for a feed that has to be made: one has it made, the others get the one before, or wait.
/// Empty if there is no such feed.
asio::awaitable<Result<FeedShelf::Entry>> Responder::current_feed(const std::string& target,
                                                                  const FeedName& name) {
  FeedShelf::Entry known;
  for (;;) {
    const FeedShelf::Entry* entry = feeds_.find(target);
    if (entry) known = *entry;
    const auto making = making_.find(target);
    if (entry && (entry->fresh_until > std::chrono::steady_clock::now() || making != making_.end()))
      co_return known;
    if (making == making_.end()) break;
    const std::shared_ptr<asio::steady_timer> done = making->second;
    co_await done->async_wait(kNoThrow);
  }
  const Making making(*this, target, co_await asio::this_coro::executor);
  const SteadyTime asked = std::chrono::steady_clock::now();
  const Result<SharedFeed> found = co_await model_.feed(name, known.feed);
  if (found && *found) co_return feeds_.put(target, *found, asked + kFeedAge);
  if (found) co_return FeedShelf::Entry{};
  // A feed of a moment ago is worth more than the news that the store is silent.
  if (!known.feed) co_return pass_on(found);
  co_return known;
}

/// RFC 3229: only what is new since the feed that the client has; null if that is not known any more.
asio::awaitable<std::shared_ptr<Representation>> Responder::feed_changes(const FeedShelf::Entry& entry,
                                                                         const Inquiry& inquiry,
                                                                         const FeedName& name) {
  const SharedFeed old = entry.named_by(inquiry.if_none_match);
  if (!old) co_return nullptr;
  if (const auto made = entry.since.find(old->etag); made != entry.since.end()) co_return made->second;
  const Result<SharedFeed> changes = co_await model_.feed_since(name, old->marks);
  if (!changes || !*changes) co_return nullptr;
  Resource resource = resource_of(*changes);
  resource.status = 226;
  resource.cache_control = "no-store, im";
  resource.vary = "A-IM, If-None-Match";
  resource.headers.emplace_back("IM", "feed");
  resource.headers.emplace_back("Delta-Base", old->etag);
  const auto representation = std::make_shared<Representation>(std::move(resource));
  FeedShelf::Entry* kept = feeds_.find(entry.target);
  if (kept && kept->feed->etag == (*changes)->etag) kept->since[old->etag] = representation;
  co_return representation;
}

asio::awaitable<Resource> Responder::health() {
  const Result<ServiceStatus> status = co_await model_.status();
  const bool well = status && status->store_ok;
  co_return text_resource(well ? 200 : 503, well ? "ok\n" : "the store does not answer\n");
}

/// Does all that it is for: the store answers, and sources are polled when they are due.
asio::awaitable<Resource> Responder::ready() {
  const Result<ServiceStatus> status = co_await model_.status();
  if (!status || !status->store_ok) co_return text_resource(503, "the store does not answer\n");
  if (!status->scheduled || status->now - *status->scheduled > kSchedulerSilent)
    co_return text_resource(503, "the scheduler does not run\n");
  co_return text_resource(200, "ready\n");
}

asio::awaitable<Resource> Responder::metrics(PageFrame frame) {
  Result<std::string> text = co_await model_.metrics();
  if (!text) co_return failure(text.error(), frame);
  Resource resource = text_resource(200, std::move(*text));
  resource.content_type = "text/plain; version=0.0.4; charset=utf-8";
  co_return resource;
}

asio::awaitable<Resource> Responder::troubles(PageFrame frame) {
  const Result<ServiceStatus> status = co_await model_.status();
  if (!status) co_return failure(status.error(), frame);
  std::string text = status_feed(base_url(), options_.title, *status);
  Resource reply;
  reply.content_type = feed_content_type(FeedOutput::atom);
  reply.etag = tag_of(text);
  reply.body = std::make_shared<const std::string>(std::move(text));
  reply.cache_control = "public, max-age=60";
  co_return reply;
}

Resource Responder::file(const Route& route, const PageFrame& frame) const {
  const std::string_view text = file_text(route.name);
  if (text.empty()) return refusal(404, frame.phrases->nothing_here, frame);
  Resource reply;
  reply.content_type = file_type(route.name);
  reply.body = std::make_shared<const std::string>(text);
  reply.etag = tag_of(text);
  reply.cache_control = "public, max-age=86400";
  return reply;
}

std::string Responder::base_url() const {
  if (!options_.public_url.empty()) return options_.public_url;
  return "http://" + options_.address + ':' + std::to_string(options_.port);
}

/// The sources as we give them out: their own addresses may hold keys that are the operator's alone.
asio::awaitable<Resource> Responder::opml(PageFrame frame) {
  const Result<ServiceStatus> status = co_await model_.status();
  if (!status) co_return failure(status.error(), frame);
  std::vector<OpmlFeed> feeds;
  for (const SourceStatus& source : status->sources)
    feeds.push_back({std::string(shown_name(source)),
                     base_url() + "/feeds/" + source.name + ".atom",
                     base_url() + "/sources/" + source.name,
                     {},
                     source.tags});
  std::string text = write_opml({options_.title, options_.title, status->started}, feeds);
  Resource reply;
  reply.content_type = "text/x-opml; charset=utf-8";
  reply.etag = tag_of(text);
  reply.body = std::make_shared<const std::string>(std::move(text));
  reply.cache_control = "public, max-age=300";
  reply.headers = {{"Content-Disposition", "inline; filename=\"gazette.opml\""}};
  co_return reply;
}

/// So that a browser can search here from its own field.
Resource Responder::open_search() const {
  std::string text =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\"><ShortName>";
  text += escape_text(first_code_points(options_.title, 16)) + "</ShortName><Description>" +
          escape_text(options_.title) +
          "</Description><InputEncoding>UTF-8</InputEncoding><Url type=\"text/html\" "
          "template=\"" +
          escape_text(base_url()) + "/search?q={searchTerms}\"/></OpenSearchDescription>\n";
  Resource reply;
  reply.content_type = "application/opensearchdescription+xml; charset=utf-8";
  reply.etag = tag_of(text);
  reply.body = std::make_shared<const std::string>(std::move(text));
  reply.cache_control = "public, max-age=86400";
  return reply;
}

}  // namespace gazette
