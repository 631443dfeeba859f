// Where an article's file stands below the site's root: a template of fixed parts and fields to a path that
// is safe on any file system. Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "feeds/article.h"
#include "feeds/text/result.h"

namespace gazette {

class Layout {
 public:
  /// ErrorKind::config for an unknown field, a fixed part that is no safe name, or a template in which
  /// neither {id} nor {slug} tells two articles apart.
  /// `transliterate`: {slug} spells what is not ASCII in Latin letters.
  static Result<Layout> parse(std::string_view text, bool transliterate = false);

  /// Segments of [A-Za-z0-9._-], at most 120 bytes each, without a leading dot or dash. `suffix` is added to
  /// the article's name: for the second of two articles with one path.
  std::string path(const Article& article, std::string_view suffix = {}) const;

 private:
  enum class Field { fixed, lang, source, id, slug, year, month, day };
  struct Piece {
    Field field = Field::fixed;
    std::string text;
  };
  using Segment = std::vector<Piece>;

  static Result<Segment> parse_segment(std::string_view text);
  std::string value(const Piece& piece, const Article& article) const;

  std::vector<Segment> segments_;
  bool transliterate_ = false;
};

/// One safe name of any text: what is not [A-Za-z0-9._-] becomes '-'; never empty, at most 120 bytes.
std::string safe_segment(std::string_view text);

}  // namespace gazette
