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

std::string atom_version(pugi::xml_node root) {
  if (declares(root, "purl.org/atom/ns") || declares(root, "necho") || declares(root, "echo")) {
    const std::string_view said = trim(attribute(root, "version"));
    return said.empty() ? "0.3" : std::string(first_code_points(said, 16));
  }
  return "1.0";
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
