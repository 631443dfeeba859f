// When an article was published: data, tags, marked elements, what stands near the title, the address. Pure;
// any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "feeds/extract/metadata/json_ld.h"
#include "feeds/extract/metadata/meta_tags.h"
#include "feeds/html/tree.h"
#include "feeds/text/time.h"

namespace gazette::extract {

struct DateSources {
  const html::Tree& tree;
  const MetaTags& meta;
  const LinkedData& data;
  std::string_view title, url;
  std::string_view zone;            ///< for dates without one
  std::string_view seen_zone = {};  ///< for those that readers see; empty: the same
};

std::optional<Time> read_published(const DateSources& sources);

/// The first date in a line of text; of two on the same day the one with a time.
std::optional<Time> date_in(std::string_view line, std::string_view zone);

/// What a date without a zone means on a page: the zone of the domain's country, or of the language where
/// it is spoken in one zone. Empty if unknown.
std::string_view zone_of_page(std::string_view host, std::string_view language);
/// The zone of most pages in a language that is spoken in several: a guess, better than UTC for what readers
/// see. Empty if there is none.
std::string_view likely_zone(std::string_view language);

}  // namespace gazette::extract
