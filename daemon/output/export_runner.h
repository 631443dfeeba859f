// Runs exporters: hands each the articles that changed since it ran last, and remembers how far it came only
// after it has finished. So a crash costs a repeat and never an article. Blocking (files, git): the daemon
// runs it on a thread of its own, with a Store of its own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "exporters/exporter.h"
#include "storage/store.h"

namespace gazette {

struct ExportOutcome {
  std::string exporter;
  Result<ExportReport> report;
};

class ExportRunner {
 public:
  /// ErrorKind::config if an exporter cannot be made.
  static Result<ExportRunner> make(const std::vector<ExportOptions>& options);

  /// All, or the named; a failure of one does not keep the others from running.
  std::vector<ExportOutcome> run(Store& store, const std::vector<std::string>& names, Time now);

 private:
  Result<ExportReport> run_one(Store& store, Exporter& exporter, Time now);
  std::vector<std::unique_ptr<Exporter>> exporters_;
};

ExportArticle to_export(StoredArticle stored);

/// The newest articles of a selection from the store, newest first.
Result<std::vector<ExportArticle>> newest_articles(Store& store, const Selection& selection, int limit);

}  // namespace gazette
