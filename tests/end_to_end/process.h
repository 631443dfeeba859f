// Real programs in tests: gazette itself, git, hugo, sqlite3, chromium. Arguments by argv, never a shell;
// every wait has a limit.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace gazette::testing {

struct Finished {
  int status = -1;  ///< exit status; 128 + signal when killed; -1 when it did not end in time
  std::string out, err;
};

/// Runs to the end, at most `limit`.
Finished run_program(const std::vector<std::string>& arguments, const std::filesystem::path& folder = {},
                     std::chrono::seconds limit = std::chrono::seconds(120));

/// A program in the background; killed when it goes out of scope.
class Background {
 public:
  Background(const std::vector<std::string>& arguments, const std::filesystem::path& folder);
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;
  ~Background();

  int pid() const { return pid_; }
  void signal(int number) const;
  /// Exit status as in Finished, -1 when it still runs after `limit`.
  int wait(std::chrono::milliseconds limit);
  /// What it wrote to stderr until now.
  std::string err() const;

 private:
  int pid_ = -1;
  int status_ = -1;
  bool ended_ = false;
  std::filesystem::path err_file_;
};

/// A folder that is removed at the end.
class TempFolder {
 public:
  TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder();
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

std::string read_text(const std::filesystem::path& file);
void write_text(const std::filesystem::path& file, const std::string& text);

/// Asks again every 20 ms until it is true; false after `limit`.
template <class Question>
bool eventually(Question question, std::chrono::seconds limit = std::chrono::seconds(30));

}  // namespace gazette::testing

#include <thread>

template <class Question>
bool gazette::testing::eventually(Question question, std::chrono::seconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (std::chrono::steady_clock::now() < end) {
    if (question()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return question();
}
