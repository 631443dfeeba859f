#include "daemon/poll/listing.h"

#include <deque>
#include <iterator>

#include "daemon/poll/robots_cache.h"
#include "feeds/parse/parse_feed.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kDeviceLength = 36;
constexpr std::size_t kMaxParts = 50;  // of one listing

/// Any stable text that stands for the device that asks.
std::string device_of(const Source& source) {
  return sha256_hex(source.options.name).substr(0, kDeviceLength);
}

/// The wait that a redirect asked for is over when the source is due, not when somebody polls it by hand.
bool redirect_wait_is_over(const SourceState& state, Time now) {
  const bool redirected = state.last_status >= 300 && state.last_status < 400 && state.last_status != 304;
  return redirected && (!state.next_poll || *state.next_poll <= now);
}

WebRequest complete(WebRequest request, const Source& source, const SourceState& state, Time now) {
  request = for_source(source, std::move(request));
  request.wait_is_over = redirect_wait_is_over(state, now);
  if (request.method != "GET") return request;
  request.etag = state.etag;
  request.last_modified = state.last_modified;
  request.validators_url = state.validators_url;
  return request;
}

std::deque<WebRequest> listing_requests(const Source& source, const SourceState& state) {
  std::deque<WebRequest> requests;
  if (!source.rules) {
    requests.emplace_back();
    requests.back().url = polled_url(state);
  } else {
    for (const SiteRequest& request : source.rules->listing_requests(device_of(source)))
      requests.push_back(web_request(request));
  }
  return requests;
}

/// A feed is there to be fetched by us; a site's list is not, unless its robots.txt lets us.
asio::awaitable<Result<WebResponse>> fetch_part(PollTools& tools, const Source& source, WebRequest request) {
  return tools.robots.get(tools.web, std::move(request), source.rules && source.robots);
}

Result<Feed> read_one(const Source& source, const WebResponse& response) {
  const Document document = listing_document(source, response);
  return source.rules ? source.rules->read_listing(document) : parse_feed(document);
}

bool asks_as_usual(const SourceAccess& access) {
  return access.user_agent.empty() && access.user.empty() && access.headers.empty() &&
         access.bearer.empty() && access.cookies.empty() && access.client_certificate.empty();
}

/// What makes two answers to one URL differ; nothing secret: of what is, only whether it is there. Whoever
/// logs in must not be told "not modified" of what he saw before.
std::string variant_of(const FetchOptions& fetch, const SourceAccess& access) {
  std::string variant =
      (access.user_agent.empty() ? user_agent(fetch) : access.user_agent) + '\n' + access.user;
  for (const auto& [name, value] : access.headers)
    variant += starts_with_ignore_case(name, "accept") || equals_ignore_case(name, "user-agent")
                   ? '\n' + name + ": " + value
                   : '\n' + name;
  for (const auto& [name, value] :
       {std::pair("bearer", &access.bearer), std::pair("cookies", &access.cookies),
        std::pair("certificate", &access.client_certificate)})
    if (!value->empty()) variant += std::string("\nwith ") + name;
  return sha256_hex(variant).substr(0, 16);
}

}  // namespace

WebRequest for_source(const Source& source, WebRequest request) {
  request.access = &source.options.access;
  request.access_origin = source.access_origin;
  request.throttle_scope = source.options.throttle_scope;
  request.unsaid_pause = source.policy.least_throttle;
  return request;
}

WebRequest feed_request(const Source& source, const std::string& url) {
  WebRequest request;
  request.url = url;
  return for_source(source, std::move(request));
}

Document listing_document(const Source& source, const WebResponse& response) {
  Document document;
  document.body = response.body;
  document.url = response.url;
  document.content_type = response.header("content-type");
  document.content_location = response.header("content-location");
  document.zone = source.options.zone;
  return document;
}

WebRequest web_request(const SiteRequest& request) {
  WebRequest out;
  out.method = request.method;
  out.url = request.url;
  out.headers = request.headers;
  out.body = request.body;
  return out;
}

asio::awaitable<Result<WebResponse>> fetch_listing(PollTools& tools, const Source& source,
                                                   const SourceState& state, std::vector<WebResponse>& more,
                                                   std::vector<std::string>& notes) {
  std::deque<WebRequest> requests = listing_requests(source, state);
  if (requests.empty()) co_return fail(ErrorKind::config, "the recipe names no listing");
  Result<WebResponse> first =
      co_await fetch_part(tools, source, complete(requests.front(), source, state, tools.now()));
  const WebResponse* last = first && first->status == 200 ? &*first : nullptr;
  for (std::size_t taken = 1; last && taken < kMaxParts; ++taken) {
    requests.pop_front();
    if (requests.empty() && source.rules)
      if (const auto next =
              source.rules->next_listing_request(device_of(source), listing_document(source, *last), taken))
        requests.push_back(web_request(*next));
    if (requests.empty()) break;
    Result<WebResponse> part =
        co_await fetch_part(tools, source, complete(requests.front(), source, state, tools.now()));
    if (!part) notes.push_back(part.error().message);
    last = part && part->status == 200 ? &more.emplace_back(std::move(*part)) : nullptr;
  }
  co_return first;
}

std::string base_of(const WebResponse& response) {
  const std::string_view location = response.header("content-location");
  const std::string base = location.empty() ? std::string() : resolve_url(response.url, location);
  return is_http_url(base) ? base : response.url;
}

Result<Feed> read_listing(const Source& source, const WebResponse& first,
                          const std::vector<WebResponse>& more) {
  Result<Feed> feed = read_one(source, first);
  for (const WebResponse& page : more) {
    Result<Feed> next = feed ? read_one(source, page) : feed;
    if (!next) return next;
    std::move(next->entries.begin(), next->entries.end(), std::back_inserter(feed->entries));
  }
  if (feed && source.options.limit && feed->entries.size() > static_cast<std::size_t>(*source.options.limit))
    feed->entries.resize(static_cast<std::size_t>(*source.options.limit));
  return feed;
}

namespace {

/// A feed's options are those of the configuration; a recipe says what its source leaves open.
Result<std::shared_ptr<Source>> source_of(const SourceOptions& said,
                                          const std::shared_ptr<const Config>& owner) {
  std::shared_ptr<const SourceOptions> declared(owner, &said);
  if (said.recipe.empty()) return std::make_shared<Source>(std::move(declared));
  Result<SiteRules> rules = SiteRules::read(said.recipe_text, said.recipe, said.params);
  if (!rules) return pass_on(rules);
  SourceOptions options = said;
  if (options.language.empty()) options.language = rules->language();
  if (options.zone.empty()) options.zone = rules->zone();
  auto source = std::make_shared<Source>(std::make_shared<const SourceOptions>(std::move(options)));
  source->rules = std::move(*rules);
  return source;
}

/// A recipe may know its own address.
std::string access_origin_of(const Source& source) {
  std::string origin = url_origin(source.options.url);
  if (!origin.empty() || !source.rules) return origin;
  for (const SiteRequest& request : source.rules->listing_requests(device_of(source)))
    if (origin.empty()) origin = url_origin(request.url);
  return origin;
}

std::shared_ptr<const Retentions> retentions_of(const Config& config) {
  auto retentions = std::make_shared<Retentions>();
  for (const SourceOptions& options : config.sources)
    if (options.keep.any()) retentions->emplace(options.name, options.keep);
  return retentions;
}

}  // namespace

Result<std::vector<std::shared_ptr<const Source>>> make_sources(const Config& config,
                                                                const std::shared_ptr<const Config>& owner) {
  std::vector<std::shared_ptr<const Source>> sources;
  sources.reserve(config.sources.size());
  const std::shared_ptr<const Retentions> retentions = retentions_of(config);
  const std::string usual_variant = variant_of(config.fetch, SourceAccess());
  for (const SourceOptions& options : config.sources) {
    Result<std::shared_ptr<Source>> source = source_of(options, owner);
    if (!source) return pass_on(source);
    (*source)->retentions = retentions;
    (*source)->robots = options.robots && config.fetch.robots;
    if (!(*source)->rules) (*source)->history = options.history.value_or(config.fetch.history);
    (*source)->policy = policy_of(config.fetch, options);
    (*source)->moves = {config.fetch.redirect_confirmations, config.fetch.redirect_confirmed_after};
    (*source)->variant =
        asks_as_usual(options.access) ? usual_variant : variant_of(config.fetch, options.access);
    (*source)->access_origin = access_origin_of(**source);
    sources.push_back(std::move(*source));
  }
  return sources;
}

}  // namespace gazette
