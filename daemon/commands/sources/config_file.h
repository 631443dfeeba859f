// The configuration's file while it is changed: one program at a time, and whoever reads it sees the old text
// or the new one. The file keeps its mode; a link stays a link.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "config/sources/edit.h"

namespace gazette {

/// `change` is given the file's text, empty if there is no file, and its answer is written. Its error, or
/// ErrorKind::other with the file's name, leaves the file as it was.
Result<EditedConfig> change_config_file(const std::string& file,
                                        const std::function<Result<EditedConfig>(std::string_view)>& change);

}  // namespace gazette
