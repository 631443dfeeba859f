// No site generator finds code of its own in a text of ours.
#include "exporters/dialects/guards.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

TEST(Guards, hugo_finds_no_shortcode) {
  struct Case {
    const char* in;
    const char* out;
  };
  const Case cases[] = {
      {"a {{< x >}} b", "a {{\\< x >}} b"},
      {"{{% x %}}", "{{\\% x %}}"},
      {"{{<", "{{\\<"},
      {"{{{<", "{{{\\<"},
      {"{{{{<<", "{{{{\\<<"},
      {"{{ x }}", "{{ x }}"},
      {"{{</* x */>}}", "{{</* x */>}}"},
      {"{{%/* x */%}}", "{{%/* x */%}}"},
      {"{{</* x */%}}", "{{\\</* x */%}}"},
      {"{{</* x", "{{\\</* x"},
      {"{{</* {{< */>}}", "{{</* {{< */>}}"},
      {"", ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.in);
    EXPECT_EQ(without_shortcodes(c.in), c.out);
    EXPECT_EQ(without_shortcodes(c.out), c.out) << "once is enough";
  }
}

TEST(Guards, many_open_comments_cost_no_squares) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += "{{</*";
  EXPECT_EQ(without_shortcodes(text).size(), text.size() + 200'000);
}

TEST(Guards, the_others_find_nothing_either) {
  struct Case {
    const char* in;
    const char* tera;
    const char* liquid;
    const char* jekyll;
  };
  const Case cases[] = {
      {"plain {a} text", "plain {a} text", "plain {a} text", "plain {a} text"},
      {"{{ x }}", "{\\{ x }}", "{{ \"{{\" }} x }}", "{{ \"{{\" }} x }}"},
      {"{% x %}", "{\\% x %}", "{{ \"{%\" }} x %}", "{{ \"{%\" }} x %}"},
      {"{{{", "{\\{\\{", "{{ \"{{\" }}{", "{{ \"{{\" }}{"},
      {"{# x #}", "{# x #}", "{{ \"{#\" }} x #}", "{# x #}"},
      {"text {: onclick=\"x\"}", "text {: onclick=\"x\"}", "text {: onclick=\"x\"}",
       "text \\{: onclick=\"x\"}"},
      {"{::nomarkdown}", "{::nomarkdown}", "{::nomarkdown}", "\\{::nomarkdown}"},
      {"{", "{", "{", "{"},
      {"", "", "", ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.in);
    EXPECT_EQ(without_tera(c.in), c.tera);
    EXPECT_EQ(without_liquid(c.in), c.liquid);
    EXPECT_EQ(without_jekyll(c.in), c.jekyll);
    EXPECT_EQ(unguarded(c.in), c.in);
  }
}

}  // namespace
}  // namespace gazette
