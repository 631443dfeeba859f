// Every rule for documents that we give out (section O), by a checker of its own and by an RNG of RFC 4287;
// and what other programs read in them.
#include <cstdint>
#include <regex>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exporters/feed_writer.h"
#include "tests/exporters/hostile.h"
#include "tests/exporters/samples.h"

namespace gazette {
namespace {

using testing::at;
using ::testing::HasSubstr;
using testing::hostile_text;
using testing::rewrite;
using testing::run_program;
using testing::sample;
using ::testing::StartsWith;
using testing::TempFolder;
using testing::write_text;

const FeedOutput kAll[] = {FeedOutput::atom, FeedOutput::rss, FeedOutput::json};
const std::string kTests = TESTS_DIR;

FeedHead head(FeedOutput format, std::int64_t page = 0) {
  const std::string end = '.' + std::string(feed_extension(format));
  FeedHead head;
  head.title = "All & everything";
  head.self = page == 0 ? "https://news.example.org/feeds/all" + end
                        : "https://news.example.org/feeds/all/" + std::to_string(page) + end;
  head.id = "https://news.example.org/feeds/all" + end;
  head.home = "https://news.example.org/";
  head.language = "zh-CN";
  head.hub = "https://news.example.org/hub";
  head.previous = "https://news.example.org/feeds/all/6" + end;
  if (page != 0) head.current = head.id;
  return head;
}

/// What the checker says of a document; empty: nothing is wrong.
std::string faults(const std::string& document, const std::string& self) {
  TempFolder temp;
  write_text(temp / "document", document);
  const std::string now = std::to_string(
      std::chrono::duration_cast<std::chrono::seconds>(at(1'000'000).time_since_epoch()).count());
  const auto done = run_program(
      {"/usr/bin/python3", kTests + "/exporters/check_feed.py", (temp / "document").string(), self, now});
  EXPECT_EQ(done.status, 0) << done.err;
  return done.out;
}

/// Articles that say everything, in texts that mean something to everybody.
std::vector<ExportArticle> hostile_articles(int count) {
  std::mt19937 random(7);
  std::vector<ExportArticle> articles;
  for (int i = 0; i < count; ++i) {
    ExportArticle article = sample("a" + std::to_string(i), hostile_text(random, 6));
    Article& a = article.article;
    if (i % 3 == 0) a.guid = hostile_text(random, 4);
    if (i % 5 == 0) a.url = i % 2 ? "" : "javascript:alert(1)";
    a.summary = hostile_text(random, 9);
    a.authors = {{hostile_text(random, 3), "ann@example.org", hostile_text(random, 2)}};
    a.categories = {hostile_text(random, 3), "News"};
    a.tags = {hostile_text(random, 2)};
    a.enclosures = {{"https://e.org/a.mp3", hostile_text(random, 2), {}, {}},
                    {"https://e.org/b.mp3", "audio/mpeg", 12, 3}};
    a.image = i % 2 ? "https://e.org/i.jpg" : hostile_text(random, 2);
    a.rights = hostile_text(random, 3);
    a.language = i % 4 ? "zh-CN" : hostile_text(random, 2);
    a.date = at(i % 7 == 0 ? 999'999'999 : -i * std::int64_t{100'000'000});
    a.origin = Origin{hostile_text(random, 2), hostile_text(random, 3), "https://o.example/", "", {}};
    article.changed = at(500 + i);
    article.version = 1 + i % 2;
    rewrite(article, hostile_text(random, 20));
    articles.push_back(std::move(article));
  }
  return articles;
}

TEST(FeedRules, O1_to_O12_hold_whatever_the_articles_say) {
  std::vector<ExportArticle> articles = hostile_articles(300);
  articles[5].removed = true;
  for (const FeedOutput format : kAll) {
    SCOPED_TRACE(feed_extension(format));
    EXPECT_EQ(faults(write_feed(format, head(format), articles), head(format).self), "");
    EXPECT_EQ(faults(write_feed(format, head(format, 7), archive_articles(articles)), head(format, 7).self),
              "");
    EXPECT_EQ(faults(write_feed(format, head(format), {}), head(format).self), "") << "an empty one";
  }
}

TEST(FeedRules, O2_atom_is_valid_by_its_own_grammar) {
  std::vector<ExportArticle> articles = hostile_articles(100);
  articles[5].removed = true;
  for (const std::string& document : {write_feed(FeedOutput::atom, head(FeedOutput::atom), articles),
                                      write_feed(FeedOutput::atom, head(FeedOutput::atom, 7), articles),
                                      write_feed(FeedOutput::atom, head(FeedOutput::atom), {})}) {
    TempFolder temp;
    write_text(temp / "feed.atom", document);
    const auto done = run_program(
        {"xmllint", "--noout", "--relaxng", kTests + "/exporters/atom.rng", (temp / "feed.atom").string()});
    EXPECT_EQ(done.status, 0) << done.err.substr(0, 2000);
  }
  TempFolder temp;
  write_text(temp / "bad.atom",
             "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>urn:x</id><title>t</title></feed>");
  EXPECT_NE(run_program({"xmllint", "--noout", "--relaxng", kTests + "/exporters/atom.rng",
                         (temp / "bad.atom").string()})
                .status,
            0);
}

TEST(FeedRules, O2_DuplicateUpdated_no_two_entries_have_one_moment) {
  std::vector<ExportArticle> articles;
  for (int i = 0; i < 50; ++i) articles.push_back(sample("a" + std::to_string(i)));  // of one date
  const std::string atom = write_feed(FeedOutput::atom, head(FeedOutput::atom), articles);
  EXPECT_EQ(faults(atom, head(FeedOutput::atom).self), "");
  const std::regex updated("<updated>([^<]*)</updated>\n<published>([^<]*)</published>");
  std::set<std::string> moments;
  for (std::sregex_iterator match(atom.begin(), atom.end(), updated), end; match != end; ++match) {
    moments.insert((*match)[1]);
    EXPECT_EQ((*match)[1], (*match)[2]) << "what never changed says so";
  }
  EXPECT_EQ(moments.size(), 50u);
  articles.erase(articles.begin() + 1, articles.end());
  EXPECT_THAT(
      write_feed(FeedOutput::atom, head(FeedOutput::atom), articles),
      ::testing::HasSubstr(atom.substr(atom.find("<entry"), atom.find("</entry>") - atom.find("<entry"))))
      << "whoever stands beside it";
}

/// A checker that finds nothing would find nothing wrong with these either.
TEST(FeedRules, the_checker_finds_what_is_wrong) {
  const std::vector<ExportArticle> articles = {sample("a"), sample("b")};
  const std::string atom = write_feed(FeedOutput::atom, head(FeedOutput::atom), articles);
  const std::string rss = write_feed(FeedOutput::rss, head(FeedOutput::rss), articles);
  const std::string json = write_feed(FeedOutput::json, head(FeedOutput::json), articles);
  std::string same =
      std::regex_replace(atom, std::regex("<updated>[^<]*"), "<updated>2025-02-08T08:00:00Z") + "<!-- -->";
  const struct Case {
    const std::string& document;
    const char *from, *to, *rule;
  } cases[] = {
      {atom, "<?xml", " <?xml", "O1"},
      {atom, "A title", "A \x01 title", "O1"},
      {atom, "<feed", "<!DOCTYPE feed><feed", "O1"},
      {atom, "guid:b", "guid:a", "O2"},
      {atom, "<title>A title</title>", "", "O2"},
      {same, "<!-- -->", "", "O2"},
      {atom, "rel=\"self\" type=\"application/atom+xml\" href=\"https", "rel=\"self\" href=\"http", "O2"},
      {atom, "<author>\n<name>All &amp; everything</name>\n</author>", "", "O2"},
      {atom, "<source>", "<src>", "O1"},
      {atom, "2025-02-08T", "2035-02-08T", "O5"},
      {atom, "2025-02-08T", "1955-02-08T", "O5"},
      {atom, "A body.", "&lt;script&gt;x&lt;/script&gt;", "O6"},
      {atom, "A body.", "&lt;a href=\"/x\"&gt;x&lt;/a&gt;", "O6"},
      {atom, "A body.", "&lt;p onclick=\"x\"&gt;x&lt;/p&gt;", "O6"},
      {atom, "rel=\"prev-archive\"", "rel=\"current\"", "O8"},
      {rss, "isPermaLink=\"false\"", "isPermaLink=\"true\"", "O4"},
      {rss, "<description>All", "<descr>All", "O1"},
      {rss, "Sat, 08", "Mon, 08", "O5"},
      {rss, "guid:b", "guid:a", "O4"},
      {json, "https://jsonfeed.org/version/1.1", "https://jsonfeed.org/version/1", "O7"},
      {json, "\"id\":\"guid:b\"", "\"id\":7", "O7"},
      {json, "content_html", "content", "O7"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.to);
    std::string broken = c.document;
    const std::size_t where = broken.find(c.from);
    ASSERT_NE(where, broken.npos) << c.from;
    broken.replace(where, std::string(c.from).size(), c.to);
    const FeedOutput format = &c.document == &atom || &c.document == &same ? FeedOutput::atom
                              : &c.document == &rss                        ? FeedOutput::rss
                                                                           : FeedOutput::json;
    EXPECT_THAT(faults(broken, head(format).self), StartsWith(c.rule));
  }
}

/// Each reader's list of what it read: title and link, one a line, sorted.
class FeedReaders : public ::testing::Test {
 protected:
  FeedReaders() {
    for (int i = 0; i < 5; ++i)
      articles.push_back(sample("a" + std::to_string(i), "Title " + std::to_string(i) + " 软银 & \"co\""));
    for (const ExportArticle& article : articles)
      expected += article.article.title + " | " + article.article.url + "\n";
  }
  std::string file(FeedOutput format) {
    const std::string path = (temp / ("feed." + std::string(feed_extension(format)))).string();
    write_text(path, write_feed(format, head(format), articles));
    return path;
  }
  std::string shell(const std::string& script, const std::string& argument) {
    const auto done = run_program({"sh", "-c", script, argument}, temp.path());
    EXPECT_EQ(done.status, 0) << done.err;
    return done.out;
  }
  TempFolder temp;
  std::vector<ExportArticle> articles;
  std::string expected;
};

TEST_F(FeedReaders, sfeed_reads_the_same_entries) {
  for (const FeedOutput format : {FeedOutput::atom, FeedOutput::rss})
    EXPECT_EQ(shell("sfeed < \"$0\" | awk -F'\\t' '{print $2 \" | \" $3}' | sort", file(format)), expected);
}

TEST_F(FeedReaders, newsboat_reads_the_same_entries) {
  for (const FeedOutput format : {FeedOutput::atom, FeedOutput::rss}) {
    std::filesystem::remove(temp / "cache.db");
    write_text(temp / "urls", "file://" + file(format) + "\n");
    write_text(temp / "config", "");
    EXPECT_EQ(shell("HOME=\"$PWD\" newsboat -q -u urls -c cache.db -C config -x reload && sqlite3 cache.db "
                    "\"select title || ' | ' || url from rss_item order by 1\"",
                    ""),
              expected);
  }
}

TEST_F(FeedReaders, feedparser_reads_the_same_entries) {
  for (const FeedOutput format : {FeedOutput::atom, FeedOutput::rss}) {
    const auto done =
        run_program({"/usr/bin/python3", "-c",
                     "import feedparser, sys\nfor e in sorted(feedparser.parse(open(sys.argv[1], "
                     "'rb').read()).entries, key=lambda e: e.title): print(e.title, '|', e.link)",
                     file(format)});
    EXPECT_EQ(done.out, expected) << done.err;
  }
}

}  // namespace
}  // namespace gazette
