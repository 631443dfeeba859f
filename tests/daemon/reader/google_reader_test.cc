// The Google Reader API as clients use it.
#include "tests/daemon/reader/readers_fixture.h"

namespace gazette::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kApi = "/reader/api/0/";

class GoogleReaderTest : public ReadersTest {
 protected:
  void SetUp() override {
    ReadersTest::SetUp();
    auth = log_in();
  }
  std::string api(const std::string& what, const std::string& who = {}) {
    return get(kApi + what, who.empty() ? auth : who);
  }
  std::string change(const std::string& what, const std::string& form, const std::string& who = {}) {
    return post(kApi + what, form, who.empty() ? auth : who);
  }
  std::vector<std::string> ids(const std::string& parameters, const std::string& who = {}) {
    std::vector<std::string> out;
    const json::value answer = parsed(api("stream/items/ids?" + parameters, who));
    for (const json::value& ref : answer.at("itemRefs").as_array())
      out.emplace_back(ref.at("id").as_string().c_str());
    return out;
  }
  std::vector<std::string> unread(const std::string& who = {}) {
    return ids("s=user/-/state/com.google/reading-list&xt=user/-/state/com.google/read&n=100", who);
  }
  std::string auth;
};

TEST_F(GoogleReaderTest, who_knows_the_password_gets_a_token_that_stays_the_same) {
  const std::string answer = post("/accounts/ClientLogin", "Email=ann&Passwd=a+long+password&service=reader");
  EXPECT_EQ(status_of(answer), 200);
  EXPECT_THAT(body_of(answer),
              ::testing::MatchesRegex("SID=(ann/[0-9a-f]+)\nLSID=ann/.*\nAuth=ann/[0-9a-f]+\n"));
  EXPECT_EQ(header_of(answer, "Cache-Control"), "no-store");
  EXPECT_EQ(log_in(), log_in());
  EXPECT_NE(log_in(), log_in("bob", kBob));
  const json::value as_json =
      parsed(post("/accounts/ClientLogin", "Email=ann&Passwd=a+long+password&output=json"));
  EXPECT_EQ("Authorization: GoogleLogin auth=" + std::string(as_json.at("Auth").as_string().c_str()) + "\r\n",
            auth);
}

TEST_F(GoogleReaderTest, nobody_else_gets_in) {
  const struct Case {
    std::string name, answer;
    int status;
  } cases[] = {
      {"a wrong password", post("/accounts/ClientLogin", "Email=ann&Passwd=wrong"), 401},
      {"another's password", post("/accounts/ClientLogin", "Email=ann&Passwd=" + kBob), 401},
      {"an unknown name", post("/accounts/ClientLogin", "Email=eve&Passwd=" + kAnn), 401},
      {"nothing at all", post("/accounts/ClientLogin", ""), 401},
      {"a password in the address", get("/accounts/ClientLogin?Email=ann&Passwd=a+long+password"), 405},
      {"no token", get("/reader/api/0/user-info"), 401},
      {"a wrong token", get("/reader/api/0/user-info", "Authorization: GoogleLogin auth=ann/00\r\n"), 401},
      {"the password for a token",
       get("/reader/api/0/user-info", "Authorization: GoogleLogin auth=" + kAnn + "\r\n"), 401},
      {"another scheme",
       get("/reader/api/0/user-info", "Authorization: Bearer" + auth.substr(auth.find("auth=") + 4)), 401},
      {"no token for Atom", get("/reader/atom/feed/lwn"), 401},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(status_of(c.answer), c.status) << c.answer;
  }
  EXPECT_EQ(header_of(cases[5].answer, "Google-Bad-Token"), "true");
}

TEST_F(GoogleReaderTest, a_reader_is_told_who_they_are_and_gets_a_token_for_changes) {
  EXPECT_EQ(parsed(api("user-info")).at("userName").as_string(), "ann");
  EXPECT_EQ(body_of(api("token")).size(), 57u);
  EXPECT_EQ(body_of(api("preference/list")), "{\"prefs\":[]}");
  EXPECT_EQ(body_of(api("preference/stream/list")), "{\"streamprefs\":{}}");
}

TEST_F(GoogleReaderTest, sources_are_subscriptions_and_their_tags_labels) {
  const json::value answer = parsed(api("subscription/list?output=json"));
  const json::array& list = answer.at("subscriptions").as_array();
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].at("id").as_string(), "feed/lwn");
  EXPECT_EQ(list[0].at("title").as_string(), "Feed of lwn");
  EXPECT_EQ(list[0].at("htmlUrl").as_string(), "https://lwn.example/");
  EXPECT_EQ(list[0].at("url").as_string(), "https://news.example.org/feeds/lwn.atom");
  EXPECT_EQ(list[0].at("categories").at(0).at("id").as_string(), "user/-/label/linux");
  EXPECT_EQ(list[1].at("title").as_string(), "腾讯") << "as the configuration says";
  EXPECT_TRUE(list[1].at("categories").as_array().empty());
  EXPECT_EQ(body_of(api("tag/list")),
            "{\"tags\":[{\"id\":\"user/-/state/com.google/starred\"},"
            "{\"id\":\"user/-/label/linux\",\"type\":\"folder\"},{\"id\":\"user/-/label/"
            "read\",\"type\":\"folder\"}]}");
}

TEST_F(GoogleReaderTest, streams_hold_what_their_parameters_ask_for) {
  change("edit-tag", "i=1&a=user/-/state/com.google/read");
  change("edit-tag", "i=1&i=3&a=user/-/state/com.google/starred");
  const std::string list = "s=user/-/state/com.google/reading-list";
  const std::string at = std::to_string(to_unix_ms(now) / 1000 - 57 * 60);  // when the third came
  const struct Case {
    std::string parameters;
    std::vector<std::string> ids;
  } cases[] = {
      {list, {"4", "3", "2", "1"}},
      {list + "&r=o", {"1", "2", "3", "4"}},
      {list + "&n=2", {"4", "3"}},
      {list + "&n=0", {}},
      {list + "&xt=user/-/state/com.google/read", {"4", "3", "2"}},
      {list + "&it=user/-/state/com.google/read", {"1"}},
      {list + "&it=user/-/state/com.google/kept-unread", {"4", "3", "2"}},
      {list + "&xt=user/-/state/com.google/starred&xt=user/-/state/com.google/read", {"4", "2"}},
      {list + "&it=user/-/state/com.google/read&xt=user/-/state/com.google/read", {}},
      {list + "&xt=feed/lwn", {"3"}},
      {list + "&ot=" + at, {"4", "3"}},
      {list + "&nt=" + at, {"3", "2", "1"}},
      {list + "&ot=" + at + "&nt=" + at, {"3"}},
      {"s=user/-/state/com.google/starred", {"3", "1"}},
      {"s=user/1005921515/state/com.google/starred", {"3", "1"}},
      {"s=user/-/state/com.google/read", {"1"}},
      {"s=user/-/state/com.google/fresh", {"4", "3", "2"}},
      {"s=user/-/state/com.google/broadcast", {}},
      {"s=feed/qq", {"3"}},
      {"s=feed%2Flwn", {"4", "2", "1"}},
      {"s=feed/none", {}},
      {"s=user/-/label/linux", {"4", "2", "1"}},
      {"s=user/-/label/linux&it=user/-/state/com.google/starred", {"1"}},
      {"s=user/-/label/none", {}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.parameters);
    EXPECT_EQ(ids(c.parameters), c.ids);
  }
}

TEST_F(GoogleReaderTest, a_list_goes_on_where_it_says) {
  std::vector<std::string> all;
  std::string next;
  for (int pages = 0; pages < 10; ++pages) {
    const json::value answer =
        parsed(api("stream/items/ids?s=user/-/state/com.google/reading-list&n=3&c=" + next));
    for (const json::value& ref : answer.at("itemRefs").as_array())
      all.emplace_back(ref.at("id").as_string().c_str());
    const json::value* continuation = answer.as_object().if_contains("continuation");
    if (!continuation) break;
    next = continuation->as_string().c_str();
  }
  EXPECT_THAT(all, ElementsAre("4", "3", "2", "1"));
}

TEST_F(GoogleReaderTest, items_come_with_all_that_clients_show) {
  const json::value answer = parsed(api("stream/contents/feed%2Flwn?n=2"));
  EXPECT_EQ(answer.at("id").as_string(), "feed/lwn");
  EXPECT_EQ(answer.at("title").as_string(), "Feed of lwn");
  EXPECT_TRUE(answer.as_object().contains("continuation"));
  const json::value& item = answer.at("items").at(0);
  EXPECT_EQ(item.at("id").as_string(), "tag:google.com,2005:reader/item/0000000000000004");
  EXPECT_EQ(item.at("title").as_string(), "Title 4");
  EXPECT_EQ(item.at("author").as_string(), "Ann, Bo");
  EXPECT_EQ(item.at("summary").at("content").as_string(), "<p>The <em>text</em> 4.</p>\n");
  EXPECT_EQ(item.at("canonical").at(0).at("href").as_string(), "https://example.org/a4");
  EXPECT_EQ(item.at("alternate").at(0).at("href").as_string(), "https://example.org/a4");
  EXPECT_EQ(item.at("published").as_int64(), to_unix_ms(now) / 1000 - 86'400);
  EXPECT_EQ(item.at("crawlTimeMsec").as_string(), std::to_string(to_unix_ms(now) - 56 * 60'000));
  EXPECT_EQ(item.at("timestampUsec").as_string(), std::to_string(to_unix_ms(now) - 56 * 60'000) + "000");
  EXPECT_EQ(item.at("enclosure").at(0).at("href").as_string(), "https://example.org/4.mp3");
  EXPECT_EQ(item.at("enclosure").at(0).at("length").as_int64(), 12);
  EXPECT_EQ(item.at("origin").at("streamId").as_string(), "feed/lwn");
  EXPECT_EQ(item.at("origin").at("title").as_string(), "Feed of lwn");
  EXPECT_EQ(json::serialize(item.at("categories")),
            "[\"user/-/state/com.google/reading-list\",\"user/-/label/linux\",\"user/-/label/read\"]");
  EXPECT_EQ(answer.at("items").at(1).at("title").as_string(), "Tides & <locks>");
}

TEST_F(GoogleReaderTest, items_are_asked_for_by_any_form_of_their_name) {
  const std::string answer = body_of(change("stream/items/contents",
                                            "i=tag:google.com,2005:reader/item/"
                                            "0000000000000001&i=0000000000000002&i=3&i=tag%3Agoogle.com%"
                                            "2C2005%3Areader%2Fitem%2F00000000000003e7"));
  EXPECT_THAT(answer, HasSubstr("Title 1"));
  EXPECT_THAT(answer, HasSubstr("Tides"));
  EXPECT_THAT(answer, HasSubstr("Title 3"));
  EXPECT_EQ(parsed(api("stream/items/contents?i=4")).at("items").as_array().size(), 1u);
  EXPECT_EQ(status_of(change("stream/items/contents", "i=")), 400);
  EXPECT_EQ(status_of(change("stream/items/contents", "")), 400);
}

TEST_F(GoogleReaderTest, what_one_marks_the_other_does_not_see) {
  const std::string bob = log_in("bob", kBob);
  EXPECT_EQ(
      body_of(change("edit-tag",
                     "i=tag:google.com,2005:reader/item/0000000000000002&i=3&a=user/-/state/com.google/read&"
                     "r=user/-/state/com.google/kept-unread&ac=edit&T=x")),
      "OK");
  EXPECT_THAT(unread(), ElementsAre("4", "1"));
  EXPECT_THAT(unread(bob), ElementsAre("4", "3", "2", "1"));
  change("edit-tag",
         "i=3&r=user/-/state/com.google/read&a=user/-/state/com.google/kept-unread&a=user/-/state/com.google/"
         "tracking-kept-unread");
  EXPECT_THAT(unread(), ElementsAre("4", "3", "1"));
  change("edit-tag", "i=3&a=user/-/state/com.google/starred", bob);
  EXPECT_THAT(ids("s=user/-/state/com.google/starred"), ElementsAre());
  EXPECT_THAT(ids("s=user/-/state/com.google/starred", bob), ElementsAre("3"));
  const json::value item = parsed(api("stream/items/contents?i=2")).at("items").at(0);
  EXPECT_THAT(json::serialize(item.at("categories")), HasSubstr("\"user/-/state/com.google/read\""));
}

TEST_F(GoogleReaderTest, unread_articles_are_counted_by_feed_label_and_in_all) {
  change("edit-tag", "i=4&a=user/-/state/com.google/read");
  const std::string answer = body_of(api("unread-count?output=json"));
  EXPECT_THAT(answer, HasSubstr("{\"max\":3,"));
  EXPECT_THAT(answer, HasSubstr("{\"id\":\"feed/lwn\",\"count\":2,\"newestItemTimestampUsec\":\"" +
                                std::to_string(to_unix_ms(now) - 58 * 60'000) + "000\"}"));
  EXPECT_THAT(answer, HasSubstr("{\"id\":\"feed/qq\",\"count\":1,"));
  EXPECT_THAT(answer, HasSubstr("{\"id\":\"user/-/label/linux\",\"count\":2,"));
  EXPECT_THAT(answer, HasSubstr("{\"id\":\"user/-/state/com.google/reading-list\",\"count\":3,"));
}

TEST_F(GoogleReaderTest, a_stream_is_marked_read_up_to_a_moment) {
  const std::string third = std::to_string(to_unix_ms(now) - 57 * 60'000) + "000";
  EXPECT_EQ(body_of(change("mark-all-as-read", "s=feed/lwn&ts=" + third)), "OK");
  EXPECT_THAT(unread(), ElementsAre("4", "3")) << "what came later was not seen";
  EXPECT_EQ(body_of(change("mark-all-as-read", "s=user/-/label/linux")), "OK");
  EXPECT_THAT(unread(), ElementsAre("3"));
  EXPECT_EQ(body_of(change("mark-all-as-read", "s=user/-/label/none")), "OK");
  EXPECT_THAT(unread(), ElementsAre("3"));
  EXPECT_EQ(body_of(change("mark-all-as-read", "s=user/-/state/com.google/reading-list")), "OK");
  EXPECT_THAT(unread(), ElementsAre());
}

TEST_F(GoogleReaderTest, what_stands_in_the_configuration_is_refused_in_words) {
  for (const char* what : {"subscription/edit", "rename-tag", "disable-tag", "subscription/import"}) {
    SCOPED_TRACE(what);
    const std::string answer = change(what, "ac=subscribe&s=feed/https://example.org/feed");
    EXPECT_EQ(status_of(answer), 403);
    EXPECT_THAT(body_of(answer), HasSubstr("configuration"));
    EXPECT_EQ(status_of(api(what)), 405);
  }
  const json::value added = parsed(change("subscription/quickadd", "quickadd=https://example.org/feed"));
  EXPECT_EQ(added.at("numResults").as_int64(), 0);
  EXPECT_THAT(std::string(added.at("error").as_string().c_str()), HasSubstr("configuration"));
  EXPECT_EQ(status_of(change("edit-tag", "i=1&a=user/-/label/later")), 400);
  EXPECT_EQ(ids("s=user/-/state/com.google/reading-list").size(), 4u);
}

TEST_F(GoogleReaderTest, only_what_is_posted_changes_something) {
  EXPECT_EQ(status_of(api("edit-tag?i=1&a=user/-/state/com.google/read")), 405);
  EXPECT_EQ(status_of(api("mark-all-as-read?s=feed/lwn")), 405);
  EXPECT_EQ(unread().size(), 4u);
}

TEST_F(GoogleReaderTest, a_stream_is_a_feed_whose_categories_say_what_was_read) {
  change("edit-tag", "i=4&a=user/-/state/com.google/read&a=user/-/state/com.google/starred");
  const std::string answer = get("/reader/atom/feed%2Flwn?n=2", auth);
  EXPECT_EQ(header_of(answer, "Content-Type"), "application/atom+xml; charset=utf-8");
  const std::string atom = body_of(answer);
  EXPECT_THAT(atom, HasSubstr("<id>tag:google.com,2005:reader/item/0000000000000004</id>"));
  EXPECT_THAT(atom, HasSubstr("term=\"user/-/state/com.google/read\" label=\"read\"/>"));
  EXPECT_THAT(atom, HasSubstr("term=\"user/-/state/com.google/starred\" label=\"starred\"/>"));
  EXPECT_THAT(atom, HasSubstr("term=\"user/-/state/com.google/fresh\" label=\"fresh\"/>"));
  EXPECT_THAT(atom, HasSubstr("<category term=\"read\"/>")) << "a tag of that name is no state";
  EXPECT_THAT(atom, HasSubstr("Tides &amp; &lt;locks&gt;"));
  EXPECT_THAT(atom, Not(HasSubstr("Title 1")));
  const std::string tag = header_of(answer, "ETag");
  EXPECT_EQ(status_of(get("/reader/atom/feed%2Flwn?n=2", auth + "If-None-Match: " + tag + "\r\n")), 304);
  change("edit-tag", "i=2&a=user/-/state/com.google/read");
  EXPECT_EQ(status_of(get("/reader/atom/feed%2Flwn?n=2", auth + "If-None-Match: " + tag + "\r\n")), 200);
  EXPECT_EQ(status_of(get("/reader/atom/nonsense", auth)), 404);
}

TEST_F(GoogleReaderTest, fresh_rss_addresses_are_the_same) {
  EXPECT_EQ(body_of(get("/api/greader.php")), "OK");
  EXPECT_THAT(body_of(post("/api/greader.php/accounts/ClientLogin", "Email=ann&Passwd=a+long+password")),
              HasSubstr("Auth=ann/"));
  EXPECT_THAT(body_of(get("/api/greader.php/reader/api/0/subscription/list", auth)), HasSubstr("feed/lwn"));
}

}  // namespace
}  // namespace gazette::testing
