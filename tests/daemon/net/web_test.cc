// One request and its answer: headers, validators, encodings, rewriting, credentials.
#include <memory>
#include <utility>
#include <vector>

#include "daemon/descriptors.h"
#include "feeds/text/strings.h"
#include "tests/daemon/net/fetching.h"

namespace gazette::testing {
namespace {

using Web_ = Fetching;

TEST_F(Web_, AnAnswerHasStatusHeadersBodyAndUrl) {
  origin_.on("/feed", [](const Request&) {
    return Answer{203, "hello", {{"X-One", "1"}, {"X-one", "2"}, {"Content-Type", "text/plain"}}};
  });
  const auto answer = get(origin_.url("/feed?a=b&c#fragment"));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 203);
  EXPECT_EQ(answer->body, "hello");
  EXPECT_EQ(answer->url, origin_.url("/feed?a=b&c"));
  EXPECT_EQ(answer->header("x-one"), "1");
  EXPECT_EQ(answer->header("content-type"), "text/plain");
  EXPECT_EQ(answer->header("absent"), "");
  EXPECT_TRUE(answer->hops.empty());
}

TEST_F(Web_, AnErrorStatusIsAnAnswer) {
  origin_.on("/no", [](const Request&) { return Answer::of("not here", "text/plain", 404); });
  const auto answer = get(origin_.url("/no"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 404);
  EXPECT_EQ(answer->body, "not here");
}

TEST_F(Web_, Q1_the_user_agent_names_program_version_and_contact) {
  FetchOptions options = loopback_options();
  options.contact = "https://example.org/bot";
  use(options);
  get(origin_.url("/a"));
  EXPECT_EQ(origin_.requests("/a").at(0).header("user-agent"),
            "gazette/" GAZETTE_VERSION " (+https://example.org/bot)");
  options.user_agent = "Mine/1.0";
  use(options);
  get(origin_.url("/b"));
  EXPECT_EQ(origin_.requests("/b").at(0).header("user-agent"), "Mine/1.0");
}

TEST_F(Web_, Q2_nothing_is_sent_that_was_not_asked_for) {
  origin_.on("/feed", [](const Request&) {
    return Answer{200, "x", {{"Set-Cookie", "id=1; Path=/"}, {"Content-Type", "text/plain"}}};
  });
  get(origin_.url("/feed?x=%20y&z"));
  get(origin_.url("/feed?x=%20y&z"));
  const Request second = origin_.requests("/feed").at(1);
  EXPECT_EQ(second.target, "/feed?x=%20y&z");
  for (const char* name : {"cookie", "referer", "if-none-match", "if-modified-since", "authorization", "te"})
    EXPECT_EQ(second.header(name), "") << name;
}

TEST_F(Web_, Q2_a_referer_names_the_page_alone_and_only_where_it_is_given) {
  const Origin other;
  origin_.redirect("/moved.png", "http://127.0.0.1:" + std::to_string(other.port()) + "/a.png");
  const auto fetch = [this](const std::string& url, const std::string& referer) {
    WebRequest request = request_for(url);
    request.referer = referer;
    get(request);
  };
  const std::string page = "http://u:p@127.0.0.1:" + std::to_string(origin_.port()) + "/page?id=1#top";
  fetch(origin_.url("/a.png"), page);
  EXPECT_EQ(origin_.requests("/a.png").at(0).header("referer"), origin_.url("/page?id=1"));
  fetch(other.url("/a.png"), page);
  EXPECT_EQ(other.requests("/a.png").at(0).header("referer"), origin_.url("/page?id=1"));
  fetch(origin_.url("/moved.png"), page);
  EXPECT_EQ(other.requests("/a.png").at(1).header("referer"), origin_.url("/page?id=1"));
  fetch(origin_.url("/b.png"), "https://secure.example/page");
  EXPECT_EQ(origin_.requests("/b.png").at(0).header("referer"), "");
}

TEST_F(Web_, Q3_only_encodings_that_are_decoded_are_asked_for) {
  get(origin_.url("/a"));
  EXPECT_EQ(origin_.requests("/a").at(0).header("accept-encoding"), "gzip, deflate, br, zstd");
}

TEST_F(Web_, Q4_accept_names_feed_types_and_ends_with_anything) {
  get(origin_.url("/a"));
  const std::string accept = origin_.requests("/a").at(0).header("accept");
  EXPECT_TRUE(accept.starts_with("application/atom+xml, application/rss+xml, application/feed+json"))
      << accept;
  EXPECT_TRUE(accept.ends_with(", */*;q=0.1")) << accept;
  WebRequest request = request_for(origin_.url("/b"));
  request.accept = "text/html";
  get(request);
  EXPECT_EQ(origin_.requests("/b").at(0).header("accept"), "text/html");
}

TEST_F(Web_, Q5_a_fragment_is_never_sent) {
  origin_.redirect("/a", "/b#part");
  get(origin_.url("/a#top"));
  EXPECT_EQ(origin_.requests("/a").at(0).target, "/a");
  EXPECT_EQ(origin_.requests("/b").at(0).target, "/b");
}

TEST_F(Web_, Q7_a_connection_is_used_again) {
  for (int i = 0; i < 5; ++i) get(origin_.url("/a"));
  EXPECT_EQ(origin_.connections(), 1);
}

/// The next connection gets the number of the one that ended.
TEST_F(Web_, Q7_a_kept_connection_that_ends_makes_room_for_another_one) {
  origin_.serve("/kept", "kept", "text/plain");
  origin_.serve("/last", "last", "text/plain");
  Fault ends;
  ends.no_length = true;
  origin_.fault("/last", ends);
  for (int i = 0; i < 5; ++i)
    for (const std::string text : {"kept", "kept", "last"}) {
      const auto answer = get(origin_.url("/" + text));
      ASSERT_TRUE(answer) << answer.error().message;
      EXPECT_EQ(answer->body, text);
    }
  EXPECT_EQ(origin_.connections(), 5);
}

/// Sources of a host take turns with those of all others: between two of them many connections were used.
TEST_F(Web_, Q7_a_connection_is_used_again_after_those_to_many_hosts) {
  raise_descriptor_limit();
  for (const auto& [concurrency, count] : {std::pair(4, 40u), std::pair(140, 270u)}) {
    FetchOptions options = loopback_options();
    options.concurrency = concurrency;
    use(options);
    std::vector<std::unique_ptr<Origin>> hosts;
    while (hosts.size() < count) hosts.push_back(std::make_unique<Origin>());
    for (int turn = 0; turn < 2; ++turn)
      for (const auto& host : hosts) ASSERT_TRUE(get(host->url("/a")));
    for (const auto& host : hosts) EXPECT_EQ(host->connections(), 1) << "of " << count;
  }
}

TEST_F(Web_, C2_validators_are_sent_byte_for_byte) {
  const std::string long_tag = '"' + std::string(200, 'x') + '"';
  for (const std::string& tag :
       {std::string("W/\"a b\""), std::string("\"x--gzip\""), std::string("abc"), long_tag}) {
    WebRequest request = request_for(origin_.url("/a"));
    request.etag = tag;
    request.last_modified = "thu, 1 jan 1970 00:00:00 gmt";
    request.validators_url = request.url;
    get(request);
    EXPECT_EQ(origin_.requests("/a").back().header("if-none-match"), tag);
    EXPECT_EQ(origin_.requests("/a").back().header("if-modified-since"), "thu, 1 jan 1970 00:00:00 gmt");
  }
}

TEST_F(Web_, C10_validators_go_to_the_url_that_gave_them_and_to_no_other) {
  origin_.redirect("/old", "/new");
  WebRequest request = request_for(origin_.url("/old"));
  request.etag = "\"1\"";
  request.validators_url = origin_.url("/new");
  get(request);
  EXPECT_EQ(origin_.requests("/old").at(0).header("if-none-match"), "");
  EXPECT_EQ(origin_.requests("/new").at(0).header("if-none-match"), "\"1\"");
}

TEST_F(Web_, DecodesWhatItAskedFor) {
  const std::string body(100'000, 'a');
  struct Case {
    const char* name;
    Encoding encoding;
  };
  for (const Case& c : {Case{"none", Encoding::none}, Case{"gzip", Encoding::gzip},
                        Case{"deflate", Encoding::deflate}, Case{"raw deflate", Encoding::raw_deflate}}) {
    SCOPED_TRACE(c.name);
    origin_.serve("/a", body, "text/plain");
    Fault fault;
    fault.encoding = c.encoding;
    origin_.fault("/a", fault);
    const auto answer = get(origin_.url("/a"));
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->body, body);
  }
}

TEST_F(Web_, DecodesBrotliAndZstd) {
  struct Case {
    const char* name;
    std::string bytes;  ///< of "hello\n", made with the reference programs
  };
  for (const Case& c :
       {Case{"br", std::string("\x8b\x02\x80hello\n\x03", 10)},
        Case{"zstd", std::string("\x28\xb5\x2f\xfd\x04\x58\x31\0\0hello\nS\x88\xbd\x91", 19)}}) {
    SCOPED_TRACE(c.name);
    origin_.on("/a", [&c](const Request&) {
      return Answer{200, c.bytes, {{"Content-Encoding", c.name}, {"Content-Type", "text/plain"}}};
    });
    const auto answer = get(origin_.url("/a"));
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->body, "hello\n");
  }
}

TEST_F(Web_, H33_a_body_that_does_not_decode_is_an_error) {
  for (const char* encoding : {"gzip", "deflate", "br", "zstd", "x-unknown"}) {
    SCOPED_TRACE(encoding);
    origin_.on("/a", [encoding](const Request&) {
      return Answer{200, "this is not compressed at all", {{"Content-Encoding", encoding}}};
    });
    EXPECT_FALSE(get(origin_.url("/a")));
  }
  const std::string whole = encode(std::string(10'000, 'a') + "b", Encoding::gzip);
  origin_.on("/cut", [&whole](const Request&) {
    return Answer{200, whole.substr(0, whole.size() / 2), {{"Content-Encoding", "gzip"}}};
  });
  EXPECT_FALSE(get(origin_.url("/cut")));
}

TEST_F(Web_, RewriteChangesWhatIsConnectedToAndNothingElse) {
  FetchOptions options = loopback_options();
  options.rewrite = {{"https://news.example/", origin_.url("/mirror/")},
                     {"https://news.example/deep/", origin_.url("/deeper/")}};
  use(options);
  origin_.on_prefix("/", [](const Request& r) { return Answer::of(r.path, "text/plain"); });
  origin_.redirect("/mirror/moved", "/deep/x");
  EXPECT_EQ(get("https://news.example/a")->body, "/mirror/a");
  EXPECT_EQ(get("https://news.example/a")->url, "https://news.example/a");
  EXPECT_EQ(get("https://news.example/deep/b")->body, "/deeper/b");  // the longest prefix wins
  const auto moved = get("https://news.example/moved");
  ASSERT_TRUE(moved);
  EXPECT_EQ(moved->url, "https://news.example/deep/x");
  EXPECT_EQ(moved->body, "/deeper/x");
}

TEST_F(Web_, APostSendsItsBody) {
  WebRequest request = request_for(origin_.url("/api"));
  request.method = "POST";
  request.body = std::string("a\0b", 3);
  request.headers["Content-Type"] = "application/json";
  get(request);
  const Request sent = origin_.requests("/api").at(0);
  EXPECT_EQ(sent.method, "POST");
  EXPECT_EQ(sent.body, std::string("a\0b", 3));
  EXPECT_EQ(sent.header("content-type"), "application/json");
}

TEST_F(Web_, OnlyHttpAndHttpsAreFetched) {
  for (const char* url : {"ftp://127.0.0.1/a", "file:///etc/passwd", "gopher://127.0.0.1/", "javascript:1",
                          "", "/relative", "dict://127.0.0.1/"}) {
    const auto answer = get(std::string(url));
    ASSERT_FALSE(answer) << url;
    EXPECT_EQ(answer.error().kind, ErrorKind::forbidden) << url;
  }
}

}  // namespace
}  // namespace gazette::testing
