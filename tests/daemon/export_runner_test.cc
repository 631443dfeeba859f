// From the store's change log to exporters: how far each has come, and where it begins.
#include "daemon/output/export_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/sqlite_store.h"
#include "tests/exporters/samples.h"

namespace gazette {
namespace {

namespace fs = std::filesystem;
using testing::at;
using ::testing::ElementsAre;
using testing::git;
using ::testing::HasSubstr;
using testing::must;
using testing::path_of;
using testing::rewrite;
using testing::sample;
using testing::TempFolder;

class Runner : public ::testing::Test {
 protected:
  Runner() : store(must(open_sqlite_store({(folder / "gazette.db").string()}))) {
    site.name = "site";
    site.path = (folder / "site").string();
  }

  /// Stores articles as a poll would; a number is its title, its day and its id.
  void store_articles(int first, int last, const std::string& body = "A body.", bool past = false) {
    PollResult poll;
    poll.past = past;
    poll.state.name = "qq";
    poll.at = at(1000);
    for (int i = first; i <= last; ++i) {
      ExportArticle made = sample("a" + std::to_string(i), "Title " + std::to_string(i), body);
      made.article.date = at(i);
      rewrite(made, body);
      made.article.fingerprint = std::hash<std::string>()(made.article.record) | 1;
      PollEntry entry;
      entry.keys.keys = {"i:qq:" + made.article.id};
      const auto known = must(store->find_known("qq", std::vector<EntryKeys>{entry.keys}));
      entry.known = known[0] ? known[0]->number : 0;
      entry.entry_fingerprint = made.article.fingerprint;
      entry.article = made.article;
      poll.entries.push_back(std::move(entry));
    }
    must(store->save_poll(poll));
  }
  Result<ExportReport> try_run(Time now) {
    ExportOptions options;
    options.site = site;
    std::vector<ExportOutcome> outcomes = must(ExportRunner::make({options})).run(*store, {}, now);
    return std::move(outcomes.at(0).report);
  }
  ExportReport run() { return must(try_run(at(2000))); }
  ExporterState state() { return must(store->exporter_states()).at(0); }
  std::set<std::string> files() const {
    std::set<std::string> found;
    if (!fs::exists(site.path)) return found;
    for (const auto& file : fs::recursive_directory_iterator(site.path))
      if (file.is_regular_file() && file.path().extension() == ".md")
        found.insert(file.path().stem().stem().string());
    return found;
  }

  TempFolder folder;
  std::unique_ptr<Store> store;
  SiteOptions site;
};

TEST_F(Runner, hands_over_what_changed_and_no_more) {
  store_articles(1, 3);
  EXPECT_EQ(run().written, 3);
  ExportReport report = run();
  EXPECT_EQ(report.written + report.unchanged, 0) << "nothing was even looked at";
  store_articles(2, 2, "Edited.");
  store_articles(4, 4);
  report = run();
  EXPECT_EQ(report.written, 2);
  EXPECT_EQ(report.unchanged, 0);
  EXPECT_THAT(files(), ElementsAre("a1", "a2", "a3", "a4"));
}

TEST_F(Runner, more_than_a_batch) {
  store_articles(1, 1203);
  EXPECT_EQ(run().written, 1203);
  EXPECT_EQ(run().unchanged, 0);
}

TEST_F(Runner, begins_with_so_many_of_the_newest) {
  site.initial = 2;
  store_articles(1, 5);
  run();
  EXPECT_THAT(files(), ElementsAre("a4", "a5"));
  store_articles(1, 1, "An old one, edited.");
  store_articles(4, 4, "One of the two, edited.");
  store_articles(6, 6);
  EXPECT_EQ(run().written, 2);
  EXPECT_THAT(files(), ElementsAre("a4", "a5", "a6"));
}

TEST_F(Runner, begins_with_nothing_and_takes_what_comes) {
  site.initial = 0;
  store_articles(1, 5);
  run();
  EXPECT_TRUE(files().empty());
  store_articles(3, 3, "An old one, edited.");
  store_articles(6, 7);
  EXPECT_EQ(run().written, 2);
  EXPECT_THAT(files(), ElementsAre("a6", "a7"));
  const ExportReport report = run();
  EXPECT_EQ(report.written + report.unchanged, 0);
}

TEST_F(Runner, a_sources_history_floods_nobody_who_wanted_only_the_newest) {
  for (const int initial : {0, 2}) {
    site.initial = initial;
    site.name = "site" + std::to_string(initial);
    site.path = (folder / site.name).string();
    const int first = 1000 * (initial + 1);
    store_articles(first, first + 4);
    run();
    const std::size_t before = files().size();
    EXPECT_EQ(before, static_cast<std::size_t>(initial));
    store_articles(first + 100, first + 200, "Old.", true);
    store_articles(first + 100, first + 100, "Old, and edited.");
    EXPECT_EQ(run().written, 0);
    store_articles(first + 5, first + 5);
    EXPECT_EQ(run().written, 1);
    EXPECT_EQ(files().size(), before + 1);
  }
  site.initial.reset();
  site.name = "all";
  site.path = (folder / site.name).string();
  run();
  EXPECT_EQ(files().size(), 2u * 107);
}

TEST_F(Runner, an_empty_store_is_no_beginning) {
  site.initial = 1;
  run();
  store_articles(1, 3);
  run();
  EXPECT_THAT(files(), ElementsAre("a3")) << "the first poll's backlog is what initial is for";
}

TEST_F(Runner, the_beginning_is_remembered_when_the_memory_of_the_site_is_lost) {
  site.initial = 1;
  store_articles(1, 3);
  run();
  fs::remove_all(folder / "site/.gazette");
  EXPECT_EQ(run().written, 0);
  EXPECT_THAT(files(), ElementsAre("a3"));
  store_articles(3, 3, "Edited.");
  EXPECT_EQ(run().written, 1) << "its file was taken up again";
}

TEST_F(Runner, a_lost_site_is_written_again) {
  store_articles(1, 3);
  run();
  fs::remove_all(folder / "site");
  EXPECT_EQ(run().written, 3);
}

TEST_F(Runner, other_options_rewrite_everything_once) {
  store_articles(1, 3);
  run();
  site.profile = "hugo";
  EXPECT_EQ(run().written, 3);
  EXPECT_EQ(run().unchanged, 0);
}

TEST_F(Runner, the_same_store_gives_the_same_bytes_in_any_order_and_number_of_runs) {
  store_articles(1, 20);
  run();
  store_articles(5, 9, "Edited.");
  run();
  store_articles(21, 25);
  run();
  std::map<std::string, std::string> first;
  for (const std::string& id : files()) first[id] = testing::read_text(folder / "site" / path_of(id));
  site.path = (folder / "other").string();
  site.name = "other";
  EXPECT_EQ(run().written, 25);
  for (const auto& [id, text] : first) EXPECT_EQ(testing::read_text(folder / "other" / path_of(id)), text);
}

TEST_F(Runner, a_failed_run_is_repeated_in_full) {
  store_articles(1, 3);
  site.commit = true;
  ExportOptions options;
  options.site = site;
  testing::isolate_git();
  ExportRunner runner = must(ExportRunner::make({options}));
  EXPECT_FALSE(runner.run(*store, {}, at(2000)).at(0).report) << "no repository";
  fs::create_directories(folder / "site");
  testing::make_repository(folder / "site");
  const std::vector<ExportOutcome> outcomes = runner.run(*store, {}, at(2000));
  ASSERT_TRUE(outcomes.at(0).report) << outcomes.at(0).report.error().message;
  EXPECT_EQ(git(folder / "site", {"status", "--porcelain"}), "");
}

TEST_F(Runner, a_preview_moves_no_cursor) {
  store_articles(1, 3);
  ExportOptions options;
  options.site = site;
  ExportRunner runner = must(ExportRunner::make({options}));
  fs::create_directories(folder / "site");
  EXPECT_EQ(must(runner.preview(*store, {})).size(), 3u);
  EXPECT_TRUE(files().empty());
  EXPECT_EQ(run().written, 3);
}

TEST_F(Runner, the_check_of_the_store_finds_nothing_wrong_with_its_cursors) {
  site.initial = 0;
  store_articles(1, 5);
  run();
  EXPECT_THAT(must(store->check()), ElementsAre());
}

TEST_F(Runner, how_an_exporter_fares_is_remembered) {
  store_articles(1, 2);
  site.commit = true;
  fs::create_directories(site.path);
  testing::isolate_git();
  EXPECT_FALSE(try_run(at(2000)));
  EXPECT_FALSE(try_run(at(3000)));
  EXPECT_EQ(state().failing_since, at(2000));
  EXPECT_EQ(state().at, at(3000));
  EXPECT_THAT(state().error, HasSubstr("git init"));
  testing::make_repository(site.path);
  const ExportReport report = must(try_run(at(4000)));
  EXPECT_EQ(state().error, "");
  EXPECT_EQ(state().failing_since, std::nullopt);
  EXPECT_EQ(state().commit, report.commit);
  must(try_run(at(5000)));
  EXPECT_EQ(state().at, at(4000)) << "a run that does nothing is none";
}

}  // namespace
}  // namespace gazette
