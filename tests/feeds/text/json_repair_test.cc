// Text that is nearly JSON.
#include "feeds/text/buffer/json_repair.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

TEST(RepairJson, MendsStrings) {
  struct Case {
    std::string_view name, in, out;
  };
  constexpr Case kCases[] = {
      {"nothing", "{\"a\": [1, \"b\\n\"]}\n", "{\"a\": [1, \"b\\n\"]}\n"},
      {"a line break", "{\n\"a\": \"b\nc\"}", "{\n\"a\": \"b\\u000ac\"}"},
      {"controls", "[\"a\tb\x1f\"]", "[\"a\\u0009b\\u001f\"]"},
      {"behind an escaped quote", "[\"a\\\"\t\"]", "[\"a\\\"\\u0009\"]"},
      {"a whole pair stays", "[\"\\ud83d\\ude00\"]", "[\"\\ud83d\\ude00\"]"},
      {"half a pair", "[\"\\ud83d\", \"\\uDE00x\", \"\\ud83d\\u0041\"]",
       "[\"\\ufffd\", \"\\ufffdx\", \"\\ufffd\\u0041\"]"},
      {"breaks off", "[\"a\\", "[\"a\\"},
      {"breaks off in an escape", "[\"\\ud8", "[\"\\ud8"},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(repair_json(c.in), c.out);
  }
}

}  // namespace
}  // namespace gazette
