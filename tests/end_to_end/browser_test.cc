// The status page in a real browser.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/world.h"

namespace gazette::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Chromium without a window, without network of its own, with a profile that goes away.
Finished chromium(std::vector<std::string> arguments) {
  TempFolder profile;
  arguments.insert(arguments.begin(),
                   {"chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
                    "--no-first-run", "--disable-background-networking", "--disable-component-update",
                    "--disable-sync", "--user-data-dir=" + profile.path().string()});
  return run_program(arguments, profile.path());
}

TEST(StatusPage, a_browser_shows_sources_and_articles) {
  World world;
  world.configure(world.samples());
  ASSERT_EQ(world.gazette({"poll", "--all"}).status, 0);
  const auto daemon = world.daemon();
  const int port = World::port_of(*daemon);
  ASSERT_NE(port, 0) << daemon->err();
  const std::string base = "http://127.0.0.1:" + std::to_string(port);
  const Finished page = chromium({"--dump-dom", base + "/"});
  ASSERT_EQ(page.status, 0) << page.err;
  for (const char* source : {"qq", "harbour", "papers", "kernel-garden", "loft", "jiangcheng"})
    EXPECT_THAT(page.out, HasSubstr(source));
  EXPECT_THAT(page.out, HasSubstr("The night the cranes stood still"));
  EXPECT_THAT(page.out, HasSubstr("href=\"feeds/all.atom\""));
  const Finished article = chromium({"--dump-dom", base + "/articles/20250208A01CMD"});
  EXPECT_THAT(article.out, HasSubstr("孙正义再次加注OpenAI"));
  EXPECT_THAT(article.out, Not(HasSubstr("**")));
  if (const char* picture = std::getenv("GAZETTE_SCREENSHOT")) {
    const Finished shot = chromium({"--window-size=1200,900", "--force-device-scale-factor=2",
                                    "--hide-scrollbars", std::string("--screenshot=") + picture, base + "/"});
    EXPECT_EQ(shot.status, 0) << shot.err;
  }
}

}  // namespace
}  // namespace gazette::testing
