// The whole configuration as values: made by load_config(), handed to everybody, never changed. Options are
// declared beside the class that they serve; this only gathers them. Any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "exporters/feed_files.h"
#include "exporters/site.h"
#include "feeds/source.h"
#include "feeds/text/result.h"
#include "feeds/text/time.h"
#include "storage/sqlite_store.h"

namespace gazette {

struct FetchOptions {
  std::string contact = "https://example.org/gazette";  ///< in the User-Agent
  std::string user_agent;                               ///< overrides the whole line
  int concurrency = 128;                                ///< requests in flight
  Duration min_interval = std::chrono::hours(1);
  Duration max_interval = std::chrono::hours(24);  ///< cap of backoff, rhythm and freshness
  /// Between two polls of a source whose server gives no validators. Absent: 24 h, or no such rule where
  /// min_interval is shorter than a minute, which is a test's scale.
  std::optional<Duration> unconditional_interval;
  Duration max_retry_after = std::chrono::days(7);  ///< cap of what a server may ask for
  std::optional<bool> adaptive;  ///< intervals follow a source's own rhythm; absent: but for a test's scale
  ThrottleScope throttle_scope = ThrottleScope::automatic;
  int redirect_confirmations = 3;  ///< a permanent redirect is learned after so many polls
  Duration redirect_confirmed_after = std::chrono::days(7);  ///< and so long
  int history = 0;                                           ///< of sources that do not say their own
  bool robots = true;
  Duration host_gap =
      std::chrono::seconds(1);  ///< between two requests to one host; 0: no limit a host at all
  Duration timeout = std::chrono::seconds(60);
  Duration connect_timeout = std::chrono::seconds(10);
  Duration stall_timeout = std::chrono::seconds(30);  ///< an answer that comes in drops so long is given up
  std::size_t max_body = 20'000'000;                  ///< decoded bytes
  bool allow_private = false;                         ///< fetch from loopback and private addresses
  std::vector<std::string> allow_networks;     ///< of these, "10.1.0.0/16", may be fetched all the same
  std::map<std::string, std::string> rewrite;  ///< URL prefix -> URL prefix; tests only
};

/// Who may use the API, and for what.
struct ApiToken {
  std::string name;   ///< in the log
  std::string token;  ///< secret
  bool may_write = false;
};

/// Somebody who reads by a feed reader (Google Reader API, Fever); what they read and star is their own.
struct ReaderAccount {
  std::string name;
  std::string password;  ///< secret
};

/// Of images that are kept with their articles, where a site wants them (SiteOptions::keep_images).
struct ImageOptions {
  std::size_t max_bytes = 10'000'000;    ///< of one image, as it comes
  std::int64_t max_pixels = 50'000'000;  ///< of one picture
  int max_width = 0;                     ///< wider ones are made smaller; 0: kept as they come
  std::int64_t quota = 1'000'000'000;    ///< bytes of all images of a source
};

/// Who is told of troubles (status.atom), and of which.
struct AlertOptions {
  std::vector<std::string> command;         ///< argv; reads the message; empty: nobody is told
  std::string folder;                       ///< where it runs
  Duration after = std::chrono::hours(24);  ///< a trouble that lasts so long
  bool json = false;                        ///< the message for a program, else for people
};

struct ServerOptions {
  bool enabled = true;
  std::string address = "127.0.0.1";
  int port = 8384;                           ///< -1: no TCP
  std::string unix_socket;                   ///< path; empty: none
  std::string public_url;                    ///< without a slash at the end; empty: http://address:port
  std::vector<std::string> hosts;            ///< names we go by; empty: any
  std::vector<std::string> trusted_proxies;  ///< whose X-Forwarded-For is believed
  std::string title = "gazette";
  std::vector<ApiToken> tokens;
  std::vector<ReaderAccount> readers;
  bool public_api = true;  ///< the API may be read without a token, as the pages are
  std::string hub;         ///< WebSub: URL of another hub; empty: ours, where there is a public_url
  bool websub = true;      ///< feeds name a hub, and hubs of sources are asked to push
};

/// The hub that feeds name; empty: none, as without a public_url nobody could come back to us.
inline std::string hub_of(const ServerOptions& server) {
  if (!server.websub || server.public_url.empty()) return server.websub ? server.hub : std::string();
  return server.hub.empty() ? server.public_url + "/hub" : server.hub;
}

struct ExportOptions {
  std::optional<SiteOptions> site;  ///< exactly one of the two is set
  std::optional<FeedFilesOptions> feed;
  const std::string& name() const { return site ? site->name : feed->name; }
};

struct Config {
  std::string file;      ///< where it was read
  std::string database;  ///< path, absolute or below the configuration's folder
  int keep_responses = SqliteOptions{}.keep_responses;
  std::int64_t keep_response_bytes = SqliteOptions{}.keep_response_bytes;
  FetchOptions fetch;
  ImageOptions images;
  ServerOptions server;
  AlertOptions alert;
  std::vector<SourceOptions> sources;
  std::vector<ExportOptions> exporters;
  Republish republish;             ///< of the sources; the exporters have it, too
  std::vector<std::string> notes;  ///< what is left out of lists that others wrote: no mistakes of ours
};

}  // namespace gazette
