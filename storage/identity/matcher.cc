#include "storage/identity/matcher.h"

#include <algorithm>

namespace gazette {

namespace {

// An id that is another one at every poll would leave a key behind each time; after so many it is found by
// its other keys alone.
constexpr int kMaxRepairs = 8;

constexpr const char* kRead =
    "select a.number, a.id, a.fingerprint, coalesce(c.entry_fingerprint, 0), a.gone is not null, "
    "a.content_pending,"
    " a.first_seen, coalesce(c.repairs, 0)"
    " from article a left join article_source c on c.article = a.number and c.source = ?1 where a.number = "
    "?2";
constexpr const char* kOfLink =
    "select a.number from article a join article_source c on c.article = a.number and c.source = ?1"
    " where a.url_key = ?2 and a.gone is null limit 2";

}  // namespace

std::optional<KnownArticle> Matcher::read(std::int64_t source, std::int64_t article) {
  Statement row = db_.query(kRead, source, article);
  if (!row.step()) return std::nullopt;
  KnownArticle known;
  known.number = row.integer(0);
  known.id = row.text(1);
  known.fingerprint = row.unsigned_integer(2);
  known.entry_fingerprint = row.unsigned_integer(3);
  known.withdrawn = row.is_true(4);
  known.content_pending = row.is_true(5);
  known.first_seen = row.optional_time(6);
  known.repaired = row.integer(7) < kMaxRepairs;
  return known;
}

const std::string& Matcher::own_key(const EntryKeys& keys) {
  const std::string& first = keys.keys.front();
  return !keys.apart.empty() && first != keys.apart && aliases_.find(first).is_shared ? keys.apart : first;
}

Match Matcher::made(std::int64_t source, const Alias& alias, const std::string& key, bool by_own) {
  Match match{alias.article ? read(source, alias.article) : std::nullopt, key, by_own};
  if (!match.known && !alias.is_dropped) return {};
  if (!match.known) match.known.emplace();  // never stored
  match.known->withdrawn |= alias.is_dropped;
  match.known->repaired &= !by_own;
  return match;
}

Match Matcher::match_own(std::int64_t source, const EntryKeys& keys) {
  const std::string* key = &keys.keys.front();
  Alias alias = aliases_.find(*key);
  if (alias.is_shared && !keys.apart.empty()) {
    key = &keys.apart;
    alias = aliases_.find(*key);
  }
  return alias.is_known() ? made(source, alias, *key, true) : Match{};
}

Match Matcher::match_others(std::int64_t source, const EntryKeys& keys, const Numbers& taken) {
  for (std::size_t i = 1; i < keys.keys.size(); ++i) {
    const Alias alias = aliases_.find(keys.keys[i]);
    if (!alias.is_known() || taken.contains(alias.article)) continue;
    if (alias.article && aliases_.are_apart(own_key(keys), alias.article)) continue;
    if (Match match = made(source, alias, keys.keys[i], false); match.known) return match;
  }
  return {};
}

Match Matcher::match_link(std::int64_t source, const EntryKeys& keys, const Numbers& taken) {
  if (keys.address.empty()) return {};
  Statement row = db_.query(kOfLink, source, aliases_.number_of(keys.address));
  if (!row.step()) return {};
  const std::int64_t article = row.integer(0);
  if (row.step() || taken.contains(article) || aliases_.are_apart(own_key(keys), article)) return {};
  return made(source, {article}, "link:" + keys.address, false);
}

Match Matcher::match_one(std::int64_t source, const EntryKeys& keys, const Numbers& taken) {
  Match match = match_own(source, keys);
  return match.known ? match : match_others(source, keys, taken);
}

std::vector<Match> Matcher::match_document(std::int64_t source, std::span<const EntryKeys> entries) {
  std::vector<Match> matches;
  Numbers taken;
  const auto take = [&taken](const Match& match) {
    if (match.known && match.known->number) taken.insert(match.known->number);
    return match.known.has_value();
  };
  std::size_t own = 0, other = 0;
  for (const EntryKeys& keys : entries) {
    matches.push_back(match_own(source, keys));
    own += take(matches.back());
  }
  const auto fill = [&](auto find) {
    std::size_t found = 0;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (matches[i].known || entries[i].superseded) continue;
      matches[i] = (this->*find)(source, entries[i], taken);
      found += take(matches[i]);
    }
    return found;
  };
  other = fill(&Matcher::match_others);
  if (own == 0 && other > 0) fill(&Matcher::match_link);
  return matches;
}

}  // namespace gazette
