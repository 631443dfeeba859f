#include "daemon/serve/admission/host_names.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

TEST(HostNames, Allow) {
  const HostNames names({"News.Example.org", "gazette"}, "https://public.example/news");
  for (const char* yes :
       {"news.example.org", "gazette", "public.example", "localhost", "127.0.0.1", "[::1]", "192.0.2.1", ""})
    EXPECT_TRUE(names.allow(yes)) << yes;
  for (const char* no : {"evil.example", "example.org", "news.example.org.evil.example", "[evil]",
                         "127.0.0.1.nip.example", "["})
    EXPECT_FALSE(names.allow(no)) << no;
  const HostNames any({}, "");
  EXPECT_TRUE(any.allow("whatever.example"));
}

}  // namespace
}  // namespace gazette
