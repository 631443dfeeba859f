// Subscriptions of another reader as [[source]] tables of ours, to be put into the configuration. Pure; any
// thread.
#pragma once

#include <span>
#include <string>

#include "config/config.h"
#include "feeds/subscriptions/opml.h"

namespace gazette {

struct SourceTables {
  std::string toml;  ///< load_config() takes it at the end of `known`'s file
  int count = 0;     ///< tables in it
  int known = 0;     ///< feeds that are sources already
};

/// Each has a name that no other has.
SourceTables source_tables(std::span<const Subscription> subscriptions, const Config& known);

/// One such table, an empty line before it.
std::string source_table(const std::string& name, const Subscription& subscription);
/// By the URL's host, with a number where that is taken.
std::string free_source_name(const std::string& url, const Config& known);

}  // namespace gazette
