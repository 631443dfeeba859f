#include "daemon/serve/http/resource.h"

#include <gtest/gtest.h>

#include "daemon/serve/http/preconditions.h"

namespace gazette {
namespace {

std::string header(const Reply& reply, const std::string& name) {
  const std::size_t at = reply.head->find("\r\n" + name + ": ");
  if (at == std::string::npos) return "-";
  const std::size_t begin = at + name.size() + 4;
  return reply.head->substr(begin, reply.head->find("\r\n", begin) - begin);
}

Resource document() {
  Resource resource;
  resource.content_type = "application/atom+xml; charset=utf-8";
  resource.body = std::make_shared<const std::string>(2000, 'x');
  resource.etag = "\"abc\"";
  resource.last_modified = from_unix_ms(1'700'000'000'500);  // Tue, 14 Nov 2023 22:13:20 GMT
  resource.cache_control = "public, max-age=300";
  return resource;
}

TEST(Representation, Preconditions) {
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
      {"the tag of another coding", "", "\"abc-gz\"", "", "", 304, "\"abc-gz\""},
      {"the tags of two codings", "", "\"abc-gz\", \"abc\"", "", "", 304},
      {"in a list", "", "\"x\", W/\"y, z\",\"abc\" ,\"q\"", "", "", 304},
      {"any", "", "*", "", "", 304},
      {"any, with space", "", " * ", "", "", 304},
      {"another tag", "", "\"abd\"", "", "", 200},
      {"a part of the tag", "", "\"ab\"", "", "", 200},
      {"a coding that there is not", "", "\"abc-xx\"", "", "", 200},
      {"the tag without its quotes", "", "abc", "", "", 200},
      {"a tag that does not end", "", "\"abc", "", "", 200},
      {"same date", "", "", kSame, "", 304},
      {"same date, as RFC 850 wrote it", "", "", "Tuesday, 14-Nov-23 22:13:20 GMT", "", 304},
      {"same date, as asctime writes it", "", "", "Tue Nov 14 22:13:20 2023", "", 304},
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
    const Reply reply = to_reply(document(), inquiry);
    EXPECT_EQ(reply.status, c.status);
    EXPECT_EQ(header(reply, "ETag"), c.etag);
    EXPECT_EQ(header(reply, "Last-Modified"), kSame);
    EXPECT_EQ(header(reply, "Cache-Control"), "public, max-age=300");
    EXPECT_EQ(header(reply, "Vary"), "Accept-Encoding");
    EXPECT_EQ(reply.body->size(), c.status == 200 ? 2000u : 0u);
  }
}

TEST(Representation, EachCodingHasATagOfItsOwn) {
  const struct Case {
    const char *accept, *coding, *tag;
  } cases[] = {{"gzip", "gzip", "\"abc-gz\""}, {"br", "br", "\"abc-br\""}, {"zstd", "zstd", "\"abc-zs\""}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.coding);
    Inquiry inquiry;
    inquiry.accept_encoding = c.accept;
    const Reply reply = to_reply(document(), inquiry);
    EXPECT_EQ(header(reply, "Content-Encoding"), c.coding);
    EXPECT_EQ(header(reply, "ETag"), c.tag);
    EXPECT_EQ(header(reply, "Content-Length"), std::to_string(reply.body->size()));
    EXPECT_LT(reply.body->size(), 200u);
    const std::string weak = std::string("W/") + c.tag;
    for (const std::string_view tag :
         {std::string_view(c.tag), std::string_view(weak), std::string_view("\"abc\"")}) {
      SCOPED_TRACE(tag);
      inquiry.if_none_match = tag;
      const Reply same = to_reply(document(), inquiry);
      EXPECT_EQ(same.status, 304);
      EXPECT_EQ(header(same, "Content-Encoding"), "-");
      EXPECT_EQ(header(same, "Content-Length"), "-");
      EXPECT_EQ(header(same, "Content-Type"), "-");
    }
  }
}

TEST(Representation, LeavesSmallAndTaglessBodiesAlone) {
  Inquiry inquiry;
  inquiry.accept_encoding = "gzip";
  Resource small = document();
  small.body = std::make_shared<const std::string>("ok\n");
  const Reply plain = to_reply(small, inquiry);
  EXPECT_EQ(*plain.body, "ok\n");
  EXPECT_EQ(header(plain, "Vary"), "-");
  Resource tagless = document();
  tagless.etag.clear();
  inquiry.if_none_match = "*";
  const Reply reply = to_reply(tagless, inquiry);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(header(reply, "Content-Encoding"), "-");
  Resource missing = document();
  missing.status = 404;
  EXPECT_EQ(to_reply(missing, inquiry).status, 404);
}

TEST(Representation, CompressesOnceAndMakesEachHeadOnce) {
  Representation representation(document());
  Inquiry inquiry;
  inquiry.accept_encoding = "gzip";
  const Representation::Choice choice = representation.choose(inquiry);
  EXPECT_TRUE(representation.lacks(choice));
  representation.add(Coding::gzip, encode(Coding::gzip, *representation.plain()));
  EXPECT_FALSE(representation.lacks(choice));
  const Reply first = representation.reply(choice), second = representation.reply(choice);
  EXPECT_EQ(first.body, second.body);
  EXPECT_EQ(first.head, second.head);
  inquiry.if_none_match = "\"abc\"";
  EXPECT_FALSE(representation.lacks(representation.choose(inquiry)));  // a 304 needs no body
  EXPECT_EQ(representation.size(), 2000u + first.body->size());
}

TEST(Representation, Vary) {
  Resource resource = document();
  resource.vary = "Accept-Language";
  EXPECT_EQ(header(to_reply(resource, {}), "Vary"), "Accept-Encoding, Accept-Language");
  resource.body = std::make_shared<const std::string>("small");
  EXPECT_EQ(header(to_reply(resource, {}), "Vary"), "Accept-Language");
}

TEST(EntityTags, Limits) {
  std::string many;
  for (int i = 0; i < 10'000; ++i) many += "\"a\",";
  EXPECT_EQ(entity_tags(many).size(), 64u);
  EXPECT_TRUE(entity_tags(std::string(16'000, '"') + "W/").size() <= 64);
}

TEST(ReasonPhrase, OfEveryStatusThatIsUsed) {
  for (const int status : {200, 202, 204, 226, 304, 400, 401, 403, 404, 405, 408,
                           412, 413, 414, 415, 417, 421, 422, 429, 431, 503})
    EXPECT_NE(reason_phrase(status), "Unknown") << status;
}

}  // namespace
}  // namespace gazette
