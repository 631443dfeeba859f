// Runs exporters: hands each the articles that changed since it ran last, and remembers how far it came only
// after it has finished. So a crash costs a repeat and never an article. Blocking (files, git): the daemon
// runs it on a thread of its own, with a Store of its own.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/config.h"
#include "exporters/exporter.h"
#include "storage/store.h"

namespace gazette {

struct ExportOutcome {
  std::string exporter;
  Result<ExportReport> report;
  Duration took{0};
};

class ExportRunner {
 public:
  /// ErrorKind::config if an exporter cannot be made.
  static Result<ExportRunner> make(const std::vector<ExportOptions>& options);

  /// All, or the named; a failure of one does not keep the others from running.
  std::vector<ExportOutcome> run(Store& store, const std::vector<std::string>& names, Time now);

  /// What run() would do to files; does nothing.
  Result<std::vector<FileChange>> preview(Store& store, const std::vector<std::string>& names);

  /// The owner gives files back that the exporter's site holds; for the next run().
  void take_back(const std::string& name, const std::vector<std::string>& paths);

 private:
  /// An exporter on its way along the change log.
  struct Follower {
    std::unique_ptr<Exporter> exporter;
    Selection selection;
    std::optional<int> initial;  ///< see SiteOptions
  };
  struct Start;
  using Take = std::function<Result<void>(std::span<const ExportArticle>)>;

  Result<Start> start_of(Store& store, Follower& follower);
  Result<std::int64_t> follow(Store& store, const Start& start, const Follower& follower, const Take& take);
  Result<ExportReport> run_one(Store& store, Follower& follower, Time now);

  std::vector<Follower> followers_;
};

/// How far an exporter has come.
struct FollowerPlace {
  std::int64_t cursor = 0;
  std::int64_t late = 0;  ///< articles up to this row number are older than the exporter, and not for it
  bool never_ran = false;
};
Result<FollowerPlace> follower_place(Store& store, const std::string& exporter);

ExportArticle to_export(StoredArticle stored);

/// A selection as the store is asked for it.
ArticleQuery query_of(const Selection& selection, int limit);

/// The newest articles of a selection from the store, newest first.
Result<std::vector<ExportArticle>> newest_articles(Store& store, const Selection& selection,
                                                   const std::string& words, int limit);

}  // namespace gazette
