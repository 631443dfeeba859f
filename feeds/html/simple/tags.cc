#include "feeds/html/simple/tags.h"

#include "feeds/text/scan/byte_scan.h"
#include "feeds/text/strings.h"

namespace gazette::html::simple {
namespace {

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
constexpr std::array<bool, 256> kAttributeCharacters = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("abcdefghijklmnopqrstuvwxyz0123456789-_:"))
    table[static_cast<unsigned char>(c)] = true;
  return table;
}();
bool is_attribute_character(char c) {
  return kAttributeCharacters[static_cast<unsigned char>(c)];
}

class TagReader {
 public:
  TagReader(std::string_view html, std::size_t at, Tag& tag) : html_(html), at_(at + 1), tag_(tag) {}

  bool run() {
    tag_.count = 0;
    tag_.closing = at_ < html_.size() && html_[at_] == '/';
    if (tag_.closing) ++at_;
    if (!name()) return false;
    while (true) {
      const bool parted = skip_spaces();
      if (at_ >= html_.size()) return false;
      if (html_[at_] == '>') break;
      if (html_[at_] == '/') {
        if (tag_.closing || !is_void(tag_.element->kind)) return false;
        if (++at_ >= html_.size() || html_[at_] != '>') return false;
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
    ElementKey key;
    for (std::size_t size = 0; at_ < html_.size() && size < ElementKey::kLongest; ++at_, ++size) {
      const char c = html_[at_];
      if (!is_lower(c) && !is_upper(c) && !is_digit(c)) break;
      key.add(is_upper(c) ? static_cast<char>(c + 32) : c);
    }
    tag_.element = find_element(key);
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
  std::size_t at = 0;
#ifdef __SSE2__
  for (; at + 17 <= html.size(); at += 16) {
    const __m128i block = load_block(html.data() + at);
    if (hits_in<0x20, 0x7f, '\xC2', '\xBF'>(block) == 0) continue;
    const __m128i next = load_block(html.data() + at + 1);
    const unsigned controls = hits_in<0x20, 0x7f>(block) & ~hits_in<0, '\t', '\n'>(block);
    const unsigned c1 = hits_in<0, '\xC2'>(block) & hits_in<0xA0>(next);
    const unsigned none = hits_in<0, '\xBF'>(block) & hits_in<0, '\xBE', '\xBF'>(next);
    if ((controls | c1 | none) != 0) return true;
  }
#endif
  for (; at < html.size(); ++at) {
    const auto c = static_cast<unsigned char>(html[at]);
    const auto next = static_cast<unsigned char>(at + 1 < html.size() ? html[at + 1] : ' ');
    const bool control = (c < 0x20 && c != '\t' && c != '\n') || c == 0x7f;
    if (control || (c == 0xC2 && next < 0xA0) || (c == 0xBF && next >= 0xBE && next <= 0xBF)) return true;
  }
  return false;
}

}  // namespace gazette::html::simple
