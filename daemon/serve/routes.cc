#include "daemon/serve/routes.h"

#include <algorithm>
#include <optional>

#include "feeds/text/strings.h"

namespace gazette {

namespace {

constexpr std::size_t kMaxTarget = 4096;
constexpr std::size_t kMaxName = 128;
constexpr std::size_t kMaxWords = 200;  // code points
constexpr std::size_t kMaxDepth = 16;   // beyond, an error page looks plain

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool is_utf8(std::string_view text) {
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t before = pos;
    if (next_code_point(text, pos) == U'\uFFFD' && text.substr(before, 3) != "\xEF\xBF\xBD") return false;
  }
  return true;
}

/// What files, ids and names are made of; a dot in front is never ours.
bool is_name(std::string_view s) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  return !s.empty() && s.size() <= kMaxName && s.front() != '.' && std::all_of(s.begin(), s.end(), allowed);
}

/// Absolute form to origin form; empty if it is neither.
std::string_view origin_form(std::string_view target) {
  if (target.starts_with('/')) return target;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!starts_with_ignore_case(target, scheme)) continue;
    const std::size_t slash = target.find('/', scheme.size());
    return slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
  }
  return {};
}

/// The value of `q` in the query; absent if it is malformed.
std::optional<std::string> search_words(std::string_view query) {
  for (const std::string_view pair : split(query, '&')) {
    if (!pair.starts_with("q=")) continue;
    std::string value;
    if (!percent_decode(pair.substr(2), true, value)) return std::nullopt;
    return std::string(trim(first_code_points(value, kMaxWords)));
  }
  return std::string();
}

void match_feed(std::string_view file, Route& route) {
  const std::size_t dot = file.rfind('.');
  if (dot == std::string_view::npos || !is_name(file.substr(0, dot))) return;
  for (const FeedOutput format : {FeedOutput::atom, FeedOutput::rss, FeedOutput::json}) {
    if (file.substr(dot + 1) != feed_extension(format)) continue;
    route.kind = Route::Kind::feed;
    route.name = file.substr(0, dot);
    route.format = format;
  }
}

void match_path(std::string_view path, std::string_view query, Route& route) {
  constexpr std::string_view kArticles = "/articles/", kFeeds = "/feeds/";
  if (path == "/") {
    route.kind = Route::Kind::overview;
  } else if (path == "/healthz") {
    route.kind = Route::Kind::health;
  } else if (path == "/search") {
    const std::optional<std::string> words = search_words(query);
    route.kind = words ? Route::Kind::search : Route::Kind::bad;
    route.words = words.value_or("");
  } else if (path.starts_with(kFeeds)) {
    match_feed(path.substr(kFeeds.size()), route);
  } else if (path.starts_with(kArticles) && is_name(path.substr(kArticles.size()))) {
    route.kind = Route::Kind::article;
    route.name = path.substr(kArticles.size());
  } else if (is_name(path.substr(1))) {
    route.kind = Route::Kind::file;
    route.name = path.substr(1);
  }
}

}  // namespace

bool percent_decode(std::string_view text, bool plus_is_space, std::string& out) {
  out.clear();
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return false;
      const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return false;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return false;
    out += c;
  }
  return is_utf8(out);
}

Route find_route(std::string_view target) {
  Route route;
  route.kind = target.size() > kMaxTarget ? Route::Kind::too_long : Route::Kind::bad;
  if (target.size() > kMaxTarget) return route;
  const std::string_view form = origin_form(target);
  const std::string_view raw_path = form.substr(0, form.find_first_of("?#"));
  std::string path;
  if (raw_path.empty() || !percent_decode(raw_path, false, path)) return route;
  const std::size_t mark = form.find('?');
  const std::string_view query = mark == std::string_view::npos ? std::string_view() : form.substr(mark + 1);
  const auto depth = static_cast<std::size_t>(std::count(raw_path.begin() + 1, raw_path.end(), '/'));
  for (std::size_t i = 0; i < std::min(depth, kMaxDepth); ++i) route.root += "../";
  route.kind = Route::Kind::not_found;
  match_path(path, query, route);
  return route;
}

}  // namespace gazette
