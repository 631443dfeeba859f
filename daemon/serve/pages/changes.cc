// What a publisher changed in an article, word by word.
#include <algorithm>
#include <vector>

#include "daemon/serve/pages/parts/article_list.h"
#include "daemon/serve/pages/parts/document.h"
#include "feeds/text/strings.h"

namespace gazette {

namespace {

constexpr std::size_t kContext = 300;  // bytes of unchanged text that stay beside a change

/// The middle of a long text that did not change is left out.
std::string shortened(std::string_view text, bool is_first, bool is_last) {
  if (text.size() <= 3 * kContext) return std::string(text);
  const auto cut = [&](std::size_t near) {
    const std::size_t end = text.find_first_of("\n ", near);
    return end == std::string_view::npos || end > near + kContext ? near : end;
  };
  const std::string_view head = is_first ? std::string_view() : text.substr(0, cut(kContext));
  const std::string_view tail = is_last ? std::string_view() : text.substr(cut(text.size() - kContext));
  return std::string(head) + "\n…\n" + std::string(tail);
}

/// A cut may have gone through a character.
Fragment safe(std::string_view text) {
  std::string whole;
  for (std::size_t pos = 0; pos < text.size();) append_utf8(whole, next_code_point(text, pos));
  return html("{}", Text{whole});
}

Fragment part(const Phrases& say, const DiffPart& change, bool is_first, bool is_last) {
  switch (change.kind) {
    case DiffKind::added:
      return html("<ins><span class=\"unseen\">[{}] </span>{}</ins>", Text{say.added}, safe(change.text));
    case DiffKind::removed:
      return html("<del><span class=\"unseen\">[{}] </span>{}</del>", Text{say.removed}, safe(change.text));
    case DiffKind::same: break;
  }
  return safe(shortened(change.text, is_first, is_last));
}

/// Both texts end with a link to the original: it is in the article's page.
std::vector<DiffPart> shown_parts(const VersionDiff& diff, const Article& article) {
  std::vector<DiffPart> parts = diff.parts;
  if (!parts.empty() && parts.back().kind == DiffKind::same)
    parts.back().text = without_source_link(parts.back().text, article);
  return parts;
}

/// To the change before and the one after.
Fragment other_changes(const PageFrame& frame, const ArticleView& view, int version) {
  const Phrases& say = *frame.phrases;
  const std::string& id = view.item.article.id;
  const auto link = [&](const char* which, int to, std::string_view words) {
    return html("<a class=\"{}\" rel=\"{}\" href=\"{}articles/{}/changes/{}\">{}</a>", Text{which},
                Text{which}, Text{frame.root}, Text{id}, to, Text{words});
  };
  Fragment links;
  if (version > 2) links += link("prev", version - 1, say.change_before);
  if (version < view.item.version) links += link("next", version + 1, say.change_after);
  return links.empty() ? links
                       : html("<nav class=\"pager\" aria-label=\"{}\">{}</nav>\n", Text{say.versions}, links);
}

bool is_change(const DiffPart& part) {
  return part.kind != DiffKind::same;
}

}  // namespace

std::string changes_page(const PageFrame& frame, const ArticleView& view, const VersionDiff& diff) {
  const Phrases& say = *frame.phrases;
  const Article& article = view.item.article;
  DocumentHead head;
  head.title = say.changes_in;
  head.kind = "reading";
  const std::vector<DiffPart> shown = shown_parts(diff, article);
  Fragment parts;
  for (std::size_t i = 0; i < shown.size(); ++i) parts += part(say, shown[i], i == 0, i + 1 == shown.size());
  const auto number = [](const VersionInfo& version) { return html("{}", version.version); };
  const std::string_view title = shown_title(frame, article), language = language_tag(article.language);
  Fragment content = html(
      "<p class=\"kicker\">{}</p>\n<h1{}><a href=\"{}articles/{}\">{}</a></h1>\n"
      "<p class=\"byline\"><span>{}</span></p>\n",
      Text{say.changes_in}, is_long(title) ? html(" class=\"long\"") : Fragment(), Text{frame.root},
      Text{article.id}, isolated(title, language),
      fill(say.between, {number(diff.to), exact_time(article, diff.to.at), number(diff.from),
                         exact_time(article, diff.from.at)}));
  content += std::any_of(shown.begin(), shown.end(), is_change)
                 ? html("<div class=\"changes\" lang=\"{}\" dir=\"auto\">{}</div>\n", Text{language}, parts)
                 : html("<p class=\"empty\">{}</p>\n", Text{say.unchanged});
  content += other_changes(frame, view, diff.to.version);
  return document(frame, head, content);
}

}  // namespace gazette
