// What strangers and broken clients send to the reader protocols.
#include "feeds/text/strings.h"
#include "tests/daemon/reader/readers_fixture.h"

namespace gazette::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class HostileReaders : public ReadersTest {};

TEST_F(HostileReaders, bytes_that_are_no_request_get_an_answer_and_change_nothing) {
  const std::string auth = log_in();
  const std::string long_text(3000, 'x'), quote = "%27%22%3B--%20";
  const std::string targets[] = {
      "/reader/api/0/stream/items/ids",
      "/reader/api/0/stream/items/ids?s=",
      "/reader/api/0/stream/items/ids?s=user/",
      "/reader/api/0/stream/items/ids?s=user//state/com.google/read",
      "/reader/api/0/stream/items/ids?s=user/-/state/com.google/" + long_text,
      "/reader/api/0/stream/items/ids?s=feed/",
      "/reader/api/0/stream/items/ids?s=feed/" + quote,
      "/reader/api/0/stream/items/ids?s=user/-/label/" + quote,
      "/reader/api/0/stream/items/ids?s=user/-/state/com.google/reading-list&n=99999999999999999999",
      "/reader/api/0/stream/items/ids?s=user/-/state/com.google/reading-list&n=-5",
      "/reader/api/0/stream/items/ids?s=user/-/state/com.google/reading-list&c=1",
      "/reader/api/0/stream/items/ids?s=user/-/state/com.google/reading-list&c=1.2);drop",
      "/reader/api/0/stream/items/ids?s=user/-/state/com.google/"
      "reading-list&c=9223372036854775807.-9223372036854775808",
      "/reader/api/0/stream/items/ids?s=user/-/state/com.google/reading-list&ot=9223372036854775807&nt=-1",
      "/reader/api/0/stream/items/ids?s=user/-/state/com.google/reading-list&xt=nonsense",
      "/reader/api/0/stream/items/contents?i=" + quote,
      "/reader/api/0/stream/items/contents?i=tag:google.com,2005:reader/item/",
      "/reader/api/0/stream/items/contents?i=tag:google.com,2005:reader/item/zz",
      "/reader/api/0/stream/items/contents?i=tag:google.com,2005:reader/item/ffffffffffffffffffff",
      "/reader/api/0/stream/contents/%00",
      "/reader/api/0/stream/contents/%ff%fe",
      "/reader/api/0/stream/contents/..%2f..%2fetc%2fpasswd",
      "/reader/atom/" + long_text,
      "/reader/api/0/",
      "/reader/api/0/nonsense",
      "/reader/api/1/token",
      "/reader",
      "/accounts",
      "/accounts/ServiceLogin",
      "/api/greader.php/../../x",
      "/api/greader.phpx/reader/api/0/token",
  };
  for (const std::string& target : targets) {
    SCOPED_TRACE(target.substr(0, 120));
    const int status = status_of(get(target, auth));
    EXPECT_TRUE(status == 200 || (status >= 400 && status < 500)) << status;
  }
  EXPECT_EQ(status_of(get("/reader/api/0/stream/contents/%00", auth)), 400);
  EXPECT_THAT(body_of(get("/reader/api/0/unread-count", auth)), HasSubstr("{\"max\":4,"));
}

TEST_F(HostileReaders, forms_that_are_none_get_an_answer_and_change_nothing) {
  const std::string auth = log_in(), key = "api_key=" + md5_hex("ann:" + kAnn);
  std::string many = "a=user/-/state/com.google/read";
  for (int i = 0; i < 15'000; ++i) many += "&i=" + std::to_string(1000 + i);
  EXPECT_EQ(body_of(post("/reader/api/0/edit-tag", many, auth)), "OK") << "of articles that there are not";
  for (const std::string& form :
       {std::string("i=1"), std::string("a=user/-/state/com.google/read"), std::string("&&&===&%"),
        std::string("i=1%00&a=user/-/state/com.google/read"),
        std::string("i=1&a=user/-/state/com.google/eaten"),
        std::string("i=1&i=x&a=user/-/state/com.google/read"), std::string(200'000, '&'),
        std::string("\xff\xfe\0\1", 4)}) {
    SCOPED_TRACE(escape_for_log(form.substr(0, 60)));
    const int status = status_of(post("/reader/api/0/edit-tag", form, auth));
    EXPECT_TRUE(status == 200 || status == 400) << status;
    EXPECT_EQ(status_of(post("/fever/?api&items&unread_item_ids", key + "&" + form)), 200);
  }
  EXPECT_EQ(status_of(post("/reader/api/0/edit-tag", std::string(300'000, 'x'), auth)), 413);
  EXPECT_EQ(status_of(post("/reader/api/0/stream/items/contents", many, auth)), 400) << "too many at once";
  EXPECT_THAT(body_of(get("/reader/api/0/unread-count", auth)), HasSubstr("{\"max\":4,"));
}

TEST_F(HostileReaders, who_guesses_passwords_is_made_to_wait_and_others_are_not) {
  const std::string ann = log_in();
  int refused = 0;
  for (int i = 0; i < 15; ++i)
    refused += status_of(post("/accounts/ClientLogin", "Email=ann&Passwd=guess" + std::to_string(i))) == 429;
  EXPECT_GE(refused, 4);
  const std::string right = post("/accounts/ClientLogin", "Email=ann&Passwd=a+long+password");
  EXPECT_EQ(status_of(right), 429) << "a right guess is not told apart";
  EXPECT_EQ(header_of(right, "Retry-After"), "60");
  EXPECT_EQ(status_of(post("/fever/?api", "api_key=" + md5_hex("ann:" + kAnn))), 429);
  Client elsewhere(port, "127.0.0.2");
  elsewhere.send("GET /reader/api/0/user-info HTTP/1.1\r\nHost: x\r\n" + ann + "Connection: close\r\n\r\n");
  EXPECT_EQ(status_of(elsewhere.read_all()), 200);
}

TEST_F(HostileReaders, titles_and_texts_of_strangers_stay_text) {
  config.sources[0].title = "<script>\"&\n]]>";
  on_loop([this] { readers->use(std::make_shared<const Config>(config)); });
  const std::string auth = log_in();
  const std::string atom = body_of(get("/reader/atom/feed%2Flwn", auth));
  EXPECT_THAT(atom, Not(HasSubstr("<script>")));
  EXPECT_EQ(
      parsed(get("/reader/api/0/subscription/list", auth)).at("subscriptions").at(0).at("title").as_string(),
      config.sources[0].title);
}

TEST_F(HostileReaders, without_readers_nobody_is_let_in) {
  const std::string auth = log_in();
  config.server.readers.clear();
  on_loop([this] { readers->use(std::make_shared<const Config>(config)); });
  EXPECT_EQ(status_of(get("/reader/api/0/user-info", auth)), 404);
  EXPECT_EQ(status_of(post("/fever/?api", "api_key=" + md5_hex(":"))), 404);
  config.server.readers = {{"ann", "another long one"}};
  on_loop([this] { readers->use(std::make_shared<const Config>(config)); });
  EXPECT_EQ(status_of(get("/reader/api/0/user-info", auth)), 401) << "another password, another token";
}

TEST_F(HostileReaders, an_empty_password_opens_nothing) {
  config.server.readers = {{"ann", ""}};
  on_loop([this] { readers->use(std::make_shared<const Config>(config)); });
  EXPECT_EQ(status_of(post("/accounts/ClientLogin", "Email=ann&Passwd=")), 401);
  EXPECT_EQ(parsed(post("/fever/?api", "api_key=" + md5_hex("ann:"))).at("auth").as_int64(), 0);
}

}  // namespace
}  // namespace gazette::testing
