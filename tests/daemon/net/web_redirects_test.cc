// Redirects: followed one by one, limited, and never with what belongs to another origin.
#include "tests/daemon/net/fetching.h"

namespace gazette::testing {
namespace {

using Redirects = Fetching;

void serve_text(Origin& origin, const std::string& path) {
  origin.on(path, [](const Request& r) { return Answer::of("at " + r.path, "text/plain"); });
}

TEST_F(Redirects, EachHopIsRemembered) {
  origin_.redirect("/a", "b", 301);
  origin_.redirect("/b", "//127.0.0.1:" + std::to_string(origin_.port()) + "/c", 308);
  origin_.redirect("/c", origin_.url("/d?x#frag"), 302);
  serve_text(origin_, "/d");
  const auto answer = get(origin_.url("/a"));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "at /d");
  EXPECT_EQ(answer->url, origin_.url("/d?x"));
  ASSERT_EQ(answer->hops.size(), 3u);
  EXPECT_EQ(answer->hops[0].status, 301);
  EXPECT_EQ(answer->hops[0].from, origin_.url("/a"));
  EXPECT_EQ(answer->hops[0].to, origin_.url("/b"));
  EXPECT_EQ(answer->hops[1].status, 308);
  EXPECT_EQ(answer->hops[2].to, origin_.url("/d?x"));
}

TEST_F(Redirects, D1_ten_are_followed_and_no_more) {
  for (int i = 0; i < 11; ++i) origin_.redirect("/r" + std::to_string(i), "/r" + std::to_string(i + 1), 302);
  serve_text(origin_, "/r11");
  const auto ten = get(origin_.url("/r1"));
  ASSERT_TRUE(ten) << ten.error().message;
  EXPECT_EQ(ten->hops.size(), 10u);
  const auto eleven = get(origin_.url("/r0"));
  ASSERT_FALSE(eleven);
  EXPECT_EQ(eleven.error().kind, ErrorKind::http);
  EXPECT_NE(eleven.error().message.find("redirects"), std::string::npos) << eleven.error().message;
}

TEST_F(Redirects, D1_a_loop_is_noticed) {
  origin_.redirect("/a", "/b", 302);
  origin_.redirect("/b", "/a", 302);
  const auto answer = get(origin_.url("/a"));
  ASSERT_FALSE(answer);
  EXPECT_NE(answer.error().message.find("loop"), std::string::npos) << answer.error().message;
  EXPECT_EQ(origin_.requests().size(), 2u);
}

TEST_F(Redirects, H26_one_without_a_target_is_its_own_answer) {
  origin_.on("/none", [](const Request&) { return Answer{302, "", {}}; });
  origin_.on("/empty", [](const Request&) { return Answer{301, "", {{"Location", ""}}}; });
  for (const char* path : {"/none", "/empty"}) {
    const auto answer = get(origin_.url(path));
    ASSERT_TRUE(answer) << path << ": " << answer.error().message;
    EXPECT_GE(answer->status, 301) << path;
    EXPECT_TRUE(answer->hops.empty()) << path;
  }
}

TEST_F(Redirects, H24_other_schemes_are_refused_without_a_connection) {
  for (const char* target :
       {"file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/", "data:text/plain,x",
        "javascript:alert(1)", "dict://127.0.0.1:11211/", "ws://127.0.0.1/", "scp://127.0.0.1/x"}) {
    origin_.redirect("/a", target, 302);
    const auto answer = get(origin_.url("/a"));
    ASSERT_FALSE(answer) << target;
    EXPECT_EQ(answer.error().kind, ErrorKind::forbidden) << target;
  }
}

TEST_F(Redirects, Q6_credentials_stay_with_their_origin) {
  Origin other;
  serve_text(other, "/b");
  serve_text(origin_, "/c");
  origin_.redirect("/away", other.url("/b"), 302);
  origin_.redirect("/near", "/c", 302);
  WebRequest request = request_for(origin_.url("/away"));
  request.headers = {{"Authorization", "Bearer secret"}, {"X-Key", "secret"}, {"Cookie", "s=1"}};
  ASSERT_TRUE(get(request));
  const Request first = origin_.requests("/away").at(0), foreign = other.requests("/b").at(0);
  EXPECT_EQ(first.header("authorization"), "Bearer secret");
  for (const char* name : {"authorization", "x-key", "cookie"}) EXPECT_EQ(foreign.header(name), "") << name;
  request.url = origin_.url("/near");
  ASSERT_TRUE(get(request));
  EXPECT_EQ(origin_.requests("/c").at(0).header("authorization"), "Bearer secret");
}

TEST_F(Redirects, Q6_a_redirect_names_no_user_and_password_for_us) {
  Origin other;
  serve_text(other, "/b");
  const std::string target = other.url("/b");
  origin_.redirect("/away", "http://ann:secret@" + target.substr(7), 301);
  const auto answer = get(origin_.url("/away"));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(other.requests("/b").at(0).header("authorization"), "");
  EXPECT_EQ(answer->url, target);
  EXPECT_EQ(answer->hops[0].to, target) << "what may be learned is told and stored";
}

TEST_F(Redirects, APostBecomesAGetAsBrowsersDo) {
  struct Case {
    int status;
    const char* method;
  };
  for (const Case& c :
       {Case{301, "GET"}, Case{302, "GET"}, Case{303, "GET"}, Case{307, "POST"}, Case{308, "POST"}}) {
    SCOPED_TRACE(c.status);
    Origin origin;
    origin.redirect("/a", "/b", c.status);
    serve_text(origin, "/b");
    WebRequest request = request_for(origin.url("/a"));
    request.method = "POST";
    request.body = "x=1";
    ASSERT_TRUE(get(request));
    EXPECT_EQ(origin.requests("/b").at(0).method, c.method);
    EXPECT_EQ(origin.requests("/b").at(0).body, std::string(c.method) == "POST" ? "x=1" : "");
  }
}

}  // namespace
}  // namespace gazette::testing
