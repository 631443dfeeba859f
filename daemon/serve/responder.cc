#include "daemon/serve/responder.h"

#include <utility>

#include "feeds/text/strings.h"

namespace gazette {

namespace asio = boost::asio;

namespace {

constexpr std::string_view kStoreIsSilent = "The store does not answer at the moment.";
constexpr int kLatest = 20;
constexpr int kFound = 50;
constexpr Duration kTitlesAge = std::chrono::minutes(1);
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

Reply html_reply(std::string page) {
  Reply reply;
  reply.content_type = "text/html; charset=utf-8";
  reply.etag = tag_of(page);
  reply.body = std::make_shared<const std::string>(std::move(page));
  reply.headers = {{"Content-Security-Policy", std::string(kContentPolicy)},
                   {"Referrer-Policy", "no-referrer"}};
  return reply;
}

Reply text_reply(int status, std::string text) {
  Reply reply;
  reply.status = status;
  reply.content_type = "text/plain; charset=utf-8";
  reply.cache_control = "no-store";
  reply.body = std::make_shared<const std::string>(std::move(text));
  return reply;
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

PageFrame Responder::frame(const std::string& root) const {
  static const std::string version = sha256_hex(file_text("style.css")).substr(0, 8);
  return {options_.title, root, version, titles_};
}

std::string Responder::public_url() const {
  if (!options_.public_url.empty()) return options_.public_url;
  return "http://" + options_.address + ':' + std::to_string(options_.port);
}

Reply Responder::error(int status, std::string_view message, const std::string& root) const {
  Reply reply = html_reply(error_page(frame(root), status, message));
  reply.status = status;
  reply.etag.clear();
  reply.cache_control = "no-store";
  if (status == 503) reply.headers.emplace_back("Retry-After", "30");
  if (status == 405) reply.headers.emplace_back("Allow", "GET, HEAD");
  return reply;
}

asio::awaitable<Reply> Responder::answer(Inquiry inquiry, Time now) {
  Reply reply = co_await route(find_route(inquiry.target), now);
  co_return negotiate(std::move(reply), inquiry, cache_);
}

asio::awaitable<Reply> Responder::route(Route route, Time now) {
  switch (route.kind) {
    case Route::Kind::overview: co_return co_await overview(frame(route.root));
    case Route::Kind::article: co_return co_await article(route, now);
    case Route::Kind::search: co_return co_await search(route, now);
    case Route::Kind::feed: co_return co_await feed(std::move(route));
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

asio::awaitable<Reply> Responder::overview(PageFrame frame) {
  const Result<ServiceStatus> status = co_await model_.status();
  if (!status) co_return error(503, kStoreIsSilent, frame.root);
  const Result<std::vector<ExportArticle>> latest = co_await model_.newest(Selection{}, kLatest);
  if (!latest) co_return error(503, kStoreIsSilent, frame.root);
  keep_titles(*status);
  frame.titles = titles_;
  co_return html_reply(overview_page(frame, *status, *latest, model_.feed_names()));
}

asio::awaitable<Reply> Responder::article(Route route, Time now) {
  const Result<std::optional<ExportArticle>> found = co_await model_.article(route.name);
  if (!found) co_return error(503, kStoreIsSilent, route.root);
  if (!*found || (*found)->removed)
    co_return error(404, "There is no such article, or not any more.", route.root);
  co_await refresh_titles(now);
  co_return html_reply(article_page(frame(route.root), **found));
}

asio::awaitable<Reply> Responder::search(Route route, Time now) {
  std::vector<ExportArticle> found;
  if (!route.words.empty()) {
    Result<std::vector<ExportArticle>> answer = co_await model_.search(route.words, kFound);
    if (!answer) co_return error(503, kStoreIsSilent, route.root);
    found = std::move(*answer);
    co_await refresh_titles(now);
  }
  co_return html_reply(search_page(frame(route.root), route.words, found, now));
}

asio::awaitable<Reply> Responder::feed(Route route) {
  const auto found = co_await model_.feed(route.name, route.format);
  if (!found) co_return error(503, kStoreIsSilent, route.root);
  if (!*found) co_return error(404, "There is no feed of this name.", route.root);
  const std::shared_ptr<const RenderedFeed>& rendered = **found;
  Reply reply;
  reply.content_type = rendered->content_type;
  reply.body = SharedText(rendered, &rendered->body);  // shares the feed, copies nothing
  reply.etag = rendered->etag;
  if (rendered->last_modified != Time{})
    reply.last_modified = rendered->last_modified;  // else: no article yet
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(rendered->max_age).count();
  reply.cache_control = "public, max-age=" + std::to_string(seconds);
  const std::string self =
      public_url() + "/feeds/" + route.name + '.' + std::string(feed_extension(route.format));
  reply.headers = {{"Link", '<' + self + ">; rel=\"self\""}, {"Access-Control-Allow-Origin", "*"}};
  co_return reply;
}

asio::awaitable<Reply> Responder::health() {
  const Result<ServiceStatus> status = co_await model_.status();
  const bool well = status && status->store_ok;
  co_return text_reply(well ? 200 : 503, well ? "ok\n" : "the store does not answer\n");
}

Reply Responder::file(const Route& route) const {
  const std::string_view text = file_text(route.name);
  if (text.empty()) return error(404, "There is nothing at this address.", route.root);
  Reply reply;
  reply.content_type = file_type(route.name);
  reply.body = std::make_shared<const std::string>(text);
  reply.etag = tag_of(text);
  reply.cache_control = "public, max-age=86400";
  return reply;
}

}  // namespace gazette
