#include "daemon/serve/pages/parts/article_list.h"

#include <algorithm>

#include "daemon/serve/pages/parts/document.h"
#include "feeds/text/strings.h"
#include "storage/search/text/snippet.h"

namespace gazette {

namespace {

constexpr std::size_t kSummary = 240;    // code points
constexpr std::size_t kFoundText = 240;  // columns of what a search shows
constexpr std::size_t kLongTitle = 110;  // bytes: about three lines in any script

std::string shortened(std::string_view text) {
  const std::string_view start = first_code_points(text, kSummary);
  return start.size() == text.size() ? std::string(text) : std::string(trim(start)) + "…";
}

Fragment marked(const std::vector<SnippetPart>& parts) {
  Fragment out;
  for (const SnippetPart& part : parts)
    out += part.found ? html("<mark>{}</mark>", Text{part.text}) : html("{}", Text{part.text});
  return out;
}

bool has_marks(const std::vector<SnippetPart>& parts) {
  return std::any_of(parts.begin(), parts.end(), [](const SnippetPart& part) { return part.found; });
}

Fragment summary_of(const Article& article, const std::vector<SnippetPart>& found) {
  Fragment text = marked(found);
  if (!has_marks(found)) {
    const std::string summary = shortened(article.summary);
    if (summary.empty() || summary == article.title) return {};
    text = html("{}", Text{summary});
  }
  return html("<p class=\"summary\">{}</p>\n", isolated(text, article.language));
}

Fragment article_item(const PageFrame& frame, const ExportArticle& item, std::string_view words) {
  const Article& article = item.article;
  const Snippet found = words.empty() ? Snippet() : make_snippet(article, words, kFoundText);
  const Fragment title =
      has_marks(found.title) ? marked(found.title) : html("{}", Text{shown_title(frame, article)});
  return html(
      "<li><article>\n<h3><a href=\"{}articles/{}\">{}</a></h3>\n{}"
      "<p class=\"meta\"><a class=\"source\" href=\"{}sources/{}\">{}</a> {}</p>\n</article></li>\n",
      Text{frame.root}, Text{article.id}, isolated(title, article.language), summary_of(article, found.text),
      Text{frame.root}, Text{article.source}, isolated(source_title(frame, article.source)),
      relative_time(*frame.phrases, article.date, frame.now));
}

}  // namespace

bool is_long(std::string_view title) {
  return title.size() > kLongTitle;
}

Fragment exact_time(const Article& article, Time t) {
  const std::string zone = is_known_zone(article.zone) ? article.zone : "UTC";
  return html("<time datetime=\"{}\">{}</time>", Text{format_rfc3339(t)},
              Text{format_local(t, zone).substr(0, 16) + ' ' + zone});
}

std::string_view without_source_link(std::string_view body, const Article& article) {
  const std::string_view whole = body.substr(0, body.find_last_not_of("\n ") + 1);
  const std::size_t begin = whole.rfind('\n') + 1;
  const std::string_view last = whole.substr(begin);
  const bool is_link = last.starts_with('[') && last.ends_with("](" + article.url + ")");
  return is_link && begin > 0 ? whole.substr(0, begin) : body;
}

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
