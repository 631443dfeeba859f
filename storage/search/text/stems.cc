#include "storage/search/text/stems.h"

#include <algorithm>
#include <array>

#include <libstemmer.h>

#include "feeds/text/strings.h"

namespace gazette {

namespace {

constexpr std::size_t kShortestStem = 4;  // code points: "new" would stand for "news"

struct Algorithm {
  std::string_view tag;
  const char* name;
};
constexpr std::array kAlgorithms{
    Algorithm{"ar", "arabic"},     Algorithm{"ca", "catalan"},    Algorithm{"da", "danish"},
    Algorithm{"de", "german"},     Algorithm{"el", "greek"},      Algorithm{"en", "english"},
    Algorithm{"es", "spanish"},    Algorithm{"eu", "basque"},     Algorithm{"fi", "finnish"},
    Algorithm{"fr", "french"},     Algorithm{"ga", "irish"},      Algorithm{"hu", "hungarian"},
    Algorithm{"hy", "armenian"},   Algorithm{"id", "indonesian"}, Algorithm{"it", "italian"},
    Algorithm{"lt", "lithuanian"}, Algorithm{"nl", "dutch"},      Algorithm{"no", "norwegian"},
    Algorithm{"nb", "norwegian"},  Algorithm{"pt", "portuguese"}, Algorithm{"ro", "romanian"},
    Algorithm{"ru", "russian"},    Algorithm{"sr", "serbian"},    Algorithm{"sv", "swedish"},
    Algorithm{"tr", "turkish"},
};

}  // namespace

void Stemmer::Free::operator()(sb_stemmer* stemmer) const {
  sb_stemmer_delete(stemmer);
}

std::optional<Stemmer> Stemmer::for_language(std::string_view tag) {
  const std::string language = to_lower(tag.substr(0, tag.find('-')));
  const auto* found = std::find_if(kAlgorithms.begin(), kAlgorithms.end(),
                                   [&](const Algorithm& algorithm) { return algorithm.tag == language; });
  if (found == kAlgorithms.end()) return std::nullopt;
  sb_stemmer* stemmer = sb_stemmer_new(found->name, nullptr);
  if (!stemmer) return std::nullopt;
  return Stemmer(stemmer);
}

std::string Stemmer::stem(std::string_view word) {
  const auto* stem = sb_stemmer_stem(stemmer_.get(), reinterpret_cast<const sb_symbol*>(word.data()),
                                     static_cast<int>(word.size()));
  if (!stem) return std::string(word);
  return {reinterpret_cast<const char*>(stem), static_cast<std::size_t>(sb_stemmer_length(stemmer_.get()))};
}

std::string common_beginning(std::string_view word, std::string_view stem) {
  if (count_code_points(stem) < kShortestStem) return {};
  std::size_t same = 0;  // "happy" has the stem "happi"
  for (std::size_t pos = 0; pos < stem.size();) {
    const std::size_t before = pos;
    next_code_point(stem, pos);
    if (word.substr(before, pos - before) != stem.substr(before, pos - before)) break;
    same = pos;
  }
  const std::string_view beginning = stem.substr(0, same);
  return count_code_points(beginning) + 1 < kShortestStem ? std::string() : std::string(beginning);
}

}  // namespace gazette
