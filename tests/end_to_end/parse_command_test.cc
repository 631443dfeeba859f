// `gazette parse FILE...`: a line of JSON for each feed, in their order; a word and status 1 for what is
// none.
#include <algorithm>
#include <filesystem>
#include <sstream>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/world.h"

namespace gazette::testing {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using ::testing::HasSubstr;

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> result;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) result.push_back(line);
  return result;
}

std::vector<fs::path> golden_folders() {
  std::vector<fs::path> folders;
  for (const fs::directory_entry& entry : fs::directory_iterator(kTests + "/golden/parse"))
    folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  return folders;
}

class ParseCommand : public ::testing::Test {
 protected:
  World world;
};

TEST_F(ParseCommand, PrintsALineAFile) {
  const std::vector<fs::path> folders = golden_folders();
  ASSERT_GE(folders.size(), 12U);
  std::vector<std::string> arguments = {"parse", "--url", "https://example.org/feed.xml"};
  for (const fs::path& folder : folders)
    arguments.push_back((fs::exists(folder / "in.json") ? folder / "in.json" : folder / "in.xml").string());
  const Finished done = world.gazette(arguments);
  EXPECT_EQ(done.status, 0) << done.err;
  const std::vector<std::string> documents = lines(done.out);
  ASSERT_EQ(documents.size(), folders.size());
  for (std::size_t i = 0; i < folders.size(); ++i) {
    SCOPED_TRACE(folders[i].filename().string());
    EXPECT_EQ(json::parse(documents[i]), json::parse(read_text(folders[i] / "out.json")));
  }
}

TEST_F(ParseCommand, GoesOnBehindWhatIsNoFeed) {
  write_text(world.folder / "page", "<html><head><title>Home</title></head><body>x</body></html>");
  write_text(world.folder / "feed", "<rss version='2.0'><channel><title>A feed</title></channel></rss>");
  const Finished done = world.gazette({"parse", "page", "nowhere", "feed"});
  EXPECT_EQ(done.status, 1);
  ASSERT_EQ(lines(done.out).size(), 1U);
  EXPECT_THAT(done.out, HasSubstr("\"A feed\""));
  EXPECT_THAT(done.err, HasSubstr("page: not a feed, but an HTML page titled \"Home\""));
  EXPECT_THAT(done.err, HasSubstr("nowhere: cannot be read"));
}

TEST_F(ParseCommand, BelievesTheContentTypeItIsGiven) {
  write_text(world.folder / "feed", "<rss><channel><title>\xCF\xF0\xE8\xE2\xE5\xF2</title></channel></rss>");
  const Finished done = world.gazette({"parse", "--content-type", "text/xml; charset=windows-1251", "feed"});
  EXPECT_EQ(done.status, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr("\u041F\u0440\u0438\u0432\u0435\u0442"));
  EXPECT_THAT(done.out, HasSubstr("\"encoding\":\"windows-1251\""));
}

}  // namespace
}  // namespace gazette::testing
