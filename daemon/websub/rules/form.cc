#include "daemon/websub/rules/form.h"

#include <algorithm>

#include "daemon/serve/routes.h"
#include "feeds/text/strings.h"

namespace gazette {

std::map<std::string, std::string> read_form(std::string_view text) {
  std::map<std::string, std::string> fields;
  for (const std::string_view pair : split(text, '&')) {
    const std::size_t equals = std::min(pair.find('='), pair.size());
    std::string name, value;
    if (!percent_decode(pair.substr(0, equals), true, name) || name.empty()) continue;
    if (equals < pair.size() && !percent_decode(pair.substr(equals + 1), true, value)) continue;
    fields.emplace(std::move(name), std::move(value));
  }
  return fields;
}

std::string write_form(const FormFields& fields) {
  std::string out;
  for (const auto& [name, value] : fields) {
    if (!out.empty()) out += '&';
    out.append(percent_encode(name)).append("=").append(percent_encode(value));
  }
  return out;
}

std::string with_parameters(std::string_view url, const FormFields& fields) {
  url = url.substr(0, url.find('#'));
  std::string out(url);
  if (url.find('?') == url.npos)
    out += '?';
  else if (!url.ends_with('?') && !url.ends_with('&'))
    out += '&';
  return out + write_form(fields);
}

std::string_view query_of(std::string_view target) {
  const std::size_t mark = target.find('?');
  return mark == target.npos ? std::string_view() : target.substr(mark + 1);
}

}  // namespace gazette
