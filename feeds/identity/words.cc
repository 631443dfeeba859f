#include "feeds/identity/words.h"

#include <unicode/uchar.h>

#include "feeds/text/entities.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr std::size_t kMaxEntity = 34;  // bytes of the longest name, with & and ;

/// Takes text piece by piece and keeps what names it.
class Words {
 public:
  explicit Words(std::size_t limit) : limit_(limit) {}

  bool is_full() const { return out_.size() >= limit_; }

  void take(std::string_view text) {
    for (std::size_t pos = 0; pos < text.size() && !is_full();) {
      const auto byte = static_cast<unsigned char>(text[pos]);
      if (byte < 0x80) {
        take_ascii(text[pos++]);
      } else {
        take_wide(next_code_point(text, pos));
      }
    }
  }
  void take_border() { gap_ = true; }

  std::string words() && { return std::move(out_); }

 private:
  void begin() {
    if (gap_ && !out_.empty()) out_ += ' ';
    gap_ = false;
  }
  void take_ascii(char c) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 32);
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '#';
    if (!kept) return take_border();
    begin();
    out_ += c;
  }
  void take_wide(char32_t c) {
    const auto point = static_cast<UChar32>(c);
    if (u_hasBinaryProperty(point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) return;
    if (!u_isalnum(point) && (U_GET_GC_MASK(point) & U_GC_M_MASK) == 0) return take_border();
    begin();
    append_utf8(out_, static_cast<char32_t>(u_foldCase(point, U_FOLD_CASE_DEFAULT)));
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
  Words words(text.size() * 3 + 1);  // case folding may lengthen
  words.take(text);
  return std::move(words).words();
}

std::string plain_words_of_html(std::string_view html, std::size_t limit) {
  Words words(limit);
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
    const std::size_t end = std::min(html.find_first_of("<&", pos + 1), html.size());
    words.take(html.substr(pos, end - pos));
    pos = end;
  }
  return std::move(words).words();
}

}  // namespace gazette
