#include "daemon/serve/pages/document.h"

#include "feeds/text/strings.h"

namespace gazette {

namespace {

constexpr std::size_t kSummary = 240;  // code points

Fragment page_title(const PageFrame& frame, const DocumentHead& head) {
  if (head.title.empty()) return html("{}", Text{frame.title});
  return html("{} · {}", Text{head.title}, Text{frame.title});
}

Fragment head_element(const PageFrame& frame, const DocumentHead& head) {
  return html(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"robots\" content=\"noindex\">\n<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<title>{}</title>\n<link rel=\"stylesheet\" href=\"{}style.css?v={}\">\n"
      "<link rel=\"icon\" type=\"image/svg+xml\" href=\"{}icon.svg\">\n{}</head>\n",
      page_title(frame, head), Text{frame.root}, Text{frame.style}, Text{frame.root}, head.links);
}

/// "" would be this very page.
std::string home(const PageFrame& frame) {
  return frame.root.empty() ? "./" : frame.root;
}

Fragment masthead(const PageFrame& frame, const DocumentHead& head) {
  const Fragment name = html("<a href=\"{}\">{}</a>", Text{home(frame)}, isolated(frame.title));
  const Fragment plate = head.kind == "front" ? html("<h1 class=\"nameplate\">{}</h1>", name)
                                              : html("<p class=\"nameplate\">{}</p>", name);
  return html(
      "<header class=\"masthead\">\n{}\n<form class=\"search\" role=\"search\" action=\"{}search\">"
      "<label for=\"q\">Search the archive</label>"
      "<input id=\"q\" name=\"q\" type=\"search\" value=\"{}\" placeholder=\"Search the archive\" "
      "maxlength=\"200\" "
      "autocomplete=\"off\"><button type=\"submit\">Search</button></form>\n</header>\n",
      plate, Text{frame.root}, Text{head.searched});
}

std::string shortened(std::string_view text) {
  const std::string_view start = first_code_points(text, kSummary);
  return start.size() == text.size() ? std::string(text) : std::string(trim(start)) + "…";
}

Fragment article_item(const PageFrame& frame, const ExportArticle& item, Time now) {
  const Article& article = item.article;
  const Fragment title =
      isolated(article.title.empty() ? std::string_view("Untitled") : article.title, article.language);
  Fragment out = html("<li><article>\n<h3><a href=\"{}articles/{}\">{}</a></h3>\n", Text{frame.root},
                      Text{article.id}, title);
  if (!article.summary.empty() && article.summary != article.title)
    out += html("<p class=\"summary\">{}</p>\n", isolated(shortened(article.summary), article.language));
  out += html("<p class=\"meta\"><span class=\"source\">{}</span> {}</p>\n</article></li>\n",
              isolated(source_title(frame, article.source)), relative_time(article.date, now));
  return out;
}

}  // namespace

std::string document(const PageFrame& frame, const DocumentHead& head, const Fragment& content,
                     const Fragment& footer) {
  Fragment page = head_element(frame, head);
  page += html("<body class=\"{}\">\n<a class=\"skip\" href=\"#main\">Skip to the content</a>\n{}",
               Text{head.kind}, masthead(frame, head));
  page += html("<main id=\"main\">\n{}</main>\n", content);
  if (!footer.empty()) page += html("<footer class=\"colophon\">\n{}</footer>\n", footer);
  page += html("</body>\n</html>\n");
  return page.str();
}

std::string source_title(const PageFrame& frame, const std::string& name) {
  if (!frame.titles) return name;
  const auto found = frame.titles->find(name);
  return found == frame.titles->end() ? name : found->second;
}

Fragment article_items(const PageFrame& frame, std::span<const ExportArticle> articles, Time now) {
  Fragment out;
  for (const ExportArticle& item : articles) out += article_item(frame, item, now);
  return out;
}

Fragment feed_links(const PageFrame& frame, std::string_view name) {
  Fragment out;
  for (const FeedOutput format : {FeedOutput::atom, FeedOutput::rss, FeedOutput::json}) {
    const std::string_view type = feed_content_type(format);
    out += html("<link rel=\"alternate\" type=\"{}\" title=\"{} ({})\" href=\"{}feeds/{}.{}\">\n",
                Text{type.substr(0, type.find(';'))}, Text{frame.title}, Text{feed_extension(format)},
                Text{frame.root}, Text{name}, Text{feed_extension(format)});
  }
  return out;
}

}  // namespace gazette
