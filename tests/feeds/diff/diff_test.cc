#include "feeds/diff/diff.h"

#include <random>

#include <gtest/gtest.h>

namespace gazette {
namespace {

/// "a [-b-]{+c+} d"
std::string shown(std::string_view before, std::string_view after) {
  std::string out;
  for (const DiffPart& part : diff_texts(before, after)) {
    if (part.kind == DiffKind::same) out += part.text;
    if (part.kind == DiffKind::removed) out += "[-" + part.text + "-]";
    if (part.kind == DiffKind::added) out += "{+" + part.text + "+}";
  }
  return out;
}

TEST(Diff, by_words_and_by_characters) {
  struct Case {
    const char* name;
    std::string before, after, out;
  };
  const Case cases[] = {
      {"nothing", "", "", ""},
      {"equal", "a b\nc", "a b\nc", "a b\nc"},
      {"all new", "", "a", "{+a+}"},
      {"all gone", "a", "", "[-a-]"},
      {"a word", "the red house", "the blue house", "the [-red-]{+blue+} house"},
      {"a word more", "the house", "the old house", "the {+old +}house"},
      {"a word at the end", "the house", "the house here", "the house{+ here+}"},
      {"several words", "the red brick house", "the blue stone house",
       "the [-red brick-]{+blue stone+} house"},
      {"a sign", "One, two", "One; two", "One[-,-]{+;+} two"},
      {"no part of a word", "read", "reads", "[-read-]{+reads+}"},
      {"an apostrophe is in its word", "it's", "its", "[-it's-]{+its+}"},
      {"a Han character", "软银集团加注", "软银公司加注", "软银[-集团-]{+公司+}加注"},
      {"Han beside Latin", "加注OpenAI的", "加注Anthropic的", "加注[-OpenAI-]{+Anthropic+}的"},
      {"kana", "テストです", "テストでした", "テストで[-す-]{+した+}"},
      {"Hangul by words", "오늘 서울에서", "오늘 부산에서", "오늘 [-서울에서-]{+부산에서+}"},
      {"a paragraph more", "a\n\nc\n", "a\n\nb\n\nc\n", "a\n\n{+b\n\n+}c\n"},
      {"a line changed among lines", "a\nb c\nd\n", "a\nb x\nd\n", "a\nb [-c-]{+x+}\nd\n"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(shown(c.before, c.after), c.out);
  }
}

/// The two texts that a diff was made of.
std::pair<std::string, std::string> texts_of(const std::vector<DiffPart>& parts) {
  std::pair<std::string, std::string> texts;
  for (const DiffPart& part : parts) {
    if (part.kind != DiffKind::added) texts.first += part.text;
    if (part.kind != DiffKind::removed) texts.second += part.text;
  }
  return texts;
}

TEST(Diff, gives_both_texts_back) {
  std::mt19937 random(7);
  const std::string alphabet[] = {"a", "b ", "\n", "软", "银", ", ", "\xff", "word "};
  const auto text = [&](std::size_t length) {
    std::string out;
    for (std::size_t i = 0; i < length; ++i) out += alphabet[random() % std::size(alphabet)];
    return out;
  };
  for (int i = 0; i < 2'000; ++i) {
    const std::string before = text(random() % 30), after = text(random() % 30);
    EXPECT_EQ(texts_of(diff_texts(before, after)), std::pair(before, after));
  }
}

TEST(Diff, wholly_different_texts_are_bounded) {
  std::string before, after;
  for (int i = 0; i < 200'000; ++i) {
    before += "a" + std::to_string(i) + (i % 50 ? " " : "\n");
    after += "b" + std::to_string(i) + (i % 50 ? " " : "\n");
  }
  const auto parts = diff_texts(before, after);
  EXPECT_EQ(texts_of(parts), std::pair(before, after));
  EXPECT_LE(parts.size(), 3u);
}

}  // namespace
}  // namespace gazette
