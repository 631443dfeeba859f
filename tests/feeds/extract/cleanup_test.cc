// What goes out of an article, and what looks like it but stays.
#include <gmock/gmock.h>

#include "feeds/html/sanitize.h"
#include "tests/feeds/extract/pages.h"

namespace gazette::extract {
namespace {

struct Case {
  const char* name;
  std::string html;
  bool kept = false;
};

// Each is put between the paragraphs of an article; MARK is looked for.
template <std::size_t n>
void check(const Case (&cases)[n]) {
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const std::string text = html::plain_text(content_of(blog(paragraphs(4) + c.html + paragraphs(4))));
    EXPECT_EQ(text.find("MARK") != text.npos, c.kept) << text;
    EXPECT_NE(text.find("Paragraph 4"), text.npos);
  }
}

TEST(Cleanup, BoxesByTheirNames) {
  const std::string text = "<p>MARK is what this box holds, a sentence as long as any, with a comma.</p>";
  const Case cases[] = {
      {"newsletter", "<div class='c-newsletter-box'>" + text + "</div>"},
      {"related", "<div class='related-posts'>" + text + "</div>"},
      {"share", "<div class='share-bar'><p>MARK</p></div>"},
      {"cookies", "<div id=cookie-notice>" + text + "</div>"},
      {"comments", "<section id=comments class=comment-list>" + text + "</section>"},
      {"author", "<div class='author-bio'>" + text + "</div>"},
      {"advertisement", "<div class='ad-slot'>" + text + "</div>"},
      {"breadcrumb", "<div class=breadcrumb><a href=/>MARK</a></div>"},
      {"latest news", "<div class='latest-news'>" + text + "</div>"},
      {"what no machine reads out", "<div class='speechify-ignore ab'><p>MARK</p></div>"},
      {"a call to act", "<div class='block cta'>" + text + "</div>"},
      {"hidden by its style sheet", "<div class=visually-hidden>" + text + "</div>"},
      {"only for print", "<div class='d-none d-print-block'>" + text + "</div>"},
      {"hidden for small screens only", "<div class='d-none d-md-block'>" + text + "</div>", true},
      {"hidden", "<div hidden>" + text + "</div>"},
      {"style", "<div style='color: red; display : none'>" + text + "</div>"},
      {"aside", "<aside>" + text + "</aside>"},
      {"form", "<form><label>MARK <input name=a></label><button>Go</button></form>"},
      {"an offer before a paywall", "<div class='paywall-offer'>" + text + "</div>"},
      {"what stands behind a paywall", "<div class='steady-paywall-container'>" + text + "</div>", true},
      {"a disclosure", "<section class='editorial-disclosure'>" + text + "</section>"},
      {"a day of a chronicle", "<div class=date>MARK 3</div>", true},
      {"a verdict", "<div class=rating>MARK: 8 of 10</div>", true},
      {"a quotation", "<blockquote class=pull-quote>" + text + "</blockquote>", true},
      {"a name that only begins like one", "<div class='advertised-price'>" + text + "</div>", true},
      {"a plain box", "<div class=box>" + text + "</div>", true}};
  check(cases);
}

TEST(Cleanup, LinksToOtherArticles) {
  const Case cases[] = {
      {"a paragraph", "<p><strong><a href='/other'>MARK the bridge that nobody wanted</a></strong></p>"},
      {"relative to the page", "<p><a href='other.html'>MARK the bridge that nobody wanted</a></p>"},
      {"of the same site's other host",
       "<p><a href='https://www.news.example/x'>MARK the bridge that nobody wanted</a></p>"},
      {"a list",
       "<ul><li><a href='/1'>MARK the bridge that nobody wanted</a><li><a href='/2'>And the tower of the "
       "town hall</a></ul>"},
      {"with the line before it",
       "<p>MARK, more of this:</p><p><a href='/other'>The bridge that nobody wanted</a></p>"},
      {"a source elsewhere", "<p><a href='https://paper.example/x'>MARK in the paper of that day</a></p>",
       true},
      {"within a sentence",
       "<p>See <a href='/other'>MARK the bridge that nobody wanted</a> and what was said of it.</p>", true},
      {"inside the page",
       "<ul><li><a href='#a'>MARK of the first part of it</a><li><a href='#b'>The second part of "
       "it all</a></ul>",
       true},
      {"a file", "<p><a href='/a.pdf'>MARK.pdf</a></p>", true},
      {"a list of names", "<ul><li><a href='/a'>MARK</a><li><a href='/b'>Bob</a></ul>", true},
      {"a picture", "<p><a href='/other'><img src=/p.jpg>MARK the bridge that nobody wanted</a></p>", true}};
  check(cases);
}

TEST(Cleanup, LinksThatAreWhatTheArticleIsAbout) {
  std::string links;
  for (int i = 0; i < 30; ++i)
    links += "<p><a href='/" + std::to_string(i) + "'>MARK, number " + std::to_string(i) +
             " of the stories told</a></p>";
  EXPECT_THAT(content_of(blog(paragraphs(2) + links)), ::testing::HasSubstr("MARK, number 29"));
  const std::string source = "<p><a href='/original'>MARK in the words of its author</a></p>";
  EXPECT_THAT(content_of(blog(source + paragraphs(5))), ::testing::HasSubstr("MARK"))
      << "nothing stands before it";
}

TEST(Cleanup, Lines) {
  EXPECT_EQ(
      content_of(blog(paragraphs(4) + "<p>WhatsApp Facebook Telegram</p>" + paragraphs(4))).find("WhatsApp"),
      std::string::npos);
  const std::string marks = html::plain_text(
      content_of(blog(paragraphs(4) + "<p>Image 1 of / 8</p><p>Close</p><p>[PR]</p>" + paragraphs(4))));
  for (const char* mark : {"Image 1", "Close", "PR"}) EXPECT_EQ(marks.find(mark), marks.npos) << mark;
  const Case cases[] = {
      {"read more", "<p>Read more: <a href='/x'>MARK</a></p>"},
      {"German", "<p>Lesen Sie auch: MARK</p>"},
      {"Chinese", "<p>延伸阅读：MARK</p>"},
      {"tags", "<p>Tags: <a href=/t/1>MARK</a>, <a href=/t/2>" + std::string(300, 'x') + "</a></p>"},
      {"tags by what their links say",
       "<p><strong>Of this<br><a rel=tag href=/t/1>MARK and all the ships</a>, <a rel='nofollow tag' "
       "href=/t/2>the harbour wall</a></strong></p>"},
      {"a line that holds a tag", "<p>It is of <a rel=tag href=/t/1>MARK</a> that they speak.</p>", true},
      {"share buttons", "<p>WhatsApp Facebook Telegram</p><p>MARK</p>", true},
      {"who helped", "<p>MARK contributed to this report.</p>"},
      {"advertisement", "<p>Advertisement</p><p>MARK is what follows it and stays, as it should.</p>", true},
      {"newsletter", "<p>Sign up for our MARK newsletter and read it every day.</p>"},
      {"a channel", "<p>Join our Telegram channel MARK today.</p>"},
      {"an app", "<p>Download the MARK apps for iOS and Android.</p>"},
      {"follow", "<p>Follow MARK on Twitter.</p>"},
      {"photo credit", "<p>Photo: MARK / Agency</p>"},
      {"a related heading takes its list", "<h3>Related articles</h3><ul><li><a href='/1'>MARK</a></ul>"},
      {"a sentence about a newsletter",
       "<p>The newsletter of the harbour, MARK says, was printed on both sides.</p>", true},
      {"a sentence that begins like one", "<p>Follow the wall, MARK says, until it ends at the water.</p>",
       true},
      {"a long line", "<p>Read more: MARK " + std::string(260, 'x') + "</p>", true},
      {"emphasis in a sentence", "<p>It was <em>advertisement</em>, MARK says, and no more.</p>", true}};
  check(cases);
}

TEST(Cleanup, EdgesBeforeAndAfterTheText) {
  const struct {
    const char* name;
    std::string before, after;
    bool kept = false;
  } cases[] = {{"date", "<p>May 3, 2020 MARK</p>", ""},
               {"time", "<time>MARK</time>", ""},
               {"byline", "<p>By Mark MARK</p>", ""},
               {"section by its name", "<div class=kicker>MARK</div>", ""},
               {"reading time", "<span class=reading-time>MARK 5 min</span>", ""},
               {"tags", "", "<div class='post-tags'>Tags: <a href=/t>MARK</a></div>"},
               {"a heading with nothing below", "", "<h3>MARK</h3>"},
               {"a line that leads to nothing", "", "<p>MARK again:</p>"},
               {"a sentence with a date", "<p>On May 3, 2020 MARK came.</p>", "", true},
               {"a date in a link", "<p><a href=https://o.example/x>MARK of 2019/02/16</a></p>", "", true},
               {"a signature", "", "<p>MARK</p>", true}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const std::string text = html::plain_text(
        content_of(blog("<div class=entry-content>" + c.before + paragraphs(8) + c.after + "</div>")));
    EXPECT_EQ(text.find("MARK") != text.npos, c.kept) << text;
  }
}

TEST(Cleanup, LinksThatOnlyAScriptFollows) {
  const Case cases[] = {
      {"a row of tools",
       "<ul class=z><li><a href='#'>Print</a></li><li><a href='javascript:void(0)'>MARK</a></li></ul>"},
      {"one tool", "<p><a href='#'>MARK it</a></p>"},
      {"a place on the page", "<p><a href='#notes'>MARK</a></p>", true},
      {"in a sentence", "<p>The ships wait <a href='#'>MARK</a> for the tide, and for the wind.</p>", true},
      {"words that are long enough to be read",
       "<p><a href='#'>MARK is the name of a ship that waited for a whole winter</a></p>", true}};
  check(cases);
  const std::string button = "<div><button>Listen</button><span>Listen to this article 5 min</span></div>";
  EXPECT_THAT(content_of(blog(paragraphs(4) + button + paragraphs(4))),
              testing::Not(testing::HasSubstr("Listen")));
}

TEST(Cleanup, PlayersThatMayStandInAnArticleStay) {
  for (const std::string player :
       {"https://www.youtube.com/embed/x", "https://player.bilibili.com/player.html?aid=1",
        "https://v.qq.com/txp/iframe/player.html?vid=x", "https://w.soundcloud.com/player/?url=x"})
    EXPECT_THAT(content_of(blog(paragraphs(4) + "<iframe src='" + player + "'></iframe>" + paragraphs(4))),
                testing::HasSubstr(player.substr(0, player.find('?'))))
        << player;
}

TEST(Cleanup, FiguresAndTables) {
  const std::string data =
      "<table><tr><th>Year</th><th>Ships</th></tr><tr><td>MARK</td><td>7</td></tr></table>";
  const Case cases[] = {
      {"a caption", "<figure><img src=/p.jpg><figcaption>MARK</figcaption></figure>", true},
      {"a credit below its picture",
       "<figure><img src=/p.jpg><figcaption>Photo: MARK / Agency</figcaption></figure>", true},
      {"an advertisement below a picture",
       "<figure><img src=/p.jpg><figcaption>Subscribe to our newsletter MARK</figcaption></figure>"},
      {"a caption of WordPress",
       "<div class=wp-caption><img src=/p.jpg><p class=wp-caption-text>MARK</p></div>", true},
      {"a figure in a box called media", "<div class=top-media><figure><img src=/p.jpg>MARK</figure></div>",
       true},
      {"a figure whose link is its picture",
       "<div><figure><a href=/big><img src=/p.jpg><figcaption>MARK</figcaption></a></figure></div>", true},
      {"a figure that sells",
       "<div class=media><figure><img src=/p.jpg><figcaption><a "
       "href=/buy>MARK</a></figcaption></figure></div>"},
      {"a table of data", data, true},
      {"a table of data full of links",
       "<table><thead><tr><th>N</th></tr></thead><tr><td><a href=/a>MARK</a></td></tr></table>", true},
      {"a table of one cell",
       "<table><tr><td><p>MARK stands in a box of its own, for some reason.</p></td></tr></table>", true},
      {"code", "<pre><code>MARK(related);</code></pre>", true},
      {"a video", "<p>MARK</p><iframe src='https://www.youtube.com/embed/x'></iframe>", true}};
  check(cases);
  const std::string gallery =
      "<figure><img src=/1.jpg><figcaption>A boat at sea</figcaption></figure>"
      "<figure><img src=/2.jpg><figcaption>A boat at sea</figcaption></figure>";
  const std::string content = content_of(blog(paragraphs(4) + gallery + paragraphs(4)));
  EXPECT_EQ(content.find("A boat at sea"), content.rfind("A boat at sea")) << "each caption once";
  EXPECT_NE(content.find("2.jpg"), content.npos);
}

TEST(Cleanup, ACaptionOnThePicturesLineGetsItsOwn) {
  const auto around = [](const std::string& html) {
    return content_of(blog(paragraphs(4) + html + paragraphs(4)));
  };
  EXPECT_THAT(around("<div class=img_wrapper><img src=/1.jpg> <span class=img_descr>MARK</span></div>"),
              testing::HasSubstr("<p>MARK</p>"));
  EXPECT_THAT(around("<p><img src=/1.jpg><em class=caption>MARK</em></p>"),
              testing::ContainsRegex("jpg\"/><br/><em>MARK</em>"));
  EXPECT_THAT(around("<p><img src=/1.jpg><em>MARK</em></p>"), testing::Not(testing::HasSubstr("<br")));
  EXPECT_THAT(around("<p><a href='#'><img src=/1.jpg></a> and a text that makes it a paragraph.</p>"),
              testing::Not(testing::HasSubstr("<a ")));
}

TEST(Cleanup, OfACaptionInFullAndCutShortTheFullOneStays) {
  const std::string full = "MARK of the boats that lie at the wall, and of those who wait for them";
  const std::string content =
      content_of(blog(paragraphs(4) + "<ul><li><img src=/1.jpg><div class=caption><div class=caption-full>" +
                      full + " <a>less</a></div><div class=caption-cut>" + full.substr(0, 50) +
                      "<a> ... more</a></div></div></ul>" + paragraphs(4)));
  EXPECT_NE(content.find(full), content.npos);
  EXPECT_EQ(content.find("MARK"), content.rfind("MARK"));
  const std::string song = "<p>And the boats come in again, and the boats come in again</p>";
  const std::string sung = content_of(blog(paragraphs(4) + song + paragraphs(1) + song + paragraphs(3)));
  EXPECT_NE(sung.find("And the boats"), sung.rfind("And the boats")) << "no caption";
}

TEST(Cleanup, AnArticleCalledLikeClutterStays) {
  const std::string text = html::plain_text(content_of(
      page("<div class='promo-box related-content'>" + paragraphs(9) + "</div><div>Imprint</div>")));
  EXPECT_NE(text.find("Paragraph 9"), text.npos);
}

}  // namespace
}  // namespace gazette::extract
