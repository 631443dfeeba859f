// Text to Config: every mistake of the file at once, each with file:line and the nearest known key. One
// thread; no state.
#pragma once

#include <string>
#include <string_view>

#include "config/config.h"

namespace gazette {

/// Reads a TOML file and the recipes it names. ErrorKind::config: a line a mistake, "file:line: message".
Result<Config> load_config(const std::string& file);

/// The same for a text; relative paths are below the folder of `file`.
Result<Config> parse_config(std::string_view toml, const std::string& file);

/// A configuration for commands that run without a file: no sources, no exporters, defaults.
Config default_config();

/// A source's name from its URL, [a-z0-9-]: "https://www.lwn.net/headlines/rss" is "lwn-net".
std::string source_name_for(std::string_view url);

}  // namespace gazette
