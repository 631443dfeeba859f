// Api: a request below /api/ to its answer. On the loop's thread; every failure is an answer.
#pragma once

#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "config/config.h"
#include "daemon/serve/admission/rate_limiter.h"
#include "daemon/serve/api/call.h"
#include "daemon/serve/http/resource.h"
#include "daemon/serve/serve_model.h"

namespace gazette {

class Api {
 public:
  Api(ServerOptions options, ServeModel& model);
  void use(ServerOptions options) { options_ = std::move(options); }

  /// `base_url`: of the server, without a slash at the end.
  boost::asio::awaitable<Resource> answer(const Inquiry& inquiry, const std::string& base_url);

 private:
  template <class T>
  using Awaitable = boost::asio::awaitable<T>;

  /// 0: they may; else the status to refuse with.
  int refusal_of(const Call& call, const Inquiry& inquiry);
  Awaitable<Resource> respond(const Call& call, const Inquiry& inquiry, const std::string& base_url);
  Awaitable<Resource> articles(const Call& call);
  Awaitable<Resource> article(const Call& call);
  Awaitable<Resource> withdraw(const Call& call);
  Awaitable<Resource> poll(const Call& call);
  Awaitable<Resource> events(const Call& call, std::string_view last_event_id);

  ServerOptions options_;
  ServeModel& model_;
  RateLimiter wrong_tokens_{Rate{0.1, 10}};  ///< of a client: guessing takes for ever
};

}  // namespace gazette
