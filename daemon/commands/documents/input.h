// Files and standard input for the commands that read documents: whole, into one buffer that is used again,
// bounded. One owner.
#pragma once

#include <string>
#include <string_view>

#include "feeds/text/result.h"

namespace gazette {

class InputReader {
 public:
  /// The bytes of a file ("-": standard input), valid until the next call. ErrorKind::other: it cannot be
  /// read; ErrorKind::too_large: it is no document. Without the name.
  Result<std::string_view> read(const std::string& file);

 private:
  Result<std::string_view> read_all(int descriptor);
  std::string buffer_;
};

}  // namespace gazette
