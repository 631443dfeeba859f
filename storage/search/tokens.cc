#include "storage/search/tokens.h"

#include "storage/search/characters.h"

namespace gazette {

namespace {

constexpr std::size_t kMaxText = 2'000'000;  // bytes of an article that are indexed
constexpr std::size_t kMaxWord = 64;         // code points; the rest of a longer word is dropped

/// Takes characters one after the other and writes tokens.
class Splitter {
 public:
  explicit Splitter(std::size_t expected) { out_.reserve(expected); }

  void at(std::size_t, std::size_t) {}
  void word(char32_t c) {
    if (!last_.empty()) border();
    if (++word_length_ > kMaxWord) return;
    if (c < 0x80)
      word_ += static_cast<char>(c);
    else
      append_utf8(word_, c);
  }
  void unspaced(char32_t c) {
    if (!word_.empty()) border();
    const std::size_t before = last_.size();
    append_utf8(last_, c);
    if (++run_length_ == 1) return;
    emit(last_);
    last_.erase(0, before);
  }
  void border() {
    emit(word_);
    emit(last_);
    word_.clear();
    last_.clear();
    word_length_ = run_length_ = 0;
  }
  /// Emphasis inside a Chinese word does not part it.
  void emphasis() {
    if (!word_.empty()) border();
  }
  /// The end of a query: what follows in the text is not known, so that the last character alone would be
  /// wrong after bigrams; if it is the whole run, it is the beginning of a bigram or a token. True in that
  /// case.
  bool end_query() {
    const bool is_prefix = run_length_ == 1;
    if (run_length_ > 1) last_.clear();
    border();
    return is_prefix;
  }
  std::string tokens() && { return std::move(out_); }

 private:
  void emit(std::string_view token) {
    if (token.empty()) return;
    if (!out_.empty()) out_ += ' ';
    out_ += token;
  }

  std::string out_;
  std::string word_;  ///< the word that is being read
  std::string last_;  ///< the last character of the run that is being read
  std::size_t word_length_ = 0, run_length_ = 0;
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

PhraseTokens phrase_tokens(std::string_view words) {
  Splitter splitter(words.size() * 2);
  read_text(splitter, words);
  const bool is_prefix = splitter.end_query();
  return {std::move(splitter).tokens(), is_prefix};
}

}  // namespace gazette
