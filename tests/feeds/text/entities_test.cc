#include "feeds/text/entities.h"

#include <chrono>

#include <gtest/gtest.h>

namespace gazette {
namespace {

TEST(Entities, names) {
  EXPECT_EQ(named_entity("amp"), "&");
  EXPECT_EQ(named_entity("nbsp"), "\u00A0");
  EXPECT_EQ(named_entity("AElig"), "\u00C6");
  EXPECT_EQ(named_entity("CounterClockwiseContourIntegral"), "\u2233");
  EXPECT_EQ(named_entity("NotEqualTilde"), "\u2242\u0338");
  EXPECT_EQ(named_entity("zwnj"), "\u200C");
  EXPECT_EQ(named_entity("AMp"), "");
  EXPECT_EQ(named_entity(""), "");
}

struct Case {
  const char *name, *in, *out;
};

TEST(Entities, decodes_once) {
  const Case cases[] = {
      {"none", "plain", "plain"},
      {"named", "a &amp; b &lt;", "a & b <"},
      {"once only", "&amp;lt;", "&lt;"},
      {"decimal", "&#8230;", "\u2026"},
      {"hexadecimal", "&#x2026;&#X41;", "\u2026A"},
      {"windows-1252 number", "don&#146;t &#x80;", "don\u2019t \u20AC"},
      {"zero", "&#0;", "\uFFFD"},
      {"surrogate", "&#xD800;", "\uFFFD"},
      {"a pair of surrogates", "&#55357;&#56832;&#xD83D;&#xDE00;", "\U0001F600\U0001F600"},
      {"halves in the wrong order", "&#56832;&#55357;x", "\uFFFD\uFFFDx"},
      {"too large", "&#x110000;&#99999999999999999999;", "\uFFFD\uFFFD"},
      {"no semicolon", "&copy 2004 &AMP", "\u00A9 2004 &"},
      {"number without semicolon", "&#65b", "Ab"},
      {"longest bare name first", "&notit; &notin;", "\u00ACit; \u2209"},
      {"unknown stays", "&unknown; &foo", "&unknown; &foo"},
      {"case matters", "&Eacute;&eacute;", "\u00C9\u00E9"},
      {"bare ampersands", "a & b && c &", "a & b && c &"},
      {"broken numbers", "&# &#; &#x; &#xg;", "&# &#; &#x; &#xg;"},
      {"in a query", "?a=1&b=2&copy=3", "?a=1&b=2\u00A9=3"},
      {"not in a name that needs it", "&sectaaa &hellip", "\u00A7aaa &hellip"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(decode_entities(c.in), c.out);
  }
}

TEST(Entities, as_meant_takes_off_the_escaping_of_a_whole_text) {
  const std::pair<std::string_view, std::string_view> kCases[] = {
      {"R&amp;D", "R&D"},
      {"Tom &amp; Jerry&#8217;s &quot;show&quot;", "Tom & Jerry’s \"show\""},
      {"Use &lt;div&gt;", "Use <div>"},
      {"&amp;lt; explained", "< explained"},
      {"&amp;amp;amp;", "&"},
      {"AT&T &amp; friends", "AT&T &amp; friends"},
      {"a & b &lt; c", "a & b &lt; c"},
      {"&amp; in <b>", "&amp; in <b>"},
      {"&nosuchname; &amp;", "&nosuchname; &amp;"},
      {"Q&A", "Q&A"},
      {"Q&amp", "Q&amp"},
      {"&;", "&;"},
      {"", ""},
  };
  for (const auto& [plain, meant] : kCases) {
    EXPECT_EQ(as_meant(plain), meant);
    EXPECT_EQ(as_meant(meant), meant);
  }
}

TEST(Entities, linear_on_ampersands) {
  std::string s;
  for (int i = 0; i < 300000; ++i) s += "&ampersandampersandampersandamper";
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(decode_entities(s).size(), s.size() - 3 * 300000);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

}  // namespace
}  // namespace gazette
