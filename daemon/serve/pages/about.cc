// What this is, and every feed there is; and the page that says what went wrong.
#include "daemon/serve/pages/parts/document.h"

namespace gazette {

namespace {

constexpr std::size_t kMaxFeeds = 500;

Fragment feed_list(const PageFrame& frame, const std::vector<ListedFeed>& feeds) {
  Fragment out;
  for (std::size_t i = 0; i < std::min(feeds.size(), kMaxFeeds); ++i) {
    const ListedFeed& feed = feeds[i];
    const std::string title = feed.title.empty() ? source_title(frame, feed.name) : feed.title;
    out += html("<li><span>{}</span> {}</li>\n", isolated(title), feed_choice(frame, {feed.name, {}}, title));
  }
  return html("<ul class=\"subscriptions\">\n{}</ul>\n", out);
}

std::string_view short_name(const Phrases& say, int status) {
  switch (status) {
    case 400: return say.error_400;
    case 404: return say.error_404;
    case 405: return say.error_405;
    case 503: return say.error_503;
    default: return say.error_else;
  }
}

}  // namespace

std::string about_page(const PageFrame& frame, const ServiceStatus& status,
                       const std::vector<ListedFeed>& feeds) {
  const Phrases& say = *frame.phrases;
  DocumentHead head;
  head.title = say.about;
  head.kind = "results";
  head.current = "about";
  head.links = feed_links(frame, {});
  return document(
      frame, head,
      html("<h1>{}</h1>\n<div "
           "class=\"prose\"><p>{}</p>\n<p>{}</p>\n<p>{}</p>\n<p>{}</p></div>\n<h2 "
           "id=\"subscribe\">{}</h2>\n{}",
           Text{say.about}, Text{say.about_what}, Text{say.about_find}, Text{say.about_polite},
           Text{say.about_rights}, Text{say.subscribe},
           html("<p>{} <a href=\"{}opml\">OPML</a></p>\n{}", Text{say.about_subscribe}, Text{frame.root},
                feed_list(frame, feeds))),
      html("<p>{}</p>\n", fill(say.running_since, {html("{}", Text{status.version}),
                                                   rough_duration(say, status.now - status.started)})));
}

std::string error_page(const PageFrame& frame, int status, std::string_view message) {
  const Phrases& say = *frame.phrases;
  DocumentHead head;
  head.title = short_name(say, status);
  head.kind = "notice";
  return document(frame, head,
                  html("<p class=\"kicker\">{}</p>\n<h1>{}</h1>\n<p>{}</p>\n<p><a href=\"{}\">{}</a></p>\n",
                       status, Text{short_name(say, status)}, Text{message},
                       Text{frame.root.empty() ? "./" : frame.root}, Text{say.to_front}));
}

}  // namespace gazette
