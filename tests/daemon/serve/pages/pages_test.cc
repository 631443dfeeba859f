#include "daemon/serve/pages/pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/serve/fake_model.h"

namespace gazette {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

const Time kNow = from_unix_ms(1'764'000'000'000);  // 2025-11-24T16:00:00Z
constexpr const char* kHostile = "</title></bdi><script>alert(1)</script>\" onmouseover=\"x' & \x01\x1b[31m";

PageFrame frame(const std::string& root = "") {
  PageFrame f;
  f.title = "gazette";
  f.root = root;
  f.style = "01234567";
  f.now = kNow;
  return f;
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
  s.days.assign(30, 0);
  s.days.back() = 3;
  return s;
}

ServiceStatus status() {
  ServiceStatus s;
  s.now = kNow;
  s.started = kNow - 72h;
  s.version = "1.2.3";
  s.articles = 12345;
  s.sources = {source("lwn")};
  s.tags = {"linux", "a/b?"};
  s.languages = {"en", "zh-CN"};
  return s;
}

ArticleList list_of(std::vector<ExportArticle> articles, std::string next = {}) {
  return {std::move(articles), std::move(next)};
}

void expect_parts(const std::string& page, std::initializer_list<const char*> parts) {
  for (const char* part : parts) EXPECT_THAT(page, HasSubstr(part));
}

/// What no page may hold, whatever was put into it.
void expect_safe(const std::string& page) {
  for (const char* never :
       {"<script", "onmouseover=\"", "href=\"javascript:", "<style", " style=\"", "\x01", "\x1b", "<img"})
    EXPECT_THAT(page, Not(HasSubstr(never)));
  EXPECT_THAT(page, HasSubstr("<meta name=\"robots\" content=\"noindex\">"));
  EXPECT_THAT(page, HasSubstr("<!doctype html>\n<html lang=\""));
}

TEST(Pages, O11_lead_to_their_feed_and_to_the_original_and_are_not_indexed) {
  const ExportArticle article = testing::make_article("a1", "Tides", "text", kNow);
  const ArticleList list = list_of({article});
  const struct Case {
    std::string page, feed;
  } cases[] = {
      {front_page(frame(), status(), list, true), "feeds/all.atom"},
      {source_page(frame(), source("lwn"), list, true), "feeds/lwn.atom"},
      {list_page(frame(), {"sea & sky", ""}, list, true), "feeds/all.atom?tag=sea%20%26%20sky"},
      {list_page(frame(), {"", "zh-CN"}, list, true), "feeds/all.atom?lang=zh-CN"},
      {search_page(frame(), "软银", list), "feeds/all.atom?q=%E8%BD%AF%E9%93%B6"},
      {article_page(frame(), {article, {}}), "feeds/" + article.article.source + ".atom"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.feed);
    const std::size_t link = c.page.find("<link rel=\"alternate\" type=\"application/atom+xml\"");
    ASSERT_NE(link, c.page.npos);
    EXPECT_THAT(c.page.substr(link, c.page.find('>', link) - link), HasSubstr("href=\"" + c.feed + "\""));
    EXPECT_THAT(c.page, HasSubstr("<link rel=\"alternate\" type=\"application/feed+json\""));
    EXPECT_THAT(c.page, HasSubstr("<meta name=\"robots\" content=\"noindex\">"));
  }
  EXPECT_THAT(cases[5].page, HasSubstr("<link rel=\"canonical\" href=\"" + article.article.url + "\">"));
}

TEST(FrontPage, ShowsArticlesSourcesAndWhatElseThereIs) {
  const ExportArticle article = testing::make_article("a1", "软银拟再投资", "text", kNow - 3h);
  const std::string page = front_page(frame(), status(), list_of({article}, "17.5"), true);
  expect_parts(
      page,
      {"Title of lwn", "href=\"sources/lwn\"", "12,345 articles", "href=\"articles/a1\"", "软银拟再投资",
       "3 h ago", "href=\"feeds/all.json\"", "<link rel=\"alternate\" type=\"application/atom+xml\"",
       "Monday, 24 November 2025, 16:00 UTC", "href=\"tags/linux\"", "href=\"tags/a%2Fb%3F\"",
       "href=\"languages/zh-CN\">Chinese (China)", "href=\"./?after=17.5\"", "aria-current=\"page\">Latest",
       "<svg class=\"sparkline\"", "3 articles in the last 30 days, at most 3 a day"});
  EXPECT_EQ(page, front_page(frame(), status(), list_of({article}, "17.5"), true));
  const std::string older = front_page(frame(), status(), list_of({article}), false);
  EXPECT_THAT(older, HasSubstr("Back to the latest"));
  EXPECT_THAT(older, Not(HasSubstr("?after=")));
}

TEST(FrontPage, EmptyAndBroken) {
  ServiceStatus s;
  s.now = kNow;
  s.store_ok = false;
  expect_parts(front_page(frame(), s, {}, true), {"Nothing yet", "No source yet", "role=\"alert\""});
}

TEST(StatusPage, HealthInWords) {
  const struct Case {
    const char* name;
    void (*change)(SourceStatus&);
    std::vector<const char*> shown;
  } cases[] = {
      {"healthy",
       [](SourceStatus&) {},
       {"state healthy\">healthy", "4 min ago", "in 56 min", "min_interval 1 h", "1,234", "lwn.example"}},
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
      {"gone", [](SourceStatus& s) { s.gone = true; }, {"state gone\">gone", "not any more"}},
      {"a firewall",
       [](SourceStatus& s) {
         s.failures = 1;
         s.error_kind = "waf";
       },
       {"A firewall answers instead of the server"}},
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
    const std::string all = status_page(frame(), s), one = source_page(frame("../"), s.sources[0], {}, true);
    for (const char* part : c.shown) EXPECT_THAT(all, HasSubstr(part));
    EXPECT_THAT(one, HasSubstr(c.shown[0]));
    EXPECT_THAT(all + one, Not(HasSubstr("secret")));  // keys in feed addresses are the operator's
  }
}

TEST(StatusPage, ASourceThatAnswersMayBeInTroubleAllTheSame) {
  ServiceStatus s = status();
  s.sources[0].quiet = SourceStatus::Quiet::silent;
  s.sources[0].quiet_words = "nothing new for 40 d";
  expect_parts(status_page(frame(), s), {"state silent\">silent", "nothing new for 40 d"});
  s.sources[0].quiet = SourceStatus::Quiet::put_off;
  s.sources[0].quiet_words = "the last answer was HTTP status 503";
  expect_parts(status_page(frame(), s), {"state put-off\">put off", "HTTP status 503"});
}

TEST(StatusPage, ExportersTellHowTheyFare) {
  ServiceStatus s = status();
  EXPECT_THAT(status_page(frame(), s), Not(HasSubstr("Exports")));
  s.exporters.push_back({"site", kNow - std::chrono::hours(1), "", {}, 12, 1, 2, "abc123", kNow});
  s.exporters.push_back({"mirror", kNow, "not pushed: <no>", kNow - std::chrono::hours(5), 0, 0, 0, "", {}});
  expect_parts(status_page(frame(), s),
               {"Exports", "site", "12 written, 1 removed", "2 edited by the owner", "abc123", "mirror",
                "state failing", "5 h ago", "not pushed: &lt;no&gt;"});
}

TEST(StatusPage, TroubleComesFirstAndManySourcesAreCut) {
  ServiceStatus s = status();
  s.sources = {source("aaa"), source("bbb"), source("ccc")};
  s.sources[2].failures = 5;
  const std::string page = status_page(frame(), s);
  EXPECT_LT(page.find("Title of ccc"), page.find("Title of aaa"));
  EXPECT_LT(page.find("Title of aaa"), page.find("Title of bbb"));
  expect_parts(page, {"2 healthy", "1 failing", "running for 3 days"});
  s.sources.assign(3000, source("x"));
  EXPECT_THAT(status_page(frame(), s), HasSubstr("and 2,000 more"));
}

TEST(SourcePage, SaysHowItIsAndWhatItPublished) {
  SourceStatus s = source("lwn");
  s.tags = {"linux"};
  s.last_status = 503;
  const ExportArticle article = testing::make_article("a1", "Tides", "text", kNow - 3h);
  const std::string page = source_page(frame("../"), s, list_of({article}, "9.9"), true);
  expect_parts(page, {"<h1><bdi>Title of lwn</bdi></h1>", "href=\"../feeds/lwn.atom\"", "Why then",
                      "HTTP status", "503", "href=\"../tags/linux\"", "Tides",
                      "href=\"../sources/lwn?after=9.9\"", "<figure class=\"rhythm\">"});
}

TEST(ListPage, TagsAndLanguages) {
  const ExportArticle article = testing::make_article("a1", "Tides", "text", kNow);
  expect_parts(
      list_page(frame("../"), {"a/b", ""}, list_of({article}, "n"), true),
      {"Tagged <bdi>a/b</bdi>", "href=\"../feeds/all.atom?tag=a%2Fb\"", "href=\"../tags/a%2Fb?after=n\""});
  expect_parts(list_page(frame("../"), {"", "de"}, list_of({article}), true),
               {"In <bdi>German</bdi>", "href=\"../feeds/all.atom?lang=de\""});
}

TEST(Pages, HostileTextEverywhere) {
  ServiceStatus s = status();
  SourceStatus& bad = s.sources[0];
  bad.name = bad.title = bad.error = bad.reason = bad.error_kind = kHostile;
  bad.url = bad.link = "javascript:alert(1)";
  bad.failures = 9;
  bad.tags = s.tags = s.languages = {kHostile, kHostile};
  s.version = kHostile;
  ArticleView view{
      testing::make_article("a1", kHostile,
                            std::string("![") + kHostile + "](https://x.example/a.png) <img src=x>", kNow),
      {}};
  ExportArticle& item = view.item;
  Article& article = item.article;
  article.source = article.summary = article.rights = article.zone = article.id = kHostile;
  article.language = "en\" onmouseover=\"x";
  article.url = article.comments = article.image = "javascript:alert(1)";
  article.authors = {{kHostile, kHostile, kHostile}};
  article.categories = article.tags = {kHostile};
  article.enclosures = {{"javascript:alert(1)//x", kHostile, 1, 1}, {kHostile, "", {}, {}}};
  item.sources = {kHostile, kHostile};
  item.version = 2;
  view.versions = {{1, kNow, kHostile}, {2, kNow, kHostile}};
  view.near = {{kHostile, kHostile}};
  const VersionDiff diff{
      view.versions[0],
      view.versions[1],
      {{DiffKind::same, kHostile}, {DiffKind::removed, kHostile}, {DiffKind::added, kHostile}}};
  PageFrame hostile = frame();
  hostile.title = kHostile;
  for (const Tongue tongue : {Tongue::english, Tongue::chinese}) {
    hostile.phrases = &phrases_in(tongue);
    const ArticleList list = list_of({item}, kHostile);
    expect_safe(front_page(hostile, s, list, false));
    expect_safe(list_page(hostile, {kHostile, ""}, list, false));
    expect_safe(list_page(hostile, {"", kHostile}, list, false));
    expect_safe(source_page(hostile, bad, list, true));
    expect_safe(status_page(hostile, s));
    expect_safe(article_page(hostile, view));
    expect_safe(changes_page(hostile, view, diff));
    expect_safe(search_page(hostile, kHostile, list));
    expect_safe(about_page(hostile, s, {{kHostile, ""}, {"x", kHostile}}));
    expect_safe(error_page(hostile, 404, kHostile));
  }
}

TEST(ArticlePage, SaysWhereItIsFrom) {
  ArticleView view{
      testing::make_article("a1", "A <b>title</b>", "Hello *world*\n\n[lwn](https://example.org/a1)\n", kNow),
      {}};
  Article& article = view.item.article;
  article.language = "zh-CN";
  article.zone = "Asia/Shanghai";
  article.authors = {{"Wang Wu", "", ""}};
  article.enclosures = {{"https://cdn.example/talk.mp3?x=1", "audio/mpeg", 10, 10}};
  view.item.version = 3;
  view.item.sources = {"lwn", "other"};
  view.versions = {{2, kNow - 1h, "Old"}, {3, kNow, "New"}};
  view.near = {{"b2", "The same elsewhere"}, {"c3", ""}};
  PageFrame below = frame("../");
  below.titles = std::make_shared<const SourceTitles>(SourceTitles{{"lwn", "LWN.net"}});
  const std::string page = article_page(below, view);
  expect_parts(
      page,
      {"<title>A &lt;b&gt;title&lt;/b&gt; · gazette</title>",
       "<link rel=\"canonical\" href=\"https://example.org/a1\">", "lang=\"zh-CN\"",
       "2025-11-25 00:00 Asia/Shanghai", "<em>world</em>", "Wang Wu", "Read at example.org", "LWN.net",
       "other", "talk.mp3", "Version 3", "href=\"../articles/a1/changes/3\"", "<dt>Nearly the same</dt>",
       "<a href=\"../articles/b2\"><bdi>The same elsewhere</bdi></a>", "href=\"../articles/c3\"",
       "href=\"../style.css?v=01234567\"", "action=\"../search\"", "href=\"../feeds/lwn.atom\""});
  EXPECT_THAT(page, Not(HasSubstr("changes/2")));             // the oldest that is kept has none before it
  EXPECT_THAT(page, Not(HasSubstr(">lwn</a></p>\n</div>")));  // the record's last line
}

TEST(ArticlePage, PicturesAreLinks) {
  const ArticleView view{
      testing::make_article("a1", "t",
                            "![The <quay>](https://img.example/a.png?x=1&y=2)\n\n"
                            "[![both](https://img.example/b.png)](https://example.org/c)\n",
                            kNow),
      {}};
  const std::string page = article_page(frame(), view);
  expect_parts(
      page, {"href=\"https://img.example/a.png?x=1&amp;y=2\"", "The &lt;quay&gt;", "Picture at img.example",
             "<a href=\"https://example.org/c\"><span class=\"picture\">both"});
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, Not(HasSubstr("href=\"https://img.example/b.png\"")));
}

TEST(ChangesPage, MarksWhatWasAddedAndRemoved) {
  const ArticleView view{testing::make_article("a1", "Tides", "", kNow), {}};
  const std::string long_text(5000, 'x');
  const VersionDiff diff{{1, kNow - 1h, ""},
                         {2, kNow, ""},
                         {{DiffKind::same, long_text + " the "},
                          {DiffKind::removed, "old"},
                          {DiffKind::added, "new <b>"},
                          {DiffKind::same, " end"}}};
  const std::string page = changes_page(frame("../../../"), view, diff);
  expect_parts(page, {"[removed] </span>old</del>", "[added] </span>new &lt;b&gt;</ins>", " the ", "…",
                      "href=\"../../../articles/a1\"", "2025-11-24T15:00:00Z", "2025-11-24 15:00 UTC"});
  EXPECT_LT(page.size(), 5000u);
  EXPECT_THAT(page, Not(HasSubstr("changes/1"))) << "the first has none before it";
  const VersionDiff none{{1, kNow, ""}, {2, kNow, ""}, {{DiffKind::same, "x"}}};
  EXPECT_THAT(changes_page(frame(), view, none), HasSubstr("say the same"));
}

TEST(ChangesPage, LeadsToTheOthersAndLeavesTheSourcesLinkOut) {
  ArticleView view{testing::make_article("a1", "Tides", "", kNow), {}};
  view.item.version = 4;
  view.item.article.url = "https://example.org/1";
  VersionDiff diff{{2, kNow - 1h, ""},
                   {3, kNow, ""},
                   {{DiffKind::added, "new"}, {DiffKind::same, " text\n\n[qq](https://example.org/1)\n"}}};
  const std::string page = changes_page(frame("../../../"), view, diff);
  expect_parts(page, {"class=\"prev\" rel=\"prev\" href=\"../../../articles/a1/changes/2\"",
                      "class=\"next\" rel=\"next\" href=\"../../../articles/a1/changes/4\""});
  EXPECT_THAT(page, Not(HasSubstr("[qq]")));
  diff.parts.back().kind = DiffKind::added;  // it is what was changed
  EXPECT_THAT(changes_page(frame(), view, diff), HasSubstr("[qq](https://example.org/1)"));
}

TEST(SearchPage, Answers) {
  ExportArticle item = testing::make_article("a1", "Tides", "The first word. Then *tides* come.", kNow);
  expect_parts(search_page(frame(), "", {}), {"<h1>Search</h1>", "href=\"search?q=source%3Alwn\"",
                                              "href=\"search?q=%22container%20port%22\""});
  EXPECT_THAT(search_page(frame(), "软银", {}), HasSubstr("Nothing found for <q><bdi>软银"));
  const std::string page = search_page(frame(), "\"tides\"", list_of({item}, "s20"));
  expect_parts(page, {"Articles for", "value=\"&quot;tides&quot;\"", "<mark>Tides</mark>",
                      "Then <mark>tides</mark> come.", "href=\"search?q=%22tides%22&amp;after=s20\"",
                      "href=\"feeds/all.atom?q=%22tides%22\""});
  EXPECT_THAT(search_page(frame(), "tides", list_of({item})), HasSubstr("1 article for"));
}

TEST(ErrorPage, InBothLanguages) {
  expect_parts(error_page(frame("../"), 404, "m"), {"<html lang=\"en\">", "Not found", "href=\"../\""});
  PageFrame chinese = frame();
  chinese.phrases = &phrases_in(Tongue::chinese);
  expect_parts(error_page(chinese, 404, "m"), {"<html lang=\"zh-CN\">", "没有找到", "href=\"./\""});
}

}  // namespace
}  // namespace gazette
