// The command line is a contract (DESIGN section 5): outputs, --json, exit statuses.
#include <sstream>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/world.h"

namespace gazette::testing {
namespace {

namespace json = boost::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> result;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) result.push_back(line);
  return result;
}

std::vector<std::string> keys(const json::object& object) {
  std::vector<std::string> names;
  for (const auto& [key, value] : object) names.emplace_back(key);
  return names;
}

class Commands : public ::testing::Test {
 protected:
  Finished fed(const std::string& input, std::vector<std::string> arguments) {
    write_text(world.folder / "input", input);
    arguments.push_back("input");
    return world.gazette(std::move(arguments));
  }
  World world;
};

TEST_F(Commands, parse_prints_one_document_a_file) {
  const std::string samples = kTests + "/samples/www/";
  const Finished done = world.gazette(
      {"parse", "--url", "https://harbour.example/rss.xml", samples + "harbour/rss.xml",
       samples + "feed.json", samples + "papers/index.rdf", samples + "gbk.xml", samples + "atom.xml"});
  EXPECT_EQ(done.status, 0) << done.err;
  const std::vector<std::string> documents = lines(done.out);
  ASSERT_EQ(documents.size(), 5u);
  const char* formats[] = {"rss", "json", "rdf", "rss", "atom"};
  for (std::size_t i = 0; i < documents.size(); ++i) {
    SCOPED_TRACE(documents[i]);
    const json::object feed = json::parse(documents[i]).as_object();
    EXPECT_EQ(feed.at("format").as_string(), formats[i]);
    EXPECT_EQ(feed.at("entries").as_array().size(), 2u);
  }
  const json::object harbour = json::parse(documents[0]).as_object();
  EXPECT_EQ(harbour.at("version").as_string(), "2.0");
  EXPECT_EQ(harbour.at("feed").as_object().at("title").as_string(), "Harbour Notes");
  const json::object& entry = harbour.at("entries").as_array()[1].as_object();
  EXPECT_EQ(entry.at("title").as_string(), "Tide tables, and why ours is wrong & loved");
  EXPECT_EQ(entry.at("published").as_string(), "2026-11-20T16:45:00Z");
  EXPECT_EQ(json::parse(documents[3]).as_object().at("encoding").as_string(), "gb18030");
}

TEST_F(Commands, parse_says_what_is_no_feed_and_reads_the_others) {
  write_text(world.folder / "page.html", "<!DOCTYPE html><html><body><p>Hello</p></body></html>");
  const Finished done = world.gazette({"parse", "page.html", "none.xml", kTests + "/samples/www/feed.json"});
  EXPECT_EQ(done.status, 1);
  EXPECT_EQ(lines(done.out).size(), 1u);
  EXPECT_THAT(done.err, HasSubstr("page.html"));
  EXPECT_THAT(done.err, HasSubstr("none.xml"));
}

TEST_F(Commands, standard_input_is_a_file_too) {
  const Finished done =
      run_program({"sh", "-c", "printf '<p>Hi <b>there</b></p>' | '" + kProgram + "' convert -"});
  EXPECT_EQ(done.status, 0) << done.err;
  EXPECT_EQ(done.out, "Hi **there**\n");
}

TEST_F(Commands, extract_gives_the_article_as_json) {
  const Finished done = world.gazette({"extract", "--url", "https://harbour.example/notes/cranes.html",
                                       kTests + "/samples/www/harbour/notes/cranes.html"});
  ASSERT_EQ(done.status, 0) << done.err;
  const json::object article = json::parse(done.out).as_object();
  EXPECT_EQ(article.at("title").as_string(), "The night the cranes stood still");
  EXPECT_EQ(article.at("byline").as_string(), "Ines Halloran");
  EXPECT_EQ(article.at("lang").as_string(), "en");
  EXPECT_EQ(article.at("site_name").as_string(), "Harbour Notes");
  EXPECT_THAT(std::string(article.at("content").as_string()), HasSubstr("a tobacco tin, and a cloth"));
  EXPECT_THAT(std::string(article.at("content").as_string()), Not(HasSubstr("Privacy")));
}

TEST_F(Commands, convert_and_sanitize) {
  EXPECT_EQ(
      fed("<h3>A</h3><p>b <a href=/c>d</a></p><script>x</script>", {"convert", "--url", "https://e.org/x"})
          .out,
      "### A\n\nb [d](https://e.org/c)\n");
  const Finished safe =
      fed("<p onclick=x>b <a href=/c>d</a><script>x</script></p>", {"sanitize", "--url", "https://e.org/x"});
  EXPECT_EQ(safe.status, 0);
  EXPECT_THAT(safe.out, HasSubstr("https://e.org/c"));
  EXPECT_THAT(safe.out, Not(HasSubstr("onclick")));
  EXPECT_THAT(safe.out, Not(HasSubstr("script")));
  EXPECT_EQ(fed("\xd6\xd0\xce\xc4", {"convert", "--content-type", "text/html; charset=gbk"}).out, "中文\n");
  EXPECT_EQ(world.gazette({"convert", "none.html"}).status, 1);
}

TEST_F(Commands, list_and_search_print_one_object_a_line) {
  world.configure(world.qq_to_site());
  ASSERT_EQ(world.gazette({"poll", "--all"}).status, 0);
  const std::vector<std::string> listed = lines(world.gazette({"list", "--json"}).out);
  ASSERT_EQ(listed.size(), 3u);
  const json::object newest = json::parse(listed[0]).as_object();
  EXPECT_THAT(keys(newest),
              ElementsAre("id", "source", "guid", "url", "title", "published", "updated", "version", "path"));
  EXPECT_EQ(newest.at("id").as_string(), "20250208A03AAA");
  EXPECT_EQ(newest.at("published").as_string(), "2025-02-08T00:30:00Z");
  EXPECT_EQ(newest.at("version").as_int64(), 1);
  EXPECT_EQ(newest.at("path").as_string(), "content/zh-CN/news/qq/20250208A03AAA.zh-CN.md");
  EXPECT_EQ(lines(world.gazette({"list", "--json", "--limit", "1"}).out).size(), 1u);
  const std::vector<std::string> found = lines(world.gazette({"search", "软银", "--json"}).out);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(json::parse(found[0]).as_object().at("id").as_string(), "20250208A01CMD");
  const Finished nothing = world.gazette({"search", "nothingofthekind"});
  EXPECT_EQ(nothing.status, 0);
  EXPECT_EQ(nothing.out, "");
  EXPECT_THAT(world.gazette({"list"}).out,
              StartsWith("2025-02-08 08:30:00+08:00  qq  20250208A03AAA  短讯\n"));
}

TEST_F(Commands, several_words_of_a_search_are_one_question) {
  world.configure(world.samples());
  ASSERT_EQ(world.gazette({"poll", "--all"}).status, 0);
  const Finished found = world.gazette({"search", "tobacco", "cloth"});
  EXPECT_EQ(found.status, 0) << found.err;
  EXPECT_THAT(found.out, HasSubstr("The night the cranes stood still"));
}

TEST_F(Commands, show_finds_by_id_guid_and_url) {
  world.configure(world.qq_to_site());
  ASSERT_EQ(world.gazette({"poll", "--all"}).status, 0);
  const std::string record = read_text(kTests + "/qq/expected/20250208A01CMD.zh-CN.md");
  EXPECT_EQ(world.gazette({"show", "20250208A01CMD"}).out, record);
  EXPECT_EQ(world.gazette({"show", "https://new.qq.com/rain/a/20250208A01CMD00"}).out, record);
  const json::object shown = json::parse(world.gazette({"show", "20250208A01CMD", "--json"}).out).as_object();
  EXPECT_EQ(shown.at("record").as_string(), record);
  EXPECT_EQ(shown.at("language").as_string(), "zh-CN");
  const Finished none = world.gazette({"show", "no-such-article"});
  EXPECT_EQ(none.status, 1);
  EXPECT_THAT(none.err, HasSubstr("no-such-article"));
}

TEST_F(Commands, poll_what_is_due_or_named_or_all) {
  world.configure(world.samples());
  EXPECT_THAT(world.gazette({"poll", "loft"}).err, HasSubstr("1 source polled"));
  EXPECT_THAT(world.gazette({"poll"}).err, HasSubstr("5 sources polled")) << "loft is not due";
  EXPECT_THAT(world.gazette({"poll"}).err, HasSubstr("0 sources polled"));
  EXPECT_THAT(world.gazette({"poll", "--all"}).err, HasSubstr("6 sources polled: 0 failed, 6 not modified"));
  EXPECT_THAT(world.gazette({"poll", "loft", "--force"}).err,
              HasSubstr("0 not modified; 0 new articles, 0 updated"));
  const Finished unknown = world.gazette({"poll", "lofft"});
  EXPECT_EQ(unknown.status, 2);
  EXPECT_THAT(unknown.err, HasSubstr("no source is named \"lofft\""));
}

TEST_F(Commands, one_source_that_fails_does_not_keep_the_others) {
  world.configure(world.head() +
                  "[[source]]\nname = \"gone\"\nurl = \"https://feed.example/none\"\n[[source]]\nurl = "
                  "\"https://harbour.example/rss.xml\"\n");
  const Finished polled = world.gazette({"poll", "--all"});
  EXPECT_EQ(polled.status, 1);
  EXPECT_THAT(polled.err, HasSubstr("FAIL  gone  http: HTTP status 404"));
  EXPECT_THAT(polled.err, HasSubstr("ok    harbour-example  2 entries: 2 new"));
}

TEST_F(Commands, export_reports_as_json) {
  world.configure(world.samples());
  ASSERT_EQ(world.gazette({"poll", "--all"}).status, 0);
  const std::vector<std::string> reports = lines(world.gazette({"export", "--json"}).out);
  ASSERT_EQ(reports.size(), 2u);
  const json::object site = json::parse(reports[0]).as_object();
  EXPECT_EQ(site.at("exporter").as_string(), "site");
  EXPECT_EQ(site.at("written").as_int64(), 13);
  EXPECT_EQ(site.at("commit").as_string(), world.site_git({"rev-parse", "--short", "HEAD"}));
  const Finished named = world.gazette({"export", "everything"});
  EXPECT_EQ(named.status, 0);
  EXPECT_THAT(named.err, Not(HasSubstr("site:")));
  const Finished unknown = world.gazette({"export", "sites"});
  EXPECT_EQ(unknown.status, 2);
  EXPECT_THAT(unknown.err, HasSubstr("no exporter is named \"sites\""));
}

TEST_F(Commands, a_dry_run_prints_the_diff_and_writes_nothing) {
  world.configure(world.qq_to_site());
  ASSERT_EQ(world.gazette({"poll", "--all"}).status, 0);
  const std::string head = world.site_git({"rev-parse", "HEAD"});
  const Finished dry = world.gazette({"export", "--dry-run"});
  EXPECT_EQ(dry.status, 0) << dry.err;
  EXPECT_THAT(dry.out, HasSubstr("+++ b/content/zh-CN/news/qq/20250208A03AAA.zh-CN.md\n"));
  EXPECT_THAT(dry.out, HasSubstr("+title: \"短讯\"\n"));
  EXPECT_THAT(dry.err, HasSubstr("3 files would change"));
  EXPECT_EQ(world.site_git({"rev-parse", "HEAD"}), head);
  EXPECT_EQ(world.site_git({"status", "--porcelain"}), "");
  ASSERT_EQ(world.gazette({"export"}).status, 0);
  const Finished again = world.gazette({"export", "--dry-run"});
  EXPECT_EQ(again.out, "");
}

TEST_F(Commands, a_file_that_the_owner_edited_is_taken_back) {
  world.configure(world.qq_to_site());
  ASSERT_EQ(world.gazette({"poll", "--all"}).status, 0);
  ASSERT_EQ(world.gazette({"export"}).status, 0);
  const std::string file = "site/content/zh-CN/news/qq/20250208A01CMD.zh-CN.md";
  write_text(world.folder / file, "the owner's words\n");
  EXPECT_EQ(world.gazette({"export"}).status, 0);
  EXPECT_EQ(read_text(world.folder / file), "the owner's words\n");
  EXPECT_THAT(world.gazette({"export", "--dry-run", "--take-back", file}).out,
              HasSubstr("-the owner's words"));
  const Finished taken = world.gazette({"export", "--take-back", file});
  EXPECT_EQ(taken.status, 0) << taken.err;
  EXPECT_EQ(read_text(world.folder / file), read_text(kTests + "/qq/expected/20250208A01CMD.zh-CN.md"));
  EXPECT_EQ(world.site_git({"status", "--porcelain"}), "");
  const Finished elsewhere = world.gazette({"export", "--take-back", "/etc/passwd"});
  EXPECT_EQ(elsewhere.status, 2);
  EXPECT_THAT(elsewhere.err, HasSubstr("/etc/passwd is in no site"));
  const Finished not_ours = world.gazette({"export", "--take-back", "site/hugo.toml"});
  EXPECT_EQ(not_ours.status, 1);
  EXPECT_THAT(not_ours.err, HasSubstr("no article has that file"));
  EXPECT_EQ(world.gazette({"export", "--take-back", ".."}).status, 2);
}

TEST_F(Commands, check_tells_all_mistakes_of_the_configuration) {
  world.configure(
      "databse = \"x\"\n[fetch]\nconcurency = 3\nmin_interval = 60\n[[source]]\nname = "
      "\"A\"\n[[export]]\ntype = \"site\"\nlayout = \"{idd}\"\n");
  const Finished done = world.gazette({"check"});
  EXPECT_EQ(done.status, 2);
  const std::vector<std::string> told = lines(done.err);
  for (const char* mistake :
       {"gazette.toml:1: configuration: unknown key \"databse\"; did you mean \"database\"?",
        "gazette.toml:3: [fetch]: unknown key \"concurency\"; did you mean \"concurrency\"?",
        "gazette.toml:4: [fetch] min_interval: must be a duration",
        "gazette.toml:5: [[source]]: needs \"url\"", "gazette.toml:6: [[source]] name: \"A\" must be",
        "gazette.toml:7: [[export]]: \"path\" is missing", "gazette.toml:9: [[export]] layout:"})
    EXPECT_THAT(told, ::testing::Contains(StartsWith(mistake)));
  EXPECT_EQ(told.size(), 7u) << done.err;
  for (const char* command : {"poll", "export", "list", "run"})
    EXPECT_EQ(world.gazette({command}).status, 2) << command;
}

TEST_F(Commands, check_looks_at_the_database_too) {
  world.configure(world.qq_to_site());
  Finished done = world.gazette({"check"});
  EXPECT_EQ(done.status, 0);
  EXPECT_THAT(done.err, HasSubstr("1 source, 1 exporter: ok"));
  EXPECT_THAT(done.err, HasSubstr("not there yet"));
  ASSERT_EQ(world.gazette({"poll", "--all"}).status, 0);
  EXPECT_EQ(world.gazette({"check"}).status, 0);
  run_program({"sqlite3", (world.folder / "gazette.db").string(), "delete from alias"});
  done = world.gazette({"check"});
  EXPECT_EQ(done.status, 1) << done.err;
  write_text(world.folder / "gazette.db",
             "this is no database, and long enough to be looked at as one, is it not?");
  EXPECT_EQ(world.gazette({"check"}).status, 1);
}

TEST_F(Commands, wrong_usage_is_status_2_and_help_is_0) {
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{},
                                                {"fly"},
                                                {"list", "--limit", "0"},
                                                {"list", "--limit", "many"},
                                                {"show"},
                                                {"parse"},
                                                {"poll", "--al"}}) {
    SCOPED_TRACE(wrong.empty() ? "nothing" : wrong[0]);
    EXPECT_EQ(world.gazette(wrong).status, 2);
  }
  EXPECT_EQ(world.gazette({"--help"}).status, 0);
  EXPECT_EQ(world.gazette({"poll", "--help"}).status, 0);
  EXPECT_EQ(world.gazette({"version"}).out, "gazette 0.1.0\n");
  const Finished no_file = world.gazette({"list"});
  EXPECT_EQ(no_file.status, 2);
  EXPECT_THAT(no_file.err, HasSubstr("gazette.toml"));
}

TEST_F(Commands, the_configuration_is_named_before_or_after_the_command) {
  write_text(world.folder / "other.toml", world.head());
  EXPECT_EQ(world.gazette({"--config", "other.toml", "check"}).status, 0);
  EXPECT_EQ(world.gazette({"check", "--config", "other.toml"}).status, 0);
}

TEST_F(Commands, list_before_the_first_poll_says_what_to_do) {
  world.configure(world.head());
  const Finished done = world.gazette({"list"});
  EXPECT_EQ(done.status, 1);
  EXPECT_THAT(done.err, HasSubstr("gazette.db: not there yet; the first poll makes it"));
  for (const char* command : {"show", "withdraw", "split", "backup", "replay", "diff"}) {
    SCOPED_TRACE(command);
    EXPECT_EQ(world.gazette({command, "x"}).status, 1);
    EXPECT_FALSE(std::filesystem::exists(world.folder / "gazette.db")) << "no empty one is left behind";
  }
}

TEST_F(Commands, what_is_wrong_with_a_line_is_said_in_a_sentence) {
  world.configure(world.qq_to_site());
  EXPECT_THAT(world.gazette({"fly"}).err, HasSubstr("gazette: \"fly\" is no command"));
  EXPECT_THAT(world.gazette({"rules", "fly"}).err, HasSubstr("\"fly\" is no command"));
  EXPECT_EQ(world.gazette({"--version"}).out, "gazette 0.1.0\n");
  EXPECT_THAT(world.gazette({}).err, HasSubstr("a command is missing"));
  const Finished both = world.gazette({"poll", "--all", "qq"});
  EXPECT_EQ(both.status, 2) << "all, or the named ones?";
  EXPECT_LT(world.gazette({"show", std::string(100'000, 'x')}).err.size(), 500u);
  EXPECT_THAT(world.gazette({"parse", "none.xml"}).err,
              StartsWith("gazette: none.xml: cannot be read: No such"));
  write_text(world.folder / "list.opml", "no list");
  EXPECT_THAT(world.gazette({"import", "list.opml"}).err, HasSubstr("list.opml: "));
}

TEST_F(Commands, a_source_that_is_named_twice_is_polled_once) {
  world.configure(world.qq_to_site());
  ASSERT_EQ(world.gazette({"poll", "qq", "qq"}).status, 0);
  EXPECT_EQ(world.origin.count("/qq/web_feed/getPCList"), 1u);
}

TEST_F(Commands, output_that_cannot_be_written_is_told) {
  world.configure(world.qq_to_site());
  ASSERT_EQ(world.gazette({"poll", "--all"}).status, 0);
  for (const char* command : {"version", "list", "status", "opml", "export --json", "--help"}) {
    SCOPED_TRACE(command);
    const Finished done =
        run_program({"sh", "-c", "'" + kProgram + "' " + command + " >/dev/full"}, world.folder.path());
    EXPECT_EQ(done.status, 1);
    EXPECT_THAT(done.err, HasSubstr("standard output: cannot be written"));
  }
}

TEST_F(Commands, a_configuration_that_cannot_be_read_says_why_and_may_be_a_pipe) {
  EXPECT_THAT(world.gazette({"--config", ".", "list"}).err, HasSubstr(".: is a folder"));
  EXPECT_THAT(world.gazette({"--config", "none.toml", "list"}).err, HasSubstr("none.toml: No such file"));
  write_text(world.folder / "piped.toml", world.head());
  const Finished piped = run_program(
      {"sh", "-c", "cat piped.toml | '" + kProgram + "' --config /dev/stdin check"}, world.folder.path());
  EXPECT_EQ(piped.status, 0) << piped.err;
  EXPECT_THAT(piped.err, HasSubstr((world.folder / "gazette.db").string()))
      << "below the folder that we stand in";
}

}  // namespace
}  // namespace gazette::testing
