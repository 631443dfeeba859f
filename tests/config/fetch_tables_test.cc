// What a configuration says of requests: politeness, and secrets from where they are.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "config/load.h"

namespace gazette {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

class FetchTables : public ::testing::Test {
 protected:
  FetchTables() : folder_(fs::temp_directory_path() / ("gazette-secrets-" + std::to_string(getpid()))) {
    fs::create_directories(folder_);
  }
  ~FetchTables() override { fs::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }
  Result<Config> parse(const std::string& text) { return parse_config(text, (folder_ / "g.toml").string()); }
  std::string problem(const std::string& text) {
    const auto config = parse(text);
    return config ? "" : config.error().message;
  }

  fs::path folder_;
};

const std::string kSource = "[[source]]\nurl = \"https://a.example/feed\"\n";

TEST_F(FetchTables, politeness_of_all_and_of_one) {
  const auto config = parse(R"([fetch]
min_interval = "2h"
max_interval = "3d"
unconditional_interval = "2d"
adaptive = false
max_retry_after = "30d"
throttle_scope = "domain"
redirect_confirmations = 5
redirect_confirmed_after = "14d"
robots = false
allow_networks = ["10.1.0.0/16", "fd00::/8", "192.168.1.5"]
)" + kSource + R"(min_interval = "10m"
max_interval = "1h"
throttle_scope = "url"
robots = false
)");
  ASSERT_TRUE(config) << config.error().message;
  using std::chrono::hours;
  EXPECT_EQ(config->fetch.unconditional_interval, hours(48));
  EXPECT_EQ(config->fetch.adaptive, false);
  EXPECT_EQ(config->fetch.max_retry_after, hours(720));
  EXPECT_EQ(config->fetch.throttle_scope, ThrottleScope::domain);
  EXPECT_EQ(config->fetch.redirect_confirmations, 5);
  EXPECT_EQ(config->fetch.redirect_confirmed_after, hours(336));
  EXPECT_FALSE(config->fetch.robots);
  EXPECT_EQ(config->fetch.allow_networks.size(), 3u);
  const SourceOptions& source = config->sources[0];
  EXPECT_EQ(source.min_interval, std::chrono::minutes(10));
  EXPECT_EQ(source.max_interval, hours(1));
  EXPECT_EQ(source.throttle_scope, ThrottleScope::url);
  EXPECT_FALSE(source.robots);
}

TEST_F(FetchTables, mistakes_are_told_with_their_line) {
  EXPECT_THAT(problem("[fetch]\nallow_networks = [\"10.0.0.0/33\"]\n"), HasSubstr(":2: "));
  for (const char* network : {"10.0.0/8", "fd00::/129", "example.org", "10.0.0.0/", "10.0.0.0/x"})
    EXPECT_NE(problem("[fetch]\nallow_networks = [\"" + std::string(network) + "\"]\n"), "") << network;
  EXPECT_THAT(problem("[fetch]\nthrottle_scope = \"hosts\"\n"), HasSubstr("did you mean \"host\""));
  EXPECT_THAT(problem("[fetch]\nmin_interval = \"0s\"\n"), HasSubstr("longer than 0"));
  EXPECT_THAT(problem(kSource + "[source.access]\nproxy = \"ftp://x\"\n"), HasSubstr("socks5://"));
  EXPECT_THAT(problem(kSource + "[source.access]\nca_file = \"nowhere.pem\"\n"), HasSubstr("nowhere.pem"));
  EXPECT_THAT(problem(kSource + "[source.access]\npasword = { env = \"X\" }\n"),
              HasSubstr("did you mean \"password\""));
}

TEST_F(FetchTables, secrets_come_from_files_environment_and_credentials) {
  write("word.txt", "from a file\n");
  write("session", "a=1; b=2");
  ::setenv("GAZETTE_TEST_TOKEN", "from the environment", 1);
  ::setenv("CREDENTIALS_DIRECTORY", folder_.c_str(), 1);
  write("ca.pem", "x");
  const auto config =
      parse(kSource + R"(headers = { "X-Key" = { env = "GAZETTE_TEST_TOKEN" }, "X-Plain" = "yes" }
[source.access]
user_agent = "Mine/1"
user = "me"
password = { file = "word.txt" }
bearer = { env = "GAZETTE_TEST_TOKEN" }
cookies = { credential = "session" }
proxy = "socks5://127.0.0.1:9050"
ca_file = "ca.pem"
)");
  ::unsetenv("CREDENTIALS_DIRECTORY");
  ASSERT_TRUE(config) << config.error().message;
  const SourceAccess& access = config->sources[0].access;
  EXPECT_EQ(access.headers.at("X-Key"), "from the environment");
  EXPECT_EQ(access.headers.at("X-Plain"), "yes");
  EXPECT_EQ(access.user_agent, "Mine/1");
  EXPECT_EQ(access.user, "me");
  EXPECT_EQ(access.password, "from a file");
  EXPECT_EQ(access.bearer, "from the environment");
  EXPECT_EQ(access.cookies, "a=1; b=2");
  EXPECT_EQ(access.proxy, "socks5://127.0.0.1:9050");
  EXPECT_EQ(access.ca_file, (folder_ / "ca.pem").string());
}

TEST_F(FetchTables, a_secret_in_the_configuration_is_refused_and_not_repeated) {
  const std::string text = problem(kSource + "[source.access]\npassword = \"hunter2\"\n");
  EXPECT_THAT(text, HasSubstr("{ file ="));
  EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  write("two-lines", "hunter2\nmore");
  const std::string lines = problem(kSource + "[source.access]\nbearer = { file = \"two-lines\" }\n");
  EXPECT_THAT(lines, HasSubstr("one line"));
  EXPECT_THAT(lines, Not(HasSubstr("hunter2")));
}

TEST_F(FetchTables, a_secret_that_is_not_there_is_told) {
  for (const char* place :
       {"{ file = \"nowhere\" }", "{ env = \"GAZETTE_NOT_SET\" }", "{ credential = \"nowhere\" }",
        "{ somewhere = \"x\" }", "{ file = \"a\", env = \"b\" }", "{}", "5"})
    EXPECT_NE(problem(kSource + "[source.access]\nbearer = " + place + "\n"), "") << place;
}

TEST_F(FetchTables, N112_user_and_password_leave_the_url) {
  const auto config = parse("[[source]]\nurl = \"https://m%40e:pa%3Ass@a.example/feed?x=1\"\n");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->sources[0].url, "https://a.example/feed?x=1");
  EXPECT_EQ(config->sources[0].access.user, "m@e");
  EXPECT_EQ(config->sources[0].access.password, "pa:ss");
  EXPECT_EQ(config->sources[0].name, "a-example");
}

}  // namespace
}  // namespace gazette
