#include "daemon/commands/store/redact.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

SourceOptions source_at(const std::string& url) {
  SourceOptions source;
  source.url = url;
  return source;
}

TEST(Redactor, takes_out_what_a_url_carries) {
  struct Case {
    const char* name;
    std::string url, out;
  };
  for (const Case& c : {
           Case{"nothing secret", "https://news.example/feed/atom.xml?format=rss&page=2",
                "https://news.example/feed/atom.xml?format=rss&page=2"},
           Case{"password", "https://anna:w4termill@news.example/feed",
                "https://REDACTED:REDACTED@news.example/feed"},
           Case{"short ones tear nothing", "https://a:b@news.example/about",
                "https://a:b@news.example/about"},
           Case{"a parameter that says so", "https://news.example/feed?token=blue-door&x=1",
                "https://news.example/feed?token=REDACTED&x=1"},
           Case{"a parameter that looks so", "https://news.example/feed?q=5f2b9c1e7a3d4f60b8e1c2d3&x=1",
                "https://news.example/feed?q=REDACTED&x=1"},
           Case{"a path that looks so", "https://news.example/private/5f2b9c1e7a3d4f60b8e1c2d3/rss",
                "https://news.example/private/REDACTED/rss"},
           Case{"words are none", "https://news.example/the-quarterly-harbour-report-of-the-north/rss",
                "https://news.example/the-quarterly-harbour-report-of-the-north/rss"},
           Case{"not a URL", "harbour", "harbour"},
           Case{"cut", "https://", "https://"},
       }) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(Redactor(source_at(c.url)).redacted(c.url), c.out);
  }
}

TEST(Redactor, finds_every_form_of_a_secret) {
  SourceOptions source = source_at("https://news.example/feed?key=a%26b%2Fc%22d");
  source.access.headers = {{"X-Pass", "h34der value"}};
  source.access.user = "anna", source.access.password = "p<ss w&rd", source.access.bearer = "b3arer";
  source.access.cookies = "session=c00kie; theme=dark";
  source.access.proxy = "socks5://me:pr0xypass@proxy.example:1080";
  source.params = {{"channel", "finance"}, {"api_key", "p4ram"}};
  const Redactor redactor(source);
  for (const char* form : {"a%26b%2Fc%22d", "a&b/c\"d", "a&amp;b/c&quot;d", "a&b/c\\\"d", "h34der value",
                           "h34der%20value", "p<ss w&rd", "p&lt;ss w&amp;rd", "p%3Css%20w%26rd", "b3arer",
                           "session=c00kie; theme=dark", "c00kie", "pr0xypass", "p4ram"}) {
    SCOPED_TRACE(form);
    EXPECT_EQ(redactor.redacted("<a>" + std::string(form) + "</a>"), "<a>REDACTED</a>");
  }
  EXPECT_EQ(redactor.redacted("finance"), "finance");
  EXPECT_EQ(redactor.redacted(std::string("\0\xff b3arer", 9)), std::string("\0\xff REDACTED", 11));
}

TEST(Redactor, takes_out_what_the_urls_of_a_listing_carry) {
  struct Case {
    const char* name;
    const char* in;
    const char* out;
  };
  for (const Case& c : {
           Case{"XML", "<link>https://x.org/a?id=5&amp;token=blue&amp;p=2</link>",
                "<link>https://x.org/a?id=5&amp;token=REDACTED-1&amp;p=2</link>"},
           Case{"HTML in XML", "href=\"https://x.org/?a=1&amp;amp;auth_key=k9&amp;amp;b=2\"",
                "href=\"https://x.org/?a=1&amp;amp;auth_key=REDACTED-1&amp;amp;b=2\""},
           Case{"JSON", R"({"u":"https:\/\/x.org\/?a=1\u0026sig=z9\u0026b=2"})",
                R"({"u":"https:\/\/x.org\/?a=1\u0026sig=REDACTED-1\u0026b=2"})"},
           Case{"inside another", "https://p.org/?url=https%3A%2F%2Fx.org%2F%3Ftoken%3Dblue&w=3",
                "https://p.org/?url=https%3A%2F%2Fx.org%2F%3Ftoken%3DREDACTED-1&w=3"},
           Case{"random", "https://x.org/?t=5f2b9c1e7a3d4f60b8e1c2d3\"", "https://x.org/?t=REDACTED-1\""},
           Case{"two are two, one is one", "?key=a1 ?key=b2 ?key=a1",
                "?key=REDACTED-1 ?key=REDACTED-2 ?key=REDACTED-1"},
           Case{"user", "<enclosure url=\"https://ann:pw@x.org/a.mp3\"/>",
                "<enclosure url=\"https://REDACTED-1@x.org/a.mp3\"/>"},
           Case{"an address", "https://x.org/@ann?page=2 mail ann@x.org",
                "https://x.org/@ann?page=2 mail ann@x.org"},
           Case{"text", "Is it a key? token=5 & more", "Is it a key? token=5 & more"},
           Case{"cut", "?token=", "?token="},
       }) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(Redactor(source_at("https://news.example/feed")).redacted_listing(c.in), c.out);
  }
}

TEST(Redactor, a_hostile_listing_takes_linear_time) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += "?a=";
  EXPECT_EQ(Redactor(source_at("https://news.example/feed")).redacted_listing(text), text);
}

}  // namespace
}  // namespace gazette
