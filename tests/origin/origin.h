// Origin: an HTTP/1.1 server inside a test program, on loopback, that behaves or misbehaves as told. Runs on
// a thread of its own; handlers are called there. Every method may be called from any thread at any time.
// Throws std::runtime_error when the address cannot be bound, nothing else.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gazette::testing {

/// A request as it came, recorded before its handler runs.
struct Request {
  std::string method, target, path, query;     ///< target as sent; path without query, not decoded
  std::map<std::string, std::string> headers;  ///< names in lower case; repeated ones joined by ", "
  std::string body;
  std::chrono::steady_clock::time_point time;
  int connection = 0;  ///< 1 for the first accepted, and so on
  int status = 0;      ///< what was answered; 0 while it is not, or for raw bytes
  /// Empty if it was not sent.
  std::string header(std::string_view lower_case_name) const;
};

/// Content-Length, Date and Connection are added unless given.
struct Answer {
  int status = 200;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;

  static Answer of(std::string body, std::string content_type, int status = 200);
  static Answer redirect(std::string location, int status = 302);
  std::string header(std::string_view name) const;  ///< any case; empty if there is none
};

using Handler = std::function<Answer(const Request&)>;

enum class Encoding { none, gzip, deflate, raw_deflate };  ///< deflate: zlib framing, as RFC 9110 says

/// How an answer goes wrong. Every field works alone and together with the others.
struct Fault {
  std::chrono::milliseconds delay{0};  ///< before the first byte
  std::chrono::milliseconds pause{0};  ///< after every `chunk` bytes of the body
  std::size_t chunk = 1;
  std::optional<std::size_t> close_after;  ///< of the whole answer, head included; then the connection ends
  bool reset = false;                      ///< it ends by RST instead of FIN
  std::optional<std::uint64_t> content_length;  ///< said instead of the true one
  bool no_length = false;  ///< no Content-Length: the end of the connection ends the body
  bool chunked = false;    ///< Transfer-Encoding: chunked
  std::string endless;     ///< sent again and again after the answer, until the client goes
  std::optional<int> status;
  Encoding encoding = Encoding::none;  ///< whatever the client accepts
  std::optional<std::string> raw;      ///< these bytes and nothing else, then the end
  int times = -1;                      ///< for the first n requests only; -1: always
};

class Origin {
 public:
  explicit Origin(std::string address = "127.0.0.1", int port = 0);
  ~Origin();
  Origin(const Origin&) = delete;
  Origin& operator=(const Origin&) = delete;

  int port() const;
  std::string base_url() const;                  ///< "http://127.0.0.1:40123", no slash at the end
  std::string url(std::string_view path) const;  ///< base_url() + path

  /// Replaces what the path gave before. The longest prefix wins, an exact path before it; nothing: 404.
  void on(std::string path, Handler handler);
  void on_prefix(std::string prefix, Handler handler);
  /// A document with strong ETag and Last-Modified, and 304 where it is asked for. Served again unchanged, it
  /// keeps both.
  void serve(std::string path, std::string body, std::string content_type);
  /// Files below `folder`, type by extension, ETag and Last-Modified from the file; read at every request. A
  /// folder gives its index.html.
  void serve_folder(std::string prefix, std::string folder);
  void redirect(std::string path, std::string location, int status = 302);
  /// For a path whatever answers it; Fault{} heals.
  void fault(std::string path, Fault fault);

  std::vector<Request> requests() const;
  std::vector<Request> requests(std::string_view path) const;
  std::size_t count(std::string_view path) const;
  void forget_requests();
  /// Waits until `path` ("" = all) was asked `n` times; false after the timeout.
  bool wait_for(std::string_view path, std::size_t n, std::chrono::milliseconds timeout) const;
  /// The most requests that were in flight at the same time; for one path, or "" for all of this origin.
  int max_overlap(std::string_view path = {}) const;
  int connections() const;  ///< accepted so far

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The bytes in that encoding.
std::string encode(std::string_view bytes, Encoding encoding);

}  // namespace gazette::testing
