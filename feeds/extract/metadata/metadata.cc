#include "feeds/extract/metadata/metadata.h"

#include <initializer_list>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "feeds/extract/metadata/json_ld.h"
#include "feeds/extract/metadata/title.h"
#include "feeds/extract/metadata/visible.h"
#include "feeds/html/selector.h"
#include "feeds/text/entities.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette::extract {
namespace {

using html::kNone;
using html::NodeId;
using html::Selector;
using html::Tree;
using Names = std::initializer_list<std::string_view>;

// <meta> of a page by name, property and itemprop, in lower case; the first of each counts.
class MetaTags {
 public:
  explicit MetaTags(const Tree& tree) {
    for (NodeId id = tree.root(); id != kNone; id = tree.next_in_order(id, tree.root())) {
      if (!tree.is_element(id, "meta")) continue;
      // Not a few pages write value= for content=.
      const std::string_view said =
          tree.attribute(id, tree.has_attribute(id, "content") ? "content" : "value");
      std::string content = collapse_whitespace(decode_entities(said));
      if (content.empty()) continue;
      for (const char* attribute : {"property", "name", "itemprop"})
        for (std::string_view key : split(tree.attribute(id, attribute), ' '))
          if (!key.empty()) tags_.try_emplace(to_lower(key), content);
    }
  }

  std::string first_of(Names names) const {
    for (std::string_view name : names)
      if (const auto found = tags_.find(std::string(name)); found != tags_.end()) return found->second;
    return {};
  }

 private:
  std::unordered_map<std::string, std::string> tags_;
};

// The first non-empty one.
std::string either(std::initializer_list<std::string> values) {
  for (const std::string& value : values)
    if (!value.empty()) return value;
  return {};
}

// Text, or the named attribute, of the first match.
class Page {
 public:
  explicit Page(const Tree& tree) : tree_(tree) {}

  std::string text(const Selector& selector, std::size_t longest) const {
    for (NodeId id : selector.select_all(tree_)) {
      std::string text = collapse_whitespace(tree_.text_content(id));
      if (!text.empty() && count_code_points(text) <= longest) return text;
    }
    return {};
  }

  std::string attribute(const Selector& selector, std::string_view name) const {
    for (NodeId id : selector.select_all(tree_))
      if (const std::string_view value = trim(tree_.attribute(id, name)); !value.empty())
        return std::string(value);
    return {};
  }

 private:
  const Tree& tree_;
};

Selector selector(std::string_view css) {
  return std::move(*Selector::parse(css));
}

std::string read_title(const Tree& tree, const MetaTags& meta, const LinkedData& data,
                       std::string_view site) {
  const std::string said =
      either({data.headline, meta.first_of({"dc.title", "dcterm.title", "dc:title", "dcterm:title",
                                            "og:title", "weibo:article:title", "weibo:webpage:title",
                                            "parsely-title", "sailthru.title"})});
  const std::string title = either({said, meta.first_of({"title", "twitter:title"}), title_of_page(tree)});
  const std::string heading = heading_in(tree, title);
  return heading.empty() ? without_site_name(title, site) : heading;
}

bool is_address(std::string_view text) {
  return text.find("://") != std::string_view::npos || text.starts_with("www.");
}

// "By Jane Doe" without the "By".
std::string without_by(const std::string& text) {
  for (std::string_view by : {"by ", "by: ", "author: ", "作者：", "作者:", "文/", "文｜"})
    if (starts_with_ignore_case(text, by)) return std::string(trim(std::string_view(text).substr(by.size())));
  return text;
}

std::string read_byline(const Tree& tree, const MetaTags& meta, const LinkedData& data) {
  std::string said =
      either({data.author, meta.first_of({"dc:creator", "dcterm:creator", "dc.creator", "dcterms.creator",
                                          "author", "parsely-author", "sailthru.author", "byl"})});
  if (said.empty() || is_address(said)) {
    const std::string article_author = meta.first_of({"article:author", "og:article:author"});
    said = is_address(article_author) ? std::string() : article_author;
  }
  return said.empty() ? visible_author(tree) : without_by(said);
}

std::optional<Time> first_date(std::initializer_list<std::string> texts, std::string_view zone) {
  for (const std::string& text : texts)
    if (!text.empty())
      if (const std::optional<Time> time = parse_date(text, zone)) return time;
  return std::nullopt;
}

std::optional<Time> read_published(const Tree& tree, const MetaTags& meta, const LinkedData& data,
                                   std::string_view title, std::string_view zone) {
  static const Selector kMarked = selector(
      "[itemprop=datePublished], time[pubdate], .entry-date, .published, time.date, .post-date, "
      ".article-date, "
      ".publish-date, .date-published, article time, header time, time");
  static const Selector kNamed = selector("[class*=publish], [class*=date], [class*=time], [id*=date]");
  const Page page(tree);
  const std::string tagged = meta.first_of({"article:published_time",
                                            "og:article:published_time",
                                            "article:published",
                                            "datepublished",
                                            "parsely-pub-date",
                                            "dc.date.issued",
                                            "dcterms.created",
                                            "dc.date",
                                            "dcterms.date",
                                            "dcterms.issued",
                                            "sailthru.date",
                                            "pubdate",
                                            "publishdate",
                                            "publish-date",
                                            "publish_date",
                                            "publication_date",
                                            "date",
                                            "weibo:article:create_at",
                                            "og:published_time",
                                            "cxenseparse:recs:publishtime",
                                            "rnews:datepublished"});
  const std::optional<Time> said = first_date(
      {data.published, tagged, page.attribute(kMarked, "datetime"), page.attribute(kMarked, "content")},
      zone);
  if (said) return said;
  for (const Selector* marked : {&kMarked, &kNamed})
    if (const std::optional<Time> time = date_in(page.text(*marked, 80), zone)) return time;
  return date_near_title(tree, title, zone);
}

std::string read_image(const Tree& tree, const MetaTags& meta, const LinkedData& data,
                       std::string_view base_url) {
  static const Selector kLinked = selector("link[rel=image_src]");
  const std::string found =
      either({meta.first_of({"og:image", "og:image:url", "og:image:secure_url", "twitter:image",
                             "twitter:image:src", "parsely-image-url", "sailthru.image.full"}),
              data.image, Page(tree).attribute(kLinked, "href"), meta.first_of({"image", "thumbnail"})});
  const std::string url = found.empty() ? std::string() : resolve_url(base_url, found);
  return is_http_url(url) ? url : std::string();
}

std::string read_canonical(const Tree& tree, const MetaTags& meta, std::string_view base_url) {
  static const Selector kLinked = selector("link[rel~=canonical]");
  const std::string found = either({Page(tree).attribute(kLinked, "href"), meta.first_of({"og:url"})});
  const std::string url = found.empty() ? std::string() : resolve_url(base_url, found);
  return is_http_url(url) ? url : std::string();
}

std::string read_language(const Tree& tree, const MetaTags& meta) {
  const NodeId page = tree.find("html");
  const std::string said = page == kNone ? std::string() : std::string(trim(tree.attribute(page, "lang")));
  std::string language =
      either({said, meta.first_of({"og:locale", "content-language", "language", "dc.language"})});
  for (char& c : language)
    if (c == '_') c = '-';
  return language.size() <= 35 ? language : std::string();
}

}  // namespace

Metadata read_metadata(const Tree& tree, std::string_view base_url, std::string_view zone) {
  const LinkedData data = read_linked_data(tree);
  const MetaTags meta(tree);
  Metadata said;
  said.site_name = either(
      {meta.first_of({"og:site_name"}), data.publisher, meta.first_of({"application-name", "publisher"})});
  said.title = read_title(tree, meta, data, said.site_name);
  said.byline = read_byline(tree, meta, data);
  said.language = read_language(tree, meta);
  const std::string_view dates = zone.empty() ? zone_of_page(url_host(base_url), said.language) : zone;
  said.published = read_published(tree, meta, data, said.title, dates);
  said.excerpt = either(
      {data.description, meta.first_of({"dc:description", "dcterm:description", "dc.description",
                                        "og:description", "weibo:article:description",
                                        "weibo:webpage:description", "description", "twitter:description"})});
  said.image = read_image(tree, meta, data, base_url);
  said.canonical_url = read_canonical(tree, meta, base_url);
  said.article_body = data.body;
  return said;
}

}  // namespace gazette::extract
