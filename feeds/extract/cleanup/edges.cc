#include "feeds/extract/cleanup/edges.h"

#include <string>
#include <unordered_set>

#include "feeds/extract/metadata/published.h"
#include "feeds/extract/page/names.h"
#include "feeds/extract/page/phrases.h"
#include "feeds/extract/page/rewrite.h"
#include "feeds/text/strings.h"

namespace gazette::extract {
namespace {

using html::kNone;
using html::NodeId;
using html::NodeType;
using html::Tree;
using Names = std::unordered_set<std::string_view>;

constexpr double kText = 80;           // a block with more text is the article's
constexpr double kLongestNamed = 160;  // more text is more than a date, whatever it is called
constexpr double kLongestLine = 70, kLongestTitle = 300;
constexpr double kMostShare = 0.3;  // of the article: a short one may be named "meta" as a whole

class Edges {
 public:
  Edges(const Tree& tree, const Measures& measures, NodeId top, std::string_view title)
      : tree_(tree), measures_(measures), top_(top), title_(title) {}

  std::vector<NodeId> find() {
    for (NodeId id = tree_[top_].first_child; id != kNone;) {
      const bool goes = tree_[id].type == NodeType::element && is_edge(id);
      if (goes) found_.push_back(id);
      id = goes ? tree_.next_skipping_children(id, top_) : tree_.next_in_order(id, top_);
    }
    return std::move(found_);
  }

 private:
  bool is_edge(NodeId id) {
    const Measure& m = measures_[id];
    if (m.text <= 0 || m.images > 0 || m.embeds > 0 || is_inside(tree_, id, "figure")) return false;
    if (m.text >= kText && is_line(id) && !holds_block(tree_, id)) in_text_ = true;
    if (m.text < kLongestNamed && m.text < kMostShare * measures_[top_].text && is_named(id)) return true;
    if (in_text_ || m.text >= kLongestTitle || !is_line(id)) return false;
    const std::string line = line_of(tree_, id);
    if (!title_.empty() && equals_ignore_case(line, title_)) return true;
    return m.text < kLongestLine && is_about(line, m.links > 0);
  }

  bool is_line(NodeId id) const {
    static const Names kLines = {"p", "li", "div", "span", "h2", "h3", "h4", "h5", "h6", "address", "time"};
    return kLines.contains(tree_[id].name);
  }

  bool is_named(NodeId id) const {
    const std::string& name = tree_[id].name;
    if (name == "time" && !in_text_) return true;
    if (name == "td" || name == "th" || name == "a" || tree_[id].attributes.empty()) return false;
    const std::string_view property = tree_.attribute(id, "itemprop");
    if (property == "datePublished" || property == "dateModified" || property == "keywords") return true;
    const std::string names = names_of(tree_, id);
    return in_text_ ? is_keywords_name(names) : is_edge_name(names);
  }

  // A date in a link is of what it leads to.
  static bool is_about(const std::string& line, bool links) {
    if (line.ends_with('.') || line.ends_with('!') || line.ends_with('?')) return false;
    return is_byline(line) || (!links && date_in(line, {}).has_value());
  }

  const Tree& tree_;
  const Measures& measures_;
  NodeId top_;
  std::string_view title_;
  bool in_text_ = false;
  std::vector<NodeId> found_;
};

}  // namespace

std::vector<NodeId> find_edges(const Tree& tree, const Measures& measures, NodeId top,
                               std::string_view title) {
  return Edges(tree, measures, top, title).find();
}

}  // namespace gazette::extract
