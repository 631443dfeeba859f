#include "daemon/serve/api/api.h"

#include <charconv>
#include <chrono>
#include <utility>

#include "daemon/serve/api/api_json.h"
#include "daemon/serve/api/tokens.h"
#include "feeds/text/strings.h"

namespace gazette {

namespace asio = boost::asio;

namespace {

constexpr int kEventsAtOnce = 100;
constexpr Duration kEventPatience = std::chrono::seconds(20);  // shorter than an answer's deadline

Resource json_resource(int status, std::string text) {
  Resource resource;
  resource.status = status;
  resource.content_type = status < 400 ? "application/json; charset=utf-8" : "application/problem+json";
  if (status == 200) resource.etag = '"' + sha256_hex(text).substr(0, 32) + '"';
  resource.cache_control = status == 200 ? "no-cache" : "no-store";
  resource.body = std::make_shared<const std::string>(std::move(text));
  return resource;
}

std::string_view title_of(int status) {
  switch (status) {
    case 401: return "a token of this server is needed: Authorization: Bearer TOKEN";
    case 403: return "this token may only read";
    case 404: return "nothing is here";
    case 405: return "this method is not for this address";
    case 429: return "too many wrong tokens: try again later";
    default: return "the store does not answer";
  }
}

Resource problem(int status, std::string_view title = {}) {
  Resource resource = json_resource(status, problem_json(status, title.empty() ? title_of(status) : title));
  if (status == 401) resource.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"gazette\"");
  if (status == 429) resource.headers.emplace_back("Retry-After", "60");
  if (status == 503) resource.headers.emplace_back("Retry-After", "30");
  return resource;
}

Resource failure(const Error& error) {
  return error.kind == ErrorKind::usage ? problem(400, error.message) : problem(503);
}

Resource empty_resource(int status) {
  Resource resource;
  resource.status = status;
  resource.cache_control = "no-store";
  return resource;
}

/// A page elsewhere may read, with a token too; it may not change anything.
Resource preflight() {
  Resource resource = empty_resource(204);
  resource.headers = {{"Access-Control-Allow-Methods", "GET, HEAD"},
                      {"Access-Control-Allow-Headers", "Authorization, Last-Event-ID"},
                      {"Access-Control-Max-Age", "86400"}};
  return resource;
}

}  // namespace

Api::Api(ServerOptions options, ServeModel& model) : options_(std::move(options)), model_(model) {}

asio::awaitable<Resource> Api::answer(const Inquiry& inquiry, const std::string& base_url) {
  const Call call = find_call(inquiry.method, inquiry.target);
  Resource resource = co_await respond(call, inquiry, base_url);
  if (!call.writes()) resource.headers.emplace_back("Access-Control-Allow-Origin", "*");
  if (call.kind == Call::Kind::not_allowed) resource.headers.emplace_back("Allow", call.allow);
  if (!options_.public_api || call.writes()) resource.vary = "Authorization";
  co_return resource;
}

int Api::refusal_of(const Call& call, const Inquiry& inquiry) {
  const bool needs = call.writes() || !options_.public_api;
  if (!needs && inquiry.authorization.empty()) return 0;
  const ApiToken* token = find_token(options_.tokens, inquiry.authorization);
  if (token) return call.writes() && !token->may_write ? 403 : 0;
  if (!inquiry.authorization.empty() &&
      wrong_tokens_.take(inquiry.client, std::chrono::steady_clock::now()) > 0)
    return 429;
  return 401;
}

asio::awaitable<Resource> Api::respond(const Call& call, const Inquiry& inquiry,
                                       const std::string& base_url) {
  if (call.kind == Call::Kind::preflight) co_return preflight();
  if (call.kind == Call::Kind::bad) co_return problem(400, call.problem);
  if (call.kind == Call::Kind::not_found) co_return problem(404);
  if (call.kind == Call::Kind::not_allowed) co_return problem(405);
  if (const int status = refusal_of(call, inquiry)) co_return problem(status);
  switch (call.kind) {
    case Call::Kind::articles:
    case Call::Kind::search: co_return co_await articles(call);
    case Call::Kind::article: co_return co_await article(call);
    case Call::Kind::withdraw: co_return co_await withdraw(call);
    case Call::Kind::poll: co_return co_await poll(call);
    case Call::Kind::events: co_return co_await events(call, inquiry.last_event_id);
    default: break;
  }
  const Result<ServiceStatus> status = co_await model_.status();
  if (!status) co_return failure(status.error());
  if (call.kind == Call::Kind::sources) co_return json_resource(200, sources_json(*status, base_url));
  co_return json_resource(200, status_json(*status));
}

asio::awaitable<Resource> Api::articles(const Call& call) {
  const Result<ArticleList> list = co_await model_.articles(call.list);
  if (!list) co_return failure(list.error());
  co_return json_resource(200, articles_json(*list));
}

asio::awaitable<Resource> Api::article(const Call& call) {
  const Result<std::optional<ArticleView>> found = co_await model_.article(call.name);
  if (!found) co_return failure(found.error());
  if (!*found || (*found)->item.removed) co_return problem(404, "there is no such article");
  co_return json_resource(200, article_json(**found));
}

asio::awaitable<Resource> Api::withdraw(const Call& call) {
  const std::string why = call.why.empty() ? "withdrawn by the API" : call.why;
  const Result<bool> done = co_await model_.withdraw(call.name, why);
  if (!done) co_return failure(done.error());
  if (!*done) co_return problem(404, "there is no such article");
  co_return empty_resource(204);
}

asio::awaitable<Resource> Api::poll(const Call& call) {
  const Result<bool> begun = co_await model_.poll_now(call.name);
  if (!begun) co_return failure(begun.error());
  if (!*begun) co_return problem(404, "there is no such source");
  co_return json_resource(202, polled_json(call.name));
}

/// From where the client is; one that is nowhere yet is told where we are, and comes again.
asio::awaitable<Resource> Api::events(const Call& call, std::string_view last_event_id) {
  const std::string place(last_event_id.empty() ? std::string_view(call.after) : last_event_id);
  ChangeList changes;
  if (place.empty()) {
    const Result<ServiceStatus> status = co_await model_.status();
    if (!status) co_return failure(status.error());
    changes.last = status->last_change;
  } else {
    std::int64_t after = 0;
    const auto [end, error] = std::from_chars(place.data(), place.data() + place.size(), after);
    if (error != std::errc{} || end != place.data() + place.size() || after < 0)
      co_return problem(400, "that is no event's id");
    Result<ChangeList> found = co_await model_.changes_after(after, kEventsAtOnce, kEventPatience);
    if (!found) co_return failure(found.error());
    changes = std::move(*found);
  }
  Resource resource;
  resource.content_type = "text/event-stream; charset=utf-8";
  resource.cache_control = "no-store";
  resource.headers = {{"X-Accel-Buffering", "no"}};
  resource.body = std::make_shared<const std::string>(events_text(changes));
  co_return resource;
}

}  // namespace gazette
