#include "daemon/serve/api/call.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

using Kind = Call::Kind;

TEST(ApiCall, what_is_asked_for) {
  const struct Case {
    Method method;
    const char* target;
    Kind kind;
    const char* name;
  } cases[] = {
      {Method::get, "/api/v1/articles", Kind::articles, ""},
      {Method::head, "/api/v1/articles", Kind::articles, ""},
      {Method::get, "http://x/api/v1/articles", Kind::articles, ""},
      {Method::get, "/api/v1/articles/a-1", Kind::article, "a-1"},
      {Method::remove, "/api/v1/articles/https%3A%2F%2Fe.org%2F1", Kind::withdraw, "https://e.org/1"},
      {Method::post, "/api/v1/sources/lwn/poll", Kind::poll, "lwn"},
      {Method::get, "/api/v1/sources/lwn/poll", Kind::not_allowed, "lwn"},
      {Method::post, "/api/v1/articles", Kind::not_allowed, ""},
      {Method::remove, "/api/v1/articles", Kind::not_allowed, ""},
      {Method::options, "/api/v1/articles/x", Kind::preflight, "x"},
      {Method::get, "/api/v1/search?q=a", Kind::search, ""},
      {Method::get, "/api/v1/search", Kind::bad, ""},
      {Method::get, "/api/v1/sources", Kind::sources, ""},
      {Method::get, "/api/v1/status", Kind::status, ""},
      {Method::get, "/api/v1/events?after=7", Kind::events, ""},
      {Method::get, "/api/v1/", Kind::not_found, ""},
      {Method::get, "/api/v2/articles", Kind::not_found, ""},
      {Method::get, "/api/v1/sources//poll", Kind::not_found, ""},
      {Method::get, "/api/v1/articles/", Kind::not_found, ""},
      {Method::get, "/api/v1/articles/%zz", Kind::bad, ""},
      {Method::get, "/api/v1/articles?limit=0", Kind::bad, ""},
      {Method::get, "/api/v1/articles?limit=101", Kind::bad, ""},
      {Method::get, "/api/v1/articles?limit=1x", Kind::bad, ""},
      {Method::get, "/api/v1/articles?q=%0a", Kind::bad, ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.target);
    const Call call = find_call(c.method, c.target);
    EXPECT_EQ(call.kind, c.kind);
    EXPECT_EQ(call.name, c.name);
  }
}

TEST(ApiCall, the_parameters_of_a_list) {
  const Call call = find_call(
      Method::get, "/api/v1/articles?source=lwn&source=qq&tag=a+b&lang=zh-CN&q=%E8%BD%AF&after=1.2&limit=7");
  EXPECT_EQ(call.list.selection.sources, (std::vector<std::string>{"lwn", "qq"}));
  EXPECT_EQ(call.list.selection.tags, std::vector<std::string>{"a b"});
  EXPECT_EQ(call.list.selection.languages, std::vector<std::string>{"zh-CN"});
  EXPECT_EQ(call.list.words, "软");
  EXPECT_EQ(call.list.after, "1.2");
  EXPECT_EQ(call.list.limit, 7);
}

TEST(ApiCall, what_may_be_done_there) {
  EXPECT_EQ(find_call(Method::post, "/api/v1/articles/x").allow, "GET, HEAD, DELETE, OPTIONS");
  EXPECT_EQ(find_call(Method::get, "/api/v1/sources/x/poll").allow, "POST, OPTIONS");
}

}  // namespace
}  // namespace gazette
