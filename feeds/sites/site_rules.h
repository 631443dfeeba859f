// A site without a feed, described as data: which request gives the list, where an item's fields are, how its
// page gives the body. Recipes are TOML (recipes/*.toml, documented in the folder's README); qq news is one
// of them. Nothing of a recipe is ever executed. Pure; any thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "feeds/feed.h"
#include "feeds/make_article.h"
#include "feeds/source.h"
#include "feeds/text/result.h"

namespace gazette {

/// What to send; template variables already filled in.
struct SiteRequest {
  std::string method = "GET";
  std::string url;
  std::map<std::string, std::string> headers;
  std::string body;
};

/// What became of an article's page.
struct PageGone {
  std::string why;
  bool for_good = true;  ///< false: it may be there again
};
struct PageSkipped {
  std::string why;
};  ///< e.g. a video without text: not an article for us
using SitePage = std::variant<PageContent, PageGone, PageSkipped>;

class SiteRules {
 public:
  /// ErrorKind::config with "file:line: message"; `file` only names the text. Params fill {channel} and the
  /// like; missing ones take the recipe's defaults.
  static Result<SiteRules> read(std::string_view toml, std::string_view file,
                                const std::map<std::string, std::string>& params);
  SiteRules(SiteRules&&) noexcept;
  SiteRules& operator=(SiteRules&&) noexcept;
  ~SiteRules();

  /// The listing's request(s). `device`: any stable text that stands for {device} (RFC: none; Tencent wants
  /// 36 characters).
  std::vector<SiteRequest> listing_requests(std::string_view device) const;
  /// For lists that hand on a token: the request after `document`, the `taken`th answer (from 1); absent:
  /// that was the last.
  std::optional<SiteRequest> next_listing_request(std::string_view device, const Document& document,
                                                  std::size_t taken) const;
  /// ErrorKind::site for a business error or a failed assertion; ErrorKind::parse for what cannot be read.
  Result<Feed> read_listing(const Document& document) const;
  /// The page's request for an entry; alternatives in order. Empty if this recipe takes no pages.
  std::vector<SiteRequest> page_requests(const Entry& entry) const;
  /// `status` 404/410, a "gone" final URL or an empty marker give PageGone. ErrorKind::parse: no content
  /// found.
  Result<SitePage> read_page(const Document& document, int status) const;

  /// Constants of the recipe: language, zone; empty if not said.
  const std::string& language() const;
  const std::string& zone() const;
  /// True if the recipe's item ids are good file names (Article::id = id).
  bool trusts_ids() const;

 private:
  struct Impl;
  explicit SiteRules(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Text of a bundled recipe ("qq-news"); empty if there is none of that name.
std::string_view bundled_recipe(std::string_view name);
std::vector<std::string> bundled_recipe_names();

}  // namespace gazette
