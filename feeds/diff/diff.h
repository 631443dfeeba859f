// What changed between two texts: by words, Han and kana by characters. Pure; any thread; bounded in time and
// memory.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gazette {

enum class DiffKind { same, removed, added };

struct DiffPart {
  DiffKind kind = DiffKind::same;
  std::string text;
  bool operator==(const DiffPart&) const = default;
};

/// Parts in order; those that are not `added` make the first text, those that are not `removed` the second.
std::vector<DiffPart> diff_texts(std::string_view before, std::string_view after);

}  // namespace gazette
