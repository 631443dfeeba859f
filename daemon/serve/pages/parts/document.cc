#include "daemon/serve/pages/parts/document.h"

#include "feeds/text/strings.h"

namespace gazette {

namespace {

constexpr FeedOutput kFormats[] = {FeedOutput::atom, FeedOutput::rss, FeedOutput::json};

std::string_view format_name(FeedOutput format) {
  return format == FeedOutput::atom ? "Atom" : format == FeedOutput::rss ? "RSS" : "JSON";
}

Fragment page_title(const PageFrame& frame, const DocumentHead& head) {
  if (head.title.empty()) return html("{}", Text{frame.title});
  return html("{} · {}", Text{head.title}, Text{frame.title});
}

Fragment head_element(const PageFrame& frame, const DocumentHead& head) {
  return html(
      "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"robots\" content=\"noindex\">\n<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<title>{}</title>\n<link rel=\"stylesheet\" href=\"{}style.css?v={}\">\n"
      "<link rel=\"icon\" type=\"image/svg+xml\" href=\"{}icon.svg\">\n"
      "<link rel=\"search\" type=\"application/opensearchdescription+xml\" title=\"{}\" "
      "href=\"{}opensearch.xml\">\n"
      "{}</head>\n",
      Text{frame.phrases->language}, page_title(frame, head), Text{frame.root}, Text{frame.style},
      Text{frame.root}, Text{frame.title}, Text{frame.root}, head.links);
}

/// "" would be this very page.
std::string home(const PageFrame& frame) {
  return frame.root.empty() ? "./" : frame.root;
}

Fragment menu(const PageFrame& frame, const DocumentHead& head) {
  const Phrases& say = *frame.phrases;
  const struct {
    std::string_view key, label;
    std::string address;
  } items[] = {{"latest", say.latest, home(frame)},
               {"sources", say.sources, frame.root + "sources"},
               {"about", say.about, frame.root + "about"}};
  Fragment out;
  for (const auto& item : items)
    out += html("<li><a href=\"{}\"{}>{}</a></li>", Text{item.address},
                item.key == head.current ? html(" aria-current=\"page\"") : Fragment(), Text{item.label});
  return html("<nav class=\"menu\" aria-label=\"{}\"><ul>{}</ul></nav>", Text{say.menu}, out);
}

Fragment search_form(const PageFrame& frame, const DocumentHead& head) {
  const Phrases& say = *frame.phrases;
  return html(
      "<form class=\"search\" role=\"search\" action=\"{}search\"><label for=\"q\">{}</label>"
      "<input id=\"q\" name=\"q\" type=\"search\" value=\"{}\" placeholder=\"{}\" maxlength=\"200\" "
      "autocomplete=\"off\"><button type=\"submit\">{}</button></form>",
      Text{frame.root}, Text{say.search_the_archive}, Text{head.searched}, Text{say.search_the_archive},
      Text{say.search});
}

Fragment masthead(const PageFrame& frame, const DocumentHead& head) {
  const Fragment name = html("<a href=\"{}\">{}</a>", Text{home(frame)}, isolated(frame.title));
  const Fragment plate = head.kind == "front" ? html("<h1 class=\"nameplate\">{}</h1>", name)
                                              : html("<p class=\"nameplate\">{}</p>", name);
  return html("<header class=\"masthead\">\n{}\n{}\n{}\n</header>\n", plate, menu(frame, head),
              search_form(frame, head));
}

Fragment feed_href(const PageFrame& frame, const FeedAddress& feed, FeedOutput format) {
  return html("{}feeds/{}.{}{}", Text{frame.root}, Text{feed.name}, Text{feed_extension(format)},
              Text{feed.query});
}

}  // namespace

std::string document(const PageFrame& frame, const DocumentHead& head, const Fragment& content,
                     const Fragment& footer) {
  Fragment page = head_element(frame, head);
  page += html("<body class=\"{}\">\n<a class=\"skip\" href=\"#main\">{}</a>\n{}", Text{head.kind},
               Text{frame.phrases->skip_to_content}, masthead(frame, head));
  page += html("<main id=\"main\" tabindex=\"-1\">\n{}</main>\n", content);
  if (!footer.empty()) page += html("<footer class=\"colophon\">\n{}</footer>\n", footer);
  page += html("</body>\n</html>\n");
  return page.str();
}

std::string source_title(const PageFrame& frame, const std::string& name) {
  if (!frame.titles) return name;
  const auto found = frame.titles->find(name);
  return found == frame.titles->end() ? name : found->second;
}

Fragment feed_links(const PageFrame& frame, const FeedAddress& feed, std::string_view title) {
  Fragment out;
  for (const FeedOutput format : kFormats) {
    const std::string_view type = feed_content_type(format);
    out += html("<link rel=\"alternate\" type=\"{}\" title=\"{} ({})\" href=\"{}\">\n",
                Text{type.substr(0, type.find(';'))},
                Text{title.empty() ? std::string_view(frame.title) : title}, Text{format_name(format)},
                feed_href(frame, feed, format));
  }
  return out;
}

Fragment feed_choice(const PageFrame& frame, const FeedAddress& feed, std::string_view title) {
  Fragment out;
  for (const FeedOutput format : kFormats)
    out += html("{}<a href=\"{}\">{}{}</a>", Text{out.empty() ? "" : " "}, feed_href(frame, feed, format),
                Text{format_name(format)},
                title.empty() ? Fragment() : html("<span class=\"unseen\"> {}</span>", isolated(title)));
  return html("<span class=\"feeds\">{}</span>", out);
}

}  // namespace gazette
