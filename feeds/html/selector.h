// CSS selectors over a Tree: type, #id, .class, [attr], [attr=v ^= $= *= ~= |=], descendant, child, + and ~,
// lists, :first-child, :last-child, :nth-child(n), :not(simple), :first (first match of all). Pure; any
// thread.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "feeds/html/tree.h"
#include "feeds/text/result.h"

namespace gazette::html {

class Selector {
 public:
  /// ErrorKind::config with the offending piece.
  static Result<Selector> parse(std::string_view css);
  Selector(Selector&&) noexcept;
  Selector& operator=(Selector&&) noexcept;
  ~Selector();

  bool matches(const Tree& tree, NodeId node) const;
  /// In document order, below `top`.
  std::vector<NodeId> select_all(const Tree& tree, NodeId top = 0) const;
  /// kNone if none.
  NodeId select_first(const Tree& tree, NodeId top = 0) const;

 private:
  struct Impl;
  explicit Selector(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace gazette::html
