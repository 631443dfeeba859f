// Safe HTML on its way out, as it is or as the inside of a JSON string, which is chosen when it is compiled.
// One owner.
#pragma once

#include <cstring>
#include <string_view>

#include "feeds/html/simple/elements.h"
#include "feeds/text/buffer/json_text.h"
#include "feeds/text/buffer/text_buffer.h"
#include "feeds/text/scan/byte_scan.h"

namespace gazette::html::simple {

enum class Form { plain, json };

template <Form form>
class HtmlOut {
 public:
  explicit HtmlOut(TextBuffer& out) : out_(out) {}

  std::size_t size() const { return out_.size(); }
  void cut(std::size_t size) { out_.cut(size); }

  /// What holds neither quotes nor anything else that JSON escapes.
  void markup(std::string_view text) { out_.add(text); }
  void markup(char c) { out_.add(c); }

  /// "<name", what follows is up to the caller.
  void begin_tag(const Element& element) {
    char* const to = out_.room(1 + element.padded.size());
    *to = '<';
    std::memcpy(to + 1, element.padded.data(), element.padded.size());
    out_.end_at(to + 1 + element.name.size());
  }
  void end_tag(const Element& element) {
    char* const to = out_.room(3 + element.padded.size());
    to[0] = '<';
    to[1] = '/';
    std::memcpy(to + 2, element.padded.data(), element.padded.size());
    to[2 + element.name.size()] = '>';
    out_.end_at(to + 3 + element.name.size());
  }

  /// The value's & < > " are escaped.
  void attribute(std::string_view name, std::string_view value) {
    char* to = out_.room(name.size() + 4);
    *to++ = ' ';
    for (const char c : name) *to++ = c;  // a few bytes
    *to++ = '=';
    out_.end_at(write_quote(to));
    write_value(value);
    out_.end_at(write_quote(out_.room(2)));
  }

  /// Any text whose & < > are escaped.
  void text(std::string_view escaped) {
    if constexpr (form == Form::json) {
      add_json(out_, escaped);
    } else {
      out_.add(escaped);
    }
  }

  /// Text of `html` from `at` to the next & < >; where that stands.
  std::size_t text_until_special(std::string_view html, std::size_t at) {
    if constexpr (form == Form::json) return until_one_of<'<', '&', '>'>(html, at);
    char* to = out_.room(html.size() - at);
    at = copy_until<0, '<', '&', '>'>(html, at, to);
    out_.end_at(to);
    return at;
  }

 private:
  static char* write_quote(char* to) {
    if (form == Form::json) *to++ = '\\';
    *to++ = '"';
    return to;
  }

  void write_value(std::string_view value) {
    for (std::size_t at = 0; at < value.size(); ++at) {
      if constexpr (form == Form::json) {
        at = until_one_of<'&', '<', '>', '"'>(value, at);
      } else {
        char* to = out_.room(value.size() - at);
        at = copy_until<0, '&', '<', '>', '"'>(value, at, to);
        out_.end_at(to);
      }
      if (at < value.size()) out_.add(reference_of(value[at]));
    }
  }

  /// Escapes for JSON what comes before one of `Stops`.
  template <char... Stops>
  std::size_t until_one_of(std::string_view text, std::size_t at) {
    while (true) {
      char* to = out_.room(text.size() - at + kLongestJsonEscape);
      at = copy_until<0x20, '"', '\\', 0x7f, Stops...>(text, at, to);
      const bool stop = at == text.size() || is_any<0, Stops...>(text[at]);
      if (!stop) to = write_json_escape(to, text[at++]);
      out_.end_at(to);
      if (stop) return at;
    }
  }

  static std::string_view reference_of(char c) {
    return c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&quot;";
  }

  TextBuffer& out_;
};

}  // namespace gazette::html::simple
