#include "feeds/extract/metadata/published.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <set>
#include <utility>
#include <vector>

#include <re2/re2.h>

#include "feeds/extract/page/measures.h"
#include "feeds/extract/page/patterns.h"
#include "feeds/html/sanitize.h"
#include "feeds/html/selector.h"

namespace gazette::extract {
namespace {

using html::kNone;
using html::NodeId;
using html::Selector;
using html::Tree;

constexpr std::size_t kBeforeTitle = 300, kAfterTitle = 600, kLongestLine = 80, kMostDates = 12;
constexpr std::size_t kLongestText = 200'000;
using QuarterHours = std::chrono::duration<std::int64_t, std::ratio<900>>;
constexpr auto kSameDay = std::chrono::hours(26);  // with the zones that one of two dates may lack

const RE2& date_pattern() {
  static const RE2 kDate(
      "((?:19|20)\\d\\d ?(?:[-/.]|年) ?\\d{1,2} ?(?:[-/.]|月) ?\\d{1,2}日?(?:[T,]? "
      "?\\d{1,2}[:時时点]\\d\\d(?::\\d\\d)?分?(?: ?[+-]\\d\\d:?\\d\\d)?)?|"
      "\\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\\.? \\d{1,2}(?:st|nd|rd|th)?,? "
      "(?:19|20)\\d\\d"
      "(?:,?(?: at| \\|)? \\d{1,2}:\\d\\d(?::\\d\\d)? ?(?:[ap]\\.?m\\.?)?(?: [A-Z]{2,4}\\b)?)?|"
      "\\b\\d{1,2}(?:st|nd|rd|th)?\\.? "
      "(?:Jan|Feb|Mar|Mär|Apr|May|Mai|Jun|Jul|Aug|Sep|Oct|Okt|Nov|Dec|Dez)[a-z]*\\.?,? "
      "(?:19|20)\\d\\d(?:,?(?: at| um)? \\d{1,2}:\\d\\d(?::\\d\\d)? ?(?:[ap]m)?(?: [A-Z]{2,4}\\b)?)?|"
      "\\b\\d{1,2}/\\d{1,2}/(?:19|20)\\d\\d \\d{1,2}:\\d\\d ?(?:[ap]m)? [A-Z]{2,4}\\b|"
      "\\b\\d{1,2}\\.\\d{1,2}\\.(?:19|20)\\d\\d(?:,? \\d{1,2}:\\d\\d)?)",
      quiet());
  return kDate;
}

struct Found {
  Time time;
  bool has_time = false;
};

std::vector<Found> dates_in(std::string_view text, std::string_view zone) {
  re2::StringPiece rest(text.data(), text.size());
  std::string found;
  std::vector<Found> dates;
  while (dates.size() < kMostDates && RE2::FindAndConsume(&rest, date_pattern(), &found))
    if (const std::optional<Time> time = parse_date(found, zone))
      dates.push_back({*time, found.find_first_of(":時时点") != std::string::npos});
  return dates;
}

std::size_t whole_character(std::string_view text, std::size_t at) {
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return std::min(at, text.size());
}

std::string_view part(std::string_view text, std::size_t from, std::size_t to) {
  from = whole_character(text, from);
  return text.substr(from, whole_character(text, to) - std::min(from, whole_character(text, to)));
}

// "2022-10-17 16:01:26" says no zone; "04:01 PM EDT" beside it does.
bool says_zone(std::string_view text) {
  static const RE2 kZone("(?:\\d ?(?:[AaPp]\\.?[Mm]\\.?)? ?(?:Z|[A-Z]{3,4})\\b|[+-]\\d\\d:?\\d\\d$)",
                         quiet_exact());
  return matches(text, kZone);
}

bool has_time_of_day(std::string_view text) {
  return text.find(':') != std::string_view::npos;
}

std::optional<Time> date_of_element(const Tree& tree, NodeId id, std::string_view zone) {
  const std::string text =
      is_longer_than(tree, id, kLongestLine) ? std::string() : html::plain_text(tree, id);
  const std::optional<Time> seen = date_in(text, zone);
  for (const html::Attribute& attribute : tree[id].attributes) {
    const std::string& name = attribute.name;
    const bool holds =
        name == "datetime" || name == "content" || (name.starts_with("data-") && attribute.value.size() >= 8);
    if (!holds) continue;
    const std::optional<Time> time = parse_date(attribute.value, zone);
    if (!time || *time < Time(std::chrono::hours(24) * 365 * 20)) continue;  // a small number
    const bool better_seen = seen && has_time_of_day(attribute.value) && !says_zone(attribute.value) &&
                             says_zone(text) && std::chrono::abs(*seen - *time) < kSameDay;
    return better_seen ? *time + std::chrono::round<QuarterHours>(*seen - *time) : time;  // keeps its seconds
  }
  return seen;
}

std::optional<Time> first_date(const Tree& tree, const Selector& selector, std::string_view zone) {
  int tries = 0;
  for (const NodeId id : selector.select_all(tree)) {
    if (const std::optional<Time> time = date_of_element(tree, id, zone)) return time;
    if (++tries == 20) break;
  }
  return std::nullopt;
}

std::optional<Time> date_near_title(std::string_view text, std::string_view title, std::string_view zone) {
  const std::size_t found = title.empty() ? std::string::npos : text.find(title);
  const std::size_t at = found == std::string::npos ? 0 : found;
  const std::size_t after = at + (found == std::string::npos ? 0 : title.size());
  if (const auto time = date_in(part(text, after, after + kAfterTitle), zone)) return time;
  return date_in(part(text, at > kBeforeTitle ? at - kBeforeTitle : 0, at), zone);
}

// A page that shows one day only shows the day of its article.
std::optional<Time> only_date(std::string_view text, std::string_view zone) {
  const std::vector<Found> dates = dates_in(text, zone);
  std::set<Time> different;
  for (const Found& date : dates) different.insert(date.time);
  return different.size() == 1 ? std::optional<Time>(*different.begin()) : std::nullopt;
}

// ".../2016/11/28/...", ".../2016-11-28-...".
std::optional<Time> date_in_address(std::string_view url, std::string_view zone) {
  static const RE2 kDate("[/-]((?:19|20)\\d\\d)[/-](0[1-9]|1[0-2])[/-](0[1-9]|[12]\\d|3[01])(?:[/-]|$)",
                         quiet());
  std::string year, month, day;
  if (!RE2::PartialMatch(re2::StringPiece(url.data(), url.size()), kDate, &year, &month, &day))
    return std::nullopt;
  return parse_date(year + "-" + month + "-" + day, zone);
}

std::optional<Time> date_in_tags(const DateSources& from) {
  for (const std::string& text : {from.data.published, from.meta.first_of({"article:published_time",
                                                                           "og:article:published_time",
                                                                           "article:published",
                                                                           "datepublished",
                                                                           "parsely-pub-date",
                                                                           "dc.date.issued",
                                                                           "dcterms.created",
                                                                           "dc.date",
                                                                           "dcterms.date",
                                                                           "dcterms.issued",
                                                                           "sailthru.date",
                                                                           "pubdate",
                                                                           "publishdate",
                                                                           "publish-date",
                                                                           "publish_date",
                                                                           "publication_date",
                                                                           "date",
                                                                           "weibo:article:create_at",
                                                                           "og:published_time",
                                                                           "cxenseparse:recs:publishtime",
                                                                           "rnews:datepublished"})})
    if (!text.empty())
      if (const std::optional<Time> time = parse_date(text, from.zone)) return time;
  return std::nullopt;
}

}  // namespace

std::optional<Time> date_in(std::string_view line, std::string_view zone) {
  const std::vector<Found> dates = dates_in(line, zone);
  if (dates.empty()) return std::nullopt;
  for (const Found& date : dates)
    if (!dates[0].has_time && date.has_time && std::chrono::abs(date.time - dates[0].time) < kSameDay)
      return date.time;
  return dates[0].time;
}

std::optional<Time> read_published(const DateSources& from) {
  static const Selector kMarked =
      std::move(*Selector::parse("[itemprop=datePublished], time[pubdate], .entry-date, .published, "
                                 "time.date, .post-date, .article-date, "
                                 ".publish-date, .date-published, article time, header time, time"));
  static const Selector kNamed = std::move(
      *Selector::parse("[class*=publish], [class*=date], [class*=timestamp], [class*=time], [id*=date]"));
  if (const std::optional<Time> time = date_in_tags(from)) return time;
  for (const Selector* selector : {&kMarked, &kNamed})
    if (const std::optional<Time> time = first_date(from.tree, *selector, from.zone)) return time;
  const NodeId body = from.tree.find("body");
  const std::string all = body == kNone ? std::string() : html::plain_text(from.tree, body);
  const std::string_view text = std::string_view(all).substr(0, kLongestText);
  if (const std::optional<Time> time = date_near_title(text, from.title, from.zone)) return time;
  if (const std::optional<Time> time = date_in_address(from.url, from.zone)) return time;
  return only_date(text, from.zone);
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
