#include "feeds/diff/diff.h"

#include <cstdint>
#include <unordered_map>

#include <unicode/uchar.h>

#include "feeds/diff/edit_script.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

using Pieces = std::vector<std::string_view>;

Pieces lines_of(std::string_view text) {
  Pieces lines;
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t end = text.find('\n', pos);
    const std::size_t after = end == text.npos ? text.size() : end + 1;
    lines.push_back(text.substr(pos, after - pos));
    pos = after;
  }
  return lines;
}

enum class CharClass { space, letter, single };

/// Letters join to words, spaces to spaces; characters of scripts without spaces, and signs, stand alone.
CharClass class_of(char32_t c) {
  const auto point = static_cast<UChar32>(c);
  if (c == ' ' || c == '\t' || c == '\r') return CharClass::space;
  const bool has_no_spaces = u_hasBinaryProperty(point, UCHAR_IDEOGRAPHIC) || (c >= 0x3040 && c <= 0x30FF) ||
                             (c >= 0x0E00 && c <= 0x0EFF);
  if (has_no_spaces) return CharClass::single;
  const bool joins =
      u_isalnum(point) || c == '\'' || c == 0x2019 || (U_GET_GC_MASK(point) & U_GC_M_MASK) != 0;
  return joins ? CharClass::letter : CharClass::single;
}

/// Words, and what is between them.
Pieces words_of(std::string_view text) {
  Pieces words;
  std::size_t begin = 0;
  CharClass last = CharClass::single;
  for (std::size_t pos = 0; pos < text.size();) {
    const std::size_t at = pos;
    const CharClass now = class_of(next_code_point(text, pos));
    if (at > begin && (now != last || now == CharClass::single)) {
      words.push_back(text.substr(begin, at - begin));
      begin = at;
    }
    last = now;
  }
  if (begin < text.size()) words.push_back(text.substr(begin));
  return words;
}

/// Pieces as numbers, equal where the pieces are.
class Numbering {
 public:
  std::vector<std::uint32_t> of(const Pieces& pieces) {
    std::vector<std::uint32_t> numbers;
    numbers.reserve(pieces.size());
    for (const std::string_view piece : pieces)
      numbers.push_back(
          numbers_.try_emplace(piece, static_cast<std::uint32_t>(numbers_.size())).first->second);
    return numbers;
  }

 private:
  std::unordered_map<std::string_view, std::uint32_t> numbers_;
};

/// Collects parts; what was removed and added between two same parts becomes one of each, and a space alone
/// between two changes belongs to both.
class Parts {
 public:
  void same(std::string_view text) {
    if (text.empty()) return;
    const bool only_space = text.find_first_not_of(" \t") == text.npos;
    if (only_space && !(removed_.empty() && added_.empty())) {
      space_ += text;
      return;
    }
    flush();
    if (parts_.empty() || parts_.back().kind != DiffKind::same) parts_.push_back({DiffKind::same, {}});
    parts_.back().text += text;
  }
  void change(std::string_view removed, std::string_view added) {
    if (removed.empty() && added.empty()) return;
    removed_ += space_ + std::string(removed);
    added_ += space_ + std::string(added);
    space_.clear();
  }
  std::vector<DiffPart> parts() && {
    flush();
    return std::move(parts_);
  }

 private:
  void flush() {
    if (!removed_.empty()) parts_.push_back({DiffKind::removed, std::move(removed_)});
    if (!added_.empty()) parts_.push_back({DiffKind::added, std::move(added_)});
    if (!space_.empty()) parts_.push_back({DiffKind::same, std::move(space_)});
    removed_.clear(), added_.clear(), space_.clear();
  }

  std::vector<DiffPart> parts_;
  std::string removed_, added_, space_;
};

/// The `count` pieces from `first` on as one text; pieces stand one behind the other in their text.
std::string_view joined(const Pieces& pieces, std::size_t first, std::size_t count) {
  if (count == 0) return {};
  const std::string_view last = pieces[first + count - 1];
  return {pieces[first].data(), static_cast<std::size_t>(last.data() + last.size() - pieces[first].data())};
}

/// Calls `same(text)` and `other(removed, added)` along two lists of pieces.
template <class Same, class Other>
void walk(const Pieces& before, const Pieces& after, Same same, Other other) {
  Numbering numbering;
  std::size_t x = 0, y = 0;
  for (const EditStep& step : edit_script(numbering.of(before), numbering.of(after))) {
    same(joined(before, x, step.same));
    x += step.same, y += step.same;
    other(joined(before, x, step.removed), joined(after, y, step.added));
    x += step.removed, y += step.added;
  }
}

}  // namespace

std::vector<DiffPart> diff_texts(std::string_view before, std::string_view after) {
  Parts parts;
  const auto keep = [&](std::string_view text) { parts.same(text); };
  const auto change = [&](std::string_view removed, std::string_view added) { parts.change(removed, added); };
  walk(lines_of(before), lines_of(after), keep, [&](std::string_view removed, std::string_view added) {
    if (removed.empty() || added.empty()) return change(removed, added);
    walk(words_of(removed), words_of(added), keep, change);
  });
  return std::move(parts).parts();
}

}  // namespace gazette
