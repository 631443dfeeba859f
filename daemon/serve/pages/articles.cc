// One article: its text, and what is known of it.
#include <algorithm>

#include "daemon/serve/pages/parts/article_list.h"
#include "daemon/serve/pages/parts/document.h"
#include "daemon/serve/pages/parts/pictures.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {

namespace {

constexpr std::size_t kMaxListed = 50;  // authors, categories, sources, enclosures, versions of one article

/// "a, b, c"
Fragment comma_list(const std::vector<Fragment>& items) {
  Fragment out;
  for (std::size_t i = 0; i < std::min(items.size(), kMaxListed); ++i)
    out += html("{}{}", Text{i == 0 ? "" : ", "}, items[i]);
  return out;
}

Fragment author_names(const Article& article) {
  std::vector<Fragment> names;
  for (const Person& author : article.authors)
    if (!author.name.empty()) names.push_back(isolated(author.name));
  return comma_list(names);
}

Fragment source_link(const PageFrame& frame, const std::string& name) {
  return html("<a href=\"{}sources/{}\">{}</a>", Text{frame.root}, Text{percent_encode(name)},
              isolated(source_title(frame, name)));
}

Fragment byline(const PageFrame& frame, const Article& article) {
  const Fragment names = author_names(article);
  Fragment out = names.empty() ? Fragment() : html("<span>{}</span> ", names);
  out += html("<span>{}</span>", exact_time(article, article.date));
  const std::string host = url_host(article.url);
  if (!host.empty())
    out += html(" <span>{}</span>",
                external_link(article.url, fill(frame.phrases->read_at, {html("{}", Text{host})})));
  return html("<p class=\"byline\">{}</p>\n", out);
}

Fragment row(std::string_view term, const Fragment& value) {
  return value.empty() ? Fragment() : html("<dt>{}</dt><dd>{}</dd>\n", Text{term}, value);
}

Fragment enclosure_list(const Article& article) {
  std::vector<Fragment> files;
  for (const Enclosure& enclosure : article.enclosures) {
    const std::string_view path =
        std::string_view(enclosure.url).substr(0, enclosure.url.find_first_of("?#"));
    const std::string_view file = path.substr(path.rfind('/') + 1);
    files.push_back(external_link(enclosure.url, isolated(file.empty() ? path : file)));
  }
  return comma_list(files);
}

/// Each version with its moment and what was changed in it.
Fragment version_list(const PageFrame& frame, const ArticleView& view) {
  const Phrases& say = *frame.phrases;
  if (view.versions.size() < 2) return {};
  std::vector<Fragment> items;
  for (std::size_t i = view.versions.size(); i-- > 0;) {
    const VersionInfo& version = view.versions[i];
    Fragment item = html("{} · {}", fill(say.version_of, {html("{}", version.version)}),
                         exact_time(view.item.article, version.at));
    if (i > 0)
      item += html(" · <a href=\"{}articles/{}/changes/{}\">{}</a>", Text{frame.root},
                   Text{view.item.article.id}, version.version, Text{say.show_changes});
    items.push_back(item);
  }
  Fragment lines;
  for (std::size_t i = 0; i < std::min(items.size(), kMaxListed); ++i) lines += html("<li>{}</li>", items[i]);
  return html("<ul>{}</ul>", lines);
}

Fragment subjects(const PageFrame& frame, const Article& article) {
  std::vector<Fragment> words;
  const auto is_tag = [&](const std::string& word) {
    return std::find(article.tags.begin(), article.tags.end(), word) != article.tags.end();
  };
  for (const std::string& category : article.categories)
    if (!is_tag(category)) words.push_back(isolated(category));
  for (const std::string& tag : article.tags)
    words.push_back(
        html("<a href=\"{}tags/{}\">{}</a>", Text{frame.root}, Text{percent_encode(tag)}, isolated(tag)));
  return comma_list(words);
}

Fragment sources_of(const PageFrame& frame, const ExportArticle& item) {
  std::vector<Fragment> sources;
  for (const std::string& name : item.sources) sources.push_back(source_link(frame, name));
  if (sources.empty()) sources.push_back(source_link(frame, item.article.source));
  return comma_list(sources);
}

Fragment near_list(const PageFrame& frame, const ArticleView& view) {
  std::vector<Fragment> links;
  for (const ArticleName& other : view.near)
    links.push_back(html("<a href=\"{}articles/{}\">{}</a>", Text{frame.root}, Text{percent_encode(other.id)},
                         isolated(other.title.empty() ? frame.phrases->untitled : other.title)));
  return comma_list(links);
}

Fragment particulars(const PageFrame& frame, const ArticleView& view) {
  const Phrases& say = *frame.phrases;
  const Article& article = view.item.article;
  Fragment out = row(say.original, external_link(article.url, html("{}", Text{article.url})));
  out += row(view.item.sources.size() > 1 ? say.sources : say.source, sources_of(frame, view.item));
  if (article.published) out += row(say.published, exact_time(article, *article.published));
  if (article.updated && article.updated != article.published)
    out += row(say.updated, exact_time(article, *article.updated));
  out += row(say.first_seen, exact_time(article, article.first_seen));
  out += row(say.versions, version_list(frame, view));
  out += row(say.near, near_list(frame, view));
  out += row(say.subjects, subjects(frame, article));
  out += row(say.attached, enclosure_list(article));
  if (is_http_url(article.comments))
    out += row(say.comments, external_link(article.comments, html("{}", Text{url_host(article.comments)})));
  out += row(say.rights, article.rights.empty() ? Fragment() : isolated(article.rights));
  if (!article.license.empty())
    out += row(say.license, external_link(article.license, html("{}", Text{article.license})));
  out += row(say.record, html("<code>{}</code>", Text{article.id}));
  return html("<dl class=\"particulars\">\n{}</dl>\n", out);
}

}  // namespace

std::string article_page(const PageFrame& frame, const ArticleView& view) {
  const Article& article = view.item.article;
  const std::string_view title = shown_title(frame, article);
  const std::string_view language = language_tag(article.language);
  DocumentHead head;
  head.title = title;
  head.kind = "reading";
  head.links = feed_links(frame, {article.source, {}}, source_title(frame, article.source));
  if (is_http_url(article.url))
    head.links += html("<link rel=\"canonical\" href=\"{}\">\n", Text{article.url});
  // dir=auto would look past the title: it is inside a <bdi>.
  const Fragment direction = is_right_to_left(language) ? html(" dir=\"rtl\"") : Fragment();
  const Fragment attribute = language.empty() ? Fragment() : html(" lang=\"{}\"", Text{language});
  const Fragment size = is_long(title) ? html(" class=\"long\"") : Fragment();
  Fragment content = html("<article>\n<header>\n<p class=\"kicker\">{}</p>\n<h1{}{}{}>{}</h1>\n{}</header>\n",
                          source_link(frame, article.source), size, attribute, direction, isolated(title),
                          byline(frame, article));
  const std::string text =
      remove_control_characters(render_markdown(without_source_link(article.body(), article)));
  content += html("<div class=\"body\"{} dir=\"auto\">\n{}</div>\n", attribute,
                  Fragment::trusted(pictures_as_links(*frame.phrases, text)));
  content += html("<footer>\n{}</footer>\n</article>\n", particulars(frame, view));
  return document(frame, head, content);
}

}  // namespace gazette
