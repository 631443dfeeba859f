// A source as the operator declares it: a feed's URL or a site recipe, and how to treat it. Filled by config,
// read by everybody. Plain values; any thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "feeds/text/time.h"

namespace gazette {

class Rules;

enum class FullText { automatic, always, never };

/// Who is left alone when a server asks for it (429, 503): the one URL, its host, or all hosts of its
/// registrable domain. automatic: the host, but the URL alone on private addresses, where one host holds many
/// unrelated things.
enum class ThrottleScope { automatic, url, host, domain };

/// How a source's requests introduce themselves. What is secret goes to the source's own origin only, and
/// never into logs, messages or the store.
struct SourceAccess {
  std::map<std::string, std::string> headers;  ///< secret
  std::string user_agent;                      ///< empty: fetch.user_agent
  std::string user, password;                  ///< basic authentication; secret
  std::string bearer;                          ///< token; secret
  std::string cookies;                         ///< "a=1; b=2"; secret
  std::string proxy;                           ///< http://, https:// or socks5://; may hold a secret
  std::string client_certificate, client_key;  ///< files, PEM
  std::string ca_file;                         ///< trusted instead of the system's
};

/// How long the store keeps a source's articles; what is absent is kept for ever. What exporters wrote stays
/// where it is.
struct Retention {
  std::optional<Duration> content;  ///< then the text goes, and front matter and summary stay
  std::optional<Duration> record;   ///< then a tombstone stays, so that the article does not return as new
  std::optional<int> count;         ///< so many of the newest are kept as records
  bool any() const { return content || record || count; }
};
/// By name, of the sources that have any.
using Retentions = std::map<std::string, Retention, std::less<>>;

/// How much of its articles may be given out again.
enum class Amount { full, excerpt, link };

/// SourceOptions::history: all that there is.
inline constexpr int kWholeHistory = 1'000'000;

struct SourceOptions {
  std::string name;         ///< unique; [a-z0-9-_]: used in paths, URLs and as the record's category
  std::string url;          ///< the feed; empty for a recipe that knows its own
  std::string recipe;       ///< name of a bundled recipe or path of a .toml; empty for a feed
  std::string recipe_text;  ///< the recipe's TOML, read by config; empty for a feed
  std::map<std::string, std::string>
      params;            ///< what the recipe's templates may use: channel, limit, author, ...
  std::string title;     ///< shown instead of the feed's own
  std::string language;  ///< overrides what the feed says; empty = feed's, else guessed
  std::string zone;      ///< dates without a zone, and the record's date; empty = recipe's, else "UTC"
  std::vector<std::string> tags;
  FullText full_text = FullText::automatic;
  Amount republish = Amount::full;
  std::optional<int> limit;    ///< at most so many entries of a listing
  std::optional<int> history;  ///< so many older articles are read from its archives; absent: fetch.history
  Retention keep;
  bool withdraw_deleted =
      false;  ///< when the publisher says that an article is deleted, withdraw it; else note the fact
  std::optional<Duration> interval;                    ///< fixed; absent = from the source's own rhythm
  std::optional<Duration> min_interval, max_interval;  ///< instead of those of [fetch]
  ThrottleScope throttle_scope = ThrottleScope::automatic;
  bool robots = true;                  ///< robots.txt is obeyed for pages and site sources
  std::shared_ptr<const Rules> rules;  ///< what becomes of its articles as they come; null: nothing
  SourceAccess access;
};

}  // namespace gazette
