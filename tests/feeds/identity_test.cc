#include "feeds/identity.h"

#include <gtest/gtest.h>

#include "feeds/text/strings.h"

namespace gazette {
namespace {

Entry entry_of(const std::string& id, const std::string& link, const std::string& title) {
  Entry entry;
  entry.id = id;
  entry.link = link;
  entry.title = title;
  return entry;
}

std::vector<EntryKeys> keys_of(const std::vector<Entry>& entries) {
  return identity_keys("s", entries);
}

TEST(Identity, FirstKey) {
  struct Case {
    const char* name;
    Entry entry;
    const char* key;
  };
  const std::vector<Case> cases = {
      {"the id, verbatim", entry_of("tag:x,2025:1 A", "https://x.org/1", "T"), "i:s:tag:x,2025:1 A"},
      {"no id: the canonical link", entry_of("", "https://X.org/1?utm_source=rss#top", "T"),
       "l:s:https://x.org/1"},
      {"an id that differs in case is another", entry_of("TAG:x,2025:1 A", "", ""), "i:s:TAG:x,2025:1 A"}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(keys_of({c.entry})[0].keys[0], c.key);
  }
}

TEST(Identity, NothingAtAllStillHasAKey) {
  Entry empty;
  Entry other = empty;
  other.content.html = "text";
  const auto keys = keys_of({empty, other});
  EXPECT_TRUE(keys[0].keys[0].starts_with("h:s:"));
  EXPECT_NE(keys[0].keys[0], keys[1].keys[0]);
  EXPECT_EQ(keys_of({empty})[0].keys, keys_of({empty})[0].keys);
}

TEST(Identity, ALongIdStandsInItsKeyAsAHash) {
  const auto keys = keys_of({entry_of(std::string(65536, 'x'), "", "")});
  EXPECT_LT(keys[0].keys[0].size(), 100u);
}

TEST(Identity, SharedIdsAreToldApart) {
  const auto keys = keys_of({entry_of("1", "https://x.org/a", "A"), entry_of("1", "https://x.org/b", "B")});
  EXPECT_NE(keys[0].keys[0], keys[1].keys[0]);
  EXPECT_TRUE(keys[0].keys[0].starts_with("i:s:1#"));
}

TEST(Identity, TheSameItemTwiceIsOne) {
  const auto keys = keys_of({entry_of("1", "https://x.org/a", "A"), entry_of("1", "https://x.org/a", "A")});
  EXPECT_EQ(keys[0].keys, keys[1].keys);
  EXPECT_EQ(keys[0].keys[0], "i:s:1");
}

TEST(Identity, ALinkOfManyEntriesNamesNone) {
  const auto keys =
      keys_of({entry_of("", "https://x.org/live", "A"), entry_of("", "https://x.org/live", "B")});
  EXPECT_TRUE(keys[0].keys[0].starts_with("h:"));
  EXPECT_NE(keys[0].keys[0], keys[1].keys[0]);
}

TEST(Identity, AnotherSourceOrANewIdFindsTheSameArticle) {
  const Entry first = entry_of("1", "http://www.x.org/a/", "A  title");
  const std::string key = identity_keys("one", {first})[0].keys.back();
  EXPECT_TRUE(key.starts_with("u:"));
  EXPECT_EQ(
      identity_keys("two", {entry_of("9", "https://x.org/a?utm_medium=feed", "A title")})[0].keys.back(),
      key);
  EXPECT_NE(identity_keys("two", {entry_of("9", "https://x.org/a", "Another title")})[0].keys.back(), key);
}

TEST(Identity, AFrontPageNamesNoArticle) {
  EXPECT_EQ(keys_of({entry_of("1", "https://x.org/", "A")})[0].keys.size(), 1u);
  EXPECT_EQ(keys_of({entry_of("1", "https://x.org/?p=7", "A")})[0].keys.size(), 2u);
}

TEST(Identity, TwoEntriesOfOneAddressAndTitleShareNoKey) {
  const auto keys = keys_of(
      {entry_of("1", "https://x.org/weather", "Weather"), entry_of("2", "https://x.org/weather", "Weather")});
  EXPECT_EQ(keys[0].keys, std::vector<std::string>{"i:s:1"});
  EXPECT_EQ(keys[1].keys, std::vector<std::string>{"i:s:2"});
}

TEST(ArticleId, OnlyTrustedGoodNamesAreTaken) {
  struct Case {
    const char* guid;
    bool trusted;
    bool taken;
  };
  const std::string long_name(65, 'a');
  const std::vector<Case> cases = {{"20250208A01CMD", true, true},
                                   {"20250208A01CMD", false, false},
                                   {"../etc/passwd", true, false},
                                   {".hidden", true, false},
                                   {"-rf", true, false},
                                   {"a b", true, false},
                                   {"", true, false},
                                   {"文章", true, false},
                                   {long_name.c_str(), true, false}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.guid);
    const Entry entry = entry_of(c.guid, "https://x.org/a", "A");
    const std::string id = article_id(entry, keys_of({entry})[0], c.trusted);
    EXPECT_EQ(id == c.guid, c.taken);
    if (!c.taken) {
      EXPECT_EQ(id, sha256_hex(keys_of({entry})[0].keys[0]).substr(0, 16));
    }
  }
}

}  // namespace
}  // namespace gazette
