// Where the server listens: unix sockets, and sockets that systemd opened.
#include "daemon/serve/wire/listener.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "tests/daemon/serve/server_fixture.h"

namespace gazette::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class UnixSocketTest : public ServerTest {
 protected:
  UnixSocketTest() {
    char name[] = "/tmp/gazette-socket-XXXXXX";
    folder = mkdtemp(name);
    path = folder + "/http";
    options.port = -1;
    options.unix_socket = path;
  }
  ~UnixSocketTest() override { std::filesystem::remove_all(folder); }

  std::string folder, path;
};

TEST_F(UnixSocketTest, Serves) {
  start();
  EXPECT_EQ(port, 0);
  struct stat status {};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0660u);
  Client client(path);
  client.send(std::string("GET /feeds/all.atom") + kGet);
  EXPECT_THAT(client.read_answer(), StartsWith("HTTP/1.1 200 OK\r\n"));
  client.send(std::string("GET /healthz") + kGetAndClose);
  EXPECT_THAT(client.read_all(), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(UnixSocketTest, BesideTcp) {
  options.port = 0;
  start();
  EXPECT_GT(port, 0);
  EXPECT_THAT(get("/healthz"), StartsWith("HTTP/1.1 200 "));
  Client client(path);
  client.send(std::string("GET /healthz") + kGet);
  EXPECT_THAT(client.read_answer(), StartsWith("HTTP/1.1 200 "));
}

TEST_F(UnixSocketTest, TheFileGoesWithTheServerAndAnAbandonedOneIsReplaced) {
  {
    const Result<ListeningSocket> abandoned = listen_unix(path);
    ASSERT_TRUE(abandoned);
    close(abandoned->fd);
  }
  EXPECT_TRUE(std::filesystem::exists(path));
  start();
  const Result<ListeningSocket> taken = listen_unix(path);
  ASSERT_FALSE(taken);
  EXPECT_THAT(taken.error().message, HasSubstr(path));
  TearDown();
  loop_thread = {};
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(UnixSocketTest, NothingElseIsReplaced) {
  std::ofstream(path) << "precious";
  const Result<ListeningSocket> refused = listen_unix(path);
  ASSERT_FALSE(refused);
  EXPECT_TRUE(std::filesystem::is_regular_file(path));
  EXPECT_FALSE(listen_unix(folder + "/none/http"));
  const Result<ListeningSocket> too_long = listen_unix(folder + std::string(200, 'a'));
  ASSERT_FALSE(too_long);
  EXPECT_EQ(too_long.error().kind, ErrorKind::config);
}

TEST(SystemdSockets, NoneUnlessTheyAreForThisProcess) {
  unsetenv("LISTEN_FDS");
  EXPECT_TRUE(sockets_from_systemd().value().empty());
  setenv("LISTEN_FDS", "1", 1);
  EXPECT_TRUE(sockets_from_systemd().value().empty());
  for (const char* process : {"1", "", "x", "99999999999999999999"}) {
    setenv("LISTEN_PID", process, 1);
    EXPECT_TRUE(sockets_from_systemd().value().empty()) << process;
  }
  unsetenv("LISTEN_PID");
  unsetenv("LISTEN_FDS");
}

/// In a process of its own, for descriptor 3 is what systemd passes. 0: as it should be.
int use_passed_socket(const ListeningSocket& listening, bool broken) {
  dup2(broken ? 0 : listening.fd, 3);
  setenv("LISTEN_PID", std::to_string(getpid()).c_str(), 1);
  setenv("LISTEN_FDS", "1", 1);
  const auto passed = sockets_from_systemd();
  if (broken) return passed ? 1 : 0;
  if (!passed || passed->size() != 1 || passed->front().fd != 3 || passed->front().port != listening.port)
    return 2;
  return sockets_from_systemd()->empty() && !std::getenv("LISTEN_FDS") ? 0 : 3;
}

TEST(SystemdSockets, AreTakenOnce) {
  const Result<ListeningSocket> listening = listen_tcp("127.0.0.1", 0);
  ASSERT_TRUE(listening);
  for (const bool broken : {false, true}) {
    SCOPED_TRACE(broken);
    const pid_t child = fork();
    if (child == 0) _exit(use_passed_socket(*listening, broken));
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(WEXITSTATUS(status), 0);
  }
  close(listening->fd);
}

TEST(ListenTcp, SaysWhatIsWrong) {
  const Result<ListeningSocket> wrong = listen_tcp("not an address", 0);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().kind, ErrorKind::config);
  const Result<ListeningSocket> first = listen_tcp("::1", 0);
  ASSERT_TRUE(first) << first.error().message;
  const Result<ListeningSocket> second = listen_tcp("::1", first->port);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr(std::to_string(first->port)));
  close(first->fd);
}

}  // namespace
}  // namespace gazette::testing
