#include "storage/identity/merges.h"

#include <boost/json.hpp>

namespace gazette {

namespace json = boost::json;

void Merges::log_entry(const JoinedEntry& joined, const std::vector<std::int64_t>& noted) {
  const json::object moved{{"keys", json::array(noted.begin(), noted.end())}};
  db_.run("insert into merge (at, article, source, entry, found, moved) values (?, ?, ?, ?, ?, ?)", joined.at,
          joined.article, joined.source, joined.entry, joined.found, json::serialize(moved));
  db_.run("update article_source set repairs = repairs + 1 where article = ? and source = ?", joined.article,
          joined.source);
}

}  // namespace gazette
