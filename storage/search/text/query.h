// What people type into a search: words (all must be found), "quoted words" (next to each other, exactly so),
// -word (must not be), and fields: source:lwn tag:linux lang:zh after:2024-01-31 before:2025; a minus turns
// fields around. Spaces, quotation marks, colons and minus signs may be those of any keyboard. Pure; any
// thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "feeds/text/result.h"
#include "feeds/text/time.h"

namespace gazette {

/// One thing that is looked for.
struct SearchTerm {
  std::string text;  ///< as it was typed, without quotes
  bool is_quoted = false;
};

/// A typed query, taken apart.
struct TypedQuery {
  std::vector<SearchTerm> wanted, unwanted;
  std::vector<std::string> sources, tags, languages;  ///< any of these; empty: all
  std::vector<std::string> not_sources, not_tags, not_languages;
  std::vector<std::string> held;      ///< looked for in the article itself: filled by the finder
  std::optional<Time> after, before;  ///< from then on; earlier than
};

/// ErrorKind::usage for a date that is none.
Result<TypedQuery> read_typed_query(std::string_view typed);

/// Other forms of a word that are as good as the word itself.
using WordForms = std::function<std::vector<std::string>(const std::string& token)>;

/// Terms as an expression of FTS5. Empty if there is nothing that can be looked for.
std::string all_of(const std::vector<SearchTerm>& terms, const WordForms& forms);
std::string any_of(const std::vector<SearchTerm>& terms, const WordForms& forms);

}  // namespace gazette
