#include "config/sources/edit.h"

#include <algorithm>
#include <map>
#include <vector>

#include <toml++/toml.h>

#include "config/load.h"
#include "config/reader.h"
#include "config/sources/subscriptions.h"
#include "feeds/identity/address.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

using Lines = std::vector<std::string_view>;  ///< each with its line feed

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t length = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return lines;
}

bool is_blank(std::string_view line) {
  return trim(line).empty();
}

bool is_key(std::string_view line) {
  return !is_blank(line) && !trim(line).starts_with('#');
}

/// The lines of all table headers, from 0; true: the header belongs to `source` or is below it.
std::map<std::size_t, bool> headers_of(const toml::table& root, const toml::node& source,
                                       const Lines& lines) {
  std::map<std::size_t, bool> headers;
  std::vector<std::pair<const toml::node*, bool>> open{{&root, false}};
  while (!open.empty()) {
    const auto [node, own] = open.back();
    open.pop_back();
    const toml::table* table = node->as_table();
    if (const std::size_t line = node->source().begin.line; table && !table->is_inline() && line > 0)
      if (trim(lines.at(line - 1)).starts_with('[')) headers[line - 1] |= own;
    if (table && !table->is_inline())
      for (const auto& [key, value] : *table) open.emplace_back(&value, own || &value == &source);
    if (const toml::array* array = node->as_array())
      for (const toml::node& value : *array) open.emplace_back(&value, own || &value == &source);
  }
  return headers;
}

/// Where a table's own lines end: comments behind its last key are its own as far as no empty line parts
/// them from it, unless they stand right above the next header.
std::size_t end_of(const Lines& lines, std::size_t begin, std::size_t next_header) {
  std::size_t end = next_header;
  while (end > begin + 1 && !is_key(lines[end - 1])) --end;
  std::size_t gap = end;
  while (gap < next_header && !is_blank(lines[gap])) ++gap;
  return gap < next_header || next_header == lines.size() ? gap : end;
}

std::string without_tables(const Lines& lines, const std::map<std::size_t, bool>& headers) {
  std::vector<bool> keep(lines.size(), true);
  for (auto header = headers.begin(); header != headers.end(); ++header) {
    if (!header->second) continue;
    const std::size_t begin = header->first;
    const std::size_t next = std::next(header) == headers.end() ? lines.size() : std::next(header)->first;
    const std::size_t end = end_of(lines, begin, next);
    std::fill(keep.begin() + static_cast<std::ptrdiff_t>(begin),
              keep.begin() + static_cast<std::ptrdiff_t>(end), false);
    const bool apart = begin > 0 && is_blank(lines[begin - 1]) && keep[begin - 1];
    if (apart && (end == lines.size() || is_blank(lines[end]))) keep[begin - 1] = false;
  }
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (keep[i]) text += lines[i];
  return text;
}

Error usage(std::string message) {
  return {ErrorKind::usage, std::move(message)};
}

bool same_sources(const Config& before, const Config& after, const std::string& except) {
  std::vector<std::string> a, b;
  for (const SourceOptions& source : before.sources)
    if (source.name != except) a.push_back(source.name + ' ' + source.url);
  for (const SourceOptions& source : after.sources)
    if (source.name != except) b.push_back(source.name + ' ' + source.url);
  return a == b;
}

/// What was written is read again: it may differ by that source only.
Result<EditedConfig> checked(std::string text, const Config& before, const std::string& name, bool is_there) {
  Result<Config> after = parse_config(text, before.file);
  if (!after) return fail(ErrorKind::config, after.error().message);
  const auto named = [&](const SourceOptions& source) { return source.name == name; };
  const bool found = std::any_of(after->sources.begin(), after->sources.end(), named);
  if (found != is_there || !same_sources(before, *after, name))
    return fail(ErrorKind::config,
                before.file + ": its sources are not written as [[source]] tables; edit it by hand");
  return EditedConfig{std::move(text), name, std::move(*after)};
}

}  // namespace

const SourceOptions* find_source_of(const Config& config, const std::string& url) {
  const std::string address = address_of(url);
  for (const SourceOptions& source : config.sources)
    if (source.url == url || (!address.empty() && address_of(source.url) == address)) return &source;
  return nullptr;
}

bool is_source_name(std::string_view name) {
  return is_good_name(name);
}

Result<EditedConfig> with_source(std::string_view toml, const std::string& file, const Subscription& feed,
                                 const std::string& name) {
  const Result<Config> before = parse_config(toml, file);
  if (!before) return pass_on(before);
  if (const SourceOptions* known = find_source_of(*before, feed.url))
    return tl::unexpected(usage(feed.url + " is a source already: " + known->name));
  const std::string chosen = name.empty() ? free_source_name(feed.url, *before) : name;
  for (const SourceOptions& source : before->sources)
    if (source.name == chosen) return tl::unexpected(usage("a source is named \"" + chosen + "\" already"));
  std::string text(toml), table = source_table(chosen, feed);
  if (!text.empty() && text.back() != '\n') text += '\n';
  if (text.empty()) table.erase(0, 1);
  if (text.find("\r\n") != std::string::npos) replace_all(table, "\n", "\r\n");
  return checked(text + table, *before, chosen, true);
}

Result<EditedConfig> without_source(std::string_view toml, const std::string& file, const std::string& name) {
  const Result<Config> before = parse_config(toml, file);
  if (!before) return pass_on(before);
  const auto found = std::find_if(before->sources.begin(), before->sources.end(),
                                  [&](const SourceOptions& source) { return source.name == name; });
  if (found == before->sources.end())
    return tl::unexpected(usage("no source is named \"" + escape_for_log(name) + "\" in " + file));
  const toml::table root = toml::parse(toml, file);
  const toml::array* tables = root["source"].as_array();  // the first of the sources
  const auto place = static_cast<std::size_t>(found - before->sources.begin());
  const toml::node* table = tables ? tables->get(place) : nullptr;
  if (!table)
    return tl::unexpected(usage(found->url + " is in the file of an [[opml]] table: take it out there"));
  const Lines lines = lines_of(toml);
  return checked(without_tables(lines, headers_of(root, *table, lines)), *before, name, false);
}

}  // namespace gazette
