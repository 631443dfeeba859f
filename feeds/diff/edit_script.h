// The shortest edit script between two lists of numbers (Myers, "An O(ND) difference algorithm", 1986). Pure;
// any thread. Lists that differ in more than so many places are given as wholly different: bounded in time
// and memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace gazette {

/// The next `same` numbers are equal; then `removed` of the first list and `added` of the second follow.
struct EditStep {
  std::size_t same = 0, removed = 0, added = 0;
};

std::vector<EditStep> edit_script(std::span<const std::uint32_t> before,
                                  std::span<const std::uint32_t> after);

}  // namespace gazette
