#include "feeds/html/parser/cap_markup.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "feeds/html/parser/open_elements.h"
#include "feeds/text/strings.h"

namespace gazette::html {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{20} << 20;
constexpr std::size_t kMaxAttributes = 256;
constexpr std::size_t kLongestName = 32;  // longer names are none that matter here
constexpr std::size_t kNone = std::string_view::npos;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

struct Tag {
  std::string_view name;    // as written
  std::size_t end = 0;      // behind the ">"
  std::size_t cut = kNone;  // where the attribute too many begins
  bool closing = false, self_closing = false;
};

// HTML section 13.2.5: tokenization, as far as tags, comments and raw text have to be told apart.
class Scan {
 public:
  // `plain`: svg, math and select tags are taken out, so that the rest can be read only one way.
  Scan(std::string_view in, bool plain) : in_(in), plain_(plain) { out_.reserve(in.size()); }

  // Nothing when svg, math or select nest in a way that this scan may misread.
  std::optional<std::string> run() {
    while (!doubt_ && pos_ < in_.size()) {
      const std::size_t open = in_.find('<', pos_);
      if (open == kNone || open + 1 >= in_.size()) break;
      pos_ = open + 1;
      markup(open);
    }
    if (doubt_) return std::nullopt;
    copy_until(in_.size());
    return std::move(out_);
  }

 private:
  void markup(std::size_t open) {
    const char c = in_[open + 1];
    if (is_letter(c)) return start_tag(open);
    if (c == '/') return end_tag(open);
    if (c == '!') return declaration(open);
    if (c == '?') pos_ = behind(">", open + 2);
  }

  void declaration(std::size_t open) {
    const std::string_view rest = in_.substr(open + 2);
    if (rest.starts_with("--")) {
      pos_ = end_of_comment(open + 4);
    } else if (rest.starts_with("[CDATA[") && elements_.in_foreign()) {
      pos_ = behind("]]>", open + 9);
    } else {
      pos_ = behind(">", open + 2);
    }
  }

  std::size_t end_of_comment(std::size_t text) const {
    if (in_.substr(text).starts_with(">")) return text + 1;
    if (in_.substr(text).starts_with("->")) return text + 2;
    for (std::size_t at = in_.find("--", text); at != kNone; at = in_.find("--", at + 1)) {
      if (in_.substr(at + 2).starts_with(">")) return at + 3;
      if (in_.substr(at + 2).starts_with("!>")) return at + 4;
    }
    return in_.size();
  }

  void start_tag(std::size_t open) {
    const std::optional<Tag> tag = read_tag(open + 1);
    if (!tag) return void(pos_ = in_.size());
    pos_ = tag->end;
    const Kind kind = kind_of(lower_name(tag->name));
    if (takes_out(kind)) return drop(open, pos_);
    const bool raw = kind.is(Kind::raw) && !elements_.in_foreign();
    const bool too_deep = elements_.full();
    if (raw && select_open_ && !keeps_raw_in_select(tag->name)) doubt_ = true;
    if (equals_ignore_case(tag->name, "select")) select_open_ = true;
    const std::uint64_t hash = kind.is(Kind::formatting) ? stable_hash(in_.substr(open, tag->end - open)) : 0;
    const auto verdict = elements_.start(kind, hash, tag->self_closing);
    if (verdict == OpenElements::Verdict::doubt) doubt_ = true;
    const bool empty = raw && !skip_raw_text(*tag);
    if (verdict == OpenElements::Verdict::drop || (raw && too_deep)) return drop(open, pos_);
    if (tag->cut != kNone) cut_attributes(*tag);
    if (empty) end_at_once(*tag);
  }

  void end_tag(std::size_t open) {
    if (open + 2 >= in_.size() || !is_letter(in_[open + 2])) return void(pos_ = behind(">", open + 2));
    const std::optional<Tag> tag = read_tag(open + 2);
    if (!tag) return void(pos_ = in_.size());
    pos_ = tag->end;
    const Kind kind = kind_of(lower_name(tag->name));
    if (takes_out(kind)) return drop(open, pos_);
    if (equals_ignore_case(tag->name, "select")) select_open_ = false;
    const auto verdict = elements_.end(kind);
    if (verdict == OpenElements::Verdict::doubt) doubt_ = true;
    if (verdict == OpenElements::Verdict::drop) return drop(open, pos_);
    if (tag->cut != kNone) cut_attributes(*tag);
  }

  bool takes_out(Kind kind) const {
    static const std::uint32_t kSelect = kind_of("select").id;
    return plain_ && (kind.is(Kind::foreign_root) || kind.id == kSelect);
  }

  // HTML section 13.2.6.4.16: in a select the parser ignores the other ones, and their text is markup.
  static bool keeps_raw_in_select(std::string_view name) {
    return equals_ignore_case(name, "script") || equals_ignore_case(name, "textarea");
  }

  std::string_view lower_name(std::string_view name) {
    name_ = to_lower(name.substr(0, kLongestName));
    return name_;
  }

  // The tag whose name begins at `begin`; nothing when the text ends in it.
  std::optional<Tag> read_tag(std::size_t begin) const {
    Tag tag;
    std::size_t at = begin;
    while (at < in_.size() && !is_space(in_[at]) && in_[at] != '/' && in_[at] != '>') ++at;
    tag.name = in_.substr(begin, at - begin);
    for (std::size_t attributes = 0;;) {
      while (at < in_.size() && (is_space(in_[at]) || in_[at] == '/')) ++at;
      if (at >= in_.size()) return std::nullopt;
      if (in_[at] == '>') break;
      if (++attributes == kMaxAttributes + 1) tag.cut = at;
      at = end_of_attribute(at);
    }
    tag.self_closing = in_[at - 1] == '/';
    tag.end = at + 1;
    return tag;
  }

  std::size_t end_of_attribute(std::size_t at) const {
    ++at;  // a "=" here is part of the name
    while (at < in_.size() && !is_space(in_[at]) && in_[at] != '/' && in_[at] != '>' && in_[at] != '=') ++at;
    std::size_t sign = at;
    while (sign < in_.size() && is_space(in_[sign])) ++sign;
    if (sign >= in_.size() || in_[sign] != '=') return at;
    at = sign + 1;
    while (at < in_.size() && is_space(in_[at])) ++at;
    if (at >= in_.size()) return at;
    if (in_[at] == '"' || in_[at] == '\'') {
      const std::size_t close = in_.find(in_[at], at + 1);
      return close == kNone ? in_.size() : close + 1;
    }
    while (at < in_.size() && !is_space(in_[at]) && in_[at] != '>') ++at;
    return at;
  }

  // False where there is none, and the parser must be told so.
  bool skip_raw_text(const Tag& tag) {
    const std::string name = to_lower(tag.name);
    if (tag.self_closing && name != "plaintext" && !is_ended(name)) return false;
    leave_raw_text(end_of_raw_text(name));
    return true;
  }

  // "<script src='a.js'/>" without an end tag of its own, as writers of XML mean it: to HTML all that follows
  // would be its text.
  bool is_ended(std::string_view name) const {
    for (std::size_t at = in_.find('<', pos_); at != kNone; at = in_.find('<', at + 1)) {
      if (ends_name(in_.substr(at + 1), name)) return false;
      if (closes(at, name)) return true;
    }
    return false;
  }

  std::size_t end_of_raw_text(std::string_view name) const {
    if (name == "plaintext") return in_.size();
    if (name == "script") return end_of_script();
    std::size_t at = pos_;
    while (at < in_.size() && !closes(at, name)) at = std::min(in_.find('<', at + 1), in_.size());
    return at;
  }

  void end_at_once(const Tag& tag) {
    copy_until(tag.end);
    out_.append("</").append(tag.name).append(">");
  }

  // Whether the end tag of `name` stands at `at`.
  bool closes(std::size_t at, std::string_view name) const {
    const std::string_view rest = in_.substr(at);
    return rest.starts_with("</") && ends_name(rest.substr(2), name);
  }

  static bool ends_name(std::string_view rest, std::string_view name) {
    if (rest.size() <= name.size() || !starts_with_ignore_case(rest, name)) return false;
    const char next = rest[name.size()];
    return is_space(next) || next == '/' || next == '>';
  }

  // HTML section 13.2.5.18 and on: "<!--" in a script and a "<script" after it hide the next end tag.
  std::size_t end_of_script() const {
    bool escaped = false, twice = false;
    std::size_t at = pos_;
    for (; at < in_.size(); at = next_in_script(at + 1)) {
      const std::string_view rest = in_.substr(at);
      if (rest.starts_with("-->")) {
        escaped = twice = false;
      } else if (rest.starts_with("<!--")) {
        escaped = true;
        if (rest.starts_with("<!-->") || rest.starts_with("<!--->")) escaped = twice = false;
      } else if (escaped && !twice && rest.starts_with("<") && ends_name(rest.substr(1), "script")) {
        twice = true;
      } else if (closes(at, "script")) {
        if (!twice) break;
        twice = false;
      }
    }
    return at;
  }

  std::size_t next_in_script(std::size_t at) const {
    return std::min(in_.find_first_of("<-", at), in_.size());
  }

  void leave_raw_text(std::size_t end_tag) {
    pos_ = end_tag;
    if (end_tag >= in_.size()) return;
    const std::optional<Tag> tag = read_tag(end_tag + 2);
    pos_ = tag ? tag->end : in_.size();
  }

  std::size_t behind(std::string_view what, std::size_t from) const {
    const std::size_t found = in_.find(what, from);
    return found == kNone ? in_.size() : found + what.size();
  }

  void copy_until(std::size_t end) {
    if (end > copied_) out_.append(in_, copied_, end - copied_);
    copied_ = std::max(copied_, end);
  }

  void drop(std::size_t begin, std::size_t end) {
    copy_until(begin);
    copied_ = end;
  }

  void cut_attributes(const Tag& tag) { drop(tag.cut, tag.end - 1); }

  std::string_view in_;
  bool plain_;
  OpenElements elements_;
  std::string out_, name_;
  std::size_t pos_ = 0, copied_ = 0;
  bool select_open_ = false, doubt_ = false;
};

std::string_view first_bytes(std::string_view utf8, std::size_t count) {
  if (utf8.size() <= count) return utf8;
  while (count > 0 && (static_cast<unsigned char>(utf8[count]) & 0xC0) == 0x80) --count;
  return utf8.substr(0, count);
}

bool is_control(unsigned char c) {
  return c < 0x20 && c != '\t' && c != '\n' && c != '\f' && c != '\r';
}

// The bytes of an unwanted character at `at`: C0, C1, U+FFFE, U+FFFF, which the parser would turn into
// U+FFFD; 0 if wanted.
std::size_t unwanted_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  if (is_control(static_cast<unsigned char>(text[at])) || byte(at) == 0x7f) return 1;
  if (byte(at) == 0xc2 && byte(at + 1) >= 0x80 && byte(at + 1) < 0xa0) return 2;
  return byte(at) == 0xef && byte(at + 1) == 0xbf && byte(at + 2) >= 0xbe ? 3 : 0;
}

std::string without_controls(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t unwanted = unwanted_at(text, at);
    if (unwanted == 0) {
      ++at;
      continue;
    }
    out.append(text, copied, at - copied);
    at += unwanted;
    copied = at;
  }
  return out.append(text, copied, text.size() - copied);
}

}  // namespace

std::string cap_markup(std::string_view utf8) {
  std::string text = without_controls(first_bytes(utf8, kMaxBytes));
  std::optional<std::string> capped = Scan(text, false).run();
  if (!capped) capped = Scan(text, true).run();
  if (capped) return std::move(*capped);
  return text;
}

}  // namespace gazette::html
