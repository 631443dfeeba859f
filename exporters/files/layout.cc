#include "exporters/files/layout.h"

#include <algorithm>
#include <array>
#include <utility>

#include "exporters/files/slug.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr std::size_t kMaxSegment =
    120;  // bytes: every file system takes 255, and a temporary name is longer
constexpr std::size_t kMaxExtension = 40;

bool is_alnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool is_name_char(char c) {
  return is_alnum(c) || c == '.' || c == '_' || c == '-';
}
bool is_safe_name(std::string_view s) {
  return !s.empty() && s.front() != '.' && s.front() != '-' && s.find("..") == s.npos &&
         std::all_of(s.begin(), s.end(), is_name_char);
}

/// Names that mean something else: devices on Windows, section pages and bundles to Hugo (an article named
/// "index" would swallow all others of its folder).
bool is_reserved(std::string_view name) {
  static constexpr std::array<std::string_view, 6> kNames = {"con", "prn", "aux", "nul", "index", "_index"};
  const std::string stem = to_lower(name.substr(0, name.find('.')));
  if (std::find(kNames.begin(), kNames.end(), stem) != kNames.end()) return true;
  return stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && stem[3] >= '0' &&
         stem[3] <= '9';
}

/// Name characters only, no "..", nothing to strip at the ends.
std::string safe_value(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (!is_name_char(c)) c = '-';
    if (c == '.' && (out.empty() || out.back() == '.')) continue;
    if (c == '-' && out.empty()) continue;
    out += c;
  }
  while (!out.empty() && out.back() == '.') out.pop_back();
  return out;
}

/// Too long: the end (".zh-CN.md") and a hash stay.
std::string shortened(const std::string& segment) {
  if (segment.size() <= kMaxSegment) return segment;
  const std::size_t dot = segment.find('.', segment.size() - kMaxExtension);
  const std::string end = '-' + short_hash(segment) + (dot == segment.npos ? "" : segment.substr(dot));
  return segment.substr(0, kMaxSegment - end.size()) + end;
}

std::string date_part(const Article& article, std::size_t part) {
  const std::string local = format_local(article.date, article.zone);
  const auto parts = split(std::string_view(local).substr(0, local.find(' ')), '-');
  return part < parts.size() ? std::string(parts[part]) : "0";
}

}  // namespace

std::string safe_segment(std::string_view text) {
  std::string name = shortened(safe_value(text));
  if (name.empty()) return short_hash(text);
  return is_reserved(name) ? shortened(name + '-' + short_hash(text)) : name;
}

Result<Layout::Segment> Layout::parse_segment(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, Field>, 7> kFields{{{"lang", Field::lang},
                                                                              {"source", Field::source},
                                                                              {"id", Field::id},
                                                                              {"slug", Field::slug},
                                                                              {"year", Field::year},
                                                                              {"month", Field::month},
                                                                              {"day", Field::day}}};
  Segment segment;
  std::string shape;  // with "x" for each field: what the fixed parts alone must keep to
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    if (open != 0) {
      segment.push_back({Field::fixed, std::string(text.substr(0, open))});
      shape += segment.back().text;
      text.remove_prefix(std::min(open, text.size()));
      continue;
    }
    const std::size_t close = text.find('}');
    if (close == text.npos) return fail(ErrorKind::config, "layout: a { without its }");
    const std::string_view name = text.substr(1, close - 1);
    const auto found =
        std::find_if(kFields.begin(), kFields.end(), [&](const auto& f) { return f.first == name; });
    if (found == kFields.end())
      return fail(ErrorKind::config, "layout: unknown field {" + escape_for_log(name) +
                                         "}; there are {lang} {source} {id} {slug} {year} {month} {day}");
    segment.push_back({found->second, {}});
    shape += 'x';
    text.remove_prefix(name.size() + 2);
  }
  if (!is_safe_name(shape))
    return fail(
        ErrorKind::config,
        "layout: a part of the path is empty, begins with '.' or '-', or holds other than A-Z a-z 0-9 . _ -");
  return segment;
}

Result<Layout> Layout::parse(std::string_view text, bool transliterate) {
  Layout layout;
  layout.transliterate_ = transliterate;
  bool telling = false;
  for (std::string_view part : split(text, '/')) {
    Result<Segment> segment = parse_segment(part);
    if (!segment) return pass_on(segment);
    for (const Piece& piece : *segment) telling |= piece.field == Field::id || piece.field == Field::slug;
    layout.segments_.push_back(std::move(*segment));
  }
  if (!telling) return fail(ErrorKind::config, "layout: needs {id} or {slug}");
  return layout;
}

std::string Layout::value(const Piece& piece, const Article& article) const {
  switch (piece.field) {
    case Field::fixed: return piece.text;
    case Field::lang: return safe_segment(article.language.empty() ? "und" : article.language);
    case Field::source: return safe_segment(article.source);
    case Field::id: return safe_segment(article.id);
    case Field::slug: return safe_segment(slug_of(article, transliterate_));
    case Field::year: return safe_segment(date_part(article, 0));
    case Field::month: return safe_segment(date_part(article, 1));
    case Field::day: return safe_segment(date_part(article, 2));
  }
  return {};
}

std::string Layout::path(const Article& article, std::string_view suffix) const {
  std::string path;
  for (const Segment& segment : segments_) {
    std::string name;
    for (const Piece& piece : segment) {
      name += value(piece, article);
      if (piece.field == Field::id || piece.field == Field::slug) name += suffix;
    }
    if (!path.empty()) path += '/';
    path += shortened(name);
  }
  return path;
}

}  // namespace gazette
