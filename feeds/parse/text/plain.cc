#include "feeds/parse/text/plain.h"

#include <algorithm>
#include <array>

#include "feeds/html/sanitize.h"
#include "feeds/parse/repair/mend_html.h"
#include "feeds/text/entities.h"
#include "feeds/text/scan/byte_scan.h"
#include "feeds/text/strings.h"

namespace gazette::parse {
namespace {

/// What authors put into titles; a tag of another name is a word in angle brackets.
constexpr std::array<std::string_view, 68> kTags = {
    "a",     "abbr",       "acronym", "applet", "article", "audio",  "b",      "bdi",   "bdo", "big",
    "blink", "blockquote", "body",    "br",     "center",  "cite",   "code",   "dd",    "del", "dfn",
    "div",   "dl",         "dt",      "em",     "embed",   "figure", "font",   "h1",    "h2",  "h3",
    "h4",    "h5",         "h6",      "hr",     "html",    "i",      "iframe", "img",   "ins", "kbd",
    "li",    "link",       "mark",    "meta",   "nobr",    "object", "ol",     "p",     "pre", "q",
    "s",     "samp",       "script",  "small",  "span",    "strike", "strong", "style", "sub", "sup",
    "svg",   "table",      "td",      "tr",     "tt",      "u",      "ul",     "video"};
static_assert(std::is_sorted(kTags.begin(), kTags.end()));

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_html_name(std::string_view name) {
  constexpr std::size_t kLongest = 10;
  if (name.empty() || name.size() > kLongest) return false;
  return std::binary_search(kTags.begin(), kTags.end(), std::string_view(to_lower(name)));
}

/// "&#8217;", "&eacute;", "&quot;", but not "&amp;" alone: it may be what the title is about.
bool has_telling_reference(std::string_view text) {
  for (std::size_t at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
    const std::size_t end = text.find(';', at);
    if (end == std::string_view::npos) return false;
    const std::string_view name = text.substr(at + 1, std::min<std::size_t>(end - at - 1, 40));
    if (name == "amp" || name == "lt" || name == "gt") continue;
    if (name.size() > 1 && name[0] == '#') return decode_entities(text.substr(at, end + 1 - at))[0] != '&';
    if (!named_entity(name).empty()) return true;
  }
  return false;
}

}  // namespace

bool has_html_tag(std::string_view text) {
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    std::size_t begin = at + 1;
    if (begin < text.size() && text[begin] == '/') ++begin;
    std::size_t end = begin;
    while (end < text.size() && (is_letter(text[end]) || (text[end] >= '1' && text[end] <= '6'))) ++end;
    const bool ends =
        end < text.size() && std::string_view(" \t\r\n/>").find(text[end]) != std::string_view::npos;
    if (ends && is_html_name(text.substr(begin, end - begin)) &&
        text.find('>', end) != std::string_view::npos)
      return true;
  }
  return false;
}

std::string plain_of_html(std::string_view html) {
  if (html.find('<') != std::string_view::npos) {
    std::string mended(html);
    mend_html(mended);
    return html::plain_text(mended);
  }
  if (html.find('&') == std::string_view::npos) return collapse_whitespace(html);
  return collapse_whitespace(decode_entities(html));
}

std::string plain_of_unsure(std::string_view text) {
  if (find_any<0, '<', '&'>(text, 0) == text.size()) return collapse_whitespace(text);
  if (has_html_tag(text)) return plain_of_html(text);
  return collapse_whitespace(has_telling_reference(text) ? decode_entities(text) : std::string(text));
}

}  // namespace gazette::parse
