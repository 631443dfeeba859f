#include "feeds/text/strings.h"

#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gazette {
namespace {

using std::string_literals::operator""s;

TEST(Strings, trims_splits_joins) {
  EXPECT_EQ(trim(" \t\r\n a b \f\v"), "a b");
  EXPECT_EQ(trim("   "), "");
  EXPECT_EQ(split("a,,b,", ','), (std::vector<std::string_view>{"a", "", "b", ""}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
  EXPECT_EQ(join({"a", "b", "c"}, ", "), "a, b, c");
  EXPECT_EQ(join({}, ", "), "");
}

TEST(Strings, ignores_case_of_ascii_only) {
  EXPECT_EQ(to_lower("ABC\u00C4z"), "abc\u00C4z");
  EXPECT_TRUE(equals_ignore_case("Content-TYPE", "content-type"));
  EXPECT_FALSE(equals_ignore_case("abc", "abcd"));
  EXPECT_FALSE(equals_ignore_case("\u00C4", "\u00E4"));
  EXPECT_TRUE(starts_with_ignore_case("HTTP://x", "http:"));
  EXPECT_FALSE(starts_with_ignore_case("ht", "http"));
}

TEST(Strings, replaces_without_rescanning) {
  std::string s = "aaa";
  replace_all(s, "a", "aa");
  EXPECT_EQ(s, "aaaaaa");
  replace_all(s, "", "x");
  EXPECT_EQ(s, "aaaaaa");
  replace_all(s, "aaa", "");
  EXPECT_EQ(s, "");
}

TEST(Strings, counts_and_cuts_code_points) {
  EXPECT_EQ(count_code_points("a\u00E4\u6F22\U0001F600"), 4u);
  EXPECT_EQ(first_code_points("\u6F22\u5B57x", 2), "\u6F22\u5B57");
  EXPECT_EQ(first_code_points("\u6F22", 5), "\u6F22");
  EXPECT_EQ(first_code_points("abc", 0), "");
}

TEST(Strings, code_points_go_both_ways) {
  for (char32_t c : {U'\x01', U'\x7F', U'\x80', U'\x7FF', U'\x800', U'\xD7FF', U'\xE000', U'\xFFFF',
                     U'\x10000', U'\x10FFFF'}) {
    SCOPED_TRACE(static_cast<std::uint32_t>(c));
    std::string s;
    append_utf8(s, c);
    std::size_t pos = 0;
    EXPECT_EQ(next_code_point(s, pos), c);
    EXPECT_EQ(pos, s.size());
  }
}

TEST(Strings, what_is_no_scalar_value_is_replaced) {
  for (char32_t c :
       {static_cast<char32_t>(0xD800), static_cast<char32_t>(0xDFFF), static_cast<char32_t>(0x110000)}) {
    std::string s;
    append_utf8(s, c);
    EXPECT_EQ(s, "\uFFFD");
  }
  for (const char* bad : {"\x80", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                          "\xF8\x88\x80\x80", "\xE6\xBC", "\xFF"}) {
    SCOPED_TRACE(bad);
    std::size_t pos = 0;
    EXPECT_EQ(next_code_point(bad, pos), 0xFFFDu);
    EXPECT_EQ(pos, 1u);
  }
}

TEST(Strings, collapses_ascii_space_only) {
  EXPECT_EQ(collapse_whitespace("  a \n\t b  "), "a b");
  EXPECT_EQ(collapse_whitespace("a\u00A0 \u3000b"), "a\u00A0 \u3000b");
  EXPECT_EQ(collapse_whitespace(" \n "), "");
}

/// Texts of all lengths in which blocks of sixteen bytes begin and end anywhere.
std::vector<std::string> mixed_texts() {
  static constexpr std::string_view kPieces[] = {
      "a",        "word",         " ",        "  ",       "\n",           "\t",           "\v",
      "\xC3\xA9", "\xE4\xB8\xAD", "\xC2\x85", "\xC2\xA0", "\xEF\xBF\xBD", "\xEF\xBF\xBE", "\x7F",
      "\x01"};
  std::vector<std::string> texts;
  std::uint32_t seed = 1;
  const auto next = [&seed] { return (seed = seed * 1664525 + 1013904223) >> 16; };
  for (int i = 0; i < 3000; ++i) {
    std::string& text = texts.emplace_back();
    for (std::uint32_t n = next() % 40; n > 0; --n)
      text += kPieces[next() % (i % 3 == 0 ? 3 : std::size(kPieces))];
  }
  return texts;
}

TEST(Strings, blocks_of_bytes_change_nothing) {
  for (const std::string& text : mixed_texts()) {
    SCOPED_TRACE(escape_for_log(text));
    std::string collapsed, kept;
    for (const char c : text) {
      const bool space = std::string_view(" \t\n\v\f\r").find(c) != std::string_view::npos;
      if (!space) collapsed += c;
      if (space && !collapsed.empty() && collapsed.back() != ' ') collapsed += ' ';
    }
    if (collapsed.ends_with(' ')) collapsed.pop_back();
    EXPECT_EQ(collapse_whitespace(text), collapsed);
    for (std::size_t pos = 0; pos < text.size();) {
      const char32_t c = next_code_point(text, pos);
      if (c == '\t' || c == '\n' || (c >= 0x20 && c < 0x7f) || (c > 0x9f && c != 0xfffe))
        append_utf8(kept, c);
    }
    EXPECT_EQ(remove_control_characters(text), kept);
  }
}

TEST(Strings, removes_what_xml_refuses) {
  EXPECT_EQ(remove_control_characters("a\0b\x1F\x7F\t\n\u0085\uFFFE\uFFFFz"s), "ab\t\nz");
  EXPECT_EQ(remove_control_characters("a\xFF\xE6\xBC"
                                      "b"),
            "a\uFFFD\uFFFD\uFFFDb");
  EXPECT_EQ(remove_control_characters("\u00A0\u6F22\U0001F600"), "\u00A0\u6F22\U0001F600");
}

TEST(Strings, escapes) {
  EXPECT_EQ(escape_markup("<a href=\"x\">&amp;</a>"), "&lt;a href=&quot;x&quot;&gt;&amp;amp;&lt;/a&gt;");
  EXPECT_EQ(escape_for_log("a\x1B[31m\n\u202Eb\u0085"), "a\\x1b[31m\\x0a\\u202eb\\x85");
  EXPECT_EQ(escape_for_log("\xFF"), "\uFFFD");
}

TEST(Strings, hashes_are_the_standard_ones) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(md5_hex("abc"), "900150983cd24fb0d6963f7d28e17f72");
}

TEST(Strings, stable_hash_never_changes) {  // it stands in stores: these numbers are for ever
  EXPECT_EQ(stable_hash(""), 0xefd01f60ba992926ULL);
  EXPECT_EQ(stable_hash("a"), 0x82a2a958a9bece5bULL);
  EXPECT_EQ(stable_hash("gazette"), 0xb5986a96ab3c1750ULL);
  EXPECT_EQ(stable_hash("\u6F22\u5B57"), 0x39dd59062c7210feULL);
  EXPECT_NE(stable_hash("ab"), stable_hash("ba"));
}

TEST(PercentDecoded, LeavesWhatIsNoCode) {
  EXPECT_EQ(percent_decoded("a%2Fb%c3%a9"), "a/b\u00e9");
  for (const char* text : {"", "%", "%4", "100%", "%zz", "%4g"}) EXPECT_EQ(percent_decoded(text), text);
  EXPECT_EQ(percent_decoded("%%41"), "%A");
}

TEST(CountOf, KnowsOneFromMany) {
  EXPECT_EQ(count_of(0, "source"), "0 sources");
  EXPECT_EQ(count_of(1, "source"), "1 source");
  EXPECT_EQ(count_of(2, "new article"), "2 new articles");
}

}  // namespace
}  // namespace gazette
