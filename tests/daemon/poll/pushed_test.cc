// Documents that a hub sent: read as listings that may be parts.
#include "tests/daemon/poll/polling.h"

namespace gazette::testing {
namespace {

class Pushed : public Polling {
 protected:
  PollReport push(const std::vector<std::string>& ids) {
    auto document = std::make_shared<WebResponse>();
    document->status = 200;
    document->url = source().url;
    document->headers = {{"content-type", "application/rss+xml"}};
    document->body = rss(ids);
    return poll({"pushed", false, std::move(document)});
  }
};

TEST_F(Pushed, S14_what_a_delivery_leaves_out_is_not_gone) {
  source().withdraw_deleted = true;
  answer_conditionally({{"ETag", "\"x\""}});
  ASSERT_EQ(poll().added, 1);
  const PollReport report = push({"3", "2"});
  ASSERT_FALSE(report.error) << report.error->message;
  EXPECT_EQ(report.added, 2);
  EXPECT_EQ(push({"4"}).added, 1);
  EXPECT_EQ(articles(), 4u);
  const auto all = ask([](Store& store) { return store.articles({}); });
  ASSERT_TRUE(all);
  for (const StoredArticle& stored : *all) {
    EXPECT_FALSE(stored.deleted) << stored.article.guid;
    EXPECT_EQ(stored.version, 1);
  }
  EXPECT_EQ(origin_.count("/feed"), 1u) << "nothing was fetched for it";
  const PollReport next = poll();
  EXPECT_TRUE(next.not_modified) << "the validators are still those of the document that was fetched";
  EXPECT_EQ(last_request().header("if-none-match"), "\"x\"");
}

}  // namespace
}  // namespace gazette::testing
