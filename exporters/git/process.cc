#include "exporters/git/process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exporters/files/folder.h"

namespace gazette {
namespace {

using Clock = std::chrono::steady_clock;

constexpr Duration kGrace = std::chrono::seconds(5);  // between asking a late program to end and killing it
constexpr int kTickMs = 20;                           // how often we look whether it has ended

/// Parent's and child's end of each stream. Input is a socket: writing to a program that does not read gives
/// no SIGPIPE.
struct Streams {
  Fd in, out, err, child_in, child_out, child_err;
  bool open();
};

bool Streams::open() {
  std::array<int, 2> pair{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0) return false;
  in = Fd(pair[0]);
  child_in = Fd(pair[1]);
  for (auto [ours, theirs] : {std::pair(&out, &child_out), std::pair(&err, &child_err)}) {
    if (::pipe2(pair.data(), O_CLOEXEC) != 0) return false;
    *ours = Fd(pair[0]);
    *theirs = Fd(pair[1]);
  }
  for (const Fd* fd : {&in, &out, &err}) ::fcntl(fd->get(), F_SETFL, O_NONBLOCK);
  return true;
}

bool is_named(std::string_view entry, std::string_view name) {
  return entry.starts_with(name) && entry.substr(name.size()).starts_with('=');
}

std::vector<std::string> environment_of(const Command& command) {
  std::vector<std::string> result;
  for (char** at = environ; *at; ++at) {
    const std::string_view entry = *at;
    const bool dropped = std::any_of(command.without.begin(), command.without.end(),
                                     [&](std::string_view name) { return is_named(entry, name); }) ||
                         std::any_of(command.environment.begin(), command.environment.end(),
                                     [&](const auto& set) { return is_named(entry, set.first); });
    if (!dropped) result.emplace_back(entry);
  }
  for (const auto& [name, value] : command.environment) result.push_back(name + '=' + value);
  return result;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> result;
  for (std::string& s : strings) result.push_back(s.data());
  result.push_back(nullptr);
  return result;
}

/// Zero or errno. The child leads a session of its own, so that it has no terminal and is killed with its
/// children; it starts with no signal blocked or ignored, whatever our threads do.
int spawn(const Command& command, const Streams& streams, pid_t& pid) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&actions, streams.child_in.get(), 0);
  posix_spawn_file_actions_adddup2(&actions, streams.child_out.get(), 1);
  posix_spawn_file_actions_adddup2(&actions, streams.child_err.get(), 2);
  posix_spawn_file_actions_addchdir_np(&actions, command.folder.c_str());
  sigset_t none, usual;
  sigemptyset(&none);
  sigemptyset(&usual);
  for (int signal : {SIGPIPE, SIGXFSZ, SIGINT, SIGTERM, SIGHUP, SIGCHLD}) sigaddset(&usual, signal);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  std::vector<std::string> arguments = command.argv, variables = environment_of(command);
  const int error = posix_spawnp(&pid, command.argv.front().c_str(), &actions, &attributes,
                                 pointers(arguments).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return error;
}

/// Reads what is there; closes at the end of the stream.
void drain(Fd& fd, std::string& text, std::size_t limit, bool& cut) {
  std::array<char, 65536> buffer;
  while (fd) {
    const ssize_t count = ::read(fd.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) fd = Fd();
    if (count <= 0) return;
    const auto got = static_cast<std::size_t>(count);
    cut |= got > limit - text.size();
    text.append(buffer.data(), std::min(got, limit - text.size()));
  }
}

void feed(Fd& fd, std::string_view& input) {
  while (fd && !input.empty()) {
    const ssize_t count = ::send(fd.get(), input.data(), input.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return;
    if (count < 0) break;  // it does not want more
    input.remove_prefix(static_cast<std::size_t>(count));
  }
  fd = Fd();
}

/// True once the program has ended; its status is taken.
bool ended(pid_t pid, Finished& result) {
  int status = 0;
  const pid_t got = ::waitpid(pid, &status, WNOHANG);
  if (got == 0 || (got < 0 && errno == EINTR)) return false;
  if (got > 0) result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return true;
}

void wait_for_streams(const Streams& streams) {
  std::array<pollfd, 3> fds{
      {{streams.in.get(), POLLOUT, 0}, {streams.out.get(), POLLIN, 0}, {streams.err.get(), POLLIN, 0}}};
  const bool quiet = !streams.out && !streams.err;  // it is about to end: look again at once
  ::poll(fds.data(), fds.size(), quiet ? 1 : kTickMs);
}

/// Past the deadline: first a request, so that git removes its locks, then the end.
void hurry(pid_t pid, Clock::time_point deadline, Finished& result) {
  const auto over = Clock::now() - deadline;
  if (over < Clock::duration::zero()) return;
  if (over >= kGrace)
    ::kill(-pid, SIGKILL);
  else if (!result.late)
    ::kill(-pid, SIGTERM);
  result.late = true;
}

}  // namespace

Result<Finished> run_command(const Command& command) {
  Streams streams;
  pid_t pid = 0;
  int error = streams.open() ? spawn(command, streams, pid) : errno;
  if (error != 0)
    return fail(ErrorKind::exporter,
                "cannot run " + command.argv.front() + ": " + std::generic_category().message(error));
  for (Fd* fd : {&streams.child_in, &streams.child_out, &streams.child_err}) *fd = Fd();
  Finished result;
  std::string_view input = command.input;
  const auto deadline = Clock::now() + command.deadline;
  // A program that it left behind may hold the streams open: its own end counts, not theirs.
  for (bool over = false; !over;) {
    feed(streams.in, input);
    wait_for_streams(streams);
    over = ended(pid, result);
    drain(streams.out, result.out, command.output_limit, result.cut);
    drain(streams.err, result.err, command.output_limit, result.cut);
    if (!over) hurry(pid, deadline, result);
  }
  return result;
}

}  // namespace gazette
