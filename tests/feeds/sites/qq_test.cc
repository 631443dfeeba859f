// The qq-news recipe against every list and page that the manifest names.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/html/sanitize.h"
#include "feeds/html/tree.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"
#include "tests/feeds/sites/fixtures.h"

namespace gazette {
namespace {

using test::manifest;
using test::qq_rules;
using test::read_fixture;
using test::text_at;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Result<Feed> read_list(const std::string& file) {
  const std::string body = read_fixture(file);
  return qq_rules(test::params_for(file))
      .read_listing(test::document_of(body, "https://i.news.qq.com/list", "application/json"));
}

std::vector<std::string> ids_of(const Feed& feed) {
  std::vector<std::string> ids;
  for (const Entry& entry : feed.entries) ids.push_back(entry.id);
  return ids;
}

TEST(QqLists, GiveWhatTheManifestSays) {
  const boost::json::value all = manifest();
  std::size_t rows = 0;
  for (const boost::json::value& row : all.at("lists").as_array()) {
    const std::string file = text_at(row, "file");
    SCOPED_TRACE(file);
    ++rows;
    const Result<Feed> feed = read_list(file);
    const std::string expect = text_at(row, "expect");
    if (expect.starts_with("error")) {
      ASSERT_FALSE(feed);
      const bool is_business = file.find("business") != std::string::npos;
      EXPECT_EQ(to_string(feed.error().kind), to_string(is_business ? ErrorKind::site : ErrorKind::parse));
      continue;
    }
    ASSERT_TRUE(feed) << feed.error().message;
    if (const boost::json::value* ids = row.as_object().if_contains("expect_ids")) {
      EXPECT_EQ(ids_of(*feed), boost::json::value_to<std::vector<std::string>>(*ids));
    } else {
      const boost::json::value* count = row.as_object().if_contains("expect_count");
      EXPECT_EQ(feed->entries.size(), count ? static_cast<std::size_t>(count->as_int64()) : 0u);
    }
  }
  EXPECT_EQ(rows, 9u);
}

TEST(QqLists, AllGiveTheSameArticles) {
  for (const char* file : {"list_getPCList.json", "list_getSubNewsMixedList.json",
                           "list_hot_ranking_list.json", "list_kv_srv_24hours.json", "list_pacaio.jsonp"}) {
    SCOPED_TRACE(file);
    const Result<Feed> feed = read_list(file);
    ASSERT_TRUE(feed) << feed.error().message;
    ASSERT_EQ(feed->entries.size(), 3u);
    const Entry& seed = feed->entries[0];
    EXPECT_EQ(seed.title, "400亿美元！OpenAI巨额融资有望落地，软银要取代微软成最大投资方");
    EXPECT_EQ(seed.link, "https://new.qq.com/rain/a/20250208A01CMD00");
    EXPECT_EQ(seed.image,
              "https://inews.gtimg.com/om_ls/OK8HKsQSxDdDptBaM4l9WyJ8BhVZlrls4rZRI64fWgyRYAA_640360/0");
    ASSERT_TRUE(seed.published);
    EXPECT_EQ(format_rfc3339(*seed.published), "2025-02-07T23:44:33Z");
    ASSERT_EQ(seed.authors.size(), 1u);
    EXPECT_EQ(seed.authors[0].name, "澎湃新闻");
    EXPECT_EQ(seed.language, "zh-CN");
    EXPECT_EQ(feed->entries[1].title, "测试“引号”、\"直引号\"与\\反斜线：A & B < C 的财报 <解读>");
    EXPECT_EQ(feed->entries[1].image, "");
    EXPECT_EQ(feed->entries[2].link, "https://new.qq.com/rain/a/20250208A03AAA00");
    EXPECT_EQ(format_rfc3339(feed->entries[2].published.value_or(Time{})), "2025-02-08T00:30:00Z");
  }
}

TEST(QqLists, KnowTheirCategories) {
  const Result<Feed> feed = read_list("list_pacaio.jsonp");
  ASSERT_TRUE(feed);
  ASSERT_EQ(feed->entries[0].categories.size(), 1u);
  EXPECT_EQ(feed->entries[0].categories[0].term, "OpenAI");
}

TEST(QqLists, TellTheSitesOwnMessage) {
  const Result<Feed> feed = read_list("list_getPCList_business_error.json");
  ASSERT_FALSE(feed);
  EXPECT_EQ(feed.error().message, "the site answers /code = 99998: 系统繁忙");
  EXPECT_THAT(read_list("list_getPCList_html.json").error().message, HasSubstr("HTML"));
  EXPECT_THAT(read_list("list_getPCList_truncated.json").error().message, HasSubstr("cut off"));
}

TEST(QqLists, SayWhatWasLeftOut) {
  const Result<Feed> feed = read_list("list_getPCList.json");
  ASSERT_TRUE(feed);
  EXPECT_THAT(feed->problems, ElementsAre(HasSubstr("1 of 6 items left out")));
}

TEST(QqLists, AListWithoutAnyLinkIsAChangedSite) {
  const std::string body =
      R"({"code":0,"data":[{"id":"20250208A01CMD","articletype":"0","title":"x","href":"y"}]})";
  const Result<Feed> feed = qq_rules().read_listing(test::document_of(body, "https://i.news.qq.com/", ""));
  ASSERT_FALSE(feed);
  EXPECT_EQ(feed.error().kind, ErrorKind::site);
  const std::string moved = R"({"code":0,"result":[]})";
  EXPECT_EQ(qq_rules().read_listing(test::document_of(moved, "https://i.news.qq.com/", "")).error().message,
            "the answer has no list at \"/data\"");
}

TEST(QqRequests, AskForAChannelAsTheSiteDoes) {
  const std::vector<SiteRequest> requests = qq_rules().listing_requests("0_0000000000000");
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].method, "POST");
  EXPECT_EQ(requests[0].url, "https://i.news.qq.com/web_feed/getPCList");
  EXPECT_EQ(requests[0].headers.at("Content-Type"), "application/json");
  EXPECT_EQ(requests[0].headers.at("Referer"), "https://news.qq.com/");
  EXPECT_EQ(boost::json::parse(requests[0].body), boost::json::parse(read_fixture("request_getPCList.json")));
}

TEST(QqRequests, FillParametersIn) {
  const auto pages =
      qq_rules({{"channel", "news\"x"}, {"limit", "20"}, {"pages", "3"}}).listing_requests("d");
  ASSERT_EQ(pages.size(), 3u);
  const boost::json::value body = boost::json::parse(pages[2].body);
  EXPECT_EQ(body.at("channel_id"), "news\"x");
  EXPECT_EQ(body.at("item_count"), 20);
  EXPECT_EQ(body.at("flush_num"), 3);
  const auto author = qq_rules({{"list", "author"}, {"author", "8QMd3=&x"}}).listing_requests("d");
  ASSERT_EQ(author.size(), 1u);
  EXPECT_THAT(author[0].url, HasSubstr("guestSuid=8QMd3%3D%26x&tabId=om_index"));
  const auto hours = qq_rules({{"list", "24hours"}}).listing_requests("d");
  EXPECT_THAT(hours[0].url, HasSubstr("ext=%7B%22pool%22"));
}

TEST(QqRequests, FollowTheAuthorsToken) {
  const SiteRules rules = qq_rules({{"list", "author"}, {"author", "x"}, {"pages", "2"}});
  const std::string body = read_fixture("list_getSubNewsMixedList.json");
  const Document first = test::document_of(body, "https://i.news.qq.com/", "");
  EXPECT_EQ(rules.listing_requests("d").size(), 1u);
  const auto next = rules.next_listing_request("d", first, 1);
  ASSERT_TRUE(next);
  EXPECT_THAT(next->url, HasSubstr("offset_info=next-page-token"));
  EXPECT_FALSE(rules.next_listing_request("d", first, 2));
}

TEST(QqRequests, PagesHaveFallbacks) {
  Entry entry;
  entry.id = "20250208A01CMD";
  entry.link = "https://new.qq.com/rain/a/20250208A01CMD00";
  std::vector<std::string> urls;
  for (const SiteRequest& request : qq_rules().page_requests(entry)) urls.push_back(request.url);
  EXPECT_THAT(urls, ElementsAre("https://new.qq.com/rain/a/20250208A01CMD00",
                                "https://news.qq.com/rain/a/20250208A01CMD00",
                                "https://view.inews.qq.com/a/20250208A01CMD00",
                                HasSubstr("getQQNewsNormalContent?id=20250208A01CMD00&chlid=news_rss")));
  entry.id = "TIP2023062717382000";  // no article's id: only its link is left
  EXPECT_EQ(qq_rules().page_requests(entry).size(), 1u);
}

/// The seed's text without Markdown, headings and spaces; its images in order.
std::string seed_text(std::vector<std::string>& images) {
  std::string record = read_fixture("expected/20250208A01CMD.zh-CN.md");
  std::string text;
  record = record.substr(record.find("\n---\n") + 5);
  for (std::string_view line : split(record, '\n')) {
    if (line.starts_with("[qq](")) continue;
    if (line.starts_with("![图片]("))
      images.emplace_back(line.substr(line.find('(') + 1, line.size() - line.find('(') - 2));
    else
      text += line;
  }
  replace_all(text, "**", "");
  replace_all(text, " ", "");
  return text;
}

std::vector<std::string> images_of(const PageContent& page) {
  const html::Tree tree = html::Tree::parse_fragment(page.content.html);
  std::vector<std::string> out;
  for (html::NodeId node = 0; node != html::kNone; node = tree.next_in_order(node, tree.root()))
    if (tree.is_element(node, "img"))
      out.push_back(resolve_url(page.content.base, tree.attribute(node, "src")));
  return out;
}

TEST(QqPages, SeedPagesGiveTheSeedsTextAndImages) {
  const SiteRules rules = qq_rules();
  std::vector<std::string> images;
  const std::string text = seed_text(images);
  ASSERT_EQ(images.size(), 3u);
  std::size_t seeds = 0;
  const boost::json::value all = manifest();
  for (const boost::json::value& row : all.at("pages").as_array()) {
    const std::string expect = text_at(row, "expect");
    if (expect != "seed" && expect != "seed_or_error") continue;
    SCOPED_TRACE(text_at(row, "file") + " " + text_at(row, "via"));
    ++seeds;
    const Result<SitePage> page = test::read_page_row(rules, row);
    ASSERT_TRUE(page) << page.error().message;
    const PageContent* content = std::get_if<PageContent>(&*page);
    ASSERT_TRUE(content);
    std::string found = html::plain_text(content->content.html);
    replace_all(found, " ", "");
    EXPECT_EQ(found, text);
    EXPECT_EQ(images_of(*content), images);
  }
  EXPECT_EQ(seeds, 13u);
}

TEST(QqPages, GoneSkippedAndUnreadable) {
  const SiteRules rules = qq_rules();
  std::size_t rows = 0;
  const boost::json::value all = manifest();
  for (const boost::json::value& row : all.at("pages").as_array()) {
    const std::string expect = text_at(row, "expect");
    if (expect != "gone" && expect != "skip" && expect != "error") continue;
    SCOPED_TRACE(text_at(row, "file"));
    ++rows;
    const Result<SitePage> page = test::read_page_row(rules, row);
    ASSERT_EQ(page.has_value(), expect != "error");
    if (!page) {
      EXPECT_EQ(page.error().kind, ErrorKind::parse);
      continue;
    }
    EXPECT_EQ(std::holds_alternative<PageGone>(*page), expect == "gone");
    EXPECT_EQ(std::holds_alternative<PageSkipped>(*page), expect == "skip");
  }
  EXPECT_EQ(rows, 5u);
}

TEST(QqPages, ANoticeWithoutDataIsGoneToo) {
  const std::string body =
      "<div id=article-content><div class=content-article><p> 该内容已下线 </p></div></div>";
  const Result<SitePage> page = qq_rules().read_page(
      test::document_of(body, "https://new.qq.com/rain/a/20250208A0DEAD00", "text/html; charset=utf-8"), 200);
  ASSERT_TRUE(page);
  EXPECT_TRUE(std::holds_alternative<PageGone>(*page));
}

TEST(QqPages, AnAdvertisementAtTheEndIsRemoved) {
  const std::string body = read_fixture("article_tricky.html");
  const Result<SitePage> page = qq_rules().read_page(
      test::document_of(body, "https://new.qq.com/rain/a/20250208A02ZZZ00", "text/html; charset=utf-8"), 200);
  ASSERT_TRUE(page) << page.error().message;
  const PageContent& content = std::get<PageContent>(*page);
  EXPECT_THAT(content.content.html, HasSubstr("结尾说明文字"));
  EXPECT_THAT(content.content.html, Not(HasSubstr("AdAdAd")));
  EXPECT_THAT(content.content.html, Not(HasSubstr("alert(1)")));
  EXPECT_EQ(content.title, "测试“引号”、\"直引号\"与\\反斜线：A & B < C 的财报 <解读>");
}

TEST(QqPages, TheOpenInterfacesJsonpIsAPageToo) {
  const std::string body = read_fixture("article_openapi.jsonp");
  const Result<SitePage> page = qq_rules().read_page(
      test::document_of(body, "https://openapi.inews.qq.com/getQQNewsNormalContent?id=20250208A01CMD00",
                        "application/javascript; charset=utf-8"),
      200);
  ASSERT_TRUE(page) << page.error().message;
  const PageContent& content = std::get<PageContent>(*page);
  std::vector<std::string> images;
  std::string text = html::plain_text(content.content.html);
  replace_all(text, " ", "");
  EXPECT_EQ(text, seed_text(images));
  EXPECT_EQ(images_of(content).size(), 3u);
  EXPECT_EQ(content.title, "400亿美元！OpenAI巨额融资有望落地，软银要取代微软成最大投资方");
  EXPECT_EQ(content.byline, "澎湃新闻");
  EXPECT_EQ(format_rfc3339(content.published.value_or(Time{})), "2025-02-07T23:44:33Z");
}

TEST(QqPages, OtherStatusesAreErrors) {
  const Result<SitePage> page =
      qq_rules().read_page(test::document_of("<p>x", "https://new.qq.com/rain/a/1", ""), 503);
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().kind, ErrorKind::http);
}

}  // namespace
}  // namespace gazette
