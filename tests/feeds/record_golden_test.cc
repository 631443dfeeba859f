// Entries as publishing systems write them under tests/golden/record, each named for what is odd in it,
// against the record that becomes of the feed's first entry.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "feeds/make_article.h"
#include "feeds/parse/parse_feed.h"

namespace gazette {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(RecordGolden, EntriesOfPublishingSystems) {
  SourceOptions source;
  source.name = "sample";
  source.full_text = FullText::never;
  std::size_t count = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(TESTS_DIR "/golden/record")) {
    SCOPED_TRACE(entry.path().filename().string());
    const std::string body = read(entry.path() / "in.xml");
    Document document;
    document.body = body;
    document.url = "https://example.org/feed.xml";
    const Result<Feed> feed = parse_feed(document);
    ASSERT_TRUE(feed && !feed->entries.empty());
    const Article article =
        make_article(feed->entries.front(), source, nullptr, "id", *parse_date("2026-12-01T00:00:00Z"));
    EXPECT_EQ(article.record, read(entry.path() / "out.md"));
    ++count;
  }
  EXPECT_GE(count, 15U);
}

}  // namespace
}  // namespace gazette
