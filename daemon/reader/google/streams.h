// Names of the Google Reader API: of items and of streams, and which items a request for a stream asks for.
// Pure: a stranger's text in, values out; any thread; never fails.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/reader/library.h"
#include "daemon/reader/parameters.h"

namespace gazette {

/// "tag:google.com,2005:reader/item/000000000000001f"
std::string item_name(std::int64_t article);
/// That, its last 16 digits, or the short form, "31"; absent: none of these.
std::optional<std::int64_t> find_item(std::string_view name);

struct Stream {
  enum class Kind {
    all,      ///< user/-/state/com.google/reading-list
    read,     ///< .../read
    unread,   ///< .../kept-unread, .../fresh, .../unread
    starred,  ///< .../starred
    feed,     ///< feed/NAME
    label,    ///< user/-/label/LABEL
    empty,    ///< what Google had and we have not: likes, broadcasts
    unknown,
  };
  Kind kind = Kind::unknown;
  std::string name;  ///< of the feed or label
};
Stream find_stream(std::string_view id);
std::string feed_stream(std::string_view source);
std::string label_stream(std::string_view label);
inline constexpr std::string_view kReadingList = "user/-/state/com.google/reading-list";
inline constexpr std::string_view kReadState = "user/-/state/com.google/read";
inline constexpr std::string_view kStarredState = "user/-/state/com.google/starred";

struct StreamQuery {
  ReaderQuery query;
  bool is_empty = false;  ///< nothing can be in it
  std::string problem;    ///< of a request that cannot be understood; empty: none
  std::string title;      ///< of the stream
};
/// Parameters n, r, c, ot, nt, it and xt of a request for the stream; `most`: the largest n.
StreamQuery read_stream_query(std::string_view stream, const Parameters& parameters,
                              const Subscriptions& subscriptions, int most);
/// The value of c where the list goes on behind this item.
std::string continuation_after(const ReaderItem& item);

/// A moment in seconds, milliseconds or microseconds, whichever gives a year of ours.
Time moment_of(std::int64_t number);

}  // namespace gazette
