// The TOML of a recipe to its rules. Pure; any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "feeds/sites/rules/rules.h"
#include "feeds/text/result.h"

namespace gazette::sites {

/// ErrorKind::config: a line a mistake, "file:line: message".
Result<Recipe> read_recipe(std::string_view toml, std::string_view file,
                           const std::map<std::string, std::string>& params);

}  // namespace gazette::sites
