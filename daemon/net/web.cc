#include "daemon/net/web.h"

#include <algorithm>
#include <mutex>
#include <set>

#include <boost/asio/use_awaitable.hpp>

#include "daemon/net/address.h"
#include "daemon/net/curl_loop.h"
#include "daemon/net/host_gate.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {

namespace asio = boost::asio;

namespace {

constexpr int kMaxRedirects = 10;
constexpr long kLowSpeedBytes = 16;  // a second, over kLowSpeedSeconds: slower than this is a stalled server
constexpr long kLowSpeedSeconds = 30;
constexpr std::string_view kFeedAccept =
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/json;q=0.8, "
    "application/xml;q=0.8, text/xml;q=0.8, text/html;q=0.5, */*;q=0.1";

/// One transfer while curl runs it: what the callbacks write to.
struct Transfer {
  std::string body;
  std::size_t max_body = 0;
  bool too_large = false;
  bool allow_private = false;
  bool refused_address = false;
  char error[CURL_ERROR_SIZE] = {};
};

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self) {
  auto* transfer = static_cast<Transfer*>(self);
  // Decoded bytes: a small compressed answer must not grow without bound.
  if (transfer->body.size() + size * count > transfer->max_body) {
    transfer->too_large = true;
    return 0;
  }
  transfer->body.append(data, size * count);
  return size * count;
}

curl_socket_t on_open_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto* transfer = static_cast<Transfer*>(self);
  if (!transfer->allow_private && !is_public_address(&address->addr)) {
    transfer->refused_address = true;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

struct HeaderListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, HeaderListDeleter>;

void add_header(HeaderList& list, const std::string& name, std::string_view value) {
  // A header without a value is written "Name;" for curl; feeds' validators are never empty here.
  const std::string line = name + ": " + std::string(value);
  list.reset(curl_slist_append(list.release(), line.c_str()));
}

HeaderList header_list(const WebRequest& request, bool same_origin) {
  HeaderList list;
  add_header(list, "Accept", request.accept.empty() ? kFeedAccept : std::string_view(request.accept));
  if (request.url == request.validators_url) {
    if (!request.etag.empty()) add_header(list, "If-None-Match", request.etag);
    if (!request.last_modified.empty()) add_header(list, "If-Modified-Since", request.last_modified);
  }
  if (same_origin)
    for (const auto& [name, value] : request.headers) add_header(list, name, value);
  return list;
}

Error transfer_error(CURLcode code, const Transfer& transfer, const std::string& host) {
  const std::string detail = transfer.error[0] ? transfer.error : curl_easy_strerror(code);
  if (transfer.too_large)
    return {ErrorKind::too_large, host + ": more than " + std::to_string(transfer.max_body) +
                                      " bytes after decompression (fetch.max_body)"};
  if (transfer.refused_address)
    return {ErrorKind::forbidden, host + ": private or reserved address refused (fetch.allow_private)"};
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY: return {ErrorKind::dns, host + ": the name does not resolve"};
    case CURLE_OPERATION_TIMEDOUT: return {ErrorKind::timeout, host + ": " + detail};
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CACERT_BADFILE: return {ErrorKind::tls, host + ": " + detail};
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT: return {ErrorKind::forbidden, host + ": " + detail};
    default: return {ErrorKind::connect, host + ": " + detail};
  }
}

void read_headers(CURL* easy, WebResponse& response) {
  curl_header* previous = nullptr;
  while (curl_header* header = curl_easy_nextheader(easy, CURLH_HEADER, -1, previous)) {
    response.headers.emplace_back(to_lower(header->name), header->value);
    previous = header;
  }
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::string without_fragment(const std::string& url) {
  return url.substr(0, url.find('#'));
}

void init_curl_once() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

class CurlWeb final : public Web {
 public:
  CurlWeb(const asio::any_io_executor& executor, FetchOptions options)
      : options_(std::move(options)),
        agent_(user_agent(options_)),
        loop_(executor, options_.concurrency),
        gate_(executor, options_.concurrency, options_.host_gap) {}

  asio::awaitable<Result<WebResponse>> get(WebRequest request) override;
  void shut_down() override {
    stopping_ = true;
    gate_.open_for_all();
    loop_.abort_all();
  }

 private:
  asio::awaitable<Result<WebResponse>> fetch_one(const WebRequest& request, bool same_origin);
  void set_options(CURL* easy, const WebRequest& request, Transfer& transfer, curl_slist* headers) const;
  std::string rewritten(const std::string& url) const;

  FetchOptions options_;
  std::string agent_;
  CurlLoop loop_;
  HostGate gate_;
  bool stopping_ = false;
};

/// The longest matching prefix of fetch.rewrite wins.
std::string CurlWeb::rewritten(const std::string& url) const {
  const std::pair<const std::string, std::string>* best = nullptr;
  for (const auto& rule : options_.rewrite)
    if (url.starts_with(rule.first) && (!best || rule.first.size() > best->first.size())) best = &rule;
  return best ? best->second + url.substr(best->first.size()) : url;
}

void CurlWeb::set_options(CURL* easy, const WebRequest& request, Transfer& transfer,
                          curl_slist* headers) const {
  curl_easy_setopt(easy, CURLOPT_URL, rewritten(request.url).c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, agent_.c_str());
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");  // all that this curl can decode
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout.count()));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(options_.timeout.count()));
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, kLowSpeedBytes);
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, kLowSpeedSeconds);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer.error);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &on_open_socket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");  // not the environment's proxy: it could reach what we must not
  if (request.method == "POST") {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, request.body.c_str());
  }
}

asio::awaitable<Result<WebResponse>> CurlWeb::fetch_one(const WebRequest& request, bool same_origin) {
  const HostGate::Permit permit = co_await gate_.enter(url_origin(request.url));
  if (stopping_) co_return fail(ErrorKind::other, "stopping");
  Transfer transfer;
  transfer.max_body = options_.max_body;
  transfer.allow_private = options_.allow_private;
  const HeaderList headers = header_list(request, same_origin);
  Easy easy = loop_.take();
  set_options(easy.get(), request, transfer, headers.get());
  const CURLcode code = co_await loop_.perform(easy.get());
  if (code != CURLE_OK) co_return tl::unexpected(transfer_error(code, transfer, url_host(request.url)));
  WebResponse response;
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  response.status = static_cast<int>(status);
  response.url = without_fragment(request.url);
  response.body = std::move(transfer.body);
  read_headers(easy.get(), response);
  loop_.give_back(std::move(easy));
  co_return response;
}

/// Redirects are followed one by one: each target is resolved, checked and remembered.
asio::awaitable<Result<WebResponse>> CurlWeb::get(WebRequest request) {
  request.url = without_fragment(request.url);
  const std::string origin = url_origin(request.url);
  std::vector<Hop> hops;
  std::set<std::string> seen;
  while (true) {
    if (!is_http_url(request.url))
      co_return fail(ErrorKind::forbidden, "only http and https are fetched: " + escape_for_log(request.url));
    if (!seen.insert(request.url).second)
      co_return fail(ErrorKind::http, "redirect loop at " + escape_for_log(request.url));
    Result<WebResponse> response = co_await fetch_one(request, url_origin(request.url) == origin);
    if (!response) co_return response;
    const std::string target = is_redirect(response->status)
                                   ? without_fragment(resolve_url(request.url, response->header("location")))
                                   : "";
    if (target.empty()) {
      response->hops = std::move(hops);
      co_return response;
    }
    if (hops.size() == kMaxRedirects)
      co_return fail(ErrorKind::http, "more than 10 redirects, last to " + escape_for_log(target));
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

std::unique_ptr<Web> make_web(asio::any_io_executor executor, FetchOptions options) {
  init_curl_once();
  return std::make_unique<CurlWeb>(executor, std::move(options));
}

}  // namespace gazette
