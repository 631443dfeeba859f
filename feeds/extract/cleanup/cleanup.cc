#include "feeds/extract/cleanup/cleanup.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <unordered_set>
#include <vector>

#include "feeds/extract/cleanup/edges.h"
#include "feeds/extract/cleanup/marks.h"
#include "feeds/extract/cleanup/pointers.h"
#include "feeds/extract/page/measures.h"
#include "feeds/extract/page/names.h"
#include "feeds/extract/page/phrases.h"
#include "feeds/extract/page/rewrite.h"
#include "feeds/html/policy/images.h"
#include "feeds/html/policy/nesting.h"
#include "feeds/text/strings.h"

namespace gazette::extract {
namespace {

using html::is_heading;
using html::kNone;
using html::Node;
using html::NodeId;
using html::NodeType;
using html::Tree;
using Names = std::unordered_set<std::string_view>;

constexpr double kLargestClutter = 0.3;  // of the article's text: more is the article, whatever it is called
constexpr double kLongestCaption = 400, kNearlyAllLinks = 0.8;
constexpr double kTagWords = 20;       // "Filed under", and what stands between them
constexpr double kLongestAction = 40;  // the words of a link that does something on the page
constexpr std::size_t kShortestCut = 40, kMostCaptions = 200;
constexpr double kLongestLeadIn = 60, kLongestHeading = 120;
constexpr std::size_t kNoscriptText = 400;
constexpr double kShareText = 500;  // a share box with more text than this holds the article too

// A table of data, not of layout: it says so, or it is large.
class DataTables {
 public:
  DataTables(const Tree& tree, NodeId top) : tree_(tree) {
    for (NodeId table : all_named(tree, top, "table"))
      if (is_data(table)) tables_.insert(table);
  }

  bool has(NodeId id) const { return tables_.contains(id); }

  bool is_inside_one(NodeId id) const {
    for (NodeId at = tree_[id].parent; at != kNone; at = tree_[at].parent)
      if (has(at)) return true;
    return false;
  }

 private:
  bool is_data(NodeId table) const {
    static const Names kMarks = {"col", "colgroup", "tfoot", "thead", "th"};
    if (tree_.attribute(table, "role") == "presentation" || tree_.attribute(table, "datatable") == "0")
      return false;
    if (tree_.has_attribute(table, "summary")) return true;
    bool holds_table = false;
    std::size_t rows = 0, cells = 0, columns = 0;
    for (NodeId id = tree_[table].first_child; id != kNone; id = tree_.next_in_order(id, table)) {
      const std::string& name = tree_[id].name;
      if (tree_[id].type != NodeType::element) continue;
      if (kMarks.contains(name) || (name == "caption" && tree_[id].first_child != kNone)) return true;
      holds_table = holds_table || name == "table";
      if (name == "tr") ++rows, cells = 0;
      if (name == "td") columns = std::max(columns, ++cells);
    }
    if (holds_table || rows == 1 || columns == 1) return false;
    return rows >= 10 || columns > 4 || rows * columns > 10;
  }

  const Tree& tree_;
  std::unordered_set<NodeId> tables_;
};

class Cleaner {
 public:
  Cleaner(Tree& tree, NodeId top, const Strictness& strictness, const PageFacts& page)
      : tree_(tree),
        top_(top),
        strictness_(strictness),
        page_(page),
        data_tables_(tree, top),
        measures_(tree, top) {}

  void run() {
    conditionally("form");
    conditionally("fieldset");
    for (const char* name : {"object", "embed", "footer", "link", "aside"}) all(name);
    named_boxes();
    controls();
    for (const NodeId edge : find_edges(tree_, measures_, top_, page_.title)) remove(edge);
    clutter_lines();
    pointers();
    all("iframe");
    headings();
    conditionally("table");
    conditionally("ul");
    conditionally("ol");
    conditionally("div");
    conditionally("section");
    lines_to_nothing();
    repeated_captions();
    empty_paragraphs();
    breaks_before_paragraphs();
    single_cells();
  }

 private:
  void remove(NodeId id) { measures_.remove(tree_, id); }

  bool is_attached(NodeId id) const {
    while (id != kNone && id != top_) id = tree_[id].parent;
    return id == top_;
  }

  void all(std::string_view name) {
    for (NodeId id : all_named(tree_, top_, name)) {
      const bool embed = name == "iframe" || name == "embed" || name == "object";
      if (is_attached(id) && !(embed && measures_[id].videos > 0)) remove(id);
    }
  }

  void named_boxes() {
    for (NodeId id = tree_[top_].first_child; id != kNone;) {
      const Node& node = tree_[id];
      NodeId next = tree_.next_in_order(id, top_);
      if (node.type == NodeType::element && !node.attributes.empty() && goes_by_name(id)) {
        next = tree_.next_skipping_children(id, top_);
        remove(id);
      }
      id = next;
    }
  }

  bool goes_by_name(NodeId id) const {
    const std::string names = names_of(tree_, id);
    if (is_share_name(names) && measures_[id].text < kShareText) return true;
    return is_clutter_name(names) && measures_[id].text < kLargestClutter * measures_[top_].text;
  }

  // Before the lines are looked at: a button would stand in each.
  void controls() {
    for (const char* name : {"input", "textarea", "select", "button"}) all(name);
  }

  // From the last to the first: what follows a heading is still what followed it.
  void clutter_lines() {
    static const Names kLines = {"p",  "li",  "h2",   "h3",     "h4", "h5",
                                 "h6", "div", "span", "strong", "em", "figcaption"};
    std::vector<NodeId> lines;
    for (NodeId id = tree_[top_].first_child; id != kNone; id = tree_.next_in_order(id, top_))
      if (tree_[id].type == NodeType::element && kLines.contains(tree_[id].name)) lines.push_back(id);
    for (auto it = lines.rbegin(); it != lines.rend(); ++it) clutter_line(*it);
  }

  void clutter_line(NodeId id) {
    const double text = measures_[id].text;
    if (is_of_tags(id) || is_of_actions(id)) return remove(id);
    const bool links = measures_[id].link_density() > 0.5;
    if (text <= 0 || text > kLongestClutterLine * (links ? 4 : 1) || measures_[id].images > 0 ||
        !is_alone(id))
      return;
    const std::string line = line_of(tree_, id);
    if (!(links && is_tags_line(line)) && (text > kLongestClutterLine || !is_clutter_line(line))) return;
    if (tree_[id].name == "figcaption" && is_credit_line(line)) return;
    if (tree_[id].name[0] == 'h' && is_related_heading(line)) remove_links_after(id);
    remove(id);
  }

  // Hardly more than links that say they are tags.
  bool is_of_tags(NodeId id) const {
    const Measure& m = measures_[id];
    if (m.links <= 0) return false;
    const std::vector<NodeId> links = all_named(tree_, id, "a");
    const bool few_words =
        links.size() > 1 && m.text - m.links < kTagWords + 3.0 * static_cast<double>(links.size());
    return (few_words || m.link_density() > kNearlyAllLinks) &&
           std::all_of(links.begin(), links.end(), [&](NodeId link) {
             return tree_.attribute(link, "rel").find("tag") != std::string_view::npos;
           });
  }

  // "Print", "Save": links that only a script follows.
  bool is_of_actions(NodeId id) const {
    const Measure& m = measures_[id];
    if (m.links <= 0 || m.images > 0 || !is_alone(id)) return false;
    const std::vector<NodeId> links = all_named(tree_, id, "a");
    double linked = 0;
    for (const NodeId link : links) {
      const std::string_view address = trim(tree_.attribute(link, "href"));
      const bool nowhere =
          address == "#" || address == "#!" || starts_with_ignore_case(address, "javascript:");
      if (!nowhere || measures_[link].text > kLongestAction) return false;
      linked += measures_[link].text;
    }
    return linked > kNearlyAllLinks * m.text;
  }

  // An inline element is a line only if nothing stands beside it.
  bool is_alone(NodeId id) const {
    const std::string& name = tree_[id].name;
    if (name != "span" && name != "strong" && name != "em") return true;
    const NodeId parent = tree_[id].parent;
    return parent != kNone && measures_[parent].text <= measures_[id].text;
  }

  void remove_links_after(NodeId heading) {
    NodeId next = tree_[heading].next;
    while (next != kNone && tree_[next].type != NodeType::element) next = tree_[next].next;
    if (next != kNone && measures_[next].link_density() > 0.4) remove(next);
  }

  // With the line that leads to them: "Read this:", or a heading above nothing else.
  void pointers() {
    for (const NodeId pointer : find_pointers(tree_, measures_, top_, page_.base_url)) {
      NodeId before = tree_[pointer].previous;
      while (before != kNone && tree_[before].type != NodeType::element) before = tree_[before].previous;
      remove(pointer);
      if (before != kNone && leads_to_links(before)) remove(before);
    }
  }

  bool leads_to_links(NodeId id) const {
    if (measures_[id].text > kLongestLeadIn || measures_[id].images > 0) return false;
    NodeId next = tree_[id].next;
    while (next != kNone && tree_[next].type != NodeType::element) next = tree_[next].next;
    if (is_heading(tree_[id].name)) return next == kNone || is_heading(tree_[next].name);
    return leads_on(id);
  }

  void headings() {
    if (!strictness_.weigh_names) return;
    for (const char* name : {"h1", "h2"})
      for (NodeId id : all_named(tree_, top_, name))
        if (is_attached(id) && weight_of(tree_, id) < 0) remove(id);
  }

  // From the last to the first, so that what stands inside is judged before what holds it.
  void conditionally(std::string_view name) {
    if (!strictness_.clean_conditionally) return;
    std::vector<NodeId> found = all_named(tree_, top_, name);
    for (auto it = found.rbegin(); it != found.rend(); ++it)
      if (is_attached(*it) && is_fishy(*it)) remove(*it);
  }

  bool is_fishy(NodeId id) const {
    const std::string& name = tree_[id].name;
    const Measure& m = measures_[id];
    if (name == "table" && data_tables_.has(id)) return false;
    if (data_tables_.is_inside_one(id) || is_inside(tree_, id, "code")) return false;
    if (is_picture(id)) return false;
    const int weight = strictness_.weigh_names ? weight_of(tree_, id) : 0;
    if (weight < 0) return true;
    if (m.commas >= 10) return false;
    const bool list = name == "ul" || name == "ol" || (m.text > 0 && m.list_text / m.text > 0.9);
    const bool fishy = is_badly_mixed(id, list, weight);
    return fishy && !(list && is_gallery(id));
  }

  // A figure and nothing beside it, whatever the box is called; if there is a link, it is the picture's.
  bool is_picture(NodeId id) const {
    const Measure& m = measures_[id];
    const NodeId figure = m.images == 1 && m.text < kLongestCaption ? tree_.find("figure", id) : kNone;
    if (figure == kNone || measures_[figure].images != 1 || measures_[figure].text < m.text) return false;
    const std::vector<NodeId> links = all_named(tree_, figure, "a");
    return std::all_of(links.begin(), links.end(),
                       [&](NodeId link) { return tree_.find("img", link) != kNone; });
  }

  bool is_badly_mixed(NodeId id, bool list, int weight) const {
    const Measure& m = measures_[id];
    const bool in_figure = is_inside(tree_, id, "figure");
    const double headings = m.text > 0 ? m.heading_text / m.text : 0;
    if (m.videos > 0) return false;
    if (m.images > 1 && 2 * m.paragraphs < m.images && !in_figure) return true;
    if (!list && m.items - 100 > m.paragraphs) return true;
    if (m.inputs > m.paragraphs / 3) return true;
    const bool short_text = headings < 0.9 && m.text < 25 && (m.images == 0 || m.images > 2);
    if (!list && short_text && !in_figure && m.link_density() > 0) return true;
    if (!list && weight < 25 && m.link_density() > 0.2) return true;
    if (weight >= 25 && m.link_density() > 0.5) return true;
    if ((m.embeds == 1 && m.text < 75) || m.embeds > 1) return true;
    return m.images == 0 && m.textish <= 0;
  }

  // A list in which every item is one image.
  bool is_gallery(NodeId id) const {
    for (NodeId child = tree_[id].first_child; child != kNone; child = tree_[child].next)
      if (tree_[child].type == NodeType::element && count_elements(tree_, child) > 1) return false;
    return measures_[id].items > 0 && measures_[id].items == measures_[id].images;
  }

  // Galleries say the same of each of their pictures, or once in full and once cut short.
  void repeated_captions() {
    std::vector<std::string> seen;
    for (const NodeId caption : captions()) {
      if (!is_attached(caption) || measures_[caption].images > 0) continue;
      remove_buttons(caption);
      const std::string line = line_of(tree_, caption);
      const std::string_view text = without_cut(line);
      const bool again = std::any_of(seen.begin(), seen.end(),
                                     [&](const std::string& other) { return other.starts_with(text); });
      if (text.empty() || (again && (text.size() == line.size() || text.size() > kShortestCut)))
        remove(caption);
      else if (seen.size() < kMostCaptions)
        seen.emplace_back(text);
    }
  }

  // Links that lead nowhere: "... more", "less".
  void remove_buttons(NodeId caption) {
    for (const NodeId link : all_named(tree_, caption, "a"))
      if (tree_.attribute(link, "href").empty() && without_cut(line_of(tree_, link)).empty()) remove(link);
  }

  std::vector<NodeId> captions() const {
    std::vector<NodeId> found;
    for (NodeId id = tree_[top_].first_child; id != kNone;) {
      const bool caption = tree_[id].type == NodeType::element && measures_[id].text > 0 && is_caption(id);
      if (caption) found.push_back(id);
      id = caption ? tree_.next_skipping_children(id, top_) : tree_.next_in_order(id, top_);
    }
    return found;
  }

  bool is_caption(NodeId id) const {
    const std::string& name = tree_[id].name;
    if (name == "figcaption") return true;
    if ((name != "p" && name != "div") || holds_block(tree_, id)) return false;
    return is_credit_name(names_of(tree_, id)) || is_credit_name(names_of(tree_, tree_[id].parent));
  }

  // "A caption, cut sho... more"
  static std::string_view without_cut(std::string_view line) {
    for (const std::string_view end : {"more", "less", "...", "\u2026"}) {
      line = trim(line);
      if (line.ends_with(end)) line.remove_suffix(end.size());
    }
    return trim(line);
  }

  // What stood below a heading, or after "Read on:", is gone; so nothing follows at the end of the article.
  void lines_to_nothing() {
    static const Names kLines = {"h1", "h2", "h3", "h4", "h5", "h6", "p"};
    std::vector<NodeId> lines;
    for (NodeId id = tree_[top_].first_child; id != kNone; id = tree_.next_in_order(id, top_)) {
      const Node& node = tree_[id];
      if (node.type == NodeType::text && !is_blank(node.text) && !is_in_last(lines, id)) lines.clear();
      if (tree_.is_element(id, "img") || measures_[id].embeds > 0) lines.clear();
      if (node.type != NodeType::element || !kLines.contains(node.name) || measures_[id].text <= 0) continue;
      if (leads_on(id))
        lines.push_back(id);
      else
        lines.clear();
    }
    double text = 0;
    for (const NodeId line : lines) text += measures_[line].text;
    if (text > kLargestClutter * measures_[top_].text) return;  // an article set in headings
    for (const NodeId line : lines) remove(line);
  }

  bool is_in_last(const std::vector<NodeId>& lines, NodeId id) const {
    if (lines.empty()) return true;
    while (id != kNone && id != lines.back()) id = tree_[id].parent;
    return id != kNone;
  }

  bool leads_on(NodeId id) const {
    if (measures_[id].text > (is_heading(tree_[id].name) ? kLongestHeading : kLongestLeadIn)) return false;
    if (is_heading(tree_[id].name)) return true;
    const std::string line = line_of(tree_, id);
    return line.ends_with(':') || line.ends_with("：");
  }

  void empty_paragraphs() {
    for (NodeId id : all_named(tree_, top_, "p")) {
      const Measure& m = measures_[id];
      if (is_attached(id) && m.images == 0 && m.embeds == 0 && m.text <= 0) remove(id);
    }
  }

  void breaks_before_paragraphs() {
    for (NodeId id : all_named(tree_, top_, "br")) {
      NodeId next = tree_[id].next;
      while (next != kNone && tree_[next].type == NodeType::text && is_blank(tree_[next].text))
        next = tree_[next].next;
      if (tree_.is_element(next, "p")) tree_.detach(id);
    }
  }

  // A layout table around the text.
  void single_cells() {
    for (NodeId table : all_named(tree_, top_, "table")) {
      const NodeId body = only_child(tree_, table, "tbody");
      const NodeId row = only_child(tree_, body == kNone ? table : body, "tr");
      const NodeId cell = row == kNone ? kNone : only_child(tree_, row, "td");
      if (cell == kNone || !is_attached(table)) continue;
      tree_[cell].name = holds_block(tree_, cell) ? "div" : "p";
      tree_.insert_before(table, cell);
      tree_.detach(table);
    }
  }

  Tree& tree_;
  NodeId top_;
  const Strictness& strictness_;
  const PageFacts& page_;
  DataTables data_tables_;
  Measures measures_;
};

// Some pages keep their text for readers without scripts; most only tell them to turn scripts on.
void unwrap_noscripts(Tree& tree) {
  for (const NodeId noscript : all_named(tree, tree.root(), "noscript"))
    if (is_longer_than(tree, noscript, kNoscriptText) && tree.find("p", noscript) != kNone)
      tree.unwrap(noscript);
}

}  // namespace

void clean_page(Tree& tree, std::string_view base_url) {
  static const Names kSilent = {"script", "style", "noscript", "template", "link"};
  html::rescue_lazy_images(tree, tree.root(), base_url);
  unwrap_noscripts(tree);
  for (NodeId id = tree.root(); id != kNone;) {
    const Node& node = tree[id];
    const bool goes =
        node.type == NodeType::comment || (node.type == NodeType::element && kSilent.contains(node.name));
    const NodeId next =
        goes ? tree.next_skipping_children(id, tree.root()) : tree.next_in_order(id, tree.root());
    if (goes) {
      for (NodeId text = tree[id].first_child; text != kNone; text = tree[text].next) tree[text].text.clear();
      tree[id].text.clear();
      tree.detach(id);
    }
    if (tree.is_element(id, "font")) tree[id].name = "span";
    if (node.type == NodeType::text) replace_all(tree[id].text, "\u00ad", "");  // of that page's column
    id = next;
  }
  drop_page_marks(tree, tree.root());
  unwrap_links_to_nowhere(tree, tree.root());
  captions_on_lines(tree, tree.root());
  if (const NodeId body = tree.find("body"); body != kNone) paragraphs_from_breaks(tree, body);
}

void clean_article(Tree& tree, NodeId container, const Strictness& strictness, const PageFacts& page) {
  Cleaner(tree, container, strictness, page).run();
}

}  // namespace gazette::extract
