#include "daemon/net/transfer.h"

#include <algorithm>
#include <cctype>
#include <cerrno>

#include <netinet/in.h>

#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {
namespace {

constexpr long kLowSpeedBytes = 16;  // a second, over stall_timeout: slower than this is a stalled server
constexpr std::size_t kMaxHeaderBytes = 300'000;  // curl bounds the head by as much, trailers by nothing
constexpr int kMaxHeaderLines = 500;              // reading them from curl takes the square of it
constexpr int kLowestStatus = 200, kHighestStatus = 599;
constexpr std::string_view kFeedAccept =
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/json;q=0.8, "
    "application/xml;q=0.8, text/xml;q=0.8, text/html;q=0.5, */*;q=0.1";

void read_headers(CURL* easy, WebResponse& response) {
  curl_header* previous = nullptr;
  while (curl_header* header = curl_easy_nextheader(easy, CURLH_HEADER, -1, previous)) {
    response.headers.emplace_back(to_lower(header->name), header->value);
    previous = header;
  }
}

/// "HTTP/1.1 200 OK", "HTTP/2 200".
bool is_status_line(std::string_view line) {
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return false;
  const std::string_view version = line.substr(5, space - 5), code = line.substr(space + 1, 3);
  return version.find_first_not_of("0123456789.") == std::string_view::npos && code.size() == 3 &&
         code.find_first_not_of("0123456789") == std::string_view::npos &&
         (line.size() == space + 4 || !std::isdigit(static_cast<unsigned char>(line[space + 4])));
}

/// W3C Referrer Policy "no-referrer-when-downgrade": walls against hotlinks want to see the page, which is
/// public. Never its user or fragment.
std::string referer_for(const std::string& page, const std::string& url) {
  if (!is_http_url(page) || (page.starts_with("https:") && !url.starts_with("https:"))) return {};
  const UrlParts parts = split_url(page);
  return url_origin(page) + parts.path + (parts.query.empty() ? "" : "?" + parts.query);
}

bool is_looked_up(CURL* easy) {
  curl_off_t spent = 0;
  curl_easy_getinfo(easy, CURLINFO_NAMELOOKUP_TIME_T, &spent);
  return spent > 0;
}

Error no_answer_about(const std::string& host) {
  return {ErrorKind::dns, host + ": the name was not resolved in time"};
}

bool is_tls_error(CURLcode code) {
  for (const CURLcode tls :
       {CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
        CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_CLIENTCERT})
    if (code == tls) return true;
  return false;
}

}  // namespace

Transfer::Transfer(CURL* easy, const TransferSettings& settings, const WebRequest& request,
                   const std::string& target, bool trusted, Duration timeout)
    : easy_(easy),
      settings_(settings),
      max_body_(request.max_body == 0 ? settings.max_body : std::min(request.max_body, settings.max_body)) {
  const SourceAccess* access = request.access;
  curl_easy_setopt(easy, CURLOPT_URL, target.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // a resolver that hangs must not stop the loop
  curl_easy_setopt(
      easy, CURLOPT_USERAGENT,
      (access && !access->user_agent.empty() ? access->user_agent : settings.user_agent).c_str());
  // Over TLS the handshake tells whether requests may share a connection, and it is waited for. In plain text
  // only the first answer would tell: a request that hangs would keep all others to its host.
  const bool tls = target.starts_with("https:");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
                   static_cast<long>(tls ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_PIPEWAIT, tls ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings.connect_timeout.count()));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, kLowSpeedBytes);
  const auto stall = std::chrono::ceil<std::chrono::seconds>(settings.stall_timeout);
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(stall.count()));
  // Never the environment's proxy: it could reach what we must not. An empty one means none.
  curl_easy_setopt(easy, CURLOPT_PROXY, access ? access->proxy.c_str() : "");
  proxied_ = access && !access->proxy.empty();
  set_callbacks();
  if (access && trusted) set_secrets(*access);
  add_headers(request, trusted);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_.get());
  if (request.method != "POST") return;
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, request.body.c_str());
}

void Transfer::set_callbacks() {
  curl_easy_setopt(easy_, CURLOPT_ERRORBUFFER, error_);
  curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  curl_easy_setopt(easy_, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  curl_easy_setopt(easy_, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy_, CURLOPT_OPENSOCKETFUNCTION, &Transfer::on_open_socket);
  curl_easy_setopt(easy_, CURLOPT_OPENSOCKETDATA, this);
}

void Transfer::set_secrets(const SourceAccess& access) {
  const auto set = [this](CURLoption option, const std::string& value) {
    if (!value.empty()) curl_easy_setopt(easy_, option, value.c_str());
  };
  if (!access.user.empty() || !access.password.empty()) {
    curl_easy_setopt(easy_, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    curl_easy_setopt(easy_, CURLOPT_USERNAME, access.user.c_str());
    curl_easy_setopt(easy_, CURLOPT_PASSWORD, access.password.c_str());
  }
  set(CURLOPT_SSLCERT, access.client_certificate);
  set(CURLOPT_SSLKEY, access.client_key);
  set(CURLOPT_CAINFO, access.ca_file);
}

void Transfer::add_header(const std::string& name, std::string_view value) {
  const std::string line = name + ": " + std::string(value);
  headers_.reset(curl_slist_append(headers_.release(), line.c_str()));
}

void Transfer::add_headers(const WebRequest& request, bool trusted) {
  add_header("Accept", request.accept.empty() ? kFeedAccept : std::string_view(request.accept));
  add_header("Accept-Encoding", kAcceptEncoding);
  if (request.url == request.validators_url) {
    if (!request.etag.empty()) add_header("If-None-Match", request.etag);
    if (!request.etag.empty()) add_header("A-IM", "feed");  // RFC 3229: only what is new, if it can
    if (!request.last_modified.empty()) add_header("If-Modified-Since", request.last_modified);
  }
  if (const std::string referer = referer_for(request.referer, request.url); !referer.empty())
    add_header("Referer", referer);
  for (const auto& [name, value] : request.headers) add_header(name, value);
  if (!request.access || !trusted) return;
  for (const auto& [name, value] : request.access->headers) add_header(name, value);
  if (!request.access->bearer.empty()) add_header("Authorization", "Bearer " + request.access->bearer);
  if (!request.access->cookies.empty()) add_header("Cookie", request.access->cookies);
}

std::size_t Transfer::on_body(char* data, std::size_t size, std::size_t count, void* self) {
  auto* transfer = static_cast<Transfer*>(self);
  if (!transfer->decoder_ && !transfer->make_decoder_for_answer()) return 0;
  const Decoder::Outcome outcome = transfer->decoder_->write({data, size * count});
  if (outcome == Decoder::Outcome::damaged) transfer->bad_encoding_ = true;
  return outcome == Decoder::Outcome::ok ? size * count : 0;
}

bool Transfer::make_decoder_for_answer() {
  std::string encodings;
  curl_header* header = nullptr;
  for (std::size_t i = 0, n = 1; i < n; ++i) {
    if (curl_easy_header(easy_, "Content-Encoding", i, CURLH_HEADER, -1, &header) != CURLHE_OK) break;
    n = header->amount;
    encodings += (encodings.empty() ? "" : ",") + std::string(header->value);
  }
  decoder_ = make_decoder(encodings, [this](std::string_view decoded) { return take(decoded); });
  bad_encoding_ = !decoder_;
  if (encodings.empty()) reserve_body();
  return decoder_ != nullptr;
}

/// A string that grows by doubling holds the body up to three times.
void Transfer::reserve_body() {
  curl_off_t length = 0;
  curl_easy_getinfo(easy_, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
  if (length > 0 && static_cast<std::size_t>(length) <= max_body_)
    body_.reserve(static_cast<std::size_t>(length));
}

/// Decoded bytes are counted: a small compressed answer must not grow without bound.
bool Transfer::take(std::string_view decoded) {
  if (body_.size() + decoded.size() > max_body_) {
    too_large_ = true;
    return false;
  }
  body_.append(decoded);
  return true;
}

/// curl takes any line that begins with "HTTP" for a 200 of old times.
std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t count, void* self) {
  const std::string_view line(data, size * count);
  auto* transfer = static_cast<Transfer*>(self);
  transfer->header_bytes_ += line.size();
  ++transfer->header_lines_;
  if (transfer->has_too_many_headers()) return 0;
  if (!line.starts_with("HTTP/") || is_status_line(line)) return size * count;
  transfer->bad_status_ = true;
  return 0;
}

curl_socket_t Transfer::on_open_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto* transfer = static_cast<Transfer*>(self);
  // A proxy is the operator's own choice; what is asked of it is checked before (CurlWeb::check_proxied).
  if (!transfer->proxied_ && !transfer->settings_.addresses.allow(&address->addr)) {
    transfer->refused_address_ = true;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

bool Transfer::has_too_many_headers() const {
  return header_bytes_ > kMaxHeaderBytes || header_lines_ > kMaxHeaderLines;
}

bool Transfer::has_header(const char* name) const {
  curl_header* header = nullptr;
  return curl_easy_header(easy_, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK;
}

/// RFC 9112 section 6.3: without a length and without chunks the body lasts until the connection ends.
bool Transfer::ends_with_connection() const {
  long version = 0;
  curl_easy_getinfo(easy_, CURLINFO_HTTP_VERSION, &version);
  return version <= CURL_HTTP_VERSION_1_1 && !has_header("Content-Length") &&
         !has_header("Transfer-Encoding");
}

void Transfer::finish_body(CURLcode& code) {
  if (code != CURLE_OK || !decoder_ || decoder_->finish() == Decoder::Outcome::ok) return;
  bad_encoding_ = true;
  code = CURLE_BAD_CONTENT_ENCODING;
}

Result<WebResponse> Transfer::result(CURLcode code, const std::string& url) {
  finish_body(code);
  if (code != CURLE_OK) return tl::unexpected(error_of(code, url_host(url)));
  WebResponse response;
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  if (status < kLowestStatus || status > kHighestStatus)
    return fail(ErrorKind::connect, url_host(url) + ": what came is no HTTP answer");
  response.status = static_cast<int>(status);
  response.url = url;
  response.may_be_cut = ends_with_connection();
  body_.shrink_to_fit();
  response.body = std::move(body_);
  read_headers(easy_, response);
  return response;
}

Error Transfer::error_of(CURLcode code, const std::string& host) const {
  const std::string detail = escape_for_log(error_[0] ? error_ : curl_easy_strerror(code));
  if (too_large_)
    return {ErrorKind::too_large, host + ": more than " + std::to_string(max_body_) +
                                      " bytes after decompression" +
                                      (max_body_ == settings_.max_body ? " (fetch.max_body)" : "")};
  // curl says so of a line without end.
  if (has_too_many_headers() || code == CURLE_OUT_OF_MEMORY)
    return {ErrorKind::too_large, host + ": too many or too long headers"};
  if (refused_address_)
    return {ErrorKind::forbidden,
            host + ": private or reserved address refused (fetch.allow_private, fetch.allow_networks)"};
  if (bad_status_) return {ErrorKind::connect, host + ": what came is no HTTP answer"};
  if (bad_encoding_)
    return {ErrorKind::connect, host + ": the compressed answer is damaged or of an unknown encoding"};
  if (is_tls_error(code)) return {ErrorKind::tls, host + ": " + detail};
  if (code == CURLE_OPERATION_TIMEDOUT && !is_looked_up(easy_)) return no_answer_about(host);
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY: return {ErrorKind::dns, host + ": the name does not resolve"};
    case CURLE_OPERATION_TIMEDOUT: return {ErrorKind::timeout, host + ": " + detail};
    case CURLE_ABORTED_BY_CALLBACK: return {ErrorKind::other, host + ": given up, gazette stops"};
    case CURLE_URL_MALFORMAT: return {ErrorKind::forbidden, host + ": " + detail};
    default: return {ErrorKind::connect, host + ": " + detail};
  }
}

bool Transfer::reached(CURLcode code) const {
  if (code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY) return false;
  curl_off_t connected = 0;
  curl_easy_getinfo(easy_, CURLINFO_CONNECT_TIME_T, &connected);
  if (code == CURLE_OPERATION_TIMEDOUT) return connected > 0;
  if (code != CURLE_COULDNT_CONNECT) return true;
  long reason = 0;
  curl_easy_getinfo(easy_, CURLINFO_OS_ERRNO, &reason);
  return reason != ENETUNREACH && reason != EHOSTUNREACH && reason != ENETDOWN && reason != ETIMEDOUT;
}

Lookup::Lookup(CURL* easy, const TransferSettings& settings, const std::string& target)
    : settings_(settings), host_(url_host(target)) {
  UrlParts parts = split_url(target);
  if (parts.port.empty()) parts.port = parts.scheme == "https" ? "443" : "80";
  curl_easy_setopt(easy, CURLOPT_URL, ("http://" + host_ + ":" + parts.port + "/").c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http");
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(settings.connect_timeout.count()));
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, &Lookup::on_open_socket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, this);
}

/// curl goes on to the next address, until none is left.
curl_socket_t Lookup::on_open_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto* lookup = static_cast<Lookup*>(self);
  if (!lookup->settings_.addresses.allow(&address->addr)) lookup->refused_ = true;
  return CURL_SOCKET_BAD;
}

Result<void> Lookup::result(CURLcode code) const {
  if (refused_) return fail(ErrorKind::forbidden, host_ + ": private or reserved address refused");
  if (code == CURLE_OPERATION_TIMEDOUT) return tl::unexpected(no_answer_about(host_));
  if (code == CURLE_ABORTED_BY_CALLBACK) return fail(ErrorKind::other, "stopping");
  return {};
}

bool Transfer::private_peer() const {
  char* text = nullptr;
  curl_easy_getinfo(easy_, CURLINFO_PRIMARY_IP, &text);
  const std::optional<Network> peer = text ? parse_network(text) : std::nullopt;
  if (!peer) return false;
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  std::copy(peer->address.begin(), peer->address.end(), address.sin6_addr.s6_addr);
  return !is_public_address(reinterpret_cast<const sockaddr*>(&address));
}

}  // namespace gazette
