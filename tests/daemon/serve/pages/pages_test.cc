#include "daemon/serve/pages/pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/serve/pages/fragment.h"
#include "tests/daemon/serve/fake_model.h"

namespace gazette {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

const Time kNow = from_unix_ms(1'764'000'000'000);  // 2025-11-24T16:00:00Z
constexpr const char* kHostile = "</title></bdi><script>alert(1)</script>\" onmouseover=\"x' & \x01\x1b[31m";

PageFrame frame(const std::string& root = "") {
  return {"gazette", root, "01234567", nullptr};
}

SourceStatus source(const std::string& name) {
  SourceStatus s;
  s.name = name;
  s.title = "Title of " + name;
  s.url = "https://" + name + ".example/feed?key=secret";
  s.link = "https://" + name + ".example/";
  s.last_poll = kNow - 4min;
  s.last_success = kNow - 4min;
  s.next_poll = kNow + 56min;
  s.reason = "min_interval 1 h";
  s.articles = 1234;
  return s;
}

ServiceStatus status() {
  ServiceStatus s;
  s.now = kNow;
  s.started = kNow - 72h;
  s.version = "1.2.3";
  s.articles = 12345;
  s.sources = {source("lwn")};
  return s;
}

/// What no page may hold, whatever was put into it.
void expect_safe(const std::string& page) {
  for (const char* never :
       {"<script", "onmouseover=\"", "href=\"javascript:", "<style", " style=\"", "\x01", "\x1b"})
    EXPECT_THAT(page, Not(HasSubstr(never)));
  EXPECT_THAT(page, HasSubstr("<meta name=\"robots\" content=\"noindex\">"));
  EXPECT_THAT(page, HasSubstr("<!doctype html>\n<html lang=\"en\">"));
}

TEST(OverviewPage, ShowsSourcesArticlesAndFeeds) {
  const ExportArticle article = testing::make_article("a1", "软银拟再投资", "text", kNow - 3h);
  const std::string page = overview_page(frame(), status(), std::vector{article}, {"all", "lwn"});
  for (const char* part :
       {"Title of lwn", "lwn.example", "healthy", "1,234", "4 min ago", "in 56 min", "min_interval 1 h",
        "12,345", "href=\"articles/a1\"", "软银拟再投资", "3 h ago", "href=\"feeds/lwn.atom\"",
        "href=\"feeds/all.json\"", "<link rel=\"alternate\" type=\"application/atom+xml\"",
        "running for 3 days", "Monday, 24 November 2025, 16:00 UTC"})
    EXPECT_THAT(page, HasSubstr(part));
  EXPECT_THAT(page, Not(HasSubstr("secret")));  // keys in feed addresses are the operator's
  EXPECT_EQ(page, overview_page(frame(), status(), std::vector{article}, {"all", "lwn"}));
}

TEST(OverviewPage, HealthInWords) {
  const struct Case {
    const char* name;
    void (*change)(SourceStatus&);
    std::vector<const char*> shown;
  } cases[] = {
      {"new", [](SourceStatus& s) { s.last_poll.reset(); }, {"state new\">new", "never"}},
      {"polling", [](SourceStatus& s) { s.polling = true; }, {"state polling\">polling"}},
      {"due", [](SourceStatus& s) { s.next_poll = kNow - 1s; }, {"state healthy\">healthy", "due"}},
      {"retrying",
       [](SourceStatus& s) {
         s.failures = 1;
         s.error_kind = "timeout";
         s.error = "no answer within 60 s";
       },
       {"state retrying\">retrying", "The server takes too long", "no answer within 60 s"}},
      {"failing",
       [](SourceStatus& s) {
         s.failures = 7;
         s.error_kind = "dns";
       },
       {"state failing\">failing", "The server's name cannot be found", "7 failures in a row"}},
      {"gone", [](SourceStatus& s) { s.gone = true; }, {"state gone\">gone", "never"}},
      {"unknown kind",
       [](SourceStatus& s) {
         s.failures = 1;
         s.error_kind = "?";
       },
       {"The last poll failed"}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    ServiceStatus s = status();
    c.change(s.sources[0]);
    const std::string page = overview_page(frame(), s, {}, {});
    for (const char* part : c.shown) EXPECT_THAT(page, HasSubstr(part));
  }
}

TEST(OverviewPage, TroubleComesFirst) {
  ServiceStatus s = status();
  s.sources = {source("aaa"), source("bbb"), source("ccc")};
  s.sources[2].failures = 5;
  const std::string page = overview_page(frame(), s, {}, {});
  EXPECT_LT(page.find("Title of ccc"), page.find("Title of aaa"));
  EXPECT_LT(page.find("Title of aaa"), page.find("Title of bbb"));
  EXPECT_THAT(page, HasSubstr("2 healthy"));
  EXPECT_THAT(page, HasSubstr("1 failing"));
}

TEST(OverviewPage, EmptyAndBroken) {
  ServiceStatus s;
  s.now = kNow;
  s.store_ok = false;
  const std::string page = overview_page(frame(), s, {}, {});
  EXPECT_THAT(page, HasSubstr("No source yet"));
  EXPECT_THAT(page, HasSubstr("role=\"alert\""));
}

TEST(OverviewPage, ManySourcesAreCut) {
  ServiceStatus s = status();
  s.sources.assign(3000, source("x"));
  const std::string page = overview_page(frame(), s, {}, {});
  EXPECT_THAT(page, HasSubstr("and 2000 more"));
}

TEST(Pages, HostileTextEverywhere) {
  ServiceStatus s = status();
  SourceStatus& bad = s.sources[0];
  bad.name = bad.title = bad.error = bad.reason = bad.error_kind = kHostile;
  bad.url = bad.link = "javascript:alert(1)";
  bad.failures = 9;
  s.version = kHostile;
  ExportArticle item = testing::make_article("a1", kHostile, "text", kNow);
  Article& article = item.article;
  article.source = article.summary = article.rights = article.zone = article.id = kHostile;
  article.language = "en\" onmouseover=\"x";
  article.url = article.comments = article.image = "javascript:alert(1)";
  article.authors = {{kHostile, kHostile, kHostile}};
  article.categories = article.tags = {kHostile};
  article.enclosures = {{"javascript:alert(1)//x", kHostile, 1, 1}, {kHostile, "", {}, {}}};
  item.sources = {kHostile, kHostile};
  item.version = 2;
  PageFrame hostile = frame();
  hostile.title = kHostile;
  expect_safe(overview_page(hostile, s, std::vector{item}, {kHostile}));
  expect_safe(article_page(hostile, item));
  expect_safe(search_page(hostile, kHostile, std::vector{item}, kNow));
  expect_safe(error_page(hostile, 404, kHostile));
}

TEST(ArticlePage, SaysWhereItIsFrom) {
  ExportArticle item = testing::make_article("a1", "A <b>title</b>", "Hello *world*", kNow);
  item.article.language = "zh-CN";
  item.article.zone = "Asia/Shanghai";
  item.article.authors = {{"Wang Wu", "", ""}};
  item.article.enclosures = {{"https://cdn.example/talk.mp3?x=1", "audio/mpeg", 10, 10}};
  item.version = 3;
  item.sources = {"lwn", "other"};
  PageFrame below = frame("../");
  below.titles = std::make_shared<const SourceTitles>(SourceTitles{{"lwn", "LWN.net"}});
  const std::string page = article_page(below, item);
  for (const char* part :
       {"<title>A &lt;b&gt;title&lt;/b&gt; · gazette</title>",
        "<link rel=\"canonical\" href=\"https://example.org/a1\">", "lang=\"zh-CN\"",
        "2025-11-25 00:00 Asia/Shanghai", "<em>world</em>", "Wang Wu", "Read at example.org", "LWN.net",
        "other", "talk.mp3", "3, changed", "href=\"../style.css?v=01234567\"", "action=\"../search\""})
    EXPECT_THAT(page, HasSubstr(part));
}

TEST(SearchPage, Answers) {
  const std::vector<ExportArticle> one = {testing::make_article("a1", "Tides", "", kNow)};
  EXPECT_THAT(search_page(frame(), "", {}, kNow), HasSubstr("<h1>Search</h1>"));
  EXPECT_THAT(search_page(frame(), "软银", {}, kNow), HasSubstr("Nothing found"));
  const std::string page = search_page(frame(), "\"tides\"", one, kNow);
  EXPECT_THAT(page, HasSubstr("1 article for"));
  EXPECT_THAT(page, HasSubstr("value=\"&quot;tides&quot;\""));
}

TEST(RelativeTime, Words) {
  const struct Case {
    Duration distance;
    const char* words;
  } cases[] = {
      {0s, ">now<"},
      {-5s, ">now<"},
      {-30s, ">30 s ago<"},
      {30s, ">in 30 s<"},
      {-59min, ">59 min ago<"},
      {-90min, ">1 h ago<"},
      {-47h, ">47 h ago<"},
      {-48h, ">2 days ago<"},
      {240h, ">in 10 days<"},
      {-720h, ">25 Oct 2025<"},
      {24000h, ">20 Aug 2028<"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.words);
    EXPECT_THAT(relative_time(kNow + c.distance, kNow).str(), HasSubstr(c.words));
  }
  EXPECT_THAT(relative_time(kNow, kNow).str(), HasSubstr("datetime=\"2025-11-24T16:00:00Z\""));
}

TEST(Numbers, Words) {
  EXPECT_EQ(grouped(0).str(), "0");
  EXPECT_EQ(grouped(999).str(), "999");
  EXPECT_EQ(grouped(1000).str(), "1,000");
  EXPECT_EQ(grouped(-123456).str(), "-123,456");
  EXPECT_EQ(grouped(1234567).str(), "1,234,567");
  EXPECT_EQ(rough_bytes(-1), "0 B");
  EXPECT_EQ(rough_bytes(999), "999 B");
  EXPECT_EQ(rough_bytes(1500), "1.5 kB");
  EXPECT_EQ(rough_bytes(48'200'000), "48 MB");
  EXPECT_EQ(rough_bytes(999'999), "1.0 MB");
}

TEST(ExternalLink, OnlyHttp) {
  const Fragment text = html("text");
  for (const char* url : {"javascript:alert(1)", "data:text/html,x", "", "/path", "file:///etc/passwd"}) {
    SCOPED_TRACE(url);
    EXPECT_EQ(external_link(url, text).str(), "text");
  }
  EXPECT_EQ(external_link("https://a.example/?a=1&b=\"", text).str(),
            "<a href=\"https://a.example/?a=1&amp;b=&quot;\" rel=\"noopener\">text</a>");
}

}  // namespace
}  // namespace gazette
