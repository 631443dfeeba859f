// Step 5 and 6 of a poll: the pages of entries that have not enough of their own, and the making of articles.
// Called by poll_source() only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "daemon/net/web.h"
#include "feeds/make_article.h"
#include "feeds/sites/site_rules.h"
#include "storage/store.h"

namespace gazette {

struct PollTools;
struct Source;

/// An entry on its way to an article.
struct EntryWork {
  Entry entry;
  EntryKeys keys;
  std::optional<KnownArticle> known;
  std::uint64_t fingerprint = 0;
  std::optional<PageContent> page;
  bool unchanged = false;                           ///< only its keys are to be noted
  bool same_text = false;                           ///< as in PollEntry: no page is fetched
  bool pending = false;                             ///< the page could not be had: try again at the next poll
  bool lacks_page = false, lacks_language = false;  ///< as in PollEntry
  std::string deleted;                              ///< as in PollEntry
  std::string dropped;  ///< why it is no article for us (removed, a video, ...); empty if it is one
  std::optional<Article> article;
};

/// True: the entry's own content is not enough.
bool needs_page(const Source& source, const EntryWork& work);
/// False: fetch_pages() would fetch none.
bool needs_pages(const Source& source, const std::vector<EntryWork>& works);

/// Fills page, pending, dropped. Failures become notes; robots.txt and hosts that asked for a pause are
/// obeyed; so many pages and so much time a poll, the rest stay pending.
boost::asio::awaitable<void> fetch_pages(PollTools& tools, const Source& source,
                                         std::vector<EntryWork>& works, std::vector<std::string>& notes);

/// As the store takes it.
PollEntry poll_entry(EntryWork&& work);

/// Fills article, unless the entry was or is dropped by a rule.
void make_article_of(EntryWork& work, const Source& source, Time now);

}  // namespace gazette
