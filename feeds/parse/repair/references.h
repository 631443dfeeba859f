// Character and entity references in feeds as they are: HTML's names, windows-1252 numbers, UTF-8 written
// byte by byte, entities of the document's own DOCTYPE. Nothing external is ever fetched, and expansion is
// bounded. Pure; one owner.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "feeds/parse/problems.h"

namespace gazette::parse {

/// Entities that a DOCTYPE declares; expanded once, when they are declared.
class Entities {
 public:
  /// Reads the internal subset of "<!DOCTYPE ... [ ... ]>"; what is external or too large is told and stays
  /// empty.
  void declare(std::string_view doctype, Problems& problems);
  bool empty() const { return texts_.empty(); }
  /// Null if there is none of that name.
  const std::string* find(std::string_view name) const;

 private:
  std::string expand(std::string_view value, Problems& problems);
  std::unordered_map<std::string, std::string> texts_;
  std::size_t total_ = 0;
};

/// What is wrong with a reference that is understood all the same.
enum class Flaw {
  none,
  html_name,
  no_semicolon,
  windows_number,
  utf8_bytes,
  surrogates,
  no_scalar,
  no_character
};

struct Reference {
  std::size_t length = 0;  ///< bytes of the reference, & and ; included; 0: the ampersand stands for itself
  bool keep = false;       ///< XML knows it: leave it as it is
  std::string text{};      ///< what it stands for, as XML text; may be empty
  Flaw flaw = Flaw::none;
};

/// The reference at text[at], which is '&'.
Reference read_reference(std::string_view text, std::size_t at, const Entities& entities);

}  // namespace gazette::parse
