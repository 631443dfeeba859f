#include "feeds/parse/read/version.h"

#include "feeds/text/strings.h"

namespace gazette::parse {
namespace {

/// True if a namespace declared on `element` has `part` in its URI.
bool declares(pugi::xml_node element, std::string_view part) {
  for (const pugi::xml_attribute& a : element.attributes())
    if (std::string_view(a.name()).starts_with("xmlns") &&
        to_lower(a.value()).find(part) != std::string::npos)
      return true;
  return false;
}

std::string rdf_version(pugi::xml_node root) {
  if (declares(root, "rdf/simple/0.9")) return "0.90";
  if (declares(root, "net/rss1.1")) return "1.1";
  return "1.0";
}

/// "2.0.1", "2.1" and the like are all RSS 2.0 (RSS 2.0 specification, "Roadmap").
std::string rss_version(std::string_view said) {
  if (said.starts_with('2')) return "2.0";
  return std::string(first_code_points(said, 16));
}

/// The namespace that the element's own name stands in, in lower case, as declared on the element itself.
std::string own_namespace(pugi::xml_node element) {
  const std::string_view prefix = split_name(element.name()).prefix;
  const std::string name = prefix.empty() ? "xmlns" : "xmlns:" + std::string(prefix);
  return to_lower(element.attribute(name.c_str()).value());
}

bool is_draft_atom(std::string_view uri) {
  for (const std::string_view part : {"purl.org/atom/ns", "echo", "purl.org/pie"})
    if (uri.find(part) != std::string_view::npos) return true;
  return false;
}

/// The root's own namespace decides; a version stands for it where that is missing or nobody's. An old
/// namespace that is declared for modules alone makes no old feed.
std::string atom_version(pugi::xml_node root) {
  const std::string own = own_namespace(root);
  const std::string said(first_code_points(trim(attribute(root, "version")), 16));
  if (is_draft_atom(own)) return said.empty() ? "0.3" : said;
  if (own.find("2005/atom") != std::string::npos) return "1.0";
  if (said.starts_with("0.")) return said;
  return own.empty() && declares(root, "purl.org/atom/ns") ? "0.3" : "1.0";
}

}  // namespace

Version version_of(pugi::xml_node root, const Scope& scope) {
  switch (scope.name(root)) {
    case Name::feed:
    case Name::entry: return {FeedFormat::atom, atom_version(root)};
    case Name::channel:
      return declares(root, "rss1.1") ? Version{FeedFormat::rdf, "1.1"} : Version{FeedFormat::cdf, {}};
    case Name::rss: return {FeedFormat::rss, rss_version(trim(attribute(root, "version")))};
    default: break;
  }
  return equals_ignore_case(split_name(root.name()).local, "rdf")
             ? Version{FeedFormat::rdf, rdf_version(root)}
             : Version{FeedFormat::rss, {}};
}

}  // namespace gazette::parse
