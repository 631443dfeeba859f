#include "feeds/html/policy/urls.h"

#include <algorithm>
#include <array>

#include "feeds/text/strings.h"
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
  if (host == domain) return true;
  return host.size() > domain.size() && host.ends_with(domain) &&
         host[host.size() - domain.size() - 1] == '.';
}

std::size_t count_parameters(std::string_view url) {
  const std::string_view query = url.substr(std::min(url.find('?'), url.size()));
  return query.size() < 2 ? 0 : static_cast<std::size_t>(std::count(query.begin(), query.end(), '&')) + 1;
}

// The page's address stays as it is but for the parameters that say how a reader came.
std::string without_tracking_parameters(const std::string& url) {
  const std::size_t query = url.find('?');
  if (query == std::string::npos) return url;
  const std::size_t hash = std::min(url.find('#'), url.size());
  if (query > hash) return url;
  const std::string found = canonical_url(url);
  const bool same_address = found.substr(0, found.find('?')) == url.substr(0, query);
  if (!same_address || count_parameters(found) >= count_parameters(url.substr(0, hash))) return url;
  return found + url.substr(hash);
}

}  // namespace

std::string clean_link(std::string_view base, std::string_view value) {
  const std::string url = resolve_url(base, value);
  if (url.empty() || !is_safe_link(url)) return {};
  return is_http_url(url) ? without_tracking_parameters(url) : url;
}

std::string clean_source(std::string_view base, std::string_view value) {
  if (trim(value).empty()) return {};  // it would be the page itself
  const std::string url = resolve_url(base, value);
  return is_http_url(url) ? url : std::string();
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

std::string clean_embed(std::string_view base, std::string_view value) {
  std::string url = clean_source(base, value);
  if (url.starts_with("http://")) url.insert(4, "s");
  const UrlParts parts = split_url(url);
  const bool known = std::any_of(kPlayers.begin(), kPlayers.end(), [&](const Player& player) {
    return parts.host == player.host && parts.path.starts_with(player.path);
  });
  return known && parts.scheme == "https" && parts.user_info.empty() && parts.port.empty() ? url
                                                                                           : std::string();
}

namespace {

bool is_tracker(std::string_view host, std::string_view path) {
  return std::any_of(kTrackers.begin(), kTrackers.end(), [&](const Tracker& tracker) {
    return is_host_or_below(host, tracker.host) &&
           (tracker.path.empty() || path.find(tracker.path) != std::string::npos);
  });
}

}  // namespace

bool is_tracker(std::string_view url) {
  if (!is_normal_url(url)) {
    const UrlParts parts = split_url(url);
    return is_tracker(parts.host, parts.path);
  }
  url.remove_prefix(url.find("://") + 3);
  const std::size_t slash = url.find('/');
  const std::string_view path = url.substr(slash, std::min(url.find_first_of("?#"), url.size()) - slash);
  return is_tracker(url.substr(0, std::min(url.find(':'), slash)), path);
}

}  // namespace gazette::html
