#include "feeds/text/buffer/json_text.h"

#include "feeds/text/scan/byte_scan.h"

namespace gazette {

char* write_json_escape(char* to, char c) {
  static constexpr char kDigits[] = "0123456789abcdef";
  const auto pair = [&](char second) {
    *to++ = '\\';
    *to++ = second;
    return to;
  };
  switch (c) {
    case '"': return pair('"');
    case '\\': return pair('\\');
    case '\n': return pair('n');
    case '\t': return pair('t');
    case '\r': return pair('r');
    default: break;
  }
  to = pair('u');
  *to++ = '0';
  *to++ = '0';
  *to++ = kDigits[(static_cast<unsigned char>(c) >> 4) & 15];
  *to++ = kDigits[c & 15];
  return to;
}

void add_json(TextBuffer& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    char* to = out.room(text.size() - at + kLongestJsonEscape);
    at = copy_until<0x20, '"', '\\', 0x7f>(text, at, to);
    if (at < text.size()) to = write_json_escape(to, text[at]);
    out.end_at(to);
  }
}

}  // namespace gazette
