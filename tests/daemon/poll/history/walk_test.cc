// The rules of a walk through archives, without a network.
#include "daemon/poll/history/walk.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

using Kind = HistoryWalk::Kind;
using Stage = HistoryWalk::Stage;

Feed feed_with(std::vector<std::pair<std::string, std::string>> links) {
  Feed feed;
  for (auto& [rel, href] : links) feed.links.push_back({href, rel, {}, {}, {}, {}});
  return feed;
}

TEST(OlderDocument, is_the_archive_else_the_next_page_of_the_same_server) {
  struct Case {
    const char* name;
    std::vector<std::pair<std::string, std::string>> links;
    std::string older, refused;
  };
  const Case cases[] = {
      {"none", {{"self", "https://a.example/feed"}}, "", ""},
      {"archive", {{"prev-archive", "https://a.example/1"}}, "https://a.example/1", ""},
      {"page", {{"next", "https://a.example/?page=2"}}, "https://a.example/?page=2", ""},
      {"both",
       {{"next", "https://a.example/2"}, {"prev-archive", "https://a.example/1"}},
       "https://a.example/1",
       ""},
      {"not the newer ones",
       {{"next-archive", "https://a.example/3"}, {"previous", "https://a.example/4"}},
       "",
       ""},
      {"a fragment", {{"next", "https://a.example/2#x"}}, "https://a.example/2", ""},
      {"http of the same server", {{"next", "http://a.example/2"}}, "http://a.example/2", ""},
      {"another host", {{"next", "https://b.example/2"}}, "", "https://b.example/2"},
      {"another port", {{"next", "https://a.example:8443/2"}}, "", "https://a.example:8443/2"},
      {"a file", {{"next", "file:///etc/passwd"}}, "", ""},
      {"relative, with no base", {{"next", "page2"}}, "", ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const OlderDocument older = older_document(feed_with(c.links), "https://a.example/feed");
    EXPECT_EQ(older.url, c.older);
    EXPECT_EQ(older.refused, c.refused);
  }
  Feed archive = feed_with({{"next", "https://a.example/3"}});
  archive.archive = true;
  EXPECT_EQ(older_document(archive, "https://a.example/1").url, "")
      << "of an archive, that is something else";
}

/// A walk along documents named 1, 2, ...; `next`: what each names. How many it reads.
int read_along(const std::function<int(int)>& next) {
  HistoryWalk walk;
  walk.next = "https://a.example/1";
  int read = 0;
  for (int here = 1; walk.stage == Stage::open && read < 100'000; ++read) {
    here = next(here);
    DocumentRead document;
    document.older.url = "https://a.example/" + std::to_string(here);
    document.body_hash = std::to_string(read);
    document.listing = "https://a.example/feed";
    advance(walk, document, {});
  }
  return read;
}

TEST(HistoryWalks, end_in_every_circle_soon_and_somewhere_in_any_case) {
  for (const int before : {0, 1, 7, 100})
    for (const int circle : {1, 2, 3, 50}) {
      const int read = read_along([&](int n) { return n < before + circle ? n + 1 : before + 1; });
      EXPECT_GE(read, before + circle);
      EXPECT_LE(read, 3 * (before + circle) + 2) << before << ' ' << circle;
    }
  EXPECT_EQ(read_along([](int n) { return n + 1; }), 10'000);
}

TEST(HistoryWalks, tell_how_they_stand) {
  HistoryWalk walk;
  walk.next = "https://a.example/7";
  walk.documents = 1;
  EXPECT_EQ(sentence(walk), "1 older document read, 0 articles found; goes on with https://a.example/7");
  stumble(walk, "HTTP status 500", false);
  EXPECT_EQ(
      sentence(walk),
      "1 older document read, 0 articles found; https://a.example/7 could not be read, and is asked for "
      "again: HTTP status 500");
  stumble(walk, "HTTP status 500", false);
  EXPECT_EQ(walk.stage, Stage::open);
  stumble(walk, "HTTP status 500", false);
  EXPECT_EQ(sentence(walk),
            "1 older document read, 0 articles found; given up at https://a.example/7: HTTP status 500");
  SourceState state;
  EXPECT_EQ(history_words(state, {}, 0), std::vector<std::string>{});
  EXPECT_EQ(history_words(state, {}, 5), std::vector<std::string>{"history: begins with the next poll"});
  EXPECT_EQ(history_words(state, std::vector{walk}, 0).at(0),
            "history: " + sentence(walk) + "; it is not wanted any more");
}

TEST(HistoryWalks, leave_bits_that_say_what_there_is) {
  SourceState state;
  HistoryWalk walk;
  walk.kind = Kind::missed;
  note_walk(state, walk);
  EXPECT_EQ(state.walks, HistoryWalk::bits(Kind::missed, HistoryWalk::kBegun | HistoryWalk::kOpen));
  walk.stage = Stage::done;
  note_walk(state, walk);
  EXPECT_EQ(state.walks, HistoryWalk::bits(Kind::missed, HistoryWalk::kBegun));
  walk.kind = Kind::history;
  walk.stage = Stage::full;
  state.walks |= HistoryWalk::kLooked;
  note_walk(state, walk);
  EXPECT_EQ(state.walks, HistoryWalk::bits(Kind::missed, HistoryWalk::kBegun) | HistoryWalk::kLooked |
                             HistoryWalk::bits(Kind::history, HistoryWalk::kBegun | HistoryWalk::kFull));
}

}  // namespace
}  // namespace gazette
