// Lists that go on, and what pages count: days and languages.
#include "tests/storage/samples.h"

namespace gazette {
namespace {

using namespace test;

PollEntry dated(const std::string& id, const std::string& source, std::int64_t date,
                const std::string& language = "en") {
  Article a = article(id, "Title " + id, "words", date);
  a.source = source;
  a.language = language;
  return entry(a);
}

struct Listing : testing::Test {
  Folder folder;
  std::unique_ptr<Store> store = open(folder.file("db"));

  /// All ids, page by page.
  Names walk(ArticleQuery query) {
    Names ids;
    for (;;) {
      const std::vector<StoredArticle> page = must(store->articles(query));
      for (const StoredArticle& stored : page) ids.push_back(stored.article.id);
      if (page.empty()) return ids;
      query.after = ArticlePlace{page.back().article.date, page.back().number};
    }
  }
};

TEST_F(Listing, goes_on_after_an_article_whatever_came_meanwhile) {
  must(store->save_poll(poll("one", {dated("a", "one", 10), dated("b", "one", 20), dated("c", "one", 20),
                                     dated("d", "one", 20), dated("e", "one", 30)})));
  for (const Names& sources : {Names{}, Names{"one"}, Names{"one", "two"}})
    for (const int limit : {1, 2, 3, 10})
      EXPECT_EQ(walk(query(sources, {}, {}, "", limit)), (Names{"e", "d", "c", "b", "a"}));
  ArticleQuery rest = query({}, {}, {}, "", 10);
  const std::vector<StoredArticle> first = must(store->articles(query({}, {}, {}, "", 2)));
  rest.after = ArticlePlace{first[1].article.date, first[1].number};
  must(store->save_poll(poll("one", {dated("new", "one", 40), dated("old", "one", 5)})));
  Names ids;
  for (const StoredArticle& stored : must(store->articles(rest))) ids.push_back(stored.article.id);
  EXPECT_EQ(ids, (Names{"c", "b", "a", "old"}));
}

TEST_F(Listing, goes_on_through_what_a_search_finds_by_date) {
  std::vector<PollEntry> entries;
  for (int i = 0; i < 9; ++i) entries.push_back(dated("t" + std::to_string(i), "one", i));
  must(store->save_poll(poll("one", entries)));
  must(store->save_poll(poll("two", {dated("other", "two", 50)})));
  ArticleQuery newest = query({"one"}, {}, {}, "title -t4", 2);
  newest.newest_first = true;
  EXPECT_EQ(walk(newest), (Names{"t8", "t7", "t6", "t5", "t3", "t2", "t1", "t0"}));
}

// How lists are made depends on how long they are: 30,000 copies of one article, the oldest of all.
TEST_F(Listing, of_very_many_articles_finds_the_same) {
  must(store->save_poll(poll("one", {dated("a", "one", 10), dated("b", "one", 20)})));
  must(store->save_poll(poll("two", {dated("c", "two", 15), dated("d", "two", 25, "de")})));
  must(store->save_poll(poll("three", {dated("e", "three", 30)})));
  must(store->catch_up_search());
  ASSERT_EQ(sql(folder.file("db"),
                "create temp table copy as with recursive n (n) as (select 1000 union all select n + 1 from "
                "n limit 30000)"
                " select n from n;"
                "insert into article (number, id, source, body_source, guid, url, date, first_seen, changed, "
                "fingerprint,"
                " simhash, body_offset, language, zone, content_from, title, image, comments, rights, "
                "authors, categories,"
                " tags, enclosures, origin, own_summary, record) select n, 'n' || n, source, source, n, n, "
                "0, 0, 0, 1, 0, 0,"
                " 'en', '', '', title, '', '', '', '', '', '[\"many\"]', '', '', '', '' from article, copy "
                "where id = 'a';"
                "insert into article_source (article, source, entry_fingerprint, since, date) select n, "
                "source, 0, 0, 0 from"
                " article, copy where id = 'a';"
                "insert into unindexed select n from copy"),
            "");
  const auto found = [&](ArticleQuery query) {
    query.limit = 3;
    Names ids;
    for (const StoredArticle& stored : must(store->articles(query))) ids.push_back(stored.article.id);
    return ids;
  };
  const std::string last = "n30999", before = "n30998", third = "n30997";
  EXPECT_EQ(found({}), (Names{"e", "d", "b"}));
  EXPECT_EQ(found(query({"one", "three"})), (Names{"e", "b", "a"}));
  EXPECT_EQ(found(query({"two", "three"})), (Names{"e", "d", "c"}));
  EXPECT_EQ(found(query({"one", "two"}, {"many"})), (Names{last, before, third}));
  EXPECT_EQ(found(about("-source:one")), (Names{"e", "d", "c"}));
  EXPECT_EQ(found(about("tag:many -source:two")), (Names{last, before, third}));
  EXPECT_EQ(found(about("lang:de -tag:many")), Names{"d"});
}

TEST_F(Listing, counts_days_of_each_source) {
  const std::int64_t day = 86'400;
  must(store->save_poll(poll("one", {dated("a", "one", 0), dated("b", "one", 60), dated("c", "one", 3 * day),
                                     dated("long ago", "one", -100 * day)})));
  must(store->save_poll(poll("two", {dated("d", "two", 0)})));
  must(store->withdraw("c", "asked to", at(0)));
  const auto first = std::chrono::floor<std::chrono::days>(at(0));
  std::vector<std::tuple<std::string, int, int>> seen;
  for (const DayCount& count : must(store->day_counts(first)))
    seen.emplace_back(count.source, (count.day - first).count(), static_cast<int>(count.articles));
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(seen, (std::vector<std::tuple<std::string, int, int>>{{"one", 0, 2}, {"two", 0, 1}}));
}

TEST_F(Listing, counts_languages_of_the_latest) {
  must(store->save_poll(
      poll("one", {dated("a", "one", 1, "de"), dated("b", "one", 2, "zh-CN"), dated("c", "one", 3, "en"),
                   dated("d", "one", 4, "zh-CN"), dated("e", "one", 5, "")})));
  const auto seen = [&](int latest) {
    std::vector<std::pair<std::string, int>> out;
    for (const LanguageCount& count : must(store->language_counts(latest)))
      out.emplace_back(count.language, static_cast<int>(count.articles));
    return out;
  };
  EXPECT_EQ(seen(100), (std::vector<std::pair<std::string, int>>{{"zh-CN", 2}, {"de", 1}, {"en", 1}}));
  EXPECT_EQ(seen(3), (std::vector<std::pair<std::string, int>>{{"en", 1}, {"zh-CN", 1}}));
}

}  // namespace
}  // namespace gazette
