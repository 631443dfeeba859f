// Entry (+ page) to Article: sanitized, absolute, Markdown, summary, record. Pure; any thread; never fails:
// what cannot be used is left out.
#pragma once

#include <optional>
#include <string>

#include "feeds/article.h"
#include "feeds/extract/extract.h"
#include "feeds/feed.h"
#include "feeds/source.h"

namespace gazette {

/// The article's own page, after extraction or site rules.
struct PageContent {
  Markup content;
  std::string title, byline, language, image, canonical_url;
  std::optional<Time> published;
  double confidence = 1;  ///< 0..1: that the content is the article, and all of it
  std::string problem;    ///< why it may not be (paywall); empty if nothing says so
  std::string next_page;  ///< where the article goes on; empty if this is all of it
};

/// What extraction found on the page at `base`.
PageContent page_content(Extracted&& found, std::string base);

/// Adds the following page of the same article and takes its next_page; false if it only repeats what is
/// there (then the article ends here).
bool append_page(PageContent& page, PageContent&& next);

/// True if the entry's own content is not enough and the page should be fetched (full_text policy; in
/// "automatic": no content, or a teaser that is short or ends in an ellipsis / "read more").
bool needs_page(const Entry& entry, const SourceOptions& source);

/// `page`: wins over the entry's content when fuller (Article::content_from says why); null when none was
/// fetched. `id`: see article_id(). `now` becomes first_seen and limits dates in the future.
Article make_article(const Entry& entry, const SourceOptions& source, const PageContent* page, std::string id,
                     Time now);

/// Fingerprint of a raw entry: cheap, to see without conversion whether a known entry was edited. 48 bits of
/// its text (title, links, files, content, summary; not counters, not white space), 16 of what is said about
/// it (authors, categories, rights, in any order). Stored on disk.
std::uint64_t entry_fingerprint(const Entry& entry);

/// True if two entries with these fingerprints have the same text.
bool have_same_text(std::uint64_t a, std::uint64_t b);

}  // namespace gazette
