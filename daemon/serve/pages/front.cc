// The front page: what is new, and what there is.
#include <algorithm>

#include "daemon/serve/pages/parts/article_list.h"
#include "daemon/serve/pages/parts/document.h"
#include "daemon/serve/pages/parts/health.h"

namespace gazette {

namespace {

constexpr std::size_t kMaxSources = 30;  // beside the articles; the rest is a page away
constexpr std::size_t kMaxTags = 60;

Fragment dateline(const PageFrame& frame, const ServiceStatus& status) {
  const Phrases& say = *frame.phrases;
  return html("<p class=\"dateline\"><span>{}</span> <span>{}</span> <span>{} {}</span></p>\n",
              Text{long_date(say, status.now)}, counted(say.articles_one, say.articles_many, status.articles),
              Text{say.subscribe}, feed_choice(frame, {}));
}

Fragment source_line(const PageFrame& frame, const SourceStatus& source) {
  const Phrases& say = *frame.phrases;
  const Health health = health_of(source);
  const Fragment state = is_trouble(health) ? health_mark(say, health) : sparkline(say, source.days);
  return html("<li class=\"{}\"><a href=\"{}sources/{}\">{}</a>{}</li>\n", Text{health_class(health)},
              Text{frame.root}, Text{source.name}, isolated(shown_name(source)), state);
}

Fragment sources_section(const PageFrame& frame, const ServiceStatus& status) {
  const Phrases& say = *frame.phrases;
  const std::vector<const SourceStatus*> sources = by_trouble(status);
  Fragment lines;
  for (std::size_t i = 0; i < std::min(sources.size(), kMaxSources); ++i)
    lines += source_line(frame, *sources[i]);
  const Fragment list =
      sources.empty()
          ? html("<p class=\"empty\">{}</p>\n", fill(say.no_source_yet, {html("<code>[[source]]</code>")}))
          : html(
                "<ul class=\"instruments\">\n{}</ul>\n{}<p class=\"more\"><a href=\"{}sources\">{}</a></p>\n",
                lines, health_counts(say, status), Text{frame.root}, Text{say.all_sources});
  return html("<section aria-labelledby=\"sources\">\n<h2 id=\"sources\">{}</h2>\n{}</section>\n",
              Text{say.sources}, list);
}

Fragment words_section(std::string_view id, std::string_view title, const Fragment& words) {
  if (words.empty()) return words;
  return html(
      "<section aria-labelledby=\"{}\">\n<h2 id=\"{}\">{}</h2>\n<ul class=\"words\">\n{}</ul>\n</section>\n",
      Text{id}, Text{id}, Text{title}, words);
}

Fragment tags_section(const PageFrame& frame, const ServiceStatus& status) {
  Fragment words;
  for (std::size_t i = 0; i < std::min(status.tags.size(), kMaxTags); ++i)
    words += html("<li><a href=\"{}tags/{}\">{}</a></li>\n", Text{frame.root},
                  Text{percent_encode(status.tags[i])}, isolated(status.tags[i]));
  return words_section("tags", frame.phrases->tags, words);
}

Fragment languages_section(const PageFrame& frame, const ServiceStatus& status) {
  if (status.languages.size() < 2) return {};
  Fragment words;
  for (std::size_t i = 0; i < std::min(status.languages.size(), kMaxTags); ++i)
    words += html("<li><a href=\"{}languages/{}\">{}</a></li>\n", Text{frame.root},
                  Text{percent_encode(status.languages[i])},
                  Text{language_name(*frame.phrases, status.languages[i])});
  return words_section("languages", frame.phrases->languages, words);
}

Fragment articles_or_none(const PageFrame& frame, const ArticleList& list, std::string_view none) {
  return list.articles.empty() ? html("<p class=\"empty\">{}</p>\n", Text{none})
                               : article_list(frame, list.articles);
}

}  // namespace

std::string front_page(const PageFrame& frame, const ServiceStatus& status, const ArticleList& list,
                       bool is_first) {
  const Phrases& say = *frame.phrases;
  DocumentHead head;
  head.kind = is_first ? "front" : "front older";
  head.title = is_first ? std::string_view() : say.older;
  head.current = is_first ? "latest" : "";
  head.links = feed_links(frame, {});
  Fragment content = dateline(frame, status);
  if (!status.store_ok)
    content += html("<p class=\"alarm\" role=\"alert\">{}</p>\n",
                    fill(say.store_silent, {html("<code>gazette check</code>")}));
  content += html(
      "<div class=\"columns\">\n<section class=\"latest\" aria-labelledby=\"latest\">\n<h2 "
      "id=\"latest\">{}</h2>\n{}{}"
      "</section>\n<aside>\n{}{}{}</aside>\n</div>\n",
      Text{is_first ? say.latest : say.older}, articles_or_none(frame, list, say.nothing_yet),
      pager(frame, frame.root.empty() ? "./" : frame.root, list.next, is_first),
      sources_section(frame, status), tags_section(frame, status), languages_section(frame, status));
  return document(frame, head, content);
}

std::string list_page(const PageFrame& frame, const ListSubject& subject, const ArticleList& list,
                      bool is_first) {
  const Phrases& say = *frame.phrases;
  const bool is_tag = !subject.tag.empty();
  const std::string name = is_tag ? subject.tag : language_name(say, subject.language);
  const FeedAddress feed{
      "all", is_tag ? "?tag=" + percent_encode(subject.tag) : "?lang=" + percent_encode(subject.language)};
  DocumentHead head;
  head.title = name;
  head.kind = "results";
  head.links = feed_links(frame, feed, name);
  const std::string address = frame.root + (is_tag ? "tags/" + percent_encode(subject.tag)
                                                   : "languages/" + percent_encode(subject.language));
  return document(frame, head,
                  html("<h1>{}</h1>\n<p class=\"byline\">{} {}</p>\n{}{}",
                       fill(is_tag ? say.tagged : say.in_language, {isolated(name)}), Text{say.subscribe},
                       feed_choice(frame, feed, name), articles_or_none(frame, list, say.no_articles_here),
                       pager(frame, address, list.next, is_first)));
}

}  // namespace gazette
