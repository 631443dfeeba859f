#include "tests/origin/origin.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <stdexcept>
#include <thread>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/zlib/deflate_stream.hpp>
#include <boost/crc.hpp>

namespace gazette::testing {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Socket = asio::ip::tcp::socket;

namespace {

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kMaxRequest = 64u << 20;

std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return out;
}

std::string http_date(std::time_t t) {
  std::tm tm{};
  gmtime_r(&t, &tm);
  char text[40];
  return std::string(text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &tm));
}

std::time_t read_http_date(const std::string& text) {
  std::tm tm{};
  return strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &tm) ? timegm(&tm) : -1;
}

std::string strong_etag(std::string_view body) {
  std::uint64_t hash = 14695981039346656037u;  // FNV-1a
  for (const char c : body) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  char text[24];
  std::snprintf(text, sizeof text, "\"%016llx\"", static_cast<unsigned long long>(hash));
  return text;
}

std::uint32_t adler32(std::string_view bytes) {
  std::uint32_t a = 1, b = 0;
  for (const char c : bytes) {
    a = (a + static_cast<unsigned char>(c)) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}

std::string raw_deflate(std::string_view bytes) {
  boost::beast::zlib::deflate_stream stream;
  boost::beast::zlib::z_params params;
  std::string out(stream.upper_bound(bytes.size()) + 64, '\0');
  params.next_in = bytes.data();
  params.avail_in = bytes.size();
  params.next_out = out.data();
  params.avail_out = out.size();
  boost::system::error_code ended;  // "end of stream" is how success is told
  stream.write(params, boost::beast::zlib::Flush::finish, ended);
  out.resize(params.total_out);
  return out;
}

void append_little_endian(std::string& out, std::uint32_t n) {
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(n >> shift & 0xff);
}

std::string content_type_of(const std::filesystem::path& file) {
  static const std::map<std::string, std::string> types = {
      {".html", "text/html"},  // without a charset: files of any encoding are served
      {".xml", "application/xml"},     {".rss", "application/rss+xml"}, {".atom", "application/atom+xml"},
      {".rdf", "application/rdf+xml"}, {".json", "application/json"},   {".jsonp", "application/javascript"},
      {".txt", "text/plain"},          {".md", "text/markdown"},        {".css", "text/css"},
      {".png", "image/png"},           {".jpg", "image/jpeg"},          {".gif", "image/gif"},
      {".svg", "image/svg+xml"},
  };
  const auto found = types.find(lower(file.extension().string()));
  return found == types.end() ? "application/octet-stream" : found->second;
}

/// 304 if the client has it (RFC 9110 13.2.2), else the document.
Answer conditional(const Request& request, Answer answer) {
  const std::string etag = answer.header("ETag"), modified = answer.header("Last-Modified");
  const std::string none_match = request.header("if-none-match"), since = request.header("if-modified-since");
  const bool same = !none_match.empty() ? none_match == "*" || none_match.find(etag) != std::string::npos
                                        : !since.empty() && read_http_date(since) >= read_http_date(modified);
  if (!same) return answer;
  answer.status = 304;
  answer.body.clear();
  return answer;
}

Answer document(const Request& request, std::string body, std::string content_type, std::time_t modified) {
  Answer answer = Answer::of(std::move(body), std::move(content_type));
  answer.headers.emplace_back("ETag", strong_etag(answer.body));
  answer.headers.emplace_back("Last-Modified", http_date(modified));
  return conditional(request, std::move(answer));
}

Answer file_answer(const Request& request, std::string_view prefix, const std::string& folder) {
  namespace fs = std::filesystem;
  const std::string_view rest = std::string_view(request.path).substr(prefix.size());
  if (rest.find("..") != std::string_view::npos) return Answer::of("no\n", "text/plain", 403);
  fs::path file = fs::path(folder) / fs::path(rest).relative_path();
  if (fs::is_directory(file)) file /= "index.html";
  std::ifstream in(file, std::ios::binary);
  if (!in || !fs::is_regular_file(file)) return Answer::of("not found\n", "text/plain", 404);
  std::string body{std::istreambuf_iterator<char>(in), {}};
  const auto written = std::chrono::file_clock::to_sys(fs::last_write_time(file));
  return document(request, std::move(body), content_type_of(file),
                  std::chrono::system_clock::to_time_t(
                      std::chrono::time_point_cast<std::chrono::system_clock::duration>(written)));
}

Request to_request(const http::request<http::string_body>& message, int connection) {
  Request request;
  request.method = message.method_string();
  request.target = message.target();
  std::string_view path = request.target;
  if (const std::size_t host = path.find("://"); host != std::string_view::npos && path.front() != '/') {
    const std::size_t slash = path.find('/', host + 3);  // absolute form, as to a proxy
    path = slash == std::string_view::npos ? "/" : path.substr(slash);
  }
  const std::size_t mark = path.find('?');
  request.path = path.substr(0, mark);
  if (mark != std::string_view::npos) request.query = path.substr(mark + 1);
  for (const auto& field : message) {
    std::string& value = request.headers[lower(std::string_view(field.name_string()))];
    value += (value.empty() ? "" : ", ") + std::string(field.value());
  }
  request.body = message.body();
  request.time = std::chrono::steady_clock::now();
  request.connection = connection;
  return request;
}

std::string chunked_body(std::string_view body) {
  std::string out;
  constexpr std::size_t kPiece = 4096;
  for (std::size_t i = 0; i < body.size(); i += kPiece) {
    const std::string_view piece = body.substr(i, kPiece);
    char size[24];
    std::snprintf(size, sizeof size, "%zx\r\n", piece.size());
    out += size + std::string(piece) + "\r\n";
  }
  return out + "0\r\n\r\n";
}

/// The answer as bytes, its head and its body apart.
struct Wire {
  std::string head, body;
  bool close = false;
};

Wire to_wire(const Request& request, Answer answer, const Fault& fault) {
  Wire wire;
  wire.close = fault.no_length || fault.close_after || fault.reset || !fault.endless.empty() ||
               fault.content_length || lower(request.header("connection")) == "close";
  if (fault.status) answer.status = *fault.status;
  if (fault.encoding != Encoding::none && !answer.body.empty()) {
    answer.body = encode(answer.body, fault.encoding);
    answer.headers.emplace_back("Content-Encoding", fault.encoding == Encoding::gzip ? "gzip" : "deflate");
  }
  const bool has_body = answer.status != 304 && answer.status != 204 && request.method != "HEAD";
  const auto add = [&](const std::string& name, const std::string& value) {
    if (answer.header(name).empty()) answer.headers.emplace_back(name, value);
  };
  add("Date", http_date(std::time(nullptr)));
  if (fault.chunked)
    add("Transfer-Encoding", "chunked");
  else if (!fault.no_length && answer.status != 304 && answer.status != 204)
    add("Content-Length", std::to_string(fault.content_length.value_or(answer.body.size())));
  if (wire.close) add("Connection", "close");
  wire.head = "HTTP/1.1 " + std::to_string(answer.status) + ' ' +
              std::string(http::obsolete_reason(http::int_to_status(static_cast<unsigned>(answer.status)))) +
              "\r\n";
  for (const auto& [name, value] : answer.headers) wire.head += name + ": " + value + "\r\n";
  wire.head += "\r\n";
  if (has_body) wire.body = fault.chunked ? chunked_body(answer.body) : std::move(answer.body);
  return wire;
}

}  // namespace

std::string encode(std::string_view bytes, Encoding encoding) {
  if (encoding == Encoding::none) return std::string(bytes);
  std::string out = raw_deflate(bytes);
  if (encoding == Encoding::raw_deflate) return out;
  if (encoding == Encoding::gzip) {  // RFC 1952
    out.insert(0, std::string("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10));
    boost::crc_32_type crc;
    crc.process_bytes(bytes.data(), bytes.size());
    append_little_endian(out, crc.checksum());
    append_little_endian(out, static_cast<std::uint32_t>(bytes.size()));
    return out;
  }
  out.insert(0, "\x78\x9c");  // RFC 1950
  const std::uint32_t sum = adler32(bytes);
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(sum >> shift & 0xff);
  return out;
}

std::string Request::header(std::string_view name) const {
  const auto found = headers.find(std::string(name));
  return found == headers.end() ? std::string() : found->second;
}

Answer Answer::of(std::string body, std::string content_type, int status) {
  return Answer{status, std::move(body), {{"Content-Type", std::move(content_type)}}};
}

Answer Answer::redirect(std::string location, int status) {
  return Answer{status, "", {{"Location", std::move(location)}}};
}

std::string Answer::header(std::string_view name) const {
  for (const auto& [n, value] : headers)
    if (lower(n) == lower(name)) return value;
  return {};
}

struct Origin::Impl {
  Impl(const std::string& address, int wanted_port);
  ~Impl();

  asio::awaitable<void> accept();
  asio::awaitable<void> talk(Socket socket, int connection);
  asio::awaitable<bool> answer(Socket& socket, std::size_t index, const Request& request);
  asio::awaitable<bool> send(Socket& socket, Wire wire, const Fault& fault);
  asio::awaitable<void> send_forever(Socket& socket, const Fault& fault);
  asio::awaitable<void> sleep(std::chrono::milliseconds time);

  std::size_t record(const Request& request);
  Handler handler_for(const std::string& path) const;
  Fault take_fault(const std::string& path);
  std::size_t count(std::string_view path) const;

  mutable std::mutex mutex;  ///< guards all down to `accepted`
  mutable std::condition_variable asked;
  std::map<std::string, Handler> exact, prefixes;
  std::map<std::string, std::pair<std::string, std::time_t>> served;  ///< path -> ETag, Last-Modified
  std::map<std::string, Fault> faults;
  std::vector<Request> requests;
  std::map<std::string, std::pair<int, int>, std::less<>>
      overlap;                ///< path ("" = all) -> in flight now, most
  std::size_t forgotten = 0;  ///< requests no longer in the list
  int accepted = 0;

  std::string address;
  int port = 0;
  asio::io_context loop;  ///< destroyed before what its coroutines use
  asio::ip::tcp::acceptor acceptor{loop};
  std::thread thread;
};

Origin::Impl::Impl(const std::string& bind_to, int wanted_port) : address(bind_to) {
  try {
    const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(address),
                                           static_cast<std::uint16_t>(wanted_port));
    acceptor.open(endpoint.protocol());
    acceptor.set_option(asio::socket_base::reuse_address(true));
    acceptor.bind(endpoint);
    acceptor.listen(4096);
    port = acceptor.local_endpoint().port();
  } catch (const std::exception& e) {
    throw std::runtime_error("origin at " + address + ':' + std::to_string(wanted_port) + ": " + e.what());
  }
  asio::co_spawn(loop, accept(), asio::detached);
  thread = std::thread([this] { loop.run(); });
}

Origin::Impl::~Impl() {
  loop.stop();
  thread.join();
}

asio::awaitable<void> Origin::Impl::accept() {
  for (;;) {
    auto [error, socket] = co_await acceptor.async_accept(kNoThrow);
    if (error) {
      co_await sleep(std::chrono::milliseconds(10));  // out of descriptors: some will come back
      continue;
    }
    int connection = 0;
    {
      const std::lock_guard lock(mutex);
      connection = ++accepted;
    }
    asio::co_spawn(loop, talk(std::move(socket), connection), asio::detached);
  }
}

asio::awaitable<void> Origin::Impl::sleep(std::chrono::milliseconds time) {
  if (time.count() <= 0) co_return;
  asio::steady_timer timer(loop, time);
  co_await timer.async_wait(kNoThrow);
}

asio::awaitable<void> Origin::Impl::talk(Socket socket, int connection) {
  boost::system::error_code ignored;
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  boost::beast::flat_buffer buffer;
  for (;;) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(kMaxRequest);
    parser.header_limit(1u << 20);
    const auto [error, n] = co_await http::async_read(socket, buffer, parser, kNoThrow);
    if (error) co_return;
    const Request request = to_request(parser.get(), connection);
    const std::size_t index = record(request);
    const bool keep = co_await answer(socket, index, request);
    {
      const std::lock_guard lock(mutex);
      --overlap[request.path].first;
      --overlap[""].first;
    }
    if (!keep || !parser.get().keep_alive()) co_return;
  }
}

std::size_t Origin::Impl::record(const Request& request) {
  const std::lock_guard lock(mutex);
  requests.push_back(request);
  for (const std::string& path : {request.path, std::string()}) {
    auto& [now, most] = overlap[path];
    most = std::max(most, ++now);
  }
  asked.notify_all();
  return forgotten + requests.size() - 1;
}

Handler Origin::Impl::handler_for(const std::string& path) const {
  const std::lock_guard lock(mutex);
  if (const auto found = exact.find(path); found != exact.end()) return found->second;
  const std::pair<const std::string, Handler>* best = nullptr;
  for (const auto& entry : prefixes)
    if (path.starts_with(entry.first) && (!best || entry.first.size() > best->first.size())) best = &entry;
  if (best) return best->second;
  return [](const Request&) { return Answer::of("not found\n", "text/plain", 404); };
}

Fault Origin::Impl::take_fault(const std::string& path) {
  const std::lock_guard lock(mutex);
  const auto found = faults.find(path);
  if (found == faults.end() || found->second.times == 0) return {};
  if (found->second.times > 0) --found->second.times;
  return found->second;
}

/// False: the connection is to end.
asio::awaitable<bool> Origin::Impl::answer(Socket& socket, std::size_t index, const Request& request) {
  const Fault fault = take_fault(request.path);
  co_await sleep(fault.delay);
  Wire wire;
  if (fault.raw) {
    wire = {*fault.raw, "", true};
  } else {
    Answer made;
    try {
      made = handler_for(request.path)(request);
    } catch (const std::exception& e) {
      made = Answer::of(std::string("handler: ") + e.what() + '\n', "text/plain", 500);
    }
    {
      const std::lock_guard lock(mutex);
      if (index >= forgotten) requests[index - forgotten].status = fault.status.value_or(made.status);
    }
    wire = to_wire(request, std::move(made), fault);
  }
  co_return co_await send(socket, std::move(wire), fault);
}

asio::awaitable<bool> Origin::Impl::send(Socket& socket, Wire wire, const Fault& fault) {
  if (fault.close_after) {
    const std::size_t head = std::min(wire.head.size(), *fault.close_after);
    wire.head.resize(head);
    wire.body.resize(std::min(wire.body.size(), *fault.close_after - head));
  }
  const bool slow = fault.pause.count() > 0 && !wire.body.empty();
  if (!slow) wire.head += std::exchange(wire.body, {});
  if (const auto [error, n] = co_await asio::async_write(socket, asio::buffer(wire.head), kNoThrow); error)
    co_return false;
  const std::size_t step = std::max<std::size_t>(1, fault.chunk);
  for (std::size_t i = 0; i < wire.body.size(); i += step) {
    co_await sleep(fault.pause);
    const auto piece = asio::buffer(wire.body.data() + i, std::min(step, wire.body.size() - i));
    if (const auto [error, n] = co_await asio::async_write(socket, piece, kNoThrow); error) co_return false;
  }
  if (!fault.endless.empty()) co_await send_forever(socket, fault);
  boost::system::error_code ignored;
  if (fault.reset) {
    socket.set_option(asio::socket_base::linger(true, 0), ignored);
    socket.close(ignored);
  }
  co_return !wire.close;
}

asio::awaitable<void> Origin::Impl::send_forever(Socket& socket, const Fault& fault) {
  std::string piece = fault.endless;
  while (fault.pause.count() == 0 && piece.size() < 65536) piece += fault.endless;
  for (;;) {
    co_await sleep(fault.pause);
    if (const auto [error, n] = co_await asio::async_write(socket, asio::buffer(piece), kNoThrow); error)
      co_return;
  }
}

std::size_t Origin::Impl::count(std::string_view path) const {  // under the lock
  return static_cast<std::size_t>(std::count_if(
      requests.begin(), requests.end(), [&](const Request& r) { return path.empty() || r.path == path; }));
}

Origin::Origin(std::string address, int port) : impl_(std::make_unique<Impl>(address, port)) {}
Origin::~Origin() = default;

int Origin::port() const {
  return impl_->port;
}

std::string Origin::base_url() const {
  const bool v6 = impl_->address.find(':') != std::string::npos;
  return "http://" + (v6 ? '[' + impl_->address + ']' : impl_->address) + ':' + std::to_string(impl_->port);
}

std::string Origin::url(std::string_view path) const {
  return base_url() + std::string(path);
}

void Origin::on(std::string path, Handler handler) {
  const std::lock_guard lock(impl_->mutex);
  impl_->exact[std::move(path)] = std::move(handler);
}

void Origin::on_prefix(std::string prefix, Handler handler) {
  const std::lock_guard lock(impl_->mutex);
  impl_->prefixes[std::move(prefix)] = std::move(handler);
}

void Origin::serve(std::string path, std::string body, std::string content_type) {
  const std::lock_guard lock(impl_->mutex);
  auto& [etag, modified] = impl_->served[path];
  if (const std::string now = strong_etag(body); etag != now) {
    etag = now;
    modified = std::max(modified + 1, std::time(nullptr));  // two documents never share a Last-Modified
  }
  impl_->exact[std::move(path)] = [body = std::move(body), content_type = std::move(content_type),
                                   when = modified](const Request& request) {
    return document(request, body, content_type, when);
  };
}

void Origin::serve_folder(std::string prefix, std::string folder) {
  on_prefix(prefix, [prefix, folder = std::move(folder)](const Request& request) {
    return file_answer(request, prefix, folder);
  });
}

void Origin::redirect(std::string path, std::string location, int status) {
  on(std::move(path),
     [location = std::move(location), status](const Request&) { return Answer::redirect(location, status); });
}

void Origin::fault(std::string path, Fault fault) {
  const std::lock_guard lock(impl_->mutex);
  impl_->faults[std::move(path)] = std::move(fault);
}

std::vector<Request> Origin::requests() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->requests;
}

std::vector<Request> Origin::requests(std::string_view path) const {
  std::vector<Request> all = requests();
  std::erase_if(all, [&](const Request& request) { return request.path != path; });
  return all;
}

std::size_t Origin::count(std::string_view path) const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->count(path);
}

void Origin::forget_requests() {
  const std::lock_guard lock(impl_->mutex);
  impl_->forgotten += impl_->requests.size();
  impl_->requests.clear();
  for (auto& [path, overlap] : impl_->overlap) overlap.second = overlap.first;
}

bool Origin::wait_for(std::string_view path, std::size_t n, std::chrono::milliseconds timeout) const {
  std::unique_lock lock(impl_->mutex);
  return impl_->asked.wait_for(lock, timeout, [&] { return impl_->count(path) >= n; });
}

int Origin::max_overlap(std::string_view path) const {
  const std::lock_guard lock(impl_->mutex);
  const auto found = impl_->overlap.find(path);
  return found == impl_->overlap.end() ? 0 : found->second.second;
}

int Origin::connections() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->accepted;
}

}  // namespace gazette::testing
