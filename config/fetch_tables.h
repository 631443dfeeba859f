// The tables about fetching: [fetch], and what a [[source]] says of its requests. Secrets are read here from
// where the configuration says that they are: a file, the environment, systemd's credentials. No message ever
// holds one.
#pragma once

#include <filesystem>

#include "config/config.h"
#include "config/reader.h"

namespace gazette {

FetchOptions read_fetch(TableReader reader);
ImageOptions read_images(TableReader reader);

/// "127.0.0.1", "10.1.0.0/16", "fd00::/8"
bool is_network(const std::string& text);

/// A secret from where the key says that it is; one that stands in the configuration is refused.
std::string read_secret(TableReader& reader, std::string_view key, const std::filesystem::path& folder);

/// "https://user:word@host/": URLs are shown everywhere, so the two move to SourceOptions::access.
void take_user_from_url(SourceOptions& source);

/// Intervals, scope of pauses, robots, headers and [source.access] of a source; take_user_from_url().
/// `folder`: relative files are below it.
void read_requests(TableReader& reader, SourceOptions& source, Problems& problems,
                   const std::filesystem::path& folder);

}  // namespace gazette
