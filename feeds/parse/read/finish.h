// What a feed and its entries say only together: links chosen, pictures found, people, language and rights
// inherited. Pure.
#pragma once

#include "feeds/parse/read/fields/draft.h"

namespace gazette::parse {

/// The link, enclosures and image of an entry that has been read.
void finish_entry(EntryDraft& draft);

/// Before the entries are read: what they depend on.
void finish_head(FeedDraft& draft);

/// After them: what they inherit.
void inherit(Feed& feed);

}  // namespace gazette::parse
