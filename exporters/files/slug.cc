#include "exporters/files/slug.h"

#include <memory>

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr std::size_t kMaxSlug = 60;
constexpr std::size_t kMaxTitle = 300;  // code points: more never gets into a slug

std::string in_latin(std::string_view text) {
  static const std::unique_ptr<icu::Transliterator> spell = [] {
    UErrorCode error = U_ZERO_ERROR;
    return std::unique_ptr<icu::Transliterator>(icu::Transliterator::createInstance(
        "Any-Latin; NFD; [:Nonspacing Mark:] Remove; Latin-ASCII", UTRANS_FORWARD, error));
  }();
  if (!spell) return std::string(text);  // ICU's data are not there
  icu::UnicodeString spelled =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size())));
  spell->transliterate(spelled);
  std::string out;
  spelled.toUTF8String(out);
  return out;
}

bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

}  // namespace

std::string short_hash(std::string_view text) {
  return sha256_hex(text).substr(0, 8);
}

std::string slug_of(const Article& article, bool transliterate) {
  std::string title(first_code_points(article.title, kMaxTitle));
  if (transliterate) title = in_latin(title);
  std::string slug;
  bool lost = false;
  for (const char c : title) {
    lost |= static_cast<unsigned char>(c) >= 0x80;
    if (is_word_char(c))
      slug += to_lower(std::string_view(&c, 1));
    else if (!slug.empty() && slug.back() != '-' && c != '\'')
      slug += '-';
  }
  if (slug.size() > kMaxSlug) slug.resize(kMaxSlug);
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  if (slug.empty()) return article.id;
  return lost ? slug + '-' + short_hash(article.id) : slug;
}

}  // namespace gazette
