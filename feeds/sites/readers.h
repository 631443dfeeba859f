// The two readers behind SiteRules: a listing to a feed, a page to its article. Pure; any thread; never
// throw.
#pragma once

#include <string>

#include "feeds/feed.h"
#include "feeds/sites/rules/rules.h"
#include "feeds/sites/site_rules.h"
#include "feeds/text/result.h"

namespace gazette::sites {

Result<Feed> read_site_listing(const Recipe& recipe, const Document& document);
Result<SitePage> read_site_page(const Recipe& recipe, const ArticleRules& rules, const Document& document,
                                int status);

/// The token of the next page that a listing in JSON hands on; empty if there is none.
std::string next_page_token(const Recipe& recipe, const Document& document);

/// The part of an id that all its forms share, by the recipe's canonical_id; empty if the id has no such
/// form.
std::string canonical_id(const Recipe& recipe, const std::string& id);
/// A parameter's value; empty if there is none.
std::string param_value(const Recipe& recipe, std::string_view name);
/// "id", "canonical_id", "title", "link" of an entry, else a parameter.
std::string entry_variable(const Recipe& recipe, const Entry& entry, std::string_view name);

}  // namespace gazette::sites
