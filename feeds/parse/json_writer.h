// Writes JSON documents as text, one after another into the same memory, commas and escapes included; what
// was not said is left out. One owner; never fails.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "feeds/text/time.h"

namespace gazette::parse {

class JsonWriter {
 public:
  /// Forgets what was written; `expected`: about how many bytes will come.
  void begin(std::size_t expected);
  void open(char bracket);
  void close(char bracket);
  void key(std::string_view name);
  /// Valid UTF-8.
  void string(std::string_view value);
  void raw(std::string_view value);
  /// What was written; valid until something else is.
  std::string_view text() const { return {memory_.get(), used_}; }

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
    if (size_ - used_ < bytes) grow(bytes);
    return memory_.get() + used_;
  }
  void grow(std::size_t bytes);
  void escaped(std::string_view part);

  std::unique_ptr<char[]> memory_;  ///< of size_ bytes; a std::string would fill them first
  std::size_t size_ = 0, used_ = 0;
  bool fresh_ = true;  ///< no comma comes first
};

}  // namespace gazette::parse
