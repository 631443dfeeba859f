// What a publisher changed in an article, word by word.
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
  Fragment parts;
  bool changed = false;
  for (std::size_t i = 0; i < diff.parts.size(); ++i) {
    parts += part(say, diff.parts[i], i == 0, i + 1 == diff.parts.size());
    changed = changed || is_change(diff.parts[i]);
  }
  const auto number = [](const VersionInfo& version) { return html("{}", version.version); };
  const auto moment = [](const VersionInfo& version) {
    return html("<time>{}</time>",
                Text{format_rfc3339(std::chrono::floor<std::chrono::seconds>(version.at))});
  };
  const std::string_view language = language_tag(article.language);
  Fragment content = html(
      "<p class=\"kicker\">{}</p>\n<h1><a href=\"{}articles/{}\">{}</a></h1>\n<p class=\"byline\">{}</p>\n",
      Text{say.changes_in}, Text{frame.root}, Text{article.id},
      isolated(shown_title(frame, article), language),
      fill(say.between, {number(diff.to), moment(diff.to), number(diff.from), moment(diff.from)}));
  content += changed
                 ? html("<div class=\"changes\" lang=\"{}\" dir=\"auto\">{}</div>\n", Text{language}, parts)
                 : html("<p class=\"empty\">{}</p>\n", Text{say.unchanged});
  return document(frame, head, content);
}

}  // namespace gazette
