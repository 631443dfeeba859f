#include "daemon/serve/reply.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace gazette {
namespace {

std::string gunzip(const std::string& bytes) {
  std::string out(1'000'000, '\0');
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

std::string header(const Reply& reply, std::string_view name) {
  for (const auto& [n, value] : reply.headers)
    if (n == name) return value;
  return "-";
}

Reply document() {
  Reply reply;
  reply.content_type = "application/atom+xml; charset=utf-8";
  reply.body = std::make_shared<const std::string>(2000, 'x');
  reply.etag = "\"abc\"";
  reply.last_modified = from_unix_ms(1'700'000'000'500);  // Tue, 14 Nov 2023 22:13:20 GMT
  reply.cache_control = "public, max-age=300";
  return reply;
}

TEST(Negotiate, Preconditions) {
  const char* kSame = "Tue, 14 Nov 2023 22:13:20 GMT";
  const char* kBefore = "Tue, 14 Nov 2023 22:13:19 GMT";
  const struct Case {
    const char *name, *match, *none_match, *modified, *unmodified;
    int status;
    const char* etag = "\"abc\"";
  } cases[] = {
      {"nothing asked", "", "", "", "", 200},
      {"the same tag", "", "\"abc\"", "", "", 304},
      {"the same tag, weak", "", "W/\"abc\"", "", "", 304},
      {"the tag of the other coding", "", "\"abc-gz\"", "", "", 304, "\"abc-gz\""},
      {"both codings' tags", "", "\"abc-gz\", \"abc\"", "", "", 304},
      {"in a list", "", "\"x\", W/\"y, z\",\"abc\" ,\"q\"", "", "", 304},
      {"any", "", "*", "", "", 304},
      {"any, with space", "", " * ", "", "", 304},
      {"another tag", "", "\"abd\"", "", "", 200},
      {"a part of the tag", "", "\"ab\"", "", "", 200},
      {"the tag without its quotes", "", "abc", "", "", 200},
      {"a tag that does not end", "", "\"abc", "", "", 200},
      {"same date", "", "", kSame, "", 304},
      {"later date", "", "", "Wed, 15 Nov 2023 00:00:00 GMT", "", 304},
      {"earlier date", "", "", kBefore, "", 200},
      {"no date", "", "", "yesterday, or so", "", 200},
      {"another tag wins over the same date", "", "\"no\"", kSame, "", 200},
      {"the same tag wins over an earlier date", "", "\"abc\"", kBefore, "", 304},
      {"if-match, the same", "\"abc\"", "", "", "", 200},
      {"if-match, another", "\"no\"", "", "", "", 412},
      {"if-match, weak", "W/\"abc\"", "", "", "", 412},
      {"if-match, any", "*", "", "", "", 200},
      {"if-match and if-none-match", "\"abc\"", "\"abc\"", "", "", 304},
      {"unmodified", "", "", "", kSame, 200},
      {"modified", "", "", "", kBefore, 412},
      {"if-match wins over a date", "\"abc\"", "", "", kBefore, 200},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    Inquiry inquiry;
    inquiry.if_match = c.match;
    inquiry.if_none_match = c.none_match;
    inquiry.if_modified_since = c.modified;
    inquiry.if_unmodified_since = c.unmodified;
    GzipCache cache;
    const Reply reply = negotiate(document(), inquiry, cache);
    EXPECT_EQ(reply.status, c.status);
    EXPECT_EQ(header(reply, "ETag"), c.etag);
    EXPECT_EQ(header(reply, "Last-Modified"), kSame);
    EXPECT_EQ(header(reply, "Cache-Control"), "public, max-age=300");
    EXPECT_EQ(header(reply, "Vary"), "Accept-Encoding");
    EXPECT_EQ(reply.body->size(), c.status == 200 ? 2000u : 0u);
  }
}

TEST(Negotiate, GzipHasATagOfItsOwn) {
  GzipCache cache;
  Inquiry inquiry;
  inquiry.accept_encoding = "gzip, deflate, br";
  const Reply reply = negotiate(document(), inquiry, cache);
  EXPECT_EQ(header(reply, "Content-Encoding"), "gzip");
  EXPECT_EQ(header(reply, "ETag"), "\"abc-gz\"");
  EXPECT_EQ(header(reply, "Vary"), "Accept-Encoding");
  EXPECT_EQ(gunzip(*reply.body), *document().body);
  for (const char* tag : {"\"abc-gz\"", "W/\"abc-gz\"", "\"abc\""}) {
    SCOPED_TRACE(tag);
    inquiry.if_none_match = tag;
    const Reply same = negotiate(document(), inquiry, cache);
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(header(same, "Content-Encoding"), "-");
  }
}

TEST(Negotiate, LeavesSmallAndTaglessBodiesAlone) {
  GzipCache cache;
  Inquiry inquiry;
  inquiry.accept_encoding = "gzip";
  Reply small = document();
  small.body = std::make_shared<const std::string>("ok\n");
  EXPECT_EQ(*negotiate(small, inquiry, cache).body, "ok\n");
  Reply tagless = document();
  tagless.etag.clear();
  inquiry.if_none_match = "*";
  const Reply reply = negotiate(tagless, inquiry, cache);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(header(reply, "Content-Encoding"), "-");
  Reply missing = document();
  missing.status = 404;
  EXPECT_EQ(negotiate(missing, inquiry, cache).status, 404);
}

TEST(GzipCache, CompressesOnce) {
  GzipCache cache;
  const SharedText body = document().body;
  const SharedText first = cache.compressed("\"a\"", body);
  EXPECT_EQ(cache.compressed("\"a\"", body), first);
  EXPECT_NE(cache.compressed("\"b\"", body), first);
  for (int i = 0; i < 1000; ++i) cache.compressed(std::to_string(i), body);
  const SharedText again = cache.compressed("\"a\"", body);
  EXPECT_NE(again, first);  // long forgotten
  EXPECT_EQ(*again, *first);
}

TEST(AcceptsGzip, Header) {
  const struct Case {
    const char* in;
    bool out;
  } cases[] = {
      {"", false},
      {"gzip", true},
      {"GZIP", true},
      {"x-gzip", true},
      {"deflate, gzip;q=1.0, *;q=0.5", true},
      {"gzip;q=0", false},
      {"gzip; q=0.000", false},
      {"gzip;q=0.001", true},
      {"*", true},
      {"*;q=0", false},
      {"gzip;q=0, *", false},
      {"br, *;q=0", false},
      {"gzip, *;q=0", true},
      {"identity", false},
      {"gzipped", false},
      {"gzip;q=nan", true},
      {"gzip;q=1e999", true},
      {",,;;q=,gzip", true},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.in);
    EXPECT_EQ(accepts_gzip(c.in), c.out);
  }
}

TEST(Gzip, GivesTheTextBackAndTheSameBytes) {
  for (const std::string& text : {std::string(), std::string("x"), std::string(500'000, 'a')}) {
    EXPECT_EQ(gunzip(gzip(text)), text);
    EXPECT_EQ(gzip(text), gzip(text));
  }
}

TEST(EntityTags, Limits) {
  std::string many;
  for (int i = 0; i < 10'000; ++i) many += "\"a\",";
  EXPECT_EQ(entity_tags(many).size(), 64u);
  EXPECT_TRUE(entity_tags(std::string(16'000, '"') + "W/").size() <= 64);
}

}  // namespace
}  // namespace gazette
