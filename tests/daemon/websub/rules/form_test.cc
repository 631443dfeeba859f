#include "daemon/websub/rules/form.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

TEST(WebSubForm, H1_percent_encoding_is_read_and_what_is_unknown_ignored) {
  const auto fields = read_form(
      "hub.mode=subscribe&hub.topic=https%3A%2F%2Fe.org%2F%3Fa%3Db%26c&x=1+2&hub.mode=other&bad=%zz&&=v&"
      "empty=");
  EXPECT_EQ(fields.at("hub.mode"), "subscribe") << "the first counts";
  EXPECT_EQ(fields.at("hub.topic"), "https://e.org/?a=b&c");
  EXPECT_EQ(fields.at("x"), "1 2");
  EXPECT_EQ(fields.at("empty"), "");
  EXPECT_FALSE(fields.contains("bad"));
  EXPECT_FALSE(fields.contains(""));
}

TEST(WebSubForm, S3_is_written_in_utf8_and_read_back) {
  const FormFields fields = {{"hub.topic", "https://e.org/?q=软&x=1 2"}, {"hub.mode", "subscribe"}};
  const std::string text = write_form(fields);
  EXPECT_EQ(text, "hub.topic=https%3A%2F%2Fe.org%2F%3Fq%3D%E8%BD%AF%26x%3D1%202&hub.mode=subscribe");
  EXPECT_EQ(read_form(text).at("hub.topic"), fields[0].second);
}

TEST(WebSubForm, H3_a_callback_keeps_its_own_query) {
  const FormFields fields = {{"a", "1"}};
  EXPECT_EQ(with_parameters("http://e.org/cb", fields), "http://e.org/cb?a=1");
  EXPECT_EQ(with_parameters("http://e.org/cb?x=y", fields), "http://e.org/cb?x=y&a=1");
  EXPECT_EQ(with_parameters("http://e.org/cb?x=y&", fields), "http://e.org/cb?x=y&a=1");
  EXPECT_EQ(with_parameters("http://e.org/cb?", fields), "http://e.org/cb?a=1");
  EXPECT_EQ(with_parameters("http://e.org/cb#f", fields), "http://e.org/cb?a=1");
}

TEST(WebSubForm, what_stands_behind_the_mark) {
  EXPECT_EQ(query_of("/websub/callback/t?a=1"), "a=1");
  EXPECT_EQ(query_of("/websub/callback/t"), "");
}

}  // namespace
}  // namespace gazette
