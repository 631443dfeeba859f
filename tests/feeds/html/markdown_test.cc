// The Markdown writer, element by element, in the style of the seed record.
#include "feeds/html/markdown.h"

#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "feeds/html/sanitize.h"
#include "tests/end_to_end/process.h"

namespace gazette::html {
namespace {

struct Case {
  const char* name;
  const char* html;
  const char* markdown;
};

template <std::size_t count>
void check(const Case (&cases)[count], std::string_view base = {}) {
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(html_to_markdown(c.html, base), c.markdown);
  }
}

TEST(Markdown, Blocks) {
  const Case kCases[] = {
      {"nothing", "", ""},
      {"only space", " \n<p> </p><div>\n</div>", ""},
      {"paragraphs", "<p>a</p>\n<p>b\nc</p>", "a\n\nb\nc"},
      {"text beside blocks", "a<p>b</p>c<div>d<div>e</div></div>", "a\n\nb\n\nc\n\nd\n\ne"},
      {"headings", "<h1>标题</h1><h2>ab</h2><h3>c</h3><h6>d</h6>", "标题\n==\n\nab\n--\n\n### c\n\n###### d"},
      {"heading of two lines", "<h1>a<br>bcd</h1><h4>e<br>f</h4>", "a  \nbcd\n===\n\n#### e f"},
      {"headings of nothing", "<h2></h2><p>x</p><h3> </h3>", "##\n\nx\n\n###"},
      {"quotes of nothing",
       "<p>x</p><blockquote>\n</blockquote><blockquote><blockquote></blockquote></blockquote>",
       "x\n\n>\n\n> >"},
      {"a quote of what is taken out", "<blockquote><svg></svg></blockquote><h2><script>1</script></h2>x",
       "x"},
      {"rule", "<p>a</p><hr><p>b</p>", "a\n\n---\n\nb"},
      {"rule first is no front matter", "<hr>", "***"},
      {"quote", "<blockquote><p>a</p><blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"},
      {"code", "<pre class='language-sh'><code>a\n\n  b\n</code></pre>", "```sh\na\n\n  b\n```"},
      {"languages of any letters and signs",
       "<pre class=language-f\u00f6\u00f6>a</pre><pre class='language-;'>b</pre><pre class='brush: c; "
       "toolbar: "
       "no;'>c</pre>",
       "```f\u00f6\u00f6\na\n```\n\n```;\nb\n```\n\n```c\nc\n```"},
      {"what is no language", "<pre class='language-`{a=b}'>a</pre>", "```\na\n```"},
      {"code with fences", "<pre>```\n~~~~</pre>", "````\n```\n~~~~\n````"},
      {"code with lines as elements", "<pre><div>a</div><div>b<br>c</div></pre>", "```\na\nb\nc\n```"},
      {"code with lines as rows", "<pre><table><tr><td>a</td></tr><tr><td>b</td></tr></table></pre>",
       "```\na\nb\n```"},
      {"image in code", "<pre>a<img src='/i' alt=i></pre>", "```\na\n```\n\n![i](/i)"},
      {"breaks", "<p>a<br>b<br><br>c<br></p>", "a  \nb\n\nc"},
      {"details", "<details><summary>s</summary>t</details>", "**s**\n\nt"},
      {"definitions", "<dl><dt>a</dt><dt>b</dt><dd>c</dd><dd>d</dd></dl>", "a\nb\n: c\n: d"},
      {"definition of nothing", "<dl><dd>c</dd></dl>", "c"},
  };
  check(kCases);
}

TEST(Markdown, Lists) {
  const Case kCases[] = {
      {"tight", "<ul><li>a</li><li>b</li></ul>", "* a\n* b"},
      {"paragraphs of editors", "<ul><li><p>a</p></li><li><p>b</p></li></ul>", "* a\n* b"},
      {"loose", "<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "* a\n\n  b\n\n* c"},
      {"loose as renderers write it", "<ul>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>",
       "* a\n\n* b"},
      {"nested marks differ", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li></ul>",
       "* a\n  + b\n    - c"},
      {"numbers", "<ol start=9><li>a</li><li>b<p>c</p></li></ol>", "9. a\n\n10. b\n\n    c"},
      {"the first item says its number", "<ol><li value=5>a</li><li value=9>b</li></ol>", "5. a\n6. b"},
      {"an item's number that is none", "<ol><li value=-5>a</li></ol>", "1. a"},
      {"numbers as long as can be", "<ol start=999999999><li>a</li><li>b</li></ol>",
       "999999999. a\n999999999. b"},
      {"a start with signs and spaces", "<ol start=' +4 '><li>a</li></ol>", "4. a"},
      {"a start that is none", "<ol start=-3><li>a</li></ol>", "1. a"},
      {"lists side by side", "<ul><li>a</li></ul><ul><li>b</li></ul><ol><li>c</li></ol><ol><li>d</li></ol>",
       "* a\n\n+ b\n\n1. c\n\n1) d"},
      {"nothing in an item", "<ul><li></li><li>a</li></ul>", "*\n* a"},
      {"two stars in an item are no rule", "<ul><li>**</li><li>**<br>a</li></ul>", "* \\**\n* \\**  \n  a"},
      {"two hyphens in an item are no rule", "<ul><li><ul><li><ul><li>--</li></ul></li></ul></li></ul>",
       "* + - \\--"},
      {"a rule in an item", "<ul><li><hr></li></ul>", "* ---"},
      {"list beside items", "<ul><li>a</li><ul><li>b</li></ul></ul>", "* a\n  + b"},
      {"items without a list", "<div><li>a</li> <li>b</li></div><p>c</p>", "* a\n* b\n\nc"},
      {"items in a box", "<ul><div><li>a</li></div><li>b</li></ul>", "* a\n* b"},
      {"tasks", "<ul><li><input type=checkbox checked>a</li><li><p><input type=checkbox> b</p></li></ul>",
       "* [x] a\n* [ ] b"},
      {"tasks of paragraphs",
       "<ul>\n<li><input type=checkbox disabled> \n<p>a</p>\n<p>b</p>\n</li>\n<li><input type=checkbox "
       "checked> "
       "\n<p></p>\n</li>\n</ul>",
       "* [ ] a\n\n  b\n\n* [x]"},
      {"a box elsewhere", "<p>a <input type=checkbox> b</p>", "a b"},
      {"text that looks like a task", "<ul><li>[x] a [ ] b</li></ul>", "* \\[x] a \\[ ] b"},
  };
  check(kCases);
}

TEST(Markdown, Tables) {
  const Case kCases[] = {
      {"with a head", "<table><tr><th>a</th><th align=right>b</th></tr><tr><td>1</td><td>2</td></tr></table>",
       "| a | b |\n| --- | ---: |\n| 1 | 2 |"},
      {"without", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
       "|  |  |\n| --- | --- |\n| a | b |\n| c | d |"},
      {"spans",
       "<table><tr><th colspan=2>a</th></tr><tr><td "
       "rowspan=2>b</td><td>c</td></tr><tr><td>d</td></tr></table>",
       "| a |  |\n| --- | --- |\n| b | c |\n|  | d |"},
      {"bars and blocks",
       "<table><tr><th>a|b</th></tr><tr><td><p>c</p><p><code>d|e</code><br>f</p></td></tr></table>",
       "| a\\|b |\n| --- |\n| c `d\\|e` f |"},
      {"only for layout", "<table><tr><td><h3>a</h3></td><td><p>b</p><p>c</p></td></tr></table>",
       "### a\n\nb\n\nc"},
      {"one cell", "<table><tr><td>a</td></tr></table>", "a"},
      {"caption", "<table><caption>C</caption><tr><th>a</th></tr><tr><td>b</td></tr></table>",
       "C\n\n| a |\n| --- |\n| b |"},
  };
  check(kCases);
}

TEST(Markdown, Inline) {
  const Case kCases[] = {
      {"marks", "<b>a</b> <i>b</i> <s>c</s> <code>d</code> <u>e</u> <mark>f</mark>",
       "**a** *b* ~~c~~ `d` e f"},
      {"space leaves them", "a<b> b </b>c<i> </i>d", "a **b** c d"},
      {"side by side", "<b>a</b><strong>b</strong>", "**ab**"},
      {"one in the other", "<b>a<strong>b</strong></b>", "**ab**"},
      {"both", "<b><i>a</i></b> <i><b>b</b></i>", "**_a_** ***b***"},
      {"around blocks", "<b><p>a</p><p>b</p></b>", "**a**\n\n**b**"},
      {"code keeps its text", "<code>a<b>b</b> `c`</code>", "`` ab `c` ``"},
      {"link", "<a href='https://example.org/a_(b)' title='t \"u\"'>a</a>",
       "[a](https://example.org/a_(b) \"t \\\"u\\\"\")"},
      {"link that shows itself", "<a href='https://example.org/a'>https://example.org/a</a>",
       "<https://example.org/a>"},
      {"link of blocks", "<a href='/x'><h3>a</h3><p>b</p></a>", "### [a](/x)\n\n[b](/x)"},
      {"link without words", "a<a href='/x'></a>b", "ab"},
      {"link of an image", "<b><a href='/x'><img src='/i' alt='i'></a></b>", "[![i](/i)](/x)"},
      {"code that is a link", "<code><a href='/x'>f()</a></code>", "[`f()`](/x)"},
      {"digits above and below", "x<sup>2</sup> H<sub>2</sub> n<sup>th</sup> <sup><a href='#f'>1</a></sup>",
       "x² H₂ nth [1](#f)"},
      {"ruby", "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>", "漢(かん)"},
      {"quotation", "<q>a</q>", "“a”"},
      {"titles keep their lines", "<img src='/i' title='a\n\n b'>", "![](/i \"a\nb\")"},
      {"players", "<video src='/v' title='V'></video><audio><source src='https://example.org/a'></audio>",
       "[V](/v)\n\n<https://example.org/a>"},
      {"poster", "<video poster='/p'>your browser</video>", "![](/p)"},
      {"formula", "<math alttext='a_b'><mi>a</mi></math>", "$a_b$"},
      {"an image of a line", "<div><img src='/i'>a <img src='/j'></div>", "![](/i)\n\na ![](/j)"},
  };
  check(kCases);
}

TEST(Markdown, EscapesByContext) {
  const Case kCases[] = {
      {"lone marks stay", "2 * 3, a_b_c, ~5, 5 < 6 & 7, C:\\dir, a]b",
       "2 * 3, a_b_c, ~5, 5 < 6 & 7, C:\\dir, a]b"},
      {"marks that meet", "*a* _b_ ~~c~~ `d`", "\\*a\\* \\_b\\_ \\~\\~c\\~\\~ \\`d\\`"},
      {"beginnings", "<p># a</p><p>1. b</p><p>- c</p><p>&gt; d</p><p>: e</p><p>+++</p>",
       "\\# a\n\n1\\. b\n\n\\- c\n\n\\> d\n\n\\: e\n\n\\+++"},
      {"front matter in a line", "---a", "\\---a"},
      {"of JSON", "{\"a\": {}}", "\\{\"a\": {}}"},
      {"only there", "a # b 1. c - d > e : f", "a # b 1. c - d > e : f"},
      {"links", "[a](b) ![c](d) [e]", "[a\\](b) ![c\\](d) [e]"},
      {"definition", "[a]: b", "\\[a]: b"},
      {"tags and entities", "&lt;b&gt; &amp;amp; &amp;x; &lt;5", "\\<b> \\&amp; &x; <5"},
      {"shortcodes", "x {{&lt; a &gt;}} {{% b %}} {{ c }}", "x {{\\< a >}} {{\\% b %}} {{ c }}"},
      {"underlines", "a<br>===<br>---", "a  \n\\===  \n\\---"},
  };
  check(kCases);
}

TEST(Markdown, Addresses) {
  const Case kWithout[] = {
      {"as written", "<a href='../a?b'>c</a><img src='d e.png'>", "[c](../a?b)![](d%20e.png)"},
      {"nothing stands in for a base",
       "<img src='spacer.gif' data-src='a.png'><video poster='p.png'></video>", "![](a.png)\n\n![](p.png)"},
      {"unsafe", "<a href='java\tscript:x'>a</a> <a href='data:text/html,x'>data:text/html,x</a>",
       "a data:text/html,x"},
      {"unknown but shown", "<a href='app:x'>app:x</a> <a href='app:x'>y</a>", "<app:x> y"},
  };
  check(kWithout);
  const Case kWith[] = {
      {"absolute", "<a href='../a?b'>c</a><img src='//i.example/d.png'>",
       "[c](https://example.org/a?b)![](https://i.example/d.png)"},
      {"no tracking", "<a href='https://example.org/?utm_source=x&amp;y=1'>c</a>",
       "[c](https://example.org/?y=1)"},
  };
  check(kWith, "https://example.org/x/");
}

TEST(Markdown, SanitizedTreesNeedNoPreparation) {
  Tree tree =
      Tree::parse_fragment("<p>a <math alttext='x'></math><script>b</script></p><p><img src='/i'></p>");
  sanitize_tree(tree, tree.root(), {.base_url = "https://example.org/", .keep_embeds = true});
  EXPECT_EQ(to_markdown(tree, tree.root()), "a $x$\n\n![](https://example.org/i)");
}

// In a record of an article they would be holes.
TEST(Markdown, SanitizedTreesKeepNoEmptyQuotesAndHeadings) {
  const Tree tree = Tree::parse_fragment("<h2></h2><p>x</p><blockquote> </blockquote>");
  EXPECT_EQ(to_markdown(tree, tree.root()), "x");
}

TEST(Markdown, DeepNestingEndsAndIsFlat) {
  for (const char* tag : {"blockquote", "ul><li", "ol><li", "b", "em", "dl><dd", "div", "table><tr><td"}) {
    SCOPED_TRACE(tag);
    std::string html;
    for (int i = 0; i < 5000; ++i) html += "<" + std::string(tag) + ">";
    const std::string markdown = html_to_markdown(html + "end", {});
    EXPECT_NE(markdown.find("end"), std::string::npos);
    EXPECT_LT(markdown.size(), 20'000u);
  }
}

TEST(Markdown, Golden) {
  int cases = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(TESTS_DIR) / "golden/convert")) {
    SCOPED_TRACE(entry.path().filename().string());
    const std::string in = gazette::testing::read_text(entry.path() / "in.html");
    EXPECT_EQ(html_to_markdown(in, "https://news.example/2024/a.html") + "\n",
              gazette::testing::read_text(entry.path() / "out.md"));
    ++cases;
  }
  EXPECT_GE(cases, 9);
}

}  // namespace
}  // namespace gazette::html
