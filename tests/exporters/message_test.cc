// Commit messages.
#include "exporters/git/message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

}  // namespace
}  // namespace gazette
