// Summaries and contents as HTML, whatever type they claim.
#include <gtest/gtest.h>

#include "feeds/html/sanitize.h"
#include "tests/feeds/parse/feed_case.h"

namespace gazette {
namespace {

struct Case {
  std::string_view name, in, out;
};

std::string shown(const Markup& markup) {
  return html::sanitize_html(markup.html, {markup.base, true});
}

TEST(ParseMarkup, AtomContent) {
  constexpr Case kCases[] = {
      {"text", "<content type='text'>a &lt;b&gt; &amp;amp;</content>", "a &lt;b&gt; &amp;amp;"},
      {"html", "<content type='html'>&lt;b>a&lt;/b> &amp;amp;</content>", "<b>a</b> &amp;"},
      {"html in CDATA", "<content type='html'><![CDATA[<b>a</b>]]></content>", "<b>a</b>"},
      {"html as a media type", "<content type='text/html; charset=x'>&lt;b>a&lt;/b></content>", "<b>a</b>"},
      {"no type, looks like html", "<content>&lt;b>a&lt;/b></content>", "<b>a</b>"},
      {"xhtml",
       "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a <b>b</b> <i>c</i></div></content>",
       "a <b>b</b> <i>c</i>"},
      {"xhtml with a prefix",
       "<content type='xhtml'><x:div xmlns:x='http://www.w3.org/1999/xhtml'><x:b>b</x:b></x:div></content>",
       "<b>b</b>"},
      {"xhtml without its div", "<content type='xhtml'><p>a</p><p>b</p></content>", "<p>a</p><p>b</p>"},
      {"empty elements of xhtml", "<content type='xhtml'><div><p/>a<br/><i/>b</div></content>",
       "<p></p>a<br/><i></i>b"},
      {"text in xhtml is text", "<content type='xhtml'><div>&lt;b&gt;</div></content>", "&lt;b&gt;"},
      {"escaped inside a div", "<content type='html'><div>a &lt;b>c&lt;/b></div></content>", "a <b>c</b>"},
      {"Atom 0.3 escaped", "<content type='application/xhtml+xml' mode='escaped'>&lt;b>a&lt;/b></content>",
       "<b>a</b>"},
      {"Atom 0.3 xml", "<content type='text/html' mode='xml'><div><b>a</b></div></content>", "<b>a</b>"},
      {"Atom 0.3 base64", "<content type='text/html' mode='base64'>PGI+YTwvYj4=</content>", "<b>a</b>"},
      {"Atom 0.3 base64 of XHTML",
       "<content type='application/xhtml+xml' mode='base64'>PGI+YTwvYj4=</content>", "<b>a</b>"},
      {"Atom 0.3 base64 of bytes",
       "<content type='application/octet-stream' mode='base64'>PGI+YTwvYj4=</content>", "<b>a</b>"},
      {"Atom 0.3 alternatives",
       "<content type='multipart/alternative'><content type='text/plain'>a</content>"
       "<content type='text/html' mode='escaped'>&lt;b>a&lt;/b></content></content>",
       "<b>a</b>"},
      {"Atom 0.3 alternatives without HTML",
       "<content type='multipart/alternative'><content type='text/plain'>a</content></content>", "a"},
      {"base64 of bytes", "<content type='application/octet-stream'>PGI+\nYTwvYj4=</content>", "<b>a</b>"},
      {"an image is no text", "<content type='image/png'>iVBORw0KGgo=</content>", ""},
      {"relative links", "<content type='html'>&lt;a href='/x'>a&lt;/a></content>",
       "<a href=\"https://example.org/x\">a</a>"},
      {"xml:base", "<content type='html' xml:base='https://b.example/c/'>&lt;a href='x'>a&lt;/a></content>",
       "<a href=\"https://b.example/c/x\">a</a>"},
      {"xml:base within",
       "<content type='xhtml'><div><p xml:base='/d/'><a href='x'>a</a></p><a href='y'>b</a></div></content>",
       "<p><a href=\"https://example.org/d/x\">a</a></p><a href=\"https://example.org/y\">b</a>"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(shown(first_entry(atom_entry(c.in)).content), c.out);
  }
}

TEST(ParseMarkup, RssDescription) {
  constexpr Case kCases[] = {
      {"escaped", "<description>&lt;b&gt;a&lt;/b&gt;</description>", "<b>a</b>"},
      {"CDATA", "<description><![CDATA[<b>a</b>]]></description>", "<b>a</b>"},
      {"text", "<description>1 &lt; 2 &amp; 3</description>", "1 &lt; 2 &amp; 3"},
      {"unescaped", "<description>a <b>b</b> <i>c</i></description>", "a <b>b</b> <i>c</i>"},
      {"CDATA escaped by mistake", "<description>&lt;![CDATA[&lt;b&gt;a&lt;/b&gt;]]&gt;</description>",
       "<b>a</b>"},
      {"several sections", "<description><![CDATA[<b>]]>a<![CDATA[</b>]]></description>", "<b>a</b>"},
      {"a frame that ends itself", "<description>a&lt;iframe src='http://x.example/'/&gt; b</description>",
       "a b"},
      {"a frame without an end", "<description>a&lt;iframe src='http://x.example/'&gt; b</description>",
       "a b"},
      {"a line break with an end tag",
       "<description><![CDATA[a<br></br>b<BR class='x'></BR>c]]></description>", "a<br/>b<br/>c"},
      {"an end tag of a line break alone", "<description><![CDATA[a<br/></br>b</br>c]]></description>",
       "a<br/><br/>b<br/>c"},
      {"a declaration that never ends", "<description><![CDATA[write <!DOCTYPE]]></description>",
       "write &lt;!DOCTYPE"},
      {"a declaration", "<description><![CDATA[<!DOCTYPE html><b>a</b>]]></description>", "<b>a</b>"},
      {"a comment that never ends", "<description><![CDATA[a<!-- b]]></description>", "a"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(shown(first_entry(rss_item(c.in)).summary), c.out);
  }
}

TEST(ParseMarkup, TheBetterElementWins) {
  const Entry entry =
      first_entry(rss_item("<itunes:summary>s</itunes:summary><description>d</description>"
                           "<body xmlns='http://www.w3.org/1999/xhtml'><p>b</p></body>"
                           "<content:encoded>c</content:encoded>"));
  EXPECT_EQ(entry.summary.html, "d");
  EXPECT_EQ(entry.content.html, "c");
  EXPECT_EQ(
      first_entry(rss_item("<description></description><itunes:summary>s</itunes:summary>")).summary.html,
      "s");
}

}  // namespace
}  // namespace gazette
