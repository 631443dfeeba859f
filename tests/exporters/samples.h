// What the exporter tests share: articles with real records, a site under real git, other programs' readers.
#pragma once

#include <filesystem>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "exporters/exporter.h"
#include "exporters/site.h"
#include "feeds/record.h"
#include "tests/end_to_end/git.h"
#include "tests/end_to_end/process.h"

namespace gazette::testing {

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

inline Time at(std::int64_t seconds) {
  return Time{std::chrono::seconds(1'739'000'000 + seconds)};
}

/// Writes the record anew after fields were changed.
inline void rewrite(ExportArticle& article, const std::string& markdown) {
  Article& a = article.article;
  RecordText record = write_record(a, markdown, a.summary);
  a.record = std::move(record.text);
  a.body_offset = record.body_offset;
}

inline ExportArticle sample(const std::string& id, const std::string& title = "A title",
                            const std::string& markdown = "A body.") {
  ExportArticle article;
  Article& a = article.article;
  a.id = id;
  a.source = "qq";
  a.guid = "guid:" + id;
  a.url = "https://example.org/" + id;
  a.title = title;
  a.language = "zh-CN";
  a.zone = "Asia/Shanghai";
  a.date = at(0);
  a.first_seen = at(60);
  a.summary = "A summary.";
  article.changed = at(60);
  article.sources = {"qq"};
  rewrite(article, markdown);
  return article;
}

inline ExportArticle withdrawn(ExportArticle article) {
  article.removed = true;
  return article;
}

inline std::string path_of(const std::string& id) {
  return "content/zh-CN/news/qq/" + id + ".zh-CN.md";
}

/// One whole run, as the daemon does it.
inline Result<ExportReport> run(Exporter& exporter, const std::vector<ExportArticle>& changes,
                                Time now = at(1000)) {
  if (Result<void> applied = exporter.apply(changes); !applied) return pass_on(applied);
  const FeedStock stock{[&](const Selection&, const std::string&, int) -> Result<std::vector<ExportArticle>> {
                          return changes;
                        },
                        [](const std::string&, std::int64_t) -> Result<FeedPage> { return FeedPage{}; }};
  return exporter.finish(stock, now);
}

/// A site's folder, and an exporter on it.
class Site {
 public:
  explicit Site(SiteOptions wanted = {}) : options(std::move(wanted)) {
    options.name = "site";
    options.path = folder.path().string();
  }

  Result<ExportReport> run(const std::vector<ExportArticle>& changes, Time now = at(1000)) {
    return testing::run(*must(make_site_exporter(options)), changes, now);
  }
  std::string text(const std::string& path) const { return read_text(folder / path); }
  bool has(const std::string& path) const { return std::filesystem::exists(folder / path); }
  /// All files but git's and ours, relative, in order.
  std::set<std::string> files() const {
    std::set<std::string> found;
    for (auto at = std::filesystem::recursive_directory_iterator(folder.path()); at != end(at); ++at) {
      const std::string path = std::filesystem::relative(at->path(), folder.path()).string();
      if (path == ".git" || path == ".gazette") at.disable_recursion_pending();
      if (!at->is_directory()) found.insert(path);
    }
    return found;
  }

  TempFolder folder;
  SiteOptions options;
};

}  // namespace gazette::testing
