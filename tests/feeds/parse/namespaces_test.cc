// Elements are known by their namespace's URI, however it is written, and by well-known prefixes that nobody
// declared.
#include <gtest/gtest.h>

#include "tests/feeds/parse/feed_case.h"

namespace gazette {
namespace {

TEST(ParseNamespaces, CreatorIsFound) {
  struct Case {
    std::string_view name, declaration, element;
    bool found;
  };
  constexpr Case kCases[] = {
      {"as usual", "xmlns:dc='http://purl.org/dc/elements/1.1/'", "dc:creator", true},
      {"older", "xmlns:dc='http://purl.org/dc/elements/1.0/'", "dc:creator", true},
      {"terms", "xmlns:dct='http://purl.org/dc/terms/'", "dct:creator", true},
      {"other prefix", "xmlns:x='http://purl.org/dc/elements/1.1/'", "x:creator", true},
      {"case and slash", "xmlns:dc='HTTP://PURL.org/dc/elements/1.1'", "dc:creator", true},
      {"https and white space", "xmlns:dc=' https://purl.org/dc/elements/1.1/\n'", "dc:creator", true},
      {"element in capitals", "xmlns:dc='http://purl.org/dc/elements/1.1/'", "dc:Creator", true},
      {"undeclared", "", "dc:creator", true},
      {"declared as nothing", "xmlns:dc=''", "dc:creator", true},
      {"declared as something else", "xmlns:dc='urn:mine'", "dc:creator", false},
      {"undeclared and unknown", "", "zz:creator", false},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    const std::string element(c.element);
    const Entry entry = first_entry(rss_item("<" + element + ">Ada</" + element + ">", c.declaration));
    EXPECT_EQ(!entry.authors.empty(), c.found);
  }
}

TEST(ParseNamespaces, HoldWhereTheyAreDeclared) {
  const Entry entry =
      first_entry(rss_item("<x:creator xmlns:x='http://purl.org/dc/elements/1.1/'>Ada</x:creator>"
                           "<x:creator xmlns:x='urn:mine'>Bea</x:creator>"));
  ASSERT_EQ(entry.authors.size(), 1U);
  EXPECT_EQ(entry.authors[0].name, "Ada");
}

TEST(ParseNamespaces, WhatIsUndeclaredIsSaid) {
  const Feed feed = feed_of(rss_item("<dc:creator>Ada</dc:creator><dc:date>2025</dc:date>"));
  ASSERT_EQ(feed.problems.size(), 1U);
  EXPECT_NE(feed.problems[0].find("\"dc\""), std::string::npos);
}

TEST(ParseNamespaces, ForeignElementsAreNotTheFeeds) {
  const Entry entry =
      first_entry(rss_item("<x:title xmlns:x='urn:mine'>no</x:title><title>yes</title><x:link "
                           "xmlns:x='urn:mine'>http://no/</x:link>"));
  EXPECT_EQ(entry.title, "yes");
  EXPECT_TRUE(entry.link.empty());
}

TEST(ParseNamespaces, ManyDeclarationsAreBounded) {
  std::string declarations, items;
  for (int i = 0; i < 20'000; ++i) {
    declarations += " xmlns:p" + std::to_string(i) + "='u" + std::to_string(i) + "'";
    items += "<q" + std::to_string(i) + ":x>1</q" + std::to_string(i) + ":x>";
  }
  EXPECT_TRUE(first_entry(rss_item(items, declarations)).title.empty());
}

}  // namespace
}  // namespace gazette
