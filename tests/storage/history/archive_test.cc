#include "storage/history/archive.h"

#include <random>

#include "tests/storage/samples.h"

namespace gazette {
namespace {

using namespace test;

class Responses : public testing::Test {
 protected:
  Folder folder;
  const std::string path = folder.file("g.db");
};

/// Hardly to be compressed alone.
std::string noise(int seed, int bytes) {
  std::mt19937 random(static_cast<unsigned>(seed));
  std::string out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(random() & 0xff);
  return out;
}

TEST_F(Responses, a_listing_that_grew_costs_what_is_new_in_it) {
  const auto store = open(path);
  const std::string old = noise(1, 20'000);
  for (int i = 1; i <= 3; ++i) {
    PollResult p = poll("one", {}, i);
    p.body = noise(10 + i, 500) + old;
    must(store->save_poll(p));
  }
  EXPECT_LT(std::stoi(sql(path, "select sum(length(body)) from response")), 22'500);
  EXPECT_EQ(must(store->check()), std::vector<std::string>{});
}

TEST_F(Responses, listings_of_all_sources_have_a_bound_of_bytes) {
  SqliteOptions options{path};
  options.keep_response_bytes = 30'000;
  const auto store = must(open_sqlite_store(options));
  const auto save = [&](const std::string& source, int when) {
    PollResult p = poll(source, {}, when);
    p.body = noise(when, 4'000);
    must(store->save_poll(p));
    EXPECT_LE(std::stoi(sql(path, "select sum(length(body)) from response")), 30'000);
  };
  for (int i = 0; i < 4; ++i) save("s" + std::to_string(i), i);
  for (int i = 4; i < 12; ++i) save("s" + std::to_string(i % 4), i);
  EXPECT_EQ(sql(path, "select count(distinct source) from response"), "4") << "earlier ones go first";
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(must(store->last_response("s" + std::to_string(i))).value().body, noise(8 + i, 4'000));
  for (int i = 12; i < 24; ++i) save("t" + std::to_string(i), i);
  EXPECT_FALSE(must(store->last_response("s0")));
  EXPECT_TRUE(must(store->last_response("t23")));
}

/// How many there are is not counted anew by each program that polls and ends.
TEST_F(Responses, their_bound_holds_over_many_short_lives) {
  SqliteOptions options{path};
  options.keep_response_bytes = 30'000;
  const auto count = [&](const char* sql_text) { return std::stoi(sql(path, sql_text)); };
  for (int i = 0; i < 40; ++i) {
    PollResult p = poll("s" + std::to_string(i % 5), {}, i);
    p.body = noise(i, 1'000) + noise(100 + i % 5, 3'000);
    must(must(open_sqlite_store(options))->save_poll(p));
    const int bytes = count("select sum(length(body)) from response");
    EXPECT_LE(bytes, 30'000);
    EXPECT_LE(bytes, count("select value from setting where name = 'response_bytes'"));
  }
  EXPECT_GT(count("select count(*) from response"), 5) << "and there is room for earlier ones";
}

}  // namespace
}  // namespace gazette
