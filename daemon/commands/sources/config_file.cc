#include "daemon/commands/sources/config_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gazette {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kNewFile = 0644;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

tl::unexpected<Error> failed(const fs::path& file, const char* what) {
  return fail(ErrorKind::other, file.string() + ": " + what + ": " + std::strerror(errno));
}

Result<std::string> read_if_there(const fs::path& file) {
  std::error_code error;
  if (!fs::exists(file, error)) return std::string();
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  if (in.peek() != std::ifstream::traits_type::eof()) out << in.rdbuf();
  if (in.bad() || !in.is_open()) return failed(file, "it cannot be read");
  return out.str();
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return fsync(descriptor) == 0;
}

Result<void> replace(const fs::path& file, std::string_view text) {
  struct stat before {};
  const bool is_there = stat(file.c_str(), &before) == 0;
  const fs::path unfinished = file.string() + ".unfinished";
  {
    const Descriptor out(
        open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (out.number() < 0) return failed(unfinished, "it cannot be written");
    const bool owned = !is_there || fchown(out.number(), before.st_uid, before.st_gid) == 0;
    const mode_t mode = is_there ? before.st_mode & 07777 : kNewFile;
    if (!owned || fchmod(out.number(), mode) != 0 || !write_all(out.number(), text)) {
      const auto problem = failed(unfinished, "it cannot be written");
      unlink(unfinished.c_str());
      return problem;
    }
  }
  if (std::rename(unfinished.c_str(), file.c_str()) != 0) return failed(file, "it cannot be replaced");
  return {};
}

}  // namespace

Result<EditedConfig> change_config_file(const std::string& name,
                                        const std::function<Result<EditedConfig>(std::string_view)>& change) {
  std::error_code error;
  const fs::path file = fs::weakly_canonical(name, error);
  if (error) return fail(ErrorKind::other, name + ": " + error.message());
  // The folder is locked: the file itself becomes another one.
  const Descriptor folder(open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.number() < 0 || flock(folder.number(), LOCK_EX) != 0)
    return failed(file.parent_path(), "it cannot be locked");
  const Result<std::string> text = read_if_there(file);
  if (!text) return pass_on(text);
  Result<EditedConfig> changed = change(*text);
  if (!changed) return changed;
  if (const Result<void> replaced = replace(file, changed->text); !replaced) return pass_on(replaced);
  fsync(folder.number());
  return changed;
}

}  // namespace gazette
