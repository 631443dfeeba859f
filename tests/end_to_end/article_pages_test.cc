// Full texts from pages: an article on three pages, a page that shows its article only in its AMP form,
// walls.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/world.h"

namespace gazette::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string sentences(const std::string& about, int n) {
  std::string out;
  for (int i = 0; i < n; ++i)
    out += "<p>Part " + std::to_string(i) + " of the report tells, at some length, what " + about +
           " was like in that year, and why.</p>";
  return out;
}

std::string page_of(const std::string& head, const std::string& body) {
  return "<html><head><title>A long report</title>" + head + "</head><body><article><h1>A long report</h1>" +
         body + "</article></body></html>";
}

class ArticlePages : public ::testing::Test {
 protected:
  ArticlePages() {
    world.configure(world.head() + "[[source]]\nname = \"reports\"\nurl = \"" +
                    world.origin.url("/reports.xml") + "\"\nfull_text = \"auto\"\n");
  }

  void serve_feed(const std::string& path) {
    world.origin.serve(
        "/reports.xml",
        "<rss version='2.0'><channel><title>Reports</title><item><title>A long report</title><link>" +
            world.origin.url(path) +
            "</link><guid>1</guid><description>In short…</description></item>"
            "</channel></rss>",
        "application/rss+xml");
  }

  void serve_page(const std::string& path, const std::string& html) {
    world.origin.serve(path, html, "text/html; charset=utf-8");
  }

  std::string record() {
    const Finished polled = world.gazette({"poll", "--all"});
    EXPECT_EQ(polled.status, 0) << polled.err;
    return world.sql("select record from article");
  }

  World world;
};

TEST_F(ArticlePages, all_pages_of_an_article_are_read_in_order) {
  serve_feed("/report/1");
  serve_page("/report/1", page_of("<link rel=next href='/report/1/page/2'>", sentences("spring", 9)));
  serve_page("/report/1/page/2", page_of("<link rel=next href='/report/1/page/3'>", sentences("summer", 9)));
  serve_page("/report/1/page/3", page_of("<link rel=next href='/report/2'>", sentences("autumn", 9)));
  const std::string text = record();
  EXPECT_LT(text.find("spring"), text.find("summer"));
  EXPECT_LT(text.find("summer"), text.find("autumn"));
  EXPECT_NE(text.find("autumn"), text.npos);
  EXPECT_EQ(world.origin.count("/report/2"), 0u) << "the next article is no page of this one";
  EXPECT_THAT(world.sql("select content_from from article"), HasSubstr("page: fuller"));
}

TEST_F(ArticlePages, pages_that_lead_in_a_circle_end) {
  serve_feed("/report/1");
  world.origin.on_prefix("/report/1", [](const Request& request) {
    const std::size_t at = request.target.rfind('/');
    const std::string number = request.target.substr(at + 1);
    const int next = request.target.find("page") == request.target.npos ? 2 : std::stoi(number) + 1;
    return Answer::of(page_of("<link rel=next href='/report/1/page/" + std::to_string(next) + "'>",
                              sentences("year " + number, 9)),
                      "text/html");
  });
  EXPECT_THAT(record(), HasSubstr("year 9"));
  EXPECT_EQ(world.origin.count("/report/1/page/10"), 1u);
  EXPECT_EQ(world.origin.count("/report/1/page/11"), 0u);
}

TEST_F(ArticlePages, the_amp_form_stands_in_for_a_page_that_needs_scripts) {
  serve_feed("/app/1");
  serve_page("/app/1",
             "<html><head><title>A long report</title><link rel=amphtml href='/app/1/amp'></head><body>"
             "<div id=root></div><script src=a.js></script></body></html>");
  serve_page("/app/1/amp", page_of("", sentences("winter", 9)));
  EXPECT_THAT(record(), HasSubstr("winter"));
}

TEST_F(ArticlePages, a_wall_is_told_and_leaves_the_feeds_own_text) {
  serve_feed("/wall/1");
  serve_page("/wall/1",
             "<html><head><title>Just a moment...</title></head><body><p>Checking your browser before "
             "accessing the site. This takes some seconds.</p></body></html>");
  const Finished polled = world.gazette({"poll", "--all"});
  EXPECT_THAT(polled.out + polled.err, AllOf(HasSubstr("/wall/1"), HasSubstr("challenge")));
  EXPECT_THAT(world.sql("select record from article"), HasSubstr("In short"));
  EXPECT_EQ(world.sql("select content_from from article"), "feed");
}

}  // namespace
}  // namespace gazette::testing
