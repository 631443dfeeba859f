// Changes to a configuration's text that keep everything else of it: comments, order, layout. What comes out
// was read again and says what it should. Any thread; no state.
#pragma once

#include <string>
#include <string_view>

#include "config/config.h"
#include "feeds/subscriptions/opml.h"

namespace gazette {

struct EditedConfig {
  std::string text;
  std::string name;  ///< of the source that came or went
  Config config;     ///< what the text says now
};

/// What a source may be named: 1 to 64 of a-z, 0-9, - and _; a letter or digit first.
bool is_source_name(std::string_view name);

/// A [[source]] table more, at the end. `name` empty: made of the URL. ErrorKind::usage: the name or the URL
/// is taken; ErrorKind::config: the text, or what it would become, is wrong.
Result<EditedConfig> with_source(std::string_view toml, const std::string& file, const Subscription& feed,
                                 const std::string& name = {});

/// Without the source's table and its sub-tables. Comments above it stay. ErrorKind::usage: there is none of
/// that name; ErrorKind::config: something else of the text needs it.
Result<EditedConfig> without_source(std::string_view toml, const std::string& file, const std::string& name);

/// The source that polls this address already, whatever its scheme, "www." or slash at the end; null if
/// none.
const SourceOptions* find_source_of(const Config& config, const std::string& url);

}  // namespace gazette
