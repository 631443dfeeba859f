// Section S of the threats (99 to 103): what strangers send, over real sockets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/serve/server_fixture.h"

namespace gazette::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::string kHost = "Host: x\r\n", kEnd = "\r\n\r\n";
struct RefusedCase {
  const char* name;
  std::string bytes;
  const char* status;  ///< nullptr: whatever, but 4xx or the end
};

const RefusedCase kRefused[] = {
    {"post", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", "405"},
    {"delete", "DELETE / HTTP/1.1\r\n" + kHost + "\r\n", "405"},
    {"options", "OPTIONS * HTTP/1.1\r\n" + kHost + "\r\n", "405"},
    {"connect", "CONNECT a:443 HTTP/1.1\r\n" + kHost + "\r\n", "405"},
    {"unknown method", "BREW / HTTP/1.1\r\n" + kHost + "\r\n", "405"},
    {"long header", "GET / HTTP/1.1\r\n" + kHost + "X: " + std::string(20'000, 'a') + kEnd, "431"},
    {"many headers",
     [] {
       std::string s = "GET / HTTP/1.1\r\nHost: x\r\n";
       for (int i = 0; i < 3000; ++i) s += "X: y\r\n";
       return s + "\r\n";
     }(),
     "431"},
    {"endless header", "GET / HTTP/1.1\r\n" + std::string(100'000, 'a'), "431"},
    {"long target", "GET /" + std::string(6000, 'a') + kGet, "414"},
    {"large body", "GET / HTTP/1.1\r\n" + kHost + "Content-Length: 200000000\r\n\r\nabc", "413"},
    {"large chunk",
     "GET / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\n20000\r\n" +
         std::string(0x20000, 'a') + "\r\n0\r\n\r\n",
     "413"},
    {"expect", "GET / HTTP/1.1\r\n" + kHost + "Expect: magic\r\nContent-Length: 10\r\n\r\n", "417"},
    {"no host", "GET / HTTP/1.1\r\n\r\n", "400"},
    {"two hosts", "GET / HTTP/1.1\r\n" + kHost + kHost + "\r\n", "400"},
    {"length and chunks",
     "GET / HTTP/1.1\r\n" + kHost + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x" +
         kGet,
     "400"},
    {"chunks and length",
     "GET / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\nGET /x" +
         kGet,
     "400"},
    {"two lengths", "GET / HTTP/1.1\r\n" + kHost + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
     "400"},
    {"negative length", "GET / HTTP/1.1\r\n" + kHost + "Content-Length: -5" + kEnd, "400"},
    {"huge length", "GET / HTTP/1.1\r\n" + kHost + "Content-Length: 99999999999999999999999" + kEnd, "400"},
    {"bad chunk", "GET / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", "400"},
    {"chunk too large for a number",
     "GET / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", "400"},
    {"space in a name", "GET / HTTP/1.1\r\n" + kHost + "Content-Length : 5" + kEnd, nullptr},
    {"folded header", "GET / HTTP/1.1\r\n" + kHost + "X: a\r\n b" + kEnd, nullptr},
    {"nul in a header", std::string("GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n", 36), "400"},
    {"nul in the target", std::string("GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n", 28), "400"},
    {"bare line feeds", "GET / HTTP/1.1\nHost: x\n\n", nullptr},
    {"bare return", "GET / HTTP/1.1\r\nHost: x\r\rX: y" + kEnd, "400"},
    {"no version", "GET /\r\n\r\n", "400"},
    {"a version of the future", "GET / HTTP/3.0\r\n" + kHost + "\r\n", "400"},
    {"h2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400"},
    {"tls hello", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11) + std::string(500, '\x7f'),
     "400"},
    {"garbage", "\xff\xfe\xfd\r\n\r\n", "400"},
    {"asterisk", "GET * HTTP/1.1\r\n" + kHost + "\r\n", "400"},
    {"raw 8-bit target", "GET /\xff\xfe HTTP/1.1\r\n" + kHost + "\r\n", "400"},
    {"injection", "GET /feeds/%0d%0aSet-Cookie:%20x.atom" + std::string(kGet), "400"},
    {"only an end", "\r\n\r\n", nullptr},
    {"nothing", "", nullptr},
    {"half a request", "GET / HT", nullptr},
    {"half a body", "GET / HTTP/1.1\r\n" + kHost + "Content-Length: 5\r\n\r\nab", nullptr},
};

using Threats = ServerTest;

/// Nothing that a stranger sends is a 500, hangs, or keeps the next one from an answer.
TEST_F(Threats, S99_malformed_requests_are_4xx_or_the_end) {
  ServerLimits limits;
  limits.request = limits.idle = 500ms;
  start(limits);
  for (const RefusedCase& c : kRefused) {
    SCOPED_TRACE(c.name);
    Client client(port);
    client.send(c.bytes);
    client.end();
    const std::string answer = client.read_all(3s);
    EXPECT_TRUE(client.ended());
    const std::string expected = c.status ? std::string("HTTP/1.1 ") + c.status + ' ' : std::string();
    EXPECT_THAT(answer, StartsWith(expected));
    EXPECT_THAT(answer, Not(HasSubstr("HTTP/1.1 5")));
    EXPECT_THAT(answer, Not(HasSubstr("Set-Cookie: x\r\n")));
    EXPECT_THAT(ask(std::string("GET /healthz") + kGetAndClose), StartsWith("HTTP/1.1 200 "));
  }
  EXPECT_THAT(ask("POST / HTTP/1.1\r\nHost: x\r\n\r\n"), HasSubstr("\r\nAllow: GET, HEAD\r\n"));
}

/// The header of a good request with one byte changed, each in turn: an answer or the end, and the server
/// lives.
TEST_F(Threats, S99_every_byte_broken) {
  ServerLimits limits;
  limits.request = limits.idle = 300ms;
  start(limits);
  const std::string good = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const char byte : {'\0', '\n', ' ', '\x7f', '\xff'}) {
      SCOPED_TRACE(std::to_string(at) + ' ' + std::to_string(static_cast<int>(byte)));
      std::string bytes = good;
      bytes[at] = byte;
      Client client(port);
      client.send(bytes);
      client.end();
      const std::string answer = client.read_all(2s);
      EXPECT_TRUE(client.ended());
      EXPECT_LT(status_of(answer), 500);
    }
  }
  EXPECT_EQ(status_of(get("/healthz")), 200);
}

/// Whatever is said twice or in two ways about a body: one answer, or a refusal; never what is smuggled in
/// it.
TEST_F(Threats, S100_nothing_is_smuggled) {
  start();
  const std::string hidden = "GET /articles/a1 HTTP/1.1\r\nHost: x\r\n\r\n";
  const std::string length = "Content-Length: " + std::to_string(hidden.size()) + "\r\n";
  const std::string headers[] = {
      length + "Transfer-Encoding: chunked\r\n",
      "Transfer-Encoding: chunked\r\n" + length,
      length + "Content-Length: 0\r\n",
      "Content-Length: 0\r\n" + length,
      "Content-Length: 0, " + std::to_string(hidden.size()) + "\r\n",
      "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n" + length,
      "Transfer-Encoding: xchunked\r\n" + length,
      "Transfer-Encoding: chunked, identity\r\n" + length,
      "Transfer-Encoding:\tchunked\r\n" + length,
      "Transfer-Encoding : chunked\r\n" + length,
      "Content-Length : 0\r\n" + length,
      "Content-Length: +0\r\n",
      "Content-Length: 0x0\r\n",
      "Content-Length: 0 0\r\n",
      "Content-Length: \r\n",
      "Transfer-Encoding: chunked\n" + length,
      "X: a\rTransfer-Encoding: chunked\r\n" + length,
  };
  for (const std::string& lines : headers) {
    for (const char* method : {"GET", "POST"}) {
      SCOPED_TRACE(std::string(method) + ' ' + lines);
      Client client(port);
      client.send(std::string(method) + " /healthz HTTP/1.1\r\nHost: x\r\n" + lines + "\r\n" + hidden);
      client.end();
      EXPECT_THAT(client.read_all(2s), Not(HasSubstr("Tides")));
    }
  }
}

TEST_F(Threats, S101_no_traversal) {
  start();
  const char* ups[] = {"../",      "..%2f",  "%2e%2e/", "%2e%2e%2f", "..%5c", "..\\",     "%252e%252e%252f",
                       "..%c0%af", "....//", "..;/",    "..%00/",    ".%2e/", "%2e%2e%5c"};
  const char* prefixes[] = {"/", "/feeds/", "/articles/", "/search/", "/style.css/"};
  const char* targets[] = {"etc/passwd", "etc%2fpasswd", "proc/self/environ"};
  for (const char* up : ups) {
    for (const char* prefix : prefixes) {
      for (const char* target : targets) {
        std::string path = prefix;
        for (int i = 0; i < 8; ++i) path += up;
        SCOPED_TRACE(path + target);
        const std::string answer = get(path + target);
        EXPECT_TRUE(status_of(answer) == 404 || status_of(answer) == 400);
        EXPECT_THAT(answer, Not(HasSubstr("root:")));
        EXPECT_THAT(answer, Not(HasSubstr("PATH=")));
      }
    }
  }
}

TEST_F(Threats, S102_no_header_is_injected_and_nothing_is_reflected_as_markup) {
  start();
  for (const char* part : {"%0d%0aSet-Cookie:%20x=1", "%0aSet-Cookie:x", "%E5%98%8A%E5%98%8DSet-Cookie:x",
                           "%3Cscript%3Ealert(1)%3C/script%3E", "%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
                           "'-alert(1)-'", "<script>alert(1)</script>"}) {
    for (const char* before : {"/", "/search?q=", "/articles/", "/feeds/", "/?x="}) {
      SCOPED_TRACE(std::string(before) + part);
      const std::string answer = get(std::string(before) + part);
      EXPECT_EQ(header_of(answer, "Set-Cookie"), "-");
      EXPECT_THAT(body_of(answer), Not(HasSubstr("<script")));
      EXPECT_THAT(body_of(answer), Not(HasSubstr("<img src=x")));
    }
  }
}

TEST_F(Threats, S102_pages_have_their_policy) {
  start();
  for (const char* target : {"/", "/search?q=a", "/articles/a1", "/nothing", "/%"}) {
    SCOPED_TRACE(target);
    const std::string answer = get(target);
    EXPECT_THAT(header_of(answer, "Content-Security-Policy"), StartsWith("default-src 'none';"));
    EXPECT_THAT(header_of(answer, "Content-Security-Policy"), Not(HasSubstr("unsafe")));
    EXPECT_EQ(header_of(answer, "Referrer-Policy"), "no-referrer");
    EXPECT_THAT(answer, HasSubstr("<meta name=\"robots\" content=\"noindex\">"));
  }
  EXPECT_EQ(header_of(get("/feeds/all.atom"), "X-Robots-Tag"), "noindex");
  const std::string robots = get("/robots.txt");
  EXPECT_EQ(header_of(robots, "Content-Type"), "text/plain; charset=utf-8");
  EXPECT_THAT(robots, HasSubstr("Disallow: /search\n"));
}

TEST_F(Threats, S105_other_names_are_misdirected) {
  options.hosts = {"gazette.internal"};
  start();
  const auto by_name = [this](const std::string& host) {
    return status_of(ask("GET /healthz HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"));
  };
  for (const char* right : {"gazette.internal", "GAZETTE.internal:8384", "news.example.org", "localhost:1",
                            "127.0.0.1", "[::1]:8384"})
    EXPECT_EQ(by_name(right), 200) << right;
  for (const char* wrong : {"evil.example", "gazette.internal.evil.example", "x"})
    EXPECT_EQ(by_name(wrong), 421) << wrong;
  EXPECT_EQ(status_of(ask(
                "GET http://evil.example/healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")),
            421);
  EXPECT_EQ(status_of(ask("GET /healthz HTTP/1.0\r\n\r\n")), 200);
}

TEST_F(Threats, S103_titles_are_escaped) {
  const std::string hostile = "</title><script>alert(1)</script>";
  model.all_articles[0].article.title = model.all_articles[0].article.summary = hostile;
  SourceStatus source;
  source.name = "lwn";
  source.title = source.error = source.reason = hostile;
  source.failures = 3;
  model.now_status.sources = {source};
  start();
  for (const char* target : {"/", "/articles/a1", "/search?q=script"}) {
    SCOPED_TRACE(target);
    const std::string answer = get(target);
    EXPECT_EQ(status_of(answer), 200);
    EXPECT_THAT(answer, HasSubstr("&lt;script&gt;alert(1)"));
    EXPECT_THAT(answer, Not(HasSubstr("<script")));
  }
}

}  // namespace
}  // namespace gazette::testing
