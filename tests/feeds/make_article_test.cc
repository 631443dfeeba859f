#include "feeds/make_article.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/identity/fingerprint.h"
#include "feeds/record.h"

namespace gazette {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const Time kNow = *parse_date("2025-02-08T12:00:00Z");

SourceOptions source_of(FullText full_text = FullText::automatic) {
  SourceOptions source;
  source.name = "blog";
  source.full_text = full_text;
  return source;
}

Entry entry_of(const std::string& html) {
  Entry entry;
  entry.id = "1";
  entry.title = "A title";
  entry.link = "https://x.org/a?utm_source=feed";
  entry.content = {html, "https://x.org/"};
  return entry;
}

Article article_of(const Entry& entry, const PageContent* page = nullptr) {
  return make_article(entry, source_of(), page, "id", kNow);
}

std::string words(int n) {
  std::string out;
  for (int i = 0; i < n; ++i) out += "word ";
  return out;
}

TEST(NeedsPage, ByPolicyAndContent) {
  struct Case {
    const char* name;
    std::string content, summary;
    FullText policy;
    bool needed;
  };
  const std::vector<Case> cases = {
      {"nothing", "", "", FullText::automatic, true},
      {"nothing, never", "", "", FullText::never, false},
      {"long content", "<p>" + words(200) + "</p>", "", FullText::automatic, false},
      {"long content, always", "<p>" + words(200) + "</p>", "", FullText::always, true},
      {"short content", "<p>Just a line.</p>", "", FullText::automatic, true},
      {"ends in an ellipsis", "<p>" + words(200) + "…</p>", "", FullText::automatic, true},
      {"ends in [...]", "<p>" + words(200) + "[&#8230;]</p>", "", FullText::automatic, true},
      {"read more", "<p>" + words(200) + "</p><p><a href='x'>Read more &raquo;</a></p>", "",
       FullText::automatic, true},
      {"阅读全文", "<p>" + words(200) + "</p><a>阅读全文</a>", "", FullText::automatic, true},
      {"a summary only", "", words(100), FullText::automatic, true},
      {"a summary as long as an article", "", words(700), FullText::automatic, false}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    Entry entry = entry_of(c.content);
    entry.summary.html = c.summary;
    EXPECT_EQ(needs_page(entry, source_of(c.policy)), c.needed);
  }
}

TEST(NeedsPage, NotForShowsShortPostsAndEntriesWithoutAPage) {
  Entry show = entry_of("<p>Notes.</p>");
  show.enclosures = {{"https://x.org/a.mp3", "audio/mpeg", {}, {}}};
  EXPECT_FALSE(needs_page(show, source_of()));
  Entry post = entry_of("<p>A toot.</p>");
  post.title.clear();
  EXPECT_FALSE(needs_page(post, source_of()));
  Entry local = entry_of("");
  local.link = "javascript:alert(1)";
  EXPECT_FALSE(needs_page(local, source_of(FullText::always)));
}

TEST(MakeArticle, OfAnEntryAlone) {
  Entry entry = entry_of("<p>Body <script>alert(1)</script><a href='/b'>link</a></p>");
  entry.published = parse_date("2025-02-08T10:00:00Z");
  const Article article = article_of(entry);
  EXPECT_EQ(article.url, "https://x.org/a");
  EXPECT_EQ(article.body(), "Body [link](https://x.org/b)\n\n[blog](https://x.org/a)\n");
  EXPECT_EQ(article.summary, "Body link");
  EXPECT_EQ(article.content_from, "feed");
  EXPECT_EQ(article.date, *entry.published);
  EXPECT_EQ(article.zone, "UTC");
}

PageContent page_of(const std::string& html) {
  PageContent page;
  page.content = {html, "https://x.org/a"};
  return page;
}

std::string sentences(int n, const std::string& word) {
  std::string out;
  for (int i = 0; i < n; ++i)
    out += "<p>Sentence " + std::to_string(i) + " tells of " + word + " and of little else.</p>";
  return out;
}

TEST(MakeArticle, TheFullerAndCleanerBodyWinsAndSaysWhy) {
  const std::string links = "<p><a href='/1'>" + words(60) + "</a></p>";
  struct Case {
    const char* name;
    std::string feed, page, from;
  };
  const std::vector<Case> cases = {
      {"a teaser and the article", "<p>Teaser…</p>", sentences(5, "ships"), "page: fuller (confidence 90 %)"},
      {"the feed has nothing", "", "<p>Short.</p>", "page: the feed holds none (confidence 90 %)"},
      {"the page has nothing", "<p>Short.</p>", "<div></div>", "feed: the page holds none"},
      {"neither has anything", "", "<div></div>", "none"},
      {"the feed has more", sentences(9, "ships"), sentences(5, "ships"), "feed: fuller"},
      {"links are no text", sentences(5, "ships"), sentences(4, "ships") + links, "feed: fuller"},
      {"the same", sentences(5, "ships"), sentences(5, "ships"),
       "feed: as full, and nothing of the site around it"},
      {"the same, with a picture", sentences(5, "ships"),
       sentences(5, "ships") + "<img src='https://x.org/p.png'>",
       "page: as full, with pictures (confidence 90 %)"},
      {"another text", sentences(20, "ships"), "<p>" + words(400) + "</p>",
       "feed: the page holds another text"},
      {"cut off", sentences(5, "ships") + "<p>And so…</p>",
       sentences(5, "ships") + "<p>And so on it goes.</p>", "page: the feed ends early (confidence 90 %)"}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    PageContent page = page_of(c.page);
    page.confidence = 0.9;
    EXPECT_EQ(article_of(entry_of(c.feed), &page).content_from, c.from);
  }
}

TEST(MakeArticle, TheBeginningBeforeAPaywallLosesToAFeedThatSaysAsMuch) {
  PageContent page = page_of(sentences(5, "ships"));
  page.problem = "a paywall";
  EXPECT_EQ(article_of(entry_of(sentences(5, "ships")), &page).content_from, "feed: a paywall");
  EXPECT_EQ(article_of(entry_of("<p>Teaser…</p>"), &page).content_from, "page: fuller (confidence 100 %)");
}

TEST(MakeArticle, AlwaysThePageButNotAPaywall) {
  PageContent page = page_of("<p>Short.</p>");
  const Entry entry = entry_of(sentences(5, "ships"));
  EXPECT_EQ(make_article(entry, source_of(FullText::always), &page, "id", kNow).content_from, "page");
  page.problem = "a paywall";
  EXPECT_EQ(make_article(entry, source_of(FullText::always), &page, "id", kNow).content_from,
            "feed: a paywall");
}

TEST(AppendPage, GoesOnUntilAPageRepeats) {
  PageContent page = page_of("<p>One.</p>");
  page.next_page = "https://x.org/a?page=2";
  PageContent second = page_of("<p>Two.</p>");
  second.next_page = "https://x.org/a?page=3";
  EXPECT_TRUE(append_page(page, PageContent(second)));
  EXPECT_EQ(page.content.html, "<p>One.</p>\n<p>Two.</p>");
  EXPECT_EQ(page.next_page, "https://x.org/a?page=3");
  EXPECT_FALSE(append_page(page, PageContent(second)));
  EXPECT_EQ(page.next_page, "");
  EXPECT_EQ(page.content.html, "<p>One.</p>\n<p>Two.</p>");
}

TEST(AppendPage, LeadAndPictureStandOnce) {
  const std::string leads = "<p>The lead.</p><img src=\"https://x.org/p.jpg\" alt=\"\"/>";
  PageContent page = page_of(leads + "<div><p>One.</p></div>");
  EXPECT_TRUE(append_page(page, page_of(leads + "<div><p>Two.</p></div>")));
  EXPECT_EQ(page.content.html, leads + "<div><p>One.</p></div>\n<div><p>Two.</p></div>");
}

TEST(MakeArticle, ARecipesPageWinsEvenIfShorter) {
  SourceOptions source = source_of();
  source.recipe = "site";
  PageContent page;
  page.content = {"<p>S</p>", "https://x.org/a"};
  EXPECT_EQ(make_article(entry_of("<p>Long enough</p>"), source, &page, "id", kNow).content_from, "page");
}

TEST(MakeArticle, APictureAloneIsABody) {
  EXPECT_EQ(article_of(entry_of("<img src='https://x.org/p.png'>")).content_from, "feed");
}

TEST(MakeArticle, Dates) {
  Entry entry = entry_of("x");
  EXPECT_EQ(article_of(entry).date, kNow);
  entry.updated = parse_date("2025-02-08T01:00:00Z");
  EXPECT_EQ(article_of(entry).date, *entry.updated);
  entry.published = parse_date("2099-01-01T00:00:00Z");
  const Article article = article_of(entry);
  EXPECT_EQ(article.date, kNow);
  EXPECT_EQ(article.published, entry.published);
}

TEST(MakeArticle, Titles) {
  Entry entry = entry_of("<p>First words of it</p>");
  entry.title = " two\nlines\x01 ";
  EXPECT_EQ(article_of(entry).title, "two lines");
  entry.title.clear();
  EXPECT_EQ(article_of(entry).title, "First words of it");
  entry.content.html = "<p>" + words(100) + "</p>";
  EXPECT_EQ(
      article_of(entry).title.size(),
      std::string("word word word word word word word word word word word word word word word word…").size());
  entry.content.html.clear();
  EXPECT_EQ(article_of(entry).title, "https://x.org/a");
  entry.link.clear();
  EXPECT_EQ(article_of(entry).title, "-");
}

TEST(MakeArticle, WhatWasEscapedTwiceIsShownAsMeant) {
  Entry entry = entry_of("x &amp;amp; y");
  entry.title = "Tom &amp; Jerry";
  entry.authors = {{"Smith &amp; Sons", "", ""}};
  entry.categories = {{"R&amp;D", "", ""}};
  const Article article = article_of(entry);
  EXPECT_EQ(article.title, "Tom & Jerry");
  EXPECT_EQ(article.authors[0].name, "Smith & Sons");
  EXPECT_THAT(article.categories, ElementsAre("R&D"));
  EXPECT_EQ(article.fingerprint, article_fingerprint("Tom &amp; Jerry", record_markdown(article)))
      << "as an older gazette kept it: no version";
  entry.title = "AT&T &amp; friends";
  EXPECT_EQ(article_of(entry).title, entry.title);
}

TEST(MakeArticle, LanguageIsTheOperatorsThePagesTheFeedsOrGuessed) {
  Entry entry = entry_of("<p>软银集团即将敲定这笔交易</p>");
  EXPECT_EQ(article_of(entry).language, "zh-CN");
  entry.language = "zh_tw";
  EXPECT_EQ(article_of(entry).language, "zh-TW");
  PageContent page;
  page.language = "zh-HK";
  EXPECT_EQ(article_of(entry, &page).language, "zh-HK");
  SourceOptions source = source_of();
  source.language = "yue";
  EXPECT_EQ(make_article(entry, source, &page, "id", kNow).language, "yue");
}

TEST(MakeArticle, OnlySafeUrlsAndCleanWordsAreKept) {
  Entry entry = entry_of("x");
  entry.image = "javascript:alert(1)";
  entry.comments = "file:///etc/passwd";
  entry.enclosures = {{"data:x", "audio/mpeg", {}, {}},
                      {"https://x.org/1.mp3", "audio/mpeg", 5, {}},
                      {"https://x.org/1.mp3", "", {}, {}}};
  entry.authors = {{" A\nB ", "", "javascript:x"}, {"A B", "", ""}, {"", "", "https://x.org/"}};
  entry.categories = {{"t", "", " Label\n"}, {"Label", "", ""}, {"", "", ""}};
  const Article article = article_of(entry);
  EXPECT_EQ(article.image, "");
  EXPECT_EQ(article.comments, "");
  ASSERT_EQ(article.enclosures.size(), 1u);
  EXPECT_EQ(article.enclosures[0].length, 5u);
  EXPECT_THAT(article.authors, ElementsAre(Person{"A B", "", ""}));
  EXPECT_THAT(article.categories, ElementsAre("Label"));
}

TEST(MakeArticle, FingerprintFollowsTitleAndBodyOnly) {
  const Article first = article_of(entry_of("<p>Body</p>"));
  Entry same = entry_of("<p>Body</p><script>token=1</script>");
  same.comments = "https://x.org/c";
  EXPECT_EQ(article_of(same).fingerprint, first.fingerprint);
  EXPECT_NE(article_of(entry_of("<p>Body.</p>")).fingerprint, first.fingerprint);
}

TEST(EntryFingerprint, SeesEditsButNotWhiteSpaceOrCounters) {
  const Entry entry = entry_of("<p>Body</p>");
  Entry other = entry;
  other.content.html = " <p>Body</p>\n";
  other.comments = "https://x.org/c?n=5";
  EXPECT_EQ(entry_fingerprint(other), entry_fingerprint(entry));
  other.content.html = "<p>Body!</p>";
  EXPECT_NE(entry_fingerprint(other), entry_fingerprint(entry));
  other = entry;
  other.title = "Another";
  EXPECT_NE(entry_fingerprint(other), entry_fingerprint(entry));
}

TEST(EntryFingerprint, SeesTheIndentationOfCode) {
  EXPECT_NE(entry_fingerprint(entry_of("<pre>if a:\n  b()\nc()</pre>")),
            entry_fingerprint(entry_of("<pre>if a:\n  b()\n  c()</pre>")));
}

TEST(EntryFingerprint, TellsWhatIsSaidAboutAnEntryFromItsText) {
  Entry entry = entry_of("<p>Body</p>");
  entry.categories = {{"a", "", ""}, {"b", "", ""}};
  const std::uint64_t before = entry_fingerprint(entry);
  std::swap(entry.categories[0], entry.categories[1]);
  EXPECT_EQ(entry_fingerprint(entry), before) << "in any order";
  entry.authors = {{"Jane Doe", "", ""}};
  EXPECT_NE(entry_fingerprint(entry), before);
  EXPECT_TRUE(have_same_text(entry_fingerprint(entry), before));
  entry.content.html = "<p>Body!</p>";
  EXPECT_FALSE(have_same_text(entry_fingerprint(entry), before));
}

TEST(MakeArticle, TheRecordHoldsNoRawMarkup) {
  const Article article =
      article_of(entry_of("<p>1 &lt; 2 <iframe src='http://evil.example/'></iframe>{{&lt; x &gt;}}</p>"));
  EXPECT_THAT(article.record, Not(HasSubstr("<iframe")));
  EXPECT_THAT(article.record, Not(HasSubstr("{{<")));
}

}  // namespace
}  // namespace gazette
