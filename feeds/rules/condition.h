// A condition on an article, as the operator writes it:
//   title ~ "赞助|sponsored" and not (source = "lwn" or tag = "keep")
// Fields: title, text (the Markdown), url, source, author, tag, category, language. "~" searches a pattern
// (RE2, case ignored), "=" compares (case of ASCII ignored); "!~" and "!=" are their opposites. Of several
// authors, tags or categories one is enough. Strings stand in '"' or "'" and have no escapes. Read once;
// then it never fails. Any thread.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "feeds/article.h"
#include "feeds/text/result.h"

namespace gazette {

class Condition {
 public:
  /// ErrorKind::config: what is wrong, and at which column.
  static Result<Condition> parse(std::string_view text);

  bool holds(const Article& article) const;

 private:
  friend class ConditionParser;
  struct Test;
  enum class Step { test, negate, both, either };
  struct Instruction {
    Step step = Step::test;
    std::shared_ptr<const Test> test;
  };
  std::vector<Instruction> program_;  ///< in reverse Polish order: no recursion
};

}  // namespace gazette
