#include "feeds/parse/repair/tag_soup.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <vector>

#include "feeds/parse/xml/scope.h"
#include "feeds/text/strings.h"

namespace gazette::parse {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

constexpr std::array<std::string_view, 9> kVoid = {"area", "br",    "col",  "embed", "hr",
                                                   "img",  "input", "meta", "wbr"};
/// Elements that hold text and stand side by side: one that begins ends an unclosed one.
constexpr std::array<std::string_view, 19> kFields = {
    "title",     "link",     "guid",      "id",        "pubdate", "category", "comments",
    "enclosure", "updated",  "published", "date",      "creator", "subject",  "issued",
    "modified",  "language", "ttl",       "copyright", "rights"};
constexpr std::array<std::string_view, 5> kTexts = {"description", "summary", "content", "encoded",
                                                    "subtitle"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_name_character(char c) {
  return begins_name(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

class Untangler {
 public:
  explicit Untangler(std::string_view text) : text_(text) {}

  std::string run() {
    out_.reserve(text_.size() + text_.size() / 8);
    while (at_ < text_.size()) {
      const std::size_t open = std::min(text_.find('<', at_), text_.size());
      out_.append(text_, at_, open - at_);
      at_ = open;
      if (at_ < text_.size()) markup();
    }
    while (!open_.empty()) pop();
    return std::move(out_);
  }

 private:
  void markup() {
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with("<![CDATA[")) return cdata();
    if (rest.starts_with("<!--")) return comment();
    if (rest.starts_with("<!") || rest.starts_with("<?")) return skip_behind('>', at_ + 2);
    if (rest.size() > 2 && rest[1] == '/' && begins_name(rest[2])) return end_tag();
    if (rest.size() > 1 && begins_name(rest[1])) return start_tag();
    out_ += "&lt;";
    ++at_;
  }

  void skip_behind(char close, std::size_t from) {
    const std::size_t end = text_.find(close, from);
    at_ = end == kNone ? text_.size() : end + 1;
  }

  /// Without its end it is over at the next angle bracket.
  void comment() {
    const std::size_t end = comments_end_ ? text_.find("-->", at_ + 4) : kNone;
    comments_end_ = end != kNone;
    if (!comments_end_) return skip_behind('>', at_ + 4);
    at_ = end + 3;
  }

  /// Without its end it lasts to the end of the element that it stands in.
  void cdata() {
    const std::size_t begin = at_ + 9;
    std::size_t end = sections_end_ ? text_.find("]]>", begin) : kNone;
    sections_end_ = end != kNone;
    if (!sections_end_ && !open_.empty()) end = text_.find("</" + std::string(open_.back().name), begin);
    end = std::min(end, text_.size());
    out_ += "<![CDATA[";
    out_.append(text_, begin, end - begin);
    out_ += "]]>";
    at_ = sections_end_ ? end + 3 : end;
  }

  std::string_view read_name(std::size_t from) const {
    std::size_t end = from;
    while (end < text_.size() && is_name_character(text_[end])) ++end;
    return text_.substr(from, end - from);
  }

  void end_tag() {
    const std::string_view name = read_name(at_ + 2);
    std::size_t end = at_ + 2 + name.size();
    while (end < text_.size() && text_[end] != '>' && text_[end] != '<') ++end;
    at_ = end < text_.size() && text_[end] == '>' ? end + 1 : end;
    const std::string lower = to_lower(name);
    const auto counted = count_.find(lower);
    if (counted == count_.end() || counted->second == 0) return;  // nothing of that name is open
    while (open_.back().lower != lower) pop();
    pop();
  }

  void start_tag() {
    const std::string_view name = read_name(at_ + 1);
    const std::string lower = to_lower(name);
    close_before(lower);
    at_ += 1 + name.size();
    out_ += '<';
    out_ += name;
    const bool closed = attributes();
    if (closed || is_one_of(kVoid, std::string_view(lower))) {
      out_ += "/>";
      return;
    }
    out_ += '>';
    push(name, lower);
  }

  /// What cannot go on when `lower` begins: an entry within an entry, a field within a field.
  void close_before(const std::string& lower) {
    const std::string_view local = split_name(lower).local;
    if (local == "item" || local == "entry") {
      const auto counted = count_.find(lower);
      if (counted == count_.end() || counted->second == 0) return close_field();
      while (open_.back().lower != lower) pop();
      pop();
    } else if (is_one_of(kFields, local) || is_one_of(kTexts, local)) {
      close_field();
    }
  }

  void close_field() {
    if (!open_.empty() && is_one_of(kFields, split_name(open_.back().lower).local)) pop();
  }

  /// Up to and with the tag's end; true if it closes itself.
  bool attributes() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '>') return ++at_, false;
      if (c == '<') return false;  // the tag's end is missing
      if (c == '/' && at_ + 1 < text_.size() && text_[at_ + 1] == '>') return at_ += 2, true;
      if (begins_name(c)) {
        attribute();
      } else {
        ++at_;
      }
    }
    return false;
  }

  void attribute() {
    const std::string_view name = read_name(at_);
    at_ += name.size();
    std::size_t next = at_;
    while (next < text_.size() && is_space(text_[next])) ++next;
    std::string_view value;
    if (next < text_.size() && text_[next] == '=') {
      at_ = next + 1;
      value = attribute_value();
    }
    out_ += ' ';
    out_ += name;
    out_ += "=\"";
    write_value(value);
    out_ += '"';
  }

  /// Quoted, unless the quote is never closed within the tag; else up to white space or the tag's end.
  std::string_view attribute_value() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    if (at_ >= text_.size()) return {};
    const char quote = text_[at_];
    if (quote == '"' || quote == '\'') {
      const std::size_t close = text_.find_first_of(quote == '"' ? "\"<" : "'<", at_ + 1);
      if (close != kNone && text_[close] == quote) {
        const std::string_view value = text_.substr(at_ + 1, close - at_ - 1);
        at_ = close + 1;
        return value;
      }
      ++at_;
    }
    const std::size_t begin = at_;
    while (at_ < text_.size() && !is_space(text_[at_]) && text_[at_] != '>' && text_[at_] != '<') ++at_;
    if (at_ > begin && text_[at_ - 1] == '/' && at_ < text_.size() && text_[at_] == '>') --at_;
    return text_.substr(begin, at_ - begin);
  }

  void write_value(std::string_view value) {
    for (const char c : value) {
      if (c == '"') {
        out_ += "&quot;";
      } else if (c == '<') {
        out_ += "&lt;";
      } else {
        out_ += c;
      }
    }
  }

  void push(std::string_view name, const std::string& lower) {
    open_.push_back({name, lower});
    ++count_[lower];
  }

  void pop() {
    out_ += "</";
    out_ += open_.back().name;
    out_ += '>';
    --count_[open_.back().lower];
    open_.pop_back();
  }

  struct Open {
    std::string_view name;
    std::string lower;
  };
  std::string_view text_;
  std::size_t at_ = 0;
  std::string out_;
  bool comments_end_ = true, sections_end_ = true;  ///< false: no further end is to come, do not search again
  std::vector<Open> open_;
  std::unordered_map<std::string, std::size_t>
      count_;  ///< open elements of a name: no search for what is not there
};

}  // namespace

std::string untangle(std::string_view text) {
  return Untangler(text).run();
}

}  // namespace gazette::parse
