// Stemming at the time of the query: the index holds words as they are, so that "quoted words" are exact; a
// word alone also finds the indexed words of its stem. Snowball's algorithms, on folded words. One object is
// used by one thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sb_stemmer;

namespace gazette {

class Stemmer {
 public:
  /// For a BCP 47 tag; absent for a language without an algorithm.
  static std::optional<Stemmer> for_language(std::string_view tag);

  std::string stem(std::string_view word);

 private:
  struct Free {
    void operator()(sb_stemmer* stemmer) const;
  };
  explicit Stemmer(sb_stemmer* stemmer) : stemmer_(stemmer) {}
  std::unique_ptr<sb_stemmer, Free> stemmer_;
};

/// What all words of a stem begin with; empty where the stem is too short to stand for a word.
std::string common_beginning(std::string_view word, std::string_view stem);

}  // namespace gazette
