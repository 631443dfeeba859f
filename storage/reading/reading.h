// What people who read by a feed reader have read and starred: values of the Store's interface. Plain data,
// any thread. An item is an article under its row number; it belongs to one source, the first of those
// subscribed to that carried it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "feeds/text/time.h"

namespace gazette {

struct ReaderItem {
  std::int64_t article = 0;  ///< StoredArticle::number
  std::string source;
  std::int64_t feed = 0;  ///< ReaderFeed::number of the source
  Time date;              ///< Article::date
  Time since;             ///< when the source brought it
  bool read = false, starred = false;
};

/// Which items, and in which order. What is starred, or asked for by number, may also be of a source that is
/// not subscribed to any more.
struct ReaderQuery {
  enum class Order { newest, oldest, ascending, descending };  ///< by date and number; by number alone

  std::string reader;
  std::vector<std::string> subscribed;  ///< all sources that are read
  std::vector<std::string> sources;     ///< of these alone; empty: of all
  std::vector<std::int64_t> articles;   ///< these alone; empty: any
  std::optional<bool> read, starred;
  std::optional<Time> from, to;  ///< ReaderItem::since; `to` itself is in
  Order order = Order::newest;
  /// What comes behind this one; in the orders by number its date does not count.
  std::optional<std::int64_t> after_article;
  Time after_date;
  int limit = 50;
};

/// A source that is subscribed to.
struct ReaderFeed {
  std::int64_t number = 0;  ///< the same for ever
  std::string source;
  std::int64_t unread = 0;
  std::optional<Time> newest;  ///< ReaderItem::since of the unread ones
};

/// What changes; absent: stays.
struct ReaderMark {
  std::optional<bool> read, starred;
};

/// So much of what was there before somebody's first visit is unread.
inline constexpr Duration kUnreadBefore = std::chrono::hours(24 * 7);

}  // namespace gazette
