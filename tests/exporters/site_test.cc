// The site exporter on files: what is written, what is left alone, what a run that died leaves.
#include "exporters/site.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "exporters/files/slug.h"
#include "feeds/text/strings.h"
#include "tests/exporters/samples.h"

namespace gazette {
namespace {

namespace fs = std::filesystem;
using testing::at;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::must;
using testing::path_of;
using testing::rewrite;
using testing::sample;
using testing::Site;
using testing::withdrawn;
using testing::write_text;

timespec changed_at(const fs::path& file) {
  struct stat info {};
  if (stat(file.c_str(), &info) != 0) throw std::runtime_error("no file");
  return info.st_ctim;
}

TEST(SiteExporter, writes_the_record_as_it_is) {
  Site site;
  const ExportArticle article = sample("20250208A01CMD");
  const ExportReport report = must(site.run({article}));
  EXPECT_EQ(report.written, 1);
  EXPECT_EQ(site.text("content/zh-CN/news/qq/20250208A01CMD.zh-CN.md"), article.article.record);
  EXPECT_THAT(site.files(), ElementsAre(path_of("20250208A01CMD")));
}

TEST(SiteExporter, what_did_not_change_is_not_touched) {
  Site site;
  must(site.run({sample("a"), sample("b")}));
  const timespec before = changed_at(site.folder / path_of("a"));
  ExportArticle edited = sample("b", "A title", "Another body.");
  const ExportReport report = must(site.run({sample("a"), edited}));
  EXPECT_EQ(report.unchanged, 1);
  EXPECT_EQ(report.written, 1);
  const timespec after = changed_at(site.folder / path_of("a"));
  EXPECT_TRUE(before.tv_sec == after.tv_sec && before.tv_nsec == after.tv_nsec);
  EXPECT_EQ(site.text(path_of("b")), edited.article.record);
}

TEST(SiteExporter, nothing_handed_over_is_nothing_done) {
  Site site;
  EXPECT_EQ(must(site.run({})).written, 0);
  EXPECT_FALSE(site.has(".gazette"));
}

TEST(SiteExporter, the_same_changes_again_write_nothing) {
  Site site;
  must(site.run({sample("a"), sample("b")}));
  const std::string manifest = site.text(".gazette/site.tsv");
  const ExportReport report = must(site.run({sample("b"), sample("a"), sample("b")}));
  EXPECT_EQ(report.written + report.removed + report.kept, 0);
  EXPECT_EQ(report.unchanged, 2);
  EXPECT_EQ(site.text(".gazette/site.tsv"), manifest);
}

TEST(SiteExporter, the_last_word_on_an_article_counts) {
  Site site;
  const ExportArticle last = sample("a", "A title", "The last.");
  const ExportReport report = must(site.run({sample("a"), sample("a", "A title", "Between."), last}));
  EXPECT_EQ(report.written, 1);
  EXPECT_EQ(site.text(path_of("a")), last.article.record);
}

TEST(SiteExporter, a_title_that_changes_keeps_its_file) {
  SiteOptions options;
  options.layout = "content/{slug}.md";
  Site site(options);
  must(site.run({sample("a", "First title")}));
  must(site.run({sample("a", "Second title")}));
  EXPECT_THAT(site.files(), ElementsAre("content/first-title.md"));
  EXPECT_THAT(site.text("content/first-title.md"), HasSubstr("Second title"));
}

TEST(SiteExporter, a_withdrawn_article_goes_with_its_empty_folders) {
  Site site;
  must(site.run({sample("a")}));
  const ExportReport report = must(site.run({withdrawn(sample("a"))}));
  EXPECT_EQ(report.removed, 1);
  EXPECT_TRUE(site.files().empty());
  EXPECT_EQ(must(site.run({withdrawn(sample("a"))})).removed, 0);
}

TEST(SiteExporter, a_file_that_the_owner_deleted_is_written_again) {
  Site site;
  must(site.run({sample("a")}));
  fs::remove(site.folder / path_of("a"));
  EXPECT_EQ(must(site.run({sample("a")})).written, 1);
  EXPECT_TRUE(site.has(path_of("a")));
}

TEST(SiteExporter, a_file_that_the_owner_edited_is_left_alone_and_told) {
  Site site;
  must(site.run({sample("a")}));
  write_text(site.folder / path_of("a"), "the owner's words");
  ExportReport report = must(site.run({sample("a", "A title", "New.")}));
  EXPECT_EQ(report.kept, 1);
  EXPECT_EQ(report.written, 0);
  EXPECT_THAT(report.notes, ElementsAre(HasSubstr("kept " + path_of("a"))));
  EXPECT_EQ(site.text(path_of("a")), "the owner's words");
  report = must(site.run({withdrawn(sample("a"))}));
  EXPECT_EQ(report.kept, 1);
  EXPECT_EQ(site.text(path_of("a")), "the owner's words");
}

TEST(SiteExporter, a_file_that_stood_there_before_is_the_owners) {
  Site site;
  write_text(site.folder / path_of("a"), "the owner's words");
  EXPECT_EQ(must(site.run({sample("a")})).kept, 1);
  EXPECT_EQ(must(site.run({withdrawn(sample("a"))})).kept, 1);
  EXPECT_EQ(site.text(path_of("a")), "the owner's words");
}

TEST(SiteExporter, an_owners_edit_that_is_taken_back_is_followed_again) {
  Site site;
  must(site.run({sample("a")}));
  write_text(site.folder / path_of("a"), "the owner's words");
  must(site.run({sample("a", "A title", "New.")}));
  write_text(site.folder / path_of("a"), sample("a").article.record);
  EXPECT_EQ(must(site.run({sample("a", "A title", "New.")})).written, 1);
}

TEST(SiteExporter, notes_are_bounded) {
  Site site;
  std::vector<ExportArticle> articles;
  for (int i = 0; i < 100; ++i) {
    articles.push_back(sample("a" + std::to_string(i)));
    write_text(site.folder / path_of("a" + std::to_string(i)), "the owner's words");
  }
  const ExportReport report = must(site.run(articles));
  EXPECT_EQ(report.kept, 100);
  ASSERT_EQ(report.notes.size(), 21u);
  EXPECT_EQ(report.notes.back(), "and 80 more like these");
}

TEST(SiteExporter, two_articles_of_one_path_have_two_files) {
  SiteOptions options;
  options.layout = "content/{slug}.md";
  Site site(options);
  const ExportReport report = must(site.run({sample("a", "Tides"), sample("b", "TIDES!")}));
  EXPECT_EQ(report.written, 2);
  EXPECT_THAT(site.files(), ElementsAre("content/tides-" + short_hash("b") + ".md", "content/tides.md"));
  must(site.run({sample("b", "Tides", "New b."), sample("a", "Tides", "New a.")}));
  EXPECT_THAT(site.text("content/tides.md"), HasSubstr("New a."));
  EXPECT_THAT(site.text("content/tides-" + short_hash("b") + ".md"), HasSubstr("New b."));
}

TEST(SiteExporter, ids_that_differ_in_case_only_have_two_files) {
  Site site;
  must(site.run({sample("abc"), sample("ABC", "Another")}));
  EXPECT_EQ(site.files().size(), 2u);
  std::set<std::string> folded;
  for (std::string path : site.files()) {
    std::transform(path.begin(), path.end(), path.begin(), [](unsigned char c) { return std::tolower(c); });
    folded.insert(path);
  }
  EXPECT_EQ(folded.size(), 2u);
}

TEST(SiteExporter, a_link_or_file_in_a_folders_place_is_told_and_its_articles_come_again) {
  Site site;
  testing::TempFolder elsewhere;
  fs::create_directories(site.folder / "content");
  ExportArticle other = sample("b");
  other.article.language = "en";
  fs::create_symlink(elsewhere.path(), site.folder / "content/zh-CN");
  for (const char* what : {"a link", "a file"}) {
    SCOPED_TRACE(what);
    const auto report = site.run({sample("a"), other});
    ASSERT_FALSE(report) << "else these articles would never come again";
    EXPECT_THAT(report.error().message,
                HasSubstr("articles without a file: 1; content/zh-CN is a link or a file"));
    EXPECT_TRUE(site.has("content/en/news/qq/b.en.md")) << "the others are written";
    EXPECT_TRUE(fs::is_empty(elsewhere.path()));
    fs::remove(site.folder / "content/zh-CN");
    write_text(site.folder / "content/zh-CN", "not ours");
  }
  fs::remove(site.folder / "content/zh-CN");
  EXPECT_EQ(must(site.run({sample("a"), other})).written, 1);
}

TEST(SiteExporter, a_lost_manifest_is_rebuilt_from_the_files) {
  SiteOptions options;
  options.layout = "content/{slug}.md";
  Site site(options);
  must(site.run({sample("a", "Tides"), sample("b", "Tides")}));
  fs::remove_all(site.folder / ".gazette");
  const ExportReport again = must(site.run({sample("a", "Tides"), sample("b", "Tides")}));
  EXPECT_EQ(again.unchanged, 2);
  EXPECT_EQ(again.kept + again.written, 0);
  EXPECT_EQ(must(site.run({sample("b", "Tides", "New.")})).written, 1);
  EXPECT_EQ(site.files().size(), 2u);
}

TEST(SiteExporter, takes_what_its_selection_takes) {
  SiteOptions options;
  options.selection.sources = {"qq", "lwn"};
  options.selection.languages = {"zh-CN"};
  options.selection.tags = {"linux"};
  Site site(options);
  ExportArticle good = sample("good"), other_language = sample("other-language"), no_tag = sample("no-tag"),
                other_source = sample("other-source"), second_source = sample("second-source");
  for (ExportArticle* article : {&good, &other_language, &other_source, &second_source})
    article->article.tags = {"linux"};
  other_language.article.language = "en";
  other_source.article.source = "harbour";
  other_source.sources = {"harbour"};
  second_source.article.source = "harbour";
  second_source.sources = {"harbour", "lwn"};
  const ExportReport report = must(site.run({good, other_language, no_tag, other_source, second_source}));
  EXPECT_EQ(report.written, 2);
  EXPECT_TRUE(site.has(path_of("good")));
  EXPECT_TRUE(site.has("content/zh-CN/news/harbour/second-source.zh-CN.md"));
}

TEST(SiteExporter, an_article_that_leaves_the_selection_leaves_the_site) {
  SiteOptions options;
  options.selection.tags = {"linux"};
  Site site(options);
  ExportArticle article = sample("a");
  article.article.tags = {"linux"};
  must(site.run({article}));
  article.article.tags.clear();
  EXPECT_EQ(must(site.run({article})).removed, 1);
  EXPECT_TRUE(site.files().empty());
}

TEST(SiteExporter, two_exporters_share_a_site_and_keep_apart) {
  Site site;
  SiteOptions other = site.options;
  other.name = "other";
  other.layout = "content/other/{id}.md";
  must(site.run({sample("a")}));
  must(testing::run(*must(make_site_exporter(other)), {sample("a")}));
  EXPECT_THAT(site.files(), ElementsAre("content/other/a.md", path_of("a")));
  EXPECT_EQ(must(site.run({withdrawn(sample("a"))})).removed, 1);
  EXPECT_THAT(site.files(), ElementsAre("content/other/a.md"));
}

TEST(SiteExporter, a_file_of_two_exporters_goes_with_the_last_of_them) {
  Site site;
  SiteOptions other = site.options;
  other.name = "other";
  site.options.beside = {"other"};
  other.beside = {site.options.name};
  const auto run_other = [&](const ExportArticle& article) {
    return must(testing::run(*must(make_site_exporter(other)), {article}));
  };
  must(site.run({sample("a")}));
  run_other(sample("a"));
  EXPECT_EQ(run_other(withdrawn(sample("a"))).removed, 0) << "it is for the other one still";
  EXPECT_THAT(site.files(), ElementsAre(path_of("a")));
  EXPECT_EQ(must(site.run({withdrawn(sample("a"))})).removed, 1);
  EXPECT_THAT(site.files(), ElementsAre());
}

TEST(SiteExporter, lines_that_git_ends_otherwise_are_no_edit) {
  Site site;
  must(site.run({sample("a")}));
  const fs::path file = site.folder / path_of("a");
  std::string text = site.text(path_of("a"));
  replace_all(text, "\n", "\r\n");
  write_text(file, text);
  EXPECT_EQ(must(site.run({sample("a")})).kept, 0);
  EXPECT_EQ(site.text(path_of("a")), text) << "nothing to do";
  EXPECT_EQ(must(site.run({sample("a", "A title", "New.")})).written, 1);
  EXPECT_THAT(site.text(path_of("a")), HasSubstr("New."));
}

TEST(SiteExporter, a_second_process_waits_its_turn) {
  Site site;
  auto first = must(make_site_exporter(site.options)), second = must(make_site_exporter(site.options));
  const std::vector<ExportArticle> articles = {sample("a")};
  must(first->apply(articles));
  const Result<void> refused = second->apply(articles);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("another gazette is writing"));
  must(first->finish({}, at(0)));
  EXPECT_TRUE(second->apply(articles));
}

TEST(SiteExporter, a_folder_that_cannot_be_written_is_an_error_and_then_caught_up) {
  Site site;
  write_text(site.folder / "content", "a file in the way");
  EXPECT_FALSE(site.run({sample("a")}));
  EXPECT_EQ(site.text("content"), "a file in the way") << "the owner's";
  fs::remove(site.folder / "content");
  fs::remove_all(site.folder / ".gazette");
  write_text(site.folder / ".gazette", "a file in the way");
  const Result<ExportReport> refused = site.run({sample("a")});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::exporter);
  fs::remove(site.folder / ".gazette");
  EXPECT_EQ(must(site.run({sample("a")})).written, 1);
}

TEST(SiteExporter, page_bundles) {
  SiteOptions options;
  options.layout = "content/{lang}/news/{slug}/index.md";
  Site site(options);
  must(site.run({sample("a", "Tides"), sample("b", "Tides")}));
  EXPECT_THAT(site.files(), ElementsAre("content/zh-CN/news/tides-" + short_hash("b") + "/index.md",
                                        "content/zh-CN/news/tides/index.md"));
  must(site.run({withdrawn(sample("a", "Tides"))}));
  EXPECT_FALSE(site.has("content/zh-CN/news/tides"));
}

TEST(SiteExporter, everything_is_wanted_when_the_memory_is_lost_or_made_otherwise) {
  Site site;
  const auto wants = [&] { return must(must(make_site_exporter(site.options))->wants_everything()); };
  EXPECT_TRUE(wants()) << "never ran";
  EXPECT_FALSE(site.has(".gazette")) << "and asking leaves nothing";
  must(site.run({sample("a")}));
  EXPECT_FALSE(wants());
  const SiteOptions before = site.options;
  site.options.profile = "hugo";
  EXPECT_TRUE(wants());
  site.options = before;
  site.options.selection.tags = {"x"};
  EXPECT_TRUE(wants());
  site.options = before;
  site.options.layout = "content/{slug}.md";
  EXPECT_TRUE(wants());
  site.options = before;
  site.options.author = "A <b@c>";
  EXPECT_FALSE(wants()) << "no file depends on it";
  fs::remove(site.folder / ".gazette/site.tsv");
  EXPECT_TRUE(wants());
}

TEST(SiteExporter, another_layout_moves_what_is_ours_and_nothing_else) {
  Site site;
  must(site.run({sample("a", "Alpha"), sample("b", "Beta"), sample("c", "Gamma")}));
  write_text(site.folder / path_of("b"), "the owner's words");
  write_text(site.folder / "content/gamma.md", "the owner's, too");
  site.options.layout = "content/{slug}.md";
  const ExportReport report =
      must(site.run({sample("a", "Alpha"), sample("b", "Beta"), sample("c", "Gamma")}));
  EXPECT_THAT(site.files(), ElementsAre("content/alpha.md", "content/gamma.md", path_of("b"), path_of("c")));
  EXPECT_EQ(report.written, 1);
  EXPECT_EQ(report.kept, 1);
  EXPECT_EQ(site.text("content/gamma.md"), "the owner's, too");
  EXPECT_FALSE(must(must(make_site_exporter(site.options))->wants_everything()));
  EXPECT_EQ(must(site.run({sample("a", "Omega")})).written, 1);
  EXPECT_TRUE(site.has("content/alpha.md")) << "a title that changes moves nothing";
}

TEST(SiteExporter, what_moved_frees_its_place) {
  SiteOptions options;
  options.layout = "content/{slug}.md";
  Site site(options);
  must(site.run({sample("a", "Tides")}));
  site.options.layout = "content/{source}-{slug}.md";
  must(site.run({sample("a", "Tides")}));
  site.options.layout = "content/{slug}.md";
  must(site.run({sample("b", "Tides"), sample("a", "Tides")}));
  EXPECT_THAT(site.files(), ElementsAre("content/tides-" + short_hash("a") + ".md", "content/tides.md"));
}

TEST(SiteExporter, other_options_rewrite_the_files) {
  Site site;
  must(site.run({sample("a")}));
  site.options.profile = "hugo";
  EXPECT_EQ(must(site.run({sample("a")})).written, 1);
  EXPECT_THAT(site.text(path_of("a")), HasSubstr("canonical: "));
}

TEST(SiteExporter, a_late_article_is_followed_only_where_it_is) {
  Site site;
  ExportArticle late = sample("late"), known = sample("known");
  must(site.run({known}));
  late.late = true;
  EXPECT_EQ(must(site.run({late})).written, 0);
  EXPECT_FALSE(site.has(path_of("late")));
  known = sample("known", "A title", "New.");
  known.late = true;
  EXPECT_EQ(must(site.run({known})).written, 1);
  write_text(site.folder / path_of("late"), late.article.record);
  EXPECT_EQ(must(site.run({late})).unchanged, 1) << "a lost manifest takes it up again";
}

TEST(SiteExporter, what_the_owner_gives_back_is_written_anew) {
  Site site;
  must(site.run({sample("a"), sample("b")}));
  write_text(site.folder / path_of("a"), "the owner's words");
  write_text(site.folder / path_of("b"), "the owner's words");
  write_text(site.folder / path_of("c"), "stood there before");
  auto exporter = must(make_site_exporter(site.options));
  exporter->take_back({path_of("a"), path_of("c"), "content/nothing.md"});
  EXPECT_TRUE(must(exporter->wants_everything()));
  const ExportReport report = must(testing::run(*exporter, {sample("a"), sample("b"), sample("c")}));
  EXPECT_EQ(report.written, 2);
  EXPECT_EQ(report.kept, 1);
  EXPECT_EQ(report.not_taken, 1);
  EXPECT_THAT(report.notes,
              ::testing::Contains("cannot take back content/nothing.md: no article has that file"));
  EXPECT_EQ(site.text(path_of("a")), sample("a").article.record);
  EXPECT_EQ(site.text(path_of("b")), "the owner's words");
  EXPECT_EQ(must(site.run({sample("a", "A title", "New.")})).written, 1) << "and followed again";
}

TEST(SiteExporter, paths_are_told_as_they_are) {
  Site site;
  site.options.layout = "posts/{slug}.md";
  EXPECT_EQ(SitePaths::read(site.options).of(sample("a", "One").article), "posts/one.md")
      << "where it will go";
  must(site.run({sample("a", "One"), sample("b", "One"), sample("c", "Three")}));
  must(site.run({withdrawn(sample("c", "Three"))}));
  const SitePaths paths = SitePaths::read(site.options);
  EXPECT_EQ(paths.of(sample("a", "Renamed").article), "posts/one.md");
  EXPECT_TRUE(site.has(paths.of(sample("b", "One").article))) << "its own, beside that of the same title";
  EXPECT_NE(paths.of(sample("b", "One").article), "posts/one.md");
  EXPECT_EQ(paths.of(sample("c", "Third").article), "posts/third.md") << "that file is gone";
}

TEST(SiteExporter, a_preview_tells_and_does_nothing) {
  Site site;
  must(site.run({sample("a"), sample("b"), sample("c")}));
  write_text(site.folder / path_of("c"), "the owner's words");
  const std::string manifest = site.text(".gazette/site.tsv");
  const std::vector<ExportArticle> changes = {sample("a", "A title", "New."), withdrawn(sample("b")),
                                              sample("c", "A title", "New."), sample("d")};
  const std::vector<FileChange> told = must(must(make_site_exporter(site.options))->preview(changes));
  ASSERT_EQ(told.size(), 3u);
  EXPECT_EQ(told[0].path, path_of("a"));
  EXPECT_EQ(told[0].before, sample("a").article.record);
  EXPECT_EQ(told[0].after, changes[0].article.record);
  EXPECT_EQ(told[1].path, path_of("b"));
  EXPECT_FALSE(told[1].after);
  EXPECT_FALSE(told[2].before);
  EXPECT_EQ(site.text(".gazette/site.tsv"), manifest);
  EXPECT_EQ(site.text(path_of("a")), sample("a").article.record);
  EXPECT_FALSE(site.has(path_of("d")));
}

TEST(SiteExporter, refuses_options_that_cannot_work) {
  struct Case {
    const char* name;
    void (*spoil)(SiteOptions&);
    const char* says;
  };
  const Case cases[] = {
      {"dialect", [](SiteOptions& o) { o.dialect = "drupal"; }, "unknown dialect \"drupal\""},
      {"profile", [](SiteOptions& o) { o.profile = "fancy"; }, "unknown profile \"fancy\""},
      {"layout", [](SiteOptions& o) { o.layout = "../{id}.md"; }, "layout"},
      {"author", [](SiteOptions& o) { o.author = "somebody"; }, "author is not \"Name <mail>\""},
      {"author with a newline", [](SiteOptions& o) { o.author = "a\nb <c@d>"; }, "author is not"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    SiteOptions options;
    options.path = "/nowhere";
    c.spoil(options);
    const auto made = make_site_exporter(options);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::config);
    EXPECT_THAT(made.error().message, HasSubstr(c.says));
  }
}

}  // namespace
}  // namespace gazette
