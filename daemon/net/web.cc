#include "daemon/net/web.h"

#include <algorithm>
#include <mutex>
#include <set>

#include "daemon/net/curl_loop.h"
#include "daemon/net/manners/cache_headers.h"
#include "daemon/net/manners/host_gate.h"
#include "daemon/net/manners/host_pauses.h"
#include "daemon/net/manners/network_watch.h"
#include "daemon/net/transfer.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {

namespace asio = boost::asio;

namespace {

constexpr int kMaxRedirects = 10;

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::string without_fragment(const std::string& url) {
  return url.substr(0, url.find('#'));
}

/// Those of a source stand in its options and stay with its origin; those that a redirect names are nobody's
/// to send, and not to be learned, stored and told.
std::string without_user(std::string url) {
  const std::string user = split_url(url).user_info + '@';
  const std::size_t at = url.find("://");
  if (at != std::string::npos && url.compare(at + 3, user.size(), user) == 0) url.erase(at + 3, user.size());
  return url;
}

/// Empty if the answer is no redirect.
std::string redirect_target(const WebResponse& response, const std::string& url) {
  const std::string_view location = trim(response.header("location"));
  return is_redirect(response.status) && !location.empty()
             ? without_user(without_fragment(resolve_url(url, location)))
             : "";
}

void init_curl_once() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

TransferSettings settings_of(const FetchOptions& options) {
  TransferSettings settings;
  settings.user_agent = user_agent(options);
  settings.addresses.allow_private = options.allow_private;
  for (const std::string& text : options.allow_networks)
    if (const std::optional<Network> network = parse_network(text))
      settings.addresses.allowed.push_back(*network);
  settings.max_body = options.max_body;
  settings.connect_timeout = options.connect_timeout;
  settings.stall_timeout = options.stall_timeout;
  return settings;
}

/// Kept for the next request to their host: sources of a host take turns with those of all others. curl
/// counts those in use, too.
int idle_connections(const FetchOptions& options) {
  constexpr int kLeast = 256, kTimesConcurrency = 2;
  return std::max(kLeast, kTimesConcurrency * options.concurrency);
}

class CurlWeb final : public Web {
 public:
  CurlWeb(const asio::any_io_executor& executor, FetchOptions options, WebManners manners)
      : options_(std::move(options)),
        manners_(std::move(manners)),
        settings_(settings_of(options_)),
        loop_(executor, kMaxConnections * options_.concurrency + idle_connections(options_),
              idle_connections(options_)),
        gate_(executor, {options_.concurrency, options_.host_gap}) {}

  asio::awaitable<Result<WebResponse>> get(WebRequest request) override;
  void shut_down() override {
    stopping_ = true;
    gate_.open_for_all();
    loop_.abort_all();
  }
  bool network_is_down() const override { return network_.is_down(); }
  void hold_back(bool whether) override { gate_.hold_back(whether); }
  void raise_gap(const std::string& origin, Duration gap) override { gate_.raise_gap(origin, gap); }

 private:
  static constexpr int kMaxConnections = 4;  ///< times concurrency: slow ones do not count (HostGate)

  asio::awaitable<Result<WebResponse>> fetch_one(const WebRequest& request, bool trusted, Duration& left);
  asio::awaitable<Result<void>> check_proxied(const WebRequest& request, const std::string& target);
  Result<void> check(const WebRequest& request) const;
  void note_pause(const WebRequest& request, const WebResponse& response, bool private_peer);
  std::string rewritten(const std::string& url) const;

  FetchOptions options_;
  WebManners manners_;
  TransferSettings settings_;
  CurlLoop loop_;
  HostGate gate_;
  NetworkWatch network_;
  bool stopping_ = false;
};

/// The longest matching prefix of fetch.rewrite wins.
std::string CurlWeb::rewritten(const std::string& url) const {
  const std::pair<const std::string, std::string>* best = nullptr;
  for (const auto& rule : options_.rewrite)
    if (url.starts_with(rule.first) && (!best || rule.first.size() > best->first.size())) best = &rule;
  return best ? best->second + url.substr(best->first.size()) : url;
}

Result<void> CurlWeb::check(const WebRequest& request) const {
  if (stopping_) return fail(ErrorKind::other, "stopping");
  if (!is_http_url(request.url) || url_host(request.url).empty())
    return fail(ErrorKind::forbidden, "only http and https are fetched: " + escape_for_log(request.url));
  const std::optional<HostPause> pause = manners_.pauses->find(request.url, manners_.now());
  if (!pause) return {};
  return fail(ErrorKind::http, pause->reason + "; not asked again before " + format_rfc3339(pause->until));
}

/// An http proxy looks names up by itself, where we cannot see. So they are looked up here, too; one that
/// only the proxy knows is left to it.
asio::awaitable<Result<void>> CurlWeb::check_proxied(const WebRequest& request, const std::string& target) {
  if (!request.access || request.access->proxy.empty() || settings_.addresses.allow_private)
    co_return Result<void>{};
  Easy easy = loop_.take();
  const Lookup lookup(easy.get(), settings_, target);
  const CURLcode code = co_await loop_.perform(easy.get());
  co_return lookup.result(code);
}

/// What the answer asks of us holds for everything that is fetched, whoever asked.
void CurlWeb::note_pause(const WebRequest& request, const WebResponse& response, bool private_peer) {
  if (response.status != 429 && response.status != 503) return;
  const std::optional<Duration> said = asked_pause(response, manners_.now());
  if (!said && response.status != 429) return;
  ThrottleScope scope = request.throttle_scope;
  if (scope == ThrottleScope::automatic) scope = options_.throttle_scope;
  if (scope == ThrottleScope::automatic) scope = private_peer ? ThrottleScope::url : ThrottleScope::host;
  const Duration pause = std::min(said.value_or(request.unsaid_pause), options_.max_retry_after);
  manners_.pauses->add(scope, request.url, manners_.now() + pause,
                       url_host(request.url) + " answered " + std::to_string(response.status) +
                           (said ? " and asked for " : " without a time and is left alone for ") +
                           format_duration(pause));
}

asio::awaitable<Result<WebResponse>> CurlWeb::fetch_one(const WebRequest& request, bool trusted,
                                                        Duration& left) {
  const std::string target = rewritten(request.url);
  const HostGate::Permit permit = co_await gate_.enter(url_origin(request.url));
  if (const Result<void> allowed = check(request); !allowed) co_return pass_on(allowed);
  if (const Result<void> checked = co_await check_proxied(request, target); !checked)
    co_return pass_on(checked);
  const auto begun = std::chrono::steady_clock::now();
  Easy easy = loop_.take();
  Transfer transfer(easy.get(), settings_, request, target, trusted, left);
  const CURLcode code = co_await loop_.perform(easy.get());
  if (code != CURLE_ABORTED_BY_CALLBACK) {
    if (transfer.reached(code))
      network_.reached();
    else
      network_.not_reached(url_host(target));
  }
  Result<WebResponse> response = transfer.result(code, request.url);
  if (response) note_pause(request, *response, transfer.private_peer());
  if (code == CURLE_OK) loop_.give_back(std::move(easy));
  const auto spent = std::chrono::steady_clock::now() - begun;
  left = std::max(left - std::chrono::ceil<Duration>(spent), Duration(1));
  co_return response;
}

/// Redirects are followed one by one: each target is resolved, checked and remembered.
asio::awaitable<Result<WebResponse>> CurlWeb::get(WebRequest request) {
  request.url = without_fragment(request.url);
  const std::string origin = url_origin(request.url);
  if (request.access_origin.empty()) request.access_origin = origin;
  Duration left = options_.timeout;  // for all hops together, the time in queues not counted
  std::vector<Hop> hops;
  std::set<std::string> seen;
  while (true) {
    if (const Result<void> allowed = check(request); !allowed) co_return pass_on(allowed);
    if (!seen.insert(request.url).second)
      co_return fail(ErrorKind::http, "redirect loop at " + escape_for_log(request.url));
    const std::string here = url_origin(request.url);
    if (here != origin) request.headers.clear();
    Result<WebResponse> response = co_await fetch_one(request, here == request.access_origin, left);
    if (!response) co_return response;
    const std::string target = redirect_target(*response, request.url);
    const bool must_wait = !request.wait_is_over && asked_pause(*response, manners_.now());
    if (target.empty() || must_wait || !request.follow) {
      response->hops = std::move(hops);
      co_return response;
    }
    if (hops.size() == kMaxRedirects)
      co_return fail(ErrorKind::http, "more than 10 redirects, last to " + escape_for_log(target));
    if (request.may_follow) {
      const Result<void> allowed = co_await request.may_follow(target);
      if (!allowed) co_return pass_on(allowed);
    }
    hops.push_back({response->status, request.url, target});
    if (response->status == 303 || (request.method == "POST" && response->status <= 302)) {
      request.method = "GET";  // RFC 9110 15.4
      request.body.clear();
    }
    request.url = target;
  }
}

}  // namespace

std::string_view WebResponse::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers)
    if (name == lower_case_name) return value;
  return {};
}

std::string user_agent(const FetchOptions& options) {
  if (!options.user_agent.empty()) return options.user_agent;
  return "gazette/" GAZETTE_VERSION " (+" + options.contact + ")";
}

std::unique_ptr<Web> make_web(asio::any_io_executor executor, FetchOptions options, WebManners manners) {
  init_curl_once();
  return std::make_unique<CurlWeb>(executor, std::move(options), std::move(manners));
}

}  // namespace gazette
