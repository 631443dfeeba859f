#include "feeds/extract/scoring.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "feeds/extract/leads.h"
#include "feeds/extract/page/measures.h"
#include "feeds/extract/page/names.h"
#include "feeds/extract/page/patterns.h"
#include "feeds/extract/page/rewrite.h"
#include "feeds/text/strings.h"

namespace gazette::extract {
namespace {

using html::kNone;
using html::Node;
using html::NodeId;
using html::NodeType;
using html::Tree;

constexpr std::size_t kTopCandidates = 5;
constexpr int kAncestors = 5;
constexpr double kOwnText = 250;
constexpr double kMostlyLinks = 0.6, kLongestLogin = 2000;
constexpr double kFewLinks = 0.15, kMuchMore = 1.9;

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// --- first pass: what cannot be the article goes, what may be a paragraph is remembered
// -----------------------------------

class Sweep {
 public:
  Sweep(Tree& tree, std::string_view title, const Strictness& strictness)
      : tree_(tree), strictness_(strictness), measures_(tree, tree.root()) {
    find_title(title);
  }

  std::vector<NodeId> run(NodeId top) {
    for (NodeId id = top; id != kNone;) id = visit(id, top);
    return std::move(to_score_);
  }

  std::string byline() { return std::move(byline_); }
  NodeId title_at() const { return title_at_; }

 private:
  NodeId visit(NodeId id, NodeId top) {
    if (tree_[id].type != NodeType::element || id == top) return tree_.next_in_order(id, top);
    if (goes(id)) {
      const NodeId next = tree_.next_skipping_children(id, top);
      tree_.detach(id);
      return next;
    }
    const std::string& name = tree_[id].name;
    if (is_one_of(name, {"section", "h2", "h3", "h4", "h5", "h6", "p", "pre"})) to_score_.push_back(id);
    if (name == "td" && !holds_block(tree_, id)) to_score_.push_back(id);
    if (name == "div") id = visit_div(id);
    return tree_.next_in_order(id, top);
  }

  bool goes(NodeId id) {
    const Node& node = tree_[id];
    const std::string names = node.attributes.empty() ? std::string(" ") : names_of(tree_, id);
    if (is_hidden(tree_, id) && !holds_most(id, 0.65)) return true;  // or a script shows it (WeChat)
    if (is_dialog(id) || is_login(id) || takes_byline(id, names) || repeats_title(id)) return true;
    if (is_other_article(id)) return true;
    if (strictness_.strip_unlikely) {
      const bool kept = node.name == "body" || node.name == "a" || above_title_.contains(id) ||
                        is_beside_title(id) || is_inside(tree_, id, "table") || is_inside(tree_, id, "code");
      if (is_unlikely(names) && !kept && !holds_most(id, 0.8)) return true;
      if (is_clutter_name(names) && !kept && !holds_most(id, 0.3)) return true;
      if (is_unlikely_role(tree_.attribute(id, "role"))) return true;
    }
    return is_one_of(node.name, {"div", "section", "header", "h1", "h2", "h3", "h4", "h5", "h6"}) &&
           is_without_content(tree_, id);
  }

  // A picture called "banner" there is the article's.
  bool is_beside_title(NodeId id) const {
    if (tree_[id].name != "img") return false;
    const NodeId box =
        tree_.is_element(tree_[id].parent, "p") ? tree_[tree_[id].parent].parent : tree_[id].parent;
    return above_title_.contains(box);
  }

  // Whatever it is called: what holds most of the page's text holds the article.
  bool holds_most(NodeId id, double share) const {
    const Measure& page = measures_[tree_.root()];
    const Measure& own = id < measured_ ? measures_[id] : page;
    return own.text - own.links > share * (page.text - page.links);
  }

  bool is_dialog(NodeId id) const {
    return tree_.attribute(id, "aria-modal") == "true" && tree_.attribute(id, "role") == "dialog";
  }

  // A form that asks for a password; some pages stand in one as a whole.
  bool is_login(NodeId id) const {
    if (tree_[id].name != "form" || above_title_.contains(id)) return false;
    const std::vector<NodeId> inputs = all_named(tree_, id, "input");
    return text_length(tree_, id) < kLongestLogin &&
           std::any_of(inputs.begin(), inputs.end(),
                       [&](NodeId input) { return tree_.attribute(input, "type") == "password"; });
  }

  bool takes_byline(NodeId id, std::string_view names) {
    if (!byline_.empty() || tree_[id].attributes.empty()) return false;
    const bool said = tree_.attribute(id, "rel") == "author" ||
                      tree_.attribute(id, "itemprop").find("author") != std::string_view::npos ||
                      is_byline_name(names);
    if (!said) return false;
    static const RE2 kWhen(
        "^(?:(?:posted|published|updated)(?: on| "
        "at)?|(?:发表|发布|更新|發表|發佈|投稿)[于於日]?)?[\\s:：]*\\d",
        quiet());
    const std::string text = line_of(tree_, id);
    if (text.empty() || count_code_points(text) >= 100 || matches(text, kWhen)) return false;
    byline_ = text;
    return true;
  }

  // Only the first such heading: later ones may be the article's own sections.
  void find_title(std::string_view title) {
    for (const char* name : {"h1", "h2", "h3"})
      for (const NodeId heading : all_named(tree_, tree_.root(), name)) {
        if (similarity(title, line_of(tree_, heading)) <= 0.75) continue;
        title_ = heading;
        for (NodeId at = tree_[heading].parent; at != kNone; at = tree_[at].parent) above_title_.insert(at);
        find_own_article(heading);
        return;
      }
  }

  // Pages of a blog hold several: the one with the title is meant, if it holds text.
  void find_own_article(NodeId heading) {
    for (NodeId at = tree_[heading].parent; at != kNone && own_article_ == kNone; at = tree_[at].parent)
      if (tree_.is_element(at, "article")) own_article_ = at;
    if (own_article_ == kNone || measures_[own_article_].paragraph_text >= kOwnText) return;
    own_article_ = kNone;
  }

  bool is_other_article(NodeId id) const {
    if (own_article_ == kNone || tree_[id].name != "article" || above_title_.contains(id)) return false;
    for (NodeId at = tree_[id].parent; at != kNone; at = tree_[at].parent)
      if (at == own_article_) return false;
    const bool post = is_post_name(names_of(tree_, id)) && is_post_name(names_of(tree_, own_article_));
    return post || link_density(tree_, id) > 0.5 || is_headed_by_link(id);  // else it is a section
  }

  bool is_headed_by_link(NodeId id) const {
    for (const char* name : {"h1", "h2", "h3", "h4"}) {
      const NodeId heading = tree_.find(name, id);
      if (heading != kNone) return tree_.find("a", heading) != kNone || is_inside(tree_, heading, "a");
    }
    return false;
  }

  bool repeats_title(NodeId id) {
    if (id != title_) return false;
    title_at_ = mark_title(id);
    return true;
  }

  // An empty element stays where the title stood: the lead is between it and the text.
  NodeId mark_title(NodeId heading) {
    const NodeId mark = tree_.new_element("gazette-title");
    tree_.insert_before(heading, mark);
    return mark;
  }

  NodeId visit_div(NodeId id) {
    wrap_phrasing(tree_, id);
    const NodeId only = only_child(tree_, id, "p");
    if (only != kNone && link_density(tree_, id) < 0.25) {
      if (!tree_.has_attribute(only, "class") && tree_.has_attribute(id, "class"))
        tree_.set_attribute(only, "class", std::string(tree_.attribute(id, "class")));
      tree_.insert_before(id, only);
      tree_.detach(id);
      to_score_.push_back(only);
      return only;
    }
    if (!holds_block(tree_, id)) {
      tree_[id].name = "p";
      to_score_.push_back(id);
    }
    return id;
  }

  Tree& tree_;
  NodeId title_ = kNone, own_article_ = kNone;
  std::unordered_set<NodeId> above_title_;  // "entry-header" and the like hold the lead too
  const Strictness& strictness_;
  std::vector<NodeId> to_score_;
  std::string byline_;
  NodeId title_at_ = kNone;
  Measures measures_;
  std::size_t measured_ = tree_.size();  // paragraphs made on the way have no measure
};

// --- second pass: points
// ----------------------------------------------------------------------------------------------

class Scores {
 public:
  Scores(const Tree& tree, const Measures& measures, const Strictness& strictness)
      : tree_(tree), measures_(measures), strictness_(strictness) {}

  void score(NodeId paragraph) {
    const Measure& measure = measures_[paragraph];
    if (tree_[paragraph].parent == kNone || measure.text < 25 || is_reference(paragraph)) return;
    const double points = 2 + measure.commas + std::min(std::floor(measure.text / 100), 3.0);
    NodeId above = tree_[paragraph].parent;
    for (int level = 0; level < kAncestors && is_scorable(above); ++level, above = tree_[above].parent) {
      const double divider = level == 0 ? 1 : level == 1 ? 2 : level * 3;
      of(above) += points / divider;
    }
  }

  // Links take their share off; done once, when all points are given.
  void weigh_links() {
    for (auto& [id, score] : scores_) score *= 1 - measures_[id].link_density();
  }

  std::vector<NodeId> best() const {
    std::vector<NodeId> all;
    for (const auto& [id, score] : scores_) all.push_back(id);
    const auto better = [this](NodeId a, NodeId b) {
      const double sa = scores_.at(a), sb = scores_.at(b);
      return sa != sb ? sa > sb : a < b;
    };
    const std::size_t count = std::min(all.size(), kTopCandidates);
    std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count), all.end(), better);
    all.resize(count);
    return all;
  }

  bool has(NodeId id) const { return scores_.contains(id); }

  // Given its start on first sight: what its name says, and its element.
  double& of(NodeId id) {
    const auto [found, is_new] = scores_.try_emplace(id, 0);
    if (is_new) found->second = start(id);
    return found->second;
  }

 private:
  bool is_scorable(NodeId id) const {
    return id != kNone && tree_[id].type == NodeType::element && tree_[id].parent != kNone &&
           tree_[tree_[id].parent].type == NodeType::element;
  }

  // As far up as points are given.
  bool is_reference(NodeId paragraph) {
    NodeId above = paragraph;
    for (int level = 0; level <= kAncestors && above != kNone; ++level, above = tree_[above].parent) {
      if (tree_[above].attributes.empty()) continue;
      const auto [known, is_new] = references_.try_emplace(above, false);
      if (is_new) known->second = is_reference_name(names_of(tree_, above));
      if (known->second) return true;
    }
    return false;
  }

  double start(NodeId id) const {
    const std::string& name = tree_[id].name;
    double score = strictness_.weigh_names ? weight_of(tree_, id) : 0;
    if (name == "div") score += 5;
    if (is_one_of(name, {"pre", "td", "blockquote"})) score += 3;
    if (is_one_of(name, {"address", "ol", "ul", "dl", "dd", "dt", "li", "form"})) score -= 3;
    if (is_one_of(name, {"h1", "h2", "h3", "h4", "h5", "h6", "th"})) score -= 5;
    return score;
  }

  const Tree& tree_;
  const Measures& measures_;
  const Strictness& strictness_;
  std::unordered_map<NodeId, double> scores_;
  std::unordered_map<NodeId, bool> references_;
};

// --- third pass: the best, what holds it better, what stands beside it
// ------------------------------------------------------

bool is_page(const Tree& tree, NodeId id) {
  return id == kNone || tree[id].type == NodeType::root || is_one_of(tree[id].name, {"body", "html"});
}

std::vector<NodeId> ancestors_of(const Tree& tree, NodeId id) {
  std::vector<NodeId> above;
  for (NodeId at = tree[id].parent; at != kNone; at = tree[at].parent) above.push_back(at);
  return above;
}

// Where several candidates are nearly as good, the element that holds three of them is the article.
NodeId common_ancestor(const Tree& tree, const std::vector<NodeId>& top, Scores& scores) {
  std::vector<std::vector<NodeId>> alternatives;
  for (std::size_t i = 1; i < top.size(); ++i)
    if (scores.of(top[i]) / scores.of(top[0]) >= 0.75) alternatives.push_back(ancestors_of(tree, top[i]));
  if (alternatives.size() < 3) return top[0];
  for (NodeId parent = tree[top[0]].parent; !is_page(tree, parent); parent = tree[parent].parent) {
    const auto holds = [&](const std::vector<NodeId>& above) {
      return std::find(above.begin(), above.end(), parent) != above.end();
    };
    if (std::count_if(alternatives.begin(), alternatives.end(), holds) >= 3) return parent;
  }
  return top[0];
}

// A parent that scores more holds more of the article; one far below ends the search.
NodeId better_ancestor(const Tree& tree, NodeId best, Scores& scores) {
  double last = scores.of(best);
  const double least = last / 3;
  for (NodeId parent = tree[best].parent; !is_page(tree, parent); parent = tree[parent].parent) {
    if (!scores.has(parent)) continue;
    const double score = scores.of(parent);
    if (score < least) break;
    if (score > last) return parent;
    last = score;
  }
  return best;
}

NodeId outermost_only_child(const Tree& tree, NodeId best) {
  for (NodeId parent = tree[best].parent; !is_page(tree, parent) && count_elements(tree, parent) == 1;
       parent = tree[parent].parent)
    best = parent;
  return best;
}

// Some pages set each part of their text in boxes of its own: what holds much more of it, and hardly a link,
// is better.
NodeId fuller_ancestor(const Tree& tree, const Measures& measures, NodeId best) {
  NodeId at = best;
  for (NodeId above = tree[at].parent; !tree.is_element(above, "html") && above != kNone;
       above = tree[above].parent) {
    const Measure& m = measures[above];
    if (m.link_density() > kFewLinks) break;
    if (m.paragraph_text > kMuchMore * measures[at].paragraph_text) at = above;
  }
  return at;
}

bool reads_like_text(const Tree& tree, const Measures& measures, NodeId id) {
  const Measure& measure = measures[id];
  if (tree[id].name != "p") return false;
  if (measure.text > 80) return measure.link_density() < 0.25;
  if (measure.text <= 0 || measure.links > 0) return false;
  const std::string text = line_of(tree, id);
  return text.ends_with('.') || text.find(". ") != std::string::npos || text.ends_with("。");
}

// The article and those of its siblings that belong to it (a lead before it, parts split by an
// advertisement).
NodeId gather(Tree& tree, const Measures& measures, NodeId best, Scores& scores) {
  const double top_score = scores.of(best);
  const double least = std::max(10.0, top_score * 0.2);
  const std::string best_class(tree.attribute(best, "class"));
  const NodeId container = tree.new_element("div");
  const NodeId parent = tree[best].parent;
  for (NodeId id = tree[parent].first_child; id != kNone;) {
    const NodeId next = tree[id].next;
    bool belongs = id == best;
    if (!belongs && tree[id].type == NodeType::element) {
      const bool same_class = !best_class.empty() && tree.attribute(id, "class") == best_class;
      const double bonus = same_class ? top_score * 0.2 : 0;
      belongs = (scores.has(id) && scores.of(id) + bonus >= least) || reads_like_text(tree, measures, id);
    }
    if (belongs) {
      if (!is_one_of(tree[id].name, {"div", "article", "section", "p", "ol", "ul"})) tree[id].name = "div";
      tree.append_child(container, id);
    }
    id = next;
  }
  return container;
}

// The nearest dir=, as the browser takes it.
std::string direction_of(const Tree& tree, NodeId id) {
  for (; id != kNone; id = tree[id].parent) {
    std::string direction = to_lower(tree.attribute(id, "dir"));
    if (is_one_of(direction, {"ltr", "rtl", "auto"})) return direction;
  }
  return {};
}

// Nothing reads like an article: all that is not links.
NodeId whole_body(Tree& tree, const Measures& measures, NodeId body) {
  const NodeId container = tree.new_element("div");
  for (NodeId id = tree[body].first_child; id != kNone;) {
    const bool block =
        is_one_of(tree[id].name, {"div", "p", "ul", "ol", "section", "header", "footer", "nav", "table"});
    const bool goes = block && measures[id].link_density() > kMostlyLinks;
    const NodeId next = goes ? tree.next_skipping_children(id, body) : tree.next_in_order(id, body);
    if (goes) tree.detach(id);
    id = next;
  }
  while (tree[body].first_child != kNone) tree.append_child(container, tree[body].first_child);
  return container;
}

}  // namespace

Candidate find_article(Tree& tree, std::string_view title, const Strictness& strictness) {
  const NodeId body = tree.find("body");
  if (body == kNone) return {};
  Sweep sweep(tree, title, strictness);
  const std::vector<NodeId> paragraphs = sweep.run(body);  // 1
  const Measures measures(tree, body);
  Scores scores(tree, measures, strictness);
  for (NodeId paragraph : paragraphs) scores.score(paragraph);  // 2
  scores.weigh_links();
  const std::vector<NodeId> top = scores.best();
  Candidate found;
  found.byline = sweep.byline();
  NodeId best = top.empty() ? body : common_ancestor(tree, top, scores);  // 3
  if (!is_page(tree, best)) best = fuller_ancestor(tree, measures, better_ancestor(tree, best, scores));
  if (is_page(tree, best)) {
    if (!top.empty()) found.score = scores.of(top[0]);
    found.direction = direction_of(tree, body);
    found.container = whole_body(tree, measures, body);
    return found;
  }
  best = outermost_only_child(tree, best);
  found.score = scores.of(best);
  found.direction = direction_of(tree, best);
  const std::vector<NodeId> leads = find_leads(tree, sweep.title_at(), best);
  found.container = gather(tree, measures, best, scores);
  put_leads(tree, found.container, leads);
  return found;
}

Candidate take_article(Tree& tree, std::string_view title, const Strictness& strictness, NodeId chosen) {
  const NodeId body = tree.find("body");
  if (body == kNone) return {};
  Sweep sweep(tree, title, strictness);
  sweep.run(body);
  NodeId at = chosen;
  while (at != kNone && at != body) at = tree[at].parent;
  if (at == kNone) return {};  // swept away
  Candidate found;
  found.byline = sweep.byline();
  found.direction = direction_of(tree, chosen);
  const std::vector<NodeId> leads = find_leads(tree, sweep.title_at(), chosen);
  found.container = tree.new_element("div");
  tree.append_child(found.container, chosen);
  put_leads(tree, found.container, leads);
  return found;
}

}  // namespace gazette::extract
