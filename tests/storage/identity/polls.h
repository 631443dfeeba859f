// A poll without network, for tests of identity and versions: entries to keys, keys to known articles, the
// rest to the store, in the steps of daemon/poll.
#pragma once

#include <string>
#include <vector>

#include "feeds/identity.h"
#include "feeds/make_article.h"
#include "tests/storage/samples.h"

namespace gazette::test {

struct Polled {
  SaveReport report;
  std::vector<std::string> ids;  ///< by entry: of the article that it is, after the poll
};

/// `now` in seconds, as at() takes it.
inline Polled poll_entries(Store& store, const std::string& source, const std::vector<Entry>& entries,
                           std::int64_t now) {
  SourceOptions options;
  options.name = source;
  const std::vector<EntryKeys> keys = identity_keys(source, entries);
  const auto known = must(store.find_known(source, keys));
  PollResult result = poll(source, {}, now);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (keys[i].superseded) continue;
    if (known[i] && known[i]->number) result.listed.push_back(known[i]->number);
    const std::uint64_t fingerprint = entry_fingerprint(entries[i]);
    if (known[i] &&
        (known[i]->withdrawn || (known[i]->entry_fingerprint == fingerprint && !known[i]->repaired)))
      continue;
    PollEntry entry;
    entry.keys = keys[i];
    entry.known = known[i] ? known[i]->number : 0;
    entry.entry_fingerprint = fingerprint;
    const std::string id = known[i] ? known[i]->id : article_id(entries[i], keys[i], false);
    entry.article = make_article(entries[i], options, nullptr, id, at(now));
    result.entries.push_back(std::move(entry));
  }
  Polled polled{must(store.save_poll(result)), {}};
  for (const auto& one : must(store.find_known(source, keys))) polled.ids.push_back(one ? one->id : "");
  return polled;
}

}  // namespace gazette::test
