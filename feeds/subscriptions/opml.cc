#include "feeds/subscriptions/opml.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "feeds/parse/refusal.h"
#include "feeds/parse/xml/load.h"
#include "feeds/text/encoding.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {
namespace {

constexpr std::size_t kMaxSubscriptions = 100'000;
constexpr std::size_t kMaxProblems = 50;
constexpr std::size_t kMaxTags = 30;

/// Readers write xmlUrl, xmlurl and XMLURL.
std::string attribute(pugi::xml_node node, std::string_view name) {
  for (const pugi::xml_attribute one : node.attributes())
    if (equals_ignore_case(one.name(), name)) return collapse_whitespace(one.value());
  return {};
}

std::string title_of(pugi::xml_node outline) {
  const std::string title = attribute(outline, "title");
  return title.empty() ? attribute(outline, "text") : title;
}

pugi::xml_node child(pugi::xml_node node, std::string_view name) {
  for (const pugi::xml_node one : node.children())
    if (equals_ignore_case(one.name(), name)) return one;
  return {};
}

class OpmlReader {
 public:
  explicit OpmlReader(SubscriptionList& list) : list_(list) {}

  /// Document order, without recursion; `folders_` are the outlines above that are no subscriptions.
  void read(pugi::xml_node body) {
    pugi::xml_node node = body.first_child();
    while (node) {
      const bool has_feed = take(node);
      if (node.first_child()) {
        folders_.push_back(has_feed ? std::string() : title_of(node));
        node = node.first_child();
        continue;
      }
      while (node && !node.next_sibling()) {
        node = node.parent();
        if (node == body) return;
        folders_.pop_back();
      }
      node = node.next_sibling();
    }
  }

 private:
  void problem(std::string text) {
    if (list_.problems.size() < kMaxProblems) list_.problems.push_back(std::move(text));
  }

  /// True if the outline is a subscription.
  bool take(pugi::xml_node node) {
    if (node.type() != pugi::node_element || !equals_ignore_case(node.name(), "outline")) return false;
    std::string url = attribute(node, "xmlUrl");
    if (url.empty()) {
      if (equals_ignore_case(attribute(node, "type"), "include"))
        problem("\"" + attribute(node, "url") +
                "\" is a list elsewhere and is not fetched: import it by itself");
      return false;
    }
    if (starts_with_ignore_case(url, "feed://")) url.replace(0, 4, "http");
    if (!is_http_url(url)) {
      problem("\"" + title_of(node) + "\" is left out: " + url + " is no http or https address");
      return true;
    }
    add(node, url);
    return true;
  }

  void add(pugi::xml_node node, const std::string& url) {
    const auto [place, is_new] = places_.emplace(url, list_.subscriptions.size());
    if (is_new && list_.subscriptions.size() >= kMaxSubscriptions) {
      problem("there are more than " + std::to_string(kMaxSubscriptions) + " feeds; the rest is left out");
      places_.erase(place);
      return;
    }
    if (is_new) {
      const std::string home = attribute(node, "htmlUrl");
      list_.subscriptions.push_back(
          {title_of(node), url, is_http_url(home) ? home : "", attribute(node, "language"), {}});
    }
    Subscription& subscription = list_.subscriptions[place->second];
    const std::size_t depth = folders_.size();
    for (std::size_t i = depth - std::min(depth, kMaxTags); i < depth; ++i) tag(subscription, folders_[i]);
    const std::string categories = attribute(node, "category");  // "/Boston/Weather,/Tags/Fog"
    for (const std::string_view path : split(categories, ','))
      for (const std::string_view part : split(path, '/')) tag(subscription, trim(part));
  }

  static void tag(Subscription& subscription, std::string_view name) {
    std::vector<std::string>& tags = subscription.tags;
    if (!name.empty() && tags.size() < kMaxTags && std::find(tags.begin(), tags.end(), name) == tags.end())
      tags.emplace_back(name);
  }

  SubscriptionList& list_;
  std::vector<std::string> folders_;
  std::unordered_map<std::string, std::size_t> places_;  ///< URL: index
};

}  // namespace

Result<SubscriptionList> parse_opml(const Document& document) {
  if (const std::string binary = parse::describe_binary(document.body); !binary.empty())
    return fail(ErrorKind::not_a_feed, "no OPML, but " + binary);
  parse::Problems problems;
  Decoded decoded = decode_document(document.body, document.content_type, MarkupKind::xml);
  const std::string text = decoded.text.substr(0, 4096);
  auto xml = parse::load_xml(std::move(decoded), document, problems);
  if (!xml) return pass_on(xml);
  const pugi::xml_node root = child((*xml)->tree, "opml"), body = child(root, "body");
  if (!body) return fail(ErrorKind::not_a_feed, "no OPML, but " + parse::describe_text(text, (*xml)->tree));
  SubscriptionList list;
  list.title = collapse_whitespace(child(child(root, "head"), "title").child_value());
  list.problems = std::move(problems).take();
  OpmlReader(list).read(body);
  return list;
}

}  // namespace gazette
