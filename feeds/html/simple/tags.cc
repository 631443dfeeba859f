#include "feeds/html/simple/tags.h"

#include "feeds/text/scan/byte_scan.h"
#include "feeds/text/strings.h"

namespace gazette::html::simple {
namespace {

constexpr std::size_t kLongestName = 10;

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\t';
}
bool is_attribute_character(char c) {
  return is_lower(c) || is_digit(c) || c == '-' || c == '_' || c == ':';
}

class TagReader {
 public:
  TagReader(std::string_view html, std::size_t at, Tag& tag) : html_(html), at_(at + 1), tag_(tag) {}

  bool run() {
    tag_.count = 0;
    tag_.self_closing = false;
    tag_.closing = at_ < html_.size() && html_[at_] == '/';
    if (tag_.closing) ++at_;
    if (!name()) return false;
    while (true) {
      const bool parted = skip_spaces();
      if (at_ >= html_.size()) return false;
      if (html_[at_] == '>') break;
      if (html_[at_] == '/') {
        if (at_ + 1 >= html_.size() || html_[at_ + 1] != '>') return false;
        tag_.self_closing = true;
        ++at_;
        break;
      }
      if (!parted || tag_.closing || !attribute()) return false;
    }
    tag_.end = at_ + 1;
    return true;
  }

 private:
  bool skip_spaces() {
    const std::size_t begin = at_;
    while (at_ < html_.size() && is_space(html_[at_])) ++at_;
    return at_ > begin;
  }

  bool name() {
    char lower[kLongestName];
    std::size_t size = 0;
    for (; at_ < html_.size() && size < kLongestName; ++at_, ++size) {
      const char c = html_[at_];
      if (!is_lower(c) && !is_upper(c) && !is_digit(c)) break;
      lower[size] = is_upper(c) ? static_cast<char>(c + 32) : c;
    }
    tag_.element = find_element({lower, size});
    return tag_.element != nullptr;
  }

  bool attribute() {
    if (tag_.count == Tag::kMostAttributes) return false;
    const std::size_t begin = at_;
    while (at_ < html_.size() && is_attribute_character(html_[at_])) ++at_;
    const std::string_view name = html_.substr(begin, at_ - begin);
    if (name.empty() || at_ >= html_.size() || tag_.find(name)) return false;
    RawAttribute& attribute = tag_.attributes[tag_.count];
    attribute = {name, {}};
    if (html_[at_] == '=' && !value(attribute.value)) return false;
    ++tag_.count;
    return at_ < html_.size() && (is_space(html_[at_]) || html_[at_] == '>' || html_[at_] == '/');
  }

  bool value(std::string_view& out) {
    if (++at_ >= html_.size()) return false;
    const char quote = html_[at_];
    if (quote == '"' || quote == '\'') {
      const std::size_t begin = at_ + 1;
      const std::size_t close =
          quote == '"' ? find_any<0, '"'>(html_, begin) : find_any<0, '\''>(html_, begin);
      if (close >= html_.size()) return false;
      out = html_.substr(begin, close - begin);
      at_ = close + 1;
      return true;
    }
    const std::size_t begin = at_;
    while (at_ < html_.size() && (is_attribute_character(html_[at_]) || is_upper(html_[at_]) ||
                                  html_[at_] == '.' || html_[at_] == '%' || html_[at_] == '#'))
      ++at_;
    out = html_.substr(begin, at_ - begin);
    return !out.empty() && at_ < html_.size() && (is_space(html_[at_]) || html_[at_] == '>');
  }

  std::string_view html_;
  std::size_t at_;
  Tag& tag_;
};

}  // namespace

const RawAttribute* Tag::find(std::string_view name) const {
  for (std::size_t i = 0; i < count; ++i)
    if (attributes[i].name == name) return &attributes[i];
  return nullptr;
}

bool read_tag(std::string_view html, std::size_t at, Tag& tag) {
  return TagReader(html, at, tag).run();
}

std::size_t end_of_comment(std::string_view html, std::size_t at) {
  const std::string_view rest = html.substr(at);
  if (!rest.starts_with("<!--") || rest.starts_with("<!-->") || rest.starts_with("<!--->"))
    return std::string_view::npos;
  const std::size_t end = rest.find("-->", 4);
  const bool strange = end == std::string_view::npos ||
                       rest.substr(0, end).find("--!") != std::string_view::npos ||
                       rest.substr(4, end - 4).find("<!-") != std::string_view::npos;
  return strange ? std::string_view::npos : at + end + 3;
}

std::size_t end_of_raw_text(std::string_view html, std::size_t at, std::string_view name) {
  for (;; ++at) {
    at = html.find('<', at);
    if (at == std::string_view::npos || html.compare(at, 4, "<!--") == 0) return std::string_view::npos;
    if (html.compare(at, 2, "</") != 0 || !starts_with_ignore_case(html.substr(at + 2), name)) continue;
    const std::size_t end = at + 2 + name.size();
    return end < html.size() && html[end] == '>' ? at : std::string_view::npos;
  }
}

bool has_doubtful_bytes(std::string_view html) {
  for (std::size_t at = 0;; ++at) {
    at = find_any<0x20, 0x7f, '\xC2', '\xBF'>(html, at);
    if (at >= html.size()) return false;
    const char c = html[at];
    const unsigned char next = at + 1 < html.size() ? static_cast<unsigned char>(html[at + 1]) : 0;
    if (c == '\t' || c == '\n' || (c == '\xC2' && next >= 0xA0) ||
        (c == '\xBF' && next != 0xBE && next != 0xBF))
      continue;
    return true;
  }
}

}  // namespace gazette::html::simple
