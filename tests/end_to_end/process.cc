#include "tests/end_to_end/process.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gazette::testing {
namespace {

namespace fs = std::filesystem;

int spawn(const std::vector<std::string>& arguments, const fs::path& folder, const fs::path& out,
          const fs::path& err) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const pid_t pid = fork();
  if (pid != 0) return pid;
  setpgid(0, 0);
  if (!folder.empty() && chdir(folder.c_str()) != 0) _exit(126);
  const int null = open("/dev/null", O_RDONLY);
  const int out_fd = open(out.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
  const int err_fd = open(err.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
  dup2(null, 0);
  dup2(out_fd, 1);
  dup2(err_fd, 2);
  execvp(argv[0], argv.data());
  _exit(127);
}

int status_of(int raw) {
  return WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
}

/// -1 when it still runs after the limit.
int wait_for(int pid, std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (true) {
    int raw = 0;
    if (waitpid(pid, &raw, WNOHANG) == pid) return status_of(raw);
    if (std::chrono::steady_clock::now() >= end) return -1;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

void kill_group(int pid) {
  kill(-pid, SIGKILL);
  kill(pid, SIGKILL);
}

fs::path unique_file(const char* what) {
  static int count = 0;
  return fs::temp_directory_path() /
         (std::string("gazette-test-") + std::to_string(getpid()) + "-" + std::to_string(++count) + what);
}

}  // namespace

Finished run_program(const std::vector<std::string>& arguments, const fs::path& folder,
                     std::chrono::seconds limit) {
  const fs::path out = unique_file(".out"), err = unique_file(".err");
  const int pid = spawn(arguments, folder, out, err);
  Finished finished;
  finished.status = wait_for(pid, limit);
  if (finished.status == -1) {
    kill_group(pid);
    waitpid(pid, nullptr, 0);
  }
  finished.out = read_text(out);
  finished.err = read_text(err);
  fs::remove(out);
  fs::remove(err);
  return finished;
}

Background::Background(const std::vector<std::string>& arguments, const fs::path& folder)
    : err_file_(unique_file(".err")) {
  pid_ = spawn(arguments, folder, "/dev/null", err_file_);
}

Background::~Background() {
  if (!ended_) {
    kill_group(pid_);
    waitpid(pid_, nullptr, 0);
  }
  std::error_code ignored;
  fs::remove(err_file_, ignored);
}

void Background::signal(int number) const {
  kill(pid_, number);
}

int Background::wait(std::chrono::milliseconds limit) {
  if (ended_) return status_;
  status_ = wait_for(pid_, limit);
  ended_ = status_ != -1;
  return status_;
}

std::string Background::err() const {
  return read_text(err_file_);
}

TempFolder::TempFolder() {
  std::string name = (fs::temp_directory_path() / "gazette-test-XXXXXX").string();
  if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
  path_ = name;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string read_text(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  if (in.peek() != std::ifstream::traits_type::eof()) out << in.rdbuf();
  return std::move(out).str();
}

void write_text(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

}  // namespace gazette::testing
