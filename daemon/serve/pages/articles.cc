// The pages of one article and of a search, and the one that says what went wrong.
#include "daemon/serve/pages/document.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {

namespace {

constexpr std::size_t kMaxListed = 50;  // authors, categories, sources, enclosures of one article

std::string local_time(const Article& article, Time t) {
  const std::string zone = is_known_zone(article.zone) ? article.zone : "UTC";
  return format_local(t, zone).substr(0, 16) + ' ' + zone;
}

Fragment exact_time(const Article& article, Time t) {
  return html("<time datetime=\"{}\">{}</time>", Text{format_rfc3339(t)}, Text{local_time(article, t)});
}

Fragment comma_list(const std::vector<std::string>& words) {
  Fragment out;
  for (std::size_t i = 0; i < std::min(words.size(), kMaxListed); ++i)
    out += html("{}{}", Text{i == 0 ? "" : ", "}, isolated(words[i]));
  return out;
}

Fragment byline(const Article& article) {
  std::vector<std::string> names;
  for (const Person& author : article.authors)
    if (!author.name.empty()) names.push_back(author.name);
  Fragment out = names.empty() ? Fragment() : html("<span>{}</span> ", comma_list(names));
  out += html("<span>{}</span>", exact_time(article, article.date));
  const std::string host = url_host(article.url);
  if (!host.empty())
    out += html(" <span>{}</span>", external_link(article.url, html("Read at {}", Text{host})));
  return html("<p class=\"byline\">{}</p>\n", out);
}

Fragment row(const char* term, const Fragment& value) {
  return value.empty() ? Fragment() : html("<dt>{}</dt><dd>{}</dd>\n", Text{term}, value);
}

Fragment enclosure_list(const Article& article) {
  Fragment out;
  for (std::size_t i = 0; i < std::min(article.enclosures.size(), kMaxListed); ++i) {
    const Enclosure& enclosure = article.enclosures[i];
    const std::string_view path =
        std::string_view(enclosure.url).substr(0, enclosure.url.find_first_of("?#"));
    const std::string_view file = path.substr(path.rfind('/') + 1);
    out += html("{}{}", Text{i == 0 ? "" : ", "},
                external_link(enclosure.url, isolated(file.empty() ? path : file)));
  }
  return out;
}

Fragment particulars(const PageFrame& frame, const ExportArticle& item) {
  const Article& article = item.article;
  std::vector<std::string> sources;
  for (const std::string& name : item.sources) sources.push_back(source_title(frame, name));
  if (sources.empty()) sources.push_back(source_title(frame, article.source));
  std::vector<std::string> subjects = article.categories;
  subjects.insert(subjects.end(), article.tags.begin(), article.tags.end());
  Fragment out = row("Original", external_link(article.url, html("{}", Text{article.url})));
  out += row(sources.size() > 1 ? "Sources" : "Source", comma_list(sources));
  if (article.published) out += row("Published", exact_time(article, *article.published));
  if (article.updated && article.updated != article.published)
    out += row("Updated", exact_time(article, *article.updated));
  out += row("First seen", exact_time(article, article.first_seen));
  if (item.version > 1)
    out += row("Version", html("{}, changed {}", item.version, exact_time(article, item.changed)));
  out += row("Subjects", comma_list(subjects));
  out += row("Attached", enclosure_list(article));
  out += row("Comments", external_link(article.comments, is_http_url(article.comments)
                                                             ? html("{}", Text{url_host(article.comments)})
                                                             : Fragment()));
  out += row("Rights", article.rights.empty() ? Fragment() : isolated(article.rights));
  out += row("Record", html("<code>{}</code>", Text{article.id}));
  return html("<dl class=\"particulars\">\n{}</dl>\n", out);
}

Fragment result_heading(std::string_view words, std::size_t count) {
  if (words.empty()) return html("<h1>Search</h1>\n");
  const std::string_view noun = count == 1 ? "article" : "articles";
  if (count == 0) return html("<h1>Nothing found for <q>{}</q></h1>\n", isolated(words));
  return html("<h1>{} {} for <q>{}</q></h1>\n", count, Text{noun}, isolated(words));
}

std::string_view short_name(int status) {
  switch (status) {
    case 400: return "Bad request";
    case 404: return "Not found";
    case 405: return "Not allowed";
    case 503: return "Not now";
    default: return "Not possible";
  }
}

}  // namespace

std::string article_page(const PageFrame& frame, const ExportArticle& item) {
  const Article& article = item.article;
  const std::string_view title = article.title.empty() ? std::string_view("Untitled") : article.title;
  const std::string_view language = language_tag(article.language);
  DocumentHead head;
  head.title = title;
  head.kind = "reading";
  head.links = feed_links(frame, "all");
  if (is_http_url(article.url))
    head.links += html("<link rel=\"canonical\" href=\"{}\">\n", Text{article.url});
  // dir=auto would look past the title: it is inside a <bdi>.
  const Fragment direction = is_right_to_left(language) ? html(" dir=\"rtl\"") : Fragment();
  const Fragment attribute = language.empty() ? Fragment() : html(" lang=\"{}\"", Text{language});
  Fragment content = html("<article>\n<header>\n<p class=\"kicker\">{}</p>\n<h1{}{}>{}</h1>\n{}</header>\n",
                          isolated(source_title(frame, article.source)), attribute, direction,
                          isolated(title), byline(article));
  content += html("<div class=\"body\"{} dir=\"auto\">\n{}</div>\n", attribute,
                  Fragment::trusted(render_markdown(article.body())));
  content += html("<footer>\n{}</footer>\n</article>\n", particulars(frame, item));
  return document(frame, head, content);
}

std::string search_page(const PageFrame& frame, std::string_view words, std::span<const ExportArticle> found,
                        Time now) {
  DocumentHead head;
  head.title = words.empty() ? std::string_view("Search") : words;
  head.kind = "results";
  head.searched = words;
  Fragment content = result_heading(words, found.size());
  if (words.empty())
    content += html(
        "<p class=\"empty\">Words of titles and texts, in any language: <kbd>kernel</kbd>, "
        "<kbd>软银</kbd>.</p>\n");
  else if (found.empty())
    content += html("<p class=\"empty\">All words must occur. Fewer or shorter ones find more.</p>\n");
  else
    content += html("<ol class=\"articles\">\n{}</ol>\n", article_items(frame, found, now));
  return document(frame, head, content);
}

std::string error_page(const PageFrame& frame, int status, std::string_view message) {
  DocumentHead head;
  head.title = short_name(status);
  head.kind = "notice";
  return document(
      frame, head,
      html(
          "<p class=\"kicker\">{}</p>\n<h1>{}</h1>\n<p>{}</p>\n<p><a href=\"{}\">To the front page</a></p>\n",
          status, Text{short_name(status)}, Text{message}, Text{frame.root.empty() ? "./" : frame.root}));
}

}  // namespace gazette
