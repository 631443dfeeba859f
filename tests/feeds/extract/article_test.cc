// Which part of a page is taken, by the kinds of pages that there are.
#include <gmock/gmock.h>

#include "feeds/html/sanitize.h"
#include "tests/feeds/extract/pages.h"

namespace gazette::extract {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string text_of(const std::string& html) {
  return html::plain_text(content_of(html));
}

TEST(Article, IsFoundAndNothingAroundIt) {
  const std::string text = text_of(blog(paragraphs(6)));
  EXPECT_THAT(text, AllOf(StartsWith("Paragraph 1"), HasSubstr("Paragraph 6")));
  EXPECT_THAT(text, Not(AnyOf(HasSubstr("About"), HasSubstr("The old harbour"), HasSubstr("rights"))));
}

TEST(Article, WhateverItStandsIn) {
  const std::string text = paragraphs(6);
  const struct {
    const char* name;
    std::string body;
  } cases[] = {
      {"microdata", "<div><div itemprop=articleBody>" + text + "</div></div>"},
      {"a name", "<div id=wrap><div class=entry-content>" + text + "</div></div>"},
      {"an article", "<article>" + text + "</article>"},
      {"a role", "<div role=article>" + text + "</div>"},
      {"main", "<main>" + text + "</main>"},
      {"a layout table", "<table><tr><td><a href=/1>One</a></td><td>" + text + "</td></tr></table>"},
      {"nothing", text},
      {"line breaks",
       "<div>One of the lines, long enough to be taken for text, with a comma.<br><br>Paragraph 1 of it, "
       "another of the lines, as long as the first.<br><br>Paragraph 6 of it, the last.</div>"},
      {"a name that says sidebar", "<div class='content-with-sidebar'>" + text + "</div>"},
      {"a whole page that is called a popup", "<div class=popup>" + text + "</div>"}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const std::string menu = "<ul class=menu><li><a href=/a>Alpha</a><li><a href=/b>Beta</a></ul>";
    EXPECT_THAT(text_of(page(menu + c.body + "<div id=footer>Imprint</div>")),
                AllOf(HasSubstr("Paragraph 1"), HasSubstr("Paragraph 6"), Not(HasSubstr("Beta"))));
  }
}

TEST(Article, OfSeveralOnAPageTheOneWithTheTitle) {
  const auto post = [](const std::string& number, const std::string& title, const std::string& about) {
    return "<article class='post-" + number + " post hentry'><h1><a href='/" + number + "'>" + title +
           "</a></h1>" + paragraphs(5, about) + "</article>";
  };
  const std::string text =
      text_of(page(post("1", "The old harbour", "boats") + post("2", "The new bridge", "arches"),
                   "<title>The old harbour</title>"));
  EXPECT_THAT(text, AllOf(HasSubstr("boats"), Not(HasSubstr("arches"))));
}

TEST(Article, SectionsThatAreArticlesStay) {
  const std::string text =
      text_of(page("<article><h1>The old harbour</h1>" + paragraphs(5, "boats") +
                   "</article><article><h2>Its walls</h2>" + paragraphs(5, "stones") + "</article>"));
  EXPECT_THAT(text, AllOf(HasSubstr("boats"), HasSubstr("stones")));
}

TEST(Article, TheLeadStaysWithIt) {
  const std::string lead = "The harbour was built of stone, and nobody knows by whom.";
  const struct {
    const char* name;
    std::string head;
    bool kept;
  } cases[] = {
      {"a paragraph", "<header class=entry-header><h1>The old harbour</h1><p>" + lead + "</p></header>",
       true},
      {"a heading that says so", "<h1>The old harbour</h1><h2 class=article__subtitle>" + lead + "</h2>",
       true},
      {"a block that says so", "<h1>The old harbour</h1><div class=standfirst>" + lead + "</div>", true},
      {"behind a byline",
       "<h1>The old harbour</h1><p class=byline>By Bo Body</p><p class=lead>" + lead + "</p>", true},
      {"a subtitle in a header",
       "<header><hgroup><h1>The old harbour</h1><h2>" + lead + "</h2></hgroup></header>", true},
      {"under a title of the third rank",
       "<h2>Reports</h2><h3>The old harbour</h3><div class=teaser-text><p>" + lead + "</p></div>", true},
      {"a caption is none", "<h1>The old harbour</h1><div class=photo-caption><p>" + lead + "</p></div>",
       false},
      {"of a box beside it", "<h1>The old harbour</h1><aside><p>" + lead + "</p></aside>", false},
      {"a link is none", "<h1>The old harbour</h1><p class=lead><a href=/x>" + lead + "</a></p>", false}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const std::string text =
        text_of(page("<div id=page>" + c.head + "<div class=cols><div class=entry-content>" + paragraphs(6) +
                     "</div></div></div>"));
    EXPECT_EQ(text.find(lead) != text.npos, c.kept) << text;
    if (c.kept) {
      EXPECT_LT(text.find(lead), text.find("Paragraph 1"));
    }
  }
}

TEST(Article, TheLeadStaysInAHeaderThatDoesNotHoldTheTitle) {
  const std::string text = text_of(page(
      "<div class=crumbs><a href=/>Home</a> <h1>The old harbour</h1></div><main><header "
      "class=entry-header><div class=lead><p>MARK was built of stone, and nobody knows by whom.</p></div>"
      "</header><div class=entry-content>" +
      paragraphs(6) + "</div></main>"));
  EXPECT_THAT(text, HasSubstr("MARK"));
}

TEST(Article, BeginsWithThePictureAboveIt) {
  const auto content = [](const std::string& between, const std::string& text = paragraphs(6)) {
    return content_of(page("<div id=outer><header><h1>The old harbour</h1>" + between +
                           "</header><div class=cols><div class=entry-content>" + text +
                           "</div></div></div>"));
  };
  EXPECT_THAT(content("<figure><img src=/p.jpg><figcaption>A boat</figcaption></figure>"),
              StartsWith("<figure><img src=\"https://news.example/p.jpg\"/><figcaption>A boat</figcaption>"));
  EXPECT_THAT(
      content("<div class=hero><a href='#'>Enlarge</a><div class=featured-image><img src=/p.jpg></div>"
              "<p class=credit>A boat at sea</p></div>"),
      StartsWith("<figure><img src=\"https://news.example/p.jpg\"/><figcaption>A boat at sea<"))
      << "a box around both, without its buttons";
  EXPECT_THAT(content("<figure><img src=/p.jpg><figcaption>\u00a9</figcaption></figure>"),
              StartsWith("<figure><img src=\"https://news.example/p.jpg\"/></figure>"));
  EXPECT_THAT(content("<div class=lead-media><img src=/p.jpg alt=Boat></div><p class=lead>" +
                      std::string(60, 'x') + "</p>"),
              HasSubstr("p.jpg"));
  EXPECT_THAT(content("<section class=content--thumb><img data-src=/p.jpg src=/blank.gif></section>"),
              HasSubstr("p.jpg"));
  EXPECT_THAT(content("<figure class=author><img src=/p.jpg></figure>"), Not(HasSubstr("<img")));
  EXPECT_THAT(content("<figure><img src=/p.jpg width=40></figure>"), Not(HasSubstr("<img"))) << "a face";
  EXPECT_THAT(content("<figure><img src=/img/site-logo.png></figure>"), Not(HasSubstr("<img")));
  EXPECT_THAT(content("<aside><figure><img src=/p.jpg></figure></aside>"), Not(HasSubstr("<img")));
  EXPECT_THAT(
      content("<figure><img src=/p.jpg></figure>", "<p><img src='/big/p.jpg?w=900'></p>" + paragraphs(6)),
      Not(HasSubstr("example/p.jpg")))
      << "the text has it";
}

TEST(Article, BeginsWithTheOnlyPictureBesideItsTitle) {
  const auto content = [](const std::string& head) {
    return content_of(page("<div id=outer><div class=head>" + head + "</div><div class=entry-content>" +
                           paragraphs(6) + "</div></div>"));
  };
  const std::string title = "<h1>The old harbour</h1>";
  EXPECT_THAT(content("<img class='lazyload banner' data-src=/p.jpg>" + title),
              StartsWith("<figure><img src=\"https://news.example/p.jpg\"/></figure>"));
  EXPECT_THAT(content("<img src=/a.jpg><img src=/b.jpg>" + title), Not(HasSubstr("<img")));
  EXPECT_THAT(content("<img src=/p.jpg width=60 height=60>" + title), Not(HasSubstr("<img")));
}

TEST(Article, IsShownByAScriptWhereItsStyleHidesAllOfIt) {
  const std::string hidden = "<div style='visibility: hidden; opacity: 0'>";
  EXPECT_THAT(content_of(blog(hidden + paragraphs(8) + "</div>")), testing::HasSubstr("Paragraph 8"));
  EXPECT_THAT(content_of(blog(paragraphs(8) + hidden + paragraphs(4, "a boat") + "</div>")),
              testing::Not(testing::HasSubstr("a boat")));
}

TEST(Article, HasAPictureOfAmpOnce) {
  const std::string content =
      content_of(blog(paragraphs(3) + "<amp-img src=/p.jpg></amp-img>" + paragraphs(3)));
  const std::size_t first = content.find("p.jpg");
  ASSERT_NE(first, content.npos);
  EXPECT_EQ(content.find("p.jpg", first + 1), content.npos) << content;
}

TEST(Article, ADateIsNoByline) {
  const std::string when = "<p><em id=authorposton1>发表于 2025-11-28 09:35:12</em></p>";
  EXPECT_EQ(found_in(blog(when + paragraphs(6))).byline, "");
}

TEST(Article, IsNotWhatItQuotes) {
  std::string list;
  for (int i = 1; i <= 80; ++i)
    list += "<li><p>Marlow A, Body B, Cloud C, et al. Of harbours, walls, and what they are made of, part " +
            std::to_string(i) +
            ". J Harbours. 2010, 12-18.</p><p><a href=/a>Article</a> <a href=/b>Scholar</a></p></li>";
  const std::string text =
      text_of(page("<h1>The old harbour</h1><div class=x><div><div><div><div>" + paragraphs(5) +
                   "</div></div></div></div></div><div class=y><div class=article-references><div><ol>" +
                   list + "</ol></div></div></div>"));
  EXPECT_THAT(text, HasSubstr("Paragraph 5"));
}

TEST(Article, IsNoFormThatAsksForAPassword) {
  const std::string form =
      "<div class=panel><form action=/login><p>The password must be eight letters long, have one digit, and "
      "be "
      "unlike the name, the address, and the last ten.</p><p>We know this address already, so you may be "
      "logged "
      "in, or have forgotten it, or never have confirmed it.</p><input type=email><input "
      "type=password></form></div>";
  const std::string text = text_of(page("<h1>The old harbour</h1>" + form + paragraphs(2)));
  EXPECT_THAT(text, AllOf(HasSubstr("Paragraph 2"), Not(HasSubstr("eight letters"))));
  const std::string around = text_of(
      page("<form action=/><input type=password><h1>The old harbour</h1>" + paragraphs(6) + "</form>"));
  EXPECT_THAT(around, HasSubstr("Paragraph 6")) << "the whole page stands in a form";
}

TEST(Article, WordsAreWholeWhereThePageSaysHowToBreakThem) {
  EXPECT_THAT(
      text_of(blog("<p>A ship\u00adyard&shy;er of whom it is said that he came from over the sea.</p>" +
                   paragraphs(4))),
      HasSubstr("A shipyarder of whom"));
}

TEST(Article, OfATableOfHeadersAndCellsOnly) {
  const auto row = [](const std::string& cell) { return "<tr><td colspan=2>" + cell + "</td></tr>"; };
  std::string rows;
  for (const char* part : {"Overview", "Impact", "Solution"})
    rows += row(std::string("<a href=/help>") + part + " of it all, as told by others</a>") +
            row(std::string("<blockquote>") + part + " is MARK.</blockquote>");
  const std::string text =
      text_of(page("<div id=mainarea><div class=contents><table>" + rows +
                   "</table></div></div><div class=popup><p>Contribute a better translation</p></div>"));
  EXPECT_THAT(text, AllOf(HasSubstr("Overview is MARK"), HasSubstr("Solution is MARK"),
                          Not(HasSubstr("translation"))));
}

TEST(Article, OfShortChineseParagraphs) {
  const std::string text =
      text_of(page("<div class=top><a href=/>首页</a><a href=/a>新闻</a></div><div "
                   "class=left><h1>老港口将重修</h1><div class=con>"
                   "<p>石墙已有两百多年历史。</p><p>市议会周四决定重修。</p><p>工期约为两年左右。</"
                   "p><p>车辆须绕行其他道路。</p></div></div>"
                   "<div class=right><p>热门<a href=/1>新吊车今日到港</a></p><p><a "
                   "href=/2>渔市搬迁方案公布</a></p></div>",
                   "<title>老港口将重修</title>"));
  EXPECT_THAT(text, AllOf(StartsWith("石墙已有"), HasSubstr("其他道路"), Not(HasSubstr("吊车"))));
}

TEST(Article, SetInBoxesOfTheirOwnIsTakenWhole) {
  std::string boxes;
  for (const char* about : {"boats", "stones", "birds", "bottles"})
    boxes += "<div class=row><div class=col><div class=text>" + paragraphs(3, about) + "</div></div></div>";
  const std::string text = text_of(page("<div class=nav><a href=/>Home</a></div><div class=rows>" + boxes +
                                        "</div><div class=more><ul><li><a href=/1>One</a></ul></div>"));
  for (const char* about : {"boats", "stones", "birds", "bottles"}) EXPECT_THAT(text, HasSubstr(about));
}

TEST(Article, SetInSectionsOfThePageItselfIsTakenWhole) {
  std::string sections;
  for (const char* about : {"boats", "stones", "birds", "bottles"})
    sections += "<div class=container-fluid><div class=container><div class=row><div class=col-8><h2>Of " +
                std::string(about) + "</h2>" + paragraphs(5, about) + "</div></div></div></div>";
  const std::string text = text_of(page("<header class=top><nav><a href=/>Home</a></nav></header>" +
                                        sections + "<footer><p>All rights reserved.</p></footer>"));
  for (const char* about : {"boats", "stones", "birds", "bottles"}) EXPECT_THAT(text, HasSubstr(about));
  EXPECT_THAT(text, Not(HasSubstr("rights")));
}

TEST(Article, ForReadersWithoutScripts) {
  EXPECT_THAT(text_of(page("<div class=post-body><script>1</script><noscript>" + paragraphs(6) +
                           "</noscript></div>")),
              HasSubstr("Paragraph 6"));
  EXPECT_THAT(text_of(blog("<noscript><p>Please turn on JavaScript.</p></noscript>" + paragraphs(6))),
              Not(HasSubstr("JavaScript")));
}

TEST(Article, PicturesAreReal) {
  const struct {
    const char* name;
    std::string html, src;
  } cases[] = {
      {"data-src", "<img src='data:image/gif;base64,R0' data-src='/p.jpg'>", "https://news.example/p.jpg"},
      {"data-original", "<img data-original='p.jpg'>", "https://news.example/a/p.jpg"},
      {"srcset", "<img srcset='/s.jpg 300w, /l.jpg 1200w'>", "https://news.example/l.jpg"},
      {"a forum's", "<img src='static/image/common/none.gif' file='/l.webp'>", "https://news.example/l.webp"},
      {"picture", "<picture><source srcset='/l.webp 1200w'><img src='/blank.gif'></picture>",
       "https://news.example/l.webp"},
      {"noscript", "<img class=lazy src='/placeholder.png'><noscript><img src='/p.jpg'></noscript>",
       "https://news.example/p.jpg"},
      {"noscript alone", "<noscript><img src='/p.jpg'></noscript>", "https://news.example/p.jpg"}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const std::string html = blog(paragraphs(3) + "<figure>" + c.html +
                                  "<figcaption>A boat</figcaption></figure>" + paragraphs(3));
    EXPECT_THAT(content_of(html),
                AllOf(HasSubstr("src=\"" + c.src + "\""), HasSubstr("<figcaption>A boat</figcaption>")));
  }
}

TEST(Article, ThePageImageIsItsFirstWhereNoneIsSaid) {
  const std::string html = paragraphs(3) + "<figure><img src='/p.jpg'></figure>" + paragraphs(3);
  EXPECT_EQ(found_in(blog(html)).image, "https://news.example/p.jpg");
  EXPECT_EQ(found_in(blog(html, "<title>T</title><meta property='og:image' content='/og.jpg'>")).image,
            "https://news.example/og.jpg");
}

TEST(Article, AddressesMeanWhatThePageMeans) {
  const std::string link =
      "<p>See <a href='more.html'>more of what was written there</a>, and so on, as long as this.</p>";
  EXPECT_THAT(content_of(blog(paragraphs(5) + link)), HasSubstr("https://news.example/a/more.html"));
  EXPECT_THAT(content_of(blog(paragraphs(5) + link, "<title>T</title><base href='https://cdn.example/b/'>")),
              HasSubstr("https://cdn.example/b/more.html"));
  EXPECT_THAT(content_of(blog(paragraphs(5) + link, "<title>T</title><base href='javascript:x'>")),
              HasSubstr("https://news.example/a/more.html"));
}

TEST(Article, DataHoldsWhatTheTreeDoesNot) {
  std::string body;
  for (int i = 0; i < 20; ++i)
    body += "Sentence " + std::to_string(i) + " of the text <stays> as it is, word for word.\\n";
  const std::string data =
      R"(<script type="application/ld+json">{"@type":"Article","headline":"The old harbour","articleBody":")" +
      body + "\"}</script>";
  const Extracted told = found_in(page("<div id=app></div>", "<title>T</title>" + data));
  EXPECT_THAT(told.content,
              AllOf(StartsWith("<p>Sentence 0"), HasSubstr("&lt;stays&gt;"), HasSubstr("<p>Sentence 19")));
  EXPECT_THAT(content_of(blog(paragraphs(9), "<title>The old harbour</title>" + data)),
              HasSubstr("Paragraph 9"))
      << "the tree's own is richer where it is there";
}

TEST(Article, ConfidenceGrowsWithWhatIsFound) {
  const double little = found_in(page("<p>It burned down last night.</p>")).confidence;
  const double some = found_in(blog(paragraphs(4))).confidence;
  const double much = found_in(blog(paragraphs(40))).confidence;
  EXPECT_LT(little, some);
  EXPECT_LT(some, much);
  EXPECT_GT(little, 0);
  EXPECT_LE(much, 1);
}

TEST(Article, DirectionOfWhatItStandsIn) {
  EXPECT_EQ(found_in("<html dir=RTL><body>" + paragraphs(5)).direction, "rtl");
  EXPECT_EQ(found_in("<html dir=rtl><body><article dir=ltr>" + paragraphs(5) + "</article>").direction,
            "ltr");
  EXPECT_EQ(found_in("<html dir=sideways><body>" + paragraphs(5)).direction, "");
}

TEST(Article, OfAnyCharset) {
  const std::string latin = "<html><head><meta charset=iso-8859-1><title>Caf\xe9</title></head><body>" +
                            paragraphs(4, "caf\xe9s") + "</body></html>";
  EXPECT_EQ(found_in(latin).title, "Café");
  EXPECT_THAT(content_of(latin), HasSubstr("cafés"));
}

TEST(Article, ItsJsonLeavesOutWhatIsAbsent) {
  Extracted article;
  article.title = "T \"x\"";
  article.content = "<p>y</p>";
  article.published = parse_date("2020-01-02T03:04:05Z");
  EXPECT_EQ(extracted_to_json(article),
            R"({"title":"T \"x\"","published":"2020-01-02T03:04:05Z","content":"<p>y</p>"})");
}

TEST(Article, OfPagesMadeToTakeLong) {
  const auto times = [](int n, const std::string& what) {
    std::string out;
    for (int i = 0; i < n; ++i) out += what;
    return out;
  };
  const struct {
    const char* name;
    std::string body;
  } cases[] = {
      {"nested blocks", times(20000, "<div class='author date related'>") + paragraphs(5)},
      {"nested lists", paragraphs(5) + times(20000, "<ul><li>x")},
      {"nested tables",
       times(100, times(50, "<table><tr><td>") + "x" + times(50, "</td></tr></table>")) + paragraphs(5)},
      {"breaks", "<div>" + times(20000, "x<br><br>") + "</div>"},
      {"links", paragraphs(5) + times(10000, "<p><a href='/a/b'>a link of some length</a></p>")},
      {"headings", times(10000, "<h1>The old harbour</h1>") + paragraphs(5)},
      {"bylines",
       "<h1>The old harbour</h1>" + paragraphs(9) + times(200, "<div>") + times(10000, "<p>By Bo Body")},
      {"dates", paragraphs(5) + times(50000, "2019-03-05 ")},
      {"articles", "<article><h1>The old harbour</h1>" + paragraphs(9) + "</article>" +
                       times(3000, "<article><h2><a href=x>t</a></h2><p>text</p></article>")}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_TRUE(extract_from(page(c.body)).has_value());
  }
}

}  // namespace
}  // namespace gazette::extract
