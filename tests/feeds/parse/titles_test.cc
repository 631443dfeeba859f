// What should be plain text, from whatever the element holds.
#include <string>

#include <gtest/gtest.h>

#include "feeds/parse/text/plain.h"

namespace gazette::parse {
namespace {

struct Case {
  std::string_view name, in, out;
};

TEST(PlainOfUnsure, IsHtmlOnlyIfItLooksLikeIt) {
  constexpr Case kCases[] = {
      {"plain", "Two  words\n here ", "Two words here"},
      {"ampersand", "AT&T", "AT&T"},
      {"less than", "a < b and c > d", "a < b and c > d"},
      {"heart", "I <3 you", "I <3 you"},
      {"a word in angle brackets", "Nice <gorilla> there", "Nice <gorilla> there"},
      {"tag of HTML", "A <b>bold</b> move", "A bold move"},
      {"tag with attributes", "<a href='x'>Linked</a> &amp; read", "Linked & read"},
      {"break", "One<br/>two", "One two"},
      {"escaped twice by number", "It&#8217;s &#039;so&#039;", "It\u2019s 'so'"},
      {"escaped twice by name", "caf&eacute; &quot;x&quot;", "caf\u00e9 \"x\""},
      {"ampersand beside others", "Q&amp;A &#8211; now", "Q&A \u2013 now"},
      {"what may be the subject", "The &amp; entity", "The &amp; entity"},
      {"no reference at all", "R&D; more", "R&D; more"},
      {"unclosed tag", "a <b", "a <b"},
      {"only tags", "<p></p>", ""},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(plain_of_unsure(c.in), c.out);
  }
}

TEST(PlainOfHtml, ResolvesOnce) {
  constexpr Case kCases[] = {
      {"reference", "The &amp;amp; entity", "The &amp; entity"},
      {"text", "no markup", "no markup"},
      {"tags", "<em>a</em> &lt;b&gt;", "a <b>"},
      {"script", "safe<script>x()</script> text", "safe text"},
      {"unclosed object", "safe<object data=x> text", "safe text"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(plain_of_html(c.in), c.out);
  }
}

TEST(PlainOfUnsure, LongTextsAreLinear) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += "<x&y;";
  EXPECT_EQ(plain_of_unsure(text), text);
}

}  // namespace
}  // namespace gazette::parse
