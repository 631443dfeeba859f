#include "feeds/extract/metadata/metadata.h"

#include <algorithm>
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

// The first that is the address of a page or file; what else stands there is a mistake of a template.
std::string first_address(const std::vector<std::string>& said, std::string_view base_url) {
  for (const std::string& address : said)
    if (std::string url = address.empty() ? address : resolve_url(base_url, address); is_http_url(url))
      return url;
  return {};
}

std::string read_image(const Tree& tree, const MetaTags& meta, const LinkedData& data,
                       std::string_view base_url) {
  static const Selector kLinked = selector("link[rel=image_src], link[itemprop=image]");
  static const Selector kDescribed = selector("[itemprop=image] meta[itemprop=url]");
  std::vector<std::string> said =
      meta.each_of({"og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src",
                    "parsely-image-url", "sailthru.image.full"});
  said.insert(said.begin(), data.image);
  said.push_back(Page(tree).attribute(kLinked, "href"));
  said.push_back(Page(tree).attribute(kDescribed, "content"));
  for (std::string& last : meta.each_of({"image", "thumbnail"})) said.push_back(std::move(last));
  return first_address(said, base_url);
}

std::string read_canonical(const Tree& tree, const MetaTags& meta, std::string_view base_url) {
  static const Selector kLinked = selector("link[rel~=canonical i]");
  std::vector<std::string> said;
  for (const NodeId link : kLinked.select_all(tree)) said.emplace_back(trim(tree.attribute(link, "href")));
  said.push_back(meta.first_of({"og:url"}));
  return first_address(said, base_url);
}

std::string language_of(const Tree& tree, const char* element) {
  const NodeId id = tree.find(element);
  if (id == kNone) return {};
  const std::string_view said = trim(tree.attribute(id, "lang"));
  return std::string(said.empty() ? trim(tree.attribute(id, "xml:lang")) : said);
}

std::string read_language(const Tree& tree, const MetaTags& meta, const LinkedData& data) {
  std::string language = either({language_of(tree, "html"),
                                 meta.first_of({"og:locale", "content-language", "language", "dc.language"}),
                                 data.language, language_of(tree, "body")});
  for (char& c : language)
    if (c == '_') c = '-';
  // "Content-Language: de, en": a page in two languages begins with its own.
  language.resize(std::min(language.find(','), language.size()));
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
  const LinkedData data = read_linked_data(tree, base_url);
  const MetaTags meta(tree);
  Metadata said;
  said.site_name = either({meta.first_of({"og:site_name"}), data.publisher,
                           meta.first_of({"application-name", "publisher"}), data.site});
  said.is_article = data.is_article || meta.first_of({"og:type"}) == "article";
  said.is_paid = data.is_paid;
  said.title = read_title(tree, meta, data, said.site_name, said.is_article);
  said.byline = read_byline(tree, meta, data, said.title);
  said.language = read_language(tree, meta, data);
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
