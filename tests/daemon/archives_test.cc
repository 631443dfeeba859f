// O8, RFC 5005: a small feed and archives that never change, so that a subscriber has everything after any
// downtime; read by our own reader, from the server's documents and from feed files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/output/export_runner.h"
#include "daemon/output/feed_log.h"
#include "daemon/output/served_feed.h"
#include "feeds/parse/parse_feed.h"
#include "storage/sqlite_store.h"
#include "tests/exporters/samples.h"

namespace gazette {
namespace {

using testing::at;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::must;
using ::testing::Not;
using testing::read_text;
using testing::rewrite;
using testing::sample;
using testing::TempFolder;

const FeedOutput kAll[] = {FeedOutput::atom, FeedOutput::rss, FeedOutput::json};
const std::string kBase = "https://news.example.org";

class Archives : public ::testing::Test {
 protected:
  Archives() : store(must(open_sqlite_store({(folder / "gazette.db").string()}))) {
    options.name = "all";
    options.public_url = kBase;
    options.limit = 10;
  }

  /// Stores articles as a poll would, each a second later than the one before; `dates`: 0 is the oldest.
  void store_articles(int first, int last, const std::string& body = "A body.",
                      const std::string& source = "qq") {
    for (int i = first; i <= last; ++i) {
      ExportArticle made = sample("a" + std::to_string(i), "Title " + std::to_string(i) + " " + body, body);
      made.article.source = source;
      made.article.date = at(i);
      made.article.first_seen = at(clock);
      made.article.summary = "Summary: " + body;
      rewrite(made, body);
      made.article.fingerprint = std::hash<std::string>()(made.article.record) | 1;
      PollResult poll;
      poll.state.name = source;
      poll.at = at(clock++);
      PollEntry entry;
      entry.keys.keys = {"i:" + source + ":" + made.article.id};
      const auto known = must(store->find_known(source, std::vector<EntryKeys>{entry.keys}));
      entry.known = known[0] ? known[0]->number : 0;
      entry.entry_fingerprint = made.article.fingerprint;
      entry.article = made.article;
      poll.entries.push_back(std::move(entry));
      must(store->save_poll(poll));
    }
  }
  void follow() {
    while (must(extend_feed_logs(*store, feeds))) {}
  }
  SharedFeed document(std::int64_t page, FeedOutput format = FeedOutput::atom) {
    FeedName name{"all", format, {}, {}, page};
    return must(make_feed(*store, {options, name, nullptr, 0})).feed;
  }
  /// What a subscriber has who follows the archives back from the feed; the newest state of each entry.
  std::map<std::string, std::string> read_all(FeedOutput format) {
    std::map<std::string, std::string> titles;
    std::set<std::string> deleted;
    std::int64_t page = 0;
    for (int steps = 0; steps < 100; ++steps) {
      const SharedFeed from = document(page, format);
      if (!from) break;
      const Feed feed = read(from->body, page, format);
      for (const DeletedEntry& gone : feed.deleted) deleted.insert(gone.id);
      for (const Entry& entry : feed.entries)
        if (!deleted.contains(entry.id)) titles.emplace(entry.id, entry.title);
      const std::string previous = link_of(feed, format, from->body);
      if (previous.empty()) break;
      const std::string prefix = kBase + "/feeds/all/";
      EXPECT_THAT(previous, ::testing::StartsWith(prefix));
      page = std::stoll(previous.substr(prefix.size()));
    }
    return titles;
  }
  static Feed read(const std::string& body, std::int64_t page, FeedOutput format) {
    Document document;
    document.body = body;
    document.url = kBase + "/feeds/all." + std::string(feed_extension(format));
    Feed feed = must(parse_feed(document));
    EXPECT_THAT(feed.problems, IsEmpty());
    if (format != FeedOutput::json) {
      EXPECT_EQ(feed.archive, page != 0);
    }
    return feed;
  }
  static std::string link_of(const Feed& feed, FeedOutput format, const std::string& body) {
    if (format == FeedOutput::json) {
      const std::string mark = "\"next_url\":\"";
      const std::size_t begin = body.find(mark);
      return begin == body.npos ? ""
                                : body.substr(begin + mark.size(),
                                              body.find('"', begin + mark.size()) - begin - mark.size());
    }
    for (const Link& link : feed.links)
      if (link.rel == "prev-archive") return link.href;
    return {};
  }

  TempFolder folder;
  std::unique_ptr<Store> store;
  FeedFilesOptions options;
  std::vector<LoggedFeed> feeds = {{"all", {}}};
  int clock = 1000;
};

TEST_F(Archives, O8_a_subscriber_has_everything_after_any_downtime) {
  store_articles(1, 172);
  follow();
  for (const FeedOutput format : kAll) {
    SCOPED_TRACE(feed_extension(format));
    const auto titles = read_all(format);
    EXPECT_EQ(titles.size(), 172u);
    EXPECT_EQ(titles.at("guid:a1"), "Title 1 A body.");
  }
  EXPECT_EQ(read(document(0)->body, 0, FeedOutput::atom).entries.size(), 22u) << "small: what no archive has";
  store_articles(1, 3, "Corrected.");
  follow();
  for (const FeedOutput format : kAll)
    EXPECT_EQ(read_all(format).at("guid:a1"), "Title 1 Corrected.") << "an old one that changed is told, too";
}

TEST_F(Archives, O8_an_article_with_an_old_date_is_not_missed) {
  store_articles(100, 160);
  follow();
  store_articles(1, 1);  // older than all, and found last
  follow();
  EXPECT_TRUE(read_all(FeedOutput::atom).contains("guid:a1"));
  const Feed feed = read(document(0)->body, 0, FeedOutput::atom);
  EXPECT_EQ(feed.entries.back().id, "guid:a1") << "by its date, beyond the limit";
}

TEST_F(Archives, O8_what_is_withdrawn_before_its_log_knows_it_is_told_all_the_same) {
  store_articles(1, 2);
  must(withdraw_from_feeds(*store, feeds, "a1", "", at(2000)));
  follow();
  const auto page = must(store->feed_log_page("all", 1));
  ASSERT_EQ(page.size(), 3u);
  EXPECT_EQ(page[2].version, 0) << "its tombstone";
}

TEST_F(Archives, O8_a_feed_made_while_its_log_lags_is_made_again) {
  store_articles(1, 2);
  follow();
  must(store->withdraw("a1", "", at(2000)));
  const FeedName name{"all", FeedOutput::atom, {}, {}, 0};
  const FeedAnswer early = must(make_feed(*store, {options, name, nullptr, 0}));
  EXPECT_EQ(early.change, 0) << "right up to no change";
  follow();
  const FeedAnswer late = must(make_feed(*store, {options, name, early.feed, early.change}));
  EXPECT_THAT(late.feed->body, HasSubstr("<at:deleted-entry ref=\"guid:a1\""));
  EXPECT_EQ(must(make_feed(*store, {options, name, late.feed, late.change})).feed, late.feed);
}

TEST_F(Archives, what_changes_no_version_is_not_said_again) {
  store_articles(1, 2);
  follow();
  FetchedImage image;
  image.image.url = "https://a.example/1.png";
  image.image.state = StoredImage::State::kept;
  image.image.sha256 = "of it";
  image.bytes = "picture";
  must(store->save_images(1, std::vector<std::string>{image.image.url}, std::vector{image}));
  ASSERT_EQ(must(store->changes_after(2, 10)).size(), 1u) << "a site's files are others now";
  follow();
  EXPECT_EQ(must(store->feed_log_page("all", 1)).size(), 2u);
}

/// A thousand feeds of sources, each with subscribers: an article is news to one of them.
TEST_F(Archives, a_feed_of_a_source_is_not_made_anew_for_articles_of_others) {
  feeds = {{"one", {{"one"}, {}, {}}}, {"two", {{"two"}, {}, {}}}};
  options.name = "one";
  options.selection.sources = {"one"};
  const auto make = [&](const FeedAnswer& before) {
    follow();
    return must(
        make_feed(*store, {options, {"one", FeedOutput::atom, {}, {}, 0}, before.feed, before.change}));
  };
  store_articles(0, 3, "A body.", "one");
  const FeedAnswer first = make({});
  store_articles(10, 12, "A body.", "two");
  const FeedAnswer same = make(first);
  EXPECT_EQ(same.feed, first.feed) << "not even looked at";
  EXPECT_GT(same.change, first.change);
  store_articles(4, 4, "A body.", "one");
  const FeedAnswer more = make(same);
  EXPECT_THAT(more.feed->body, HasSubstr("Title 4 "));
  must(store->withdraw("a2", "", at(clock)));
  const FeedAnswer less = make(more);
  EXPECT_THAT(less.feed->body, Not(HasSubstr("Title 2 ")));
  store_articles(20, 60, "A body.", "two");
  EXPECT_EQ(make(less).feed->etag, less.feed->etag) << "too much to look through, and made the same";
}

TEST_F(Archives, O8_an_archive_never_changes) {
  store_articles(1, 60);
  follow();
  std::map<FeedOutput, SharedFeed> before;
  for (const FeedOutput format : kAll) before[format] = document(1, format);
  ASSERT_TRUE(before[FeedOutput::atom]);
  EXPECT_EQ(before[FeedOutput::atom]->max_age, std::chrono::days(30));
  store_articles(1, 50, "Corrected.");
  store_articles(61, 130);
  follow();
  for (const FeedOutput format : kAll) {
    EXPECT_EQ(document(1, format)->body, before[format]->body);
    EXPECT_EQ(document(1, format)->etag, before[format]->etag);
    EXPECT_EQ(document(1, format)->last_modified, before[format]->last_modified);
  }
}

TEST_F(Archives, O8_what_they_name) {
  store_articles(1, 120);
  follow();
  const std::string feed = document(0)->body, second = document(2)->body, first = document(1)->body;
  EXPECT_THAT(feed,
              HasSubstr(R"(<link rel="prev-archive" href="https://news.example.org/feeds/all/2.atom"/>)"));
  EXPECT_THAT(feed, Not(HasSubstr("fh:archive")));
  EXPECT_THAT(feed, Not(HasSubstr("\"current\"")));
  EXPECT_THAT(
      second,
      HasSubstr(
          R"(<link rel="self" type="application/atom+xml" href="https://news.example.org/feeds/all/2.atom"/>)"));
  EXPECT_THAT(second, HasSubstr(R"(<link rel="current" href="https://news.example.org/feeds/all.atom"/>)"));
  EXPECT_THAT(second,
              HasSubstr(R"(<link rel="prev-archive" href="https://news.example.org/feeds/all/1.atom"/>)"));
  EXPECT_THAT(second, HasSubstr("<fh:archive/>"));
  EXPECT_THAT(second, HasSubstr(R"(xmlns:fh="http://purl.org/syndication/history/1.0")"));
  EXPECT_THAT(first, Not(HasSubstr("prev-archive")));
  EXPECT_THAT(
      document(2, FeedOutput::rss)->body,
      HasSubstr(R"(<atom:link rel="prev-archive" href="https://news.example.org/feeds/all/1.rss"/>)"));
  EXPECT_THAT(document(2, FeedOutput::json)->body,
              HasSubstr(R"("next_url":"https://news.example.org/feeds/all/1.json")"));
  EXPECT_THAT(document(2)->link,
              HasSubstr("<https://news.example.org/feeds/all/1.atom>; rel=\"prev-archive\""));
  EXPECT_FALSE(document(3)) << "the open page is no archive";
  EXPECT_FALSE(document(9));
}

TEST_F(Archives, O12_a_withdrawn_article_is_said_to_be_gone_and_is_in_no_document) {
  store_articles(1, 60);
  follow();
  ASSERT_THAT(document(1)->body, HasSubstr("guid:a7<"));
  must(store->withdraw("a7", "asked", at(5000)));
  follow();
  EXPECT_THAT(document(0)->body,
              HasSubstr(R"(<at:deleted-entry ref="guid:a7" when="2025-02-08T08:56:40Z"/>)"));
  EXPECT_THAT(document(0)->body, HasSubstr(R"(xmlns:at="http://purl.org/atompub/tombstones/1.0")"));
  for (const std::int64_t page : {0, 1})
    for (const FeedOutput format : {FeedOutput::rss, FeedOutput::atom})
      EXPECT_THAT(document(page, format)->body, Not(HasSubstr("Title 7 "))) << page;
  EXPECT_FALSE(read_all(FeedOutput::atom).contains("guid:a7"));
  EXPECT_THAT(document(0, FeedOutput::json)->body, HasSubstr(R"("deleted":[{"id":"guid:a7")"));
  store_articles(61, 130);
  follow();
  EXPECT_THAT(document(2)->body, HasSubstr("at:deleted-entry")) << "who comes later hears of it, too";
}

TEST_F(Archives, O8_pages_are_full_by_bytes_too) {
  store_articles(1, 5, std::string(150'000, 'x'));
  follow();
  EXPECT_TRUE(document(1));
  EXPECT_EQ(read_all(FeedOutput::atom).size(), 5u);
}

TEST_F(Archives, O8_a_new_feed_begins_with_what_is_there_and_another_selection_anew) {
  store_articles(1, 60);
  store_articles(61, 70, "Other.", "lwn");
  follow();
  feeds.push_back({"lwn", {{"lwn"}, {}, {}}});
  follow();
  EXPECT_EQ(must(feed_page(*store, "lwn", 0)).articles.size(), 10u);
  feeds[1].selection.sources = {"qq"};
  follow();
  const FeedPage anew = must(feed_page(*store, "lwn", 0));
  EXPECT_EQ(anew.first, 2) << "an address never means another document";
  EXPECT_EQ(anew.open, 3);
  EXPECT_EQ(anew.articles.size(), 10u);
  follow();
  EXPECT_EQ(must(feed_page(*store, "lwn", 0)).articles.size(), 10u) << "once";
}

TEST_F(Archives, O8_feed_files_have_them_too) {
  options.path = (folder / "www").string();
  options.formats = {FeedOutput::atom, FeedOutput::json};
  ExportOptions exporter;
  exporter.feed = options;
  const auto run = [&] {
    follow();
    return must(must(ExportRunner::make({exporter})).run(*store, {}, at(9000)).at(0).report);
  };
  store_articles(1, 120);
  EXPECT_EQ(run().written, 6);
  EXPECT_EQ(read_text(folder / "www/all/1.atom"), document(1)->body) << "the same bytes as served";
  EXPECT_EQ(read_text(folder / "www/all.atom"), document(0)->body);
  store_articles(121, 121);
  EXPECT_EQ(run().written, 2) << "full pages are not even looked at";
  must(store->withdraw("a3", "asked", at(5000)));
  run();
  EXPECT_THAT(read_text(folder / "www/all/1.atom"), Not(HasSubstr("Title 3 ")));
  EXPECT_THAT(read_text(folder / "www/all.atom"), HasSubstr("ref=\"guid:a3\""));
}

/// An exporter with `words`: what a search finds, newest first, served and as files.
TEST_F(Archives, a_feed_of_a_search_has_none) {
  options.path = (folder / "www").string();
  options.formats = {FeedOutput::atom};
  options.words = "tide -storm";
  ExportOptions exporter;
  exporter.feed = options;
  const auto run = [&] {
    return must(must(ExportRunner::make({exporter})).run(*store, {}, at(9000)).at(0).report);
  };
  const auto titles = [&] {
    std::vector<std::string> found;
    for (const Entry& entry : read(read_text(folder / "www/all.atom"), 0, FeedOutput::atom).entries)
      found.push_back(entry.title);
    return found;
  };
  store_articles(1, 60);
  store_articles(61, 62, "The tide.");
  store_articles(63, 63, "The tide, and a storm.");
  follow();
  EXPECT_EQ(run().written, 1);
  EXPECT_THAT(titles(), ElementsAre("Title 62 The tide.", "Title 61 The tide."));
  EXPECT_EQ(read_text(folder / "www/all.atom"), document(0)->body) << "the same bytes as served";
  EXPECT_FALSE(document(1));
  store_articles(61, 61, "A storm.");  // edited
  EXPECT_EQ(run().written, 1);
  EXPECT_THAT(titles(), ElementsAre("Title 62 The tide."));
}

TEST(LoggedFeeds, all_that_are_given_out_under_a_name) {
  Config config;
  config.sources.resize(2);
  config.sources[0].name = "qq";
  config.sources[1].name = "lwn";
  config.exporters.resize(2);
  config.exporters[0].feed = FeedFilesOptions{};
  config.exporters[0].feed->name = "lwn";
  config.exporters[0].feed->selection.tags = {"linux"};
  config.exporters[1].feed = FeedFilesOptions{};
  config.exporters[1].feed->name = "tides";
  config.exporters[1].feed->words = "tide";
  std::vector<std::string> names;
  for (const LoggedFeed& feed : logged_feeds(config)) names.push_back(feed.name);
  EXPECT_THAT(names, ElementsAre("lwn", "all", "qq"));
  EXPECT_EQ(logged_feeds(config)[0].selection.tags, std::vector<std::string>{"linux"}) << "the exporter's";
}

}  // namespace
}  // namespace gazette
