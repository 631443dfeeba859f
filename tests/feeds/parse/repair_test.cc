// The linear pass before the XML parser: what it changes, what it leaves alone, what it says.
#include "feeds/parse/repair/repair.h"

#include <string>

#include <gtest/gtest.h>

#include "feeds/parse/repair/mistaken_latin1.h"

namespace gazette::parse {
namespace {

struct Case {
  std::string_view name, in, out, problem;
};

void check(const Case& c) {
  SCOPED_TRACE(c.name);
  Problems problems;
  EXPECT_EQ(repair_xml(std::string(c.in), problems), c.out);
  const std::vector<std::string> told = problems.take();
  EXPECT_EQ(told.empty(), c.problem.empty());
  if (!told.empty()) {
    EXPECT_NE(told[0].find(c.problem), std::string::npos) << told[0];
  }
}

TEST(RepairXml, References) {
  constexpr Case kCases[] = {
      {"what XML knows stays", "<a>&lt;&amp;&#38;&#x41;&quot;</a>", "<a>&lt;&amp;&#38;&#x41;&quot;</a>", ""},
      {"names of HTML", "<a>&nbsp;&eacute;&hellip;</a>", "<a>\u00a0\u00e9\u2026</a>", "names of HTML"},
      {"name of an ampersand", "<a>&AMP;</a>", "<a>&amp;</a>", "names of HTML"},
      {"windows-1252", "<a>&#146;&#x80;</a>", "<a>\u2019\u20ac</a>", "windows-1252"},
      {"UTF-8 byte by byte", "<a>&#226;&#130;&#172;</a>", "<a>\u20ac</a>", "bytes of UTF-8"},
      {"UTF-8 by names", "<a>&acirc;&#128;&brvbar;</a>", "<a>\u2026</a>", "bytes of UTF-8"},
      {"Latin-1 that is meant", "<a>&#226;&#233;</a>", "<a>&#226;&#233;</a>", ""},
      {"surrogate", "<a>&#xD800;</a>", "<a>\uFFFD</a>", "no character"},
      {"a pair of surrogates", "<a>&#55357;&#56832;b</a>", "<a>\U0001F600b</a>", "two references"},
      {"half a pair", "<a>&#55357;&#65;</a>", "<a>\uFFFD&#65;</a>", "no character"},
      {"control", "<a>&#1;b</a>", "<a>b</a>", "no character"},
      {"too large", "<a>&#99999999999;</a>", "<a>\uFFFD</a>", "no character"},
      {"no semicolon", "<a>&#65 b</a>", "<a>A b</a>", "semicolon"},
      {"bare ampersand", "<a>?x=1&y=2</a>", "<a>?x=1&y=2</a>", "ampersand"},
      {"unknown name", "<a>&nothing;</a>", "<a>&nothing;</a>", "ampersand"},
      {"in an attribute", "<a b=\"&copy;\"/>", "<a b=\"\u00a9\"/>", "names of HTML"},
      {"not in CDATA", "<a><![CDATA[&nbsp;]]></a>", "<a><![CDATA[&nbsp;]]></a>", ""},
      {"halves also in CDATA", "<a><![CDATA[&nbsp;&#55357;&#56832;&#xD800;&#8217;]]>&#65;</a>",
       "<a><![CDATA[&nbsp;\U0001F600\uFFFD&#8217;]]>&#65;</a>", "two references"},
      {"not in comments", "<a><!-- &nbsp; --></a>", "<a><!-- &nbsp; --></a>", ""},
      {"after CDATA", "<a><![CDATA[x]]>&nbsp;<![CDATA[&nbsp;]]></a>",
       "<a><![CDATA[x]]>\u00a0<![CDATA[&nbsp;]]></a>", "names of HTML"},
      {"between comments", "<!--a-->&nbsp;<!--&nbsp;-->", "<!--a-->\u00a0<!--&nbsp;-->", "names of HTML"},
  };
  for (const Case& c : kCases) check(c);
}

TEST(MendMistakenLatin1, RestoresWhatControlsWereMeantToBe) {
  constexpr Case kCases[] = {
      {"nothing to do", "caf\u00e9 \u00a0\u00ab\u00bb \u4e2d\u6587",
       "caf\u00e9 \u00a0\u00ab\u00bb \u4e2d\u6587", ""},
      {"windows-1252", "don\u0092t \u0093x\u0094 \u0080", "don\u2019t \u201cx\u201d \u20ac", "Latin-1"},
      {"nothing of windows-1252", "a\u0081b", "ab", "Latin-1"},
      {"UTF-8 twice", "don\u00e2\u0080\u0099t \u00e2\u0080\u00a6", "don\u2019t \u2026", "Latin-1"},
      {"UTF-8 twice, the control last", "\u00e6\u00ac\u0081", "\u6b01", "Latin-1"},
      {"UTF-8 twice, four bytes", "\u00f0\u009f\u0098\u0080", "\U0001F600", "Latin-1"},
      {"after a letter of its own", "\u00e9\u00e2\u0080\u0099", "\u00e9\u2019", "Latin-1"},
      {"cut off", "\u00e2\u0080", "\u00e2\u20ac", "Latin-1"},
      {"at the beginning", "\u0085", "\u2026", "Latin-1"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    Problems problems;
    EXPECT_EQ(mend_mistaken_latin1(std::string(c.in), problems), c.out);
    EXPECT_EQ(problems.take().empty(), c.problem.empty());
  }
}

/// The text is looked at 16 bytes at a time: what needs repair at each place of a block and of the rest.
TEST(RepairXml, AtEveryOffset) {
  for (std::size_t length = 0; length < 40; ++length) {
    SCOPED_TRACE(length);
    const std::string before = "<a>" + std::string(length, 'x'),
                      after = std::string(40 - length, 'y') + "</a>";
    const std::string name = before + "&nbsp;" + after;
    check({"name of HTML", name, before + "\u00a0" + after, "names of HTML"});
    const std::string control = before + "\x1f" + after;
    check({"control", control, before + after, "control characters"});
    const std::string kept = before + "&lt;&gt;&amp;&quot;&apos;\t\r\n" + after;
    check({"XML's own", kept, kept, ""});
    const std::string both = before + "&lt;&eacute;&#65;\x01" + after;
    check({"a control after a name", both, before + "&lt;\u00e9&#65;" + after, "control characters"});
  }
}

TEST(RepairXml, Entities) {
  constexpr Case kCases[] = {
      {"its own", "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", "<!DOCTYPE a [<!ENTITY x \"y\">]><a>y</a>",
       ""},
      {"in single quotes", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
       "<!DOCTYPE a [<!ENTITY x 'y'>]><a>y</a>", ""},
      {"of one another", "<!DOCTYPE a [<!ENTITY x \"y\"><!ENTITY z \"&x;&x;\">]><a>&z;</a>",
       "<!DOCTYPE a [<!ENTITY x \"y\"><!ENTITY z \"&x;&x;\">]><a>yy</a>", ""},
      {"quotes in an attribute", "<!DOCTYPE a [<!ENTITY x 'y\"y'>]><a b=\"&x;\"/>",
       "<!DOCTYPE a [<!ENTITY x 'y\"y'>]><a b=\"y&quot;y\"/>", ""},
      {"of itself", "<!DOCTYPE a [<!ENTITY x \"&x;\">]><a>&x;</a>",
       "<!DOCTYPE a [<!ENTITY x \"&x;\">]><a>&x;</a>", ""},
      {"external", "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>",
       "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a></a>", "external"},
      {"a DOCTYPE within", "<rss><!DOCTYPE a [<!ENTITY x \"y\">]>&x;</rss>",
       "<rss><!DOCTYPE a [<!ENTITY x \"y\">]>&x;</rss>", "ampersand"},
  };
  for (const Case& c : kCases) check(c);
}

TEST(RepairXml, ABillionLaughsAreNotTold) {
  std::string in = "<!DOCTYPE a [<!ENTITY a \"hahahahaha\">";
  for (char name = 'b'; name <= 'm'; ++name) {
    in += std::string("<!ENTITY ") + name + " \"";
    for (int i = 0; i < 10; ++i) in += std::string("&") + static_cast<char>(name - 1) + ";";
    in += "\">";
  }
  in += "]><a>&m;&c;</a>";
  Problems problems;
  const std::string out = repair_xml(in, problems);
  EXPECT_LT(out.size(), 100'000U);
  EXPECT_NE(problems.take().at(0).find("more text than is read"), std::string::npos);
}

TEST(RepairXml, OneEntityManyTimesIsBounded) {
  std::string in = "<!DOCTYPE a [<!ENTITY x \"" + std::string(15'000, 'x') + "\">]><a>";
  for (int i = 0; i < 100'000; ++i) in += "&x;";
  Problems problems;
  EXPECT_LT(repair_xml(in + "</a>", problems).size(), 6'000'000U);
  EXPECT_FALSE(problems.take().empty());
}

TEST(RepairXml, WhatStandsBefore) {
  constexpr Case kCases[] = {
      {"nothing", "<?xml version='1.0'?><rss/>", "<?xml version='1.0'?><rss/>", ""},
      {"white space", "\n <?xml version='1.0'?><rss/>", "<?xml version='1.0'?><rss/>", "white space"},
      {"white space without a declaration", "\n<rss/>", "<rss/>", ""},
      {"words", "hello <rss/>", "<rss/>", "stands before"},
      {"a warning", "<br/><b>Warning</b> line 3<?xml version='1.0'?><rss/>", "<?xml version='1.0'?><rss/>",
       "stands before"},
      {"words before a prefix", "hello <r:RDF><channel/></r:RDF>", "<r:RDF><channel/></r:RDF>",
       "stands before"},
      {"no root, but begins like one", "<header/><feedback/>", "<header/><feedback/>", ""},
      {"a page", "<html><body><rss/></body></html>", "<html><body><rss/></body></html>", ""},
      {"another XML", "<opml><body/></opml>", "<opml><body/></opml>", ""},
      {"no markup", "just words", "just words", ""},
      {"controls",
       "<a>b\x01\x0b"
       "c\td</a>",
       "<a>bc\td</a>", "control characters"},
  };
  for (const Case& c : kCases) check(c);
}

}  // namespace
}  // namespace gazette::parse
