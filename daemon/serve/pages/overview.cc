// The front page: what is new, and how every source is.
#include <algorithm>
#include <array>
#include <set>

#include "daemon/serve/pages/document.h"
#include "feeds/text/url.h"

namespace gazette {

namespace {

constexpr std::size_t kMaxRows = 1000;  // sources in the table
constexpr std::size_t kMaxFeeds = 500;  // names in the list of feeds
constexpr int kFailing = 3;             // failures in a row, from which on it is more than a hiccup

enum class Health { failing, retrying, gone, waiting, polling, healthy };
constexpr std::array<std::string_view, 6> kHealthNames = {"failing", "retrying", "gone",
                                                          "new",     "polling",  "healthy"};

std::string_view name_of(Health health) {
  return kHealthNames[static_cast<std::size_t>(health)];
}

Health health_of(const SourceStatus& source) {
  if (source.gone) return Health::gone;
  if (source.failures >= kFailing) return Health::failing;
  if (source.failures > 0) return Health::retrying;
  if (source.polling) return Health::polling;
  return source.last_poll ? Health::healthy : Health::waiting;
}

bool is_trouble(Health health) {
  return health == Health::failing || health == Health::retrying || health == Health::gone;
}

/// The error's kind for people who do not know what DNS is.
std::string_view in_words(std::string_view error_kind) {
  static constexpr std::pair<std::string_view, std::string_view> kWords[] = {
      {"dns", "The server's name cannot be found"},
      {"connect", "The server cannot be reached"},
      {"tls", "The connection is not secure"},
      {"timeout", "The server takes too long"},
      {"too-large", "The answer is too large"},
      {"forbidden", "The address may not be fetched"},
      {"http", "The server refuses"},
      {"gone", "The feed is gone for good"},
      {"not-a-feed", "The answer is not a feed"},
      {"parse", "The feed cannot be read"},
      {"site", "The site has changed"},
      {"storage", "The articles cannot be kept"},
      {"config", "The configuration is at fault"},
  };
  for (const auto& [kind, words] : kWords)
    if (kind == error_kind) return words;
  return "The last poll failed";
}

std::string_view shown_name(const SourceStatus& source) {
  return source.title.empty() ? source.name : source.title;
}

Fragment source_cell(const SourceStatus& source) {
  // Only the host of the feed's address: the rest may hold a key that is the operator's alone.
  const std::string host = url_host(source.url);
  Fragment sub = html("{}", Text{host.empty() ? source.name : host});
  return html("<th scope=\"row\">{}<span class=\"sub\">{}</span></th>",
              external_link(source.link, isolated(shown_name(source))), sub);
}

Fragment moment_cell(const char* label, const std::optional<Time>& t, Time now) {
  return html("<td data-label=\"{}\">{}</td>", Text{label}, t ? relative_time(*t, now) : html("never"));
}

Fragment next_cell(const SourceStatus& source, Health health, Time now) {
  Fragment when = html("not yet planned");
  if (source.polling)
    when = html("now");
  else if (health == Health::gone)
    when = html("never");
  else if (source.next_poll)
    when = *source.next_poll <= now ? html("due") : relative_time(*source.next_poll, now);
  const Fragment why =
      source.reason.empty() ? Fragment() : html("<span class=\"sub\">{}</span>", isolated(source.reason));
  return html("<td class=\"next\" data-label=\"Next poll\">{}{}</td>", when, why);
}

/// "The server takes too long: no answer within 60 s · 7 failures in a row · last good poll 6 days ago"
Fragment trouble_row(const SourceStatus& source, Time now) {
  Fragment text = html("<strong>{}</strong>", Text{in_words(source.error_kind)});
  if (!source.error.empty()) text += html(": {}", isolated(source.error));
  if (source.failures > 1)
    text += html(" <span class=\"aside\">{} failures in a row</span>", source.failures);
  if (source.last_success)
    text += html(" <span class=\"aside\">last good poll {}</span>", relative_time(*source.last_success, now));
  return html("<tr class=\"trouble\"><td colspan=\"6\">{}</td></tr>\n", text);
}

Fragment source_rows(const SourceStatus& source, bool has_feed, Time now) {
  const Health health = health_of(source);
  const Fragment feed =
      has_feed ? html("<a href=\"feeds/{}.atom\">Atom<span class=\"unseen\"> feed of {}</span></a>",
                      Text{source.name}, Text{shown_name(source)})
               : Fragment();
  Fragment rows = html("<tr>{}<td data-label=\"Health\"><span class=\"state {}\">{}</span></td>",
                       source_cell(source), Text{name_of(health)}, Text{name_of(health)});
  rows +=
      html("<td class=\"number\" data-label=\"Articles\">{}</td>{}{}<td data-label=\"Feed\">{}</td></tr>\n",
           grouped(source.articles), moment_cell("Last poll", source.last_poll, now),
           next_cell(source, health, now), feed);
  if (is_trouble(health)) rows += trouble_row(source, now);
  return html("<tbody class=\"{}\">\n{}</tbody>\n", Text{name_of(health)}, rows);
}

/// Those in trouble first, else in the configuration's order.
std::vector<const SourceStatus*> sorted(const ServiceStatus& status) {
  std::vector<const SourceStatus*> sources;
  for (const SourceStatus& source : status.sources) sources.push_back(&source);
  const auto rank = [](const SourceStatus* s) {
    return is_trouble(health_of(*s)) ? static_cast<int>(health_of(*s)) : static_cast<int>(Health::healthy);
  };
  std::stable_sort(sources.begin(), sources.end(), [&](auto a, auto b) { return rank(a) < rank(b); });
  return sources;
}

/// "10 healthy, 1 failing", each with its colour.
Fragment health_counts(const ServiceStatus& status) {
  std::array<int, kHealthNames.size()> counts{};
  for (const SourceStatus& source : status.sources) ++counts[static_cast<std::size_t>(health_of(source))];
  Fragment out;
  for (std::size_t i = counts.size(); i-- > 0;)
    if (counts[i] > 0)
      out += html("<li><span class=\"state {}\">{} {}</span></li>\n", Text{kHealthNames[i]}, counts[i],
                  Text{kHealthNames[i]});
  return out.empty() ? out : html("<ul class=\"counts\">\n{}</ul>\n", out);
}

Fragment sources_section(const ServiceStatus& status, const std::vector<std::string>& feeds) {
  const std::set<std::string_view> known(feeds.begin(), feeds.end());
  const std::vector<const SourceStatus*> sources = sorted(status);
  Fragment rows;
  for (std::size_t i = 0; i < std::min(sources.size(), kMaxRows); ++i)
    rows += source_rows(*sources[i], known.contains(sources[i]->name), status.now);
  Fragment out =
      html("<section class=\"sources\" aria-labelledby=\"sources\">\n<h2 id=\"sources\">Sources</h2>\n{}",
           health_counts(status));
  if (sources.empty()) {
    out += html(
        "<p class=\"empty\">No source yet. Add one with <code>gazette add URL</code>, then reload.</p>\n");
  } else {
    out += html(
        "<table>\n<thead><tr><th scope=\"col\">Source</th><th scope=\"col\">Health</th>"
        "<th scope=\"col\" class=\"number\">Articles</th><th scope=\"col\">Last poll</th>"
        "<th scope=\"col\">Next poll</th><th scope=\"col\">Feed</th></tr></thead>\n{}</table>\n",
        rows);
  }
  if (sources.size() > kMaxRows)
    out += html("<p class=\"empty\">and {} more: <code>gazette status</code> lists them all.</p>\n",
                sources.size() - kMaxRows);
  out += html("</section>\n");
  return out;
}

Fragment latest_section(const PageFrame& frame, const ServiceStatus& status,
                        std::span<const ExportArticle> latest) {
  const Fragment items = article_items(frame, latest, status.now);
  const Fragment list =
      latest.empty()
          ? html("<p class=\"empty\">Nothing yet. The first articles come with the first poll.</p>\n")
          : html("<ol class=\"articles\">\n{}</ol>\n", items);
  return html(
      "<section class=\"latest\" aria-labelledby=\"latest\">\n<h2 id=\"latest\">Latest</h2>\n{}</section>\n",
      list);
}

Fragment feed_choice(std::string_view name) {
  return html(
      "<a href=\"feeds/{}.atom\">Atom</a> <a href=\"feeds/{}.rss\">RSS</a> <a "
      "href=\"feeds/{}.json\">JSON</a>",
      Text{name}, Text{name}, Text{name});
}

Fragment subscribe_section(const PageFrame& frame, const std::vector<std::string>& feeds) {
  Fragment items;
  for (std::size_t i = 0; i < std::min(feeds.size(), kMaxFeeds); ++i)
    items += html("<li><span>{}</span> {}</li>\n",
                  isolated(feeds[i] == "all" ? std::string("Everything") : source_title(frame, feeds[i])),
                  feed_choice(feeds[i]));
  if (items.empty()) return {};
  return html(
      "<section class=\"subscribe\" aria-labelledby=\"subscribe\">\n<h2 id=\"subscribe\">Subscribe</h2>\n"
      "<ul>\n{}</ul>\n</section>\n",
      items);
}

/// "Tuesday, 24 November 2026, 15:07 UTC"
std::string long_date(Time t) {
  static constexpr std::array<std::string_view, 7> kDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                            "Thursday", "Friday", "Saturday"};
  static constexpr std::array<std::string_view, 12> kMonths = {
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  const auto midnight = std::chrono::floor<std::chrono::days>(t);
  const std::chrono::year_month_day day(midnight);
  return fmt::format("{}, {} {} {}, {} UTC", kDays[std::chrono::weekday(midnight).c_encoding()],
                     static_cast<unsigned>(day.day()), kMonths[static_cast<unsigned>(day.month()) - 1],
                     static_cast<int>(day.year()), format_rfc3339(t).substr(11, 5));
}

Fragment dateline(const ServiceStatus& status) {
  return html(
      "<p class=\"dateline\"><span>{}</span> <span>{} articles from <a href=\"#sources\">{} {}</a></span> "
      "<span><a href=\"#subscribe\">Subscribe</a> <a href=\"feeds/all.atom\">Atom</a> <a "
      "href=\"feeds/all.rss\">RSS</a> "
      "<a href=\"feeds/all.json\">JSON</a></span></p>\n",
      Text{long_date(status.now)}, grouped(status.articles), status.sources.size(),
      Text{status.sources.size() == 1 ? "source" : "sources"});
}

Fragment colophon(const ServiceStatus& status) {
  return html("<p>gazette {}, running for {}. {} articles and {} earlier versions, {} on disk.</p>\n",
              Text{status.version}, Text{rough_duration(status.now - status.started)},
              grouped(status.articles), grouped(status.versions), Text{rough_bytes(status.database_bytes)});
}

}  // namespace

std::string overview_page(const PageFrame& frame, const ServiceStatus& status,
                          std::span<const ExportArticle> latest, const std::vector<std::string>& feeds) {
  DocumentHead head;
  head.kind = "front";
  head.links = feed_links(frame, "all");
  Fragment content = dateline(status);
  if (!status.store_ok)
    content += html(
        "<p class=\"alarm\" role=\"alert\">The store does not answer: nothing new can be kept. <code>gazette "
        "check</code> says more.</p>\n");
  content += html("<div class=\"columns\">\n{}{}</div>\n{}", latest_section(frame, status, latest),
                  sources_section(status, feeds), subscribe_section(frame, feeds));
  return document(frame, head, content, colophon(status));
}

}  // namespace gazette
