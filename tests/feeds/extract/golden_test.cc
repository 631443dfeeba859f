// Pages under tests/golden/extract, each named for what is odd in it, against what is to be found on them.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include <boost/json.hpp>

#include "tests/feeds/extract/pages.h"

namespace gazette::extract {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

std::string read_text(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::vector<fs::path> cases() {
  std::vector<fs::path> folders;
  for (const fs::directory_entry& entry : fs::directory_iterator(TESTS_DIR "/golden/extract"))
    folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  return folders;
}

TEST(Golden, PagesGiveTheirArticles) {
  ASSERT_GE(cases().size(), 11u);
  for (const fs::path& folder : cases()) {
    SCOPED_TRACE(folder.filename().string());
    const Extracted article =
        found_in(read_text(folder / "in.html"), "https://news.example/2024/05/harbour.html");
    const json::object got = json::parse(extracted_to_json(article)).as_object();
    const json::object want = json::parse(read_text(folder / "out.json")).as_object();
    for (const auto& [key, value] : want) {
      ASSERT_TRUE(got.contains(key)) << key;
      EXPECT_EQ(json::serialize(got.at(key)), json::serialize(value)) << key;
    }
    for (const auto& [key, value] : got) EXPECT_TRUE(want.contains(key)) << key << " " << value;
  }
}

}  // namespace
}  // namespace gazette::extract
