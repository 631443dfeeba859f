#include "exporters/git/lock.h"

#include <charconv>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr Duration kOld = std::chrono::hours(1);

std::string read_small(const std::filesystem::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Unix seconds of the system's start; 0 if not known.
std::int64_t boot_seconds() {
  const std::string stat = read_small("/proc/stat");
  const std::size_t at = stat.find("\nbtime ");
  std::int64_t seconds = 0;
  if (at != stat.npos) std::from_chars(stat.data() + at + 7, stat.data() + stat.size(), seconds);
  return seconds;
}

/// True also if it cannot be known: process 1 is hidden where others are, too.
bool may_git_run() {
  if (read_small("/proc/1/comm").empty()) return true;
  std::error_code error;
  std::filesystem::directory_iterator at("/proc", error), end;
  while (!error && at != end) {
    if (read_small(at->path() / "comm").starts_with("git")) return true;
    at.increment(error);
  }
  return static_cast<bool>(error);
}

}  // namespace

Result<void> clear_stale_lock(const std::string& path, Time now) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return {};
  const Duration age = now - Time(std::chrono::seconds(info.st_mtim.tv_sec));
  const bool dead = info.st_mtim.tv_sec < boot_seconds() || (age > kOld && !may_git_run());
  if (dead && ::unlink(path.c_str()) == 0) return {};
  return fail(ErrorKind::exporter, "another git is at work, or died: " + escape_for_log(path) +
                                       " exists; tried again at the next run");
}

}  // namespace gazette
