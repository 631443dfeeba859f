#include "daemon/websub/rules/links.h"

#include <vector>

#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {
namespace {

struct Found {
  std::vector<std::string> hubs, selves;

  void add(std::string_view rels, const std::string& url) {
    if (!is_http_url(url)) return;
    for (const std::string_view rel : split(rels, ' ')) {
      if (equals_ignore_case(rel, "hub")) hubs.push_back(url);
      if (equals_ignore_case(rel, "self")) selves.push_back(url);
    }
  }
  HubLinks choose() const {
    if (hubs.empty() || selves.size() != 1) return {};
    for (const std::string& hub : hubs)
      if (starts_with_ignore_case(hub, "https:")) return {hub, selves.front()};
    return {hubs.front(), selves.front()};
  }
};

/// The value of rel in "; rel=\"hub self\"; type=..."; `at`: behind the ">", moved to the end of the link.
std::string read_rel(std::string_view header, std::size_t& at) {
  std::string rel;
  while (at < header.size() && header[at] != ',') {
    const std::size_t begin = ++at;  // behind ";" or white space
    while (at < header.size() && header[at] != '=' && header[at] != ';' && header[at] != ',') ++at;
    const std::string_view name = trim(header.substr(begin, at - begin));
    std::string value;
    if (at < header.size() && header[at] == '=') {
      ++at;
      while (at < header.size() && header[at] == ' ') ++at;
      if (at < header.size() && header[at] == '"') {
        for (++at; at < header.size() && header[at] != '"'; ++at) value += header[at];
        if (at < header.size()) ++at;
        while (at < header.size() && header[at] != ';' && header[at] != ',') ++at;
      } else {
        while (at < header.size() && header[at] != ';' && header[at] != ',') value += header[at++];
      }
    }
    if (equals_ignore_case(name, "rel") && rel.empty()) rel = trim(value);
  }
  return rel;
}

void add_header(Found& found, std::string_view header, const std::string& base) {
  for (std::size_t at = header.find('<'); at < header.size(); at = header.find('<', at)) {
    const std::size_t end = header.find('>', at);
    if (end == header.npos) return;
    const std::string url = resolve_url(base, header.substr(at + 1, end - at - 1));
    at = end + 1;
    const std::string rel = read_rel(header, at);
    found.add(rel, url);
  }
}

}  // namespace

HubLinks hub_links(const WebResponse& response, const Feed& feed) {
  Found by_header, by_document;
  for (const auto& [name, value] : response.headers)
    if (name == "link") add_header(by_header, value, response.url);
  if (HubLinks links = by_header.choose(); !links.hub.empty()) return links;
  for (const Link& link : feed.links) by_document.add(link.rel, link.href);
  if (by_document.hubs.empty() && !feed.hub.empty()) by_document.add("hub", feed.hub);
  if (by_document.selves.empty() && !feed.self.empty()) by_document.add("self", feed.self);
  return by_document.choose();
}

}  // namespace gazette
