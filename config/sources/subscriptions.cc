#include "config/sources/subscriptions.h"

#include <algorithm>
#include <set>
#include <sstream>

#include <toml++/toml.h>

#include "config/load.h"
#include "exporters/dialects/values.h"

namespace gazette {
namespace {

std::string free_name(const std::string& url, std::set<std::string>& taken) {
  const std::string base = source_name_for(url);
  std::string name = base;
  for (int i = 2; !taken.insert(name).second; ++i) {
    const std::string end = '-' + std::to_string(i);
    name = base.substr(0, 64 - end.size()) + end;
  }
  return name;
}

std::string line(const char* key, const std::string& value) {
  std::ostringstream out;
  out << key << " = "
      << toml::toml_formatter(toml::value(value), toml::toml_formatter::default_flags &
                                                      ~toml::format_flags::allow_literal_strings &
                                                      ~toml::format_flags::allow_multi_line_strings);
  return out.str() + '\n';
}

std::string tags_line(const std::vector<std::string>& tags) {
  toml::array list;
  for (const std::string& tag : tags) list.push_back(tag);
  std::ostringstream out;
  out << "tags = " << toml::toml_formatter(list, toml::format_flags::none);
  return out.str() + '\n';
}

}  // namespace

SourceTables source_tables(std::span<const Subscription> subscriptions, const Config& known) {
  SourceTables tables;
  std::set<std::string> names, urls;
  for (const SourceOptions& source : known.sources) names.insert(source.name), urls.insert(source.url);
  for (const Subscription& subscription : subscriptions) {
    if (!urls.insert(subscription.url).second) {
      ++tables.known;
      continue;
    }
    ++tables.count;
    tables.toml += source_table(free_name(subscription.url, names), subscription);
  }
  return tables;
}

std::string source_table(const std::string& name, const Subscription& subscription) {
  std::string toml = "\n[[source]]\n" + line("name", name) + line("url", subscription.url);
  if (!subscription.title.empty()) toml += line("title", subscription.title);
  if (const std::vector<std::string> tags = terms(subscription.tags); !tags.empty()) toml += tags_line(tags);
  return toml;
}

std::string free_source_name(const std::string& url, const Config& known) {
  std::set<std::string> names;
  for (const SourceOptions& source : known.sources) names.insert(source.name);
  return free_name(url, names);
}

}  // namespace gazette
