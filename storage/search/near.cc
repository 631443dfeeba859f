#include "storage/search/near.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "feeds/identity/simhash.h"

namespace gazette {

namespace {

constexpr std::size_t kMaxCompared = 200'000;  // the latest articles
constexpr std::size_t kMaxBucket = 2'000;      // of equal bits: thousands of them are no news to anybody
constexpr std::size_t kMaxNear = 10;           // of one article
constexpr int kBands = kNearBits + 1;          // if so many bits differ, one band at least is the same

std::vector<Hashed> all_hashes(Database& db) {
  std::vector<Hashed> all;
  Statement row = db.query("select simhash, number from article where gone is null and simhash <> 0");
  while (row.step()) all.push_back({row.unsigned_integer(0), row.integer(1)});
  const auto newer = [](const Hashed& a, const Hashed& b) { return a.article > b.article; };
  std::sort(all.begin(), all.end(), newer);
  if (all.size() > kMaxCompared) all.resize(kMaxCompared);
  return all;
}

std::uint64_t band_of(std::uint64_t hash, int band) {
  const int begin = band * 64 / kBands, end = (band + 1) * 64 / kBands;
  return hash >> begin & ((std::uint64_t{1} << (end - begin)) - 1);
}

}  // namespace

std::vector<NearPair> near_duplicates(Database& db, int limit) {
  const std::vector<Hashed> all = all_hashes(db);
  std::set<std::tuple<std::int64_t, std::int64_t, int>> pairs;  // by newer, older
  for (int band = 0; band < kBands; ++band) {
    std::unordered_map<std::uint64_t, std::vector<Hashed>> buckets;
    for (const Hashed& one : all) {
      std::vector<Hashed>& bucket = buckets[band_of(one.hash, band)];
      for (const Hashed& other : bucket)
        if (const int bits = hash_distance(one.hash, other.hash); bits <= kNearBits)
          pairs.emplace(other.article, one.article, bits);
      if (bucket.size() < kMaxBucket) bucket.push_back(one);
    }
  }
  std::vector<NearPair> newest;
  for (auto pair = pairs.rbegin(); pair != pairs.rend() && newest.size() < static_cast<std::size_t>(limit);
       ++pair)
    newest.push_back({std::get<0>(*pair), std::get<1>(*pair), std::get<2>(*pair)});
  return newest;
}

void NearIndex::take(const Hashed& one, bool is_there) {
  const auto before = [](const Hashed& a, std::int64_t number) { return a.article < number; };
  const auto at = std::lower_bound(all_.begin(), all_.end(), one.article, before);
  const bool known = at != all_.end() && at->article == one.article;
  if (known && is_there)
    at->hash = one.hash;
  else if (known)
    all_.erase(at);
  else if (is_there)
    all_.insert(at, one);
}

void NearIndex::refresh() {
  const std::int64_t last = db_.number("select max(number) from change");
  if (change_ == 0) {
    all_ = all_hashes(db_);
    std::reverse(all_.begin(), all_.end());
  } else if (last > change_) {
    Statement row = db_.query(
        "select a.simhash, a.number, a.gone is null and a.simhash <> 0 from change c"
        " join article a on a.number = c.article where c.number > ? order by a.number",
        change_);
    while (row.step()) take({row.unsigned_integer(0), row.integer(1)}, row.integer(2) != 0);
    if (all_.size() > kMaxCompared)
      all_.erase(all_.begin(), all_.end() - static_cast<std::ptrdiff_t>(kMaxCompared));
  }
  change_ = last;
}

std::vector<std::int64_t> NearIndex::near_to(std::int64_t article) {
  const auto hash = static_cast<std::uint64_t>(
      db_.number("select simhash from article where number = ? and gone is null", article));
  if (hash == 0) return {};
  refresh();
  std::vector<std::pair<int, std::int64_t>> near;
  for (const Hashed& other : all_)
    if (const int bits = hash_distance(hash, other.hash); other.article != article && bits <= kNearBits)
      near.emplace_back(bits, -other.article);
  std::sort(near.begin(), near.end());
  std::vector<std::int64_t> numbers;
  for (const auto& [bits, number] : near) {
    if (numbers.size() == kMaxNear) break;
    // What expired is in no log.
    if (db_.number("select count(*) from article where number = ? and gone is null", -number) > 0)
      numbers.push_back(-number);
  }
  return numbers;
}

}  // namespace gazette
