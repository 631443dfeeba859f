// Words of many articles turned round: for each word, where it stands. In memory, about 20 bytes a word that
// stands somewhere. One owner; linear but for sorting the different words.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/search/text/tokens.h"

namespace gazette {

inline constexpr std::size_t kSearchColumns = 3;  ///< title, body, names

class Postings {
 public:
  struct Row {
    std::int64_t article;
    std::array<std::uint32_t, kSearchColumns> sizes;  ///< tokens of each column
  };
  struct Place {
    std::uint32_t row;  ///< in rows()
    std::uint32_t column : 2, offset : 30;
  };

  /// Articles come in the order of their numbers, each once.
  void add(std::int64_t article, const SearchText& text);
  /// As new, but for the memory, which is kept for those that follow.
  void clear();

  const std::vector<Row>& rows() const { return rows_; }
  std::size_t tokens() const { return sequence_.size(); }

  /// Calls take(word, places) for each word in the order of bytes; places in order, too.
  template <class Take>
  void for_each_word(const Take& take) const {
    const std::vector<std::uint32_t> begins = begins_of_places();
    const std::vector<Place> places = sorted_places(begins);
    for (const std::uint32_t word : sorted_words())
      take(text_of(word), std::span(places).subspan(begins[word], begins[word + 1] - begins[word]));
  }

 private:
  struct Word {
    std::uint64_t beginning;
    std::uint32_t begin, size;  ///< in bytes_
  };
  /// Of a hash table. A word of up to eight bytes, which most are, is known by it alone: memory is slow.
  struct Slot {
    std::uint64_t beginning;
    std::uint32_t size, number;  ///< number of the word + 1; 0: free
  };
  std::uint32_t add_column(std::string_view tokens);
  std::uint32_t number_of(std::string_view word);
  Slot& slot_of(std::string_view word, std::uint64_t beginning);
  void grow();
  std::string_view text_of(std::uint32_t word) const {
    return std::string_view(bytes_).substr(words_[word].begin, words_[word].size);
  }
  std::vector<std::uint32_t> sorted_words() const;
  std::vector<std::uint32_t> begins_of_places() const;
  std::vector<Place> sorted_places(std::vector<std::uint32_t> begins) const;

  std::vector<Row> rows_;
  std::vector<std::uint32_t> sequence_;  ///< the words of all tokens, as they came
  std::vector<Word> words_;
  std::string bytes_;  ///< of all words
  std::vector<Slot> slots_;
};

}  // namespace gazette
