// The canonical record: front matter and body of the seed site ("mainroad" profile), byte for byte. Pure; any
// thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "feeds/article.h"

namespace gazette {

/// A YAML double-quoted scalar, quotes included: backslash and quote escaped; newline, return, tab become one
/// space, ends trimmed; control characters that YAML or Hugo refuse are removed. The same for any title.
std::string yaml_quote(std::string_view text);

/// The record's summary by the seed's rule, from sanitized HTML: tags removed, entities left encoded;
/// Chinese: whole text under 80 code points, else the first 50 and "..."; otherwise whole under 50 words,
/// else the first 50 and "...".
std::string record_summary(std::string_view html, std::string_view language);
/// The same from the beginning of the HTML, without a tag cut in two; absent: what follows would count.
std::optional<std::string> cut_record_summary(std::string_view html, std::string_view language);

struct RecordText {
  std::string text;
  std::size_t body_offset = 0;
};
/// The record of an article whose other fields are filled. `markdown`: stripped body. `summary`: of
/// record_summary().
RecordText write_record(const Article& article, std::string_view markdown, std::string_view summary);

/// The Markdown in an article's record: its body without the line that names the source.
std::string_view record_markdown(const Article& article);
/// The record's tags as the article has them now.
void rewrite_tags(Article& article);
/// The Markdown and the summary of `text`'s record below front matter of what `article` says otherwise.
RecordText record_with_facts(const Article& article, const Article& text);
/// The article's record with its own front matter and line, and another text between them.
std::string record_with_markdown(const Article& article, std::string_view markdown);

}  // namespace gazette
