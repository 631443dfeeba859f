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
      {"/", Kind::overview, ""},
      {"/?from=a+reader", Kind::overview, ""},
      {"http://example.org/", Kind::overview, ""},
      {"HTTP://example.org", Kind::overview, ""},
      {"https://example.org/articles/a1", Kind::article, "a1", "../"},
      {"/articles/20250208A01CMD", Kind::article, "20250208A01CMD", "../"},
      {"/articles/a.b_c-D", Kind::article, "a.b_c-D", "../"},
      {"/articles/%61", Kind::article, "a", "../"},
      {"/articles/", Kind::not_found, "", "../"},
      {"/articles", Kind::file, "articles"},
      {"/articles/a/b", Kind::not_found, "", "../../"},
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

TEST(FindRoute, FeedFormats) {
  EXPECT_EQ(find_route("/feeds/x.atom").format, FeedOutput::atom);
  EXPECT_EQ(find_route("/feeds/x.rss").format, FeedOutput::rss);
  EXPECT_EQ(find_route("/feeds/x.json").format, FeedOutput::json);
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

}  // namespace
}  // namespace gazette
