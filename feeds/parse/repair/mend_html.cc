#include "feeds/parse/repair/mend_html.h"

#include <algorithm>

#include "feeds/text/scan/byte_scan.h"
#include "feeds/text/strings.h"

namespace gazette::parse {
namespace {

constexpr std::string_view kFrame = "<iframe";
constexpr std::string_view kBreak = "<br";
constexpr std::string_view kBreakEnd = "</br>";

/// What of `html` needs more than a look.
struct Doubts {
  std::size_t frame = std::string::npos;        ///< the first one
  std::size_t break_end = std::string::npos;    ///< the first one
  std::size_t declaration = std::string::npos;  ///< the last one that is no comment
};

/// The next "<!", "<i" or "</b": most tags are none of them, and 16 places are looked at at a time.
std::size_t find_doubt(const std::string& html, std::size_t at) {
#ifdef __SSE2__
  for (; at + 18 <= html.size(); at += 16) {
    const char* const block = html.data() + at;
    const unsigned opens = hits_in<0, '<'>(load_block(block));
    if (opens == 0) continue;
    const __m128i next = load_block(block + 1);
    const unsigned ends = hits_in<0, '/'>(next) & hits_in<0, 'b', 'B'>(load_block(block + 2));
    if (const unsigned hits = opens & (ends | hits_in<0, '!', 'i'>(next)); hits != 0)
      return at + static_cast<std::size_t>(std::countr_zero(hits));
  }
#endif
  for (; at < html.size(); ++at) {
    const char next = html[at + 1];  // a std::string ends with a 0
    if (html[at] == '<' && (next == '!' || next == 'i' || (next == '/' && (html[at + 2] | 0x20) == 'b')))
      return at;
  }
  return html.size();
}

Doubts doubts_about(const std::string& html) {
  Doubts doubts;
  for (std::size_t at = find_doubt(html, 0); at < html.size(); at = find_doubt(html, at + 1)) {
    const char next = html[at + 1];  // a std::string ends with a 0
    if (next == '!') {
      if (html.compare(at, 4, "<!--") != 0) doubts.declaration = at;
    } else if (next == '/') {
      if (doubts.break_end == std::string::npos &&
          starts_with_ignore_case(std::string_view(html).substr(at), kBreakEnd))
        doubts.break_end = at;
    } else if (next == 'i') {
      if (doubts.frame == std::string::npos && html.compare(at, kFrame.size(), kFrame) == 0)
        doubts.frame = at;
    }
  }
  return doubts;
}

void end_frames(std::string& html, std::size_t at) {
  const std::size_t last_close = html.rfind("</iframe");
  std::string out;
  std::size_t copied = 0;
  for (; at != std::string::npos; at = html.find(kFrame, at + 1)) {
    const std::size_t end = html.find('>', at);
    if (end == std::string::npos) break;
    if (html[end - 1] != '/' && last_close != std::string::npos && last_close > end) continue;
    out.append(html, copied, end + 1 - copied);
    out += "</iframe>";
    copied = end + 1;
  }
  html = out.append(html, copied);
}

/// True if what stands before `at` is the tag of a line break that nothing has ended yet.
bool follows_break(std::string_view html, std::size_t at) {
  constexpr std::size_t kLongest = 64;
  if (at == 0 || html[at - 1] != '>') return false;
  const std::string_view before = html.substr(at - std::min(at, kLongest), std::min(at, kLongest));
  const std::size_t open = before.rfind('<');
  if (open == std::string_view::npos) return false;
  const std::string_view tag = before.substr(open);
  return starts_with_ignore_case(tag, kBreak) && tag.size() > kBreak.size() &&
         std::string_view(" \t\n>").find(tag[kBreak.size()]) != std::string_view::npos &&
         !tag.ends_with("/>");
}

void drop_break_ends(std::string& html, std::size_t at) {
  std::string out;
  std::size_t copied = 0;
  for (; at != std::string::npos; at = html.find("</", at + 1)) {
    if (!starts_with_ignore_case(std::string_view(html).substr(at), kBreakEnd) || !follows_break(html, at))
      continue;
    out.append(html, copied, at - copied);
    copied = at + kBreakEnd.size();
  }
  html = out.append(html, copied);
}

}  // namespace

void mend_html(std::string& html) {
  const Doubts doubts = doubts_about(html);
  // From the last to the first kind of place, so that no position moves before it is used.
  if (doubts.declaration != std::string::npos && html.find('>', doubts.declaration) == std::string::npos)
    html.replace(doubts.declaration, 1, "&lt;");
  if (doubts.break_end != std::string::npos) drop_break_ends(html, doubts.break_end);
  if (doubts.frame != std::string::npos) end_frames(html, html.find(kFrame));
}

}  // namespace gazette::parse
