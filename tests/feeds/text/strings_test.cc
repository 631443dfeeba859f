#include "feeds/text/strings.h"

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

}  // namespace
}  // namespace gazette
