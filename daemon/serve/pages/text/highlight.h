// Highlight: where the words of a search stand in the texts of one language. Looks as the search does: case,
// width and accents folded, words and the others of their stem, Han and kana anywhere. Pure; one thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/serve/pages/text/fragment.h"
#include "storage/search/text/stems.h"

namespace gazette {

class Highlight {
 public:
  Highlight() = default;
  /// `words`: as they were typed, with quotes, minus and fields. `language`: BCP 47.
  Highlight(std::string_view words, std::string_view language);

  /// The text with <mark> around what was found.
  Fragment mark(std::string_view text) const;
  /// The part of a Markdown text around the first place, without its signs; empty if there is none.
  std::string excerpt(std::string_view markdown) const;

 private:
  struct Span {
    std::size_t begin, end;
  };
  std::vector<Span> find(std::string_view text, std::size_t most) const;

  bool is_wanted(const std::string& token) const;

  std::vector<std::string> words_;          ///< of scripts with spaces, folded
  std::vector<std::string> stems_;          ///< of those without quotes
  std::vector<std::string> unspaced_;       ///< runs of the others, as they are
  mutable std::optional<Stemmer> stemmer_;  ///< has a buffer of its own
};

}  // namespace gazette
