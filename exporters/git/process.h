// Runs a program: argv, never a shell; input given, output captured up to a limit, killed with all its
// children at a deadline. It has no terminal to ask on. Blocks; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "feeds/text/result.h"
#include "feeds/text/time.h"

namespace gazette {

struct Command {
  std::vector<std::string> argv;  ///< argv[0] is looked for in PATH
  std::string folder;             ///< where it runs
  std::string_view input;
  std::vector<std::pair<std::string, std::string>> environment;  ///< on top of ours
  std::vector<std::string_view> without;                         ///< variables it does not inherit
  Duration deadline{0};
  std::size_t output_limit = 0;  ///< of each stream; what is beyond is dropped
};

struct Finished {
  int status = -1;  ///< exit status; 128 + signal
  bool late = false, cut = false;
  std::string out, err;
};

/// ErrorKind::exporter if it cannot be started at all.
Result<Finished> run_command(const Command& command);

}  // namespace gazette
