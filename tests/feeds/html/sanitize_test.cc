#include "feeds/html/sanitize.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

namespace gazette::html {
namespace {

struct Case {
  const char* name;
  const char* in;
  const char* out;
};

std::string sanitized(std::string_view in) {
  return sanitize_html(in, {.base_url = "https://example.org/blog/post.html"});
}

void check(const Case& c) {
  SCOPED_TRACE(c.name);
  const std::string out = sanitized(c.in);
  EXPECT_EQ(out, c.out);
  EXPECT_EQ(sanitized(out), out) << "not idempotent";
}

TEST(Sanitize, ElementsAndAttributes) {
  constexpr Case kCases[] = {
      {"plain text", "a & b < c", "a &amp; b &lt; c"},
      {"script goes with what it holds", "<p>a</p><script>alert(1)</script><p>b</p>", "<p>a</p><p>b</p>"},
      {"style, svg, math, template",
       "a<style>p{}</style><svg><a href=x>t</a></svg><math><mi>x</mi></math>"
       "<template><p>t</p></template>b",
       "ab"},
      {"form keeps its text, not its controls",
       "<form action=/x>Name <input name=q><button>Go</button></form>", "<div>Name </div>"},
      {"select and textarea", "<select><option>1</select><textarea><b>x</textarea>y", "y"},
      {"object and embed", "<object data=x><p>y</p></object><embed src=x>z", "<p>y</p>z"},
      {"an object without an end takes nothing along", "a<object data=x> <b>b</b>", "a <b>b</b>"},
      {"an image that only has words", "<img alt='a year'><img>", "<img alt=\"a year\"/>"},
      {"unknown elements are unwrapped", "<x-a>one <blink>two</blink></x-a>", "one two"},
      {"span and font too", "<span class=x>a</span><font color=red>b</font>", "ab"},
      {"obsolete names", "<center>a</center><tt>b</tt><strike>c</strike><acronym title=t>d</acronym>",
       "<div>a</div><tt>b</tt><strike>c</strike><acronym title=\"t\">d</acronym>"},
      {"handlers, style, id, class", "<p onclick=x style='color:red' id=a class=b lang=de>x</p>",
       "<p lang=\"de\">x</p>"},
      {"target and rel", "<a href=/x target=_blank rel=nofollow>x</a>",
       "<a href=\"https://example.org/x\">x</a>"},
      {"comments", "a<!-- <script> -->b<![CDATA[c]]>", "ab"},
      {"code keeps a language by its bare name",
       "<pre class=hljs><code class='sql'>a</code></pre><pre class='x hljs python'>b",
       "<pre><code class=\"language-sql\">a</code></pre><pre class=\"language-python\">b</pre>"},
      {"code keeps its language", "<pre class='x lang-c++'><code class='hljs language-c++ y'>a</code></pre>",
       "<pre class=\"language-c++\"><code class=\"language-c++\">a</code></pre>"},
      {"code takes the language of its box",
       "<div class='highlight highlight-source-ruby'><pre>a</pre></div><pre>b</pre>",
       "<div><pre class=\"language-ruby\">a</pre></div><pre>b</pre>"},
      {"cells keep their alignment",
       "<table><tr><td style='text-align: right' colspan=2>a<th align=CENTER>b</table>",
       "<table><tbody><tr><td colspan=\"2\" align=\"right\">a</td><th "
       "align=\"center\">b</th></tr></tbody></table>"},
      {"lists", "<ol start=3 type=a reversed><li value=7>x</ol>",
       "<ol start=\"3\" type=\"a\" reversed=\"reversed\"><li value=\"7\">x</li></ol>"},
      {"control characters",
       "a\x01"
       "b\xc2\x9f"
       "c&#13;d",
       "abcd"},
      {"leading newline of pre stays", "<pre>\n\na</pre>", "<pre>\n\na</pre>"},
  };
  for (const Case& c : kCases) check(c);
}

TEST(Sanitize, Addresses) {
  constexpr Case kCases[] = {
      {"relative", "<a href=next.html>x</a>", "<a href=\"https://example.org/blog/next.html\">x</a>"},
      {"javascript", "<a href=javascript:alert(1)>x</a>", "x"},
      {"javascript in disguise", "<a href=' java\nscript\t:alert(1)'>x</a><a href='&#1;javascript:x'>y</a>",
       "xy"},
      {"data and file",
       "<a href=data:text/html,x>a</a><a href=file:///etc/passwd>b</a><a href=vbscript:x>c</a>", "abc"},
      {"mail", "<a href=mailto:a@example.org>x</a>", "<a href=\"mailto:a@example.org\">x</a>"},
      {"tracking parameters", "<a href='https://a.example/x?utm_source=rss&id=3&fbclid=q#top'>x</a>",
       "<a href=\"https://a.example/x?id=3#top\">x</a>"},
      {"only tracking parameters", "<a href='https://a.example/x?utm_source=rss'>x</a>",
       "<a href=\"https://a.example/x\">x</a>"},
      {"other parameters as they stand", "<a href='https://a.example/x?b=%20&amp;&amp;a=1'>x</a>",
       "<a href=\"https://a.example/x?b=%20&amp;&amp;a=1\">x</a>"},
      {"anchors without address", "<a name=top>x</a><a href=''>y</a>",
       "x<a href=\"https://example.org/blog/post.html\">y</a>"},
      {"image schemes",
       "<img src=data:image/png;base64,AAAA><img src=javascript:x><img src=mailto:x><img src='/a b.png'>",
       "<img src=\"https://example.org/a%20b.png\"/>"},
      {"video", "<video autoplay poster=p.jpg><source src=v.mp4 type=video/mp4><track src=x>no</video>",
       "<video poster=\"https://example.org/blog/p.jpg\" controls=\"controls\"><source "
       "src=\"https://example.org/blog/v.mp4\" type=\"video/mp4\"/>no</video>"},
      {"video without source", "<video><source src=data:x></video>a", "a"},
      {"known player", "<iframe src=//www.youtube.com/embed/a?b onload=x width=100% height=300px>z</iframe>",
       "<iframe src=\"https://www.youtube.com/embed/a?b\" height=\"300\"></iframe>"},
      {"lazy player", "<iframe data-src=https://player.vimeo.com/video/1></iframe>",
       "<iframe src=\"https://player.vimeo.com/video/1\"></iframe>"},
      {"other iframes",
       "<iframe src=https://evil.example/></iframe><iframe "
       "src=https://www.youtube.com.evil.example/embed/></iframe><iframe "
       "src=https://u@www.youtube.com/embed/></iframe>"
       "<iframe srcdoc='<script>x</script>'></iframe>",
       ""},
  };
  for (const Case& c : kCases) check(c);
  EXPECT_EQ(sanitize_html("<a href=/x>y</a><img src=/z>", {}), "y") << "no base: relative addresses go";
  const SanitizeOptions relative{.base_url = {}, .keep_embeds = true, .keep_relative = true};
  for (const Case& c : std::initializer_list<Case>{
           {"a folder up, a root, a fragment", "<a href=../x?y#z>a</a><a href='/a b'>b</a><a href=#f>c</a>",
            "<a href=\"../x?y#z\">a</a><a href=\"/a%20b\">b</a><a href=\"#f\">c</a>"},
           {"many folders up", "<a href=../../../x>a</a>", "<a href=\"../../x\">a</a>"},
           {"images and players", "<img src=t.jpg><video><source src=v.mp4></video>",
            "<img src=\"t.jpg\"/><video controls=\"controls\"><source src=\"v.mp4\"/></video>"},
           {"a colon in a file's name", "<a href=./a:b>a</a>", "<a href=\"./a:b\">a</a>"},
           {"no scheme in disguise", "<a href='java\nscript:x'>a</a><a href='\\\\evil.example'>b</a>", "ab"},
           {"no host in disguise", "<a href=//evil.example/x>a</a><a href=/.//evil.example>b</a>", "ab"}}) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(sanitize_html(c.in, relative), c.out);
    EXPECT_EQ(sanitize_html(c.out, relative), c.out) << "a second time";
  }
  EXPECT_EQ(sanitize_html("<iframe src=https://www.youtube.com/embed/a></iframe>",
                          {.base_url = {}, .keep_embeds = false}),
            "");
}

TEST(Sanitize, Images) {
  constexpr Case kCases[] = {
      {"data-src", "<img src='data:image/gif;base64,R0' data-src=/a.jpg>",
       "<img src=\"https://example.org/a.jpg\"/>"},
      {"data-original beside a spinner", "<img src=/loading.gif data-original=https://a.example/b.png alt=b>",
       "<img src=\"https://a.example/b.png\" alt=\"b\"/>"},
      {"srcset alone: the widest that suits", "<img srcset='/a.jpg 320w, /b.jpg 1600w, /c.jpg 4000w'>",
       "<img src=\"https://example.org/b.jpg\"/>"},
      {"srcset with commas in the address", "<img srcset='https://a.example/w_1,h_2/a.jpg 1x,/b.jpg 2x'>",
       "<img src=\"https://example.org/b.jpg\"/>"},
      {"src stays when it is good", "<img src=/a.jpg srcset='/b.jpg 2x' sizes=100vw>",
       "<img src=\"https://example.org/a.jpg\"/>"},
      {"picture", "<picture><source srcset=/a.webp><img src=/a.jpg></picture>",
       "<img src=\"https://example.org/a.jpg\"/>"},
      {"a lazy loader's own attribute", "<img src=placeholder.gif data-croporisrc=' /a.jpg?w=800 '>",
       "<img src=\"https://example.org/a.jpg?w=800\"/>"},
      {"a lazy loader's own source set", "<img src=data:x data-interchange-set='/a.jpg 400w, /b.jpg 800w'>",
       "<img src=\"https://example.org/b.jpg\"/>"},
      {"an attribute of a small image", "<img data-thumb-file=/a.jpg>", ""},
      {"words about an image are not its address", "<img alt=/a.jpg data-caption='in b.jpg here'>",
       "<img alt=\"/a.jpg\"/>"},
      {"an image that is there already", "<img src=/a.jpg zoomfile=/b.jpg>",
       "<img src=\"https://example.org/a.jpg\"/>"},
  };
  for (const Case& c : kCases) check(c);
}

TEST(Sanitize, WhatServersDrawAndWhereLinksLeadOn) {
  constexpr Case kCases[] = {
      {"drawn formulas",
       "<img src='https://www.zhihu.com/equation?tex=x' alt='x^2'><img "
       "src='https://s0.wp.com/latex.php?latex=y' alt=y>"
       "<p><img src='https://latex.codecogs.com/svg.latex?z' alt='z\\\\'></p>",
       "$x^2$$y$<p>$$z$$</p>"},
      {"a formula without its TeX", "<img src='https://latex.codecogs.com/svg.latex?z'>",
       "<img src=\"https://latex.codecogs.com/svg.latex?z\"/>"},
      {"a page that leads on",
       "<a href='https://link.zhihu.com/?target=https%3A//a.example/b%3Futm_source%3Dc'>d</a>",
       "<a href=\"https://a.example/b\">d</a>"},
      {"four pages that lead on",
       "<a "
       "href='https://href.li/?https://HREF.LI:443/?https://href.li/?https://href.li/?http://a.example'>d</"
       "a>",
       "<a href=\"http://a.example/\">d</a>"},
      {"a page that leads nowhere good", "<a href='https://link.zhihu.com/?target=javascript%3Ahttp'>d</a>",
       "<a href=\"https://link.zhihu.com/?target=javascript%3Ahttp\">d</a>"},
      {"the language of a figure of code",
       "<figure class='highlight js'><table><tr><td><pre>a</pre></table></figure>",
       "<figure><table><tbody><tr><td><pre "
       "class=\"language-js\">a</pre></td></tr></tbody></table></figure>"},
      {"no language",
       "<figure class='highlight plain'><pre>a</pre></figure><div "
       "class='lang-en'><section><pre>a</pre></section></div>",
       "<figure><pre>a</pre></figure><div><section><pre>a</pre></section></div>"},
  };
  for (const Case& c : kCases) check(c);
}

TEST(Sanitize, PlayersInFramesOfOthers) {
  constexpr Case kCases[] = {
      {"a player in Embedly's frame",
       "<iframe "
       "src='https://cdn.embedly.com/widgets/media.html?src=https%3A%2F%2Fwww.youtube.com%2Fembed%2Fa&"
       "amp;type=text'></iframe><iframe "
       "src='https://cdn.embedly.com/widgets/media.html?src=https%3A%2F%2Fevil.example%2F'></iframe>",
       "<iframe src=\"https://www.youtube.com/embed/a\"></iframe><iframe "
       "src=\"https://cdn.embedly.com/widgets/media.html?src=https%3A%2F%2Fevil.example%2F\"></iframe>"},
  };
  for (const Case& c : kCases) check(c);
}

TEST(Sanitize, WhatStandsForImagesAndPlayers) {
  constexpr Case kCases[] = {
      {"an image of AMP", "<amp-img src=/a.jpg alt=b width=3 height=2 layout=fill></amp-img>",
       "<img src=\"https://example.org/a.jpg\" alt=\"b\" width=\"3\" height=\"2\"/>"},
      {"an image of AMP with its fallback",
       "<amp-img src=/a.jpg><noscript><img src=/b.jpg></noscript></amp-img>",
       "<img src=\"https://example.org/b.jpg\"/>"},
      {"players of AMP and light ones",
       "<amp-youtube data-videoid=ab_1></amp-youtube><lite-youtube videoid=c-2></lite-youtube>"
       "<amp-youtube data-videoid='\"><script>'></amp-youtube><amp-iframe "
       "src=https://evil.example/></amp-iframe>",
       "<iframe src=\"https://www.youtube.com/embed/ab_1\"></iframe>"
       "<iframe src=\"https://www.youtube.com/embed/c-2\"></iframe>"},
      {"picture with a lazy image", "<picture><source data-srcset='/a.webp 1x'><img src=data:x></picture>",
       "<img src=\"https://example.org/a.webp\"/>"},
      {"noscript for a lazy image", "<img class=lazy src=data:x><noscript><img src=/a.jpg></noscript>",
       "<img src=\"https://example.org/a.jpg\"/>"},
      {"an image that a loader marks, with a stand-in of any name",
       "<img class='Lazy x' src=/p.gif data-full='/a.jpg 400w, /b.jpg 800w'>",
       "<img src=\"https://example.org/b.jpg\"/>"},
      {"an image that a loader marks and has loaded", "<img class=lazyloaded src=/a.jpg srcset='/b.jpg 2x'>",
       "<img src=\"https://example.org/a.jpg\"/>"},
      {"noscript for an image that a loader marks",
       "<img class=lazyload src=/p.gif><noscript><img src=/a.jpg></noscript>",
       "<img src=\"https://example.org/a.jpg\"/>"},
      {"a lazy figure", "<figure data-src=/a.jpg id=b.jpg><figcaption>c</figcaption></figure>",
       "<figure><img src=\"https://example.org/a.jpg\"/><figcaption>c</figcaption></figure>"},
      {"a figure of any loader", "<figure data-zoom=/a.jpg></figure>",
       "<figure><img src=\"https://example.org/a.jpg\"/></figure>"},
      {"a figure that has its image", "<figure data-zoom=/b.jpg><img src=/a.jpg></figure>",
       "<figure><img src=\"https://example.org/a.jpg\"/></figure>"},
      {"noscript beside a good image", "<img src=/a.jpg><noscript><img src=/a.jpg></noscript>",
       "<img src=\"https://example.org/a.jpg\"/>"},
      {"noscript alone", "<div><noscript><img src=/a.jpg></noscript></div>",
       "<div><img src=\"https://example.org/a.jpg\"/></div>"},
      {"noscript before its lazy image", "<noscript><img src=/a.jpg alt=a></noscript><img data-src=/a.jpg>b",
       "<img src=\"https://example.org/a.jpg\"/>b"},
      {"noscript before another image", "<noscript><img src=/a.jpg></noscript><img src=/b.jpg>",
       "<img src=\"https://example.org/a.jpg\"/><img src=\"https://example.org/b.jpg\"/>"},
      {"noscript with text", "<noscript>Please enable JavaScript <img src=/a.jpg></noscript>x", "x"},
      {"words about browsers in a player",
       "<video src=/a.mp4><source src=/b.mp4>Your browser does not support <b>video</b>.</video>"
       "<audio src=/a.mp3>A song</audio>",
       "<video src=\"https://example.org/a.mp4\" controls=\"controls\"><source "
       "src=\"https://example.org/b.mp4\"/></video>"
       "<audio src=\"https://example.org/a.mp3\" controls=\"controls\">A song</audio>"},
      {"a player that is what another one says about browsers",
       "<audio src=/a.mp3>Your browser can not play this.<video poster=/p.jpg></video></audio>",
       "<audio src=\"https://example.org/a.mp3\" controls=\"controls\"></audio>"},
      {"tracking pixels",
       "a<img src=https://a.example/p width=1 height=1><img src=http://feeds.feedburner.com/~r/x/~4/y>"
       "<img src=https://ad.doubleclick.net/x.gif>b",
       "ab"},
      {"size", "<img src=/a.jpg width=640 height=480px alt=''>",
       "<img src=\"https://example.org/a.jpg\" width=\"640\" height=\"480\" alt=\"\"/>"},
  };
  for (const Case& c : kCases) check(c);
}

TEST(Sanitize, NestingSurvivesAnotherParser) {
  constexpr Case kCases[] = {
      {"paragraph in a paragraph", "<p>a<marquee><p>b</marquee>", "<div>a<div><p>b</p></div></div>"},
      {"paragraph in a dropped scope", "<p><x-y><button><p>b</button>c", "<p>c</p>"},
      {"a cell outside", "<td>a</td><tr>b</tr>", "ab"},
      {"text in a table", "<table>a<tr>b<td>c</table>",
       "ab<table><tbody><tr><td>c</td></tr></tbody></table>"},
      {"form in a table", "<table><form><tr><td>a</table>",
       "<table><tbody><tr><td>a</td></tr></tbody></table>"},
      {"link in a link", "<a href=/1>a<table><tr><td><a href=/2>b</a></table></a>",
       "<a href=\"https://example.org/1\">a<table><tbody><tr><td><a "
       "href=\"https://example.org/2\">b</a></td></tr></tbody>"
       "</table></a>"},
      {"item straight in an item", "<ul><li>a<marquee><li>b</marquee></ul>",
       "<ul><li>a<div>b</div></li></ul>"},
      {"unclosed markup ends inside", "<div><b><i>x", "<div><b><i>x</i></b></div>"},
      {"closing what was not opened", "</div></div></p>x", "<p></p>x"},
  };
  for (const Case& c : kCases) check(c);
}

TEST(Sanitize, DeepNestingEnds) {
  for (const char* tag : {"<div>", "<b>", "<ul><li>", "<blockquote>", "<table><tr><td>", "<svg><g>"}) {
    SCOPED_TRACE(tag);
    std::string in;
    for (int i = 0; i < 5000; ++i) in += tag;
    in += "x";
    const std::string out = sanitized(in);
    EXPECT_EQ(sanitized(out), out);
  }
}

/// The parser opens sixteen formatting elements at once: what we write holds no more.
TEST(Sanitize, ManyOpenFormattingElementsSettle) {
  std::string runs, closed = "x";
  for (int i = 0; i < 12; ++i) runs += "<i><b>";
  for (int i = 0; i < 20; ++i) closed = "<em>" + closed + "</em>";
  for (const std::string& in :
       {runs + "<li><i><b><td><i><i><b>", runs + "<ul><li>a<li>b</ul>" + runs + "<p>c", closed,
        runs + "<table><tr><td>" + runs + "x</table>y"}) {
    SCOPED_TRACE(in);
    const std::string once = sanitize_by_tree(in, {});
    EXPECT_EQ(sanitize_by_tree(once, {}), once);
    EXPECT_EQ(sanitize_html(in, {}), once);
  }
}

TEST(Sanitize, TablesBrokenByOthersComeApart) {
  Tree tree = Tree::parse_fragment("<table><tr><td>a<table><tr><td>b</table><tr id=x><td>c</table>");
  const NodeId row = tree[tree[tree.find("tbody")].last_child].first_child;
  tree.unwrap(row);  // "c" now stands straight in its row
  sanitize_tree(tree, tree.root(), {});
  EXPECT_EQ(tree.inner_html(0), "a<table><tbody><tr><td>b</td></tr></tbody></table>c");
}

TEST(Sanitize, OnlyBelowTop) {
  Tree tree = Tree::parse_fragment("<div onclick=x><p onclick=y>a</p></div><p onclick=z>b</p>");
  const NodeId div = tree.find("div");
  sanitize_tree(tree, div, {});
  EXPECT_EQ(tree.inner_html(0), "<div onclick=\"x\"><p>a</p></div><p onclick=\"z\">b</p>");
}

TEST(PlainText, IsOneLine) {
  constexpr Case kCases[] = {
      {"no markup", "  a \n b ", "a b"},
      {"entities", "AT&amp;T &lt;b&gt; &copy;", "AT&T <b> \xc2\xa9"},
      {"inline marks do not part words", "un<b>believ</b>able", "unbelievable"},
      {"blocks do", "<p>a</p><p>b</p>c<br>d<div>e</div>", "a b c d e"},
      {"cells too", "<table><tr><td>a<td>b</table>", "a b"},
      {"not between Han characters", "<p>中国</p>\n<p>新闻</p>", "中国新闻"},
      {"nor at a line end between them", "中国\n新闻", "中国新闻"},
      {"nor after full-width punctuation", "<p>你好。</p><p>再见</p>", "你好。再见"},
      {"a written space stays", "中国 新闻", "中国 新闻"},
      {"Latin beside Han is parted", "<p>中国</p><p>News</p>", "中国 News"},
      {"kana", "<p>カナ</p><p>かな</p>", "カナかな"},
      {"script and style are no text", "a<script>b</script><style>c</style><!--d-->e", "ae"},
      {"control characters",
       "a\x01"
       "b&#7;",
       "ab"},
      {"nothing", "", ""},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(plain_text(c.in), c.out);
  }
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Sanitize, Golden) {
  int cases = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(TESTS_DIR) / "golden/sanitize")) {
    SCOPED_TRACE(entry.path().filename().string());
    std::string out = read_file(entry.path() / "out.html");
    if (out.ends_with('\n')) out.pop_back();
    EXPECT_EQ(sanitized(read_file(entry.path() / "in.html")), out);
    ++cases;
  }
  EXPECT_GE(cases, 4);
}

}  // namespace
}  // namespace gazette::html
