// Images that a site keeps: fetched from a real origin, written by the program, shown by real Hugo.
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/world.h"
#include "tests/exporters/images/pictures.h"

namespace gazette::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class KeptImages : public ::testing::Test {
 protected:
  KeptImages() {
    configure("");
    serve_entry(
        "<p>The first paragraph of a report, long enough to stand alone.</p><p><img src='/pics/one.png' "
        "alt='One'></p><p><img src='/pics/two.jpg'></p>");
    world.origin.serve("/pics/one.png", picture("png", 40, 30), "text/plain");
    world.origin.serve("/pics/two.jpg", picture("jpg", 400, 200), "image/jpeg");
  }

  void configure(const std::string& more) {
    world.configure(
        world.head() + "[images]\nmax_width = 200\n" + more + "[[source]]\nname = \"reports\"\nurl = \"" +
        world.origin.url("/reports.xml") +
        "\"\nfull_text = \"never\"\n[[export]]\nname = \"site\"\ntype = \"site\"\npath = \"site\"\n"
        "commit = true\nassets = \"keep\"\n");
  }
  void serve_entry(const std::string& html) {
    world.origin.serve("/reports.xml",
                       "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>"
                       "<title>Reports</title><item><title>A report</title><link>" +
                           world.origin.url("/report") + "</link><guid>1</guid><content:encoded><![CDATA[" +
                           html + "]]></content:encoded></item></channel></rss>",
                       "application/rss+xml");
  }
  Finished export_all() {
    const Finished polled = world.gazette({"poll", "--all"});
    EXPECT_EQ(polled.status, 0) << polled.err;
    Finished exported = world.gazette({"export", "--json"});
    EXPECT_EQ(exported.status, 0) << exported.err;
    return exported;
  }
  std::string article() {
    const std::string path = world.site_git({"ls-files", "content"});
    return read_text(world.site() / path.substr(0, path.find('\n')));
  }
  /// Files of images in the last commit but the samples' own.
  std::string images() { return world.site_git({"ls-files", "static/images"}); }

  World world;
};

TEST_F(KeptImages, are_fetched_once_with_the_article_as_referer_and_exported_with_it) {
  const Finished exported = export_all();
  EXPECT_THAT(exported.out, HasSubstr("\"images\":2"));
  const auto requests = world.origin.requests("/pics/one.png");
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].header("referer"), world.origin.url("/report"));
  EXPECT_THAT(std::string(requests[0].header("accept")), HasSubstr("image/"));
  EXPECT_EQ(world.sql("select type, width, height from image order by url"), "png|40|30\njpg|200|100")
      << "named by its bytes, and made smaller";
  EXPECT_THAT(article(), AllOf(HasSubstr("![One](/images/news/"), Not(HasSubstr("/pics/"))));
  EXPECT_EQ(world.site_git({"status", "--porcelain"}), "");

  export_all();
  EXPECT_EQ(world.origin.count("/pics/one.png"), 1u);
  EXPECT_EQ(world.site_git({"rev-list", "--count", "HEAD", "--", "static/images"}), "1");
}

TEST_F(KeptImages, are_shown_by_hugo) {
  export_all();
  const Finished built = run_program({"hugo", "--source", world.site().string(), "--panicOnWarning"});
  EXPECT_EQ(built.status, 0) << built.out << built.err;
  const std::string file = images().substr(std::string("static").size());
  EXPECT_TRUE(std::filesystem::exists(world.site() / ("public" + file.substr(0, file.find('\n')))));
}

TEST_F(KeptImages, a_dead_image_stays_remote_and_is_tried_again) {
  world.origin.on("/pics/one.png", [](const Request&) { return Answer::of("gone", "text/plain", 404); });
  export_all();
  EXPECT_THAT(article(), HasSubstr("![One](" + world.origin.url("/pics/one.png") + ")"));
  EXPECT_EQ(world.sql("select state, reason from image where url like '%one.png'"),
            "missing|HTTP status 404");
  export_all();
  EXPECT_EQ(world.origin.count("/pics/one.png"), 1u) << "not before its time";

  world.origin.serve("/pics/one.png", picture("png", 40, 30), "image/png");
  const std::string hurry = "update image set next = 1 where next is not null";
  EXPECT_EQ(run_program({"sqlite3", (world.folder / "gazette.db").string(), hurry}).status, 0);
  export_all();
  EXPECT_EQ(world.origin.count("/pics/one.png"), 2u);
  EXPECT_THAT(article(), Not(HasSubstr("/pics/")));
}

TEST_F(KeptImages, drawings_dots_and_what_robots_txt_forbids_are_not_kept) {
  serve_entry(
      "<p>The first paragraph of a report, long enough to stand alone.</p><p><img src='/pics/a.svg'></p>"
      "<p><img src='/pics/dot.gif'></p><p><img src='/private/b.png'></p>");
  world.origin.serve("/pics/a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml");
  world.origin.serve("/pics/dot.gif", picture("gif", 1, 1), "image/gif");
  world.origin.serve("/private/b.png", picture("png", 9, 9), "image/png");
  world.origin.serve("/robots.txt", "User-agent: *\nDisallow: /private/", "text/plain");
  export_all();
  EXPECT_EQ(world.sql("select state from image order by url"), "refused\ntracking\nmissing");
  EXPECT_EQ(world.origin.count("/private/b.png"), 0u);
  EXPECT_THAT(article(), AllOf(HasSubstr("a.svg"), Not(HasSubstr("dot.gif")), HasSubstr("/private/b.png")));
}

TEST_F(KeptImages, a_source_keeps_no_more_than_its_quota) {
  configure("quota = 3000\n");
  export_all();
  EXPECT_EQ(world.sql("select sum(size) <= 3000, count(*) from image"), "1|2");
  EXPECT_THAT(world.sql("select reason from image where state = 'missing'"), HasSubstr("images.quota"));
}

TEST_F(KeptImages, go_with_a_withdrawn_article) {
  export_all();
  const std::string id = world.sql("select id from article");
  EXPECT_EQ(world.gazette({"withdraw", id}).status, 0);
  EXPECT_EQ(world.gazette({"export"}).status, 0);
  EXPECT_EQ(images(), "");
  EXPECT_EQ(world.sql("select count(*) from image_content"), "0");
}

TEST_F(KeptImages, the_daemon_exports_an_article_with_its_images_in_one_commit) {
  const auto daemon = world.daemon();
  ASSERT_TRUE(world.origin.wait_for("/pics/two.jpg", 1, std::chrono::seconds(30)));
  for (int i = 0; i < 300 && images().empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(world.site_git({"log", "-1", "--format=%s"}), "Add 1 article, 2 images (reports)");
  EXPECT_THAT(article(), Not(HasSubstr("/pics/")));
}

}  // namespace
}  // namespace gazette::testing
