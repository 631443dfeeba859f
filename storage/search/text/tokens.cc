#include "storage/search/text/tokens.h"

#include <algorithm>
#include <array>

#include "storage/search/text/characters.h"

namespace gazette {

namespace {

constexpr std::size_t kMaxText = 2'000'000;  // bytes of an article that are indexed
constexpr std::size_t kMaxWord = 64;         // code points; the rest of a longer word is dropped

/// Takes characters one after the other and writes tokens.
class Splitter {
 public:
  explicit Splitter(std::size_t expected) { out_.reserve(expected); }

  void at(std::size_t, std::size_t) {}
  /// Letters of one word, or a part of it.
  void word(std::string_view ascii) {
    begin_word();
    const std::size_t room = kMaxWord - std::min(length_, kMaxWord);
    out_.append(ascii.substr(0, room));
    length_ += ascii.size();
  }
  void word(char32_t c) {
    begin_word();
    if (++length_ <= kMaxWord) append_utf8(out_, c);
  }
  void unspaced(char32_t c) {
    if (state_ == State::word) border();
    const std::size_t before = last_size_;
    std::array<char, 4> character{};
    const std::size_t size = encode(c, character);
    if (state_ == State::run) {
      begin_token();
      out_.append(last_.data(), before);
      out_.append(character.data(), size);
    }
    state_ = State::run;
    last_ = character;
    last_size_ = size;
    ++length_;
  }
  void border() {
    if (state_ == State::run) end_run();
    state_ = State::none;
    length_ = 0;
  }
  /// Emphasis inside a Chinese word does not part it.
  void emphasis() {
    if (state_ == State::word) border();
  }
  /// The end of a query: what follows in the text is not known, so that the last character alone would be
  /// wrong after bigrams; if it is the whole run, it is the beginning of a bigram or a token. True in that
  /// case.
  bool end_query() {
    const bool is_prefix = state_ == State::run && length_ == 1;
    if (state_ == State::run && length_ > 1) state_ = State::none;
    border();
    return is_prefix;
  }
  std::string tokens() && { return std::move(out_); }

 private:
  enum class State { none, word, run };

  static std::size_t encode(char32_t c, std::array<char, 4>& bytes) {
    if (c >= 0x800 && c < 0x10000) {  // nearly all of them
      bytes = {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)),
               static_cast<char>(0x80 | (c & 0x3F)), 0};
      return 3;
    }
    std::string other;
    append_utf8(other, c);
    std::copy(other.begin(), other.end(), bytes.begin());
    return other.size();
  }
  void begin_token() {
    if (!out_.empty()) out_ += ' ';
  }
  void begin_word() {
    if (state_ == State::word) return;
    if (state_ == State::run) border();
    begin_token();
    state_ = State::word;
  }
  void end_run() {
    begin_token();
    out_.append(last_.data(), last_size_);
  }

  std::string out_;
  State state_ = State::none;
  std::size_t length_ = 0;      ///< of the word or run
  std::array<char, 4> last_{};  ///< the last character of the run
  std::size_t last_size_ = 0;
};

/// Where the last letter ends.
class LastLetter {
 public:
  void at(std::size_t, std::size_t end) { at_ = end; }
  void word(std::string_view) { end_ = at_; }
  void word(char32_t) { end_ = at_; }
  void unspaced(char32_t) { end_ = at_; }
  void border() {}
  void emphasis() {}
  std::size_t end() const { return end_; }

 private:
  std::size_t at_ = 0, end_ = 0;
};

}  // namespace

std::string search_tokens(std::string_view text) {
  text = text.substr(0, kMaxText);
  Splitter splitter(text.size() + text.size() / 4);
  read_text(splitter, text);
  splitter.border();
  return std::move(splitter).tokens();
}

SearchText search_text(const Article& article) {
  std::string names;
  for (const Person& person : article.authors) names += person.name + '\n';
  for (const std::string& category : article.categories) names += category + '\n';
  for (const std::string& tag : article.tags) names += tag + '\n';
  const std::string_view body = article.body().empty() ? std::string_view(article.summary) : article.body();
  return {search_tokens(article.title), search_tokens(body), search_tokens(names)};
}

/// Signs behind the words say nothing of what follows these in a text.
PhraseTokens phrase_tokens(std::string_view words) {
  LastLetter last;
  read_text(last, words);
  words = words.substr(0, last.end());
  Splitter splitter(words.size() * 2);
  read_text(splitter, words);
  const bool is_prefix = splitter.end_query();
  return {std::move(splitter).tokens(), is_prefix};
}

}  // namespace gazette
