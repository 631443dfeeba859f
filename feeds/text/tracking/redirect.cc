#include "feeds/text/tracking/redirect.h"

#include <algorithm>
#include <cstddef>

#include "feeds/text/strings.h"

namespace gazette {
namespace {

/// `host` itself or, with a dot before it, every host below; `path` whole. `parameter` empty: the query
/// itself.
struct Redirector {
  std::string_view host, path, parameter;
};
constexpr Redirector kRedirectors[] = {
#include "feeds/text/tables/redirectors.inc"
};

constexpr std::size_t kLongest = 8192;  // bytes: one in another, and so on, ends

bool is_host(std::string_view host, std::string_view pattern) {
  if (pattern.starts_with("www.google.")) return host == "google.com" || host.starts_with(pattern);
  return pattern.starts_with('.') ? host.ends_with(pattern) : host == pattern;
}

bool is_web(std::string_view url) {
  return starts_with_ignore_case(url, "http://") || starts_with_ignore_case(url, "https://");
}

/// What a parameter of the query says; empty if it stands not there.
std::string value_of(std::string_view query, std::string_view name) {
  if (name.empty()) return percent_decoded(query);
  for (const std::string_view parameter : split(query, '&'))
    if (parameter.size() > name.size() && parameter[name.size()] == '=' && parameter.starts_with(name))
      return percent_decoded(parameter.substr(name.size() + 1));
  return {};
}

/// Empty: `url` leads nowhere else.
std::string target_of(std::string_view url) {
  const std::size_t mark = url.find('?');
  if (url.size() > kLongest || !is_web(url) || mark == url.npos || url.find("http", mark) == url.npos)
    return {};
  const std::size_t begin = url.find("://") + 3;
  const std::size_t slash = std::min(url.find('/', begin), mark);
  const std::string host = to_lower(url.substr(begin, slash - begin));
  const std::string_view path = url.substr(slash, mark - slash);
  std::string_view query = url.substr(mark + 1);
  query = query.substr(0, query.find('#'));
  for (const Redirector& one : kRedirectors) {
    if (path != one.path || !is_host(host, one.host)) continue;
    if (std::string target = value_of(query, one.parameter); is_web(target)) return target;
  }
  return {};
}

}  // namespace

std::optional<std::string> redirect_target(std::string_view url) {
  std::string target = target_of(url);
  if (target.empty()) return std::nullopt;
  return target;
}

}  // namespace gazette
