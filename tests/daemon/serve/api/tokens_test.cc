#include "daemon/serve/api/tokens.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

TEST(ApiTokens, only_a_bearers_whole_token_is_taken) {
  const std::vector<ApiToken> tokens = {
      {"reader", "r3ad", false}, {"writer", "wr1te", true}, {"none", "", true}};
  const struct Case {
    const char *authorization, *name;
  } cases[] = {{"Bearer r3ad", "reader"},
               {"bearer wr1te", "writer"},
               {"BEARER   wr1te ", "writer"},
               {"Bearer r3a", ""},
               {"Bearer r3add", ""},
               {"Bearer ", ""},
               {"Bearer", ""},
               {"", ""},
               {"r3ad", ""},
               {"Basic cjNhZDo=", ""},
               {"Bearer R3AD", ""},
               {"Bearer wr1te, Bearer x", ""}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.authorization);
    const ApiToken* token = find_token(tokens, c.authorization);
    EXPECT_EQ(token ? token->name : "", c.name);
  }
}

TEST(ApiTokens, compared_whole) {
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
  EXPECT_TRUE(equal_in_constant_time("", ""));
}

}  // namespace
}  // namespace gazette
