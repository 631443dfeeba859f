#include "daemon/websub/rules/links.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

HubLinks by_header(std::vector<std::string> values, const Feed& feed = {}) {
  WebResponse response;
  response.url = "https://e.org/a/feed";
  for (std::string& value : values) response.headers.emplace_back("link", std::move(value));
  return hub_links(response, feed);
}

Feed document() {
  Feed feed;
  feed.links = {{"https://hub.example/doc", "hub", "", "", "", {}},
                {"https://e.org/doc", "self", "", "", "", {}}};
  return feed;
}

TEST(HubLinksOf, S1_the_header_counts_first_and_stops_the_search) {
  const HubLinks header{"https://hub.example/h", "https://e.org/h"};
  const std::string both = "<https://hub.example/h>; rel=\"hub\", <https://e.org/h>; rel=\"self\"";
  EXPECT_EQ(by_header({both}, document()), header);
  EXPECT_EQ(
      by_header({"<https://hub.example/h>; rel=hub", "<https://e.org/h>;rel=self;type=\"a,b\""}, document()),
      header);
  EXPECT_EQ(by_header({"<https://e.org/h>; title=\"x; rel=hub, y\"; rel=\"alternate self\", "
                       "<https://hub.example/h>; rel=HUB"}),
            header);
  EXPECT_EQ(by_header({"<../h>; rel=self, <//hub.example/h>; rel=hub"}), header) << "relative to the answer";
}

TEST(HubLinksOf, S1_a_header_that_names_not_both_leaves_it_to_the_document) {
  const HubLinks expected{"https://hub.example/doc", "https://e.org/doc"};
  EXPECT_EQ(by_header({}, document()), expected);
  EXPECT_EQ(by_header({"<https://hub.example/h>; rel=\"hub\""}, document()), expected);
  EXPECT_EQ(
      by_header(
          {"<https://e.org/1>; rel=self, <https://e.org/2>; rel=self, <https://hub.example/h>; rel=hub"},
          document()),
      expected)
      << "exactly one self";
  Feed feed;
  feed.hub = "https://hub.example/doc";
  feed.self = "https://e.org/doc";
  EXPECT_EQ(by_header({}, feed), expected);
}

TEST(HubLinksOf, S2_the_topic_is_self_and_without_it_there_is_none) {
  Feed feed = document();
  feed.links.pop_back();
  EXPECT_EQ(by_header({}, feed), HubLinks{});
  EXPECT_EQ(by_header({"<https://hub.example/h>; rel=hub"}), HubLinks{});
  EXPECT_EQ(by_header({"<javascript:x>; rel=hub, <https://e.org/h>; rel=self"}), HubLinks{});
}

TEST(HubLinksOf, S17_an_https_hub_is_preferred) {
  Feed feed = document();
  feed.links.insert(feed.links.begin(), {"http://hub.example/plain", "hub", "", "", "", {}});
  EXPECT_EQ(by_header({}, feed).hub, "https://hub.example/doc");
}

TEST(HubLinksOf, headers_of_strangers_do_no_harm) {
  for (const char* value : {"", "<", "<>", "<a", "<a>;", "<a>; rel", "<a>; rel=", "<a>; rel=\"",
                            ",,,<a>;;;=,", "<a>,<b>;rel=hub,"})
    EXPECT_EQ(by_header({value}), HubLinks{}) << value;
}

}  // namespace
}  // namespace gazette
