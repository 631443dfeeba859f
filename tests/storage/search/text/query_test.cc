#include "storage/search/text/query.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

struct Case {
  const char* name;
  std::string in, out;
};

TypedQuery read(const std::string& typed) {
  const Result<TypedQuery> query = read_typed_query(typed);
  return query ? *query : TypedQuery();
}

/// "wanted | unwanted" as expressions of the index.
std::string expressions(const std::string& typed) {
  const TypedQuery query = read(typed);
  const std::string unwanted = any_of(query.unwanted, nullptr);
  return all_of(query.wanted, nullptr) + (unwanted.empty() ? "" : " | " + unwanted);
}

TEST(TypedQuery, words_and_phrases) {
  const Case cases[] = {
      {"empty", "", ""},
      {"nothing to look for", "!? \" -", ""},
      {"words", "Big News", R"("big" AND "news")"},
      {"Chinese word", "软银", R"("软银")"},
      {"longer", "软银集团", R"("软银 银集 集团")"},
      {"one character is a beginning", "股", R"("股"*)"},
      {"mixed", "加注OpenAI", R"("加注 注 openai")"},
      {"one character at the end", "OpenAI的", R"("openai 的"*)"},
      {"quoted", "\"big news\" x", R"("big news" AND "x")"},
      {"quote not closed", "\"big news", R"("big news")"},
      {"quote inside", "a\"b c\"d", R"("a" AND "b c" AND "d")"},
      {"minus", "a -b -\"c d\"", R"("a" | "b" OR "c d")"},
      {"only minus", "-a", R"( | "a")"},
      {"hyphen inside", "e-mail", R"("e mail")"},
      {"operators are words", "a OR NEAR(b)", R"("a" AND "or" AND "near b")"},
      {"a field that is none", "foo:bar http://x.org/a", R"("foo bar" AND "http x org a")"},
      {"signs of other keyboards", "软银\u3000投资\u00a0“big news” －x −y",
       R"("软银" AND "投资" AND "big news" | "x" OR "y")"},
      {"signs behind a run", "「软银」 《股》， \"软银集团。\"", R"("软银" AND "股"* AND "软银 银集 集团")"},
      {"signs inside a run", "软银，投资。", R"("软银 银 投资")"},
      {"a quoted field is words", "\"source:x\"", R"("source x")"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(expressions(c.in), c.out);
  }
}

std::string list(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += "[" + name + "]";
  return out;
}

TEST(TypedQuery, fields) {
  const TypedQuery query = read(
      "source:lwn source:qq -source:x tag:\"big data\" -tag:ads lang:zh -lang:zh-TW after:2024-01-31 "
      "before:2025 rain");
  EXPECT_EQ(list(query.sources), "[lwn][qq]");
  EXPECT_EQ(list(query.not_sources), "[x]");
  EXPECT_EQ(list(query.tags), "[big data]");
  EXPECT_EQ(list(query.not_tags), "[ads]");
  EXPECT_EQ(list(query.languages), "[zh]");
  EXPECT_EQ(list(query.not_languages), "[zh-TW]");
  EXPECT_EQ(format_rfc3339(query.after.value()), "2024-01-31T00:00:00Z");
  EXPECT_EQ(format_rfc3339(query.before.value()), "2025-01-01T00:00:00Z");
  EXPECT_EQ(all_of(query.wanted, nullptr), R"("rain")");
  EXPECT_TRUE(read("source: tag:\"\"").sources.empty());
}

TEST(TypedQuery, fields_as_any_keyboard_writes_them) {
  const TypedQuery query = read("Source:LWN SOURCE：qq Tag:“Big Data” rain");
  EXPECT_EQ(list(query.sources), "[lwn][qq]");
  EXPECT_EQ(list(query.tags), "[Big Data]");
  EXPECT_EQ(all_of(query.wanted, nullptr), R"("rain")");
}

TEST(TypedQuery, a_minus_turns_dates_around) {
  const TypedQuery query = read("-after:2025 -before:2024");
  EXPECT_EQ(format_rfc3339(query.before.value()), "2025-01-01T00:00:00Z");
  EXPECT_EQ(format_rfc3339(query.after.value()), "2024-01-01T00:00:00Z");
}

TEST(TypedQuery, a_date_that_is_none_is_told) {
  for (const char* typed : {"after:yesterday", "before:2024-13", "after:2024-02-30",
                            "after:", "before:2024-1-1-1", "after:0", "after:20261101", "after:99999"}) {
    SCOPED_TRACE(typed);
    const Result<TypedQuery> query = read_typed_query(typed);
    ASSERT_FALSE(query);
    EXPECT_EQ(query.error().kind, ErrorKind::usage);
    EXPECT_NE(query.error().message.find("2024-01-31"), std::string::npos) << "how it is written";
  }
}

TEST(TypedQuery, forms_are_for_single_unquoted_words) {
  const WordForms forms = [](const std::string& token) {
    return std::vector<std::string>{token + "s", token + "ed"};
  };
  EXPECT_EQ(all_of(read("vote \"vote\" vote-box 软").wanted, forms),
            R"(("vote" OR "votes" OR "voteed") AND "vote" AND "vote box" AND "软"*)");
}

TEST(TypedQuery, is_bounded) {
  std::string words;
  for (int i = 0; i < 10'000; ++i) words += "w ";
  EXPECT_LT(expressions(words).size(), 400u);
}

}  // namespace
}  // namespace gazette
