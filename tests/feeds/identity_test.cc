#include "feeds/identity.h"

#include <algorithm>
#include <optional>

#include <gtest/gtest.h>

#include "feeds/text/strings.h"

namespace gazette {
namespace {

Entry entry_of(const std::string& id, const std::string& link, const std::string& title,
               std::optional<std::int64_t> minute = {}, const std::string& content = {}) {
  Entry entry;
  entry.id = id;
  entry.link = link;
  entry.title = title;
  if (minute) entry.published = from_unix_ms(*minute * 60'000);
  entry.content.html = content;
  return entry;
}

using Keys = std::vector<std::string>;
std::vector<EntryKeys> keys_of(const std::vector<Entry>& entries) {
  return identity_keys("s", entries);
}
Keys keys_of_one(const Entry& entry) {
  return keys_of({entry})[0].keys;
}

constexpr std::int64_t kHour = 60 * 480'000;  // 2024

TEST(Identity, KeysOfOneEntry) {
  const std::string later = std::to_string(kHour + 7);
  const std::string text(400, 'x'), none = sha256_hex("").substr(0, 16);
  const std::string lead = sha256_hex(text.substr(0, 240)).substr(0, 16);
  struct Case {
    const char* name;
    Entry entry;
    Keys keys;
  };
  const std::vector<Case> cases = {
      {"the id is verbatim", entry_of("TAG:x,2025:1 A", "", ""), {"i:s:TAG:x,2025:1 A"}},
      {"no id: the link", entry_of("", "https://X.org/1?utm_source=rss#top", ""), {"l:s:x.org/1#top"}},
      {"an id that is a link",
       entry_of("http://www.x.org/1", "", ""),
       {"i:s:http://www.x.org/1", "a:s:x.org/1"}},
      {"a place in a page is a name",
       entry_of("http://x.org/log#v1", "", ""),
       {"i:s:http://x.org/log#v1", "a:s:x.org/log#v1"}},
      {"a number of edits is none",
       entry_of("http://x.org/1#2", "http://x.org/1", ""),
       {"i:s:http://x.org/1#2", "a:s:x.org/1"}},
      {"a number of a part is one",
       entry_of("http://x.org/1#2", "http://x.org/1#2", ""),
       {"i:s:http://x.org/1#2", "a:s:x.org/1#2"}},
      {"title and link",
       entry_of("1", "https://m.x.org/a/", "The “Title”"),
       {"i:s:1", "u:x.org/a\nthe title", "q:s:/a\nthe title\n" + none}},
      {"title, link, time",
       entry_of("1", "https://x.org/a", "T", kHour + 7),
       {"i:s:1", "u:x.org/a\nt", "v:x.org/a\n" + later, "t:s:t\n" + later}},
      {"no link, no time, a long text",
       entry_of("1", "", "T", {}, "<p>" + text),
       {"i:s:1", "c:s:t\n" + sha256_hex(text).substr(0, 16)}},
      {"no link, no time, a short text", entry_of("1", "", "T", {}, "short"), {"i:s:1"}},
      {"a front page names no article", entry_of("1", "https://x.org/", "T"), {"i:s:1"}},
      {"a link to another site, commented on",
       entry_of("http://me.org/1", "https://x.org/a", "T", kHour + 7, text + text),
       {"i:s:http://me.org/1", "a:s:me.org/1", "v:x.org/a\n" + later, "p:s:" + later + "\n" + lead,
        "t:s:t\n" + later}},
      {"the same by a tag",
       entry_of("tag:me.org,2024:1", "https://x.org/a", "T", {}, text + text),
       {"i:s:tag:me.org,2024:1", "q:s:/a\nt\n" + lead, "c:s:t\n" + sha256_hex(text + text).substr(0, 16)}},
      {"a link to another site",
       entry_of("http://me.org/1", "https://x.org/a", "T", kHour + 7, "<a>Comments</a>"),
       {"i:s:http://me.org/1", "a:s:me.org/1", "u:x.org/a\nt", "v:x.org/a\n" + later, "t:s:t\n" + later}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(keys_of_one(c.entry), c.keys);
  }
}

TEST(Identity, AWholeHourNeedsTheTextToo) {
  const std::string key = keys_of_one(entry_of("1", "", "Weather", kHour, "<p>Rain</p>"))[1];
  EXPECT_EQ(key, keys_of_one(entry_of("2", "", "weather", kHour, "<div>rain!</div>"))[1]);
  EXPECT_NE(key, keys_of_one(entry_of("2", "", "weather", kHour, "Sun"))[1]);
}

TEST(Identity, ATimeAndTheBeginningOfATextAreEnough) {
  const std::string text = "<p>" + std::string(120, 'x') + "</p>";
  for (const std::int64_t minute : {kHour, kHour + 7}) {
    const Keys before = keys_of_one(entry_of("", "", "Old title", minute, text));
    const Keys after = keys_of_one(entry_of("", "", "New title", minute, text));
    EXPECT_EQ(before[1], after[1]);
    EXPECT_NE(before[1], keys_of_one(entry_of("", "", "Old title", minute + 1, text))[1]);
  }
}

TEST(Identity, NothingAtAllStillHasAKey) {
  Entry empty;
  Entry other = empty;
  other.content.html = "text";
  const auto keys = keys_of({empty, other});
  EXPECT_TRUE(keys[0].keys[0].starts_with("h:s:"));
  EXPECT_NE(keys[0].keys[0], keys[1].keys[0]);
  EXPECT_EQ(keys_of_one(empty), keys_of_one(empty));
}

TEST(Identity, ALongIdStandsInItsKeyAsAHash) {
  EXPECT_LT(keys_of_one(entry_of(std::string(65536, 'x'), "", ""))[0].size(), 100u);
}

TEST(Identity, SharedIdsAreToldApart) {
  const auto keys = keys_of({entry_of("1", "https://x.org/a", "A"), entry_of("1", "https://x.org/b", "B")});
  EXPECT_NE(keys[0].keys[0], keys[1].keys[0]);
  EXPECT_TRUE(keys[0].keys[0].starts_with("i:s:1#"));
  EXPECT_EQ(keys[0].shared, Keys{"i:s:1"});
  EXPECT_EQ(keys[0].keys[0], keys_of({entry_of("1", "https://x.org/a", "A")})[0].apart)
      << "alone, it is known by the same";
}

TEST(Identity, SharedIdsOfTextsWithoutTitleAreToldApart) {
  const auto keys = keys_of({entry_of("1", "", "", {}, "one"), entry_of("1", "", "", {}, "two")});
  EXPECT_NE(keys[0].keys[0], keys[1].keys[0]);
  EXPECT_FALSE(keys[1].superseded);
}

TEST(Identity, TheSameItemTwiceIsOne) {
  const auto keys = keys_of({entry_of("1", "https://x.org/a", "A"), entry_of("1", "https://x.org/a", "A")});
  EXPECT_EQ(keys[0].keys[0], "i:s:1");
  EXPECT_EQ(keys[1].keys[0], "i:s:1");
  EXPECT_FALSE(keys[0].superseded);
  EXPECT_TRUE(keys[1].superseded);
}

TEST(Identity, OfOneEntryInTwoVersionsTheNewerCounts) {
  Entry older = entry_of("1", "https://x.org/a", "A", kHour, "old");
  Entry newer = entry_of("1", "https://x.org/a", "A", kHour, "new");
  older.updated = from_unix_ms(1000), newer.updated = from_unix_ms(2000);
  const auto keys = keys_of({older, newer});
  EXPECT_TRUE(keys[0].superseded);
  EXPECT_FALSE(keys[1].superseded);
}

TEST(Identity, OneItemUnderTwoIdsIsOne) {
  const auto keys = keys_of({entry_of("1", "https://x.org/a", "A", kHour, "text"),
                             entry_of("2", "https://x.org/a", "A", kHour, "text"),
                             entry_of("3", "https://x.org/a", "A", kHour, "another text")});
  EXPECT_TRUE(keys[1].superseded);
  EXPECT_EQ(std::count(keys[0].keys.begin(), keys[0].keys.end(), "i:s:2"), 1);
  EXPECT_FALSE(keys[2].superseded);
}

TEST(Identity, ALinkOfManyEntriesNamesNone) {
  const auto keys =
      keys_of({entry_of("", "https://x.org/live", "A"), entry_of("", "https://x.org/live", "B")});
  EXPECT_TRUE(keys[0].keys[0].starts_with("h:"));
  EXPECT_NE(keys[0].keys[0], keys[1].keys[0]);
}

TEST(Identity, AnotherSourceOrANewIdFindsTheSameArticle) {
  const Entry first = entry_of("1", "http://www.x.org/a/", "A  title");
  const std::string key = identity_keys("one", {first})[0].keys[1];
  EXPECT_TRUE(key.starts_with("u:"));
  EXPECT_EQ(identity_keys("two", {entry_of("9", "https://x.org/a?utm_medium=feed", "A title")})[0].keys[1],
            key);
  EXPECT_NE(identity_keys("two", {entry_of("9", "https://x.org/a", "Another title")})[0].keys[1], key);
}

TEST(Identity, TwoEntriesOfOneAddressAndTitleShareNoKey) {
  const auto keys = keys_of(
      {entry_of("1", "https://x.org/weather", "Weather"), entry_of("2", "https://x.org/weather", "Weather")});
  EXPECT_EQ(keys[0].keys, Keys{"i:s:1"});
  EXPECT_EQ(keys[1].keys, Keys{"i:s:2"});
  EXPECT_EQ(keys[0].shared,
            (Keys{"u:x.org/weather\nweather", "q:s:/weather\nweather\n" + sha256_hex("").substr(0, 16)}));
}

TEST(Identity, PathsNameArticlesOfOneSiteOnly) {
  const auto keys =
      keys_of({entry_of("1", "https://a.org/hello", "Hello"), entry_of("2", "https://b.org/hi", "Hi")});
  EXPECT_EQ(keys[0].keys, (Keys{"i:s:1", "u:a.org/hello\nhello"}));
}

TEST(Identity, AddressesAreGiven) {
  EXPECT_EQ(keys_of({entry_of("1", "https://www.x.org/a/", "A")})[0].address, "x.org/a");
  EXPECT_EQ(keys_of({entry_of("1", "https://www.x.org/", "A")})[0].address, "");
}

TEST(Identity, ThePagesCanonicalLinkIsAKey) {
  const Entry entry = entry_of("1", "https://feeds.x.org/~r/1", "A", kHour + 7);
  EntryKeys keys = keys_of({entry})[0];
  const std::size_t before = keys.keys.size();
  add_canonical_link(keys, entry, "https://x.org/");
  EXPECT_EQ(keys.keys.size(), before) << "a front page";
  add_canonical_link(keys, entry, "https://www.x.org/a");
  add_canonical_link(keys, entry, "https://www.x.org/a");
  EXPECT_EQ(Keys(keys.keys.begin() + static_cast<std::ptrdiff_t>(before), keys.keys.end()),
            (Keys{"u:x.org/a\na", "v:x.org/a\n" + std::to_string(kHour + 7)}));
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
