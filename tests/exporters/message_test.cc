// Commit messages.
#include "exporters/git/message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exporters/git/commit_template.h"

namespace gazette {
namespace {

using ::testing::HasSubstr;
using Kind = CommittedFile::Kind;

CommittedFile file(Kind kind, std::string title, std::string source = "qq") {
  return {kind, "content/x.md", std::move(title), std::move(source)};
}

std::string subject(const std::vector<CommittedFile>& files) {
  const std::string message = commit_message(files);
  return message.substr(0, message.find('\n'));
}

TEST(CommitMessage, counts_and_names_the_sources) {
  struct Case {
    const char* name;
    std::vector<CommittedFile> files;
    const char* subject;
  };
  const Case cases[] = {
      {"one", {file(Kind::added, "A")}, "Add 1 article (qq)"},
      {"two of two sources",
       {file(Kind::added, "A", "qq"), file(Kind::added, "B", "lwn")},
       "Add 2 articles (lwn, qq)"},
      {"all kinds",
       {file(Kind::removed, "A"), file(Kind::updated, "B"), file(Kind::added, "C"), file(Kind::added, "D")},
       "Add 2 articles, update 1, remove 1 (qq)"},
      {"no additions", {file(Kind::updated, "B"), file(Kind::updated, "C")}, "Update 2 articles (qq)"},
      {"source not known", {file(Kind::removed, "", "")}, "Remove 1 article"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(subject(c.files), c.subject);
  }
}

TEST(CommitMessage, the_subject_is_short_whatever_there_is) {
  std::vector<CommittedFile> files;
  for (int i = 0; i < 5000; ++i)
    files.push_back(file(Kind::added, "T", "source-number-" + std::to_string(i)));
  EXPECT_LE(subject(files).size(), 72u);
  EXPECT_THAT(subject(files), HasSubstr("+49"));
}

TEST(CommitMessage, the_body_is_bounded_and_a_line_a_title) {
  std::vector<CommittedFile> files;
  for (int i = 0; i < 70; ++i) files.push_back(file(Kind::added, "T\n" + std::string(300, 'x')));
  const std::string message = commit_message(files);
  EXPECT_EQ(std::count(message.begin(), message.end(), '\n'), 2 + 50 + 1);
  EXPECT_THAT(message, HasSubstr("and 20 more\n"));
}

TEST(CommitMessage, the_path_stands_for_a_title_that_is_not_known) {
  EXPECT_THAT(commit_message({file(Kind::removed, "", "")}), HasSubstr("- content/x.md"));
}

std::string by_template(const char* form, const std::vector<CommittedFile>& files) {
  const auto read = CommitTemplate::read(form);
  return read ? (*read)->text(files) : read.error().message;
}

TEST(CommitTemplate, says_what_the_owner_wants) {
  std::vector<CommittedFile> files = {file(Kind::added, "A & \"B\""), file(Kind::updated, "C\nD", "lwn")};
  files[1].version = 3;
  struct Case {
    const char *name, *form, *message;
  };
  const Case cases[] = {
      {"counts and sources", "content: {{counts}} of {{source_list}}",
       "content: Add 1 article, update 1 of lwn, qq"},
      {"numbers",
       "+{{added}} ~{{updated}}{{#removed}} -{{removed}}{{/removed}}{{^removed}} none gone{{/removed}}",
       "+1 ~1 none gone"},
      {"a trailer a source", "News\n\n{{#sources}}Source: {{.}}\n{{/sources}}",
       "News\n\nSource: lwn\nSource: qq\n"},
      {"articles", "x\n\n{{#articles}}{{mark}} {{title}} ({{source}} v{{version}} {{path}})\n{{/articles}}",
       "x\n\n+ A & \"B\" (qq v1 content/x.md)\n~ C D (lwn v3 content/x.md)\n"},
      {"nothing said", " {{#removed}}gone{{/removed}}\n",
       "Add 1 article, update 1 (lwn, qq)\n\n+ A & \"B\"\n~ C D\n"},
      {"an unknown name", "a\n{{count}}", "line 2: unknown name \"count\"; there are counts, added"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_THAT(by_template(c.form, files), ::testing::StartsWith(c.message));
  }
}

TEST(CommitTemplate, articles_are_bounded_and_the_rest_counted) {
  const std::vector<CommittedFile> files(70, file(Kind::added, "T"));
  const std::string message = by_template("{{#articles}}.{{/articles}}{{more}}", files);
  EXPECT_EQ(message, std::string(50, '.') + "20");
}

}  // namespace
}  // namespace gazette
