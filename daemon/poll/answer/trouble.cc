#include "daemon/poll/answer/trouble.h"

#include <algorithm>
#include <array>
#include <string>

#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {
namespace {

constexpr std::size_t kLookedAt = 16'384;  // of a page: its head says what it is

/// How the page of a firewall is told: by a header (its value begins with `value`), or by a piece of its
/// text.
struct HeaderSign {
  std::string_view name, value, whose;
};
constexpr std::array kHeaderSigns{
    HeaderSign{"cf-mitigated", "challenge", "Cloudflare"},
    HeaderSign{"x-amzn-waf-action", "", "AWS WAF"},
    HeaderSign{"x-datadome", "", "DataDome"},
    HeaderSign{"x-dd-b", "", "DataDome"},
    HeaderSign{"x-vercel-mitigated", "", "Vercel"},
    HeaderSign{"x-sucuri-block", "", "Sucuri"},
    HeaderSign{"x-px-block", "", "PerimeterX"},
};
struct TextSign {
  std::string_view text, whose;
};
constexpr std::array kTextSigns{
    TextSign{"/cdn-cgi/challenge-platform/", "Cloudflare"},
    TextSign{"_cf_chl_opt", "Cloudflare"},
    TextSign{"cf-error-details", "Cloudflare"},
    TextSign{"<title>just a moment...</title>", "Cloudflare"},
    TextSign{"<title>attention required! | cloudflare</title>", "Cloudflare"},
    TextSign{"_incapsula_resource", "Imperva"},
    TextSign{"captcha-delivery.com", "DataDome"},
    TextSign{"px-captcha", "PerimeterX"},
    TextSign{"awswafintegration", "AWS WAF"},
    TextSign{"<title>ddos-guard</title>", "DDoS-Guard"},
    TextSign{"sucuri website firewall", "Sucuri"},
    TextSign{"vercel security checkpoint", "Vercel"},
    TextSign{"within.website/x/cmd/anubis", "Anubis"},
    TextSign{"/.within.website/", "Anubis"},
    TextSign{"errors.edgesuite.net", "Akamai"},
    TextSign{"the requested url was rejected. please consult with your administrator", "F5"},
    TextSign{"acw_sc__v2", "Aliyun WAF"},
    TextSign{"aliyun_waf_", "Aliyun WAF"},
    TextSign{"errors.aliyun.com", "Aliyun WAF"},
    TextSign{"waf.tencent-cloud.com", "Tencent Cloud WAF"},
    TextSign{"wappass.baidu.com", "Baidu"},
    TextSign{"\xe7\x99\xbe\xe5\xba\xa6\xe5\xae\x89\xe5\x85\xa8\xe9\xaa\x8c\xe8\xaf\x81", "Baidu"},
    TextSign{"www.google.com/recaptcha/", "a reCAPTCHA"},
    TextSign{"hcaptcha.com/1/api.js", "an hCaptcha"},
    TextSign{"challenges.cloudflare.com/turnstile", "a Turnstile"},
};
constexpr std::array<std::string_view, 4> kRoots{"rss", "feed", "rdf", "channel"};
constexpr std::array<std::string_view, 10> kPortalSigns{
    "captive portal", "captiveportal", "wispaccessgatewayparam",          "hotspot login", "wifi login",
    "wi-fi login",    "guest network", "network authentication required", "/generate_204", "portal/login"};

std::string head_of(const WebResponse& response) {
  return to_lower(std::string_view(response.body).substr(0, kLookedAt));
}

bool is_html(const WebResponse& response, const std::string& head) {
  return starts_with_ignore_case(response.header("content-type"), "text/html") ||
         head.find("<!doctype html") != std::string::npos || head.find("<html") != std::string::npos;
}

/// Whose challenge it is; empty if it is none.
std::string_view firewall(const WebResponse& response, const std::string& head) {
  for (const HeaderSign& sign : kHeaderSigns)
    for (const auto& [name, value] : response.headers)
      if (name == sign.name && starts_with_ignore_case(value, sign.value)) return sign.whose;
  if (!is_html(response, head)) return {};
  for (const TextSign& sign : kTextSigns)
    if (head.find(sign.text) != std::string::npos) return sign.whose;
  return {};
}

Error firewall_error(std::string_view whose, int status) {
  return {ErrorKind::waf, "a challenge page of " + std::string(whose) + " instead of the feed (status " +
                              std::to_string(status) +
                              "): the site lets browsers in only; ask its owner to let feed readers in"};
}

bool is_portal(const WebResponse& response, const std::string& head) {
  if (response.status == 511) return true;
  if (!is_html(response, head)) return false;
  for (const std::string_view sign : kPortalSigns)
    if (head.find(sign) != std::string::npos) return true;
  return false;
}

Error portal_error(const WebResponse& response) {
  return {ErrorKind::captive, "the login page of a network (captive portal) at " +
                                  escape_for_log(url_host(response.url)) + " instead of the feed"};
}

/// Sent on for good, to something else than a feed.
bool moved_for_good(const WebResponse& response) {
  return !response.hops.empty() &&
         (response.hops.front().status == 301 || response.hops.front().status == 308);
}

/// What is gone there says nothing of the address that was asked for.
bool redirected_for_now(const WebResponse& response) {
  return std::any_of(response.hops.begin(), response.hops.end(),
                     [](const Hop& hop) { return hop.status != 301 && hop.status != 308; });
}

}  // namespace

Error error_of_status(const WebResponse& response) {
  const std::string head = head_of(response);
  if (is_portal(response, head)) return portal_error(response);
  if (response.status == 410 && redirected_for_now(response))
    return {ErrorKind::http,
            "HTTP status 410 at " + escape_for_log(response.url) + ", where it is redirected to for now"};
  if (response.status == 410) return {ErrorKind::gone, "HTTP status 410: gone"};
  if (const std::string_view whose = firewall(response, head); !whose.empty())
    return firewall_error(whose, response.status);
  const bool leads_nowhere = response.status >= 300 && response.status <= 399 && response.status != 304;
  return {ErrorKind::http, "HTTP status " + std::to_string(response.status) +
                               (leads_nowhere ? ", a redirect to no address that can be used" : "")};
}

Error error_of_body(const WebResponse& response, Error unreadable) {
  const std::string head = head_of(response);
  if (const std::string_view whose = firewall(response, head); !whose.empty())
    return firewall_error(whose, response.status);
  if (is_portal(response, head)) return portal_error(response);
  if (unreadable.kind != ErrorKind::not_a_feed) return unreadable;
  if (moved_for_good(response))
    return {ErrorKind::moved, "moved permanently to " + escape_for_log(response.url) +
                                  ", which is no feed: " + unreadable.message};
  return unreadable;
}

/// Told by the bytes: in a mended tree nothing is missing any more.
bool breaks_off(const WebResponse& response, const Feed& feed) {
  if (!response.may_be_cut || feed.problems.empty()) return false;
  const std::size_t at = response.body.rfind("</");
  if (at == std::string::npos) return true;
  std::string_view name = std::string_view(response.body).substr(at + 2);
  name = name.substr(0, name.find_first_of("> \t\r\n"));
  name.remove_prefix(name.rfind(':') + 1);  // npos + 1 is 0
  return std::none_of(kRoots.begin(), kRoots.end(),
                      [name](std::string_view root) { return equals_ignore_case(name, root); });
}

}  // namespace gazette
