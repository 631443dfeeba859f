#include "feeds/extract/metadata/metadata.h"

#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "feeds/extract/metadata/byline.h"
#include "feeds/extract/metadata/json_ld.h"
#include "feeds/extract/metadata/meta_tags.h"
#include "feeds/extract/metadata/published.h"
#include "feeds/extract/metadata/title.h"
#include "feeds/html/selector.h"
#include "feeds/language.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette::extract {
namespace {

using html::kNone;
using html::NodeId;
using html::Selector;
using html::Tree;

// The first non-empty one.
std::string either(std::initializer_list<std::string> values) {
  for (const std::string& value : values)
    if (!value.empty()) return value;
  return {};
}

// The named attribute of the first match that has it.
class Page {
 public:
  explicit Page(const Tree& tree) : tree_(tree) {}

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

std::string read_title(const Tree& tree, const MetaTags& meta, const LinkedData& data, std::string_view site,
                       bool is_article) {
  const std::string said =
      either({data.headline, meta.first_of({"og:title", "dc.title", "dcterm.title", "dc:title",
                                            "dcterm:title", "weibo:article:title", "weibo:webpage:title",
                                            "parsely-title", "sailthru.title"})});
  const std::string title = either({said, meta.first_of({"title", "twitter:title"}), title_of_page(tree)});
  const std::string headline = headline_of(tree, title, site, is_article);
  return headline.empty() ? without_site_name(title, site) : headline;
}

std::string read_image(const Tree& tree, const MetaTags& meta, const LinkedData& data,
                       std::string_view base_url) {
  static const Selector kLinked = selector("link[rel=image_src]");
  const std::string found =
      either({data.image,
              meta.first_of({"og:image:secure_url", "og:image", "og:image:url", "twitter:image",
                             "twitter:image:src", "parsely-image-url", "sailthru.image.full"}),
              Page(tree).attribute(kLinked, "href"), meta.first_of({"image", "thumbnail"})});
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

std::optional<Time> read_date(const Tree& tree, const MetaTags& meta, const LinkedData& data,
                              const Metadata& said, std::string_view url, std::string_view zone) {
  if (!zone.empty()) return read_published({tree, meta, data, said.title, url, zone});
  // A page without a language shows it in its own words.
  const std::string language =
      said.language.empty() ? guess_language(said.title + " " + said.excerpt) : said.language;
  const std::string_view sure = zone_of_page(url_host(url), language);
  const std::string_view likely = sure.empty() ? likely_zone(language) : sure;
  return read_published({tree, meta, data, said.title, url, sure, likely});
}

}  // namespace

Metadata read_metadata(const Tree& tree, std::string_view base_url, std::string_view zone) {
  const LinkedData data = read_linked_data(tree);
  const MetaTags meta(tree);
  Metadata said;
  said.site_name = either(
      {meta.first_of({"og:site_name"}), data.publisher, meta.first_of({"application-name", "publisher"})});
  said.is_article = data.is_article || meta.first_of({"og:type"}) == "article";
  said.is_paid = data.is_paid;
  said.title = read_title(tree, meta, data, said.site_name, said.is_article);
  said.byline = read_byline(tree, meta, data, said.title);
  said.language = read_language(tree, meta);
  said.excerpt = either(
      {data.description, meta.first_of({"og:description", "dc:description", "dcterm:description",
                                        "dc.description", "weibo:article:description",
                                        "weibo:webpage:description", "description", "twitter:description"})});
  said.published = read_date(tree, meta, data, said, base_url, zone);
  said.image = read_image(tree, meta, data, base_url);
  said.canonical_url = read_canonical(tree, meta, base_url);
  said.article_body = data.body;
  return said;
}

}  // namespace gazette::extract
