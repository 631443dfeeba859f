// One article from two sources: whose words are kept. Pure; any thread.
#pragma once

#include <optional>

#include "storage/store.h"

namespace gazette {

/// Who speaks: the source that the article was first met in gives title and front matter; the one with the
/// fullest body gives that.
struct Speaker {
  bool is_first = true;
  bool gave_body = true;
  bool lacks_page = false;      ///< PollEntry::lacks_page
  bool lacks_language = false;  ///< PollEntry::lacks_language
};

struct Combined {
  Article article;
  bool has_given_body = true;
};

/// `stored` as it is to be after `given` came from a source.
Combined combine(const Article& stored, const Article& given, Speaker speaker);

/// `stored` with what `given` says about it: authors, categories, rights, files, the operator's tags. Absent
/// if that is nothing new. What only a page may have said stays where `lacks_page`.
std::optional<Article> with_new_facts(const Article& stored, const Article& given, bool lacks_page);

/// True if `given` says clearly more, and says again most of what `stored` does: another text under the same
/// title is no fuller one.
bool is_fuller_body(std::string_view given, std::string_view stored);

}  // namespace gazette
