#include "daemon/serve/routes.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

using Kind = Route::Kind;

TEST(FindRoute, Targets) {
  const struct Case {
    const char* in;
    Kind kind;
    const char* name;
    const char* root = "";
  } cases[] = {
      {"/", Kind::front, ""},
      {"/?from=a+reader", Kind::front, ""},
      {"http://example.org/", Kind::front, ""},
      {"HTTP://example.org", Kind::front, ""},
      {"https://example.org/articles/a1", Kind::article, "a1", "../"},
      {"/articles/20250208A01CMD", Kind::article, "20250208A01CMD", "../"},
      {"/articles/a.b_c-D", Kind::article, "a.b_c-D", "../"},
      {"/articles/%61", Kind::article, "a", "../"},
      {"/articles/", Kind::not_found, "", "../"},
      {"/articles", Kind::file, "articles"},
      {"/articles/a/b", Kind::not_found, "a", "../../"},
      {"/articles/..", Kind::not_found, "", "../"},
      {"/articles/%2e%2e", Kind::not_found, "", "../"},
      {"/articles/%2e%2e%2fetc%2fpasswd", Kind::not_found, "", "../"},
      {"/articles/a%20b", Kind::not_found, "", "../"},
      {"/articles/<script>", Kind::not_found, "", "../"},
      {"/articles/.hidden", Kind::not_found, "", "../"},
      {"/feeds/all.atom", Kind::feed, "all", "../"},
      {"/feeds/a.b.rss", Kind::feed, "a.b", "../"},
      {"/feeds/all.json?x=1", Kind::feed, "all", "../"},
      {"/feeds/all", Kind::not_found, "", "../"},
      {"/feeds/all.xml", Kind::not_found, "", "../"},
      {"/feeds/.atom", Kind::not_found, "", "../"},
      {"/feeds/%0d%0aX:1.atom", Kind::bad, ""},
      {"/healthz", Kind::health, ""},
      {"/readyz", Kind::ready, ""},
      {"/opml", Kind::opml, ""},
      {"/style.css", Kind::file, "style.css"},
      {"/style.css?v=12345678", Kind::file, "style.css"},
      {"//example.org/x", Kind::not_found, "", "../../"},
      {"/../../etc/passwd", Kind::not_found, "", "../../../"},
      {"/..\\..\\windows", Kind::not_found, ""},
      {"/a%00b", Kind::bad, ""},
      {"/%", Kind::bad, ""},
      {"/%4", Kind::bad, ""},
      {"/%zz", Kind::bad, ""},
      {"/%ff", Kind::bad, ""},
      {"/%c0%af", Kind::bad, ""},
      {"*", Kind::bad, ""},
      {"", Kind::bad, ""},
      {"example.org:443", Kind::bad, ""},
      {"?q=x", Kind::bad, ""},
      {"javascript:alert(1)", Kind::bad, ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.in);
    const Route route = find_route(c.in);
    EXPECT_EQ(static_cast<int>(route.kind), static_cast<int>(c.kind));
    EXPECT_EQ(route.name, c.name);
    EXPECT_EQ(route.root, c.root);
  }
}

TEST(FindRoute, AmountsOfAFeed) {
  const Route link = find_route("/feeds/all.atom?content=link&tag=sea");
  EXPECT_EQ(link.feed.amount, Amount::link);
  EXPECT_EQ(feed_target(link.feed), "/feeds/all.atom?tag=sea&content=link");
  EXPECT_EQ(feed_target(find_route("/feeds/all.atom?content=excerpt").feed),
            "/feeds/all.atom?content=excerpt");
  for (const char* target :
       {"/feeds/all.atom?content=full", "/feeds/all.atom?content=x", "/feeds/all.atom?content="})
    EXPECT_EQ(feed_target(find_route(target).feed), "/feeds/all.atom") << target;
  EXPECT_EQ(find_route("/feeds/lwn.atom?content=link").feed.amount, Amount::full)
      << "only \"all\" is narrowed";
  EXPECT_EQ(find_route("/feeds/all/7.atom?content=link").feed.amount, Amount::full);
}

TEST(FindRoute, FeedFormats) {
  EXPECT_EQ(find_route("/feeds/x.atom").feed.format, FeedOutput::atom);
  EXPECT_EQ(find_route("/feeds/x.rss").feed.format, FeedOutput::rss);
  EXPECT_EQ(find_route("/feeds/x.json").feed.format, FeedOutput::json);
}

TEST(FindRoute, SourcesTagsLanguagesAndChanges) {
  const struct Case {
    const char* in;
    Kind kind;
    const char* name;
    int version = 0;
    const char* after = "";
  } cases[] = {
      {"/sources", Kind::sources, ""},
      {"/status", Kind::sources, ""},
      {"/sources/lwn", Kind::source, "lwn"},
      {"/sources/lwn?after=17.5", Kind::source, "lwn", 0, "17.5"},
      {"/sources/..", Kind::not_found, ""},
      {"/sources/", Kind::not_found, ""},
      {"/tags/linux", Kind::tag, "linux"},
      {"/tags/a%2Fb%20%E8%BD%AF", Kind::tag, "a/b 软"},
      {"/tags/", Kind::not_found, ""},
      {"/languages/zh-CN", Kind::language, "zh-CN"},
      {"/articles/a1/changes", Kind::changes, "a1"},
      {"/articles/a1/changes/7", Kind::changes, "a1", 7},
      {"/articles/a1/changes/0", Kind::not_found, "a1"},
      {"/articles/a1/changes/-1", Kind::not_found, "a1", -1},
      {"/articles/a1/changes/99999999999", Kind::not_found, "a1"},
      {"/articles/a1/changes/7x", Kind::not_found, "a1", 7},
      {"/articles/../changes", Kind::not_found, ""},
      {"/about", Kind::about, ""},
      {"/opensearch.xml", Kind::open_search, ""},
      {"/?after=%0a", Kind::bad, ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.in);
    const Route route = find_route(c.in);
    EXPECT_EQ(static_cast<int>(route.kind), static_cast<int>(c.kind));
    EXPECT_EQ(route.name, c.name);
    EXPECT_EQ(route.version, c.version);
    EXPECT_EQ(route.after, c.after);
  }
}

TEST(FindRoute, NarrowedFeedsHaveOneAddressEach) {
  const struct Case {
    const char *in, *target;
  } cases[] = {
      {"/feeds/all.atom", "/feeds/all.atom"},
      {"/feeds/all.atom?utm_source=x", "/feeds/all.atom"},
      {"/feeds/all.rss?tag=linux&lang=de&q=a+b", "/feeds/all.rss?tag=linux&lang=de&q=a%20b"},
      {"/feeds/all.rss?q=a%20b&lang=de&x=y&tag=linux", "/feeds/all.rss?tag=linux&lang=de&q=a%20b"},
      {"/feeds/all.json?tag=b&tag=a&source=lwn", "/feeds/all.json?source=lwn&tag=a&tag=b"},
      {"/feeds/all.atom?tag=", "/feeds/all.atom"},
      {"/feeds/all/7.rss?q=a", "/feeds/all/7.rss"},          // archives are of the whole feed
      {"/feeds/lwn.atom?tag=linux&q=a", "/feeds/lwn.atom"},  // only all of them can be narrowed
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.in);
    const Route route = find_route(c.in);
    EXPECT_EQ(static_cast<int>(route.kind), static_cast<int>(Kind::feed));
    EXPECT_EQ(feed_target(route.feed), c.target);
  }
  std::string many = "/feeds/all.atom?";
  for (int i = 0; i < 200; ++i) many += "tag=" + std::to_string(i) + '&';
  EXPECT_EQ(find_route(many).feed.selection.tags.size(), 16u);
}

TEST(FindRoute, SearchWords) {
  const struct Case {
    const char* in;
    Kind kind;
    const char* words;
  } cases[] = {
      {"/search", Kind::search, ""},
      {"/search?q=", Kind::search, ""},
      {"/search?q=kernel+memory", Kind::search, "kernel memory"},
      {"/search?q=kernel%20memory", Kind::search, "kernel memory"},
      {"/search?a=1&q=%E8%BD%AF%E9%93%B6", Kind::search, "软银"},
      {"/search?q=a&q=b", Kind::search, "a"},
      {"/search?q=%22%3E%3Cscript%3E", Kind::search, "\"><script>"},
      {"/search?q=C%2B%2B", Kind::search, "C++"},
      {"/search?q=%", Kind::bad, ""},
      {"/search?q=%E8%BD", Kind::bad, ""},
      {"/search?q=%00", Kind::bad, ""},
      {"/search?q=a%0d%0aSet-Cookie:x", Kind::bad, ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.in);
    const Route route = find_route(c.in);
    EXPECT_EQ(static_cast<int>(route.kind), static_cast<int>(c.kind));
    EXPECT_EQ(route.words, c.words);
  }
  std::string many = "/search?q=";
  for (int i = 0; i < 300; ++i) many += "%E8%BD%AF";
  EXPECT_EQ(find_route(many).words.size(), 200u * 3);
}

TEST(FindRoute, LongTargetsAndNames) {
  EXPECT_EQ(find_route("/" + std::string(5000, 'a')).kind, Kind::too_long);
  EXPECT_EQ(find_route("/articles/" + std::string(200, 'a')).kind, Kind::not_found);
  EXPECT_LE(find_route(std::string(4000, '/')).root.size(), 48u);
}

TEST(FindRoute, ArchivesOfFeeds) {
  const Route route = find_route("/feeds/all/7.atom");
  EXPECT_EQ(route.kind, Route::Kind::feed);
  EXPECT_EQ(route.name, "all");
  EXPECT_EQ(route.feed.page, 7);
  EXPECT_EQ(route.root, "../../");
  for (const char* target :
       {"/feeds/all/0.atom", "/feeds/all/07.atom", "/feeds/all/-1.atom", "/feeds/all/7/8.atom",
        "/feeds/all/99999999999999999999.atom", "/feeds/all/.atom", "/feeds/all/7"})
    EXPECT_EQ(find_route(target).kind, Route::Kind::not_found) << target;
}

}  // namespace
}  // namespace gazette
