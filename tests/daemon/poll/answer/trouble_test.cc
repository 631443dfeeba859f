#include "daemon/poll/answer/trouble.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

struct Case {
  const char* name;
  int status;
  std::vector<std::pair<std::string, std::string>> headers;
  const char* body;
  ErrorKind kind;
};

WebResponse response_of(const Case& c) {
  WebResponse response;
  response.status = c.status;
  response.headers = c.headers;
  response.body = c.body;
  response.url = "https://news.example/feed";
  return response;
}

const std::pair<std::string, std::string> kHtml{"content-type", "text/html; charset=utf-8"};

TEST(Trouble, StatusesAreNamed) {
  const std::vector<Case> cases = {
      {"plain", 404, {}, "", ErrorKind::http},
      {"with a feed as body", 404, {}, "<rss><channel/></rss>", ErrorKind::http},
      {"a page", 403, {kHtml}, "<html><title>Forbidden</title></html>", ErrorKind::http},
      {"gone", 410, {kHtml}, "<html>gone</html>", ErrorKind::gone},
      {"Cloudflare by header", 403, {{"cf-mitigated", "challenge"}, kHtml}, "<html></html>", ErrorKind::waf},
      {"Cloudflare by page",
       503,
       {{"server", "cloudflare"}, kHtml},
       "<!DOCTYPE html><html><head><title>Just a moment...</title>",
       ErrorKind::waf},
      {"Cloudflare alone is no challenge",
       502,
       {{"server", "cloudflare"}, kHtml},
       "<html><title>Bad gateway</title>",
       ErrorKind::http},
      {"DataDome", 403, {{"x-datadome", "protected"}}, "{}", ErrorKind::waf},
      {"AWS", 405, {{"x-amzn-waf-action", "captcha"}}, "", ErrorKind::waf},
      {"Aliyun", 405, {kHtml}, "<html><script>var arg1='';acw_sc__v2</script>", ErrorKind::waf},
      {"network login", 511, {kHtml}, "<html>Log in</html>", ErrorKind::captive},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const Error error = error_of_status(response_of(c));
    EXPECT_EQ(to_string(error.kind), to_string(c.kind));
    EXPECT_FALSE(error.message.empty());
  }
}

TEST(Trouble, BodiesAreNamed) {
  const std::vector<Case> cases = {
      {"another document",
       200,
       {kHtml},
       "<html><title>News</title><p>Hello</p></html>",
       ErrorKind::not_a_feed},
      {"Anubis",
       200,
       {kHtml},
       "<html><link href=\"/.within.website/x/cmd/anubis/static/x.css\">",
       ErrorKind::waf},
      {"Baidu",
       200,
       {kHtml},
       "<!DOCTYPE "
       "html><title>\xe7\x99\xbe\xe5\xba\xa6\xe5\xae\x89\xe5\x85\xa8\xe9\xaa\x8c\xe8\xaf\x81</title>",
       ErrorKind::waf},
      {"portal", 200, {kHtml}, "<html><!-- WISPAccessGatewayParam --></html>", ErrorKind::captive},
      {"portal in capitals", 200, {kHtml}, "<HTML><TITLE>Hotel WiFi Login</TITLE>", ErrorKind::captive},
      {"signs outside of a page mean nothing",
       200,
       {{"content-type", "application/json"}},
       "{\"text\": \"captive portal /cdn-cgi/challenge-platform/\"}",
       ErrorKind::not_a_feed},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const Error error = error_of_body(response_of(c), {ErrorKind::not_a_feed, "an HTML page"});
    EXPECT_EQ(to_string(error.kind), to_string(c.kind));
  }
}

TEST(Trouble, WhatTheReaderSaidStaysTheWord) {
  WebResponse response;
  response.body = "<rss";
  EXPECT_EQ(error_of_body(response, {ErrorKind::parse, "line 1"}).message, "line 1");
  response.hops = {{301, "http://a/", "http://b/"}};
  EXPECT_EQ(error_of_body(response, {ErrorKind::parse, "line 1"}).kind, ErrorKind::parse);
  EXPECT_EQ(error_of_body(response, {ErrorKind::not_a_feed, "empty"}).kind, ErrorKind::moved);
  response.hops[0].status = 302;
  EXPECT_EQ(error_of_body(response, {ErrorKind::not_a_feed, "empty"}).kind, ErrorKind::not_a_feed);
}

}  // namespace
}  // namespace gazette
