// How a source's requests introduce themselves: user agent, passwords, tokens, cookies, proxies; and who sees
// them.
#include "tests/daemon/net/fetching.h"
#include "tests/daemon/net/socks.h"

namespace gazette::testing {
namespace {

class Access : public Fetching {
 protected:
  Access() { web_.reset(); }
  WebRequest request(const std::string& url) {
    WebRequest made = request_for(url);
    made.access = &access_;
    return made;
  }
  SourceAccess access_;
};

TEST_F(Access, basic_authentication_bearer_and_cookies_are_sent) {
  access_.user = "me";
  access_.password = "pa:ss";
  access_.cookies = "a=1; b=2";
  access_.user_agent = "Mine/1";
  get(request(origin_.url("/a")));
  const Request basic = origin_.requests("/a").at(0);
  EXPECT_EQ(basic.header("authorization"), "Basic bWU6cGE6c3M=");
  EXPECT_EQ(basic.header("cookie"), "a=1; b=2");
  EXPECT_EQ(basic.header("user-agent"), "Mine/1");
  access_ = {};
  access_.bearer = "token";
  get(request(origin_.url("/b")));
  EXPECT_EQ(origin_.requests("/b").at(0).header("authorization"), "Bearer token");
  get(origin_.url("/c"));
  EXPECT_EQ(origin_.requests("/c").at(0).header("authorization"), "");
}

TEST_F(Access, Q6_H39_secrets_stay_with_their_origin_over_redirects) {
  Origin other;
  access_.user = "me";
  access_.password = "secret";
  access_.cookies = "s=1";
  access_.headers["X-Key"] = "secret";
  access_.user_agent = "Mine/1";
  for (const int status : {301, 302, 303, 307, 308}) {
    origin_.redirect("/a", other.url("/b"), status);
    get(request(origin_.url("/a")));
    const Request foreign = other.requests("/b").back();
    for (const char* name : {"authorization", "cookie", "x-key"})
      EXPECT_EQ(foreign.header(name), "") << status;
    EXPECT_EQ(foreign.header("user-agent"), "Mine/1");
    EXPECT_EQ(origin_.requests("/a").back().header("x-key"), "secret");
  }
}

TEST_F(Access, Q6_a_page_of_another_origin_sees_nothing) {
  access_.bearer = "token";
  WebRequest page = request(origin_.url("/page"));
  page.access_origin = "https://feed.example";
  get(page);
  EXPECT_EQ(origin_.requests("/page").at(0).header("authorization"), "");
}

TEST_F(Access, a_proxy_of_the_source_is_used_for_it_alone) {
  Origin proxy;
  proxy.on_prefix("/", [](const Request& r) { return Answer::of("by proxy: " + r.target, "text/plain"); });
  access_.proxy = proxy.base_url();
  EXPECT_EQ(get(request("http://feed.example/a"))->body, "by proxy: http://feed.example/a");
  EXPECT_FALSE(get(std::string("http://feed.invalid/b")));
  EXPECT_EQ(proxy.requests().size(), 1u);
}

TEST_F(Access, a_socks_proxy_is_told_the_name_or_the_address_and_the_password) {
  SocksProxy proxy;
  for (const char* scheme : {"socks5", "socks5h"}) {
    access_.proxy = std::string(scheme) + "://me:word@" + proxy.address();
    const auto answer = get(request("http://localhost:8080/feed"));
    ASSERT_TRUE(answer) << scheme << ": " << answer.error().message;
    EXPECT_EQ(answer->body, "by socks") << scheme;
  }
  ASSERT_EQ(proxy.asked_for().size(), 2u);
  EXPECT_EQ(proxy.asked_for()[1], "localhost:8080");
  EXPECT_EQ(proxy.credentials(), "me:word");
}

TEST_F(Access, Q8_a_proxy_is_not_a_way_around_the_address_check) {
  Origin proxy;
  proxy.on_prefix("/", [](const Request&) { return Answer::of("should not be asked", "text/plain"); });
  FetchOptions options = loopback_options();
  options.allow_private = false;
  use(options);
  access_.proxy = proxy.base_url();
  for (const char* url :
       {"http://127.0.0.1/", "http://localhost/", "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/", "http://[::1]/", "http://0x7f000001/"}) {
    const auto answer = get(request(url));
    ASSERT_FALSE(answer) << url;
    EXPECT_EQ(answer.error().kind, ErrorKind::forbidden) << url;
  }
  EXPECT_EQ(proxy.requests().size(), 0u);
}

TEST_F(Access, Q8_the_environments_proxy_is_never_used) {
  Origin proxy;
  ::setenv("http_proxy", proxy.base_url().c_str(), 1);
  ::setenv("all_proxy", proxy.base_url().c_str(), 1);
  origin_.serve("/a", "direct", "text/plain");
  EXPECT_EQ(get(origin_.url("/a"))->body, "direct");
  ::unsetenv("http_proxy");
  ::unsetenv("all_proxy");
  EXPECT_EQ(proxy.connections(), 0);
}

TEST_F(Access, Q8_networks_can_be_allowed_one_by_one) {
  FetchOptions options = loopback_options();
  options.allow_private = false;
  options.allow_networks = {"127.0.0.1/32"};
  use(options);
  origin_.serve("/a", "allowed", "text/plain");
  EXPECT_EQ(get(origin_.url("/a"))->body, "allowed");
  Origin other("127.0.0.2");
  const auto refused = get(other.url("/a"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::forbidden);
  origin_.redirect("/to-other", other.url("/a"));
  EXPECT_FALSE(get(origin_.url("/to-other")));
  EXPECT_EQ(other.connections(), 0);
}

TEST_F(Access, N112_no_error_holds_a_secret) {
  access_.user = "me";
  access_.password = "hunter2";
  access_.bearer = "hunter2";
  access_.proxy = "http://me:hunter2@127.0.0.1:1";
  for (const char* url : {"http://feed.invalid/", "https://127.0.0.1:1/"}) {
    const auto answer = get(request(url));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().message.find("hunter2"), std::string::npos) << answer.error().message;
  }
}

}  // namespace
}  // namespace gazette::testing
