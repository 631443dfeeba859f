// What a running daemon takes over at SIGHUP, and what it says that it cannot.
#include <csignal>
#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/world.h"

namespace gazette::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kOld = "the old token 12345", kNew = "the new token 12345";

TEST(Reload, the_server_goes_by_its_new_names_tokens_and_hub) {
  World world;
  world.origin.serve(
      "/feed/rss",
      "<rss version=\"2.0\"><channel><title>F</title><link>https://feed.example/</link><description>d"
      "</description><item><title>Item 1</title><guid>1</guid></item></channel></rss>",
      "application/rss+xml");
  write_text(world.folder / "token", kOld);
  const std::string token =
      "[[server.token]]\nname = \"test\"\ntoken = { file = \"token\" }\nscopes = [\"write\"]\n";
  const std::string source =
      "[[source]]\nname = \"feed\"\nurl = \"https://feed.example/rss\"\nfull_text = \"never\"\n";
  world.configure(world.head() + token + source);
  const auto daemon = world.daemon();
  const int port = World::port_of(*daemon);
  const auto feed = [&] { return http_get(port, "/feeds/feed.atom"); };
  ASSERT_TRUE(eventually([&] { return feed().body.find("Item 1") != std::string::npos; })) << daemon->err();
  EXPECT_THAT(feed().headers.at("link"), Not(HasSubstr("rel=\"hub\"")));
  EXPECT_EQ(http_get(port, "/hub", {}, "POST").status, 404);
  const auto poll_with = [&](const std::string& secret) {
    return http_get(port, "/api/v1/sources/feed/poll", {{"Authorization", "Bearer " + secret}}, "POST")
        .status;
  };
  EXPECT_EQ(poll_with(kOld), 202);

  write_text(world.folder / "token", kNew);
  write_text(world.folder / "password", "a long password");
  world.configure(world.head() +
                  "title = \"Harbour news\"\npublic_url = \"https://news.example.org\"\npublic_api = false\n"
                  "unix_socket = \"other.sock\"\n" +
                  token + "[[server.reader]]\nname = \"ann\"\npassword = { file = \"password\" }\n" + source);
  EXPECT_EQ(http_post(port, "/accounts/ClientLogin", "Email=ann&Passwd=a+long+password").status, 404);
  daemon->signal(SIGHUP);
  ASSERT_TRUE(eventually([&] { return daemon->err().find("reloaded: 1 source") != std::string::npos; }))
      << daemon->err();
  EXPECT_THAT(daemon->err(), HasSubstr("unix_socket is used only after a restart"));
  EXPECT_EQ(poll_with(kOld), 401);
  EXPECT_EQ(poll_with(kNew), 202);
  EXPECT_EQ(http_get(port, "/api/v1/status").status, 401);
  EXPECT_THAT(http_get(port, "/").body, HasSubstr("Harbour news"));
  const HttpAnswer now = feed();
  EXPECT_THAT(now.headers.at("link"), HasSubstr("<https://news.example.org/hub>; rel=\"hub\""));
  EXPECT_THAT(now.body, HasSubstr("href=\"https://news.example.org/feeds/feed.atom\""));
  EXPECT_EQ(http_post(port, "/hub", "hub.mode=nonsense").status, 400) << "there is a hub now";
  EXPECT_EQ(http_post(port, "/accounts/ClientLogin", "Email=ann&Passwd=a+long+password").status, 200);
}

}  // namespace
}  // namespace gazette::testing
