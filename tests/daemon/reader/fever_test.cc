// The Fever API as clients use it.
#include "feeds/text/strings.h"
#include "tests/daemon/reader/readers_fixture.h"

namespace gazette::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class FeverTest : public ReadersTest {
 protected:
  json::value ask_fever(const std::string& what, const std::string& form = {},
                        const std::string& user = "ann", const std::string& password = kAnn) {
    return parsed(post("/fever/?api" + what, "api_key=" + md5_hex(user + ":" + password) + form));
  }
  std::string unread() { return ask_fever("&unread_item_ids").at("unread_item_ids").as_string().c_str(); }
  std::string saved() { return ask_fever("&saved_item_ids").at("saved_item_ids").as_string().c_str(); }
  std::string ids(const std::string& parameters) {
    std::string out;
    const json::value answer = ask_fever("&items" + parameters);
    for (const json::value& item : answer.at("items").as_array())
      out += std::to_string(item.at("id").as_int64()) + ' ';
    return out;
  }
  std::int64_t feed_id(std::size_t n) { return ask_fever("&feeds").at("feeds").at(n).at("id").as_int64(); }
};

TEST_F(FeverTest, the_key_says_who_reads) {
  const json::value answer = ask_fever("");
  EXPECT_EQ(answer.at("api_version").as_int64(), 3);
  EXPECT_EQ(answer.at("auth").as_int64(), 1);
  EXPECT_EQ(answer.at("last_refreshed_on_time").as_int64(), to_unix_ms(now) / 1000 - 180);
  EXPECT_EQ(json::serialize(ask_fever("&feeds", "", "ann", kBob)), "{\"api_version\":3,\"auth\":0}");
  EXPECT_EQ(body_of(post("/fever/?api&feeds", "")), "{\"api_version\":3,\"auth\":0}");
  EXPECT_EQ(body_of(get("/fever/?api&feeds&api_key=" + md5_hex("ann:" + kAnn))),
            "{\"api_version\":3,\"auth\":0}")
      << "addresses stand in logs";
  EXPECT_EQ(status_of(get("/fever/")), 404);
  EXPECT_EQ(parsed(post("/api/fever.php?api", "api_key=" + md5_hex("ann:" + kAnn))).at("auth").as_int64(), 1);
}

TEST_F(FeverTest, sources_are_feeds_and_their_tags_groups) {
  const json::value answer = ask_fever("&groups&feeds&favicons&links");
  const json::array& feeds = answer.at("feeds").as_array();
  ASSERT_EQ(feeds.size(), 2u);
  EXPECT_EQ(feeds[0].at("title").as_string(), "Feed of lwn");
  EXPECT_EQ(feeds[0].at("site_url").as_string(), "https://lwn.example/");
  EXPECT_EQ(feeds[0].at("url").as_string(), "https://news.example.org/feeds/lwn.atom");
  EXPECT_EQ(feeds[0].at("last_updated_on_time").as_int64(), to_unix_ms(now) / 1000 - 240);
  const json::array& groups = answer.at("groups").as_array();
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_EQ(groups[0].at("title").as_string(), "linux");
  EXPECT_GT(groups[0].at("id").as_int64(), 0);
  EXPECT_EQ(answer.at("feeds_groups").at(0).at("group_id"), groups[0].at("id"));
  EXPECT_EQ(answer.at("feeds_groups").at(0).at("feed_ids").as_string(),
            std::to_string(feeds[0].at("id").as_int64()));
  EXPECT_TRUE(answer.at("favicons").as_array().empty());
  EXPECT_TRUE(answer.at("links").as_array().empty());
}

TEST_F(FeverTest, items_come_by_number_in_both_directions) {
  EXPECT_EQ(ids(""), "1 2 3 4 ");
  EXPECT_EQ(ids("&since_id=2"), "3 4 ");
  EXPECT_EQ(ids("&since_id=4"), "");
  EXPECT_EQ(ids("&max_id=3"), "2 1 ");
  EXPECT_EQ(ids("&max_id=0"), "4 3 2 1 ");
  EXPECT_EQ(ids("&with_ids=4,1,99,x"), "1 4 ");
  EXPECT_EQ(ids("&with_ids=x"), "");
  const json::value answer = ask_fever("&items&since_id=3");
  EXPECT_EQ(answer.at("total_items").as_int64(), 4);
  const json::value& item = answer.at("items").at(0);
  EXPECT_EQ(item.at("id").as_int64(), 4);
  EXPECT_EQ(item.at("feed_id").as_int64(), feed_id(0));
  EXPECT_EQ(item.at("title").as_string(), "Title 4");
  EXPECT_EQ(item.at("author").as_string(), "Ann, Bo");
  EXPECT_EQ(item.at("html").as_string(), "<p>The <em>text</em> 4.</p>\n");
  EXPECT_EQ(item.at("url").as_string(), "https://example.org/a4");
  EXPECT_EQ(item.at("is_saved").as_int64(), 0);
  EXPECT_EQ(item.at("is_read").as_int64(), 0);
  EXPECT_EQ(item.at("created_on_time").as_int64(), to_unix_ms(now) / 1000 - 86'400);
}

TEST_F(FeverTest, items_are_marked_and_the_answer_says_what_is_left) {
  EXPECT_EQ(unread(), "1,2,3,4");
  EXPECT_EQ(ask_fever("", "&mark=item&as=read&id=2").at("unread_item_ids").as_string(), "1,3,4");
  EXPECT_EQ(ask_fever("&mark=item&as=read&id=3").at("unread_item_ids").as_string(), "1,4");
  EXPECT_EQ(ask_fever("", "&mark=item&as=unread&id=2").at("unread_item_ids").as_string(), "1,2,4");
  EXPECT_EQ(ask_fever("", "&mark=item&as=saved&id=3").at("saved_item_ids").as_string(), "3");
  EXPECT_EQ(saved(), "3");
  EXPECT_EQ(ask_fever("&items&with_ids=3").at("items").at(0).at("is_saved").as_int64(), 1);
  EXPECT_EQ(ask_fever("&items&with_ids=3").at("items").at(0).at("is_read").as_int64(), 1);
  ask_fever("", "&mark=item&as=unsaved&id=3");
  EXPECT_EQ(saved(), "");
  EXPECT_EQ(ask_fever("&unread_item_ids", "", "bob", kBob).at("unread_item_ids").as_string(), "1,2,3,4");
}

TEST_F(FeverTest, a_feed_a_group_or_all_is_marked_read_before_a_moment) {
  const std::string third = std::to_string(to_unix_ms(now) / 1000 - 57 * 60);
  ask_fever("", "&mark=feed&as=read&id=" + std::to_string(feed_id(0)) + "&before=" + third);
  EXPECT_EQ(unread(), "3,4") << "what came later was not seen";
  const std::int64_t linux = ask_fever("&groups").at("groups").at(0).at("id").as_int64();
  ask_fever("", "&mark=group&as=read&id=" + std::to_string(linux) +
                    "&before=" + std::to_string(to_unix_ms(now) / 1000));
  EXPECT_EQ(unread(), "3");
  ask_fever("", "&mark=group&as=read&id=0&before=" + std::to_string(to_unix_ms(now) / 1000));
  EXPECT_EQ(unread(), "");
}

TEST_F(FeverTest, what_cannot_be_understood_changes_nothing) {
  for (const char* form : {"&mark=item&as=read&id=x", "&mark=item&as=read", "&mark=feed&as=read&id=999",
                           "&mark=group&as=read&id=-1", "&mark=feed&as=unread&id=1", "&mark=all&as=read&id=0",
                           "&mark=item&as=eaten&id=1", "&mark=item&as=read&id=999999"}) {
    SCOPED_TRACE(form);
    EXPECT_EQ(ask_fever("", form).at("auth").as_int64(), 1);
  }
  EXPECT_EQ(unread(), "1,2,3,4");
  EXPECT_EQ(saved(), "");
}

TEST_F(FeverTest, a_source_that_went_takes_its_items_along) {
  config.sources.pop_back();
  on_loop([this] { readers->use(std::make_shared<const Config>(config)); });
  EXPECT_EQ(unread(), "1,2,4");
  EXPECT_EQ(ids(""), "1 2 4 ");
  EXPECT_EQ(ask_fever("&feeds").at("feeds").as_array().size(), 1u);
}

}  // namespace
}  // namespace gazette::testing
