#include "feeds/extract/metadata/published.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>
#include <vector>

#include <re2/re2.h>

#include "feeds/extract/page/measures.h"
#include "feeds/extract/page/names.h"
#include "feeds/extract/page/patterns.h"
#include "feeds/html/sanitize.h"
#include "feeds/html/selector.h"
#include "feeds/text/strings.h"

namespace gazette::extract {
namespace {

using html::kNone;
using html::NodeId;
using html::Selector;
using html::Tree;

constexpr std::size_t kBeforeTitle = 300, kAfterTitle = 600, kLongestLine = 80, kMostDates = 12;
constexpr std::size_t kLongestText = 200'000;
constexpr std::string_view kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
using QuarterHours = std::chrono::duration<std::int64_t, std::ratio<900>>;
constexpr auto kSameDay = std::chrono::hours(26);  // with the zones that one of two dates may lack

// What may follow a day: " um 10:30", ", à 10h30", " | 10:30 AM EDT".
constexpr char kTimeOfDay[] =
    "(?:,?(?: (?:at|um|à|às|a las|alle|kl\\.?|ore|в|godz\\.?)| [|–-])? \\d{1,2}(?:[:h]\\d\\d(?::\\d\\d)?|h)"
    "(?: ?[ap]\\.?m\\.?)?(?: [A-Z]{2,4}\\b)?)?";
// Any word: which is a month, the reader of dates knows. Without case, the sign of micro is a Greek letter.
constexpr char kWord[] =
    "[^\\x00-@\\[-`{-\\x{b4}\\x{b6}-\\x{bf}\\x{2000}-\\x{206f}\\x{3000}-\\x{ffff}]{3,12}";

const RE2& date_pattern() {
  static const RE2 kDate(
      std::string(
          "((?:19|20)\\d\\d ?(?:[-/.]|[年년]) ?\\d{1,2} ?(?:[-/.]|[月월]) ?\\d{1,2}[日일.]?"
          "(?: ?[(（]?(?:周|週|星期|礼拜)[一二三四五六日天][)）]?| ?[(（][日月火水木金土][)）])?(?:[T,]? "
          "?(?:(?:上午|下午|凌晨|早上|中午|晚上|午前|午後|오전|오후) ?)?"
          "\\d{1,2}[:時时点]\\d\\d(?:[:分]\\d\\d秒?)?分?(?: ?[+-]\\d\\d:?\\d\\d)?)?|"
          "[二〇零○一三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日|"
          "\\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\\.? "
          "\\d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\\d\\d") +
          kTimeOfDay +
          "|\\b\\d{1,2}(?:st|nd|rd|th)?\\.? "
          "(?:Jan|Feb|Mar|Mär|Apr|May|Mai|Jun|Jul|Aug|Sep|Oct|Okt|Nov|Dec|Dez)[a-z]*\\.?,? (?:19|20)\\d\\d" +
          kTimeOfDay + "|\\b\\d{1,2}(?:er|\\.|º)? (?:de )?" + kWord + "\\.?,? (?:de )?(?:19|20)\\d\\d" +
          kTimeOfDay + "|\\b(?:19|20)\\d\\d\\. " + kWord + " \\d{1,2}\\.(?: \\d{1,2}:\\d\\d)?" +
          "|\\b\\d{1,2}(?:/\\d{1,2}/|\\.\\d{1,2}\\.)(?:19|20)\\d\\d" + kTimeOfDay + ")",
      quiet());
  return kDate;
}

struct Found {
  Time time;
  bool complete = false;
};

// What machines write without a zone is of the server, mostly UTC; what readers see is of where they are.
struct Zones {
  std::string_view written, seen;
};

bool has_time_of_day(std::string_view text) {
  static const RE2 kTime("\\d ?(?::|h\\b|h\\d)", quiet_ascii());
  return matches(text, kTime);
}

// What Chinese and Japanese write out in full is taken as it stands: a time beside the same day further on is
// mostly that of an event. Measured on public sets of pages.
bool is_complete(std::string_view date) {
  return has_time_of_day(date) || date.find("年") != std::string_view::npos;
}

std::string with_narrow_digits(std::string_view text) {
  std::string narrow(text);
  if (narrow.find("\xEF\xBC") == std::string::npos) return narrow;
  for (char digit = '0'; digit <= '9'; ++digit)
    replace_all(narrow, std::string("\xEF\xBC") + static_cast<char>(digit - '0' + 0x90),
                std::string(1, digit));
  return narrow;
}

// "05/06/2020" is in May where the month stands first. Who shows it so lives, as far as is known, in the
// zone; elsewhere, and where nothing is known of it, only a number above twelve tells.
std::string with_day_in_order(const std::string& date, std::string_view zone) {
  static const RE2 kSlashes("^(\\d{1,2})/(\\d{1,2})/(\\d{4})", quiet_ascii());
  int first = 0, second = 0, year = 0;
  if (!RE2::PartialMatch(date, kSlashes, &first, &second, &year)) return date;
  if (first <= 12 && second <= 12 && first != second && zone.empty()) return {};
  const bool month_first = first <= 12 && (second > 12 || zone == "America/New_York");
  const int month = month_first ? first : second, day = month_first ? second : first;
  if (month < 1 || month > 12) return {};
  const std::size_t rest = date.find('/', date.find('/') + 1) + 5;
  return std::to_string(day) + ' ' + std::string(kMonths[static_cast<std::size_t>(month) - 1]) + ' ' +
         std::to_string(year) + date.substr(rest);
}

std::vector<Found> dates_in(std::string_view wide, std::string_view zone) {
  const std::string text = with_narrow_digits(wide);
  re2::StringPiece rest(text.data(), text.size());
  std::string found;
  std::vector<Found> dates;
  while (dates.size() < kMostDates && RE2::FindAndConsume(&rest, date_pattern(), &found))
    if (const std::optional<Time> time = parse_date(with_day_in_order(found, zone), zone))
      dates.push_back({*time, is_complete(found)});
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

// "2020-05-05T10:30:00Z", on what says "two hours ago".
bool is_timestamp(std::string_view text) {
  static const RE2 kStamp("^\\s*\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d", quiet_ascii());
  return matches(text, kStamp);
}

std::optional<Time> date_of_element(const Tree& tree, NodeId id, const Zones& zones) {
  const std::string text =
      is_longer_than(tree, id, kLongestLine) ? std::string() : html::plain_text(tree, id);
  const std::optional<Time> seen = date_in(text, zones.seen);
  for (const html::Attribute& attribute : tree[id].attributes) {
    const std::string& name = attribute.name;
    const bool holds = name == "datetime" || name == "content" ||
                       (name == "title" && (tree[id].name == "abbr" || is_timestamp(attribute.value))) ||
                       (name.starts_with("data-") && attribute.value.size() >= 8);
    if (!holds) continue;
    const std::optional<Time> time = parse_date(attribute.value, zones.written);
    if (!time || *time < Time(std::chrono::hours(24) * 365 * 20)) continue;  // a small number
    const bool better_seen = seen && has_time_of_day(attribute.value) && !says_zone(attribute.value) &&
                             says_zone(text) && std::chrono::abs(*seen - *time) < kSameDay;
    return better_seen ? *time + std::chrono::round<QuarterHours>(*seen - *time) : time;  // keeps its seconds
  }
  return seen;
}

// The date of a change, which often stands beside that of the article.
bool is_of_change(const Tree& tree, NodeId id) {
  const std::string names =
      to_lower(tree.attribute(id, "class")) + ' ' + to_lower(tree.attribute(id, "itemprop"));
  const auto has = [&](std::string_view word) { return names.find(word) != std::string::npos; };
  return (has("updat") || has("modif")) && !has("publi") && !has("create") && !has("entry-date");
}

std::optional<Time> first_date(const Tree& tree, const Selector& selector, const Zones& zones) {
  int tries = 0;
  std::optional<Time> changed;
  const NodeId heading = tree.find("h1");
  for (const NodeId id : selector.select_all(tree)) {
    const bool others = stands_with_others(tree, id, heading);
    const std::optional<Time> time = others ? std::nullopt : date_of_element(tree, id, zones);
    if (time && !is_of_change(tree, id)) return time;
    if (!changed) changed = time;
    if (++tries == 20) break;
  }
  return changed;
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

// "citation_publication_date", "bt:pubDate", "hearst.publishedTime": every system has a name of its own.
bool names_publication(std::string_view name) {
  static const RE2 kPublication("pub(?:li[cs]|_?-?date|_?-?time)|originalpub|first_?-?pub", quiet());
  static const RE2 kMoment("date|time|(?:^|[._:-])published(?:$|[._:-])|published_?(?:at|on)$", quiet());
  static const RE2 kOther("mod|updat|revis|expir|until|unpub|un-?pub|last|next|zone|publisher|day_?name",
                          quiet());
  return matches(name, kPublication) && matches(name, kMoment) && !matches(name, kOther);
}

// The day that an article was written on, where none is said that it came out on.
bool names_creation(std::string_view name) {
  static const RE2 kCreation(
      "^(?:[a-z]+[._:-])*(?:"
      "(?:date|content|article|doc|page|item)?[._:-]?"
      "(?:created?|creation|posted|issued|original|release|display|online)[._:-]?(?:date|time|on|at)?|"
      "(?:citation|doc|eprints|article|story)[._:-]?date(?:[._:-]?original)?|p(?:time|date))$",
      quiet());
  return matches(name, kCreation);
}

std::optional<Found> date_in_tags(const DateSources& from) {
  std::vector<std::string> said = from.meta.each_of({"article:published_time",
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
                                                     "rnews:datepublished"});
  said.insert(said.begin(), from.data.published);
  for (const auto& names : {names_publication, names_creation})
    for (std::string& text : from.meta.each_like(names)) said.push_back(std::move(text));
  for (const std::string& text : said)
    if (!text.empty())
      if (const std::optional<Time> time = parse_date(text, from.zone))
        return Found{*time, has_time_of_day(text)};
  return std::nullopt;
}

// What a page's scripts know of it, where it shows no date (WeChat): seconds, or a date.
std::optional<Time> date_in_scripts(const Tree& tree, std::string_view zone) {
  static const RE2 kKnown(
      "\\b(?:ori_?create_?time|publish_?(?:time|date)|pub_?(?:time|date)|published_?at|ct)[\"']?\\s*[:=]\\s*["
      "\"']?"
      "((?:19|20)\\d\\d-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d[\\d:.Z+]*|1\\d{9}(?:\\d{3})?)\\b",
      quiet());
  std::size_t looked = 0;
  for (NodeId id = tree.root(); id != kNone; id = tree.next_in_order(id, tree.root())) {
    if (!tree.is_element(id, "script") || tree[id].first_child == kNone) continue;
    const std::string& text = tree[tree[id].first_child].text;
    std::string found;
    if (RE2::PartialMatch(re2::StringPiece(text.data(), std::min(text.size(), kLongestText)), kKnown, &found))
      return parse_date(found, zone);
    looked += text.size();
    if (looked > kLongestText) break;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Time> date_in(std::string_view line, std::string_view zone) {
  const std::vector<Found> dates = dates_in(line, zone);
  if (dates.empty()) return std::nullopt;
  for (const Found& date : dates)
    if (!dates[0].complete && date.complete && std::chrono::abs(date.time - dates[0].time) < kSameDay)
      return date.time;
  return dates[0].time;
}

namespace {

std::optional<Time> date_that_readers_see(const DateSources& from) {
  static const Selector kMarked = std::move(*Selector::parse(
      "[itemprop=datePublished], [property$=datePublished], time[pubdate], .entry-date, .published, "
      "time.date, .post-date, .article-date, "
      ".publish-date, .date-published, article time, header time, time, relative-time, time-ago"));
  static const Selector kNamed = std::move(
      *Selector::parse("[class*=publish], [class*=date], [class*=timestamp], [class*=time], [id*=date], "
                       "[data-timestamp], [data-datetime], [data-date]"));
  const Zones zones{from.zone, from.seen_zone.empty() ? from.zone : from.seen_zone};
  for (const Selector* selector : {&kMarked, &kNamed})
    if (const std::optional<Time> time = first_date(from.tree, *selector, zones)) return time;
  if (const std::optional<Time> time = date_in_scripts(from.tree, zones.seen)) return time;
  const NodeId body = from.tree.find("body");
  const std::string all = body == kNone ? std::string() : html::plain_text(from.tree, body);
  const std::string_view text = std::string_view(all).substr(0, kLongestText);
  if (const std::optional<Time> time = date_near_title(text, from.title, zones.seen)) return time;
  if (const std::optional<Time> time = date_in_address(from.url, from.zone)) return time;
  return only_date(text, zones.seen);
}

}  // namespace

std::optional<Time> read_published(const DateSources& from) {
  const std::optional<Found> said = date_in_tags(from);
  if (said && said->complete) return said->time;
  const std::optional<Time> seen = date_that_readers_see(from);
  const std::string_view zone = from.seen_zone.empty() ? from.zone : from.seen_zone;
  const bool is_same_day = said && seen && *seen > said->time &&
                           *seen < said->time + std::chrono::hours(24) &&
                           !format_local(*seen, zone).ends_with(" 00:00:00");
  return said && !is_same_day ? said->time : seen;  // a day alone: readers may see the time
}

namespace {

using ZoneOf = std::pair<std::string_view, std::string_view>;

constexpr ZoneOf kZonesOfDomains[] = {
    {"jp", "Asia/Tokyo"},     {"cn", "Asia/Shanghai"},    {"tw", "Asia/Taipei"},
    {"hk", "Asia/Hong_Kong"}, {"kr", "Asia/Seoul"},       {"in", "Asia/Kolkata"},
    {"sg", "Asia/Singapore"}, {"de", "Europe/Berlin"},    {"at", "Europe/Vienna"},
    {"ch", "Europe/Zurich"},  {"fr", "Europe/Paris"},     {"it", "Europe/Rome"},
    {"es", "Europe/Madrid"},  {"nl", "Europe/Amsterdam"}, {"be", "Europe/Brussels"},
    {"pl", "Europe/Warsaw"},  {"se", "Europe/Stockholm"}, {"no", "Europe/Oslo"},
    {"uk", "Europe/London"},  {"cz", "Europe/Prague"},    {"dk", "Europe/Copenhagen"},
};
constexpr ZoneOf kZonesOfLanguages[] = {
    {"ja", "Asia/Tokyo"},    {"zh-tw", "Asia/Taipei"}, {"zh-hant", "Asia/Taipei"},
    {"zh", "Asia/Shanghai"}, {"ko", "Asia/Seoul"},
};
// Where most of those live who write it. English without a country is mostly American: of its zones the one
// with the most papers.
constexpr ZoneOf kLikelyZones[] = {
    {"en-gb", "Europe/London"},     {"en-ie", "Europe/Dublin"},  {"en-au", "Australia/Sydney"},
    {"en-nz", "Pacific/Auckland"},  {"en-in", "Asia/Kolkata"},   {"en-ca", "America/Toronto"},
    {"en-sg", "Asia/Singapore"},    {"en", "America/New_York"},  {"fr-ca", "America/Toronto"},
    {"fr", "Europe/Paris"},         {"de", "Europe/Berlin"},     {"it", "Europe/Rome"},
    {"es-es", "Europe/Madrid"},     {"nl", "Europe/Amsterdam"},  {"pl", "Europe/Warsaw"},
    {"sv", "Europe/Stockholm"},     {"da", "Europe/Copenhagen"}, {"cs", "Europe/Prague"},
    {"pt-br", "America/Sao_Paulo"}, {"tr", "Europe/Istanbul"},
};

// The first whose tag the language begins with.
template <std::size_t N>
std::string_view zone_of_language(const ZoneOf (&zones)[N], std::string_view language) {
  const std::string tag = to_lower(language) + "-";
  for (const auto& [name, zone] : zones)
    if (tag.starts_with(std::string(name) + "-")) return zone;
  return {};
}

}  // namespace

std::string_view zone_of_page(std::string_view host, std::string_view language) {
  const std::string_view domain = host.substr(host.rfind('.') + 1);
  for (const auto& [name, zone] : kZonesOfDomains)
    if (name == domain) return zone;
  return zone_of_language(kZonesOfLanguages, language);
}

std::string_view likely_zone(std::string_view language) {
  return zone_of_language(kLikelyZones, language);
}

}  // namespace gazette::extract
