#include "daemon/serve/responder.h"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "feeds/text/strings.h"

namespace gazette {

namespace asio = boost::asio;

namespace {

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);
constexpr std::string_view kStoreIsSilent = "The store does not answer at the moment.";
constexpr int kLatest = 20;
constexpr int kFound = 50;
constexpr Duration kTitlesAge = std::chrono::minutes(1);
constexpr Duration kFeedAge = std::chrono::seconds(1);  // how stale a served feed may be
constexpr std::size_t kCompressedAside = 32'000;        // smaller bodies take under a millisecond
constexpr std::pair<std::string_view, std::string_view> kFiles[] = {
#include "static_table.inc"
};

// Titles, images and links of strangers are on our pages; scripts, frames, plugins and foreign styles never
// are.
constexpr std::string_view kContentPolicy =
    "default-src 'none'; style-src 'self'; img-src https: http: data:; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'";

std::string tag_of(std::string_view body) {
  return '"' + sha256_hex(body).substr(0, 32) + '"';
}

Resource html_resource(std::string page) {
  Resource reply;
  reply.content_type = "text/html; charset=utf-8";
  reply.etag = tag_of(page);
  reply.body = std::make_shared<const std::string>(std::move(page));
  reply.headers = {{"Content-Security-Policy", std::string(kContentPolicy)},
                   {"Referrer-Policy", "no-referrer"}};
  return reply;
}

Resource text_resource(int status, std::string text) {
  Resource reply;
  reply.status = status;
  reply.content_type = "text/plain; charset=utf-8";
  reply.cache_control = "no-store";
  reply.body = std::make_shared<const std::string>(std::move(text));
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
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  return name.ends_with(".svg") ? "image/svg+xml" : "text/plain; charset=utf-8";
}

}  // namespace

Responder::Responder(ServerOptions options, ServeModel& model)
    : options_(std::move(options)), model_(model) {}

Responder::~Responder() {
  compressor_.join();
}

PageFrame Responder::frame(const std::string& root) const {
  static const std::string version = sha256_hex(file_text("style.css")).substr(0, 8);
  return {options_.title, root, version, titles_};
}

Resource Responder::error(int status, std::string_view message, const std::string& root) const {
  Resource resource = html_resource(error_page(frame(root), status, message));
  resource.status = status;
  resource.etag.clear();
  resource.cache_control = "no-store";
  if (status == 503) resource.headers.emplace_back("Retry-After", "30");
  if (status == 405) resource.headers.emplace_back("Allow", "GET, HEAD");
  return resource;
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

asio::awaitable<Reply> Responder::answer(const Inquiry& inquiry, Time now) {
  if (inquiry.method != Method::get && inquiry.method != Method::head)
    co_return to_reply(error(405, "Only GET and HEAD are answered here."), {});
  Route asked = find_route(inquiry.target);
  if (asked.kind == Route::Kind::feed) co_return co_await feed(inquiry, std::move(asked));
  Resource resource = co_await route(std::move(asked), now);
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

asio::awaitable<Resource> Responder::route(Route route, Time now) {
  switch (route.kind) {
    case Route::Kind::overview: co_return co_await overview(frame(route.root));
    case Route::Kind::article: co_return co_await article(route, now);
    case Route::Kind::search: co_return co_await search(route, now);
    case Route::Kind::feed:
    case Route::Kind::health: co_return co_await health();
    case Route::Kind::file: co_return file(route);
    case Route::Kind::bad: co_return error(400, "That is not an address that can be read.", route.root);
    case Route::Kind::too_long: co_return error(414, "That address is too long.");
    case Route::Kind::not_found: break;
  }
  co_return error(404, "There is nothing at this address.", route.root);
}

void Responder::keep_titles(const ServiceStatus& status) {
  auto titles = std::make_shared<SourceTitles>();
  for (const SourceStatus& source : status.sources)
    if (!source.title.empty()) (*titles)[source.name] = source.title;
  titles_ = std::move(titles);
  titles_at_ = status.now;
}

/// Titles seldom change: old ones do, and so do none if the store does not answer.
asio::awaitable<void> Responder::refresh_titles(Time now) {
  if (titles_ && now - titles_at_ < kTitlesAge && titles_at_ <= now) co_return;
  const Result<ServiceStatus> status = co_await model_.status();
  if (status) keep_titles(*status);
}

asio::awaitable<Resource> Responder::overview(PageFrame frame) {
  const Result<ServiceStatus> status = co_await model_.status();
  if (!status) co_return error(503, kStoreIsSilent, frame.root);
  const Result<std::vector<ExportArticle>> latest = co_await model_.newest(Selection{}, kLatest);
  if (!latest) co_return error(503, kStoreIsSilent, frame.root);
  keep_titles(*status);
  frame.titles = titles_;
  co_return html_resource(overview_page(frame, *status, *latest, model_.feed_names()));
}

asio::awaitable<Resource> Responder::article(Route route, Time now) {
  const Result<std::optional<ExportArticle>> found = co_await model_.article(route.name);
  if (!found) co_return error(503, kStoreIsSilent, route.root);
  if (!*found || (*found)->removed)
    co_return error(404, "There is no such article, or not any more.", route.root);
  co_await refresh_titles(now);
  co_return html_resource(article_page(frame(route.root), **found));
}

asio::awaitable<Resource> Responder::search(Route route, Time now) {
  std::vector<ExportArticle> found;
  if (!route.words.empty()) {
    Result<std::vector<ExportArticle>> answer = co_await model_.search(route.words, kFound);
    if (!answer) co_return error(503, kStoreIsSilent, route.root);
    found = std::move(*answer);
    co_await refresh_titles(now);
  }
  co_return html_resource(search_page(frame(route.root), route.words, found, now));
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
  const std::string target = "/feeds/" + route.name + '.' + std::string(feed_extension(route.format));
  const Result<FeedShelf::Entry> entry = co_await current_feed(target, route);
  if (!entry) co_return to_reply(error(503, kStoreIsSilent, route.root), {});
  if (!entry->feed) co_return to_reply(error(404, "There is no feed of this name.", route.root), inquiry);
  if (wants_changes(inquiry) && entry->representation->choose(inquiry).status == 200)
    if (const auto changes = co_await feed_changes(*entry, inquiry, route))
      co_return co_await coded(changes, inquiry);
  co_return co_await coded(entry->representation, inquiry);
}

/// Many may ask for a feed that has to be made: one has it made, the others get the one before, or wait.
/// Empty if there is no such feed.
asio::awaitable<Result<FeedShelf::Entry>> Responder::current_feed(const std::string& target,
                                                                  const Route& route) {
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
  const Result<SharedFeed> found = co_await model_.feed(route.name, route.format, known.feed);
  if (found && *found) co_return feeds_.put(target, *found, asked + kFeedAge);
  if (found) co_return FeedShelf::Entry{};
  // A feed of a moment ago is worth more than the news that the store is silent.
  if (!known.feed) co_return pass_on(found);
  co_return known;
}

/// RFC 3229: only what is new since the feed that the client has; null if that is not known any more.
asio::awaitable<std::shared_ptr<Representation>> Responder::feed_changes(const FeedShelf::Entry& entry,
                                                                         const Inquiry& inquiry,
                                                                         const Route& route) {
  const SharedFeed old = entry.named_by(inquiry.if_none_match);
  if (!old) co_return nullptr;
  if (const auto made = entry.since.find(old->etag); made != entry.since.end()) co_return made->second;
  const Result<SharedFeed> changes = co_await model_.feed_since(route.name, route.format, old->marks);
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

Resource Responder::file(const Route& route) const {
  const std::string_view text = file_text(route.name);
  if (text.empty()) return error(404, "There is nothing at this address.", route.root);
  Resource reply;
  reply.content_type = file_type(route.name);
  reply.body = std::make_shared<const std::string>(text);
  reply.etag = tag_of(text);
  reply.cache_control = "public, max-age=86400";
  return reply;
}

}  // namespace gazette
