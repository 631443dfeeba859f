// Feeds that we give out, by section O of the checklist: read back by feedparser, libxml2 and Python's json.
#include "exporters/feed_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/text/strings.h"
#include "tests/exporters/samples.h"

namespace gazette {
namespace {

using testing::at;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::rewrite;
using testing::run_program;
using testing::sample;
using testing::TempFolder;
using testing::write_text;

const FeedOutput kAll[] = {FeedOutput::atom, FeedOutput::rss, FeedOutput::json};
constexpr FeedOutput kXml[] = {FeedOutput::atom, FeedOutput::rss};

FeedHead head(FeedOutput format = FeedOutput::atom) {
  FeedHead head;
  head.title = "All & everything";
  head.self = "https://news.example.org/feeds/all." + std::string(feed_extension(format));
  head.id = head.self;
  head.home = "https://news.example.org/";
  head.description = "What came in";
  head.language = "zh-CN";
  head.hub = "https://news.example.org/hub";
  return head;
}

std::string feed(FeedOutput format, const std::vector<ExportArticle>& articles) {
  return write_feed(format, head(format), articles);
}

/// An article that says everything there is to say.
ExportArticle rich() {
  ExportArticle article =
      sample("a", "Tom & Jerry <b>say</b> \"hi\"", "One & two.\n\n![图片](https://e.org/i.jpg)");
  Article& a = article.article;
  a.authors = {{"Ann Lee", "ann@example.org", "https://example.org/ann"}, {"", "bob@example.org", ""}};
  a.categories = {"Sea & sky", "News"};
  a.tags = {"News", "mine"};
  a.enclosures = {{"https://e.org/a.mp3", "audio/mpeg; codecs=x", 1234, 60},
                  {"https://e.org/b.mp3", "", {}, {}}};
  a.image = "https://e.org/i.jpg";
  a.comments = "https://example.org/a#comments";
  a.rights = "© 2025 Ann";
  a.license = "https://creativecommons.org/licenses/by/4.0/";
  a.origin = Origin{"tag:origin.example,2020:x", "The Origin", "https://origin.example/",
                    "https://origin.example/feed", at(10)};
  article.version = 2;
  article.changed = at(5000);
  rewrite(article, "One & two.\n\n![图片](https://e.org/i.jpg)");
  return article;
}

/// Runs a Python program on a document; what it prints.
std::string python(const std::string& program, const std::string& document) {
  TempFolder temp;
  write_text(temp / "document", document);
  const auto done = run_program({"/usr/bin/python3", "-c", program, (temp / "document").string()});
  EXPECT_EQ(done.status, 0) << done.err;
  return done.out;
}

const std::string kFeedParser = R"(
import feedparser, sys, calendar
d = feedparser.parse(open(sys.argv[1], 'rb').read())
print('bozo', d.bozo, d.get('bozo_exception', ''))
print('version', d.version, 'encoding', d.encoding)
print('feed', d.feed.get('title'), '|', d.feed.get('id', ''), '|', d.feed.get('link'), '|', d.feed.get('language'))
for e in d.entries:
    print('entry', e.id, '|', e.title, '|', e.get('link'), '|', calendar.timegm(e.published_parsed), '|',
          calendar.timegm(e.updated_parsed) if 'updated_parsed' in e else '-')
    print('content', e.content[0].value if e.get('content') else '')
    print('authors', [a.get('name') for a in e.get('authors', [])], 'tags', [t.term for t in e.get('tags', [])])
    print('enclosures', [(x.href, x.type, x.get('length')) for x in e.enclosures])
    print('source', e.get('source', {}).get('title'))
)";

TEST(WriteFeed, feedparser_reads_what_atom_says) {
  const std::string read = python(kFeedParser, feed(FeedOutput::atom, {rich()}));
  EXPECT_THAT(read, HasSubstr("bozo False \nversion atom10 encoding utf-8"));
  EXPECT_THAT(read, HasSubstr("feed All & everything | https://news.example.org/feeds/all.atom | "
                              "https://news.example.org/ | zh-CN"));
  EXPECT_THAT(read, HasSubstr("entry guid:a | Tom & Jerry <b>say</b> \"hi\" | https://example.org/a | "
                              "1739000000 | 1739005000"));
  EXPECT_THAT(
      read,
      HasSubstr("content <p>One &amp; two.</p>\n<p><img alt=\"图片\" src=\"https://e.org/i.jpg\" /></p>"));
  EXPECT_THAT(read, HasSubstr("authors ['Ann Lee'] tags ['Sea & sky', 'News', 'mine']"));
  EXPECT_THAT(read, HasSubstr("enclosures [('https://e.org/a.mp3', 'audio/mpeg', '1234'), "
                              "('https://e.org/b.mp3', 'application/octet-stream', None)]"));
  EXPECT_THAT(read, HasSubstr("source The Origin"));
}

TEST(WriteFeed, feedparser_reads_what_rss_says) {
  const std::string read = python(kFeedParser, feed(FeedOutput::rss, {rich()}));
  EXPECT_THAT(read, HasSubstr("bozo False \nversion rss20 encoding utf-8"));
  EXPECT_THAT(read, HasSubstr("feed All & everything |  | https://news.example.org/ | zh-CN"));
  EXPECT_THAT(read, HasSubstr("entry guid:a | Tom & Jerry <b>say</b> \"hi\" | https://example.org/a | "
                              "1739000000 | 1739005000"));
  EXPECT_THAT(read, HasSubstr("<p>One &amp; two.</p>"));
  EXPECT_THAT(read, HasSubstr("enclosures [('https://e.org/a.mp3', 'audio/mpeg', '1234')]"));
}

TEST(WriteFeed, O7_json_says_the_same) {
  const std::string program = R"(
import json, sys
d = json.load(open(sys.argv[1], encoding='utf-8'))
i = d['items'][0]
print(d['version'], d['title'], d['home_page_url'], d['feed_url'], d['language'], d['hubs'])
print(i['id'], '|', i['url'], '|', i['title'], '|', i['content_html'])
print(i['date_published'], i['date_modified'], i['authors'], i['tags'])
print(i['attachments'])
)";
  EXPECT_EQ(
      python(program, feed(FeedOutput::json, {rich()})),
      "https://jsonfeed.org/version/1.1 All & everything https://news.example.org/ "
      "https://news.example.org/feeds/all.json "
      "zh-CN [{'type': 'WebSub', 'url': 'https://news.example.org/hub'}]\n"
      "guid:a | https://example.org/a | Tom & Jerry <b>say</b> \"hi\" | <p>One &amp; two.</p>\n"
      "<p><img src=\"https://e.org/i.jpg\" alt=\"图片\" /></p>\n<p><a "
      "href=\"https://example.org/a\">qq</a></p>\n\n"
      "2025-02-08T07:33:20Z 2025-02-08T08:56:40Z [{'name': 'Ann Lee', 'url': 'https://example.org/ann'}] "
      "['Sea & sky', 'News', 'mine']\n"
      "[{'url': 'https://e.org/a.mp3', 'mime_type': 'audio/mpeg', 'size_in_bytes': 1234, "
      "'duration_in_seconds': 60}, "
      "{'url': 'https://e.org/b.mp3', 'mime_type': 'application/octet-stream'}]\n");
}

/// Threat 69: a page may put the document between <script> and </script>.
TEST(WriteFeed, T69_json_ends_no_script_and_breaks_no_line) {
  const std::string text = "</script><!-- \xe2\x80\xa8 \xe2\x80\xa9 \xe2\x80\xa6 </";
  ExportArticle article = sample("a", text, "`" + text + "`");
  article.article.rights = "(c) </script>";
  const std::string json = feed(FeedOutput::json, {article});
  for (const char* never : {"</", "<!", "\xe2\x80\xa8", "\xe2\x80\xa9"})
    EXPECT_EQ(json.find(never), json.npos);
  EXPECT_EQ(python("import json, sys\ni = json.load(open(sys.argv[1], encoding='utf-8'))['items'][0]\n"
                   "print(ascii(i['title']), i['_gazette']['rights'])",
                   json),
            "'</script><!-- \\u2028 \\u2029 \\u2026 </' (c) </script>\n");
}

TEST(WriteFeed, O1_xml_is_well_formed_whatever_the_text) {
  const std::string hostile[] = {"a ]]> b",
                                 "<![CDATA[ x",
                                 "&amp; &nbsp; &#0; &x;",
                                 "\x01\x08\x0b\x1f\x7f",
                                 "\xc2\x80\xc2\x9f",
                                 "\xef\xbf\xbe\xef\xbf\xbf",
                                 "bad utf-8 \xff\xfe\xc3",
                                 "<!DOCTYPE x [<!ENTITY a 'b'>]>",
                                 "\"quoted\" 'single' <tag attr=\"x\">",
                                 "\xe2\x80\xae right to left \xf0\x9f\x98\x80",
                                 std::string("nul\0x", 5),
                                 std::string(100'000, '<')};
  std::vector<ExportArticle> articles;
  for (const std::string& text : hostile) {
    ExportArticle article = sample("h" + std::to_string(articles.size()), text, text);
    Article& a = article.article;
    a.summary = a.rights = a.source = a.language = a.url = a.image = a.comments = text;
    a.guid = text;
    a.authors = {{text, text, text}};
    a.categories = a.tags = {text};
    a.enclosures = {{text, text, 1, 1}, {"https://e.org/x", text, {}, {}}};
    a.origin = Origin{text, text, text, text, {}};
    a.record = a.record.substr(0, a.body_offset) + text;
    articles.push_back(std::move(article));
  }
  for (FeedOutput format : kXml) {
    SCOPED_TRACE(feed_extension(format));
    FeedHead spoiled = head(format);
    spoiled.title = spoiled.description = hostile[0] + hostile[3] + hostile[6];
    const std::string text = write_feed(format, spoiled, articles);
    TempFolder temp;
    write_text(temp / "feed.xml", text);
    const auto lint = run_program({"xmllint", "--noout", "--huge", (temp / "feed.xml").string()});
    EXPECT_EQ(lint.status, 0) << lint.err.substr(0, 2000);
    EXPECT_EQ(lint.err, "");
    EXPECT_THAT(text, Not(HasSubstr("]]>")));
    EXPECT_EQ(remove_control_characters(text), text);
    EXPECT_TRUE(text.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>"));
  }
  python("import json, sys; json.load(open(sys.argv[1], encoding='utf-8'))",
         feed(FeedOutput::json, articles));
}

TEST(WriteFeed, O6_every_url_is_absolute) {
  ExportArticle article = rich();
  Article& a = article.article;
  a.url = "/relative";
  a.image = "image.png";
  a.comments = "javascript:alert(1)";
  a.authors = {{"Ann", "", "ann.html"}};
  a.enclosures = {{"a.mp3", "audio/mpeg", 1, 1}, {"http://e.org/with space.mp3", "audio/mpeg", 1, 1}};
  a.origin = Origin{"", "O", "origin.html", "//e.org/feed", {}};
  rewrite(article, "[a](/b) ![c](d.png) [e](#f) <https://e.org/ok>");
  for (FeedOutput format : kAll) {
    SCOPED_TRACE(feed_extension(format));
    const std::string text = feed(format, {article});
    for (const char* bad : {"/relative", "image.png", "javascript", "ann.html", "a.mp3", "with space",
                            "origin.html", "//e.org/feed", "href=&quot;/b", "d.png", "#f"}) {
      EXPECT_THAT(text, Not(HasSubstr(bad))) << bad;
    }
    EXPECT_THAT(text, HasSubstr("https://e.org/ok"));
  }
}

TEST(WriteFeed, same_articles_same_bytes_and_updated_from_content_only) {
  const std::vector<ExportArticle> articles = {rich(), sample("b")};
  for (FeedOutput format : kAll) EXPECT_EQ(feed(format, articles), feed(format, articles));
  EXPECT_THAT(feed(FeedOutput::atom, articles),
              HasSubstr("<updated>2025-02-08T08:56:40Z</updated>\n<link rel=\"self\""));
  EXPECT_THAT(feed(FeedOutput::rss, articles),
              HasSubstr("<lastBuildDate>Sat, 08 Feb 2025 08:56:40 GMT</lastBuildDate>"));
}

TEST(WriteFeed, an_article_that_moved_out_does_not_move_the_date_back_to_now) {
  EXPECT_THAT(feed(FeedOutput::atom, {}), HasSubstr("<updated>1970-01-01T00:00:00Z</updated>"));
}

TEST(WriteFeed, O5_no_date_lies_in_the_future_or_before_the_epoch) {
  ExportArticle future = sample("f"), ancient = sample("g");
  future.article.date = at(50'000'000);
  ancient.article.date = Time{std::chrono::hours(-24 * 40'000)};
  const std::string atom = feed(FeedOutput::atom, {future, ancient});
  EXPECT_THAT(atom, HasSubstr("<published>2025-02-08T07:34:20.")) << "when we met it";
  EXPECT_THAT(atom, HasSubstr("<published>1970-01-01T00:00:00."));
}

TEST(WriteFeed, O2_ids_are_unique_and_of_removed_articles_only_that_they_are_gone) {
  ExportArticle removed = sample("gone");
  removed.removed = true;
  const std::string atom = feed(FeedOutput::atom, {sample("a"), sample("a", "Again"), removed});
  EXPECT_EQ(atom.find("guid:a"), atom.rfind("guid:a"));
  EXPECT_THAT(atom, HasSubstr("<at:deleted-entry ref=\"guid:gone\""));
  EXPECT_EQ(atom.find("gone"), atom.rfind("gone")) << "neither id nor link of an entry";
}

TEST(WriteFeed, O3_an_entry_keeps_the_id_that_its_source_gave_it) {
  struct Case {
    const char* guid;
    const char* id;
  };
  const Case cases[] = {
      {"tag:example.org,2020:x", "tag:example.org,2020:x"},
      {"https://example.org/a?b=1&c", "https://example.org/a?b=1&amp;c"},
      {"urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a", "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a"},
      {"https://example.org/中文", "https://example.org/中文"},
      {"20250208A01CMD", "urn:gazette:a"},
      {"", "urn:gazette:a"},
      {"C:\\x", "urn:gazette:a"},
      {"12:34", "urn:gazette:a"},
      {"note: two words", "urn:gazette:a"},
      {"http:", "urn:gazette:a"},
      {"http://e.org/\x01", "urn:gazette:a"}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.guid);
    ExportArticle article = sample("a");
    article.article.guid = c.guid;
    EXPECT_THAT(feed(FeedOutput::atom, {article}),
                HasSubstr("<id>" + std::string(c.id) + "</id>\n<title>A title"));
    EXPECT_THAT(feed(FeedOutput::rss, {article}), HasSubstr(">" + std::string(c.id) + "</guid>"));
  }
}

TEST(WriteFeed, two_articles_of_one_id_are_two_entries) {
  ExportArticle one = sample("a"), two = sample("b");
  one.article.guid = two.article.guid = "tag:example.org,2020:same";
  const std::string atom = feed(FeedOutput::atom, {one, two});
  EXPECT_THAT(atom, HasSubstr("<id>tag:example.org,2020:same</id>"));
  EXPECT_THAT(atom, HasSubstr("<id>urn:gazette:b</id>"));
}

TEST(WriteFeed, an_article_without_a_title_has_one) {
  ExportArticle untitled = sample("a", "");
  EXPECT_THAT(feed(FeedOutput::rss, {untitled}), HasSubstr("<title>A summary.</title>"));
  untitled.article.summary.clear();
  EXPECT_THAT(feed(FeedOutput::rss, {untitled}), HasSubstr("<title>a</title>"));
}

TEST(WriteFeed, no_mail_address_is_given_away) {
  for (FeedOutput format : kAll)
    EXPECT_THAT(feed(format, {rich()}), Not(HasSubstr("@"))) << feed_extension(format);
}

TEST(WriteFeed, O9_a_feed_is_about_a_megabyte_at_most) {
  std::vector<ExportArticle> articles;
  for (int i = 0; i < 50; ++i)
    articles.push_back(sample("a" + std::to_string(i), "T", std::string(100'000, 'x')));
  for (FeedOutput format : kAll) {
    const std::string text = feed(format, articles);
    EXPECT_LT(text.size(), 1'200'000u);
    EXPECT_THAT(text, HasSubstr("guid:a8"));
  }
  const std::string one = feed(FeedOutput::json, {sample("big", "T", std::string(3'000'000, 'x'))});
  EXPECT_GT(one.size(), 3'000'000u) << "at least one";
}

TEST(WriteFeed, O4_rss_keeps_to_its_order_and_numbers) {
  const std::string rss = feed(FeedOutput::rss, {rich()});
  EXPECT_LT(rss.find("<description>A summary."), rss.find("<content:encoded>"));
  EXPECT_EQ(rss.find("<enclosure "), rss.rfind("<enclosure ")) << "one at most";
  EXPECT_THAT(rss, HasSubstr("<guid isPermaLink=\"false\">guid:a</guid>"));
  EXPECT_THAT(rss, HasSubstr("<source url=\"https://origin.example/feed\">The Origin</source>"));
  EXPECT_THAT(rss, HasSubstr("<atom:link rel=\"self\" type=\"application/rss+xml\" "
                             "href=\"https://news.example.org/feeds/all.rss\"/>"));
  EXPECT_THAT(rss, Not(HasSubstr("dc:date")));
  ExportArticle unknown = sample("u");
  unknown.article.enclosures = {{"https://e.org/x.mp3", "audio/mpeg", {}, {}}};
  EXPECT_THAT(feed(FeedOutput::rss, {unknown}), HasSubstr("length=\"0\""));
}

TEST(WriteFeed, O3_atom_says_where_an_entry_came_from) {
  const std::string atom = feed(FeedOutput::atom, {rich()});
  EXPECT_THAT(atom, HasSubstr("<source>\n<id>tag:origin.example,2020:x</id>\n<title>The Origin</title>\n"
                              "<updated>2025-02-08T07:33:30Z</updated>\n"));
  EXPECT_THAT(feed(FeedOutput::atom, {sample("b")}),
              HasSubstr("<source>\n<id>urn:gazette:source:qq</id>\n<title>qq</title>"));
  EXPECT_THAT(atom, HasSubstr("<rights>© 2025 Ann</rights>"));
}

TEST(WriteFeed, the_licence_goes_with_the_entry) {
  const std::string address = "https://creativecommons.org/licenses/by/4.0/";
  EXPECT_THAT(feed(FeedOutput::atom, {rich()}),
              HasSubstr("<link rel=\"license\" href=\"" + address + "\"/>"));
  EXPECT_THAT(feed(FeedOutput::rss, {rich()}),
              AllOf(HasSubstr("<creativeCommons:license>" + address + "</creativeCommons:license>"),
                    HasSubstr("xmlns:creativeCommons=")));
  EXPECT_THAT(feed(FeedOutput::rss, {sample("b")}), Not(HasSubstr("creativeCommons")));
  EXPECT_THAT(feed(FeedOutput::json, {rich()}), HasSubstr("\"license\":\"" + address + "\""));
}

TEST(WriteFeed, an_atom_entry_without_link_and_text_has_content) {
  ExportArticle bare = sample("a", "Title", "");
  bare.article.url.clear();
  bare.article.record = bare.article.record.substr(0, bare.article.body_offset);
  EXPECT_THAT(feed(FeedOutput::atom, {bare}), HasSubstr("<content type=\"text\"/>"));
}

}  // namespace
}  // namespace gazette
