// What a hostile or broken server can do: size, time, framing; and the addresses that must not be reached.
#include <boost/asio/steady_timer.hpp>

#include "tests/daemon/net/fetching.h"

namespace gazette::testing {
namespace {

using Limits = Fetching;
using std::chrono::milliseconds;

TEST_F(Limits, Q9_the_limit_counts_decoded_bytes) {
  FetchOptions options = loopback_options();
  options.max_body = 100'000;
  use(options);
  const std::string bomb = encode(std::string(20'000'000, '\0'), Encoding::gzip);
  ASSERT_LT(bomb.size(), 100'000u);
  origin_.on("/bomb", [&bomb](const Request&) { return Answer{200, bomb, {{"Content-Encoding", "gzip"}}}; });
  origin_.serve("/fits", std::string(100'000, 'a'), "text/plain");
  origin_.serve("/plain", std::string(100'001, 'a'), "text/plain");
  for (const char* path : {"/bomb", "/plain"}) {
    const auto answer = get(origin_.url(path));
    ASSERT_FALSE(answer) << path;
    EXPECT_EQ(answer.error().kind, ErrorKind::too_large) << path;
  }
  EXPECT_EQ(get(origin_.url("/fits"))->body.size(), 100'000u);
}

TEST_F(Limits, N9_a_body_without_end_is_ended) {
  FetchOptions options = loopback_options();
  options.max_body = 1'000'000;
  use(options);
  Fault fault;
  fault.no_length = true;
  fault.endless = "more and more ";
  origin_.fault("/a", fault);
  const auto answer = get(origin_.url("/a"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::too_large);
}

TEST_F(Limits, N10_headers_without_end_are_ended) {
  const std::string chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n";
  const std::string interim = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
  struct Case {
    const char* name;
    std::string begin, endless;
  };
  for (const Case& c : {Case{"lines", "HTTP/1.1 200 OK\r\n", "X-A: b\r\n"},
                        {"one line", "HTTP/1.1 200 OK\r\n", std::string(1000, 'x')},
                        {"the status line", "HTTP/1.1 200 ", std::string(1000, 'x')},
                        {"behind a chunked body", chunks, "X-A: b\r\n"},
                        {"answers before the answer", interim, interim}}) {
    SCOPED_TRACE(c.name);
    Fault fault;
    fault.raw = c.begin;
    fault.endless = c.endless;
    origin_.fault("/a", fault);
    const auto answer = get(origin_.url("/a"));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::too_large) << answer.error().message;
  }
}

/// What curl takes to give them to us grows with the square of their number, and nobody else is served
/// meanwhile.
TEST_F(Limits, N10_a_few_hundred_headers_are_read_and_thousands_refused) {
  for (const int count : {400, 20'000}) {
    SCOPED_TRACE(count);
    std::string raw = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n";
    for (int i = 0; i < count; ++i) raw += "X-" + std::to_string(i) + ": y\r\n";
    Fault fault;
    fault.raw = raw + "\r\nok";
    origin_.fault("/a", fault);
    const auto answer = get(origin_.url("/a"));
    ASSERT_EQ(answer.has_value(), count == 400);
    if (answer) {
      EXPECT_EQ(answer->header("x-399"), "y");
    } else {
      EXPECT_EQ(answer.error().kind, ErrorKind::too_large) << answer.error().message;
    }
  }
}

TEST_F(Limits, Q9_a_silent_server_is_left_after_the_timeout) {
  FetchOptions options = loopback_options();
  options.timeout = milliseconds(200);
  use(options);
  Fault fault;
  fault.delay = std::chrono::minutes(5);
  origin_.fault("/silent", fault);
  const auto answer = get(origin_.url("/silent"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::timeout);
}

TEST_F(Limits, Q9_a_dripping_server_is_left_after_the_timeout) {
  FetchOptions options = loopback_options();
  options.timeout = milliseconds(300);
  use(options);
  origin_.serve("/drip", std::string(10'000, 'a'), "text/plain");
  Fault fault;
  fault.pause = milliseconds(20);
  origin_.fault("/drip", fault);
  const auto answer = get(origin_.url("/drip"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::timeout);
}

TEST_F(Limits, Q9_a_server_that_gives_less_than_the_lowest_speed_is_left_long_before_the_timeout) {
  FetchOptions options = loopback_options();
  options.timeout = std::chrono::minutes(10);
  options.stall_timeout = milliseconds(1);  // curl counts in seconds
  use(options);
  origin_.serve("/drip", std::string(10'000, 'a'), "text/plain");
  Fault drops, silence;
  drops.pause = milliseconds(200);  // 5 bytes a second
  silence.pause = std::chrono::minutes(5);
  for (const Fault& fault : {drops, silence}) {
    origin_.fault("/drip", fault);
    const auto answer = get(origin_.url("/drip"));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::timeout);
    EXPECT_NE(answer.error().message.find("too slow"), std::string::npos) << answer.error().message;
  }
}

TEST_F(Limits, Q9_a_request_may_have_a_lower_limit_than_all_but_no_higher_one) {
  FetchOptions options = loopback_options();
  options.max_body = 1000;
  use(options);
  origin_.serve("/a", std::string(600, 'a'), "image/png");
  origin_.serve("/b", std::string(1001, 'a'), "image/png");
  for (const auto& [path, limit, fits] :
       {std::tuple("/a", 600, true), {"/a", 599, false}, {"/a", 0, true}, {"/b", 5000, false}}) {
    SCOPED_TRACE(std::string(path) + " " + std::to_string(limit));
    WebRequest request = request_for(origin_.url(path));
    request.max_body = static_cast<std::size_t>(limit);
    const auto answer = get(request);
    ASSERT_EQ(answer.has_value(), fits);
    EXPECT_TRUE(answer || answer.error().kind == ErrorKind::too_large);
  }
}

TEST_F(Limits, Q9_redirects_share_one_deadline) {
  FetchOptions options = loopback_options();
  options.timeout = milliseconds(600);
  use(options);
  Fault slow;
  slow.delay = milliseconds(250);
  for (int i = 0; i < 8; ++i) {
    const std::string path = "/r" + std::to_string(i);
    origin_.redirect(path, "/r" + std::to_string(i + 1), 302);
    origin_.fault(path, slow);
  }
  const auto answer = get(origin_.url("/r0"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::timeout);
  EXPECT_LE(origin_.requests().size(), 4u);
}

TEST_F(Limits, N8_slow_but_alive_is_stored) {
  origin_.serve("/a", std::string(500, 'a'), "text/plain");
  Fault fault;
  fault.delay = milliseconds(100);
  fault.pause = milliseconds(10);
  fault.chunk = 50;
  fault.chunked = true;
  origin_.fault("/a", fault);
  EXPECT_EQ(get(origin_.url("/a"))->body, std::string(500, 'a'));
}

TEST_F(Limits, N_broken_connections_are_errors) {
  origin_.serve("/a", std::string(5000, 'a'), "text/plain");
  struct Case {
    const char* name;
    Fault fault;
  };
  Fault closed, reset, short_body, long_length, garbage, no_code, long_code, old, bad_chunk, open_chunk;
  closed.close_after = 0;
  reset.close_after = 0;
  reset.reset = true;
  short_body.close_after = 700;
  long_length.content_length = 9000;
  garbage.raw = "HTTP/abc what\r\n\r\n";
  no_code.raw = "HTTP/1.1 OK\r\nContent-Length: 0\r\n\r\n";
  long_code.raw = "HTTP/1.1 20000 OK\r\nContent-Length: 0\r\n\r\n";
  old.raw = "<rss>no status line, as HTTP 0.9</rss>";
  bad_chunk.raw = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff1\r\nabc";
  open_chunk.raw = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n";
  for (const Case& c : {Case{"accept and close", closed},
                        {"reset", reset},
                        {"end in mid-body", short_body},
                        {"length too great", long_length},
                        {"garbage status", garbage},
                        {"no status code", no_code},
                        {"long status code", long_code},
                        {"HTTP 0.9", old},
                        {"chunk size overflows", bad_chunk},
                        {"no last chunk", open_chunk}}) {
    SCOPED_TRACE(c.name);
    origin_.fault("/a", c.fault);
    const auto answer = get(origin_.url("/a"));
    ASSERT_FALSE(answer) << answer->status << answer->body;
    EXPECT_EQ(answer.error().kind, ErrorKind::connect) << answer.error().message;
  }
}

TEST_F(Limits, N1_a_refused_connection_is_an_error) {
  int port = 0;
  {
    const Origin gone;
    port = gone.port();
  }
  const auto answer = get("http://127.0.0.1:" + std::to_string(port) + "/");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::connect);
}

TEST_F(Limits, N17_informational_answers_are_skipped) {
  Fault fault;
  fault.raw =
      "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
      "HTTP/1.1 200 OK\r\nX-A: real\r\nContent-Length: 2\r\n\r\nok";
  origin_.fault("/a", fault);
  const auto answer = get(origin_.url("/a"));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "ok");
  EXPECT_EQ(answer->header("x-a"), "real");
  EXPECT_EQ(answer->header("link"), "");
}

TEST_F(Limits, N18_plain_text_on_a_tls_port_is_a_tls_error) {
  const auto answer = get("https://127.0.0.1:" + std::to_string(origin_.port()) + "/");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::tls);
  EXPECT_TRUE(origin_.requests().empty());
}

TEST_F(Limits, N19_a_name_that_does_not_resolve_is_a_dns_error) {
  const auto answer = get(std::string("http://no-such-name.invalid/"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::dns);
}

TEST_F(Limits, Q8_private_addresses_are_refused_in_every_spelling) {
  FetchOptions options = loopback_options();
  options.allow_private = false;
  use(options);
  const std::string port = ":" + std::to_string(origin_.port()) + "/";
  for (const char* host :
       {"127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "[::1]",
        "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "169.254.169.254", "user@127.0.0.1"}) {
    const auto answer = get("http://" + std::string(host) + port);
    ASSERT_FALSE(answer) << host;
    EXPECT_NE(answer.error().kind, ErrorKind::timeout) << host;
    EXPECT_NE(answer.error().message.find("refused"), std::string::npos)
        << host << ": " << answer.error().message;
  }
  EXPECT_EQ(origin_.connections(), 0);
}

TEST_F(Limits, ShutDownEndsWhatIsUnderWayAndWhatComesLater) {
  use(loopback_options());
  Fault silent;
  silent.delay = std::chrono::minutes(5);
  origin_.fault("/silent", silent);
  const auto answer = begin(request_for(origin_.url("/silent")));
  boost::asio::steady_timer timer(loop_, milliseconds(100));
  timer.async_wait([this](const boost::system::error_code&) { web_->shut_down(); });
  run();
  ASSERT_TRUE(*answer);
  EXPECT_FALSE(**answer);
  EXPECT_FALSE(get(origin_.url("/later")));
  EXPECT_EQ(origin_.count("/later"), 0u);
}

}  // namespace
}  // namespace gazette::testing
