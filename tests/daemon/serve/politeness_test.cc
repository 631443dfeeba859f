// Section B of the politeness list, item by item, over real sockets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/serve/server_fixture.h"

namespace gazette::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using Politeness = ServerTest;

constexpr const char* kFeed = "/feeds/all.atom";

/// Without what differs from second to second and from connection to connection.
std::string lasting(std::string answer) {
  for (const char* line : {"\r\nDate: ", "\r\nConnection: "}) {
    const std::size_t at = answer.find(line);
    answer.erase(at, answer.find("\r\n", at + 2) - at);
  }
  return answer;
}

TEST_F(Politeness, B1_the_same_content_is_the_same_bytes_and_tag) {
  start();
  const std::string first = get(kFeed);
  EXPECT_EQ(header_of(first, "ETag"), "\"f00d\"");
  EXPECT_EQ(header_of(first, "Last-Modified"), "Tue, 14 Nov 2023 22:13:20 GMT");
  EXPECT_EQ(lasting(get(kFeed)), lasting(first));
  on_loop([this] {  // rendered anew, the same text
    model.feeds["/feeds/all.atom"] = std::make_shared<RenderedFeed>(*model.feeds["/feeds/all.atom"]);
  });
  std::this_thread::sleep_for(1100ms);
  EXPECT_EQ(lasting(get(kFeed)), lasting(first));
}

TEST_F(Politeness, B1_a_change_is_seen_within_two_seconds) {
  start();
  EXPECT_EQ(header_of(get(kFeed), "ETag"), "\"f00d\"");
  on_loop([this] {
    auto changed = std::make_shared<RenderedFeed>(*model.feeds["/feeds/all.atom"]);
    changed->etag = "\"beef\"";
    model.feeds["/feeds/all.atom"] = changed;
  });
  std::this_thread::sleep_for(1100ms);
  EXPECT_EQ(header_of(get(kFeed, "If-None-Match: \"f00d\"\r\n"), "ETag"), "\"beef\"");
}

TEST_F(Politeness, B1_a_change_that_is_told_is_seen_at_once) {
  start();
  EXPECT_EQ(header_of(get(kFeed), "ETag"), "\"f00d\"");
  on_loop([this] {
    auto changed = std::make_shared<RenderedFeed>(*model.feeds["/feeds/all.atom"]);
    changed->etag = "\"beef\"";
    model.feeds["/feeds/all.atom"] = changed;
    server->note_change();
  });
  EXPECT_EQ(header_of(get(kFeed), "ETag"), "\"beef\"");
}

TEST_F(Politeness, B2_if_none_match_wins) {
  start();
  const std::string same_date = "If-Modified-Since: Tue, 14 Nov 2023 22:13:20 GMT\r\n";
  const std::string old_date = "If-Modified-Since: Tue, 14 Nov 2023 22:13:19 GMT\r\n";
  const struct Case {
    const char* name;
    std::string lines;
    int status;
  } cases[] = {
      {"other tag, same date", "If-None-Match: \"other\"\r\n" + same_date, 200},
      {"same tag, older date", "If-None-Match: \"f00d\"\r\n" + old_date, 304},
      {"no tag, same date", same_date, 304},
      {"no tag, older date", old_date, 200},
      {"no date that can be read", "If-Modified-Since: tomorrow\r\n", 200},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(status_of(get(kFeed, c.lines)), c.status);
  }
}

TEST_F(Politeness, B2_lists_stars_and_weak_tags) {
  start();
  for (const char* value : {"*", "W/\"f00d\"", "\"a\", \"f00d\"", "\"a\"\r\nIf-None-Match: W/\"f00d\"",
                            "\"f00d-gz\"", "\"f00d-br\""}) {
    SCOPED_TRACE(value);
    EXPECT_EQ(status_of(get(kFeed, std::string("If-None-Match: ") + value + "\r\n")), 304);
  }
  for (const char* value : {"\"F00D\"", "f00d", "\"f00\"", "", "\"\""}) {
    SCOPED_TRACE(value);
    EXPECT_EQ(status_of(get(kFeed, std::string("If-None-Match: ") + value + "\r\n")), 200);
  }
}

TEST_F(Politeness, B2_a_304_repeats_what_a_cache_has_to_know) {
  start();
  const std::string full = get(kFeed);
  const std::string same = get(kFeed, "If-None-Match: \"f00d\"\r\n");
  EXPECT_EQ(status_of(same), 304);
  for (const char* name : {"ETag", "Cache-Control", "Last-Modified", "Vary"}) {
    EXPECT_NE(header_of(same, name), "-") << name;
    EXPECT_EQ(header_of(same, name), header_of(full, name)) << name;
  }
  EXPECT_NE(header_of(same, "Date"), "-");
  EXPECT_EQ(header_of(same, "Content-Length"), "-");
  EXPECT_EQ(body_of(same), "");
}

TEST_F(Politeness, B3_caches_are_told_for_how_long) {
  start();
  EXPECT_EQ(header_of(get(kFeed), "Cache-Control"), "public, max-age=300");
  EXPECT_EQ(header_of(get("/"), "Cache-Control"), "no-cache");
  EXPECT_EQ(header_of(get("/nothing"), "Cache-Control"), "no-store");
}

TEST_F(Politeness, B4_each_coding_has_its_tag_and_varies) {
  start();
  const struct Case {
    const char *accept, *coding, *tag;
  } cases[] = {{"gzip", "gzip", "\"f00d-gz\""}, {"br", "br", "\"f00d-br\""},
               {"zstd", "zstd", "\"f00d-zs\""}, {"gzip, deflate, br, zstd", "br", "\"f00d-br\""},
               {"deflate", "-", "\"f00d\""},    {"gzip;q=0", "-", "\"f00d\""}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.accept);
    const std::string accept = std::string("Accept-Encoding: ") + c.accept + "\r\n";
    const std::string answer = get(kFeed, accept);
    EXPECT_EQ(header_of(answer, "Content-Encoding"), c.coding);
    EXPECT_EQ(header_of(answer, "ETag"), c.tag);
    EXPECT_EQ(header_of(answer, "Vary"), "Accept-Encoding");
    EXPECT_EQ(header_of(answer, "Content-Length"), std::to_string(body_of(answer).size()));
    EXPECT_EQ(body_of(answer).size() < 1000, std::string_view(c.coding) != "-");
    EXPECT_EQ(status_of(get(kFeed, accept + "If-None-Match: " + c.tag + "\r\n")), 304);
  }
}

TEST_F(Politeness, B5_content_types) {
  for (const FeedOutput format : {FeedOutput::rss, FeedOutput::json}) {
    auto feed = std::make_shared<RenderedFeed>(*model.feeds["/feeds/all.atom"]);
    feed->content_type = feed_content_type(format);
    model.feeds["/feeds/all." + std::string(feed_extension(format))] = feed;
  }
  start();
  EXPECT_EQ(header_of(get("/feeds/all.atom"), "Content-Type"), "application/atom+xml; charset=utf-8");
  EXPECT_EQ(header_of(get("/feeds/all.rss"), "Content-Type"), "application/rss+xml; charset=utf-8");
  EXPECT_EQ(header_of(get("/feeds/all.json"), "Content-Type"), "application/feed+json; charset=utf-8");
}

TEST_F(Politeness, B6_head_is_get_without_a_body) {
  start();
  for (const char* target : {"/", kFeed, "/nothing", "/healthz", "/style.css", "/articles/a1"}) {
    SCOPED_TRACE(target);
    Client client(port);
    for (const char* lines : {"", "Accept-Encoding: gzip\r\n", "If-None-Match: \"f00d\"\r\n"}) {
      const std::string rest = std::string(" HTTP/1.1\r\nHost: x\r\n") + lines + "\r\n";
      client.send(std::string("GET ") + target + rest);
      std::string full = client.read_answer();
      client.send(std::string("HEAD ") + target + rest);
      std::string head = client.read_answer(true);
      full.resize(full.find("\r\n\r\n") + 4);
      EXPECT_EQ(lasting(head), lasting(full));
    }
    client.send(std::string("GET /healthz") + kGet);  // nothing of a body is left in between
    EXPECT_THAT(client.read_answer(), StartsWith("HTTP/1.1 200 OK\r\n"));
  }
}

TEST_F(Politeness, B7_link_names_self_and_hub) {
  start();
  const std::string link =
      "<https://news.example.org/feeds/all.atom>; rel=\"self\", <https://news.example.org/hub>; rel=\"hub\"";
  EXPECT_EQ(header_of(get(kFeed), "Link"), link);
}

TEST_F(Politeness, B8_nosniff_everywhere_and_feeds_for_every_origin) {
  start();
  for (const char* target : {kFeed, "/", "/style.css", "/healthz", "/nothing", "/%"})
    EXPECT_EQ(header_of(get(target), "X-Content-Type-Options"), "nosniff") << target;
  EXPECT_EQ(header_of(get(kFeed), "Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(header_of(get("/"), "Access-Control-Allow-Origin"), "-");
}

TEST_F(Politeness, B9_who_hammers_is_told_to_wait) {
  ServerLimits limits;
  limits.rate = {0.01, 5};
  limits.spare_local = false;
  start(limits);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(status_of(get(kFeed)), 200);
  const std::string refused = get(kFeed);
  EXPECT_EQ(status_of(refused), 429);
  EXPECT_GE(std::stoi(header_of(refused, "Retry-After")), 90);
  Client other(port, "127.0.0.9");
  other.send(std::string("GET ") + kFeed + kGetAndClose);
  EXPECT_EQ(status_of(other.read_all()), 200);
}

TEST_F(Politeness, B9_behind_a_proxy_each_client_counts_for_itself) {
  ServerLimits limits;
  limits.rate = {0.01, 2};
  options.trusted_proxies = {"127.0.0.1"};
  start(limits);
  for (const char* client : {"192.0.2.1", "192.0.2.2"}) {
    SCOPED_TRACE(client);
    const std::string line = std::string("X-Forwarded-For: ") + client + "\r\n";
    EXPECT_EQ(status_of(get("/healthz", line)), 200);
    EXPECT_EQ(status_of(get("/healthz", line)), 200);
    EXPECT_EQ(status_of(get("/healthz", line)), 429);
  }
  Client forger(port, "127.0.0.9");  // no proxy of ours: what it says of itself is not believed
  for (int i = 0; i < 5; ++i) {
    forger.send("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n");
    EXPECT_EQ(status_of(forger.read_answer()), 200);
  }
}

TEST_F(Politeness, B10_only_what_is_new_for_who_asks_so) {
  const auto publish = [this](const std::string& tag, std::vector<FeedMark> marks) {
    auto feed = std::make_shared<RenderedFeed>(*model.feeds["/feeds/all.atom"]);
    feed->etag = '"' + tag + '"';
    feed->marks = std::move(marks);
    model.feeds["/feeds/all.atom"] = feed;
  };
  publish("one", {{"a", {}}, {"b", {}}});
  start();
  EXPECT_EQ(header_of(get(kFeed), "ETag"), "\"one\"");
  on_loop([&] { publish("two", {{"c", {}}, {"a", {}}}); });
  std::this_thread::sleep_for(1100ms);
  const std::string a_im = "A-IM: gzip, feed;q=0.5\r\n";
  for (int i = 0; i < 2; ++i) {  // the second comes from the shelf
    const std::string changes = get(kFeed, a_im + "If-None-Match: W/\"one-gz\"\r\n");
    EXPECT_THAT(changes, StartsWith("HTTP/1.1 226 IM Used\r\n"));
    EXPECT_EQ(header_of(changes, "IM"), "feed");
    EXPECT_EQ(header_of(changes, "ETag"), "\"two\"");
    EXPECT_EQ(header_of(changes, "Delta-Base"), "\"one\"");
    EXPECT_EQ(header_of(changes, "Cache-Control"), "no-store, im");
    EXPECT_EQ(header_of(changes, "Vary"), "A-IM, If-None-Match");
    EXPECT_EQ(body_of(changes), "c\n");
  }
  EXPECT_EQ(status_of(get(kFeed, a_im + "If-None-Match: \"two\"\r\n")), 304);
  EXPECT_EQ(status_of(get(kFeed, a_im + "If-None-Match: \"unknown\"\r\n")), 200);
  EXPECT_EQ(status_of(get(kFeed, a_im)), 200);
  EXPECT_EQ(status_of(get(kFeed, "A-IM: vcdiff\r\nIf-None-Match: \"one\"\r\n")), 200);
  EXPECT_EQ(status_of(get(kFeed, "If-None-Match: \"one\"\r\n")), 200);
}

TEST_F(Politeness, B11_refusals_are_clean) {
  start();
  const struct Case {
    std::string request;
    int status;
  } cases[] = {
      {"POST /feeds/all.atom HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 405},
      {"GET /feeds/none.atom HTTP/1.1\r\nHost: x\r\n\r\n", 404},
      {"GET /" + std::string(8000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n", 414},
      {"GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(20'000, 'a') + "\r\n\r\n", 431},
      {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n", 413},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.status);
    Client client(port);
    client.send(c.request);
    const std::string answer = client.read_answer();
    EXPECT_EQ(status_of(answer), c.status);
    EXPECT_EQ(header_of(answer, "Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(header_of(answer, "Cache-Control"), "no-store");
    EXPECT_EQ(header_of(answer, "Allow"), c.status == 405 ? "GET, HEAD" : "-");
  }
}

}  // namespace
}  // namespace gazette::testing
