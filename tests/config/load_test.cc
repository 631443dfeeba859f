// The configuration: what is read, and how every mistake is told.
#include "config/load.h"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gazette {
namespace {

using ::testing::HasSubstr;

std::string problems_of(const std::string& toml) {
  const Result<Config> config = parse_config(toml, "g.toml");
  return config ? "" : config.error().message;
}

TEST(LoadConfig, reads_every_key_of_the_example) {
  const Result<Config> config = load_config(std::string(TESTS_DIR) + "/../config/gazette.example.toml");
  ASSERT_TRUE(config) << config.error().message;
  ASSERT_EQ(config->sources.size(), 2u);
  EXPECT_EQ(config->sources[0].name, "lwn");
  EXPECT_EQ(config->sources[0].interval, std::chrono::minutes(30));
  EXPECT_EQ(config->sources[0].tags, std::vector<std::string>{"linux"});
  EXPECT_EQ(config->sources[0].keep.content, std::chrono::hours(24 * 180));
  EXPECT_EQ(config->sources[0].keep.record, std::chrono::hours(24 * 730));
  EXPECT_EQ(config->sources[0].keep.count, 10'000);
  EXPECT_FALSE(config->sources[1].keep.any());
  EXPECT_EQ(config->sources[1].recipe, "qq-news");
  EXPECT_EQ(config->sources[1].params.at("channel"), "news_news_finance");
  EXPECT_EQ(config->sources[1].limit, 12);
  ASSERT_EQ(config->exporters.size(), 2u);
  EXPECT_EQ(config->exporters[0].site->layout, "content/{lang}/news/{source}/{id}.{lang}.md");
  EXPECT_TRUE(config->exporters[0].site->commit);
  EXPECT_EQ(config->exporters[1].feed->formats.size(), 3u);
}

TEST(LoadConfig, the_example_shows_the_defaults) {
  const Result<Config> example = load_config(std::string(TESTS_DIR) + "/../config/gazette.example.toml");
  ASSERT_TRUE(example);
  const FetchOptions fetch, &shown = example->fetch;
  EXPECT_EQ(shown.concurrency, fetch.concurrency);
  EXPECT_EQ(shown.min_interval, fetch.min_interval);
  EXPECT_EQ(shown.max_interval, fetch.max_interval);
  EXPECT_EQ(shown.host_gap, fetch.host_gap);
  EXPECT_EQ(shown.timeout, fetch.timeout);
  EXPECT_EQ(shown.connect_timeout, fetch.connect_timeout);
  EXPECT_EQ(shown.stall_timeout, fetch.stall_timeout);
  EXPECT_EQ(shown.max_body, fetch.max_body);
  EXPECT_EQ(example->keep_responses, Config{}.keep_responses);
  EXPECT_EQ(example->keep_response_bytes, Config{}.keep_response_bytes);
  EXPECT_EQ(shown.allow_private, fetch.allow_private);
  EXPECT_EQ(shown.allow_networks, fetch.allow_networks);
  EXPECT_EQ(shown.max_retry_after, fetch.max_retry_after);
  EXPECT_EQ(shown.throttle_scope, fetch.throttle_scope);
  EXPECT_EQ(shown.redirect_confirmations, fetch.redirect_confirmations);
  EXPECT_EQ(shown.redirect_confirmed_after, fetch.redirect_confirmed_after);
  EXPECT_EQ(shown.robots, fetch.robots);
  EXPECT_EQ(shown.history, fetch.history);
  EXPECT_EQ(fetch.history, 0) << "a new source costs one request";
  EXPECT_EQ(shown.adaptive, true);
  EXPECT_EQ(shown.unconditional_interval, std::chrono::hours(24));
  EXPECT_EQ(example->server.port, ServerOptions{}.port);
  EXPECT_EQ(example->server.address, ServerOptions{}.address);
}

struct Mistake {
  const char* name;
  const char* toml;
  const char* message;
};

void expect_told(std::initializer_list<Mistake> mistakes) {
  for (const Mistake& mistake : mistakes) {
    SCOPED_TRACE(mistake.name);
    EXPECT_THAT(problems_of(mistake.toml), HasSubstr(mistake.message));
  }
}

TEST(LoadConfig, reads_how_many_raw_listings_are_kept) {
  const Result<Config> config =
      parse_config("keep_responses = 12\nkeep_response_bytes = \"2GB\"\n", "/srv/g/g.toml");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->keep_responses, 12);
  EXPECT_EQ(config->keep_response_bytes, 2'000'000'000);
  expect_told({
      {"none", "keep_responses = 0\n", "g.toml:1: configuration keep_responses: must be between 1 and 1000"},
      {"no room", "\nkeep_response_bytes = \"10kB\"\n",
       "g.toml:2: configuration keep_response_bytes: must be at least 1MB"},
      {"mistyped", "keep_response = 4\n", "did you mean \"keep_responses\"?"},
  });
}

TEST(LoadConfig, reads_who_is_told_of_troubles) {
  const Result<Config> config = parse_config(
      "[alert]\ncommand = [\"./tell\", \"{summary}\"]\nafter = \"2h\"\nformat = \"json\"\n", "/srv/g/g.toml");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->alert.command, (std::vector<std::string>{"./tell", "{summary}"}));
  EXPECT_EQ(config->alert.folder, "/srv/g");
  EXPECT_EQ(config->alert.after, std::chrono::hours(2));
  EXPECT_TRUE(config->alert.json);
  EXPECT_TRUE(parse_config("", "g.toml")->alert.command.empty());
  expect_told({
      {"a shell's line", "[alert]\ncommand = \"mail me\"\n", "g.toml:2: [alert] command: must be"},
      {"no program", "[alert]\ncommand = [\"\"]\n", "g.toml:2: [alert] command: must begin with a program"},
      {"format", "[alert]\nformat = \"xml\"\n", "\"xml\" is not one of text, json"},
      {"mistyped", "[alert]\nafer = \"1h\"\n", "did you mean \"after\"?"},
  });
}

TEST(LoadConfig, reads_what_an_evaluation_needs) {
  const Result<Config> config = parse_config(R"(
database = "x.db"
[fetch]
concurrency = 8
allow_private = true
host_gap = "0s"
[fetch.rewrite]
"https://new.qq.com" = "http://127.0.0.1:8001"
[[source]]
url = "https://www.lwn.net/headlines/rss"
interval = "250ms"
full_text = "never"
)",
                                             "/srv/g/g.toml");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->database, "/srv/g/x.db");
  EXPECT_EQ(config->fetch.host_gap, Duration::zero());
  EXPECT_TRUE(config->fetch.allow_private);
  EXPECT_EQ(config->fetch.rewrite.at("https://new.qq.com"), "http://127.0.0.1:8001");
  EXPECT_EQ(config->sources[0].name, "lwn-net");
  EXPECT_EQ(config->sources[0].interval, Duration(250));
  EXPECT_EQ(config->sources[0].full_text, FullText::never);
}

TEST(LoadConfig, tells_each_mistake_of_fetch_and_sources_with_its_line) {
  expect_told({
      {"unknown top key", "databse = \"x\"\n",
       "g.toml:1: configuration: unknown key \"databse\"; did you mean \"database\"?"},
      {"unknown fetch key", "[fetch]\nconcurency = 3\n",
       "g.toml:2: [fetch]: unknown key \"concurency\"; did you mean \"concurrency\"?"},
      {"wrong type", "[fetch]\nconcurrency = \"many\"\n",
       "g.toml:2: [fetch] concurrency: must be a whole number"},
      {"out of range", "[fetch]\n\nconcurrency = 0\n",
       "g.toml:3: [fetch] concurrency: must be between 1 and 10000"},
      {"a number is no duration", "[fetch]\nmin_interval = 60\n",
       "g.toml:2: [fetch] min_interval: must be a duration"},
      {"no unit", "[fetch]\nmin_interval = \"60\"\n", "g.toml:2: [fetch] min_interval: must be a duration"},
      {"bad size", "[fetch]\nmax_body = \"20 apples\"\n", "g.toml:2: [fetch] max_body: must be a size"},
      {"no url", "[[source]]\nname = \"a\"\n",
       "g.toml:1: [[source]]: needs \"url\" (a feed) or \"recipe\" (a site)"},
      {"not http", "[[source]]\nname = \"a\"\nurl = \"file:///etc/passwd\"\n",
       "g.toml:3: [[source]] url: must be an http"},
      {"duplicate name",
       "[[source]]\nname = \"a\"\nurl = \"http://a/\"\n[[source]]\nname = \"a\"\nurl = \"http://b/\"\n",
       "g.toml:5: [[source]] name: \"a\" is used twice"},
      {"name as a path", "[[source]]\nname = \"../x\"\nurl = \"http://a/\"\n",
       "g.toml:2: [[source]] name: \"../x\" must be"},
      {"a tag that would end a site's build",
       "[[source]]\nname = \"a\"\nurl = \"http://a/\"\ntags = [\"ok\", \"..\"]\n",
       "g.toml:4: [[source]] tags: at most 30"},
      {"bad choice", "[[source]]\nname = \"a\"\nurl = \"http://a/\"\nfull_text = \"allways\"\n",
       "did you mean \"always\"?"},
      {"bad zone", "[[source]]\nname = \"a\"\nurl = \"http://a/\"\nzone = \"Asia/Shanghia\"\n",
       "g.toml:4: [[source]] zone:"},
      {"history of a site", "[[source]]\nrecipe = \"qq-news\"\nhistory = \"all\"\n",
       "g.toml:3: [[source]] history: is of feeds"},
      {"some history", "[[source]]\nurl = \"http://a/\"\nhistory = \"some\"\n",
       "g.toml:3: [[source]] history:"},
      {"text longer than its record",
       "[[source]]\nurl = \"http://a/\"\nkeep = \"1d\"\nkeep_content = \"2d\"\n",
       "g.toml:4: [[source]] keep_content: must not be longer than keep"},
      {"kept for no time", "[[source]]\nurl = \"http://a/\"\nkeep = \"0s\"\n",
       "g.toml:3: [[source]] keep: must be longer"},
      {"unknown recipe", "[[source]]\nname = \"a\"\nrecipe = \"qq-nws\"\n", "did you mean \"qq-news\"?"},
      {"header injection", "[[source]]\nname = \"a\"\nurl = \"http://a/\"\nheaders = {X = \"a\\r\\nY: b\"}\n",
       "one line"},
  });
}

TEST(LoadConfig, tells_each_mistake_of_exports_and_server_with_its_line) {
  expect_told({
      {"export without type", "[[export]]\nname = \"e\"\npath = \"p\"\n",
       "\"type\" is missing: site or feed"},
      {"site without path", "[[export]]\ntype = \"site\"\n", "g.toml:1: [[export]]: \"path\" is missing"},
      {"unknown dialect", "[[export]]\ntype = \"site\"\npath = \"p\"\ndialect = \"jekyl\"\n",
       "did you mean \"jekyll\"?"},
      {"unknown profile", "[[export]]\ntype = \"site\"\npath = \"p\"\nprofile = \"zolla\"\n",
       "did you mean \"zola\"?"},
      {"bad layout", "[[export]]\ntype = \"site\"\npath = \"p\"\nlayout = \"{idd}.md\"\n",
       "g.toml:4: [[export]] layout: unknown field {idd}"},
      {"history without commit", "[[export]]\ntype = \"site\"\npath = \"p\"\nhistory = true\n",
       "history: needs commit"},
      {"bad initial", "[[export]]\ntype = \"site\"\npath = \"p\"\ninitial = \"some\"\n",
       "\"some\" is not one of all, none"},
      {"negative initial", "[[export]]\ntype = \"site\"\npath = \"p\"\ninitial = -1\n",
       "initial: must be between 0"},
      {"no template", "[[export]]\ntype = \"site\"\npath = \"p\"\ntemplate = \"/nowhere/t\"\n",
       "g.toml:4: [[export]] template: \"/nowhere/t\" is no file"},
      {"a commit message with an unknown name",
       "[[export]]\ntype = \"site\"\npath = \"p\"\ncommit = true\nmessage = \"{{count}}\"\n",
       "g.toml:5: [[export]] message: line 1: unknown name \"count\"; there are counts"},
      {"a commit message without commits",
       "[[export]]\ntype = \"site\"\npath = \"p\"\nmessage = \"{{counts}}\"\n", "message: needs commit"},
      {"push without commit", "[[export]]\ntype = \"site\"\npath = \"p\"\npush = true\n",
       "g.toml:4: [[export]] push: needs commit"},
      {"unknown source in a selection",
       "[[source]]\nname = \"lwn\"\nurl = \"http://a/\"\n[[export]]\ntype = \"feed\"\nsources = [\"lwm\"]\n",
       "g.toml:6: [[export]] feed: no source is named \"lwm\"; did you mean \"lwn\"?"},
      {"bad format", "[[export]]\ntype = \"feed\"\nformats = [\"xml\"]\n",
       "g.toml:3: [[export]] formats: \"xml\" is not one of"},
      {"a proxy that is no address",
       "[server]\n\ntrusted_proxies = [\"unix\", \"::1\", \"10.0.0.0/8\", \"proxy\"]\n",
       "g.toml:3: [server] trusted_proxies: \"proxy\" is no address"},
      {"bad listen", "[server]\nlisten = \"8384\"\n", "g.toml:2: [server] listen: must be \"address:port\""},
      {"TOML syntax", "[fetch\n", "g.toml:1: "},
      {"table for a list", "[source]\nname = \"a\"\n", "must be a list of tables: [[source]]"},
  });
}

TEST(LoadConfig, reads_how_a_site_begins) {
  struct Case {
    const char* initial;
    std::optional<int> expected;
  };
  const Case cases[] = {
      {"", {}}, {"initial = \"all\"\n", {}}, {"initial = \"none\"\n", 0}, {"initial = 20\n", 20}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.initial);
    const auto config =
        parse_config("[[export]]\ntype = \"site\"\npath = \"p\"\n" + std::string(c.initial), "g.toml");
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->exporters[0].site->initial, c.expected);
  }
}

TEST(LoadConfig, sites_below_one_path_know_each_other) {
  const Result<Config> config = parse_config(R"(
[[export]]
type = "site"
name = "a"
path = "site"
[[export]]
type = "site"
name = "b"
path = "./site/."
[[export]]
type = "site"
name = "c"
path = "other"
)",
                                             "/srv/g/g.toml");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->exporters[0].site->beside, std::vector<std::string>{"b"});
  EXPECT_EQ(config->exporters[1].site->beside, std::vector<std::string>{"a"});
  EXPECT_TRUE(config->exporters[2].site->beside.empty());
}

TEST(LoadConfig, a_template_is_read_and_its_mistakes_told) {
  const std::string file = ::testing::TempDir() + "form.mustache";
  std::ofstream(file) << "title: {{title}}\n{{titel}}\n";
  const std::string toml =
      "[[export]]\ntype = \"site\"\npath = \"p\"\ndialect = \"plain\"\ntemplate = \"" + file + "\"\n";
  EXPECT_THAT(problems_of(toml),
              HasSubstr("g.toml:5: [[export]] template: " + file + ": line 2: unknown name \"titel\""));
  std::ofstream(file) << "title: {{title}}\n";
  const Result<Config> config = parse_config(toml, "g.toml");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->exporters[0].site->template_text, "title: {{title}}\n");
  EXPECT_EQ(config->exporters[0].site->profile, "plain") << "the dialect's own";
}

TEST(LoadConfig, tells_all_mistakes_at_once_in_order) {
  const std::string problems =
      problems_of("databse = \"x\"\n[fetch]\nconcurrency = 0\n[[source]]\nname = \"A\"\n");
  std::istringstream lines(problems);
  std::vector<std::string> found;
  for (std::string line; std::getline(lines, line);) found.push_back(line);
  ASSERT_EQ(found.size(), 4u) << problems;
  EXPECT_THAT(found[0], HasSubstr("g.toml:1:"));
  EXPECT_THAT(found[1], HasSubstr("g.toml:3:"));
  EXPECT_THAT(found[2], HasSubstr("g.toml:4:"));
  EXPECT_THAT(found[3], HasSubstr("g.toml:5:"));
}

TEST(LoadConfig, a_missing_file_is_told_with_the_remedy) {
  const Result<Config> config = load_config("/nowhere/g.toml");
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().kind, ErrorKind::config);
  EXPECT_THAT(config.error().message, HasSubstr("--config"));
}

TEST(LoadConfig, history_is_none_all_or_so_many) {
  const Result<Config> config = parse_config(
      "[fetch]\nhistory = 100\n[[source]]\nurl = \"http://a/\"\n[[source]]\nurl = \"http://b/\"\nhistory = "
      "\"all\"\n[[source]]\nurl = \"http://c/\"\nhistory = \"none\"\n[[source]]\nurl = "
      "\"http://d/\"\nhistory = 7\n",
      "g.toml");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->fetch.history, 100);
  std::vector<std::optional<int>> said;
  for (const SourceOptions& source : config->sources) said.push_back(source.history);
  EXPECT_EQ(said, (std::vector<std::optional<int>>{std::nullopt, kWholeHistory, 0, 7}));
}

TEST(LoadConfig, the_database_is_a_file) {
  for (const char* name : {"", "postgresql://db/gazette", "postgres://db/gazette"}) {
    const Result<Config> config = parse_config("database = \"" + std::string(name) + "\"\n", "g.toml");
    ASSERT_FALSE(config) << name << ": else a folder of that name would be made";
    EXPECT_THAT(config.error().message, HasSubstr("g.toml:1: configuration database: must "));
  }
}

TEST(LoadConfig, names_sources_by_their_host) {
  EXPECT_EQ(source_name_for("https://www.lwn.net/headlines/rss"), "lwn-net");
  EXPECT_EQ(source_name_for("http://feeds.bbci.co.uk/news/rss.xml"), "bbci-co-uk");
}

TEST(LoadConfig, tokens_come_from_elsewhere_and_say_what_they_may) {
  ::setenv("GAZETTE_TEST_API", "a token of some length", 1);
  ::setenv("GAZETTE_TEST_SHORT", "short", 1);
  const std::string table = "[[server.token]]\nname = \"phone\"\n";
  const Result<Config> config = parse_config(
      table + "token = { env = \"GAZETTE_TEST_API\" }\nscopes = [\"read\", \"write\"]\n", "g.toml");
  ASSERT_TRUE(config) << config.error().message;
  ASSERT_EQ(config->server.tokens.size(), 1u);
  EXPECT_EQ(config->server.tokens[0].name, "phone");
  EXPECT_EQ(config->server.tokens[0].token, "a token of some length");
  EXPECT_TRUE(config->server.tokens[0].may_write);
  EXPECT_TRUE(config->server.public_api);
  const struct Case {
    std::string toml, problem;
  } cases[] = {
      {table, "g.toml:1: [[server.token]]: \"token\" is missing"},
      {table + "token = \"in the configuration\"\n", "must not stand in the configuration"},
      {table + "token = { env = \"GAZETTE_TEST_SHORT\" }\n", "at least 16 characters"},
      {table + "token = { env = \"GAZETTE_TEST_API\" }\nscopes = [\"admin\"]\n", "not one of read, write"},
      {"[[server.token]]\ntoken = { env = \"GAZETTE_TEST_API\" }\n", "name"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.toml);
    EXPECT_THAT(problems_of(c.toml), HasSubstr(c.problem));
    EXPECT_EQ(problems_of(c.toml).find("a token of some length"), std::string::npos);
  }
}

TEST(LoadConfig, readers_have_passwords_that_come_from_elsewhere) {
  ::setenv("GAZETTE_TEST_READER", "a long password", 1);
  ::setenv("GAZETTE_TEST_SHORT", "short", 1);
  const std::string ann = "[[server.reader]]\nname = \"ann\"\npassword = { env = \"GAZETTE_TEST_READER\" }\n";
  const Result<Config> config = parse_config(ann, "g.toml");
  ASSERT_TRUE(config) << config.error().message;
  ASSERT_EQ(config->server.readers.size(), 1u);
  EXPECT_EQ(config->server.readers[0].name, "ann");
  EXPECT_EQ(config->server.readers[0].password, "a long password");
  const struct Case {
    std::string toml, problem;
  } cases[] = {
      {"[[server.reader]]\nname = \"ann\"\n", "g.toml:1: [[server.reader]]: \"password\" is missing"},
      {"[[server.reader]]\nname = \"ann\"\npassword = \"a long password\"\n",
       "must not stand in the configuration"},
      {"[[server.reader]]\nname = \"ann\"\npassword = { env = \"GAZETTE_TEST_SHORT\" }\n",
       "at least 12 characters"},
      {"[[server.reader]]\nname = \"Ann B\"\npassword = { env = \"GAZETTE_TEST_READER\" }\n",
       "1 to 64 of a-z"},
      {ann + ann, "\"ann\" is used twice"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.toml);
    EXPECT_THAT(problems_of(c.toml), HasSubstr(c.problem));
    EXPECT_EQ(problems_of(c.toml).find("a long password"), std::string::npos);
  }
}

}  // namespace
}  // namespace gazette
