#include "exporters/dialects/own_template.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <exception>
#include <vector>

#include <kainjow/mustache.hpp>

#include "exporters/dialects/values.h"
#include "feeds/record.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

namespace mustache = kainjow::mustache;

constexpr std::array<std::string_view, 21> kNames{
    "id",      "guid",     "title",      "date", "local_date", "year",     "month",
    "day",     "updated",  "summary",    "url",  "source",     "language", "image",
    "authors", "comments", "categories", "tags", "rights",     "version",  "body"};

std::string line_of(std::string_view text, std::size_t at) {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(at, text.size()));
  return "line " + std::to_string(1 + std::count(text.begin(), end, '\n')) + ": ";
}

/// What is wrong with the tag between the braces; empty: nothing.
std::string complaint(std::string_view tag) {
  tag = trim(tag);
  if (tag.starts_with('!')) return {};
  if (tag.starts_with('>')) return "no other template can be included";
  if (tag.starts_with('=')) return "the braces cannot be changed";
  while (!tag.empty() && std::string_view("#^/&{").find(tag.front()) != tag.npos) tag = trim(tag.substr(1));
  if (tag.ends_with('}')) tag = trim(tag.substr(0, tag.size() - 1));
  if (tag == "." || std::find(kNames.begin(), kNames.end(), tag) != kNames.end()) return {};
  std::vector<std::string> names(kNames.begin(), kNames.end());
  return "unknown name \"" + escape_for_log(tag) + "\"; there are " + join(names, ", ");
}

/// Mustache says "... at OFFSET"; people count lines.
std::string with_line(std::string_view text, std::string_view message) {
  const std::size_t at = message.rfind(" at ");
  std::size_t offset = 0;
  if (at != message.npos) std::from_chars(message.data() + at + 4, message.data() + message.size(), offset);
  return line_of(text, offset) + std::string(message.substr(0, at));
}

std::string inside_quotes(const std::string& value) {
  const std::string quoted = yaml_quote(value);
  return quoted.substr(1, quoted.size() - 2);
}

mustache::data list_of(const std::vector<std::string>& values) {
  mustache::data list(mustache::data::type::list);
  for (const std::string& value : values) list.push_back(value);
  return list;
}

/// Nothing is false: {{#image}} is not entered without one.
void set(mustache::data& data, const std::string& name, const std::string& value) {
  if (value.empty())
    data.set(name, false);
  else
    data.set(name, value);
}

mustache::data values_of(const ExportArticle& article, const std::string& body) {
  const Article& a = article.article;
  mustache::data data;
  const std::string date = format_rfc3339_local(a.date, a.zone);
  const std::optional<Time> when = edited(article);
  set(data, "id", a.id);
  set(data, "guid", a.guid);
  set(data, "title", a.title);
  set(data, "date", date);
  set(data, "local_date", format_local(a.date, a.zone));
  set(data, "year", date.substr(0, 4));
  set(data, "month", date.substr(5, 2));
  set(data, "day", date.substr(8, 2));
  set(data, "updated", when ? format_rfc3339_local(*when, a.zone) : "");
  set(data, "summary", a.summary);
  set(data, "url", a.url);
  set(data, "source", a.source);
  set(data, "language", a.language);
  set(data, "image", a.image);
  set(data, "comments", a.comments);
  set(data, "rights", a.rights);
  set(data, "version", std::to_string(article.version));
  set(data, "body", body);
  data.set("authors", list_of(author_names(a)));
  data.set("categories", list_of(terms(a.categories)));
  data.set("tags", list_of(terms(a.tags)));
  return data;
}

}  // namespace

struct OwnTemplate::Parsed {
  explicit Parsed(std::string_view text) : view(std::string(text)) { view.set_custom_escape(inside_quotes); }
  mutable mustache::mustache view;  ///< its render() is not const, and changes nothing but an error's text
};

OwnTemplate::OwnTemplate() = default;
OwnTemplate::~OwnTemplate() = default;

Result<std::shared_ptr<const OwnTemplate>> OwnTemplate::read(std::string_view text) {
  for (std::size_t at = 0; (at = text.find("{{", at)) != text.npos;) {
    const std::size_t end = text.find("}}", at);
    if (end == text.npos) return fail(ErrorKind::config, line_of(text, at) + "{{ without }}");
    if (const std::string wrong = complaint(text.substr(at + 2, end - at - 2)); !wrong.empty())
      return fail(ErrorKind::config, line_of(text, at) + wrong);
    at = end + 2;
  }
  std::shared_ptr<OwnTemplate> result(new OwnTemplate());
  try {
    result->parsed_ = std::make_unique<Parsed>(text);
  } catch (const std::exception& error) {
    return fail(ErrorKind::config, error.what());
  }
  if (!result->parsed_->view.is_valid())
    return fail(ErrorKind::config, with_line(text, result->parsed_->view.error_message()));
  return result;
}

std::string OwnTemplate::text(const ExportArticle& article, const std::string& body) const {
  return parsed_->view.render(values_of(article, body));
}

}  // namespace gazette
