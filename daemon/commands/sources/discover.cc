#include "daemon/commands/sources/discover.h"

#include <algorithm>

#include "daemon/poll/answer/trouble.h"
#include "daemon/poll/listing.h"
#include "feeds/parse/parse_feed.h"

namespace gazette {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kMostTries = 3;  // of the feeds that a page names

WebRequest request_for(const std::string& url) {
  WebRequest request;
  request.url = url;
  return request;
}

Document document_of(const WebResponse& response) {
  Document document;
  document.body = response.body;
  document.url = base_of(response);
  document.content_type = response.header("content-type");
  return document;
}

/// A way that is only for now must be gone again at every poll.
std::string url_to_poll(const std::string& asked, const WebResponse& response) {
  const bool for_good = std::all_of(response.hops.begin(), response.hops.end(),
                                    [](const Hop& hop) { return hop.status == 301 || hop.status == 308; });
  return for_good ? response.url : asked;
}

bool is_success(const WebResponse& response) {
  return response.status >= 200 && response.status <= 299;
}

/// The answer as a feed; or why it is none.
Result<FoundFeed> read_feed(const std::string& asked, WebResponse response) {
  if (!is_success(response)) return tl::unexpected(error_of_status(response));
  Result<Feed> feed = parse_feed(document_of(response));
  if (!feed) return tl::unexpected(error_of_body(response, feed.error()));
  std::string url = url_to_poll(asked, response);
  return FoundFeed{std::move(url), std::move(response), std::move(*feed), {}};
}

asio::awaitable<Result<FoundFeed>> try_feed(Web& web, const std::string& url) {
  Result<WebResponse> response = co_await web.get(request_for(url));
  if (!response) co_return pass_on(response);
  co_return read_feed(url, std::move(*response));
}

}  // namespace

std::string address_from(const std::string& typed) {
  if (typed.starts_with("feed://")) return "https://" + typed.substr(7);
  if (typed.starts_with("feed:")) return address_from(typed.substr(5));
  return typed.find("://") == std::string::npos ? "https://" + typed : typed;
}

asio::awaitable<Result<FoundFeed>> find_feed(Web& web, RobotsCache& robots, std::string url,
                                             bool obey_robots) {
  Result<WebResponse> response = co_await web.get(request_for(url));
  if (!response) co_return pass_on(response);
  const std::string end = response->url;
  std::vector<NamedFeed> named;
  if (is_success(*response)) named = named_feeds(document_of(*response));
  Result<FoundFeed> found = read_feed(url, std::move(*response));
  if (found) co_return found;
  for (std::size_t i = 0; i < std::min(kMostTries, named.size()); ++i) {
    Result<FoundFeed> one = co_await try_feed(web, named[i].url);
    if (one) {
      named.erase(named.begin() + static_cast<std::ptrdiff_t>(i));
      one->others = std::move(named);
      co_return one;
    }
    found = std::move(one);  // what the page promised and does not hold
  }
  const bool is_page = found.error().kind == ErrorKind::not_a_feed || found.error().kind == ErrorKind::moved;
  if (!named.empty() || !is_page) co_return found;
  for (const std::string& place : usual_feeds(end)) {
    Result<WebResponse> there = co_await robots.get(web, request_for(place), obey_robots);
    if (!there) break;  // refused, or a host that does not answer any more
    Result<FoundFeed> one = read_feed(place, std::move(*there));
    if (one) co_return one;
  }
  co_return found;
}

}  // namespace gazette
