// One transfer: what libcurl is told about a request, what its callbacks write to, and what its end means.
// And a Lookup: what a name means, without a connection. Each is made for one request on the loop's thread
// and must stay where it is while curl runs.
#pragma once

#include <memory>
#include <string>

#include <curl/curl.h>

#include "daemon/net/address.h"
#include "daemon/net/decoder.h"
#include "daemon/net/web.h"

namespace gazette {

/// What all transfers of a client share.
struct TransferSettings {
  std::string user_agent;
  AddressRules addresses;
  std::size_t max_body = 20'000'000;
  Duration connect_timeout = std::chrono::seconds(10);
  Duration stall_timeout = std::chrono::seconds(30);
};

class Transfer {
 public:
  /// `target`: what is connected to. `trusted`: it may see the request's secrets.
  Transfer(CURL* easy, const TransferSettings& settings, const WebRequest& request, const std::string& target,
           bool trusted, Duration timeout);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  /// The answer, or what went wrong.
  Result<WebResponse> result(CURLcode code, const std::string& url);
  /// Whether somebody at the other end was there: false for no name, no route, no answer to a connection.
  bool reached(CURLcode code) const;
  /// The answer came from a private address.
  bool private_peer() const;

 private:
  struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  static curl_socket_t on_open_socket(void* self, curlsocktype, curl_sockaddr* address);

  void add_header(const std::string& name, std::string_view value);
  void add_headers(const WebRequest& request, bool trusted);
  void set_secrets(const SourceAccess& access);
  void set_callbacks();
  bool take(std::string_view decoded);
  bool make_decoder_for_answer();
  void reserve_body();
  void finish_body(CURLcode& code);
  bool ends_with_connection() const;
  bool has_header(const char* name) const;
  bool has_too_many_headers() const;
  Error error_of(CURLcode code, const std::string& host) const;

  CURL* easy_;
  const TransferSettings& settings_;
  std::size_t max_body_;
  std::unique_ptr<curl_slist, FreeList> headers_;
  std::unique_ptr<Decoder> decoder_;
  std::string body_;
  std::size_t header_bytes_ = 0;  ///< of all heads, and of what trails a chunked body
  int header_lines_ = 0;          ///< the same
  bool too_large_ = false, refused_address_ = false, bad_encoding_ = false, bad_status_ = false,
       proxied_ = false;
  char error_[CURL_ERROR_SIZE] = {};
};

/// Looks the host of a URL up as a transfer does (a thread of curl's own a name, its deadline) and looks at
/// every address, yet connects to none. What it found stays in curl's cache: a transfer to the same URL right
/// after it uses the same addresses.
class Lookup {
 public:
  Lookup(CURL* easy, const TransferSettings& settings, const std::string& target);
  Lookup(const Lookup&) = delete;
  Lookup& operator=(const Lookup&) = delete;

  /// ErrorKind::forbidden if any address is refused, ErrorKind::dns if no answer came in time. A name that
  /// does not resolve is no error.
  Result<void> result(CURLcode code) const;

 private:
  static curl_socket_t on_open_socket(void* self, curlsocktype, curl_sockaddr* address);

  const TransferSettings& settings_;
  std::string host_;
  bool refused_ = false;
};

}  // namespace gazette
