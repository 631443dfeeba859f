#include "feeds/identity/address.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

struct Case {
  const char* name;
  std::string in, out;
};

TEST(Address, of) {
  const Case cases[] = {
      {"scheme and www", "https://www.Example.org/a/b", "example.org/a/b"},
      {"slash, default port, fragment, tracking", "http://example.org:80/a/?utm_source=x#c", "example.org/a"},
      {"another port is another site", "http://example.org:8080/a", "example.org:8080/a"},
      {"front page", "https://example.org/", "example.org"},
      {"front page's file", "https://example.org/index.html", "example.org"},
      {"a folder's file", "https://example.org/a/index.php?id=1", "example.org/a?id=1"},
      {"mobile host", "https://m.example.org/a", "example.org/a"},
      {"mobile host of a host", "https://mobile.news.example.org/a", "news.example.org/a"},
      {"two faces", "https://www.m.example.org/a", "example.org/a"},
      {"m alone is a site", "https://m.org/a", "m.org/a"},
      {"a host that only begins so", "https://mexample.org/a", "mexample.org/a"},
      {"AMP path", "https://example.org/a/b/amp/", "example.org/a/b"},
      {"AMP file", "https://example.org/a/b.amp.html", "example.org/a/b.html"},
      {"AMP ending", "https://example.org/a/b.amp", "example.org/a/b"},
      {"AMP folder", "https://example.org/amp/a/b", "example.org/a/b"},
      {"AMP host", "https://amp.example.org/a/b", "example.org/a/b"},
      {"AMP parameter", "https://example.org/a?amp=1&id=2", "example.org/a?id=2"},
      {"AMP output", "https://example.org/a?outputType=amp", "example.org/a"},
      {"AMP cache", "https://www-example-org.cdn.ampproject.org/c/s/www.example.org/a/amp", "example.org/a"},
      {"AMP viewer", "https://www.google.com/amp/s/example.org/a%3Fid=5", "example.org/a%3Fid=5"},
      {"a word that only ends so", "https://example.org/a/ramp", "example.org/a/ramp"},
      {"a page about AMP", "https://example.org/amp", "example.org/amp"},
      {"doubled slashes", "https://example.org//a///b", "example.org/a/b"},
      {"encoded in two ways", "https://example.org/%7ea/%e4%BD%a0", "example.org/~a/%E4%BD%A0"},
      {"Chinese path", "https://example.org/你", "example.org/%E4%BD%A0"},
      {"order of parameters stays", "https://example.org/?b=1&a=2", "example.org?b=1&a=2"},
      {"case of the path stays", "https://example.org/aBc", "example.org/aBc"},
      {"dot at the host's end", "https://example.org./a", "example.org/a"},
      {"no web address", "tag:example.org,2024:1", ""},
      {"nothing", "", ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(address_of(c.in), c.out);
  }
}

TEST(Address, parts) {
  EXPECT_EQ(path_of_address("example.org/a?b"), "/a?b");
  EXPECT_EQ(path_of_address("example.org?p=1"), "?p=1");
  EXPECT_EQ(path_of_address("example.org"), "");
  EXPECT_FALSE(names_an_article("example.org"));
  EXPECT_TRUE(names_an_article("example.org?p=1"));
  const Case sites[] = {{"two", "example.org/a", "example.org"},
                        {"three", "news.example.org?x", "example.org"},
                        {"under co.uk", "news.example.co.uk/a", "example.co.uk"},
                        {"co.uk's own", "example.co.uk", "example.co.uk"},
                        {"port", "a.example.org:8080/x", "example.org"},
                        {"one label", "localhost/a", "localhost"},
                        {"short second label", "t.co/a", "t.co"}};
  for (const Case& c : sites) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(site_of_address(c.in), c.out);
  }
}

}  // namespace
}  // namespace gazette
