#include "feeds/parse/repair/repair.h"

#include <algorithm>
#include <cstring>

#include "feeds/parse/repair/references.h"
#include "feeds/parse/xml/scope.h"
#include "feeds/text/scan/byte_scan.h"
#include "feeds/text/strings.h"

namespace gazette::parse {
namespace {

constexpr std::size_t kNone = std::string_view::npos;
constexpr std::size_t kMaxExpansion = 4 << 20;  // bytes that references may add to a document

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

/// The references that are XML's own: of most documents all.
bool is_predefined(std::string_view text, std::size_t at) {
  const char* const begin = text.data() + at;
  const std::size_t left = text.size() - at;
  const auto is = [&]<std::size_t size>(const char(&reference)[size]) {
    return left >= size - 1 && std::memcmp(begin, reference, size - 1) == 0;
  };
  return is("&lt;") || is("&gt;") || is("&amp;") || is("&quot;") || is("&apos;");
}

/// What one look at a text tells: most need nothing of what follows.
struct Survey {
  bool controls = false;
  std::size_t doubt;  ///< the first ampersand that begins no predefined reference; the text's size if none
};

Survey survey(std::string_view text) {
  Survey seen{false, text.size()};
  std::size_t at = 0;
#ifdef __SSE2__
  __m128i controls = _mm_setzero_si128();
  for (; at + 16 <= text.size(); at += 16) {
    const __m128i block = load_block(text.data() + at);
    controls =
        _mm_or_si128(controls, _mm_andnot_si128(marks_of<0, '\t', '\n', '\r'>(block), marks_of<0x20>(block)));
    if (seen.doubt != text.size()) continue;
    for (unsigned hits = hits_in<0, '&'>(block); hits != 0; hits &= hits - 1) {
      const std::size_t ampersand = at + static_cast<std::size_t>(std::countr_zero(hits));
      if (is_predefined(text, ampersand)) continue;
      seen.doubt = ampersand;
      break;
    }
  }
  seen.controls = _mm_movemask_epi8(controls) != 0;
#endif
  for (; at < text.size(); ++at) {
    seen.controls = seen.controls || is_control(text[at]);
    if (text[at] == '&' && seen.doubt == text.size() && !is_predefined(text, at)) seen.doubt = at;
  }
  return seen;
}

std::size_t find_byte(std::string_view text, char c, std::size_t from) {
  return from < text.size() ? text.find(c, from) : kNone;
}

std::size_t find_ampersand(std::string_view text, std::size_t from) {
  return from < text.size() ? find_any<0, '&'>(text, from) : text.size();
}

/// Knows what is not text: sections of CDATA and comments. Only moves forward.
class Sections {
 public:
  explicit Sections(std::string_view text) : text_(text) {}

  /// The end of the section that holds `at`; `at` if none does. Never asked about a place before the last
  /// one.
  std::size_t end_around(std::size_t at) {
    while (position_ <= at) {
      const std::size_t open = find_pair<'<', '!'>(text_, position_);
      if (open > at) {
        position_ = open == text_.size() ? open + 1 : open;
        break;
      }
      position_ = step_over(open);
    }
    return open_ <= at && at < close_ ? close_ : at;
  }

 private:
  std::size_t step_over(std::size_t open) {
    const std::string_view rest = text_.substr(open, 9);
    if (rest.starts_with("<![CDATA[")) return step_over(open, 9, "]]>");
    if (rest.starts_with("<!--")) return step_over(open, 4, "-->");
    return open + 1;
  }

  std::size_t step_over(std::size_t open, std::size_t skip, std::string_view close) {
    const std::size_t end = text_.find(close, open + skip);
    open_ = open;
    close_ = end == kNone ? text_.size() : end + close.size();
    return close_;
  }

  std::string_view text_;
  std::size_t position_ = 0;          ///< all sections that begin before it have been seen
  std::size_t open_ = 0, close_ = 0;  ///< the last of them
};

/// A DOCTYPE before the root: its extent, empty if there is none.
std::string_view find_doctype(std::string_view text) {
  std::size_t at = 0;
  while (true) {
    at = find_byte(text, '<', at);
    if (at == kNone) return {};
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("<?")) {
      at = rest.find("?>") == kNone ? text.size() : at + rest.find("?>") + 2;
    } else if (rest.starts_with("<!--")) {
      at = rest.find("-->", 4) == kNone ? text.size() : at + rest.find("-->", 4) + 3;
    } else {
      break;
    }
  }
  const std::string_view rest = text.substr(at);
  if (!starts_with_ignore_case(rest, "<!doctype")) return {};
  const std::size_t close = rest.find('>');
  const std::size_t subset = rest.find('[');
  if (subset == kNone || subset > close) return rest.substr(0, close == kNone ? close : close + 1);
  const std::size_t end = rest.find(']', subset);
  const std::size_t last = end == kNone ? kNone : rest.find('>', end);
  return rest.substr(0, last == kNone ? close : last + 1);
}

std::string_view problem_of(Flaw flaw) {
  switch (flaw) {
    case Flaw::html_name:
      return "names of HTML like &nbsp; are not declared in XML: write the character or its number";
    case Flaw::no_semicolon: return "a character reference does not end with a semicolon";
    case Flaw::windows_number: return "numbers of windows-1252 like &#146; are no characters: write &#8217;";
    case Flaw::utf8_bytes:
      return "the bytes of UTF-8 are written as one reference each: write one for the character";
    case Flaw::surrogates: return "a character is written as two references: write one, like &#128512;";
    case Flaw::no_scalar:
    case Flaw::no_character: return "a reference names no character that XML allows";
    default: return {};
  }
}

/// Replaces what XML does not know; copies only if there is something.
class ReferenceRepair {
 public:
  ReferenceRepair(std::string_view text, const Entities& entities, Problems& problems)
      : text_(text), entities_(entities), problems_(problems), sections_(text) {}

  /// From `begin` on; false: nothing to repair.
  bool run(std::size_t begin, std::string& out) {
    for (std::size_t at = find_ampersand(text_, begin); at < text_.size(); at = find_ampersand(text_, at)) {
      if (is_predefined(text_, at)) {
        at += kShortest;
        continue;
      }
      const Reference reference = read_reference(text_, at, entities_);
      if (reference.keep) {
        at += reference.length;
        continue;
      }
      const std::size_t end = sections_.end_around(at);
      at = end != at ? replace_halves(at, end, out) : replace(at, reference, out);
    }
    if (copied_ == 0) return false;
    out.append(text_, copied_);
    return true;
  }

 private:
  static constexpr std::size_t kShortest = 4;  // &lt;

  /// In CDATA and comments only what would be no UTF-8 is replaced: halves of UTF-16 pairs, also whole pairs,
  /// and numbers beyond Unicode. The XML parser may see a section's bounds elsewhere. Returns `end`.
  std::size_t replace_halves(std::size_t at, std::size_t end, std::string& out) {
    constexpr std::size_t kDigits = 5;  // fewer say a character: the halves begin at 55296, xD800
    while ((at = find_byte(text_, '#', at + 1)) < end) {
      if (text_[at - 1] != '&' || text_.substr(at + 1, kDigits).find(';') != kNone) continue;
      const Reference reference = read_reference(text_, at - 1, entities_);
      if (reference.flaw == Flaw::surrogates || reference.flaw == Flaw::no_scalar)
        at = replace(at - 1, reference, out) - 1;
    }
    return end;
  }

  std::size_t replace(std::size_t at, const Reference& reference, std::string& out) {
    if (reference.length == 0) {
      note(Flaw::none, "an ampersand that begins no known reference is not written as &amp;");
      return at + 1;
    }
    if (reference.flaw != Flaw::none) note(reference.flaw, problem_of(reference.flaw));
    if (added_ + reference.text.size() > kMaxExpansion) {
      problems_.add("entities expand to more text than is read; the rest of them is left out");
    } else {
      added_ += reference.text.size();
      out.append(text_, copied_, at - copied_);
      out += reference.text;
      copied_ = at + reference.length;
    }
    return at + reference.length;
  }

  /// Each kind once: a document may hold thousands.
  void note(Flaw flaw, std::string_view problem) {
    const unsigned bit = 1U << static_cast<unsigned>(flaw);
    if ((noted_ & bit) == 0) problems_.add(std::string(problem));
    noted_ |= bit;
  }

  std::string_view text_;
  const Entities& entities_;
  Problems& problems_;
  unsigned noted_ = 0;
  Sections sections_;
  std::size_t copied_ = 0, added_ = 0;
};

bool begins_like(std::string_view text, std::initializer_list<std::string_view> beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](std::string_view beginning) { return starts_with_ignore_case(text, beginning); });
}

/// True if a document's root may begin at `at`, whatever its prefix: "<rss>", "<atom:feed", "<r:RDF".
bool begins_root(std::string_view text, std::size_t at) {
  constexpr std::size_t kLongest = 64;
  const std::string_view tag = text.substr(at, kLongest);
  if (!tag.starts_with('<')) return false;
  const std::string_view name = tag.substr(1, tag.find_first_of(" \t\r\n/>", 1) - 1);
  for (const std::string_view root : {"rss", "feed", "rdf", "channel", "html"})
    if (equals_ignore_case(split_name(name).local, root)) return true;
  return false;
}

}  // namespace

std::size_t start_of_document(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == kNone) return 0;
  if (begins_like(text.substr(first), {"<?xml", "<!doctype", "<!--", "<head"}) || begins_root(text, first))
    return first;
  constexpr std::size_t kWindow = 64 * 1024;
  const std::size_t end = std::min(text.size(), kWindow);
  for (std::size_t at = find_byte(text, '<', first); at < end; at = find_byte(text, '<', at + 1))
    if (begins_like(text.substr(at), {"<?xml", "<!doctype"}) || begins_root(text, at)) return at;
  const std::size_t tag = find_byte(text, '<', first);
  return tag == kNone ? 0 : tag;
}

std::string repair_xml(std::string text, Problems& problems) {
  Survey seen = survey(text);
  if (seen.controls) {
    std::erase_if(text, is_control);
    problems.add("control characters that XML forbids are removed");
    seen = survey(text);
  }
  if (const std::size_t start = start_of_document(text); start > 0) {
    const bool blank = trim(std::string_view(text).substr(0, start)).empty();
    if (!blank) problems.add("something stands before the XML document: it is cut off");
    if (blank && std::string_view(text).substr(start).starts_with("<?xml"))
      problems.add("white space stands before the XML declaration");
    text.erase(0, start);
    seen = survey(text);
  }
  if (seen.doubt == text.size()) return text;
  Entities entities;
  const std::string_view doctype = find_doctype(text);
  if (!doctype.empty()) entities.declare(doctype, problems);
  const std::size_t begin =
      doctype.empty() ? 0 : static_cast<std::size_t>(doctype.data() - text.data()) + doctype.size();
  std::string out;
  if (ReferenceRepair(text, entities, problems).run(std::max(begin, seen.doubt), out)) return out;
  return text;
}

}  // namespace gazette::parse
