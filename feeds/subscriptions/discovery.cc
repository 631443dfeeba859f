#include "feeds/subscriptions/discovery.h"

#include <algorithm>
#include <array>

#include "feeds/html/tree.h"
#include "feeds/text/encoding.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {
namespace {

constexpr std::size_t kMaxPage = 1'000'000;  // bytes: what names feeds stands in the head
constexpr std::size_t kMostFeeds = 20;
constexpr std::size_t kMaxTitle = 200;  // code points

bool is_feed_type(std::string_view type) {
  static constexpr std::array<std::string_view, 6> kTypes{"application/rss+xml",   "application/atom+xml",
                                                          "application/feed+json", "application/rdf+xml",
                                                          "application/x-rss+xml", "text/rss+xml"};
  const std::string_view media = trim(type.substr(0, type.find(';')));
  return std::any_of(kTypes.begin(), kTypes.end(),
                     [&](std::string_view one) { return equals_ignore_case(media, one); });
}

bool has_word(std::string_view list, std::string_view word) {
  const std::vector<std::string_view> words = split(list, ' ');
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view one) { return equals_ignore_case(trim(one), word); });
}

bool is_of_comments(const NamedFeed& feed) {
  return to_lower(feed.url).find("comment") != std::string::npos ||
         to_lower(feed.title).find("comment") != std::string::npos;
}

/// <base href> counts once, the first (HTML standard 4.2.3).
std::string base_of(const html::Tree& page, const std::string& url) {
  const html::NodeId base = page.find("base");
  return base == html::kNone ? url : resolve_url(url, page.attribute(base, "href"));
}

}  // namespace

std::vector<NamedFeed> named_feeds(const Document& document) {
  const Decoded decoded = decode_document(document.body, document.content_type, MarkupKind::html);
  const html::Tree page =
      html::Tree::parse_document(first_code_points(decoded.text.substr(0, kMaxPage), kMaxPage));
  const std::string base = base_of(page, document.url);
  std::vector<NamedFeed> feeds;
  for (html::NodeId id = page.root(); id != html::kNone; id = page.next_in_order(id, page.root())) {
    if (!page.is_element(id, "link") || !has_word(page.attribute(id, "rel"), "alternate") ||
        !is_feed_type(page.attribute(id, "type")))
      continue;
    const std::string title = collapse_whitespace(remove_control_characters(page.attribute(id, "title")));
    NamedFeed feed{resolve_url(base, trim(page.attribute(id, "href"))),
                   std::string(first_code_points(title, kMaxTitle))};
    const auto same = [&](const NamedFeed& other) { return other.url == feed.url; };
    if (is_http_url(feed.url) && feeds.size() < kMostFeeds && std::none_of(feeds.begin(), feeds.end(), same))
      feeds.push_back(std::move(feed));
  }
  std::stable_partition(feeds.begin(), feeds.end(),
                        [](const NamedFeed& feed) { return !is_of_comments(feed); });
  return feeds;
}

std::vector<std::string> usual_feeds(const std::string& page_url) {
  std::vector<std::string> urls;
  const std::string origin = url_origin(page_url);
  if (origin.empty()) return urls;
  for (const char* path : {"/feed", "/rss.xml", "/atom.xml", "/index.xml"}) urls.push_back(origin + path);
  return urls;
}

}  // namespace gazette
