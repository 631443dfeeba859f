// The short ways through sanitizer and parser give byte for byte what the long ones give, for whatever they
// take on at all.
#include <array>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "feeds/html/policy/elements.h"
#include "feeds/html/simple/elements.h"
#include "feeds/html/simple/parse_simple.h"
#include "feeds/html/simple/sanitize_simple.h"
#include "feeds/html/tree.h"
#include "feeds/text/buffer/json_text.h"

namespace gazette::html {
namespace {

const SanitizeOptions kOptions{"https://example.org/feed/page.html", true};

struct Case {
  std::string_view name, in;
};

TEST(SanitizeSimple, TakesTheShortWay) {
  constexpr Case kCases[] = {
      {"text", "just text"},
      {"paragraphs", "<p>One <strong>two</strong> <em>three</em>.</p>\n<p>Four</p>"},
      {"links and references", "<a href=\"/a?b=1&amp;c=2\" title='t'>x &amp; y &#8217; &nbsp;&eacute;</a>"},
      {"image", "<p><img src=\"a.png\" alt=\"A &lt; B\" width=\"3\" srcset=\"b.png 2x\" class=\"c\" /></p>"},
      {"counting pixel", "a<img src=\"https://x.example/p.gif\" width=\"1\" height=\"1\">b"},
      {"lists", "<ul>\n<li>a</li>\n<li>b<ol start=3><li>c</li></ol></li></ul>"},
      {"table", "<table><tr><td>a</td><td colspan=2>b</td></tr></table>"},
      {"whole table",
       "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td><p>b</p></td></tr></tbody></table>"},
      {"script", "a<script type=\"x\">if (a<b) x();</script>b"},
      {"frame", "<iframe src=\"https://www.youtube.com/embed/x\" width=\"3\" allowfullscreen></iframe>"},
      {"strange frame", "<iframe src=\"https://evil.example/x\"></iframe>!"},
      {"code", "<pre><code class=\"language-c\">a &lt; b\n</code></pre>"},
      {"newline in pre", "<pre>\na</pre><pre>\n\na</pre>"},
      {"unclosed", "<div><p>never ends"},
      {"anchor without address", "<a name=\"x\">y</a>"},
      {"bare signs", "1 < 2 > 0 & more"},
      {"comment", "a<!-- no -->b"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    const auto simple = sanitize_simple(c.in, kOptions);
    ASSERT_TRUE(simple.has_value());
    EXPECT_EQ(*simple, sanitize_by_tree(c.in, kOptions));
  }
}

TEST(SanitizeSimple, LeavesTheRestAlone) {
  constexpr Case kCases[] = {
      {"crossed", "<b><i>x</b></i>"},
      {"paragraph in paragraph", "<p>a<p>b"},
      {"text in a table", "<table>a</table>"},
      {"unknown element", "<x-y>a</x-y>"},
      {"lazy image", "<img data-src=a.png>"},
      {"image that a loader marks", "<img class=lazy src=a.png>"},
      {"lazy figure", "<figure data-src=a.png></figure>"},
      {"drawn formula", "<img src=\"https://latex.codecogs.com/svg.latex?x\" alt=x>"},
      {"control character", "a\x01"},
      {"cdata", "<![CDATA[x]]>"},
      {"self-closing link", "<a name=x/>y"},
      {"unquoted slash", "<a href=x/>y</a>"},
      {"form", "<form><input></form>"},
      {"svg", "<svg><p>x</p></svg>"},
      {"link in link", "<a href=a><span><a href=b>c</a></span></a>"},
      {"doubtful reference", "&copy 2005"},
      {"frame without end", "<iframe src=http://x.example/>a"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    EXPECT_FALSE(sanitize_simple(c.in, kOptions).has_value());
  }
}

constexpr std::array<std::string_view, 92> kPieces = {
    "<p>",
    "</p>",
    "<p class=x>",
    "<div>",
    "</div>",
    "<div class=\"highlight-source-c\">",
    "<span>",
    "</span>",
    "<b>",
    "</b>",
    "<em>",
    "</em>",
    "<strong>",
    "</strong>",
    "<a href=\"/x?a=1&amp;utm_source=y\">",
    "<a href='b c'>",
    "<a name=z>",
    "</a>",
    "<ul>",
    "</ul>",
    "<ol reversed>",
    "</ol>",
    "<li>",
    "</li>",
    "<li value=\"3\">",
    "<dl>",
    "</dl>",
    "<dt>",
    "</dt>",
    "<dd>",
    "</dd>",
    "<h2>",
    "</h2>",
    "<h3>",
    "</h3>",
    "<blockquote cite=\"/q\">",
    "</blockquote>",
    "<pre>",
    "</pre>",
    "<pre>\n",
    "<code class=\"language-c\">",
    "</code>",
    "<br>",
    "<br/>",
    "<hr>",
    "<img src=a.png>",
    "<img src=\"b.png\" alt=\"x &quot; y\" />",
    "<img src=\"lazy.gif\" srcset=\"c.png 2x\">",
    "<img src='/p.gif' width=1 height=1>",
    "<img src=\"https://pixel.wp.com/g.gif\">",
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<th colspan=2>",
    "</th>",
    "<tbody>",
    "</tbody>",
    "<thead>",
    "</thead>",
    "<figure>",
    "</figure>",
    "<figcaption>",
    "</figcaption>",
    "<script>a<b</script>",
    "<style>p{}</style>",
    "<iframe src=\"https://player.vimeo.com/video/1\"></iframe>",
    "<iframe src=\"x\">y</iframe>",
    "<!-- c -->",
    "<font color=red>",
    "</font>",
    "<section>",
    "</section>",
    "<sub>",
    "</sub>",
    "text",
    " ",
    "\n",
    "&amp;",
    "&lt;b&gt;",
    "&nbsp;",
    "&#x27;",
    "&hellip;",
    " & ",
    "<",
    ">",
    "\xC3\xA9",
    "\xE4\xB8\xAD\xEF\xBC\x8C",
    "&Tab;",
    "\t"};

/// Mostly well nested, with a piece out of place now and then.
std::string random_fragment(std::mt19937& random) {
  std::string html;
  std::vector<std::string> ends;
  const std::size_t length = random() % 24;
  for (std::size_t i = 0; i < length; ++i) {
    const std::string_view piece = kPieces[random() % kPieces.size()];
    const bool end = piece.starts_with("</");
    if (end && random() % 16 != 0) {
      if (ends.empty()) continue;
      html += ends.back();
      ends.pop_back();
      continue;
    }
    html += piece;
    const bool begins = piece[0] == '<' && piece.size() > 2 && piece[1] >= 'a' && piece[1] <= 'z';
    const bool alone = piece.starts_with("<br") || piece.starts_with("<hr") || piece.starts_with("<img") ||
                       piece.find("</") != std::string_view::npos;
    if (begins && !alone)
      ends.push_back("</" + std::string(piece.substr(1, piece.find_first_of(" >") - 1)) + ">");
  }
  while (!ends.empty() && random() % 8 != 0) {
    html += ends.back();
    ends.pop_back();
  }
  return html;
}

TEST(SanitizeSimple, LeavesNothingBehindWhereItGivesUp) {
  TextBuffer out;
  out.add("before");
  EXPECT_FALSE(sanitize_simple_as_json(out, "<p>many words<b><i>x</b></i>", kOptions));
  EXPECT_EQ(out.text(), "before");
  EXPECT_TRUE(sanitize_simple_as_json(out, "<a title='\\' href='/b'>\"c\"\n</a><pre>\n\nd</pre>", kOptions));
  EXPECT_EQ(
      out.text(),
      "before<a title=\\\"\\\\\\\" href=\\\"https://example.org/b\\\">\\\"c\\\"\\n</a><pre>\\n\\nd</pre>");
}

/// Looked for 16 bytes at a time, with the byte behind them.
TEST(SanitizeSimple, LeavesDoubtfulBytesAloneAtEveryOffset) {
  for (std::size_t length = 0; length < 40; ++length) {
    SCOPED_TRACE(length);
    const std::string before(length, 'x'), after(40 - length, 'y');
    for (const char* bad : {"\x01", "\r", "\x7f", "\u0085", "\uFFFE", "\uFFFF"})
      EXPECT_FALSE(sanitize_simple(before + bad + after, kOptions).has_value()) << bad;
    for (const char* good : {"\t", "\n", "\u00a0", "\u00bf", "\u4fe1\u5fbf", "\uFFFD"})
      EXPECT_EQ(sanitize_simple(before + good + after, kOptions), before + good + after) << good;
  }
}

TEST(SanitizeSimple, GivesWhatTheTreeGives) {
  std::mt19937 random(20250208);
  std::size_t taken = 0;
  constexpr std::size_t kRounds = 30'000;
  for (std::size_t i = 0; i < kRounds; ++i) {
    const std::string html = random_fragment(random);
    const auto simple = sanitize_simple(html, kOptions);
    if (!simple) continue;
    ++taken;
    ASSERT_EQ(*simple, sanitize_by_tree(html, kOptions)) << html;
    TextBuffer json, expected;
    ASSERT_TRUE(sanitize_simple_as_json(json, html, kOptions));
    add_json(expected, *simple);
    ASSERT_EQ(json.text(), expected.text()) << html;
  }
  EXPECT_GT(taken, kRounds / 5);  // else it would compare nothing
}

/// Every node with all that it holds, a line each, indented by its depth.
std::string described(const Tree& tree) {
  std::string all;
  for (NodeId id = tree.root(); id != kNone; id = tree.next_in_order(id, tree.root())) {
    for (NodeId above = tree[id].parent; above != kNone; above = tree[above].parent) all += ' ';
    all += std::to_string(static_cast<int>(tree[id].type)) + tree[id].name + '"' + tree[id].text + '"';
    for (const Attribute& attribute : tree[id].attributes)
      all += ' ' + attribute.name + "='" + attribute.value + '\'';
    all += tree[id].foreign ? " foreign\n" : "\n";
  }
  return all;
}

TEST(ParseSimple, TakesTheShortWay) {
  constexpr Case kCases[] = {
      {"nothing", ""},
      {"text and references", "a &amp; b &lt; c &nbsp;&hellip;&#8217; 1 < 2 > 0 & so"},
      {"paragraphs", "<P class>One <STRONG>two</strong>\n</p> <p>three"},
      {"attributes nobody keeps", "<p onclick='x(\"&quot;\")' data-x=1 style=\"a:b\" id=i>x</p>"},
      {"void", "a<br>b<br/>c<hr><img data-src=a.png alt=\"\">"},
      {"comments", "a<!-- b -->c<p><!----></p>"},
      {"script and style", "<script>if (a < b && c) '<p>'</script><style></style>x"},
      {"a newline in pre", "<pre>\na</pre><pre>\n\nb</pre><pre>c</pre>"},
      {"a table without tbody", "<table>\n<tr><td>a</td>\n<td><p>b</p></td></tr> </table>"},
      {"a table of all parts", "<table><thead><tr><th>a</th></tr></thead><tbody><tr></tr></tbody></table>"},
      {"lists in lists", "<ul>\n<li>a<ol start=2><li>b</li></ol></li>\n</ul>"},
      {"a frame with text", "<iframe src=x>y<p></iframe>"},
      {"Chinese", "<p>“星际之门”<b>启动</b>，今日</p>"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    Tree tree;
    ASSERT_TRUE(parse_simple_into(tree, c.in));
    EXPECT_EQ(described(tree), described(Tree::parse_fragment_by_html5(c.in)));
  }
}

TEST(ParseSimple, LeavesTheRestAlone) {
  constexpr Case kCases[] = {
      {"crossed", "<b><i>x</b></i>"},
      {"a paragraph in a paragraph", "<p>a<p>b"},
      {"a block in a paragraph", "<p>a<div>b</div></p>"},
      {"text in a table", "<table>a</table>"},
      {"a reference in a row", "<table><tr>&nbsp;</tr></table>"},
      {"an unknown element", "<x-y>a</x-y>"},
      {"a control character", "a\x01"},
      {"a carriage return", "a\rb"},
      {"cdata", "<![CDATA[x]]>"},
      {"svg", "<svg><p>x</p></svg>"},
      {"a link in a link", "<a href=a><span><a href=b>c</a></span></a>"},
      {"a reference that may be none", "&copy 2005"},
      {"a newline in pre as a reference", "<pre>&#10;a</pre>"},
      {"a script that hides its end", "<script><!--<script></script>--></script>"},
      {"an end tag with more in it", "<script>x</script >"},
      {"a heading in a heading", "<h2><h3>x</h3></h2>"},
      {"a table in a cell", "<table><tr><td><table></table></td></tr></table>"},
      {"an item alone", "<li>x</li>"},
      {"an end without begin", "x</p>"},
      {"an end of what has none", "x</br>"},
      {"a slash that means nothing", "<p/>x"},
      {"a slash in an end", "<p>x</p/>"},
      {"another end of a section that has no tag", "<table><tr></tr></thead></table>"},
      {"an attribute twice", "<p a=1 a=2>x</p>"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    Tree tree;
    EXPECT_FALSE(parse_simple_into(tree, c.in));
  }
  std::string deep;
  for (int i = 0; i < 70; ++i) deep += "<div>";
  Tree tree;
  EXPECT_FALSE(parse_simple_into(tree, deep));
}

TEST(ParseSimple, GivesTheTreeOfTheHtml5Parser) {
  std::mt19937 random(20250209);
  std::size_t taken = 0;
  constexpr std::size_t kRounds = 30'000;
  for (std::size_t i = 0; i < kRounds; ++i) {
    const std::string html = random_fragment(random);
    Tree simple;
    if (!parse_simple_into(simple, html)) continue;
    ++taken;
    ASSERT_EQ(described(simple), described(Tree::parse_fragment_by_html5(html))) << html;
  }
  EXPECT_GT(taken, kRounds / 5);
}

}  // namespace
}  // namespace gazette::html
