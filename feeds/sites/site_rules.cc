#include "feeds/sites/site_rules.h"

#include <algorithm>
#include <utility>

#include "feeds/sites/readers.h"
#include "feeds/sites/rules/read_rules.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {

using sites::Escape;
using sites::Template;

struct SiteRules::Impl {
  sites::Recipe recipe;
};

namespace {

constexpr std::pair<std::string_view, std::string_view> kBundled[] = {
#include "recipes_table.inc"
    {"", ""}};

/// JSON bodies take values as the inside of strings, form bodies percent-encoded.
Escape escape_of_body(const std::string& literal) {
  return literal.starts_with('{') || literal.starts_with('[') ? Escape::json : Escape::url;
}

std::string fill_body(const Template& body, const Template::Lookup& lookup) {
  const std::string shape = body.fill([](std::string_view) { return std::string(); }, Escape::none).text;
  return body.fill(lookup, escape_of_body(std::string(trim(shape)))).text;
}

SiteRequest fill_request(const sites::RequestRules& rules, const Template& url,
                         const Template::Lookup& lookup) {
  SiteRequest request;
  request.method = rules.method;
  request.url = resolve_url({}, url.fill(lookup, Escape::url).text);
  request.body = fill_body(rules.body, lookup);
  for (const auto& [name, value] : rules.headers)
    request.headers.emplace(
        name, collapse_whitespace(remove_control_characters(value.fill(lookup, Escape::none).text)));
  return request;
}

Template::Lookup list_lookup(const sites::Recipe& recipe, std::string device, std::int64_t page,
                             std::string next) {
  return [&recipe, device = std::move(device), page, next = std::move(next)](std::string_view name) {
    if (name == "device") return device;
    if (name == "page") return std::to_string(page);
    if (name == "next") return next;
    return sites::param_value(recipe, name);
  };
}

bool is_known(const std::vector<SiteRequest>& requests, const SiteRequest& request) {
  return std::any_of(requests.begin(), requests.end(),
                     [&](const SiteRequest& r) { return r.url == request.url && r.body == request.body; });
}

}  // namespace

SiteRules::SiteRules(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SiteRules::SiteRules(SiteRules&&) noexcept = default;
SiteRules& SiteRules::operator=(SiteRules&&) noexcept = default;
SiteRules::~SiteRules() = default;

Result<SiteRules> SiteRules::read(std::string_view toml, std::string_view file,
                                  const std::map<std::string, std::string>& params) {
  Result<sites::Recipe> recipe = sites::read_recipe(toml, file, params);
  if (!recipe) return pass_on(recipe);
  return SiteRules(std::make_unique<Impl>(Impl{std::move(*recipe)}));
}

std::vector<SiteRequest> SiteRules::listing_requests(std::string_view device) const {
  const sites::ListRules& list = impl_->recipe.list;
  const std::size_t pages = list.paging.next.empty() ? std::max<std::size_t>(list.paging.count, 1) : 1;
  std::vector<SiteRequest> out;
  for (const Template& url : list.request.urls)
    for (std::size_t i = 0; i < pages; ++i) {
      const std::int64_t page = list.paging.first + list.paging.step * static_cast<std::int64_t>(i);
      SiteRequest request =
          fill_request(list.request, url, list_lookup(impl_->recipe, std::string(device), page, {}));
      if (!is_known(out, request)) out.push_back(std::move(request));
    }
  return out;
}

std::optional<SiteRequest> SiteRules::next_listing_request(std::string_view device, const Document& document,
                                                           std::size_t taken) const {
  const sites::ListRules& list = impl_->recipe.list;
  if (taken >= list.paging.count) return std::nullopt;
  std::string token = sites::next_page_token(impl_->recipe, document);
  if (token.empty() || list.request.urls.empty()) return std::nullopt;
  const std::int64_t page = list.paging.first + list.paging.step * static_cast<std::int64_t>(taken);
  return fill_request(list.request, list.request.urls.front(),
                      list_lookup(impl_->recipe, std::string(device), page, std::move(token)));
}

Result<Feed> SiteRules::read_listing(const Document& document) const {
  return sites::read_site_listing(impl_->recipe, document);
}

std::vector<SiteRequest> SiteRules::page_requests(const Entry& entry) const {
  std::vector<SiteRequest> out;
  if (!impl_->recipe.article) return out;
  const sites::RequestRules& rules = impl_->recipe.article->request;
  const auto lookup = [&](std::string_view name) {
    return sites::entry_variable(impl_->recipe, entry, name);
  };
  for (const Template& url : rules.urls) {
    if (!url.fill(lookup, Escape::url).complete)
      continue;  // an alternative that needs what this entry has not
    SiteRequest request = fill_request(rules, url, lookup);
    if (is_http_url(request.url) && !is_known(out, request)) out.push_back(std::move(request));
  }
  return out;
}

Result<SitePage> SiteRules::read_page(const Document& document, int status) const {
  if (!impl_->recipe.article) return fail(ErrorKind::site, "this recipe takes no pages");
  return sites::read_site_page(impl_->recipe, *impl_->recipe.article, document, status);
}

const std::string& SiteRules::language() const {
  return impl_->recipe.language;
}

const std::string& SiteRules::zone() const {
  return impl_->recipe.zone;
}

bool SiteRules::trusts_ids() const {
  return impl_->recipe.trusts_ids;
}

std::string_view bundled_recipe(std::string_view name) {
  for (const auto& [file, text] : kBundled)
    if (!file.empty() && file.substr(0, file.size() - 5) == name) return text;  // without ".toml"
  return {};
}

std::vector<std::string> bundled_recipe_names() {
  std::vector<std::string> out;
  for (const auto& row : kBundled)
    if (!row.first.empty()) out.emplace_back(row.first.substr(0, row.first.size() - 5));
  return out;
}

}  // namespace gazette
