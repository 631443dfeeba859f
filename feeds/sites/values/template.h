// Text with variables, "https://example.org/a/{id}": a name (lower case, digits, _), a capture ({1}) or a
// JSON Pointer
// ({/link/url}) in braces, filled in and never evaluated; {{name}} is the same. Any other brace is a brace,
// so that a JSON body can be written as it is. Plain values; any thread; never fails.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gazette::sites {

/// How a value is made fit for its place.
enum class Escape {
  none,
  url,   ///< percent-encoded, "/", ":" and %XX kept; a variable at the very beginning stays as it is
  json,  ///< as the inside of a JSON string
};

class Template {
 public:
  /// The value of a variable; "" if it has none.
  using Lookup = std::function<std::string(std::string_view name)>;
  struct Filled {
    std::string text;
    bool complete = true;  ///< false: a variable had no value
  };

  Template() = default;
  explicit Template(std::string_view text);

  Filled fill(const Lookup& lookup, Escape escape) const;
  std::vector<std::string> variables() const;
  bool empty() const { return pieces_.empty(); }

 private:
  struct Piece {
    std::string text;
    bool is_variable = false;
  };
  std::vector<Piece> pieces_;
};

/// Unreserved characters (RFC 3986 section 2.3), "/", ":" and %XX stay, the rest is percent-encoded.
std::string percent_encode(std::string_view value);

}  // namespace gazette::sites
