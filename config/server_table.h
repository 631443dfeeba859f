// The tables [server], where it listens, what it is called, who may use it; and [alert], who is told of
// troubles.
#pragma once

#include <filesystem>

#include "config/config.h"
#include "config/reader.h"

namespace gazette {

/// `folder`: relative files are below it.
ServerOptions read_server(TableReader reader, Problems& problems, const std::filesystem::path& folder);
/// `folder`: the command runs in it.
AlertOptions read_alert(TableReader reader, const std::filesystem::path& folder);

}  // namespace gazette
