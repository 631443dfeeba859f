#include "storage/search/postings.h"

#include <algorithm>
#include <cstring>

namespace gazette {

namespace {

constexpr std::size_t kFirstSlots = 1 << 12;

/// Up to eight bytes as a number, the first one on top: it sorts as they do.
std::uint64_t beginning_of(std::string_view word) {
  std::array<unsigned char, 8> bytes{};
  std::memcpy(bytes.data(), word.data(), std::min(word.size(), bytes.size()));
  std::uint64_t number = 0;
  for (const unsigned char byte : bytes) number = number << 8 | byte;
  return number;
}

std::size_t mixed(std::uint64_t hash) {
  hash *= 0x9E3779B97F4A7C15U;
  return static_cast<std::size_t>(hash ^ hash >> 32);
}

std::size_t hash_of(std::string_view word, std::uint64_t beginning) {
  std::size_t hash = mixed(beginning ^ word.size());
  for (std::size_t pos = 8; pos < word.size(); pos += 8) hash = mixed(hash ^ beginning_of(word.substr(pos)));
  return hash;
}

}  // namespace

void Postings::add(std::int64_t article, const SearchText& text) {
  Row row{article, {}};
  row.sizes = {add_column(text.title), add_column(text.body), add_column(text.names)};
  rows_.push_back(row);
}

void Postings::clear() {
  rows_.clear();
  sequence_.clear();
  words_.clear();
  bytes_.clear();
  std::fill(slots_.begin(), slots_.end(), Slot{});
}

std::uint32_t Postings::add_column(std::string_view tokens) {
  const std::size_t before = sequence_.size();
  for (std::size_t begin = 0; begin < tokens.size();) {
    std::size_t end = begin;
    while (end < tokens.size() && tokens[end] != ' ') ++end;
    if (end > begin) sequence_.push_back(number_of(tokens.substr(begin, end - begin)));
    begin = end + 1;
  }
  return static_cast<std::uint32_t>(sequence_.size() - before);
}

/// Where it is, or a free one.
Postings::Slot& Postings::slot_of(std::string_view word, std::uint64_t beginning) {
  for (std::size_t at = hash_of(word, beginning);; ++at) {
    Slot& slot = slots_[at & (slots_.size() - 1)];
    if (slot.number == 0) return slot;
    if (slot.beginning == beginning && slot.size == word.size() &&
        (word.size() <= 8 || text_of(slot.number - 1) == word))
      return slot;
  }
}

std::uint32_t Postings::number_of(std::string_view word) {
  if (3 * slots_.size() < 4 * (words_.size() + 1)) grow();
  const std::uint64_t beginning = beginning_of(word);
  const auto size = static_cast<std::uint32_t>(word.size());
  Slot& slot = slot_of(word, beginning);
  if (slot.number == 0) {
    words_.push_back({beginning, static_cast<std::uint32_t>(bytes_.size()), size});
    bytes_ += word;
    slot = {beginning, size, static_cast<std::uint32_t>(words_.size())};
  }
  return slot.number - 1;
}

void Postings::grow() {
  slots_.assign(std::max(kFirstSlots, 2 * slots_.size()), {});
  for (std::uint32_t number = 0; number < words_.size(); ++number) {
    const Word& word = words_[number];
    slot_of(text_of(number), word.beginning) = {word.beginning, word.size, number + 1};
  }
}

std::vector<std::uint32_t> Postings::sorted_words() const {
  struct Key {
    std::uint64_t beginning;
    std::uint32_t word;
  };
  std::vector<Key> keys;
  keys.reserve(words_.size());
  for (std::uint32_t word = 0; word < words_.size(); ++word) keys.push_back({words_[word].beginning, word});
  std::sort(keys.begin(), keys.end(), [this](const Key& a, const Key& b) {
    return a.beginning != b.beginning ? a.beginning < b.beginning : text_of(a.word) < text_of(b.word);
  });
  std::vector<std::uint32_t> sorted;
  sorted.reserve(keys.size());
  for (const Key& key : keys) sorted.push_back(key.word);
  return sorted;
}

/// By word, and behind the last one.
std::vector<std::uint32_t> Postings::begins_of_places() const {
  std::vector<std::uint32_t> begins(words_.size() + 1);
  for (const std::uint32_t word : sequence_) ++begins[word + 1];
  for (std::size_t word = 0; word < words_.size(); ++word) begins[word + 1] += begins[word];
  return begins;
}

std::vector<Postings::Place> Postings::sorted_places(std::vector<std::uint32_t> begins) const {
  std::vector<Place> places(sequence_.size());
  auto token = sequence_.begin();
  for (std::uint32_t row = 0; row < rows_.size(); ++row)
    for (std::uint32_t column = 0; column < kSearchColumns; ++column)
      for (std::uint32_t offset = 0; offset < rows_[row].sizes[column]; ++offset)
        places[begins[*token++]++] = {row, column & 3, offset & 0x3fffffff};
  return places;
}

}  // namespace gazette
