// Feeds as files in a folder.
#include "exporters/feed_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exporters/samples.h"

namespace gazette {
namespace {

namespace fs = std::filesystem;
using testing::at;
using ::testing::HasSubstr;
using testing::must;
using testing::read_text;
using testing::run;
using testing::sample;
using testing::TempFolder;

FeedFilesOptions options_in(const fs::path& folder) {
  FeedFilesOptions options;
  options.name = "all";
  options.path = folder.string();
  options.public_url = "https://news.example.org/";
  return options;
}

TEST(FeedFiles, one_file_a_format_rewritten_only_when_its_bytes_change) {
  TempFolder temp;
  const auto exporter =
      must(Result<std::unique_ptr<Exporter>>(make_feed_exporter(options_in(temp / "www/feeds"))));
  ExportReport report = must(run(*exporter, {sample("a")}));
  EXPECT_EQ(report.written, 3);
  EXPECT_THAT(read_text(temp / "www/feeds/all.atom"),
              HasSubstr("href=\"https://news.example.org/feeds/all.atom\""));
  EXPECT_THAT(read_text(temp / "www/feeds/all.rss"), HasSubstr("<rss "));
  EXPECT_THAT(read_text(temp / "www/feeds/all.json"), HasSubstr("jsonfeed"));
  report = must(run(*exporter, {sample("a")}));
  EXPECT_EQ(report.written, 0);
  EXPECT_EQ(report.unchanged, 3);
}

TEST(FeedFiles, the_first_run_looks_and_later_ones_only_at_changes) {
  TempFolder temp;
  const auto exporter = make_feed_exporter(options_in(temp / "feeds"));
  EXPECT_EQ(must(run(*exporter, {})).written, 3) << "the options may be others than those of the last run";
  const ExportReport report = must(run(*exporter, {}));
  EXPECT_EQ(report.written + report.unchanged, 0);
}

TEST(FeedFiles, without_a_path_it_is_served_only) {
  const auto exporter = make_feed_exporter(options_in(""));
  EXPECT_EQ(must(run(*exporter, {sample("a")})).written, 0);
}

TEST(FeedFiles, asks_for_its_selection_and_limit) {
  TempFolder temp;
  FeedFilesOptions options = options_in(temp.path());
  options.selection.sources = {"qq"};
  options.words = "tide";
  options.limit = 7;
  options.formats = {FeedOutput::json};
  const auto exporter = make_feed_exporter(options);
  must(exporter->apply(std::vector<ExportArticle>{sample("a")}));
  const auto newest = [](const Selection& selection, const std::string& words,
                         int limit) -> Result<std::vector<ExportArticle>> {
    EXPECT_EQ(words, "tide");
    EXPECT_EQ(selection.sources, std::vector<std::string>{"qq"});
    EXPECT_EQ(limit, 7);
    return std::vector<ExportArticle>{sample("a")};
  };
  const auto page = [](const std::string&, std::int64_t) -> Result<FeedPage> {
    ADD_FAILURE() << "a feed of a search has no archives";
    return FeedPage{};
  };
  EXPECT_EQ(must(exporter->finish({newest, page}, at(0))).written, 1);
}

TEST(FeedFiles, a_failure_is_told_and_the_next_run_writes) {
  TempFolder temp;
  testing::write_text(temp / "feeds", "in the way");
  const auto exporter = make_feed_exporter(options_in(temp / "feeds"));
  EXPECT_FALSE(run(*exporter, {sample("a")}));
  fs::remove(temp / "feeds");
  EXPECT_EQ(must(run(*exporter, {sample("a")})).written, 3);
}

TEST(FeedHeadOf, without_a_public_address_it_has_an_id_all_the_same) {
  FeedFilesOptions options;
  options.name = "all";
  const FeedHead head = feed_head(options, FeedOutput::atom);
  EXPECT_EQ(head.id, "urn:gazette:feed:all");
  EXPECT_EQ(head.title, "all");
  EXPECT_EQ(head.self, "");
}

}  // namespace
}  // namespace gazette
