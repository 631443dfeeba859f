// A source's kept listings read again, after a rule, a recipe or the reading of feeds was mended: the store
// then holds what a clean run would have given. Nothing is fetched; what needs its page keeps the text it
// has.
#pragma once

#include <string>
#include <vector>

#include "daemon/poll/poll_source.h"
#include "storage/store.h"

namespace gazette {

struct ReplayReport {
  int listings = 0, entries = 0;
  int added = 0, rewritten = 0;
  int kept = 0;                    ///< entries whose text is of their page
  std::vector<std::string> notes;  ///< listings that cannot be read
};

Result<ReplayReport> replay_source(Store& store, const Source& source, Time now);

}  // namespace gazette
