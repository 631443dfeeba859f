// The main job: a news site's list and pages -> store -> a Hugo site under git, byte for byte.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/world.h"

namespace gazette::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kSeed = "content/zh-CN/news/qq/20250208A01CMD.zh-CN.md";
constexpr const char* kTricky = "content/zh-CN/news/qq/20250208A02ZZZ.zh-CN.md";
constexpr const char* kShort = "content/zh-CN/news/qq/20250208A03AAA.zh-CN.md";

std::string expected(const std::string& id) {
  return read_text(kTests + "/qq/expected/" + id + ".zh-CN.md");
}

/// Front matter, and the body without blank lines: what must be equal where list and heading style are free.
std::pair<std::string, std::string> parts(const std::string& record) {
  const std::size_t end = record.find("---\n", 4) + 4;
  std::string body;
  for (std::size_t at = end; at < record.size(); ++at)
    if (record[at] != '\n' || record[at - 1] != '\n') body += record[at];
  return {record.substr(0, end), body};
}

class QqNews : public ::testing::Test {
 protected:
  void poll_and_export() {
    const Finished polled = world.gazette({"poll", "--all"});
    ASSERT_EQ(polled.status, 0) << polled.err;
    const Finished exported = world.gazette({"export"});
    ASSERT_EQ(exported.status, 0) << exported.err;
  }
  World world;
};

TEST_F(QqNews, the_exported_files_are_the_expected_ones) {
  world.configure(world.qq_to_site());
  poll_and_export();
  EXPECT_EQ(read_text(world.site() / kSeed), expected("20250208A01CMD"));
  EXPECT_EQ(read_text(world.site() / kShort), expected("20250208A03AAA"));
  const auto [front, body] = parts(read_text(world.site() / kTricky));
  const auto [expected_front, expected_body] = parts(expected("20250208A02ZZZ"));
  EXPECT_EQ(front, expected_front);
  EXPECT_EQ(body, expected_body);
  EXPECT_EQ(world.site_git({"log", "--format=%s"}), "Add 3 articles (qq)\nBegin");
  EXPECT_EQ(world.site_git({"status", "--porcelain"}), "");
}

TEST_F(QqNews, the_same_text_stands_in_the_database) {
  world.configure(world.qq_to_site());
  poll_and_export();
  EXPECT_EQ(world.sql("select id from article order by id"),
            "20250208A01CMD\n20250208A02ZZZ\n20250208A03AAA");
  EXPECT_EQ(world.sql("select record from article where id = '20250208A01CMD'"), expected("20250208A01CMD"));
  EXPECT_EQ(world.sql("select cast(substr(cast(record as blob), body_offset + 1, 36) as text) from article "
                      "where id = '20250208A03AAA'"),
            "短讯：这是一条不足八十个");
}

TEST_F(QqNews, polled_and_exported_again_nothing_changes) {
  world.configure(world.qq_to_site());
  poll_and_export();
  const std::string head = world.site_git({"rev-parse", "HEAD"});
  const auto written = fs::last_write_time(world.site() / kSeed);
  const std::size_t pages = world.origin.requests("/qq/rain/a/20250208A01CMD00").size();
  poll_and_export();
  EXPECT_EQ(world.site_git({"rev-parse", "HEAD"}), head);
  EXPECT_EQ(fs::last_write_time(world.site() / kSeed), written);
  EXPECT_EQ(world.origin.count("/qq/web_feed/getPCList"), 2u);
  EXPECT_EQ(world.origin.requests("/qq/rain/a/20250208A01CMD00").size(), pages) << "a page is fetched once";
  EXPECT_EQ(world.sql("select count(*) from version"), "0") << "no edit was invented";
}

TEST_F(QqNews, hugo_builds_the_site_without_a_warning) {
  world.configure(world.qq_to_site());
  poll_and_export();
  const Finished built = run_program({"hugo", "--panicOnWarning"}, world.site());
  ASSERT_EQ(built.status, 0) << built.out << built.err;
  EXPECT_THAT(built.out + built.err, Not(HasSubstr("WARN")));
  EXPECT_THAT(built.out + built.err, Not(HasSubstr("ERROR")));
  const std::string page = read_text(world.site() / "public/news/qq/20250208a01cmd.zh-cn/index.html");
  EXPECT_THAT(page, HasSubstr("<h1>400亿美元！OpenAI巨额融资有望落地，软银要取代微软成最大投资方</h1>"));
  EXPECT_THAT(page, HasSubstr("<time datetime=\"2025-02-08T07:44:33&#43;08:00\">2025-02-08 07:44:33</time>"));
  EXPECT_THAT(page, HasSubstr("OK8HKsQSxDdDptBaM4l9WyJ8BhVZlrls4rZRI64fWgyRYAA_640360/0"));
  std::size_t images = 0;
  for (std::size_t at = 0; (at = page.find("alt=\"图片\"", at)) != page.npos; ++at) ++images;
  EXPECT_EQ(images, 3u);
  for (const char* id : {"20250208a01cmd", "20250208a02zzz", "20250208a03aaa"}) {
    SCOPED_TRACE(id);
    const std::string html =
        read_text(world.site() / "public/news/qq" / (std::string(id) + ".zh-cn") / "index.html");
    EXPECT_THAT(html, HasSubstr("<article>"));
    EXPECT_THAT(html, Not(HasSubstr("**")));
    EXPECT_THAT(html, Not(HasSubstr("raw HTML omitted")));
  }
  EXPECT_THAT(read_text(world.site() / "public/index.xml"), HasSubstr("Sat, 08 Feb 2025 07:44:33 +0800"));
}

TEST_F(QqNews, every_page_form_gives_the_seed) {
  struct Case {
    const char* page;
    const char* content_type;
  };
  const Case cases[] = {
      {"article_seed.html", "text/html; charset=utf-8"},
      {"article_seed_data_only.html", "text/html; charset=utf-8"},
      {"article_seed_dom_only.html", "text/html; charset=utf-8"},
      {"article_seed_gbk.html", "text/html"},
      {"article_seed_gbk.html", "text/html; charset=GBK"},
      {"article_seed_gb2312_meta.html", "text/html"},
      {"article_seed_gbk_nometa.html", "text/html; charset=gb2312"},
      {"article_seed_gbk_nometa.html", "text/html"},
      {"article_seed_legacy_gbk.html", "text/html"},
      {"data_no_semicolon.html", "text/html; charset=utf-8"},
      {"data_raw_unescaped.html", "text/html; charset=utf-8"},
      {"data_brace_in_string.html", "text/html; charset=utf-8"},
      {"malformed_data_invalid_json.html", "text/html; charset=utf-8"},
  };
  world.configure(world.qq_to_site());
  for (const Case& c : cases) {
    SCOPED_TRACE(std::string(c.page) + " as " + c.content_type);
    world.origin.on("/qq/rain/a/20250208A01CMD00", [&](const Request&) {
      return Answer::of(read_text(kTests + "/qq/" + c.page), c.content_type);
    });
    for (const char* file : {"gazette.db", "gazette.db-wal", "gazette.db-shm"})
      fs::remove(world.folder / file);
    ASSERT_EQ(world.gazette({"poll", "--all"}).status, 0);
    EXPECT_EQ(world.gazette({"show", "20250208A01CMD"}).out, expected("20250208A01CMD"));
  }
}

TEST_F(QqNews, a_business_error_stores_nothing_and_is_told) {
  world.configure(world.qq_to_site());
  for (const char* list :
       {"list_getPCList_business_error.json", "list_getPCList_html.json", "list_getPCList_truncated.json"}) {
    SCOPED_TRACE(list);
    world.origin.serve("/qq/web_feed/getPCList", read_text(kTests + "/qq/" + list), "application/json");
    const Finished polled = world.gazette({"poll", "--all"});
    EXPECT_EQ(polled.status, 1);
    EXPECT_THAT(polled.err, HasSubstr("FAIL  qq"));
    EXPECT_EQ(world.sql("select count(*) from article"), "0");
  }
  EXPECT_EQ(world.sql("select failures from source where name = 'qq'"), "3");
}

TEST_F(QqNews, an_article_that_changes_is_a_new_version_and_an_update_commit) {
  world.configure(world.qq_to_site());
  poll_and_export();
  std::string list = read_text(kTests + "/qq/list_getPCList.json");
  const std::string title = "软银要取代微软成最大投资方";
  for (std::size_t at = 0; (at = list.find(title, at)) != list.npos; ++at)
    list.replace(at, title.size(), "软银要成最大投资方");
  world.origin.serve("/qq/web_feed/getPCList", list, "application/json");
  poll_and_export();
  EXPECT_EQ(world.sql("select count(*) from article"), "3");
  EXPECT_EQ(world.site_git({"log", "-1", "--format=%s"}), "Update 1 article (qq)");
  EXPECT_THAT(read_text(world.site() / kSeed),
              HasSubstr("title: \"400亿美元！OpenAI巨额融资有望落地，软银要成最大投资方\""));
}

}  // namespace
}  // namespace gazette::testing
