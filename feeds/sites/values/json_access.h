// JSON as sites send it: bare, wrapped in a call (JSONP) or standing in a page's script; and what stands at a
// pointer. Bounded in depth; nothing is evaluated. Pure; any thread; never throws.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

namespace gazette::sites {

/// Absent if it is not JSON, or nested deeper than 64.
std::optional<boost::json::value> parse_json(std::string_view text);

/// The argument of `name({...});`; the text itself, trimmed, if it is no call.
std::string_view unwrap_jsonp(std::string_view text);

/// The object or array assigned after `marker` ("window.DATA") in a page: from its opening bracket to the
/// matching one, brackets in strings not counted. The first occurrence of the marker that is followed by
/// valid JSON counts.
std::optional<boost::json::value> find_embedded_json(std::string_view page, std::string_view marker);

/// A JSON Pointer (RFC 6901) whose segment "*" stands for all elements of an array or object.
class Pointer {
 public:
  /// `text` is empty (the whole value) or begins with "/".
  explicit Pointer(std::string_view text);
  /// All values it points to, in order; null ones too.
  std::vector<const boost::json::value*> all(const boost::json::value& top) const;
  /// The first one; nullptr if there is none.
  const boost::json::value* first(const boost::json::value& top) const;
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::vector<std::string> segments_;
};

/// One segment of a pointer, "~" and "/" escaped.
std::string escape_segment(std::string_view segment);

/// Strings, numbers and booleans as text; empty for null, objects and arrays.
std::string scalar_text(const boost::json::value& value);
/// null, "", white space, {} and [].
bool is_blank(const boost::json::value& value);

}  // namespace gazette::sites
