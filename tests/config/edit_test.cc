// One source more or less in the owner's own file: nothing else of it changes.
#include "config/sources/edit.h"

#include <gtest/gtest.h>

namespace gazette::testing {
namespace {

const std::string kFile = "/srv/g/gazette.toml";
const std::string kOwn = R"(# my feeds
database = "g.db"      # beside it

# Linux
[[source]]
name = "lwn"
url = "https://lwn.net/headlines/rss"   # the headlines
[source.access]
user = "me"
# password = "later"

# the rest
[[source]]
url = "https://blog.example/feed/"
tags = [
  "a",
  "[b]",  # no header
]

# out
[[export]]
type = "feed"
path = "feeds"
# end
)";

Subscription feed(const std::string& url) {
  return {"", url, "", "", {}};
}

std::string without(const std::string& text, const std::string& name) {
  const Result<EditedConfig> edited = without_source(text, kFile, name);
  return edited ? edited->text : edited.error().message;
}

TEST(WithSource, stands_at_the_end_and_everything_else_as_it_was) {
  Subscription subscription = feed("https://news.example/rss?a=\"b\"");
  subscription.tags = {"x", "y z"};
  const Result<EditedConfig> edited = with_source(kOwn, kFile, subscription);
  ASSERT_TRUE(edited) << edited.error().message;
  EXPECT_EQ(edited->name, "news-example");
  EXPECT_TRUE(edited->text.starts_with(kOwn));
  ASSERT_EQ(edited->config.sources.size(), 3u);
  EXPECT_EQ(edited->config.sources[2].url, subscription.url);
  EXPECT_EQ(edited->config.sources[2].tags, subscription.tags);
}

TEST(WithSource, what_was_added_can_be_taken_away_to_the_byte) {
  for (const std::string& before : {kOwn, std::string(), std::string("database = \"a\""), kOwn + "\n\n",
                                    std::string("# nothing but this\r\n[fetch]\r\nhost_gap = \"2s\"\r\n")}) {
    SCOPED_TRACE(before);
    const Result<EditedConfig> edited = with_source(before, kFile, feed("https://news.example/rss"), "n");
    ASSERT_TRUE(edited) << edited.error().message;
    EXPECT_EQ(edited->text.find('\r') != std::string::npos, before.find('\r') != std::string::npos);
    const bool ends_open = !before.empty() && before.back() != '\n';
    EXPECT_EQ(without(edited->text, "n"), before + (ends_open ? "\n" : ""));
  }
}

TEST(WithSource, a_name_or_an_address_that_is_there_is_refused) {
  struct Case {
    const char *url, *name, *why;
  };
  for (const Case& c : {Case{"https://lwn.net/headlines/rss", "", "is a source already: lwn"},
                        {"http://www.lwn.net/headlines/rss/", "", "is a source already: lwn"},
                        {"https://blog.example/feed", "", "is a source already: blog-example"},
                        {"https://lwn.net/other", "lwn", "a source is named \"lwn\" already"}}) {
    SCOPED_TRACE(c.url);
    const Result<EditedConfig> edited = with_source(kOwn, kFile, feed(c.url), c.name);
    ASSERT_FALSE(edited);
    EXPECT_EQ(edited.error().kind, ErrorKind::usage);
    EXPECT_NE(edited.error().message.find(c.why), std::string::npos) << edited.error().message;
  }
}

TEST(WithSource, a_second_one_of_a_host_gets_a_number_and_a_bad_name_is_told) {
  EXPECT_EQ(with_source(kOwn, kFile, feed("https://blog.example/other"))->name, "blog-example-2");
  const Result<EditedConfig> edited = with_source(kOwn, kFile, feed("https://a.example/f"), "No Good");
  ASSERT_FALSE(edited);
  EXPECT_NE(edited.error().message.find("must be 1 to 64 of"), std::string::npos) << edited.error().message;
}

TEST(WithSource, what_is_wrong_already_or_written_in_one_line_is_left_alone) {
  for (const char* toml : {"nonsense = 1\n", "source = [{url = \"https://a.example/f\"}]\n", "[["}) {
    const Result<EditedConfig> edited = with_source(toml, kFile, feed("https://news.example/rss"));
    ASSERT_FALSE(edited) << toml;
    EXPECT_EQ(edited.error().kind, ErrorKind::config) << toml;
  }
}

TEST(WithoutSource, takes_the_table_with_its_sub_tables_and_leaves_comments_of_others) {
  const auto cut = [](std::string_view from, std::string_view to) {  // what stands from the one to the other
    const std::size_t begin = kOwn.find(from);
    return kOwn.substr(0, begin) + kOwn.substr(kOwn.find(to));
  };
  EXPECT_EQ(without(kOwn, "lwn"), cut("[[source]]\nname", "\n# the rest"));
  EXPECT_EQ(without(kOwn, "blog-example"), cut("[[source]]\nurl", "\n# out"));
}

TEST(WithoutSource, sub_tables_that_stand_elsewhere_go_too) {
  EXPECT_EQ(without("[[source]]\nname = \"a\"\nurl = \"https://a.example/\"\n[[source]]\nname = \"b\"\nurl = "
                    "\"https://b.example/\"\n[fetch]\nhost_gap = \"2s\"\n[source.access]\nuser = \"me\"\n",
                    "b"),
            "[[source]]\nname = \"a\"\nurl = \"https://a.example/\"\n[fetch]\nhost_gap = \"2s\"\n");
}

TEST(WithoutSource, what_others_need_or_is_not_there_is_told) {
  const std::string needed = kOwn + "sources = [\"lwn\"]\n";
  const Result<EditedConfig> edited = without_source(needed, kFile, "lwn");
  ASSERT_FALSE(edited);
  EXPECT_NE(edited.error().message.find("no source is named \"lwn\""), std::string::npos);
  EXPECT_EQ(without_source(kOwn, kFile, "nobody").error().kind, ErrorKind::usage);
  EXPECT_EQ(without_source("source = [{url = \"https://a.example/f\"}]\n", kFile, "a-example").error().kind,
            ErrorKind::config);
}

}  // namespace
}  // namespace gazette::testing
