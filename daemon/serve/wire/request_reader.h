// RequestReader: the bytes of a connection to one request, with every limit (RFC 9112). Knows no socket; the
// only file with Beast. What it hands out are views into itself, good until the next request is begun.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/serve/http/inquiry.h"

namespace gazette {

struct RequestLimits {
  std::size_t header = 16 * 1024;
  std::size_t body = 64 * 1024;
  std::function<std::size_t(std::string_view target)> larger_body = {};  ///< 0: as any other's
};

class RequestReader {
 public:
  explicit RequestReader(RequestLimits limits);
  ~RequestReader();

  /// Forgets the request before.
  void begin();

  enum class Step {
    more,      ///< not all is there
    expected,  ///< the client waits for "100 Continue" before it sends the body
    done,      ///< a request
    refused,   ///< none, and what follows cannot be read: see refusal()
  };
  /// Takes what it can of `bytes` and says how much that was.
  Step take(std::string_view bytes, std::size_t& used);

  /// 400, 413, 417, 431: what to answer.
  int refusal() const { return refusal_; }
  /// After `done` (and after `refused` as far as it was read).
  const Inquiry& inquiry() const { return inquiry_; }
  bool keep_alive() const;
  /// Without a port, in lower case; from the target where it is in absolute form.
  std::string host() const;
  std::string_view forwarded_for() const { return forwarded_for_; }

 private:
  struct Impl;
  Step refuse(int status);
  Step header_is_there();
  std::size_t body_limit() const;
  void read_fields();

  RequestLimits limits_;
  std::unique_ptr<Impl> impl_;
  int refusal_ = 0;
  Inquiry inquiry_;
  std::string_view host_, forwarded_for_;
};

}  // namespace gazette
