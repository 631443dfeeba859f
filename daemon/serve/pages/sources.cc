// All sources and their health; one source.
#include <algorithm>

#include "daemon/serve/pages/parts/article_list.h"
#include "daemon/serve/pages/parts/document.h"
#include "daemon/serve/pages/parts/health.h"
#include "daemon/serve/pages/text/reasons.h"
#include "feeds/text/url.h"

namespace gazette {

namespace {

constexpr std::size_t kMaxRows = 1000;

Fragment source_cell(const PageFrame& frame, const SourceStatus& source) {
  // Only the host of the feed's address: the rest may hold a key that is the operator's alone.
  const std::string host = url_host(source.url);
  return html("<th scope=\"row\"><a href=\"{}sources/{}\">{}</a><span class=\"sub\">{}</span></th>",
              Text{frame.root}, Text{source.name}, isolated(shown_name(source)),
              Text{host.empty() ? source.name : host});
}

Fragment moment(const PageFrame& frame, const std::optional<Time>& t) {
  return t ? relative_time(*frame.phrases, *t, frame.now) : html("{}", Text{frame.phrases->never});
}

Fragment reason(const Phrases& say, const SourceStatus& source) {
  const Fragment words = reason_in_words(say, source.reason);
  return words.empty() ? words : html("<span class=\"sub\">{}</span>", words);
}

Fragment source_rows(const PageFrame& frame, const SourceStatus& source) {
  const Phrases& say = *frame.phrases;
  const Health health = health_of(source);
  Fragment rows = html("<tr>{}<td data-label=\"{}\">{}</td><td class=\"rhythm\" data-label=\"{}\">{}</td>",
                       source_cell(frame, source), Text{say.health}, health_mark(say, health),
                       Text{say.rhythm}, sparkline(say, source.days));
  rows += html(
      "<td class=\"number\" data-label=\"{}\">{}</td><td data-label=\"{}\">{}</td><td class=\"next\" "
      "data-label=\"{}\">{}{}</td></tr>\n",
      Text{say.articles}, grouped(source.articles), Text{say.last_poll}, moment(frame, source.last_poll),
      Text{say.next_poll}, next_poll(say, source, frame.now), reason(say, source));
  if (is_trouble(health))
    rows += html("<tr class=\"trouble\"><td colspan=\"6\">{}</td></tr>\n", trouble(say, source, frame.now));
  return html("<tbody class=\"{}\">\n{}</tbody>\n", Text{health_class(health)}, rows);
}

Fragment sources_table(const PageFrame& frame, const ServiceStatus& status) {
  const Phrases& say = *frame.phrases;
  const std::vector<const SourceStatus*> sources = by_trouble(status);
  if (sources.empty())
    return html("<p class=\"empty\">{}</p>\n", fill(say.no_source_yet, {html("<code>[[source]]</code>")}));
  Fragment rows;
  for (std::size_t i = 0; i < std::min(sources.size(), kMaxRows); ++i)
    rows += source_rows(frame, *sources[i]);
  Fragment out = html(
      "<table>\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th>"
      "<th scope=\"col\" class=\"number\">{}</th><th scope=\"col\">{}</th><th "
      "scope=\"col\">{}</th></tr></thead>\n"
      "{}</table>\n",
      Text{say.source}, Text{say.health}, Text{say.rhythm}, Text{say.articles}, Text{say.last_poll},
      Text{say.next_poll}, rows);
  if (sources.size() > kMaxRows)
    out += html("<p class=\"empty\">{}</p>\n",
                fill(say.and_more, {grouped(static_cast<std::int64_t>(sources.size() - kMaxRows)),
                                    html("<code>gazette status</code>")}));
  return out;
}

Fragment export_row(const PageFrame& frame, const ExporterState& state) {
  const Phrases& say = *frame.phrases;
  const bool fails = !state.error.empty();
  Fragment what = fill(say.export_done, {grouped(state.written), grouped(state.removed),
                                         relative_time(say, state.at, frame.now)});
  if (fails)
    what =
        html("{} {}", health_mark(say, Health::failing),
             fill(say.export_failing, {relative_time(say, state.failing_since.value_or(state.at), frame.now),
                                       isolated(state.error, "en")}));
  if (state.kept > 0) what += html(" · {}", fill(say.export_kept, {grouped(state.kept)}));
  if (!state.commit.empty())
    what += html(" · {}", fill(say.last_commit, {html("<code>{}</code>", Text{state.commit})}));
  return html("<dt>{}</dt><dd>{}</dd>\n", isolated(state.name), what);
}

/// How what is stored goes out.
Fragment exports(const PageFrame& frame, const ServiceStatus& status) {
  if (status.exporters.empty()) return {};
  Fragment rows;
  for (const ExporterState& state : status.exporters) rows += export_row(frame, state);
  return html("<h2>{}</h2>\n<dl class=\"particulars\">\n{}</dl>\n", Text{frame.phrases->exports}, rows);
}

Fragment row(std::string_view term, const Fragment& value) {
  return value.empty() ? Fragment() : html("<dt>{}</dt><dd>{}</dd>\n", Text{term}, value);
}

Fragment particulars(const PageFrame& frame, const SourceStatus& source) {
  const Phrases& say = *frame.phrases;
  Fragment out = row(say.health, health_mark(say, health_of(source)));
  if (is_trouble(health_of(source))) out += row(say.last_error, trouble(say, source, frame.now));
  out += row(say.last_poll, moment(frame, source.last_poll));
  out += row(say.next_poll, next_poll(say, source, frame.now));
  out += row(say.why, reason_in_words(say, source.reason));
  if (source.last_status > 0 && source.last_status != 200 && source.last_status != 304)
    out += row(say.http_status, html("{}", source.last_status));
  out += row(say.articles, grouped(source.articles));
  if (source.newest) out += row(say.last_article, relative_time(say, *source.newest, frame.now));
  if (is_http_url(source.link))
    out += row(say.home_page, external_link(source.link, html("{}", Text{url_host(source.link)})));
  Fragment tags;
  for (const std::string& tag : source.tags)
    tags += html("{}<a href=\"{}tags/{}\">{}</a>", Text{tags.empty() ? "" : ", "}, Text{frame.root},
                 Text{percent_encode(tag)}, isolated(tag));
  out += row(say.tags, tags);
  return html("<dl class=\"particulars\">\n{}</dl>\n", out);
}

}  // namespace

std::string status_page(const PageFrame& frame, const ServiceStatus& status) {
  const Phrases& say = *frame.phrases;
  DocumentHead head;
  head.title = say.sources;
  head.kind = "status";
  head.current = "sources";
  head.links = feed_links(frame, {});
  Fragment content =
      html("<div class=\"heading\"><h1>{}</h1>\n{}</div>\n", Text{say.sources}, health_counts(say, status));
  if (!status.store_ok)
    content += html("<p class=\"alarm\" role=\"alert\">{}</p>\n",
                    fill(say.store_silent, {html("<code>gazette check</code>")}));
  content += html("<div class=\"sources\">{}</div>\n", sources_table(frame, status));
  content += exports(frame, status);
  return document(frame, head, content,
                  html("<p>{} {}</p>\n",
                       fill(say.running_since, {html("{}", Text{status.version}),
                                                rough_duration(say, status.now - status.started)}),
                       fill(say.on_disk, {counted(say.articles_one, say.articles_many, status.articles),
                                          counted(say.earlier_one, say.earlier_many, status.versions),
                                          html("{}", Text{rough_bytes(status.database_bytes)})})));
}

std::string source_page(const PageFrame& frame, const SourceStatus& source, const ArticleList& list,
                        bool is_first) {
  const Phrases& say = *frame.phrases;
  const FeedAddress feed{source.name, {}};
  DocumentHead head;
  head.title = shown_name(source);
  head.kind = "results source-page";
  head.links = feed_links(frame, feed, shown_name(source));
  Fragment content = html(
      "<p class=\"kicker\"><a href=\"{}sources\">{}</a></p>\n<h1>{}</h1>\n<p class=\"byline\">{} {}</p>\n",
      Text{frame.root}, Text{say.sources}, isolated(shown_name(source)), Text{say.subscribe},
      feed_choice(frame, feed, shown_name(source)));
  const bool is_silent = std::all_of(source.days.begin(), source.days.end(), [](int n) { return n == 0; });
  if (is_first && !is_silent)
    content += html("<figure class=\"rhythm\">{}<figcaption>{}</figcaption></figure>\n",
                    sparkline(say, source.days), rhythm_in_words(say, source.days));
  if (is_first) content += particulars(frame, source);
  content += html("<h2>{}</h2>\n{}{}", Text{is_first ? say.latest : say.older},
                  list.articles.empty() ? html("<p class=\"empty\">{}</p>\n", Text{say.no_articles_here})
                                        : article_list(frame, list.articles),
                  pager(frame, frame.root + "sources/" + source.name, list.next, is_first));
  return document(frame, head, content);
}

}  // namespace gazette
