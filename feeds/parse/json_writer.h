// Writes JSON documents as text, one after another into the same memory, commas and escapes included; what
// was not said is left out. One owner; never fails.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "feeds/text/buffer/json_text.h"
#include "feeds/text/buffer/text_buffer.h"
#include "feeds/text/time.h"

namespace gazette::parse {

class JsonWriter {
 public:
  /// Forgets what was written; `expected`: about how many bytes will come.
  void begin(std::size_t expected) {
    text_.cut(0);
    text_.room(expected);
    fresh_ = true;
  }
  void open(char bracket) {
    comma();
    text_.add(bracket);
    fresh_ = true;
  }
  void close(char bracket) {
    text_.add(bracket);
    fresh_ = false;
  }
  void key(std::string_view name);
  /// Valid UTF-8.
  void string(std::string_view value) {
    add_json(open_string(), value);
    close_string();
  }
  void raw(std::string_view value) {
    comma();
    text_.add(value);
  }
  /// A string that is written in between, its inside as JSON has it.
  TextBuffer& open_string() {
    comma();
    text_.add('"');
    return text_;
  }
  void close_string() { text_.add('"'); }
  /// What was written; valid until something else is.
  std::string_view text() const { return text_.text(); }

  // Fields, left out when nothing was said.
  void field(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    key(name);
    string(value);
  }
  void field(std::string_view name, const std::optional<Time>& time) {
    if (time) field(name, format_rfc3339(*time));
  }
  template <class Number>
  void number(std::string_view name, const std::optional<Number>& value) {
    if (!value) return;
    key(name);
    raw(std::to_string(*value));
  }
  void truth(std::string_view name, const std::optional<bool>& value) {
    if (!value) return;
    key(name);
    raw(*value ? "true" : "false");
  }

 private:
  void comma() {
    if (!fresh_) text_.add(',');
    fresh_ = false;
  }

  TextBuffer text_;
  bool fresh_ = true;  ///< no comma comes first
};

}  // namespace gazette::parse
