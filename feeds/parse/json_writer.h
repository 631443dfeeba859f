// Writes one JSON document as text, commas and escapes included; what was not said is left out. One owner;
// never fails.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "feeds/text/time.h"

namespace gazette::parse {

class JsonWriter {
 public:
  /// `expected`: about how many bytes will come.
  explicit JsonWriter(std::size_t expected) { text_.resize(expected); }

  void open(char bracket);
  void close(char bracket);
  void key(std::string_view name);
  /// Valid UTF-8.
  void string(std::string_view value);
  void raw(std::string_view value);
  std::string take();

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
    if (!fresh_) *room(1) = ',', ++used_;
    fresh_ = false;
  }
  /// Where the next bytes go, with space for so many.
  char* room(std::size_t bytes) {
    if (text_.size() - used_ < bytes) grow(bytes);
    return text_.data() + used_;
  }
  void grow(std::size_t bytes);
  void escaped(std::string_view part);

  std::string text_;  ///< beyond used_ it is free space
  std::size_t used_ = 0;
  bool fresh_ = true;  ///< no comma comes first
};

}  // namespace gazette::parse
