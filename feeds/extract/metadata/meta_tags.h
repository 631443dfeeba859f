// <meta> of a page by name, property and itemprop, in lower case. Belongs to nobody's tree; not changed after
// it is made; any thread.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "feeds/html/tree.h"
#include "feeds/text/entities.h"
#include "feeds/text/strings.h"

namespace gazette::extract {

class MetaTags {
 public:
  explicit MetaTags(const html::Tree& tree) {
    for (html::NodeId id = tree.root(); id != html::kNone; id = tree.next_in_order(id, tree.root()))
      if (tree.is_element(id, "meta")) read(tree, id);
  }

  /// The first value of the first that the page has; empty if it has none of them.
  std::string first_of(std::initializer_list<std::string_view> names) const {
    for (std::string_view name : names)
      if (const auto found = tags_.find(std::string(name)); found != tags_.end()) return found->second[0];
    return {};
  }
  /// All that the page has of these, in their order.
  std::vector<std::string> each_of(std::initializer_list<std::string_view> names) const {
    std::vector<std::string> all;
    for (std::string_view name : names)
      for (const std::string& value : all_of(std::string(name))) all.push_back(value);
    return all;
  }
  /// What the page has of those whose name `matches`, by name.
  template <class Matches>
  std::vector<std::string> each_like(Matches matches) const {
    std::vector<std::string_view> names;
    for (const auto& [name, values] : tags_)
      if (matches(std::string_view(name))) names.push_back(name);
    std::sort(names.begin(), names.end());
    std::vector<std::string> all;
    for (const std::string_view name : names)
      for (const std::string& value : all_of(std::string(name))) all.push_back(value);
    return all;
  }
  /// Each value once, as the page has them; papers have a tag for each author.
  const std::vector<std::string>& all_of(const std::string& name) const {
    static const std::vector<std::string> kNothing;
    const auto found = tags_.find(name);
    return found == tags_.end() ? kNothing : found->second;
  }

 private:
  void read(const html::Tree& tree, html::NodeId id) {
    // Not a few pages write value= for content=.
    const std::string_view said = tree.attribute(id, tree.has_attribute(id, "content") ? "content" : "value");
    const std::string content = collapse_whitespace(decode_entities(said));
    if (content.empty()) return;
    for (const char* attribute : {"property", "name", "itemprop", "http-equiv"})
      for (std::string_view key : split(tree.attribute(id, attribute), ' '))
        if (!key.empty()) add(tags_[to_lower(key)], content);
  }

  static void add(std::vector<std::string>& values, const std::string& content) {
    const bool known = std::find(values.begin(), values.end(), content) != values.end();
    if (!known && values.size() < kMostValues) values.push_back(content);
  }

  static constexpr std::size_t kMostValues = 20;
  std::unordered_map<std::string, std::vector<std::string>> tags_;
};

}  // namespace gazette::extract
