// What was found.
#include "daemon/serve/pages/parts/article_list.h"
#include "daemon/serve/pages/parts/document.h"

namespace gazette {

namespace {

Fragment heading(const Phrases& say, std::string_view words, const ArticleList& found) {
  if (words.empty()) return html("<h1>{}</h1>\n", Text{say.search});
  const Fragment quoted = html("<q>{}</q>", isolated(words));
  if (found.articles.empty()) return html("<h1>{}</h1>\n", fill(say.nothing_found, {quoted}));
  const Fragment count = found.next.empty()
                             ? counted(say.found_one, say.found_many, std::ssize(found.articles))
                             : html("{}", Text{say.found_first});
  return html("<h1>{} {}</h1>\n", count, quoted);
}

/// What may be typed, each with an example that is a search of its own.
Fragment help(const PageFrame& frame) {
  const Phrases& say = *frame.phrases;
  const struct {
    std::string_view example, meaning;
  } lines[] = {{"\"container port\"", say.help_phrase}, {"port -cruise", say.help_without},
               {"source:lwn", say.help_source},         {"tag:linux", say.help_tag},
               {"lang:zh", say.help_language},          {"after:2026-01-31 before:2027", say.help_dates}};
  Fragment rows;
  for (const auto& line : lines)
    rows += html("<dt><a href=\"{}search?q={}\"><kbd>{}</kbd></a></dt><dd>{}</dd>\n", Text{frame.root},
                 Text{percent_encode(line.example)}, Text{line.example}, Text{line.meaning});
  return html("<p class=\"empty\">{}</p>\n<dl class=\"particulars\">\n{}</dl>\n",
              fill(say.search_help, {html("<kbd>kernel</kbd>, <kbd lang=\"zh\">软银</kbd>")}), rows);
}

Fragment more(const PageFrame& frame, std::string_view words, const std::string& next) {
  if (next.empty()) return {};
  return html(
      "<nav class=\"pager\" aria-label=\"{}\"><a class=\"next\" rel=\"next\" "
      "href=\"{}search?q={}&amp;after={}\">{}</a>"
      "</nav>\n",
      Text{frame.phrases->more_results}, Text{frame.root}, Text{percent_encode(words)},
      Text{percent_encode(next)}, Text{frame.phrases->more_results});
}

}  // namespace

std::string search_page(const PageFrame& frame, std::string_view words, const ArticleList& found) {
  const Phrases& say = *frame.phrases;
  const FeedAddress feed{"all", "?q=" + percent_encode(words)};
  DocumentHead head;
  head.title = words.empty() ? say.search : words;
  head.kind = "results";
  head.searched = words;
  if (!words.empty()) head.links = feed_links(frame, feed, words);
  Fragment content = heading(say, words, found);
  if (!words.empty())
    content += html("<p class=\"byline\">{} {}</p>\n", Text{say.subscribe}, feed_choice(frame, feed, words));
  if (words.empty())
    content += help(frame);
  else if (found.articles.empty())
    content += html("<p class=\"empty\">{}</p>\n", Text{say.fewer_words});
  else
    content += article_list(frame, found.articles, words);
  content += more(frame, words, found.next);
  return document(frame, head, content);
}

}  // namespace gazette
