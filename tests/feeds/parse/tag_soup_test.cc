// What the XML parser refuses, made well-formed.
#include "feeds/parse/repair/tag_soup.h"

#include <string>

#include <gtest/gtest.h>
#include <pugixml.hpp>

namespace gazette::parse {
namespace {

struct Case {
  std::string_view name, in, out;
};

TEST(Untangle, Cases) {
  constexpr Case kCases[] = {
      {"in order", "<a><b>x</b></a>", "<a><b>x</b></a>"},
      {"missing end tags", "<rss><channel><title>x", "<rss><channel><title>x</title></channel></rss>"},
      {"crossed", "<a><b>x</a></b>", "<a><b>x</b></a>"},
      {"end tag of nothing", "<a></x>y</a>", "<a>y</a>"},
      {"other case", "<a><B>x</b></a>", "<a><B>x</B></a>"},
      {"item in item", "<c><item><title>1</title><item>2</item></c>",
       "<c><item><title>1</title></item><item>2</item></c>"},
      {"field in field", "<item><title>1<link>2</link></item>",
       "<item><title>1</title><link>2</link></item>"},
      {"fields of a person stay", "<author><name>x</name></author>", "<author><name>x</name></author>"},
      {"void element of HTML", "<description>a<br>b</description>", "<description>a<br/>b</description>"},
      {"unquoted value", "<a b=c d=e/f>x</a>", "<a b=\"c\" d=\"e/f\">x</a>"},
      {"self-closing after an unquoted value", "<a b=c/>", "<a b=\"c\"/>"},
      {"no value", "<a b c>x</a>", "<a b=\"\" c=\"\">x</a>"},
      {"no space between", "<a b=\"1\"c=\"2\">x</a>", "<a b=\"1\" c=\"2\">x</a>"},
      {"quote without end", "<a b=\"c>x</a>", "<a b=\"c\">x</a>"},
      {"quotes in quotes", "<a b='\"'>x</a>", "<a b=\"&quot;\">x</a>"},
      {"tag without end", "<a <b>x</b></a>", "<a><b>x</b></a>"},
      {"bare angle bracket", "<a>1 < 2 <3</a>", "<a>1 &lt; 2 &lt;3</a>"},
      {"CDATA without end", "<a><![CDATA[x<y</a>", "<a><![CDATA[x<y]]></a>"},
      {"comment without end", "<a><!-- x>y</a>", "<a>y</a>"},
      {"instruction and DOCTYPE", "<?xml version='1.0'?><!DOCTYPE a><a/>", "<a/>"},
      {"nothing", "", ""},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(untangle(c.in), c.out);
  }
}

/// Each of these made a naive pass quadratic: many beginnings that search for an end that never comes.
TEST(Untangle, IsLinearInWhatNeverEnds) {
  for (const std::string_view piece :
       {"<!-- ", "<![CDATA[ ", "<a b='x ", "<a>", "</q>", "<? ", "< ", "<a b=\""}) {
    SCOPED_TRACE(piece);
    std::string in = "<rss>";
    for (int i = 0; i < 100'000; ++i) in += piece;
    const std::string out = untangle(in);
    EXPECT_LT(out.size(), 12 * in.size());
    pugi::xml_document tree;
    EXPECT_TRUE(tree.load_buffer(out.data(), out.size()));
  }
}

}  // namespace
}  // namespace gazette::parse
