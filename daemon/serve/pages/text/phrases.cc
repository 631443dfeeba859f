#include "daemon/serve/pages/text/phrases.h"

#include <array>
#include <chrono>

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include "feeds/text/strings.h"

namespace gazette {

using namespace std::chrono_literals;

namespace {

constexpr Phrases kEnglish = {
    .language = "en",
    .skip_to_content = "Skip to the content",
    .search = "Search",
    .search_the_archive = "Search the archive",
    .latest = "Latest",
    .sources = "Sources",
    .about = "About",
    .subscribe = "Subscribe",
    .menu = "Pages",
    .untitled = "Untitled",
    .nothing_yet = "Nothing yet. The first articles come with the first poll.",
    .older = "Older articles",
    .back_to_latest = "Back to the latest",
    .articles_one = "{} article",
    .articles_many = "{} articles",
    .languages = "Languages",
    .tags = "Tags",
    .tagged = "Tagged {}",
    .in_language = "In {}",
    .no_articles_here = "No articles here.",
    .all_sources = "All sources",
    .read_at = "Read at {}",
    .original = "Original",
    .source = "Source",
    .published = "Published",
    .updated = "Updated",
    .first_seen = "First seen",
    .version = "Version",
    .version_changed = "{}, changed {}",
    .subjects = "Subjects",
    .attached = "Attached",
    .comments = "Comments",
    .rights = "Rights",
    .license = "Licence",
    .record = "Record",
    .picture_at = "Picture at {}",
    .versions = "Versions",
    .version_of = "Version {}",
    .show_changes = "what was changed",
    .near = "Nearly the same",
    .from_source = "From",
    .author = "By",
    .changes_in = "What was changed",
    .between = "Version {} of {} against version {} of {}.",
    .added = "added",
    .removed = "removed",
    .unchanged = "These two versions say the same.",
    .no_such_version = "There is no such version, or not any more.",
    .change_before = "The change before",
    .change_after = "The change after",
    .nothing_found = "Nothing found for {}",
    .found_one = "{} article for",
    .found_many = "{} articles for",
    .found_first = "Articles for",
    .search_help = "Words of titles and texts, in any language: {}. All of them must occur.",
    .fewer_words = "All words must occur. Fewer or shorter ones find more.",
    .more_results = "More articles",
    .help_phrase = "these words next to each other",
    .help_without = "leaves articles with this word out",
    .help_source = "articles of one source, by its name",
    .help_tag = "with a tag",
    .help_language = "in a language",
    .help_dates = "of a time; either may stand alone",
    .health = "Health",
    .last_poll = "Last poll",
    .next_poll = "Next poll",
    .feed = "Feed",
    .never = "never",
    .no_more = "not any more",
    .due = "due",
    .now = "now",
    .not_planned = "not yet planned",
    .failures_in_a_row = "{} failures in a row",
    .last_good_poll = "last good poll {}",
    .no_source_yet = "No source yet. Add a {} to the configuration, then reload.",
    .and_more = "and {} more: {} lists them all.",
    .last_article = "Last article",
    .http_status = "HTTP status",
    .why = "Why then",
    .home_page = "Home page",
    .rhythm = "Last 30 days",
    .rhythm_of = "{} in the last 30 days",
    .busiest_day = "at most {} a day",
    .silent = "silent",
    .store_silent = "The store does not answer: nothing new can be kept. {} says more.",
    .last_error = "Trouble",
    .articles = "Articles",
    .articles_per_week = "{} a week",
    .failing = "failing",
    .retrying = "retrying",
    .gone = "gone",
    .put_off = "put off",
    .waiting = "new",
    .polling = "polling",
    .healthy = "healthy",
    .error_dns = "The server's name cannot be found",
    .error_connect = "The server cannot be reached",
    .error_tls = "The connection is not secure",
    .error_timeout = "The server takes too long",
    .error_too_large = "The answer is too large",
    .error_forbidden = "The address may not be fetched",
    .error_http = "The server refuses",
    .error_gone = "The feed is gone for good",
    .error_waf = "A firewall answers instead of the server",
    .error_captive = "A network's login page answers",
    .error_moved = "The feed has moved to something else",
    .error_not_a_feed = "The answer is not a feed",
    .error_parse = "The feed cannot be read",
    .error_site = "The site has changed",
    .error_storage = "The articles cannot be kept",
    .error_config = "The configuration is at fault",
    .error_other = "The last poll failed",
    .ago = "{} ago",
    .ahead = "in {}",
    .a_moment = "a moment",
    .seconds = "{} s",
    .minutes = "{} min",
    .hours = "{} h",
    .days = "{} days",
    .about_what =
        "This is an archive of feeds and news sites. Every article stays as it was published, with each "
        "later "
        "version beside it, and can be searched and subscribed to.",
    .about_subscribe =
        "Put the address of a feed into a feed reader; most readers find it by themselves when they are "
        "given the address of a page here.",
    .about_find =
        "Each source, tag and language has a page and a feed of its own, and so has every search: the feed "
        "of a search has what is published on it from now on.",
    .about_polite =
        "Sources are asked no oftener than they change or allow; the page of each says when it is asked "
        "next, and why then.",
    .about_rights = "All rights in the articles are their publishers'. Each article links to its original.",
    .running_since = "gazette {}, running for {}.",
    .on_disk = "{} and {}, {} on disk.",
    .earlier_one = "{} earlier version",
    .earlier_many = "{} earlier versions",
    .to_front = "To the front page",
    .exports = "Exports",
    .export_failing = "first {}, tried again since: {}",
    .export_done = "{} written, {} removed {}",
    .export_kept = "{} edited by the owner and kept",
    .last_commit = "last commit {}",
    .error_400 = "Bad request",
    .error_404 = "Not found",
    .error_405 = "Not allowed",
    .error_503 = "Not now",
    .error_else = "Not possible",
    .not_readable = "That is not an address that can be read.",
    .nothing_here = "There is nothing at this address.",
    .too_long = "That address is too long.",
    .no_article = "There is no such article, or not any more.",
    .no_feed = "There is no feed of this name.",
    .only_get = "Only GET and HEAD are answered here.",
    .store_does_not_answer = "The store does not answer at the moment.",
    .no_source = "There is no source of this name.",
};

constexpr Phrases kChinese = {
    .language = "zh-CN",
    .skip_to_content = "跳到正文",
    .search = "搜索",
    .search_the_archive = "搜索全部文章",
    .latest = "最新",
    .sources = "来源",
    .about = "关于",
    .subscribe = "订阅",
    .menu = "页面",
    .untitled = "无标题",
    .nothing_yet = "还没有文章。第一次抓取之后就会有。",
    .older = "更早的文章",
    .back_to_latest = "回到最新",
    .articles_one = "{} 篇文章",
    .articles_many = "{} 篇文章",
    .languages = "语言",
    .tags = "标签",
    .tagged = "标签：{}",
    .in_language = "语言：{}",
    .no_articles_here = "这里没有文章。",
    .all_sources = "全部来源",
    .read_at = "在 {} 阅读",
    .original = "原文",
    .source = "来源",
    .published = "发布",
    .updated = "更新",
    .first_seen = "收录",
    .version = "版本",
    .version_changed = "{}，改于 {}",
    .subjects = "主题",
    .attached = "附件",
    .comments = "评论",
    .rights = "版权",
    .license = "许可协议",
    .record = "编号",
    .picture_at = "图片在 {}",
    .versions = "版本",
    .version_of = "第 {} 版",
    .show_changes = "改了什么",
    .near = "几乎相同",
    .from_source = "来自",
    .author = "作者",
    .changes_in = "改了什么",
    .between = "第 {} 版（{}）与第 {} 版（{}）的比较。",
    .added = "新增",
    .removed = "删去",
    .unchanged = "这两个版本内容相同。",
    .no_such_version = "没有这个版本，或者已不保留。",
    .change_before = "前一次改动",
    .change_after = "后一次改动",
    .nothing_found = "没有找到 {}",
    .found_one = "{} 篇文章含有",
    .found_many = "{} 篇文章含有",
    .found_first = "这些文章含有",
    .search_help = "在标题和正文中查找，任何语言都可以：{}。所有的词都要出现。",
    .fewer_words = "所有的词都要出现。词少一些、短一些，找到的会多一些。",
    .more_results = "更多文章",
    .help_phrase = "这些词紧挨在一起",
    .help_without = "排除含有这个词的文章",
    .help_source = "某个来源的文章，用它的名字",
    .help_tag = "带某个标签",
    .help_language = "某种语言",
    .help_dates = "某段时间；也可以只写一个",
    .health = "状态",
    .last_poll = "上次抓取",
    .next_poll = "下次抓取",
    .feed = "订阅源",
    .never = "从未",
    .no_more = "不再抓取",
    .due = "即将",
    .now = "刚刚",
    .not_planned = "尚未安排",
    .failures_in_a_row = "连续失败 {} 次",
    .last_good_poll = "上次成功：{}",
    .no_source_yet = "还没有来源。在配置中添加 {}，然后重新载入。",
    .and_more = "另有 {} 个：用 {} 列出全部。",
    .last_article = "最近文章",
    .http_status = "HTTP 状态",
    .why = "为何是那时",
    .home_page = "主页",
    .rhythm = "最近 30 天",
    .rhythm_of = "最近 30 天 {}",
    .busiest_day = "一天最多 {} 篇",
    .silent = "没有新文章",
    .store_silent = "数据库没有响应：新文章无法保存。用 {} 查看原因。",
    .last_error = "故障",
    .articles = "文章",
    .articles_per_week = "每周 {} 篇",
    .failing = "失败",
    .retrying = "重试中",
    .gone = "已消失",
    .put_off = "被要求等待",
    .waiting = "新来源",
    .polling = "抓取中",
    .healthy = "正常",
    .error_dns = "找不到服务器的名字",
    .error_connect = "连不上服务器",
    .error_tls = "连接不安全",
    .error_timeout = "服务器太慢",
    .error_too_large = "内容太大",
    .error_forbidden = "这个地址不允许抓取",
    .error_http = "服务器拒绝",
    .error_gone = "订阅源已永久消失",
    .error_waf = "回答的是防火墙而不是服务器",
    .error_captive = "回答的是网络的登录页",
    .error_moved = "订阅源搬到了别处，那里不是订阅源",
    .error_not_a_feed = "内容不是订阅源",
    .error_parse = "订阅源无法读取",
    .error_site = "网站改版了",
    .error_storage = "文章无法保存",
    .error_config = "配置有误",
    .error_other = "上次抓取失败",
    .ago = "{}前",
    .ahead = "{}后",
    .a_moment = "片刻",
    .seconds = "{} 秒",
    .minutes = "{} 分钟",
    .hours = "{} 小时",
    .days = "{} 天",
    .about_what =
        "这里收存各个订阅源和新闻网站的文章。每篇文章保持发布时的样子，后来的每个版本也留在旁边，可以搜索，也"
        "可以订阅。",
    .about_subscribe = "把订阅源的地址放进阅读器即可；多数阅读器只要得到这里任何一页的地址，就能自己找到它。",
    .about_find =
        "每个来源、标签、语言都有自己的页面和订阅源，每次搜索也有：搜索的订阅源会给出以后发布的相关文章。",
    .about_polite =
        "抓取来源的次数不超过它更新或允许的次数；每个来源的页面都写着下次何时抓取，以及为何是那时。",
    .about_rights = "文章的一切权利属于其发布者。每篇文章都有指向原文的链接。",
    .running_since = "gazette {}，已运行 {}。",
    .on_disk = "{}，{}，占用 {}。",
    .earlier_one = "{} 个旧版本",
    .earlier_many = "{} 个旧版本",
    .to_front = "回首页",
    .exports = "导出",
    .export_failing = "始于 {}，会再试：{}",
    .export_done = "写入 {}，移除 {}，{}",
    .export_kept = "{} 个文件由站点主人修改，保留原样",
    .last_commit = "最近提交 {}",
    .error_400 = "请求有误",
    .error_404 = "没有找到",
    .error_405 = "不允许",
    .error_503 = "暂时不行",
    .error_else = "无法完成",
    .not_readable = "这个地址无法读取。",
    .nothing_here = "这个地址没有内容。",
    .too_long = "这个地址太长。",
    .no_article = "没有这篇文章，或者已经撤下。",
    .no_feed = "没有这个名字的订阅源。",
    .only_get = "这里只回应 GET 和 HEAD。",
    .store_does_not_answer = "数据库暂时没有响应。",
    .no_source = "没有这个名字的来源。",
};

constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> kDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 7> kChineseDays = {"日", "一", "二", "三", "四", "五", "六"};

bool is_chinese(const Phrases& phrases) {
  return &phrases == &kChinese;
}

/// "0.8" in thousandths; what is no weight counts as 1.
int quality(std::string_view parameters) {
  const std::size_t at = parameters.find("q=");
  if (at == std::string_view::npos) return 1000;
  int value = 0, unit = 1000;
  for (const char c : parameters.substr(at + 2, 5)) {
    if (c == '.') continue;
    if (c < '0' || c > '9') break;
    value += (c - '0') * unit;
    unit /= 10;
  }
  return value;
}

}  // namespace

const Phrases& phrases_in(Tongue tongue) {
  return tongue == Tongue::chinese ? kChinese : kEnglish;
}

Tongue choose_tongue(std::string_view accept_language) {
  int english = 0, chinese = 0, others = 0;
  for (const std::string_view item : split(accept_language, ',')) {
    const std::size_t semicolon = std::min(item.find(';'), item.size());
    const std::string range = to_lower(trim(item.substr(0, semicolon)));
    int& place = range.starts_with("zh") ? chinese : range.starts_with("en") ? english : others;
    place = std::max(place, quality(item.substr(semicolon)));
  }
  return chinese > english ? Tongue::chinese : Tongue::english;
}

Fragment fill(std::string_view phrase, std::initializer_list<Fragment> values) {
  Fragment out;
  for (const Fragment& value : values) {
    const std::size_t place = std::min(phrase.find("{}"), phrase.size());
    out += html("{}{}", Text{phrase.substr(0, place)}, value);
    phrase.remove_prefix(std::min(place + 2, phrase.size()));
  }
  out += html("{}", Text{phrase});
  return out;
}

std::string plain_date(const Phrases& phrases, Time t) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(t));
  const auto d = static_cast<unsigned>(day.day()), m = static_cast<unsigned>(day.month());
  const int y = static_cast<int>(day.year());
  return is_chinese(phrases) ? fmt::format("{}年{}月{}日", y, m, d)
                             : fmt::format("{} {} {}", d, kMonths[m - 1].substr(0, 3), y);
}

std::string long_date(const Phrases& phrases, Time t) {
  const auto midnight = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day day(midnight);
  const unsigned weekday = std::chrono::weekday(midnight).c_encoding();
  const std::string time = format_rfc3339(t).substr(11, 5);
  if (is_chinese(phrases))
    return fmt::format("{}星期{} {} UTC", plain_date(phrases, t), kChineseDays[weekday], time);
  return fmt::format("{}, {} {} {}, {} UTC", kDays[weekday], static_cast<unsigned>(day.day()),
                     kMonths[static_cast<unsigned>(day.month()) - 1], static_cast<int>(day.year()), time);
}

Fragment rough_duration(const Phrases& phrases, Duration duration) {
  if (duration < 1s) return html("{}", Text{phrases.a_moment});
  if (duration < 1min) return fill(phrases.seconds, {html("{}", duration / 1s)});
  if (duration < 1h) return fill(phrases.minutes, {html("{}", duration / 1min)});
  if (duration < 48h) return fill(phrases.hours, {html("{}", duration / 1h)});
  return fill(phrases.days, {html("{}", duration / 24h)});
}

Fragment relative_time(const Phrases& phrases, Time t, Time now) {
  constexpr Duration kRecent = 24h * 14;
  const Duration distance = t > now ? t - now : now - t;
  const std::string date = plain_date(phrases, t);
  Fragment words = html("{}", Text{date});
  if (distance < 10s)
    words = html("{}", Text{phrases.now});
  else if (distance < kRecent)
    words = fill(t > now ? phrases.ahead : phrases.ago, {rough_duration(phrases, distance)});
  const std::string exact = format_rfc3339(std::chrono::floor<std::chrono::seconds>(t));
  return html("<time datetime=\"{}\" title=\"{}\">{}</time>", Text{exact}, Text{exact}, words);
}

Fragment counted(std::string_view one, std::string_view many, std::int64_t number) {
  return fill(number == 1 ? one : many, {grouped(number)});
}

std::string language_name(const Phrases& phrases, std::string_view tag) {
  const std::string plain(language_tag(tag));
  UErrorCode status = U_ZERO_ERROR;
  const icu::Locale locale = icu::Locale::forLanguageTag(plain, status);
  if (plain.empty() || U_FAILURE(status) || locale.isBogus()) return std::string(tag);
  const icu::Locale reader =
      is_chinese(phrases) ? icu::Locale::getSimplifiedChinese() : icu::Locale::getEnglish();
  icu::UnicodeString name;
  std::string out;
  locale.getDisplayName(reader, name).toUTF8String(out);
  return out.empty() ? plain : out;
}

}  // namespace gazette
