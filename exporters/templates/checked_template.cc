#include "exporters/templates/checked_template.h"

#include <algorithm>
#include <charconv>
#include <exception>

#include "feeds/text/strings.h"

namespace gazette {
namespace {

std::string line_of(std::string_view text, std::size_t at) {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(at, text.size()));
  return "line " + std::to_string(1 + std::count(text.begin(), end, '\n')) + ": ";
}

/// What is wrong with the tag between the braces; empty: nothing.
std::string complaint(std::string_view tag, std::span<const std::string_view> names) {
  tag = trim(tag);
  if (tag.starts_with('!')) return {};
  if (tag.starts_with('>')) return "no other template can be included";
  if (tag.starts_with('=')) return "the braces cannot be changed";
  while (!tag.empty() && std::string_view("#^/&{").find(tag.front()) != tag.npos) tag = trim(tag.substr(1));
  if (tag.ends_with('}')) tag = trim(tag.substr(0, tag.size() - 1));
  if (tag == "." || std::find(names.begin(), names.end(), tag) != names.end()) return {};
  const std::vector<std::string> known(names.begin(), names.end());
  return "unknown name \"" + escape_for_log(tag) + "\"; there are " + join(known, ", ");
}

/// Mustache says "... at OFFSET"; people count lines.
std::string with_line(std::string_view text, std::string_view message) {
  const std::size_t at = message.rfind(" at ");
  std::size_t offset = 0;
  if (at != message.npos) std::from_chars(message.data() + at + 4, message.data() + message.size(), offset);
  return line_of(text, offset) + std::string(message.substr(0, at));
}

}  // namespace

CheckedTemplate::CheckedTemplate(std::string_view text, Escape escape) : view_(std::string(text)) {
  view_.set_custom_escape(escape);
}

Result<std::shared_ptr<const CheckedTemplate>> CheckedTemplate::read(std::string_view text,
                                                                     std::span<const std::string_view> names,
                                                                     Escape escape) {
  for (std::size_t at = 0; (at = text.find("{{", at)) != text.npos;) {
    const std::size_t end = text.find("}}", at);
    if (end == text.npos) return fail(ErrorKind::config, line_of(text, at) + "{{ without }}");
    const std::string wrong = complaint(text.substr(at + 2, end - at - 2), names);
    if (!wrong.empty()) return fail(ErrorKind::config, line_of(text, at) + wrong);
    at = end + 2;
  }
  try {
    auto result = std::make_shared<const CheckedTemplate>(text, escape);
    if (result->view_.is_valid()) return result;
    return fail(ErrorKind::config, with_line(text, result->view_.error_message()));
  } catch (const std::exception& error) {
    return fail(ErrorKind::config, error.what());
  }
}

void set_value(CheckedTemplate::Data& data, const std::string& name, const std::string& value) {
  if (value.empty())
    data.set(name, false);
  else
    data.set(name, value);
}

CheckedTemplate::Data list_of(const std::vector<std::string>& values) {
  CheckedTemplate::Data list(CheckedTemplate::Data::type::list);
  for (const std::string& value : values) list.push_back(value);
  return list;
}

}  // namespace gazette
