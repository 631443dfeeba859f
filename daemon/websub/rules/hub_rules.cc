#include "daemon/websub/rules/hub_rules.h"

#include <algorithm>
#include <charconv>

#include "daemon/websub/rules/form.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {
namespace {

constexpr Duration kUsualLease = std::chrono::days(10);
constexpr Duration kShortestLease = std::chrono::hours(1);
constexpr Duration kLongestLease = std::chrono::days(30);
constexpr std::size_t kMaxSecret = 200;  // section 5.1: less than
constexpr std::size_t kMaxUrl = 2000;
constexpr Duration kFirstRetry = std::chrono::minutes(1);
constexpr Duration kLongestRetry = std::chrono::hours(6);
constexpr int kMaxDoublings = 12;

Result<HubRequest> refuse(const char* why) {
  return fail(ErrorKind::usage, why);
}

/// Absent or senseless: the usual one. Never perpetual.
Duration granted_lease(const std::string& text) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || end != text.data() + text.size() || seconds <= 0) return kUsualLease;
  const std::int64_t longest = std::chrono::duration_cast<std::chrono::seconds>(kLongestLease).count();
  return std::max<Duration>(std::chrono::seconds(std::min(seconds, longest)), kShortestLease);
}

bool is_callback(const std::string& url, const std::string& own_hub) {
  const bool clean = std::all_of(url.begin(), url.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  return clean && url.size() <= kMaxUrl && is_http_url(url) && url_origin(url) != url_origin(own_hub) &&
         split_url(url).user_info.empty() && url.find('#') == url.npos;
}

}  // namespace

Result<HubRequest> read_hub_request(std::string_view body, std::string_view content_type,
                                    const std::string& own_hub) {
  if (!starts_with_ignore_case(content_type, "application/x-www-form-urlencoded"))
    return refuse("the request must be application/x-www-form-urlencoded");
  auto fields = read_form(body);
  HubRequest request;
  const std::string mode = fields["hub.mode"];
  if (mode != "subscribe" && mode != "unsubscribe")
    return refuse("hub.mode must be subscribe or unsubscribe");
  request.subscribes = mode == "subscribe";
  request.topic = fields["hub.topic"];
  if (request.topic.empty() || request.topic.size() > kMaxUrl) return refuse("hub.topic is missing");
  request.callback = fields["hub.callback"];
  if (!is_callback(request.callback, own_hub)) return refuse("hub.callback must be an http(s) URL elsewhere");
  request.secret = fields["hub.secret"];
  if (request.secret.size() >= kMaxSecret) return refuse("hub.secret must have less than 200 bytes");
  request.lease = granted_lease(fields["hub.lease_seconds"]);
  return request;
}

std::string verification_url(const HubRequest& request, const std::string& challenge) {
  FormFields fields = {{"hub.mode", request.subscribes ? "subscribe" : "unsubscribe"},
                       {"hub.topic", request.topic},
                       {"hub.challenge", challenge}};
  const std::int64_t seconds = std::chrono::duration_cast<std::chrono::seconds>(request.lease).count();
  if (request.subscribes) fields.emplace_back("hub.lease_seconds", std::to_string(seconds));
  return with_parameters(request.callback, fields);
}

std::string denial_url(const std::string& callback, const std::string& topic, const std::string& reason) {
  return with_parameters(callback, {{"hub.mode", "denied"}, {"hub.topic", topic}, {"hub.reason", reason}});
}

Time retry_at(int failures, Time now) {
  const int doublings = std::clamp(failures - 1, 0, kMaxDoublings);
  return now + std::min<Duration>(kFirstRetry * (1 << doublings), kLongestRetry);
}

}  // namespace gazette
