#include "daemon/serve/routes.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "feeds/text/strings.h"

namespace gazette {

namespace {

constexpr std::size_t kMaxTarget = 4096;
constexpr std::size_t kMaxName = 128;
constexpr std::size_t kMaxWords = 200;  // code points
constexpr std::size_t kMaxChosen = 16;  // tags, languages, sources of one feed
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

Amount amount_named(std::string_view name) {
  return name == "link" ? Amount::link : name == "excerpt" ? Amount::excerpt : Amount::full;
}

/// What we know of a query; false if it is malformed.
bool read_query(std::string_view query, Route& route) {
  for (const std::string_view pair : split(query, '&')) {
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view key = pair.substr(0, equals);
    const bool known =
        key == "q" || key == "after" || key == "tag" || key == "lang" || key == "source" || key == "content";
    if (!known || equals == pair.size()) continue;
    std::string value;
    if (!percent_decode(pair.substr(equals + 1), true, value)) return false;
    value = std::string(trim(first_code_points(value, kMaxWords)));
    if (value.empty()) continue;
    Selection& selection = route.feed.selection;
    if (key == "q" && route.words.empty()) route.words = value;
    if (key == "after") route.after = value;
    if (key == "content") route.feed.amount = amount_named(value);
    if (key == "tag" && selection.tags.size() < kMaxChosen) selection.tags.push_back(value);
    if (key == "lang" && selection.languages.size() < kMaxChosen) selection.languages.push_back(value);
    if (key == "source" && selection.sources.size() < kMaxChosen) selection.sources.push_back(value);
  }
  return true;
}

/// "NAME" or "NAME/7": the archive of a page.
bool read_feed_name(std::string_view text, FeedName& feed) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  feed.name = text.substr(0, slash);
  if (!is_name(feed.name)) return false;
  if (slash == text.size()) return true;
  const std::string_view page = text.substr(slash + 1);
  const auto [end, error] = std::from_chars(page.data(), page.data() + page.size(), feed.page);
  return error == std::errc{} && end == page.data() + page.size() && feed.page > 0 && page.front() != '0';
}

void match_feed(std::string_view file, Route& route) {
  const std::size_t dot = file.rfind('.');
  if (dot == std::string_view::npos || !read_feed_name(file.substr(0, dot), route.feed)) return;
  for (const FeedOutput format : {FeedOutput::atom, FeedOutput::rss, FeedOutput::json}) {
    if (file.substr(dot + 1) != feed_extension(format)) continue;
    route.kind = Route::Kind::feed;
    route.name = route.feed.name;
    route.feed.format = format;
    if (route.name == "all" && route.feed.page == 0)
      route.feed.words = route.words;
    else
      route.feed.selection = {}, route.feed.amount = Amount::full;
  }
}

/// ID, ID/changes, ID/changes/7
void match_article(std::string_view rest, Route& route) {
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  if (!is_name(rest.substr(0, slash))) return;
  route.name = rest.substr(0, slash);
  rest.remove_prefix(slash);
  constexpr std::string_view kChanges = "/changes/";
  if (rest.empty()) {
    route.kind = Route::Kind::article;
  } else if (rest == kChanges.substr(0, kChanges.size() - 1)) {
    route.kind = Route::Kind::changes;
  } else if (rest.starts_with(kChanges)) {
    const std::string_view number = rest.substr(kChanges.size());
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), route.version);
    const bool good = error == std::errc{} && end == number.data() + number.size() && route.version > 0;
    route.kind = good ? Route::Kind::changes : Route::Kind::not_found;
  }
}

bool match_fixed(std::string_view path, Route& route) {
  static constexpr std::pair<std::string_view, Route::Kind> kFixed[] = {
      {"/", Route::Kind::front},
      {"/sources", Route::Kind::sources},
      {"/status", Route::Kind::sources},
      {"/search", Route::Kind::search},
      {"/about", Route::Kind::about},
      {"/healthz", Route::Kind::health},
      {"/readyz", Route::Kind::ready},
      {"/metrics", Route::Kind::metrics},
      {"/status.atom", Route::Kind::troubles},
      {"/opml", Route::Kind::opml},
      {"/opensearch.xml", Route::Kind::open_search}};
  for (const auto& [fixed, kind] : kFixed) {
    if (path != fixed) continue;
    route.kind = kind;
    return true;
  }
  return false;
}

/// "/tags/…": what stands behind the prefix names it.
bool match_named(std::string_view path, std::string_view prefix, Route::Kind kind, bool is_free,
                 Route& route) {
  if (!path.starts_with(prefix)) return false;
  const std::string_view rest = path.substr(prefix.size());
  const bool good = is_free ? !rest.empty() && count_code_points(rest) <= kMaxWords : is_name(rest);
  if (good) route.kind = kind, route.name = rest;
  return true;
}

void match_path(std::string_view path, Route& route) {
  constexpr std::string_view kArticles = "/articles/", kFeeds = "/feeds/";
  if (match_fixed(path, route) || match_named(path, "/sources/", Route::Kind::source, false, route) ||
      match_named(path, "/tags/", Route::Kind::tag, true, route) ||
      match_named(path, "/languages/", Route::Kind::language, true, route))
    return;
  if (path.starts_with("/api/"))
    route.kind = Route::Kind::api;
  else if (path.starts_with(kFeeds))
    match_feed(path.substr(kFeeds.size()), route);
  else if (path.starts_with(kArticles))
    match_article(path.substr(kArticles.size()), route);
  else if (is_name(path.substr(1)))
    route.kind = Route::Kind::file, route.name = path.substr(1);
}

void add_parameters(std::string& target, std::string_view key, const std::vector<std::string>& values) {
  std::vector<std::string> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  for (const std::string& value : sorted) {
    target += target.find('?') == std::string::npos ? '?' : '&';
    target.append(key).append("=").append(percent_encode(value));
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
  if (!read_query(query, route)) return route;
  route.kind = Route::Kind::not_found;
  match_path(path, route);
  return route;
}

std::string feed_target(const FeedName& feed) {
  std::string target = "/feeds/" + feed.name;
  if (feed.page > 0) target += '/' + std::to_string(feed.page);
  target += '.' + std::string(feed_extension(feed.format));
  add_parameters(target, "source", feed.selection.sources);
  add_parameters(target, "tag", feed.selection.tags);
  add_parameters(target, "lang", feed.selection.languages);
  if (!feed.words.empty()) add_parameters(target, "q", {feed.words});
  if (feed.amount != Amount::full)
    add_parameters(target, "content", {feed.amount == Amount::link ? "link" : "excerpt"});
  return target;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    if (plain)
      out += c;
    else
      out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return out;
}

}  // namespace gazette
