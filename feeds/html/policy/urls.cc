#include "feeds/html/policy/urls.h"

#include <algorithm>
#include <array>
#include <optional>

#include "feeds/text/strings.h"
#include "feeds/text/tracking/redirect.h"
#include "feeds/text/tracking/tracking.h"
#include "feeds/text/url.h"

namespace gazette::html {
namespace {

struct Player {
  std::string_view host, path;  // path: how it begins
};

constexpr std::array<Player, 20> kPlayers{{
    {"www.youtube.com", "/embed/"},
    {"youtube.com", "/embed/"},
    {"www.youtube-nocookie.com", "/embed/"},
    {"youtube-nocookie.com", "/embed/"},
    {"player.vimeo.com", "/video/"},
    {"www.dailymotion.com", "/embed/"},
    {"dailymotion.com", "/embed/"},
    {"geo.dailymotion.com", "/player"},
    {"player.bilibili.com", "/player"},
    {"www.bilibili.com", "/blackboard/"},
    {"v.qq.com", "/txp/iframe/"},
    {"v.qq.com", "/iframe/"},
    {"player.youku.com", "/embed/"},
    {"open.spotify.com", "/embed"},
    {"w.soundcloud.com", "/player"},
    {"bandcamp.com", "/EmbeddedPlayer"},
    {"player.twitch.tv", "/"},
    {"framatube.org", "/videos/embed/"},
    {"vk.com", "/video_ext.php"},
    {"cdn.embedly.com", "/widgets/media.html"},
}};

struct Tracker {
  std::string_view host, path;  // the host or any below it; path: contained, empty: any
};

constexpr std::array<Tracker, 24> kTrackers{{
    {"feedburner.com", "/~r/"},
    {"feedburner.com", "/~ff/"},
    {"feedburner.google.com", "/~r/"},
    {"doubleclick.net", ""},
    {"google-analytics.com", ""},
    {"googletagmanager.com", ""},
    {"googleadservices.com", ""},
    {"googlesyndication.com", ""},
    {"stats.wordpress.com", ""},
    {"pixel.wp.com", ""},
    {"feeds.wordpress.com", "/1.0/"},
    {"quantserve.com", ""},
    {"scorecardresearch.com", ""},
    {"facebook.com", "/tr"},
    {"feedsportal.com", ""},
    {"pheedo.com", ""},
    {"imrworldwide.com", ""},
    {"chartbeat.net", ""},
    {"hm.baidu.com", ""},
    {"cnzz.com", ""},
    {"beacon.qq.com", ""},
    {"met.vgwort.de", ""},
    {"ioam.de", ""},
    {"counter.theconversation.com", ""},
}};

bool is_host_or_below(std::string_view host, std::string_view domain) {
  if (host.size() < domain.size()) return false;
  const std::size_t begin = host.size() - domain.size();
  if (host[begin] != domain[0] || (begin > 0 && host[begin - 1] != '.')) return false;  // most hosts end here
  return host.substr(begin) == domain;
}

/// Where the host of an absolute http(s) URL in normal form ends.
std::size_t end_of_host(std::string_view url, std::size_t begin) {
  while (begin < url.size() && url[begin] != ':' && url[begin] != '/') ++begin;
  return begin;
}

// An http(s) URL stays as it is but for the parameters that say how a reader came. `normal`: see
// is_normal_url().
std::string without_tracking_parameters(std::string url, bool normal) {
  const std::size_t mark = url.find('?');
  if (mark == std::string::npos) return url;
  const std::string_view all = url;
  const std::size_t hash = std::min(all.find('#'), all.size());
  if (mark > hash) return url;
  const std::size_t begin = all.find("://") + 3;
  const std::string parsed = normal ? std::string() : url_host(url);
  const std::string_view host = normal ? all.substr(begin, end_of_host(url, begin) - begin) : parsed;
  std::size_t kept = mark;  // the query is written over itself
  for (std::size_t at = mark; at < hash;) {
    const std::size_t end = std::min(all.find('&', at + 1), hash);
    const std::string_view parameter = all.substr(at + 1, end - at - 1);
    if (!is_tracking_parameter(host, parameter)) {
      url[kept] = kept == mark ? '?' : '&';
      std::copy(parameter.begin(), parameter.end(), url.begin() + static_cast<std::ptrdiff_t>(kept) + 1);
      kept += 1 + parameter.size();
    }
    at = end;
  }
  url.erase(kept, hash - kept);
  return url;
}

}  // namespace

std::string clean_link(std::string_view base, std::string_view value) {
  if (is_normal_url(value) && !redirect_target(value))
    return without_tracking_parameters(std::string(value), true);
  std::string url = resolve_url(base, value);
  while (const std::optional<std::string> target = redirect_target(url)) url = resolve_url({}, *target);
  const bool normal = is_normal_url(url);
  if (normal || is_http_url(url)) return without_tracking_parameters(std::move(url), normal);
  if (!is_safe_link(url)) url.clear();
  return url;
}

std::string clean_source(std::string_view base, std::string_view value) {
  if (is_normal_url(value)) return std::string(value);
  if (trim(value).empty()) return {};  // it would be the page itself
  std::string url = resolve_url(base, value);
  if (!is_http_url(url)) url.clear();
  return url;
}

std::string clean_relative(std::string_view value) {
  constexpr std::string_view kHost = "https://relative.invalid", kFolder = "/~/~/";
  value = trim(value);
  const std::string url = resolve_url(std::string(kHost) + std::string(kFolder), value);
  if (value.empty() || !url.starts_with(kHost)) return {};
  const std::string_view path = std::string_view(url).substr(kHost.size());
  if (!path.starts_with('/') || path.starts_with("//")) return {};
  if (value[0] == '/' || value[0] == '\\') return std::string(path);
  if (!path.starts_with(kFolder))
    return path.starts_with("/~/") ? "../" + std::string(path.substr(3)) : "../.." + std::string(path);
  const std::string_view rest = path.substr(kFolder.size());
  const bool looks_like_scheme = rest.find(':') < rest.find_first_of("/?#");
  return (looks_like_scheme || rest.empty() || rest[0] == '/' ? "./" : "") + std::string(rest);
}

namespace {

bool is_player(std::string_view url) {
  const UrlParts parts = split_url(url);
  const bool known = std::any_of(kPlayers.begin(), kPlayers.end(), [&](const Player& player) {
    return parts.host == player.host && parts.path.starts_with(player.path);
  });
  return known && parts.scheme == "https" && parts.user_info.empty() && parts.port.empty();
}

/// What Embedly's frame shows: a page of theirs around the player itself.
std::string framed_player(std::string_view url) {
  constexpr std::string_view kFrame = "https://cdn.embedly.com/widgets/media.html?";
  if (!url.starts_with(kFrame)) return {};
  for (const std::string_view parameter : split(url.substr(kFrame.size()), '&'))
    if (parameter.starts_with("src=")) return percent_decoded(parameter.substr(4));
  return {};
}

}  // namespace

std::string clean_embed(std::string_view base, std::string_view value) {
  std::string url = clean_source(base, value);
  if (std::string framed = clean_source({}, framed_player(url)); is_player(framed)) return framed;
  if (url.starts_with("http://")) url.insert(4, "s");
  return is_player(url) ? url : std::string();
}

namespace {

bool is_tracker_at(std::string_view host, std::string_view path) {
  return std::any_of(kTrackers.begin(), kTrackers.end(), [&](const Tracker& tracker) {
    return is_host_or_below(host, tracker.host) &&
           (tracker.path.empty() || path.find(tracker.path) != std::string::npos);
  });
}

}  // namespace

bool is_tracker(std::string_view url, bool normal) {
  if (!normal) {
    const UrlParts parts = split_url(url);
    return is_tracker_at(parts.host, parts.path);
  }
  url.remove_prefix(url.find("://") + 3);
  const std::size_t slash = url.find('/');
  std::size_t end = slash;
  while (end < url.size() && url[end] != '?' && url[end] != '#') ++end;
  return is_tracker_at(url.substr(0, end_of_host(url, 0)), url.substr(slash, end - slash));
}

}  // namespace gazette::html
