#include "feeds/extract/cleanup/entry.h"

#include <vector>

#include <gtest/gtest.h>

#include "feeds/extract/cleanup/marks.h"

namespace gazette::extract {
namespace {

std::string cleaned(std::string_view html, const EntryFacts& facts = {"The title", "https://x.org/p/1#top"}) {
  html::Tree tree = html::Tree::parse_fragment(html);
  clean_entry(tree, tree.root(), facts);
  return tree.inner_html(tree.root());
}

struct Case {
  const char* name;
  const char* in;
  const char* out;
};

TEST(CleanEntry, TakesOutWhatIsNoText) {
  const std::vector<Case> cases = {
      {"share buttons", "<p>a</p><div class='x sharedaddy'><p>Share</p></div>", "<p>a</p>"},
      {"a class that only sounds so", "<p class='my-sharedaddy'>a</p>", "<p class=\"my-sharedaddy\">a</p>"},
      {"nothing else: it stays", "<div class='sharedaddy'>Share</div>",
       "<div class=\"sharedaddy\">Share</div>"},
      {"a newsletter's button",
       "<p>a</p><p class='button-wrapper' data-component-name='ButtonCreateButton'><a "
       "href='/s'>Subscribe</a></p>",
       "<p>a</p>"},
      {"a button of others", "<p>a</p><p class='button-wrapper'>b</p>",
       "<p>a</p><p class=\"button-wrapper\">b</p>"},
      {"hidden", "<p>the text of it</p><div style='DISPLAY: none'>b</div><p hidden>c</p>",
       "<p>the text of it</p>"},
      {"most of it is hidden", "<p>a</p><div style=\"display:none\">shown by a script</div>",
       "<p>a</p><div style=\"display:none\">shown by a script</div>"},
      {"the size of a picture", "<a class='lightbox'><img src='/a.png'><div class='meta'>1000×500</div></a>",
       "<a class=\"lightbox\"><img src=\"/a.png\"/></a>"},
      {"the title once more", "<div> <h2>The  title</h2><p>a</p></div>", "<div> <p>a</p></div>"},
      {"and nothing else", "<h2>The title</h2>", "<h2>The title</h2>"},
      {"another heading", "<h2>A part</h2><p>a</p>", "<h2>A part</h2><p>a</p>"},
      {"the title later", "<p>a</p><h2>The title</h2><p>b</p>", "<p>a</p><h2>The title</h2><p>b</p>"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(cleaned(c.in), c.out);
  }
}

TEST(CleanEntry, SaysWhatTheSanitizerWouldLose) {
  const std::vector<Case> cases = {
      {"emoji as pictures",
       "<img class='wp-smiley' alt='🙂' src='/1.png'><img src='https://e.org/emoji/2.png' alt='👍'>",
       "🙂👍"},
      {"a picture of Chinese words", "<img alt='图片' src='/1.png'>", "<img alt=\"图片\" src=\"/1.png\"/>"},
      {"an element that shows one", "<i class='emoji'><b>🔥</b></i><span class=emoji>:-)</span>",
       "🔥<span class=\"emoji\">:-)</span>"},
      {"what follows one", "<i class=emoji><b>🔥</b></i><p>a <img class=emoji alt='👍' src='/1.png'></p>",
       "🔥<p>a 👍</p>"},
      {"a smiley without a character", "<img class='emoji' alt=':-)' src='/1.png'>",
       "<img class=\"emoji\" alt=\":-)\" src=\"/1.png\"/>"},
      {"boxes of a list",
       "<ul><li><input type=checkbox> a</li><li><p><input type=CheckBox checked> b</p></li></ul>",
       "<ul><li>☐ a</li><li><p>☑ b</p></li></ul>"},
      {"a box elsewhere", "<p><input type=checkbox>a</p>", "<p><input type=\"checkbox\"/>a</p>"},
      {"a link within the page", "<a href='#note-1'>1</a><a href='#'>up</a><a href='/p#x'>p</a>",
       "<a href=\"https://x.org/p/1#note-1\">1</a><a>up</a><a href=\"/p#x\">p</a>"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(cleaned(c.in), c.out);
  }
  EXPECT_EQ(cleaned("<a href=\"#1\">1</a>", {"", ""}), "<a href=\"#1\">1</a>");
}

TEST(CleanEntry, ATextBesideAPictureIsNoTable) {
  const std::vector<Case> cases = {
      {"picture and text", "<table><tr><td><img src=\"/a\"/></td><td><p>b</p>c</td></tr></table>",
       "<div><img src=\"/a\"/></div><div><p>b</p>c</div>"},
      {"two texts", "<table><tbody><tr><td>a</td><td>b<img src=\"/a\"/></td></tr></tbody></table>",
       "<table><tbody><tr><td>a</td><td>b<img src=\"/a\"/></td></tr></tbody></table>"},
      {"with a heading", "<table><tbody><tr><th><img src=\"/a\"/></th><td>b</td></tr></tbody></table>",
       "<table><tbody><tr><th><img src=\"/a\"/></th><td>b</td></tr></tbody></table>"},
      {"two rows",
       "<table><tbody><tr><td><img "
       "src=\"/a\"/></td><td>b</td></tr><tr><td></td><td></td></tr></tbody></table>",
       "<table><tbody><tr><td><img "
       "src=\"/a\"/></td><td>b</td></tr><tr><td></td><td></td></tr></tbody></table>"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(cleaned(c.in), c.out);
  }
}

TEST(CleanEntry, OfACardThatIsALinkItsNameLeadsThere) {
  const std::vector<Case> cases = {
      {"a name and a description",
       "<a href=\"/b\"><div><div>Name</div><p>what it is</p><img src=\"/c\"/></div></a>",
       "<div><div><a href=\"/b\">Name</a></div><p>what it is</p><img src=\"/c\"/></div>"},
      {"one block", "<a href=\"/b\"><div>Name <b>of</b> it</div></a>",
       "<a href=\"/b\"><div>Name <b>of</b> it</div></a>"},
      {"words of a line", "<a href=\"/b\">Name <b>of</b> it</a>", "<a href=\"/b\">Name <b>of</b> it</a>"},
      {"a picture", "<a href=\"/b\"><figure><img src=\"/c\"/></figure></a>",
       "<a href=\"/b\"><figure><img src=\"/c\"/></figure></a>"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(cleaned(c.in), c.out);
  }
}

TEST(DropPageMarks, NumbersOfLinesAndLinksOfHeadings) {
  const std::vector<Case> cases = {
      {"a gutter",
       "<table><tbody><tr><td class=\"gutter\"><pre>1\n2</pre></td><td>a\nb</td></tr></tbody></table>",
       "<table><tbody><tr><td>a\nb</td></tr></tbody></table>"},
      {"numbers in a cell",
       "<table><tbody><tr><td><pre><i class=\"lnt\">1\n</i></pre></td><td>a</td></tr></tbody></table>",
       "<table><tbody><tr><td>a</td></tr></tbody></table>"},
      {"a gutter of a layout", "<div class=\"gutter\"><p>the text</p></div>",
       "<div class=\"gutter\"><p>the text</p></div>"},
      {"a heading's mark",
       "<h2 id=\"a\">Name<a href=\"#a\">¶</a></h2><h3>b<a class=\"x\" href=\"#b\"><svg></svg></a></h3>",
       "<h2 id=\"a\">Name</h2><h3>b</h3>"},
      {"a heading that is its link", "<h2><a href=\"#a\">Name</a></h2>", "<h2>Name</h2>"},
      {"a heading that leads elsewhere", "<h2><a href=\"/a#b\">Name</a></h2>",
       "<h2><a href=\"/a#b\">Name</a></h2>"},
      {"a line of no width", "<p>a</p><p>\u200b</p><p>b\u200bc</p>", "<p>a</p><p></p><p>b\u200bc</p>"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    html::Tree tree = html::Tree::parse_fragment(c.in);
    drop_page_marks(tree, tree.root());
    EXPECT_EQ(tree.inner_html(tree.root()), c.out);
  }
}

TEST(CleanEntry, WidgetsInWidgetsAndManyOfThemEnd) {
  std::string html = "<p>a</p>";
  for (int i = 0; i < 200; ++i) html += "<div class=sharedaddy><table><tr><td><img src=/a>";
  EXPECT_EQ(cleaned(html), "<p>a</p>");
}

TEST(HtmlOfLines, KeepsTheLinesOfPlainText) {
  constexpr const char* kNothing = "";
  const std::vector<Case> cases = {
      {"one line", "a b", kNothing},
      {"tags", "a<br>\nb", kNothing},
      {"one line with white space around", "\n  a &amp; b\n", kNothing},
      {"two lines", "a\n  b &lt; c\r\n", "<p>a<br>\nb &lt; c</p>"},
      {"paragraphs", "a\n \n\n\nb\nc", "<p>a</p>\n<p>b<br>\nc</p>"},
      {"wrapped at a column",
       "The harbour is quiet and the boats are back from the\nsea, as nobody has seen them be in any of the "
       "years\nbefore.\n\nAnd on.",
       "<p>The harbour is quiet and the boats are back from the\nsea, as nobody has seen them be in any of "
       "the years\nbefore.</p>\n<p>And on.</p>"},
      {"a long line and short ones",
       "The harbour is quiet and the boats are back from the sea again today\na\nb\nc",
       "<p>The harbour is quiet and the boats are back from the sea again today<br>\na<br>\nb<br>\nc</p>"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(html_of_lines(c.in).value_or(""), c.out);
  }
}

}  // namespace
}  // namespace gazette::extract
