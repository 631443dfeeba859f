#include "feeds/extract/metadata/visible.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <re2/re2.h>

#include "feeds/html/sanitize.h"
#include "feeds/html/selector.h"
#include "feeds/text/strings.h"

namespace gazette::extract {
namespace {

using html::kNone;
using html::NodeId;
using html::Selector;
using html::Tree;

constexpr std::size_t kBeforeTitle = 300, kAfterTitle = 600;

RE2::Options quiet() {
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  return options;
}

const RE2& date_pattern() {
  static const RE2 kDate(
      "((?:19|20)\\d\\d ?(?:[-/.]|年) ?\\d{1,2} ?(?:[-/.]|月) ?\\d{1,2}日?(?:[T,]? "
      "?\\d{1,2}[:時时]\\d\\d(?::\\d\\d)?分?)?|"
      "\\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\\.? \\d{1,2}(?:st|nd|rd|th)?,? "
      "(?:19|20)\\d\\d"
      "(?:,?(?: at| \\|)? \\d{1,2}:\\d\\d(?::\\d\\d)? ?(?:[ap]\\.?m\\.?)?(?: [A-Z]{2,4}\\b)?)?|"
      "\\b\\d{1,2}(?:st|nd|rd|th)?\\.? "
      "(?:Jan|Feb|Mar|Mär|Apr|May|Mai|Jun|Jul|Aug|Sep|Oct|Okt|Nov|Dec|Dez)[a-z]*\\.?,? "
      "(?:19|20)\\d\\d(?:,?(?: at| um)? \\d{1,2}:\\d\\d(?::\\d\\d)? ?(?:[ap]m)?(?: [A-Z]{2,4}\\b)?)?|"
      "\\b\\d{1,2}\\.\\d{1,2}\\.(?:19|20)\\d\\d(?:,? \\d{1,2}:\\d\\d)?)",
      quiet());
  return kDate;
}

Selector selector(std::string_view css) {
  return std::move(*Selector::parse(css));
}

std::vector<Selector> selectors(std::initializer_list<const char*> list) {
  std::vector<Selector> parsed;
  for (const char* css : list) parsed.push_back(selector(css));
  return parsed;
}

std::size_t whole_character(std::string_view text, std::size_t at) {
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return std::min(at, text.size());
}

}  // namespace

std::optional<Time> date_in(std::string_view line, std::string_view zone) {
  re2::StringPiece rest(line.data(), line.size());
  std::string found;
  for (int i = 0; i < 5 && RE2::FindAndConsume(&rest, date_pattern(), &found); ++i)
    if (const std::optional<Time> time = parse_date(found, zone)) return time;
  return std::nullopt;
}

std::optional<Time> date_near_title(const Tree& tree, std::string_view title, std::string_view zone) {
  const NodeId body = tree.find("body");
  if (body == kNone) return std::nullopt;
  const std::string text = html::plain_text(tree, body);
  const std::size_t found = title.empty() ? std::string::npos : text.find(title);
  const std::size_t at = found == std::string::npos ? 0 : found;
  const std::size_t after = whole_character(text, at + (found == std::string::npos ? 0 : title.size()));
  if (const auto time = date_in(std::string_view(text).substr(after, kAfterTitle), zone)) return time;
  const std::size_t before = whole_character(text, at > kBeforeTitle ? at - kBeforeTitle : 0);
  return date_in(std::string_view(text).substr(before, at - std::min(at, before)), zone);
}

std::string clean_author(std::string_view text) {
  static const RE2 kBy(
      "^(?:[\\s—–-]*)(?:(?:written |posted |published |article |story |words "
      ")?by:?|von|par|por|por:|author:?|autor:?|"
      "作者[:：]?|文[/／｜|]|投稿者|記者[:：]?|撰文[:：]?|责编[:：]?)\\s+",
      quiet());
  static const RE2 kEnd(
      "(\\s*(?:[|·•/]|\\s[-–—]\\s|[\\s—–-]+$|\\(|@|,? "
      "(?:updated|published|posted|on|in|at)\\b|\\d{1,2}[./]\\d|\\d\\d\\d|"
      "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.? \\d))",
      quiet());
  std::string name = collapse_whitespace(text);
  replace_all(name, "\u00a0", " ");
  RE2::Replace(&name, kBy, "");
  re2::StringPiece end;
  if (RE2::PartialMatch(name, kEnd, &end)) {
    const auto at = static_cast<std::size_t>(end.data() - name.data());
    if (at >= 3) name.resize(at);
  }
  return std::string(trim(name));
}

std::string visible_author(const Tree& tree) {
  static const std::vector<Selector> kMarked =
      selectors({"[itemprop=author] [itemprop=name]", "[itemprop=author]", "a[rel=author], a[rel~=author]",
                 ".author-name", ".byline-name, .byline__name, .byline__author", ".p-author, .vcard .fn",
                 ".byline a, .author a", ".entry-author, .article-author, .post-author, .article__author",
                 ".byline, .author", "[class*=author-name]", "[class*=byline] a, [class*=author] a",
                 "[class*=byline]"});
  for (const Selector& marked : kMarked) {
    for (NodeId id : marked.select_all(tree)) {
      std::string name = clean_author(html::plain_text(tree, id));
      const std::size_t length = count_code_points(name);
      if (length >= 2 && length <= 80) return name;
      if (tree.has_attribute(id, "content")) return std::string(trim(tree.attribute(id, "content")));
    }
  }
  return {};
}

std::string_view zone_of_page(std::string_view host, std::string_view language) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 21> kZones = {{
      {"jp", "Asia/Tokyo"},     {"cn", "Asia/Shanghai"},    {"tw", "Asia/Taipei"},
      {"hk", "Asia/Hong_Kong"}, {"kr", "Asia/Seoul"},       {"in", "Asia/Kolkata"},
      {"sg", "Asia/Singapore"}, {"de", "Europe/Berlin"},    {"at", "Europe/Vienna"},
      {"ch", "Europe/Zurich"},  {"fr", "Europe/Paris"},     {"it", "Europe/Rome"},
      {"es", "Europe/Madrid"},  {"nl", "Europe/Amsterdam"}, {"be", "Europe/Brussels"},
      {"pl", "Europe/Warsaw"},  {"se", "Europe/Stockholm"}, {"no", "Europe/Oslo"},
      {"uk", "Europe/London"},  {"cz", "Europe/Prague"},    {"dk", "Europe/Copenhagen"},
  }};
  const std::string_view domain = host.substr(host.rfind('.') + 1);
  const auto found =
      std::find_if(kZones.begin(), kZones.end(), [&](const auto& zone) { return zone.first == domain; });
  if (found != kZones.end()) return found->second;
  if (language.starts_with("ja")) return "Asia/Tokyo";
  if (language.starts_with("zh-TW") || language.starts_with("zh-Hant")) return "Asia/Taipei";
  if (language.starts_with("zh")) return "Asia/Shanghai";
  return language.starts_with("ko") ? "Asia/Seoul" : std::string_view();
}

}  // namespace gazette::extract
