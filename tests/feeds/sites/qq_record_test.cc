// The whole way of a qq article: list fixture, page fixture, make_article, record; compared with the records
// of the seed site byte for byte, a row of the manifest each.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/identity.h"
#include "feeds/make_article.h"
#include "feeds/text/strings.h"
#include "tests/feeds/sites/fixtures.h"

namespace gazette {
namespace {

using test::manifest;
using test::qq_rules;
using test::read_fixture;
using test::text_at;
using ::testing::HasSubstr;
using ::testing::StartsWith;

SourceOptions qq_source(const SiteRules& rules) {
  SourceOptions source;
  source.name = "qq";
  source.recipe = "qq-news";
  source.language = rules.language();
  source.zone = rules.zone();
  return source;
}

/// The list's entry of that id, and the Article that it becomes with a page (or none).
Article article_of(const SiteRules& rules, const std::string& id, const PageContent* page) {
  const std::string list = read_fixture("list_getPCList.json");
  const Result<Feed> feed = rules.read_listing(
      test::document_of(list, "https://i.news.qq.com/web_feed/getPCList", "application/json"));
  EXPECT_TRUE(feed);
  const SourceOptions source = qq_source(rules);
  const std::vector<EntryKeys> keys = identity_keys(source.name, feed->entries);
  for (std::size_t i = 0; i < feed->entries.size(); ++i) {
    const Entry& entry = feed->entries[i];
    if (entry.id != id) continue;
    const Time now = *parse_date("2025-02-08T01:00:00Z");
    return make_article(entry, source, page, article_id(entry, keys[i], rules.trusts_ids()), now);
  }
  ADD_FAILURE() << "no entry " << id;
  return {};
}

/// Which record a row is about: "seed" and the errors are about the seed's article.
std::string record_file(const boost::json::value& all, const std::string& expect) {
  return expect.starts_with("expected/") ? expect : text_at(all, "seed");
}

std::string id_of(const std::string& record) {
  const std::size_t slash = record.rfind('/') + 1;
  return record.substr(slash, record.find('.', slash) - slash);
}

/// Title, date and link come from the list alone, and no body is made up.
void expect_no_body(const Article& article, const std::string& record) {
  EXPECT_EQ(article.content_from, "none");
  EXPECT_THAT(article.record, StartsWith(record.substr(0, record.find("summary:"))));
  EXPECT_EQ(trim(article.body()), "[qq](" + article.url + ")");
}

/// What is there of the body is what the seed has at that place; the last paragraph may be cut.
void expect_prefix(const Article& article, const std::string& record) {
  std::string body(article.body());
  const std::size_t link = body.rfind("\n\n[qq](");
  ASSERT_NE(link, std::string::npos);
  body.resize(link);
  const std::string whole = record.substr(record.find("\n---\n") + 6);
  EXPECT_GT(body.size(), 1000u);
  EXPECT_THAT(whole, StartsWith(body));
}

TEST(QqRecords, EveryPageOfTheManifest) {
  const SiteRules rules = qq_rules();
  const boost::json::value all = manifest();
  std::size_t exact = 0;
  for (const boost::json::value& row : all.at("pages").as_array()) {
    const std::string expect = text_at(row, "expect");
    SCOPED_TRACE(text_at(row, "file") + " (" + text_at(row, "content_type") + "): " + expect);
    const std::string file = record_file(all, expect);
    const std::string record = read_fixture(file);
    const Result<SitePage> page = test::read_page_row(rules, row);
    const PageContent* content = page ? std::get_if<PageContent>(&*page) : nullptr;
    if (expect == "gone" || expect == "skip") {
      EXPECT_TRUE(page && !content);
      continue;
    }
    if (expect == "error" || !content) {
      EXPECT_TRUE(!page && expect.find("error") != std::string::npos);
      expect_no_body(article_of(rules, id_of(file), nullptr), record);
      continue;
    }
    const Article article = article_of(rules, id_of(file), content);
    EXPECT_EQ(article.id, id_of(file));
    EXPECT_EQ(article.source, "qq");
    if (expect == "prefix_or_error") {
      expect_prefix(article, record);
      continue;
    }
    EXPECT_EQ(article.record, record);
    ++exact;
  }
  EXPECT_EQ(exact, 15u);  // 12 of the seed, 1 without a declared charset, the tricky one, the short one
}

TEST(QqRecords, EveryListGivesTheSeedsRecord) {
  const std::string page_body = read_fixture("article_seed.html");
  const Document page_document =
      test::document_of(page_body, "https://new.qq.com/rain/a/20250208A01CMD00", "text/html; charset=utf-8");
  for (const char* file : {"list_getPCList.json", "list_getSubNewsMixedList.json",
                           "list_hot_ranking_list.json", "list_kv_srv_24hours.json", "list_pacaio.jsonp"}) {
    SCOPED_TRACE(file);
    const SiteRules rules = qq_rules(test::params_for(file));
    const std::string body = read_fixture(file);
    const Result<Feed> feed =
        rules.read_listing(test::document_of(body, "https://i.news.qq.com/", "application/json"));
    ASSERT_TRUE(feed);
    const Result<SitePage> page = rules.read_page(page_document, 200);
    ASSERT_TRUE(page);
    const Entry& entry = feed->entries[0];
    EXPECT_TRUE(needs_page(entry, qq_source(rules)));
    const Article article = make_article(entry, qq_source(rules), &std::get<PageContent>(*page), entry.id,
                                         *parse_date("2025-02-08T01:00:00Z"));
    EXPECT_EQ(article.record, read_fixture("expected/20250208A01CMD.zh-CN.md"));
  }
}

}  // namespace
}  // namespace gazette
