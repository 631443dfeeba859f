// status, explain and simulate, on a store that real polls have filled.
#include <sstream>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/world.h"

namespace gazette::testing {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;
using ::testing::Not;

const char* kFeed =
    "<?xml version=\"1.0\"?><rss "
    "version=\"2.0\"><channel><title>T</title><item><guid>1</guid><title>a</title>"
    "<description>b</description></item></channel></rss>";

class Schedule : public ::testing::Test {
 protected:
  Schedule() {
    world.origin.serve("/good", kFeed, "application/rss+xml");
    world.origin.on("/gone", [](const Request&) { return Answer{410, "", {}}; });
    world.origin.on("/waf", [](const Request&) { return Answer{403, "", {{"cf-mitigated", "challenge"}}}; });
    world.origin.on("/busy", [](const Request&) { return Answer{429, "", {{"Retry-After", "7200"}}}; });
    world.origin.serve("/page", "<!DOCTYPE html><html><title>No feed</title><p>x</html>", "text/html");
    std::string sources;
    for (const char* name : {"good", "gone", "waf", "busy", "page"})
      sources += "[[source]]\nname = \"" + std::string(name) + "\"\nurl = \"" +
                 world.origin.url("/" + std::string(name)) + "\"\nfull_text = \"never\"\n";
    world.configure(world.head() + sources);
  }
  std::map<std::string, json::object> status() {
    std::map<std::string, json::object> rows;
    std::istringstream out(world.gazette({"status", "--json"}).out);
    for (std::string line; std::getline(out, line);) {
      json::object row = json::parse(line).as_object();
      rows[std::string(row.at("source").as_string())] = row;
    }
    return rows;
  }

  World world;
};

TEST_F(Schedule, status_names_what_is_wrong) {
  EXPECT_EQ(status().at("good").at("class").as_string(), "new");
  EXPECT_EQ(world.gazette({"poll"}).status, 1);
  auto rows = status();
  ASSERT_EQ(rows.size(), 5u);
  EXPECT_TRUE(rows.at("good").at("ok").as_bool());
  for (const auto& [name, trouble] : std::map<std::string, std::string>{
           {"gone", "gone"}, {"waf", "waf"}, {"busy", "waiting"}, {"page", "not-a-feed"}}) {
    EXPECT_FALSE(rows.at(name).at("ok").as_bool()) << name;
    EXPECT_EQ(rows.at(name).at("class").as_string(), trouble) << name;
    EXPECT_TRUE(rows.at(name).contains("since")) << name;
  }
  const Finished text = world.gazette({"status"});
  EXPECT_EQ(text.status, 0);
  EXPECT_THAT(text.out, HasSubstr("5 sources, 1 of them well"));
  EXPECT_THAT(text.out, HasSubstr("Cloudflare"));
}

TEST_F(Schedule, status_has_a_class_for_everything_that_can_go_wrong) {
  Origin closed("127.0.0.2");
  const std::string refused = closed.url("/feed");
  const std::string old =
      "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>T</title>"
      "<item><guid>1</guid><title>a</title><pubDate>Mon, 06 Jan 2020 00:00:00 GMT</pubDate></item>"
      "<item><guid>2</guid><title>b</title><pubDate>Tue, 07 Jan 2020 00:00:00 "
      "GMT</pubDate></item></channel></rss>";
  Fault silent, reset;
  silent.delay = std::chrono::minutes(5);
  reset.close_after = 0;
  closed.fault("/feed", reset);
  world.origin.fault("/slow", silent);
  world.origin.serve("/stale", old, "application/rss+xml");
  world.origin.redirect("/moved", "/page", 301);
  world.origin.serve("/broken", R"({"version":"https://jsonfeed.org/version/1.1","items":[)",
                     "application/feed+json");
  world.origin.on("/portal", [](const Request&) { return Answer{511, "", {}}; });
  const std::string tls = "https://127.0.0.1:" + std::to_string(world.origin.port()) + "/x";
  const std::vector<std::tuple<std::string, std::string, std::string>> classes{
      {"dns", "http://no-such-name.invalid/feed", "does not resolve"},
      {"connect", refused, "127.0.0.2"},
      {"tls", tls, "127.0.0.1"},
      {"timeout", world.origin.url("/slow"), "timed out"},
      {"http", world.origin.url("/nothing"), "HTTP status 404"},
      {"waf", world.origin.url("/waf"), "a challenge page of Cloudflare"},
      {"captive", world.origin.url("/portal"), "captive portal"},
      {"not-a-feed", world.origin.url("/page"), "an HTML page titled \"No feed\""},
      {"parse", world.origin.url("/broken"), "not valid JSON"},
      {"gone", world.origin.url("/gone"), "not polled any more"},
      {"moved", world.origin.url("/moved"), "moved permanently to"},
      {"stale", world.origin.url("/stale"), "nothing new for"}};
  std::string toml = world.head();
  toml.insert(toml.find("[fetch]") + 8, "timeout = \"1s\"\n");
  for (const auto& [name, url, words] : classes)
    toml += "[[source]]\nname = \"" + name + "\"\nurl = \"" + url + "\"\nfull_text = \"never\"\n";
  world.configure(toml);
  world.gazette({"poll"});
  auto rows = status();
  const std::string text = world.gazette({"status"}).out;
  for (const auto& [name, url, words] : classes) {
    SCOPED_TRACE(name);
    ASSERT_TRUE(rows.at(name).contains("class"));
    EXPECT_EQ(rows.at(name).at("class").as_string(), name);
    EXPECT_TRUE(rows.at(name).contains("since"));
    EXPECT_THAT(std::string(rows.at(name).at("error").as_string()), HasSubstr(words));
    EXPECT_THAT(text, HasSubstr(words));
  }
}

TEST_F(Schedule, explain_says_why_and_when) {
  world.gazette({"poll"});
  world.gazette({"poll", "good"});
  const json::object good = json::parse(world.gazette({"explain", "good", "--json"}).out).as_object();
  EXPECT_FALSE(good.at("due").as_bool());
  EXPECT_TRUE(good.at("conditional").as_bool());
  ASSERT_EQ(good.at("decisions").as_array().size(), 2u);
  EXPECT_EQ(good.at("decisions").at(0).at("outcome").as_string(), "not modified");
  EXPECT_EQ(good.at("decisions").at(1).at("outcome").as_string(), "1 entry, 1 new");
  EXPECT_FALSE(good.at("rules").as_array().empty());
  EXPECT_EQ(good.at("queue_of_host").at("sources").as_int64(), 5);
  const std::string text = world.gazette({"explain", "busy"}).out;
  EXPECT_THAT(text, HasSubstr("the server asked to wait 2h"));
  EXPECT_THAT(text, HasSubstr("left alone until"));
  EXPECT_THAT(world.gazette({"explain", "gone"}).out, HasSubstr("It is not polled any more"));
  const Finished unknown = world.gazette({"explain", "nobody"});
  EXPECT_EQ(unknown.status, 2);
  EXPECT_THAT(unknown.err, HasSubstr("no source is named \"nobody\""));
}

TEST_F(Schedule, secrets_are_nowhere_to_be_seen) {
  write_text(world.folder / "word", "hunter2");
  std::string url = world.origin.url("/secret");
  url.insert(7, "me:hunter2@");
  world.origin.on("/secret", [](const Request&) { return Answer{500, "", {}}; });
  world.configure(world.head() + "[[source]]\nname = \"s\"\nurl = \"" + url +
                  "\"\n[source.access]\nbearer = { file = \"word\" }\n");
  const Finished poll = world.gazette({"poll"});
  EXPECT_FALSE(world.origin.requests("/secret").at(0).header("authorization").empty());
  for (const std::string& text :
       {poll.out, poll.err, world.gazette({"status", "--json"}).out, world.gazette({"explain", "s"}).out,
        world.gazette({"explain", "s", "--json"}).out, world.sql("select * from source"),
        world.sql("select * from decision")})
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
}

TEST_F(Schedule, simulate_tells_the_cost) {
  write_text(world.folder / "sources",
             "{\"url\": \"https://a.example/1\", \"gap\": \"1h\"}\n\n{\"url\": \"https://a.example/2\", "
             "\"validators\": false}\n");
  const Finished run =
      world.gazette({"simulate", "--days", "10", "--json", "--sources", (world.folder / "sources").string()});
  ASSERT_EQ(run.status, 0) << run.err;
  const json::object result = json::parse(run.out).as_object();
  EXPECT_EQ(result.at("sources").as_int64(), 2);
  EXPECT_GT(result.at("polls").as_int64(), 200);
  EXPECT_EQ(result.at("busiest_hosts").at(0).at("host").as_string(), "https://a.example");
  EXPECT_EQ(world.gazette({"simulate", "--days", "3"}).status, 0);  // of the configuration, before any poll
  for (const char* wrong : {"\"gap\": 3600", "\"max_age\": \"long\"", "\"ttl\": \"-1h\"", "\"gapp\": \"1h\"",
                            "\"validators\": 1"}) {
    write_text(world.folder / "sources", "{\"url\": \"https://a.example/1\", " + std::string(wrong) + "}\n");
    const Finished refused = world.gazette({"simulate", "--sources", "sources"});
    EXPECT_EQ(refused.status, 2) << wrong << " would be ignored";
    EXPECT_THAT(refused.err, HasSubstr("sources:1: "));
  }
  EXPECT_EQ(world.gazette({"simulate", "--sources", "."}).status, 2) << "a folder";
  write_text(world.folder / "sources", "{}\n");
  EXPECT_EQ(world.gazette({"simulate", "--sources", (world.folder / "sources").string()}).status, 2);
}

}  // namespace
}  // namespace gazette::testing
