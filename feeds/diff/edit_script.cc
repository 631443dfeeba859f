#include "feeds/diff/edit_script.h"

#include <algorithm>
#include <optional>

namespace gazette {
namespace {

constexpr std::ptrdiff_t kMaxEdits = 1'000;

using List = std::span<const std::uint32_t>;
using Row = std::vector<std::ptrdiff_t>;

/// One edit on the way back; `x` and `y` are where it stood before it.
struct Edit {
  std::ptrdiff_t x, y;
  bool removes;
};

/// The search: after d edits, row[k + d] is how far along the first list diagonal k = x - y is reached.
class Search {
 public:
  Search(List a, List b)
      : a_(a), b_(b), n_(static_cast<std::ptrdiff_t>(a.size())), m_(static_cast<std::ptrdiff_t>(b.size())) {}

  /// The edits in order; nothing if there are too many.
  std::optional<std::vector<Edit>> edits() {
    for (std::ptrdiff_t d = 0; d <= std::min(n_ + m_, kMaxEdits); ++d)
      if (extend(d)) return way_back(d);
    return std::nullopt;
  }

 private:
  bool came_down(const Row& last, std::ptrdiff_t d, std::ptrdiff_t k) const {
    return k == -d || (k != d && at(last, d - 1, k - 1) < at(last, d - 1, k + 1));
  }
  static std::ptrdiff_t at(const Row& row, std::ptrdiff_t d, std::ptrdiff_t k) {
    return row[static_cast<std::size_t>(k + d)];
  }

  bool extend(std::ptrdiff_t d) {
    Row row(static_cast<std::size_t>(2 * d + 1));
    bool reached = false;
    for (std::ptrdiff_t k = -d; k <= d && !reached; k += 2) {
      std::ptrdiff_t x = 0;
      if (d > 0)
        x = came_down(rows_.back(), d, k) ? at(rows_.back(), d - 1, k + 1)
                                          : at(rows_.back(), d - 1, k - 1) + 1;
      while (x < n_ && x - k < m_ && a_[static_cast<std::size_t>(x)] == b_[static_cast<std::size_t>(x - k)])
        ++x;
      row[static_cast<std::size_t>(k + d)] = x;
      reached = x >= n_ && x - k >= m_;
    }
    rows_.push_back(std::move(row));
    return reached;
  }

  std::vector<Edit> way_back(std::ptrdiff_t d) const {
    std::vector<Edit> edits;
    std::ptrdiff_t k = n_ - m_;
    for (; d > 0; --d) {
      const Row& last = rows_[static_cast<std::size_t>(d - 1)];
      const bool down = came_down(last, d, k);
      k += down ? 1 : -1;
      const std::ptrdiff_t x = at(last, d - 1, k);
      edits.push_back({x, x - k, !down});
    }
    std::reverse(edits.begin(), edits.end());
    return edits;
  }

  List a_, b_;
  std::ptrdiff_t n_, m_;
  std::vector<Row> rows_;
};

}  // namespace

std::vector<EditStep> edit_script(List before, List after) {
  const std::size_t shorter = std::min(before.size(), after.size());
  std::size_t head = 0, tail = 0;
  while (head < shorter && before[head] == after[head]) ++head;
  while (tail < shorter - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) ++tail;
  const List a = before.subspan(head, before.size() - head - tail),
             b = after.subspan(head, after.size() - head - tail);
  std::vector<EditStep> steps;
  const auto edits = Search(a, b).edits();
  if (!edits) return {{head, a.size(), b.size()}, {tail, 0, 0}};
  std::size_t x = 0;  // along a: behind what the last step covers
  steps.push_back({head, 0, 0});
  for (const Edit& edit : *edits) {
    const std::size_t same = static_cast<std::size_t>(edit.x) - x;
    const bool fresh = steps.back().removed + steps.back().added > 0;
    if (same > 0 && fresh) steps.push_back({});
    steps.back().same += same;
    ++(edit.removes ? steps.back().removed : steps.back().added);
    x = static_cast<std::size_t>(edit.x) + (edit.removes ? 1 : 0);
  }
  steps.push_back({a.size() - x + tail, 0, 0});
  return steps;
}

}  // namespace gazette
