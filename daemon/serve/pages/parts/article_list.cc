#include "daemon/serve/pages/parts/article_list.h"

#include "daemon/serve/pages/parts/document.h"
#include "daemon/serve/pages/text/highlight.h"
#include "feeds/text/strings.h"

namespace gazette {

namespace {

constexpr std::size_t kSummary = 240;  // code points

std::string shortened(std::string_view text) {
  const std::string_view start = first_code_points(text, kSummary);
  return start.size() == text.size() ? std::string(text) : std::string(trim(start)) + "…";
}

Fragment summary_of(const Article& article, const Highlight& searched) {
  const std::string found = searched.excerpt(article.body());
  const std::string text = !found.empty() ? found : shortened(article.summary);
  if (text.empty() || text == article.title) return {};
  return html("<p class=\"summary\">{}</p>\n", isolated(searched.mark(text), article.language));
}

Fragment article_item(const PageFrame& frame, const ExportArticle& item, std::string_view words) {
  const Article& article = item.article;
  const Highlight searched = words.empty() ? Highlight() : Highlight(words, article.language);
  return html(
      "<li><article>\n<h3><a href=\"{}articles/{}\">{}</a></h3>\n{}"
      "<p class=\"meta\"><a class=\"source\" href=\"{}sources/{}\">{}</a> {}</p>\n</article></li>\n",
      Text{frame.root}, Text{article.id},
      isolated(searched.mark(shown_title(frame, article)), article.language), summary_of(article, searched),
      Text{frame.root}, Text{article.source}, isolated(source_title(frame, article.source)),
      relative_time(*frame.phrases, article.date, frame.now));
}

}  // namespace

std::string_view shown_title(const PageFrame& frame, const Article& article) {
  return article.title.empty() ? frame.phrases->untitled : std::string_view(article.title);
}

Fragment article_list(const PageFrame& frame, std::span<const ExportArticle> articles,
                      std::string_view searched) {
  Fragment items;
  for (const ExportArticle& item : articles) items += article_item(frame, item, searched);
  return html("<ol class=\"articles\">\n{}</ol>\n", items);
}

Fragment pager(const PageFrame& frame, const std::string& address, const std::string& next, bool is_first) {
  const Phrases& say = *frame.phrases;
  const char* joint = address.find('?') == std::string::npos ? "?" : "&";
  Fragment links;
  if (!is_first) links += html("<a href=\"{}\">{}</a> ", Text{address}, Text{say.back_to_latest});
  if (!next.empty())
    links += html("<a class=\"next\" rel=\"next\" href=\"{}{}after={}\">{}</a>", Text{address}, Text{joint},
                  Text{percent_encode(next)}, Text{say.older});
  return links.empty() ? links
                       : html("<nav class=\"pager\" aria-label=\"{}\">{}</nav>\n", Text{say.older}, links);
}

}  // namespace gazette
