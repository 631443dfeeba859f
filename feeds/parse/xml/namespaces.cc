#include "feeds/parse/xml/namespaces.h"

#include <algorithm>
#include <string>
#include <utility>

#include "feeds/text/strings.h"

namespace gazette::parse {
namespace {

struct Known {
  std::string_view name;
  Ns ns;
};

/// Without scheme, "www." and what ends it; lower case.
constexpr Known kUris[] = {
    {"purl.org/rss/1.0", Ns::core},
    {"purl.org/rss/1.1", Ns::core},
    {"purl.org/net/rss1.1", Ns::core},
    {"my.netscape.com/rdf/simple/0.9", Ns::core},
    {"channel.netscape.com/rdf/simple/0.9", Ns::core},
    {"my.netscape.com/publish/formats/rss-0.91.dtd", Ns::core},
    {"backend.userland.com/rss", Ns::core},
    {"backend.userland.com/rss2", Ns::core},
    {"backend.userland.com/rss091", Ns::core},
    {"backend.userland.com/rss2.0", Ns::core},
    {"blogs.law.harvard.edu/tech/rss", Ns::core},
    {"cyber.law.harvard.edu/rss/rss.html", Ns::core},
    {"rssboard.org/rss-specification", Ns::core},
    {"purl.org/rss/2.0", Ns::core},
    {"w3.org/2005/atom", Ns::atom},
    {"purl.org/atom/ns", Ns::atom},
    {"purl.org/atom", Ns::atom},
    {"example.com/newformat", Ns::atom},
    {"example.com/necho", Ns::atom},
    {"purl.org/echo", Ns::atom},
    {"uri/of/echo/namespace", Ns::atom},
    {"purl.org/pie", Ns::atom},
    {"w3.org/1999/02/22-rdf-syntax-ns", Ns::rdf},
    {"w3.org/tr/rdf-syntax", Ns::rdf},
    {"purl.org/dc/elements/1.1", Ns::dc},
    {"purl.org/dc/elements/1.0", Ns::dc},
    {"purl.org/dc", Ns::dc},
    {"dublincore.org/documents/dcmi-namespace", Ns::dc},
    {"purl.org/dc/terms", Ns::dcterms},
    {"purl.org/rss/1.0/modules/dcterms", Ns::dcterms},
    {"purl.org/rss/1.0/modules/content", Ns::content},
    {"search.yahoo.com/mrss", Ns::media},
    {"search.yahoo.com/rss", Ns::media},
    {"video.search.yahoo.com/mrss", Ns::media},
    {"tools.search.yahoo.com/mrss", Ns::media},
    {"itunes.com/dtds/podcast-1.0.dtd", Ns::itunes},
    {"itunes.com/dtds/podcast-1.0", Ns::itunes},
    {"example.com/dtds/podcast-1.0.dtd", Ns::itunes},
    {"itunes.apple.com/dtds/podcast-1.0.dtd", Ns::itunes},
    {"google.com/schemas/play-podcasts/1.0", Ns::itunes},
    {"podcastindex.org/namespace/1.0", Ns::podcast},
    {"github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md", Ns::podcast},
    {"georss.org/georss", Ns::georss},
    {"georss.org/georss/10", Ns::georss},
    {"georss.org/georss/1.1", Ns::georss},
    {"w3.org/2003/01/geo/wgs84_pos", Ns::geo},
    {"opengis.net/gml", Ns::gml},
    {"purl.org/rss/1.0/modules/slash", Ns::slash},
    {"wellformedweb.org/commentapi", Ns::wfw},
    {"purl.org/syndication/thread/1.0", Ns::thr},
    {"purl.org/rss/1.0/modules/syndication", Ns::sy},
    {"web.resource.org/cc", Ns::cc},
    {"creativecommons.org/ns", Ns::cc},
    {"backend.userland.com/creativecommonsrssmodule", Ns::cc},
    {"cyber.law.harvard.edu/rss/creativecommonsrssmodule.html", Ns::cc},
    {"webns.net/mvcb", Ns::admin},
    {"purl.org/syndication/history/1.0", Ns::history},
    {"purl.org/atompub/tombstones/1.0", Ns::tombstone},
    {"rssnamespace.org/feedburner/ext/1.0", Ns::feedburner},
    {"w3.org/1999/xhtml", Ns::xhtml},
    {"w3.org/xml/1998/namespace", Ns::xml},
    {"w3.org/2007/app", Ns::app},
    {"purl.org/atom/app", Ns::app},
    {"purl.org/rss/1.0/modules/aggregation", Ns::aggregation},
    {"w3.org/1999/xlink", Ns::xlink},
};

constexpr Known kPrefixes[] = {
    {"atom", Ns::atom},       {"atom03", Ns::atom},
    {"atom10", Ns::atom},     {"a10", Ns::atom},
    {"rdf", Ns::rdf},         {"rss", Ns::core},
    {"dc", Ns::dc},           {"dcterms", Ns::dcterms},
    {"content", Ns::content}, {"media", Ns::media},
    {"itunes", Ns::itunes},   {"googleplay", Ns::itunes},
    {"podcast", Ns::podcast}, {"georss", Ns::georss},
    {"geo", Ns::geo},         {"gml", Ns::gml},
    {"slash", Ns::slash},     {"wfw", Ns::wfw},
    {"thr", Ns::thr},         {"sy", Ns::sy},
    {"cc", Ns::cc},           {"creativecommons", Ns::cc},
    {"admin", Ns::admin},     {"fh", Ns::history},
    {"at", Ns::tombstone},    {"feedburner", Ns::feedburner},
    {"xhtml", Ns::xhtml},     {"xml", Ns::xml},
    {"app", Ns::app},         {"ag", Ns::aggregation},
    {"xlink", Ns::xlink},
};

constexpr std::size_t kMostUndeclared = 16;
constexpr std::size_t kMostDeclared = 256;  // at one place; every lookup goes through them

/// "HTTPS://www.W3.org/2005/Atom/ " -> "w3.org/2005/atom".
std::string bare_uri(std::string_view uri) {
  std::string bare = to_lower(trim(uri));
  std::string_view rest = bare;
  if (const std::size_t scheme = rest.find("://"); scheme != std::string_view::npos)
    rest.remove_prefix(scheme + 3);
  if (rest.starts_with("www.")) rest.remove_prefix(4);
  while (!rest.empty() && (rest.back() == '/' || rest.back() == '#' || rest.back() == '?'))
    rest.remove_suffix(1);
  return std::string(rest);
}

}  // namespace

Ns namespace_of_uri(std::string_view uri) {
  if (uri.size() > 200) return Ns::other;
  const std::string bare = bare_uri(uri);
  if (bare.empty()) return Ns::core;
  const auto* found =
      std::find_if(std::begin(kUris), std::end(kUris), [&](const Known& k) { return k.name == bare; });
  return found != std::end(kUris) ? found->ns : Ns::other;
}

Ns namespace_of_prefix(std::string_view prefix) {
  const auto* found = std::find_if(std::begin(kPrefixes), std::end(kPrefixes),
                                   [&](const Known& k) { return equals_ignore_case(k.name, prefix); });
  return found != std::end(kPrefixes) ? found->ns : Ns::other;
}

bool Namespaces::declare(std::string_view attribute, std::string_view uri) {
  if (!attribute.starts_with("xmlns")) return false;
  if (attribute.size() > 5 && attribute[5] != ':') return false;
  const std::string_view prefix = attribute.size() > 5 ? attribute.substr(6) : std::string_view{};
  if (declared_.size() >= kMostDeclared) return true;
  const bool nothing = trim(uri).empty() && !prefix.empty();  // as if it were not there
  ++version_;
  declared_.push_back({prefix, nothing ? namespace_of_prefix(prefix) : namespace_of_uri(uri)});
  return true;
}

void Namespaces::adopt(std::string_view prefix) {
  if (find(prefix) != Ns::other) return;
  ++version_;
  declared_.push_back({prefix, Ns::core});
}

Ns Namespaces::find(std::string_view prefix) const {
  for (std::size_t i = declared_.size(); i-- > 0;)
    if (declared_[i].prefix == prefix) return declared_[i].ns;
  if (prefix.empty()) return Ns::core;
  const Ns known = namespace_of_prefix(prefix);
  const bool noted = std::find(undeclared_.begin(), undeclared_.end(), prefix) != undeclared_.end();
  if (known != Ns::other && known != Ns::xml && !noted && undeclared_.size() < kMostUndeclared)
    undeclared_.push_back(prefix);
  return known;
}

}  // namespace gazette::parse
