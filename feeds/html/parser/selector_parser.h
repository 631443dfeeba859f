// CSS selector text to the parts that Selector matches. Pure; any thread. Fails with ErrorKind::config naming
// the piece.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "feeds/text/result.h"

namespace gazette::html {

struct AttributeTest {
  enum class How : std::uint8_t { exists, equals, starts, ends, contains, word, dash };
  std::string name, value;
  How how = How::exists;
  bool ignore_case = false;
};

/// `step`n + `offset`, counted from 1.
struct NthChild {
  int step = 0, offset = 0;
};

/// One compound: "div.a[b]:first-child".
struct Compound {
  std::string type;  ///< empty: any
  std::vector<AttributeTest> attributes;
  std::vector<NthChild> nth;
  std::vector<Compound> excluded;  ///< :not(...)
  bool last_child = false;
};

enum class Combinator : std::uint8_t { none, descendant, child, adjacent, sibling };

/// Compounds from left to right; each says how it hangs on the one before.
struct ComplexSelector {
  std::vector<Compound> compounds;
  std::vector<Combinator> combinators;
  bool only_first = false;  ///< :first
};

Result<std::vector<ComplexSelector>> parse_selector_list(std::string_view css);

}  // namespace gazette::html
