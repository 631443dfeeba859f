// Web: the HTTP client of the daemon, over libcurl's multi interface on the event loop. One object, on the
// loop's thread; thousands of requests may be in flight. Redirects are followed here, hop by hop, so that
// each is checked and remembered. Every request has a deadline and a limit on decoded bytes. What the world
// does is an Error; a status of 404 is a Response.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "config/config.h"
#include "feeds/source.h"
#include "feeds/text/result.h"

namespace gazette {

class HostPauses;

struct WebRequest {
  std::string method = "GET";
  std::string url;
  std::map<std::string, std::string> headers;  ///< dropped when a redirect leaves the URL's origin
  std::string body;                            ///< of a POST
  std::string etag, last_modified;             ///< sent back byte for byte; empty: unconditional
  std::string validators_url;                  ///< the only URL they are sent to: the one that gave them
  std::string accept;                          ///< empty: feeds
  std::string referer;                         ///< page that names the URL; not told from https to http
  std::size_t max_body = 0;                    ///< decoded bytes; 0 or more than fetch.max_body: that one
  const SourceAccess* access = nullptr;        ///< of the source, which must outlive the request
  std::string access_origin;                   ///< who may see its secrets; empty: the URL's origin
  ThrottleScope throttle_scope = ThrottleScope::automatic;
  Duration unsaid_pause = std::chrono::hours(1);  ///< after a 429 that does not say how long
  bool follow = true;                             ///< redirects; else one is the answer
  bool wait_is_over = false;  ///< a redirect that asked to wait did so before: it is followed
  /// Asked before each redirect is followed; an error ends the request. Empty: all may be.
  std::function<boost::asio::awaitable<Result<void>>(std::string target)> may_follow;
};

struct Hop {
  int status = 0;
  std::string from, to;
};

struct WebResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case, in order
  std::string body;                                          ///< decoded
  std::string url;                                           ///< final, before any rewrite, without fragment
  std::vector<Hop> hops;
  bool may_be_cut = false;  ///< only the end of the connection ended the body: it may have come too early

  /// First value of a header; empty if absent.
  std::string_view header(std::string_view lower_case_name) const;
};

/// The seam between a poll and the network; tests may fake it.
class Web {
 public:
  virtual ~Web() = default;
  virtual boost::asio::awaitable<Result<WebResponse>> get(WebRequest request) = 0;
  /// Ends everything under way, and everything asked for later, with an error at once.
  virtual void shut_down() = 0;
  /// Nothing unrelated can be reached: nobody is to blame for it.
  virtual bool network_is_down() const { return false; }
  /// No further request begins until it is false again: who asked cannot take more answers now.
  virtual void hold_back(bool /*whether*/) {}
  /// A longer pause between requests to one origin than the configured one.
  virtual void raise_gap(const std::string& /*origin*/, Duration /*gap*/) {}
};

/// Who is left alone by the client, shared by all clients of a process; `now`: the wall clock.
struct WebManners {
  std::shared_ptr<HostPauses> pauses;
  std::function<Time()> now;
};

/// `options` is copied. Destroy it only after all requests have ended.
std::unique_ptr<Web> make_web(boost::asio::any_io_executor executor, FetchOptions options,
                              WebManners manners);

/// What we call ourselves: "gazette/0.1.0 (+https://...)".
std::string user_agent(const FetchOptions& options);

}  // namespace gazette
