// Text to search tokens. Words of scripts with spaces are folded (case, width, accents); scripts without
// spaces (Han, kana, Hangul, Thai, ...) become bigrams and the run's last character, so that any part of a
// run, two characters or one, is found exactly. Borders between the two split. Pure; any thread; linear time.
#pragma once

#include <string>
#include <string_view>

#include "feeds/article.h"

namespace gazette {

/// Written beside the index: when tokens or columns change, raise it, and the index is made anew.
inline constexpr std::string_view kSearchFormat = "2";

/// Tokens, parted by one space. Targets of Markdown links are left out.
std::string search_tokens(std::string_view text);

/// The index's columns. The same article always gives the same text: FTS5 needs it again to take an article
/// out.
struct SearchText {
  std::string title, body, names;  ///< names: authors, categories, tags
};
SearchText search_text(const Article& article);

/// What a query looks for, where it stands in one place: its tokens next to each other.
struct PhraseTokens {
  std::string tokens;
  bool is_prefix =
      false;  ///< one character of a script without spaces: the beginning of a bigram, or a token
};
PhraseTokens phrase_tokens(std::string_view words);

}  // namespace gazette
