#include "feeds/html/selector.h"

#include <algorithm>
#include <utility>

#include "feeds/html/parser/selector_parser.h"
#include "feeds/text/strings.h"

namespace gazette::html {
namespace {

// Which compounds of a selector end at a node, a bit each: so a match costs nodes times compounds and never
// backtracks.
using Mask = std::uint64_t;

// What an element sees around it, per complex selector: the masks of its ancestors, parent and elder
// siblings.
struct Around {
  Mask ancestors = 0, parent = 0, previous = 0, elder = 0;
};

bool same(std::string_view a, std::string_view b, bool ignore_case) {
  return ignore_case ? equals_ignore_case(a, b) : a == b;
}

bool has_word(std::string_view list, std::string_view word, bool ignore_case) {
  constexpr std::string_view kSpace = " \t\n\r\f";
  for (std::size_t pos = 0; pos < list.size();) {
    const std::size_t end = std::min(list.find_first_of(kSpace, pos), list.size());
    if (end > pos && same(list.substr(pos, end - pos), word, ignore_case)) return true;
    pos = end + 1;
  }
  return false;
}

bool contains(std::string_view text, std::string_view piece, bool ignore_case) {
  if (!ignore_case) return text.find(piece) != std::string_view::npos;
  return to_lower(text).find(to_lower(piece)) != std::string::npos;
}

bool value_matches(std::string_view value, const AttributeTest& test) {
  using How = AttributeTest::How;
  const std::string_view wanted = test.value;
  const bool fold = test.ignore_case;
  const bool fits = !wanted.empty() && value.size() >= wanted.size();
  switch (test.how) {
    case How::exists: return true;
    case How::equals: return same(value, wanted, fold);
    case How::starts: return fits && same(value.substr(0, wanted.size()), wanted, fold);
    case How::ends: return fits && same(value.substr(value.size() - wanted.size()), wanted, fold);
    case How::contains: return fits && contains(value, wanted, fold);
    case How::word: return fits && has_word(value, wanted, fold);
    case How::dash:
      return same(value, wanted, fold) ||
             (fits && value.size() > wanted.size() && value[wanted.size()] == '-' &&
              same(value.substr(0, wanted.size()), wanted, fold));
  }
  return false;
}

bool attribute_matches(const Node& node, const AttributeTest& test) {
  return std::any_of(node.attributes.begin(), node.attributes.end(), [&](const Attribute& attribute) {
    return attribute.name == test.name && value_matches(attribute.value, test);
  });
}

NodeId next_element(const Tree& tree, NodeId id) {
  do {
    id = tree[id].next;
  } while (id != kNone && tree[id].type != NodeType::element);
  return id;
}

bool nth_matches(const NthChild& nth, int index) {
  const int distance = index - nth.offset;
  if (nth.step == 0) return distance == 0;
  return distance % nth.step == 0 && distance / nth.step >= 0;
}

bool compound_matches(const Compound& compound, const Tree& tree, NodeId id, int index) {
  const Node& node = tree[id];
  if (!compound.type.empty() && compound.type != node.name) return false;
  for (const AttributeTest& test : compound.attributes) {
    if (!attribute_matches(node, test)) return false;
  }
  for (const NthChild& nth : compound.nth) {
    if (!nth_matches(nth, index)) return false;
  }
  if (compound.last_child && next_element(tree, id) != kNone) return false;
  return std::none_of(compound.excluded.begin(), compound.excluded.end(),
                      [&](const Compound& excluded) { return compound_matches(excluded, tree, id, index); });
}

// The compounds that may end here by what stands around, whatever the element is.
Mask reachable(const ComplexSelector& selector, const Around& around) {
  Mask mask = 0;
  for (std::size_t i = 0; i < selector.compounds.size(); ++i) {
    const Mask before = i == 0 ? 0 : Mask{1} << (i - 1);
    switch (selector.combinators[i]) {
      case Combinator::none: mask |= Mask{1} << i; break;
      case Combinator::descendant: mask |= (around.ancestors & before) << 1; break;
      case Combinator::child: mask |= (around.parent & before) << 1; break;
      case Combinator::adjacent: mask |= (around.previous & before) << 1; break;
      case Combinator::sibling: mask |= (around.elder & before) << 1; break;
    }
  }
  return mask;
}

Mask ends_here(const ComplexSelector& selector, const Around& around, const Tree& tree, NodeId id,
               int index) {
  const Mask possible = reachable(selector, around);
  Mask mask = 0;
  for (std::size_t i = 0; i < selector.compounds.size(); ++i) {
    const Mask bit = Mask{1} << i;
    if ((possible & bit) != 0 && compound_matches(selector.compounds[i], tree, id, index)) mask |= bit;
  }
  return mask;
}

bool is_match(const ComplexSelector& selector, Mask mask) {
  return ((mask >> (selector.compounds.size() - 1)) & 1) != 0;
}

// One complex selector carried through the tree in document order.
class Walk {
 public:
  Walk(const ComplexSelector& selector, const Tree& tree) : selector_(&selector), tree_(&tree) {}

  // The masks of everything above `node` and of its elder siblings, from the root down.
  void start_at(NodeId node) {
    std::vector<NodeId> above;
    for (NodeId id = (*tree_)[node].parent; id != kNone; id = (*tree_)[id].parent) above.push_back(id);
    for (auto it = above.rbegin(); it != above.rend(); ++it) enter(*it);
    if (!levels_.empty()) see_elder_siblings(node);
  }

  bool visit(NodeId id) {
    if ((*tree_)[id].type != NodeType::element) return false;
    if (levels_.empty()) levels_.emplace_back();
    return is_match(*selector_, see(id));
  }

  // Goes down into `id`, whose elder siblings were not visited.
  void enter(NodeId id) {
    if (!levels_.empty()) see_elder_siblings(id);
    go_down(id);
  }

  // Goes down into `id`, which was visited last.
  void go_down(NodeId id) {
    Level level;
    if ((*tree_)[id].type == NodeType::element) {
      if (levels_.empty()) levels_.emplace_back();
      if (levels_.back().last != id) see(id);
      level.around.parent = levels_.back().around.previous;
      level.around.ancestors = levels_.back().around.ancestors | level.around.parent;
    }
    levels_.push_back(level);
  }

  void go_up() { levels_.pop_back(); }

 private:
  struct Level {
    Around around;
    int index = 0;
    NodeId last = kNone;
  };

  Mask see(NodeId id) {
    Level& level = levels_.back();
    const Mask mask = ends_here(*selector_, level.around, *tree_, id, ++level.index);
    level.around.previous = mask;
    level.around.elder |= mask;
    level.last = id;
    return mask;
  }

  void see_elder_siblings(NodeId id) {
    const NodeId parent = (*tree_)[id].parent;
    if (parent == kNone) return;
    for (NodeId elder = (*tree_)[parent].first_child; elder != id; elder = (*tree_)[elder].next) {
      if ((*tree_)[elder].type == NodeType::element) see(elder);
    }
  }

  const ComplexSelector* selector_;
  const Tree* tree_;
  std::vector<Level> levels_;
};

// Calls found(node) for every match below `top` in document order until it returns false.
template <typename Found>
void walk_matches(const ComplexSelector& selector, const Tree& tree, NodeId top, const Found& found) {
  Walk walk(selector, tree);
  walk.start_at(top);
  walk.go_down(top);
  NodeId id = tree[top].first_child;
  while (id != kNone) {
    if (walk.visit(id) && !found(id)) return;
    if (tree[id].first_child != kNone) {
      walk.go_down(id);
      id = tree[id].first_child;
      continue;
    }
    while (id != top && tree[id].next == kNone) {
      id = tree[id].parent;
      walk.go_up();
    }
    if (id == top) return;
    id = tree[id].next;
  }
}

NodeId first_match(const ComplexSelector& selector, const Tree& tree, NodeId top) {
  NodeId first = kNone;
  walk_matches(selector, tree, top, [&](NodeId id) {
    first = id;
    return false;
  });
  return first;
}

bool matches_at(const ComplexSelector& selector, const Tree& tree, NodeId node) {
  Walk walk(selector, tree);
  walk.start_at(node);
  return walk.visit(node);
}

// Node numbers say nothing about the order once the tree was changed.
std::vector<NodeId> in_document_order(const Tree& tree, NodeId top, std::vector<NodeId> nodes) {
  std::sort(nodes.begin(), nodes.end());
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  std::vector<NodeId> ordered;
  for (NodeId id = top; id != kNone && ordered.size() < nodes.size(); id = tree.next_in_order(id, top)) {
    if (std::binary_search(nodes.begin(), nodes.end(), id)) ordered.push_back(id);
  }
  return ordered;
}

}  // namespace

struct Selector::Impl {
  std::vector<ComplexSelector> list;
};

Selector::Selector(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Selector::Selector(Selector&&) noexcept = default;
Selector& Selector::operator=(Selector&&) noexcept = default;
Selector::~Selector() = default;

Result<Selector> Selector::parse(std::string_view css) {
  Result<std::vector<ComplexSelector>> list = parse_selector_list(css);
  if (!list) return pass_on(list);
  return Selector(std::make_unique<Impl>(Impl{std::move(*list)}));
}

bool Selector::matches(const Tree& tree, NodeId node) const {
  return std::any_of(impl_->list.begin(), impl_->list.end(), [&](const ComplexSelector& selector) {
    return selector.only_first ? first_match(selector, tree, tree.root()) == node
                               : matches_at(selector, tree, node);
  });
}

std::vector<NodeId> Selector::select_all(const Tree& tree, NodeId top) const {
  std::vector<NodeId> found;
  for (const ComplexSelector& selector : impl_->list) {
    walk_matches(selector, tree, top, [&](NodeId id) {
      found.push_back(id);
      return !selector.only_first;
    });
  }
  if (impl_->list.size() == 1) return found;
  return in_document_order(tree, top, found);
}

NodeId Selector::select_first(const Tree& tree, NodeId top) const {
  if (impl_->list.size() == 1) return first_match(impl_->list.front(), tree, top);
  const std::vector<NodeId> all = select_all(tree, top);
  return all.empty() ? kNone : all.front();
}

}  // namespace gazette::html
