#include "feeds/identity/words.h"

#include <algorithm>
#include <array>

#include <unicode/uchar.h>

#include "feeds/text/entities.h"
#include "feeds/text/scan/byte_scan.h"
#include "feeds/text/scan/character_memo.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr std::size_t kMaxEntity = 34;  // bytes of the longest name, with & and ;

/// What a character of ASCII is in a word: in lower case; 0 for what stands between words.
constexpr std::array<char, 128> kAscii = [] {
  std::array<char, 128> kept{};
  for (char c = '0'; c <= '9'; ++c) kept[static_cast<std::size_t>(c)] = c;
  for (char c = 'a'; c <= 'z'; ++c)
    kept[static_cast<std::size_t>(c)] = kept[static_cast<std::size_t>(c - 32)] = c;
  kept['+'] = '+';
  kept['#'] = '#';
  return kept;
}();

bool is_letter(char c) {
  return static_cast<unsigned char>(c) < 0x80 && kAscii[static_cast<std::size_t>(c)] != 0;
}

// And any other: one of these, or the letter in one case.
constexpr std::uint32_t kInvisible = 0x110000, kBorder = 0x110001;

std::uint32_t find_letter(char32_t c) {
  const auto point = static_cast<UChar32>(c);
  if (u_hasBinaryProperty(point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) return kInvisible;
  if (!u_isalnum(point) && (U_GET_GC_MASK(point) & U_GC_M_MASK) == 0) return kBorder;
  return static_cast<std::uint32_t>(u_foldCase(point, U_FOLD_CASE_DEFAULT));
}
constinit CharacterMemo letters(find_letter);

/// Takes text piece by piece and keeps what names it.
class Words {
 public:
  Words(std::size_t limit, std::size_t text_size) : limit_(limit) {
    out_.reserve(std::min(limit, text_size));
  }

  bool is_full() const { return out_.size() >= limit_; }

  void take(std::string_view text) {
    for (std::size_t pos = 0; pos < text.size() && !is_full();) {
      if (static_cast<unsigned char>(text[pos]) >= 0x80)
        take_wide(next_code_point(text, pos));
      else if (const char kept = kAscii[static_cast<std::size_t>(text[pos++])]; kept != 0)
        pos += take_word(kept, text.substr(pos));
      else
        take_border();
    }
  }
  void take_border() { gap_ = true; }

  std::string words() && { return std::move(out_); }

 private:
  void begin() {
    if (gap_ && !out_.empty()) out_ += ' ';
    gap_ = false;
  }
  /// A letter and those of ASCII that follow at once; how many these are.
  std::size_t take_word(char first, std::string_view rest) {
    begin();
    out_ += first;
    const std::size_t before = out_.size(), room = limit_ - std::min(limit_, before);
    std::size_t size = 0;
    while (size < std::min(room, rest.size()) && is_letter(rest[size])) ++size;
    out_ += rest.substr(0, size);
    for (std::size_t i = before; i < out_.size(); ++i) out_[i] = kAscii[static_cast<std::size_t>(out_[i])];
    return size;
  }
  void take_wide(char32_t c) {
    const std::uint32_t letter = letters(c);
    if (letter == kInvisible) return;
    if (letter == kBorder) return take_border();
    begin();
    append_utf8(out_, letter);
  }

  std::string out_;
  std::size_t limit_;
  bool gap_ = false;
};

/// The end of what begins at `pos` with "<": a comment, a script with its text, or one tag.
std::size_t after_markup(std::string_view html, std::size_t pos) {
  const std::string_view rest = html.substr(pos);
  const auto after = [&](std::string_view end, std::size_t from) {
    const std::size_t found = html.find(end, from);
    return found == html.npos ? html.size() : found + end.size();
  };
  if (rest.starts_with("<!--")) return after("-->", pos + 4);
  const std::size_t tag_end = after(">", pos + 1);
  for (const std::string_view name : {"<script", "<style"})
    if (starts_with_ignore_case(rest, name))
      return after(name == "<script" ? "</script>" : "</style>", tag_end);
  return tag_end;
}

bool begins_markup(std::string_view html, std::size_t pos) {
  if (html[pos] != '<' || pos + 1 >= html.size()) return false;
  const char next = html[pos + 1];
  return next == '/' || next == '!' || next == '?' || ((next | 32) >= 'a' && (next | 32) <= 'z');
}

}  // namespace

std::string plain_words(std::string_view text) {
  Words words(text.size() * 3 + 1, text.size());  // case folding may lengthen
  words.take(text);
  return std::move(words).words();
}

std::string plain_words_of_html(std::string_view html, std::size_t limit) {
  Words words(limit, html.size());
  for (std::size_t pos = 0; pos < html.size() && !words.is_full();) {
    if (begins_markup(html, pos)) {
      words.take_border();
      pos = after_markup(html, pos);
      continue;
    }
    const std::size_t semicolon =
        html[pos] == '&' ? html.substr(0, pos + kMaxEntity).find(';', pos) : html.npos;
    if (semicolon != html.npos) {
      words.take(decode_entities(html.substr(pos, semicolon + 1 - pos)));
      pos = semicolon + 1;
      continue;
    }
    const std::size_t end = find_any<0, '<', '&'>(html, pos + 1);
    words.take(html.substr(pos, end - pos));
    pos = end;
  }
  return std::move(words).words();
}

}  // namespace gazette
