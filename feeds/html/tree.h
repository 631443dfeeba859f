// An HTML5 document as a flat tree of ours: filled by one adapter over the HTML5 parser, then walked and
// changed without recursion. Bounded: size, depth and attributes are capped before the parser runs. One
// owner, not shared between threads while it is changed. Never fails: any bytes give a tree.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gazette::html {

using NodeId = std::uint32_t;
inline constexpr NodeId kNone = 0xffffffff;

enum class NodeType : std::uint8_t { root, element, text, comment };

struct Attribute {
  std::string name;   ///< lower case
  std::string value;  ///< entities resolved
};

struct Node {
  NodeType type = NodeType::text;
  bool foreign = false;  ///< svg or math
  std::string name;      ///< element: lower-case tag
  std::string text;      ///< text and comment: entities resolved
  std::vector<Attribute> attributes;
  NodeId parent = kNone, first_child = kNone, last_child = kNone, previous = kNone, next = kNone;
};

class Tree {
 public:
  Tree();
  /// A whole page: root > html > head, body. `utf8` must be valid UTF-8.
  static Tree parse_document(std::string_view utf8);
  /// A piece of a body: its nodes are children of root().
  static Tree parse_fragment(std::string_view utf8);
  /// The same, always by the HTML5 parser; parse_fragment() takes a short way for simple fragments.
  static Tree parse_fragment_by_html5(std::string_view utf8);

  NodeId root() const { return 0; }
  const Node& operator[](NodeId id) const { return nodes_[id]; }
  Node& operator[](NodeId id) { return nodes_[id]; }
  std::size_t size() const { return nodes_.size(); }

  /// Next node in document order inside the subtree of `top`; kNone after the last.
  NodeId next_in_order(NodeId node, NodeId top) const;
  /// The same, but past the subtree of `node`.
  NodeId next_skipping_children(NodeId node, NodeId top) const;

  bool is_element(NodeId id, std::string_view name) const;
  /// Empty if absent; has_attribute() tells the difference.
  std::string_view attribute(NodeId id, std::string_view name) const;
  bool has_attribute(NodeId id, std::string_view name) const;
  void set_attribute(NodeId id, std::string_view name, std::string value);
  void remove_attribute(NodeId id, std::string_view name);

  /// First element of that name in the subtree; kNone if none.
  NodeId find(std::string_view name, NodeId top = 0) const;
  /// All text below, as it stands (script and style included).
  std::string text_content(NodeId top) const;

  NodeId new_element(std::string_view name);
  NodeId new_text(std::string text);
  void append_child(NodeId parent, NodeId child);      ///< detaches child first
  void insert_before(NodeId reference, NodeId child);  ///< the same; nothing where reference is detached
  void detach(NodeId node);                            ///< with its subtree
  void unwrap(NodeId node);                            ///< its children take its place

  /// HTML serialization (HTML5 section 13.3); text escapes & < > only, nbsp stays a character; void elements
  /// "<br/>".
  std::string outer_html(NodeId node) const;
  std::string inner_html(NodeId node) const;

 private:
  std::vector<Node> nodes_;
};

}  // namespace gazette::html
