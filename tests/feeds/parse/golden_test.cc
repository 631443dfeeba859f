// Feeds under tests/golden/parse, each named for what is odd in it, against the JSON that `gazette parse
// --url https://example.org/feed.xml` prints of it.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "feeds/parse/feed_json.h"
#include "feeds/parse/parse_feed.h"

namespace gazette {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(ParseGolden, PrintsWhatIsExpected) {
  std::size_t count = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(TESTS_DIR "/golden/parse")) {
    SCOPED_TRACE(entry.path().filename().string());
    const bool json = fs::exists(entry.path() / "in.json");
    const std::string body = read(entry.path() / (json ? "in.json" : "in.xml"));
    Document document;
    document.body = body;
    document.url = "https://example.org/feed.xml";
    const Result<Feed> feed = parse_feed(document);
    ASSERT_TRUE(feed.has_value()) << feed.error().message;
    EXPECT_EQ(boost::json::parse(feed_to_json(*feed)), boost::json::parse(read(entry.path() / "out.json")));
    ++count;
  }
  EXPECT_GE(count, 12U);
}

}  // namespace
}  // namespace gazette
