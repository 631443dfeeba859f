// Any base and reference: a resolved URL is ASCII without white space, resolves to itself, and its canonical
// form is its own; nothing that is a safe link becomes a script.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_uri_text(std::string_view s) {
  return std::all_of(s.begin(), s.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gazette;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string_view base = input.substr(0, input.find('\n'));
  const std::string_view reference = base.size() < size ? input.substr(base.size() + 1) : base;

  const std::string resolved = resolve_url(base, reference);
  require(is_uri_text(resolved));
  if (!resolved.empty()) {
    require(resolve_url(base, resolved) == resolved);
    require(resolve_url("", resolved) == resolved || !is_http_url(resolved));
  }
  require(is_safe_link(reference) == is_safe_link(resolve_url("", reference)));
  const std::string canonical = canonical_url(resolved);
  require(canonical.empty() == !is_http_url(resolved));
  require(canonical_url(canonical) == canonical);
  require(url_host(canonical) == url_host(resolved));
  require(url_origin(resolved).empty() || resolved.starts_with("http"));
  const UrlParts parts = split_url(resolved);
  require(parts.host == url_host(resolved));
  return 0;
}
