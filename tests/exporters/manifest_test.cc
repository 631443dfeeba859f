// The memory of what was written: read back, torn lines, hostile lines.
#include "exporters/files/manifest.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

const std::string kHash(64, 'a');

TEST(Manifest, what_is_written_is_read_back) {
  Manifest manifest;
  manifest.set("b", {"content/b.md", kHash});
  manifest.set("a", {"content/a.md", ""});
  const std::string text = manifest.text();
  EXPECT_EQ(text, "a\tcontent/a.md\t\nb\tcontent/b.md\t" + kHash + "\n");
  EXPECT_EQ(Manifest::parse(text).text(), text);
}

TEST(Manifest, owners_are_found_whatever_the_case) {
  Manifest manifest;
  manifest.set("a", {"content/ABC.md", kHash});
  EXPECT_EQ(manifest.owner("content/abc.md"), "a");
  EXPECT_EQ(manifest.owner("content/abd.md"), "");
}

TEST(Manifest, a_path_is_free_again_when_its_article_moved) {
  Manifest manifest;
  manifest.set("a", {"content/old.md", kHash});
  manifest.set("a", {"content/new.md", kHash});
  EXPECT_EQ(manifest.owner("content/old.md"), "");
  EXPECT_EQ(manifest.owner("content/new.md"), "a");
}

TEST(Manifest, leaves_out_what_is_no_line) {
  struct Case {
    const char* name;
    std::string line;
  };
  const Case cases[] = {
      {"torn before the newline", "a\tcontent/a.md\t" + kHash},
      {"torn in the hash", "a\tcontent/a.md\t" + kHash.substr(1) + "\n"},
      {"two fields", "a\tcontent/a.md\n"},
      {"four fields", "a\tb\tc\t" + kHash + "\n"},
      {"no id", "\tcontent/a.md\t" + kHash + "\n"},
      {"no path", "a\t\t" + kHash + "\n"},
      {"up", "a\tcontent/../../a\t" + kHash + "\n"},
      {"absolute", "a\t/etc/passwd\t" + kHash + "\n"},
      {"hidden", "a\t.git/config\t" + kHash + "\n"},
      {"capital digits", "a\tcontent/a.md\t" + std::string(64, 'A') + "\n"},
      {"merge mark", "<<<<<<< HEAD\n"},
      {"empty", "\n"},
  };
  const std::string good = "g\tcontent/g.md\t" + kHash + "\n";
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const Manifest manifest = Manifest::parse(good + c.line);
    EXPECT_EQ(manifest.entries().size(), 1u);
    EXPECT_TRUE(manifest.find("g"));
  }
}

}  // namespace
}  // namespace gazette
