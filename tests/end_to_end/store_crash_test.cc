// The program killed at random moments while an origin changes with every answer: the database is whole, and
// every entry of every poll that was stored is there once. Rounds: GAZETTE_CRASH_ROUNDS (16); another course:
// GAZETTE_CRASH_SEED.
#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include <gtest/gtest.h>

#include "tests/end_to_end/world.h"

namespace gazette::testing {
namespace {

using namespace std::chrono_literals;

constexpr int kSources = 6, kListed = 20, kNewEachTime = 3;

int number_from(const char* variable, int otherwise) {
  const char* text = std::getenv(variable);
  return text ? std::atoi(text) : otherwise;
}

/// The `state`-th document of a source: its window has moved on, and some of its entries were edited.
std::string document(int source, int state) {
  std::string items;
  for (int i = state * kNewEachTime; i < state * kNewEachTime + kListed; ++i) {
    const std::string n = std::to_string(i),
                      link = "https://feed.example/" + std::to_string(source) + "/" + n;
    const std::string edit = (i + state) % 7 == 0 ? "Edited " + std::to_string(state) + ". " : "";
    items += "<item><title>Entry " + n + " of " + std::to_string(source) + "</title><link>" + link +
             "</link><guid>" + link + "</guid><description>" + edit;
    for (int word = 0; word < 200; ++word) items += "word" + std::to_string(i * word % 997) + ' ';
    items += "</description></item>";
  }
  return "<?xml version=\"1.0\"?><rss "
         "version=\"2.0\"><channel><title>F</title><link>https://feed.example/</link>"
         "<description>d</description><language>en</language>" +
         items + "</channel></rss>";
}

class StoreCrash : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string toml = world.head() + "[[export]]\ntype = \"feed\"\nname = \"all\"\npath = \"feeds\"\n";
    for (int source = 0; source < kSources; ++source) {
      const std::string name = std::to_string(source);
      toml += "[[source]]\nname = \"s" + name + "\"\nurl = \"https://feed.example/" + name +
              "\"\nfull_text = \"never\"\ninterval = \"30ms\"\n";
      world.origin.on("/feed/" + name, [this, source](const Request&) {
        const int state = ++states[static_cast<std::size_t>(source)];
        Answer answer = Answer::of(document(source, state), "application/rss+xml");
        answer.headers.emplace_back("ETag", '"' + std::to_string(state) + '"');
        return answer;
      });
    }
    world.configure(toml);
  }
  std::unique_ptr<Background> start(bool daemon) {
    if (daemon) return world.daemon();
    return std::make_unique<Background>(std::vector<std::string>{kProgram, "poll", "--all"},
                                        world.folder.path());
  }
  std::chrono::milliseconds time_of_a_poll() {
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(world.gazette({"poll", "--all"}).status, 0);
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
  }
  /// What the sources' stored validators say was stored last is added to what has to be there.
  void note_stored() {
    for (int source = 0; source < kSources; ++source) {
      const std::string etag =
          world.sql("select trim(etag, '\"') from source where name = 's" + std::to_string(source) + "'");
      if (etag.empty()) continue;
      const int state = std::atoi(etag.c_str());
      for (int i = 0; i < kListed; ++i)
        expected.insert("https://feed.example/" + std::to_string(source) + "/" +
                        std::to_string(state * kNewEachTime + i));
    }
  }
  void expect_whole() {
    EXPECT_EQ(world.sql("pragma integrity_check"), "ok");
    const Finished check = world.gazette({"check"});
    EXPECT_EQ(check.status, 0) << check.out << check.err;
    note_stored();
    EXPECT_EQ(world.sql("select guid from article group by guid having count(*) > 1 limit 5"), "");
    std::set<std::string> stored;
    std::istringstream rows(world.sql("select guid from article where gone is null"));
    for (std::string guid; std::getline(rows, guid);) stored.insert(guid);
    for (const std::string& guid : expected) EXPECT_TRUE(stored.contains(guid)) << guid << " was lost";
  }

  World world;
  std::array<std::atomic<int>, kSources> states{};
  std::set<std::string> expected;
};

TEST_F(StoreCrash, killed_at_random_moments_it_loses_nothing_that_was_stored) {
  const int seed = number_from("GAZETTE_CRASH_SEED", static_cast<int>(std::random_device()() >> 1));
  SCOPED_TRACE("GAZETTE_CRASH_SEED=" + std::to_string(seed));
  std::mt19937 random(static_cast<unsigned>(seed));
  const int rounds = number_from("GAZETTE_CRASH_ROUNDS", 16);
  const auto longest = time_of_a_poll() * 3 / 2 + 20ms;
  int killed = 0;
  for (int round = 0; round < rounds && !HasFailure(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    const auto program = start(round % 2 == 1);
    std::this_thread::sleep_for(longest * static_cast<int>(random() % 1'000) / 1'000);
    program->signal(SIGKILL);
    killed += program->wait(30s) == 128 + SIGKILL;
    expect_whole();
  }
  EXPECT_GT(killed, rounds / 3) << "hardly anything was killed";
  EXPECT_EQ(world.gazette({"poll", "--all"}).status, 0);
  expect_whole();
  for (const auto& state : states) EXPECT_GT(state.load(), 2);
}

}  // namespace
}  // namespace gazette::testing
