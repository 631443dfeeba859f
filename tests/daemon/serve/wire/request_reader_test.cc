#include "daemon/serve/wire/request_reader.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

using Step = RequestReader::Step;

constexpr const char* kWhole =
    "POST /a?b HTTP/1.1\r\nHost: Example.org:8384\r\nIf-None-Match: \"a\"\r\nif-none-match: \"b\"\r\n"
    "X-Forwarded-For: 192.0.2.1\r\nA-IM: feed\r\nContent-Length: 5\r\n\r\nhello";

/// What a connection does: bytes that were not used come again.
Step take_in_pieces(RequestReader& reader, const std::string& bytes, std::size_t piece, std::string& left) {
  Step step = Step::more;
  left.clear();
  for (std::size_t at = 0; at < bytes.size() && step == Step::more; at += piece) {
    left += bytes.substr(at, piece);
    std::size_t used = 0;
    step = reader.take(left, used);
    left.erase(0, used);
  }
  return step;
}

TEST(RequestReader, HoweverTheBytesCome) {
  for (std::size_t piece = 1; piece < 300; ++piece) {
    SCOPED_TRACE(piece);
    RequestReader reader({});
    std::string left;
    ASSERT_EQ(take_in_pieces(reader, kWhole, piece, left), Step::done);
    EXPECT_EQ(left, "");
    EXPECT_EQ(reader.inquiry().method, Method::post);
    EXPECT_EQ(reader.inquiry().target, "/a?b");
    EXPECT_EQ(reader.inquiry().if_none_match, "\"a\", \"b\"");
    EXPECT_EQ(reader.inquiry().a_im, "feed");
    EXPECT_EQ(reader.inquiry().body, "hello");
    EXPECT_EQ(reader.forwarded_for(), "192.0.2.1");
    EXPECT_EQ(reader.host(), "example.org");
    EXPECT_TRUE(reader.keep_alive());
  }
}

TEST(RequestReader, LeavesTheNextRequestAlone) {
  RequestReader reader({});
  const std::string two = std::string(kWhole) + "GET /next HTTP/1.0\r\n\r\n";
  std::size_t used = 0;
  ASSERT_EQ(reader.take(two, used), Step::done);
  EXPECT_EQ(two.substr(used, 9), "GET /next");
  reader.begin();
  EXPECT_EQ(reader.inquiry().target, "");
  ASSERT_EQ(reader.take(std::string_view(two).substr(used), used), Step::done);
  EXPECT_EQ(reader.inquiry().target, "/next");
  EXPECT_FALSE(reader.keep_alive());
}

TEST(RequestReader, ChunkedBody) {
  RequestReader reader({});
  std::string left;
  const std::string bytes =
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: x\r\n\r\n";
  for (std::size_t piece = 1; piece < 20; ++piece) {
    SCOPED_TRACE(piece);
    reader.begin();
    ASSERT_EQ(take_in_pieces(reader, bytes, piece, left), Step::done);
    EXPECT_EQ(reader.inquiry().body, "abcde");
  }
}

TEST(RequestReader, ExpectContinue) {
  RequestReader reader({});
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  std::size_t used = 0;
  EXPECT_EQ(reader.take(head, used), Step::expected);
  EXPECT_EQ(used, head.size());
  EXPECT_EQ(reader.take("", used), Step::more);
  EXPECT_EQ(reader.take("ok", used), Step::done);
  EXPECT_EQ(reader.inquiry().body, "ok");
}

TEST(RequestReader, Refusals) {
  const struct Case {
    const char* name;
    std::string bytes;
    int status;
  } cases[] = {
      {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
      {"endless line", std::string(20'000, 'a'), 431},
      {"endless header", "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'a'), 431},
      {"body by length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n", 413},
      {"unknown expectation", "POST / HTTP/1.1\r\nHost: a\r\nExpect: magic\r\nContent-Length: 1\r\n\r\n",
       417},
      {"garbage", "\x01\x02\r\n\r\n", 400},
  };
  for (const Case& c : cases) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
      SCOPED_TRACE(std::string(c.name) + ' ' + std::to_string(piece));
      RequestReader reader({});
      std::string left;
      EXPECT_EQ(take_in_pieces(reader, c.bytes, piece, left), Step::refused);
      EXPECT_EQ(reader.refusal(), c.status);
      EXPECT_LE(left.size(), 16u * 1024 + 4096);
    }
  }
}

TEST(RequestReader, HostOfAbsoluteForm) {
  const struct Case {
    const char *line, *host;
  } cases[] = {
      {"GET http://Other.example:80/x HTTP/1.1\r\nHost: a", "other.example"},
      {"GET http://[::1]/x HTTP/1.1\r\nHost: a", "[::1]"},
      {"GET /x://y HTTP/1.1\r\nHost: [::1]:8384", "[::1]"},
      {"GET / HTTP/1.1\r\nHost: A", "a"},
      {"GET / HTTP/1.0", ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.line);
    RequestReader reader({});
    std::size_t used = 0;
    ASSERT_EQ(reader.take(std::string(c.line) + "\r\n\r\n", used), Step::done);
    EXPECT_EQ(reader.host(), c.host);
  }
}

}  // namespace
}  // namespace gazette
