// Documents of the Google Reader API: JSON, and Atom for clients such as newsboat that read streams as feeds.
// Pure; any thread; never fails.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "daemon/reader/library.h"

namespace gazette {

/// "SID=...", as lines or as JSON.
std::string login_text(const std::string& token, bool as_json);
std::string user_json(const std::string& reader);
std::string subscriptions_json(const Subscriptions& subscriptions, const std::string& base_url);
std::string tags_json(const Subscriptions& subscriptions);
std::string unread_json(const Subscriptions& subscriptions, const std::vector<ReaderFeed>& feeds);
/// `continuation`: empty at the end.
std::string ids_json(const std::vector<ReaderItem>& items, bool with_streams,
                     const std::string& continuation);
/// Nothing was added, and why.
std::string not_added_json(const std::string& why);

/// What a document of items says of itself.
struct StreamHead {
  std::string id, title, self;
  Time now;
  std::string continuation;
};
std::string items_json(const StreamHead& head, const Subscriptions& subscriptions,
                       const std::vector<ReaderArticle>& articles);
std::string items_atom(const StreamHead& head, const Subscriptions& subscriptions,
                       const std::vector<ReaderArticle>& articles);

}  // namespace gazette
