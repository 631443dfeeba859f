// [alert]: a command of the operator's hears of a trouble once, and once that it is over.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/world.h"

namespace gazette::testing {
namespace {

using ::testing::HasSubstr;

const char* kFeed =
    "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>T</title><item><guid>1</guid>"
    "<title>a</title><description>b</description></item></channel></rss>";

class Alerts : public ::testing::Test {
 protected:
  Alerts() { is_gone(); }
  void is_gone() {
    world.origin.on("/lwn", [](const Request&) { return Answer{410, "", {}}; });
  }
  void is_well() { world.origin.serve("/lwn", kFeed, "application/rss+xml"); }
  void configure(const std::string& command, const std::string& more = {}) {
    world.configure(world.head() + "[alert]\nafter = \"0s\"\ncommand = " + command + "\n" + more +
                    "[[source]]\nname = \"lwn\"\nfull_text = \"never\"\nurl = \"" + world.origin.url("/lwn") +
                    "\"\n");
  }
  std::string told() const { return read_text(world.folder / "told"); }
  World world;
};

const char* const kWrite = "[\"sh\", \"-c\", \"echo $0 >> told; cat >> told\", \"<{summary}>\"]";

TEST_F(Alerts, a_trouble_is_told_once_and_that_it_is_over_once) {
  configure(kWrite);
  world.gazette({"poll", "--all"});
  EXPECT_THAT(told(), HasSubstr("<gazette: 1 trouble>\ngazette: 1 trouble\n"));
  EXPECT_THAT(told(), HasSubstr("- source lwn is gone (410)"));
  const std::string once = told();
  world.gazette({"poll", "--all"});
  EXPECT_EQ(told(), once);
  is_well();
  world.gazette({"poll", "--all"});
  EXPECT_THAT(told(), HasSubstr("<gazette: 1 trouble is over>"));
  const std::string twice = told();
  world.gazette({"poll", "--all"});
  EXPECT_EQ(told(), twice);
}

TEST_F(Alerts, a_command_that_fails_has_told_nobody) {
  configure("[\"sh\", \"-c\", \"echo no relay >&2; exit 3\"]");
  EXPECT_THAT(world.gazette({"poll", "--all"}).err, HasSubstr("sh ended with status 3: no relay"));
  configure("[\"no-such-program\"]");
  EXPECT_THAT(world.gazette({"poll", "--all"}).err, HasSubstr("no-such-program"));
  configure(kWrite);
  world.gazette({"poll", "--all"});
  EXPECT_THAT(told(), HasSubstr("1 trouble"));
}

TEST_F(Alerts, the_daemon_tells_and_its_restart_does_not_tell_again) {
  configure(kWrite);
  {
    const auto daemon = world.daemon();
    ASSERT_TRUE(eventually([&] { return daemon->err().find("alert: told") != std::string::npos; }));
  }
  EXPECT_THAT(told(), HasSubstr("source lwn"));
  world.origin.on("/other", [](const Request&) { return Answer{410, "", {}}; });
  configure(kWrite, "[[source]]\nname = \"other\"\nfull_text = \"never\"\nurl = \"" +
                        world.origin.url("/other") + "\"\n");
  const auto again = world.daemon();
  ASSERT_TRUE(eventually([&] { return told().find("source other") != std::string::npos; })) << again->err();
  EXPECT_EQ(told().find("source lwn"), told().rfind("source lwn"));
}

TEST_F(Alerts, gazette_alert_tests_the_command) {
  configure("[]");
  EXPECT_EQ(world.gazette({"alert"}).status, 2);
  configure(kWrite, "");
  EXPECT_EQ(world.gazette({"alert"}).status, 0);
  EXPECT_THAT(told(), HasSubstr("- gazette alert is a test, not a trouble"));
  configure("[\"false\"]");
  const Finished failed = world.gazette({"alert"});
  EXPECT_EQ(failed.status, 1);
  EXPECT_THAT(failed.err, HasSubstr("false ended with status 1"));
}

}  // namespace
}  // namespace gazette::testing
