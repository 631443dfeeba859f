#include "exporters/feed_files.h"

#include <algorithm>
#include <utility>

#include "exporters/files/folder.h"
#include "exporters/files/layout.h"

namespace gazette {
namespace {

class FeedExporter final : public Exporter {
 public:
  explicit FeedExporter(FeedFilesOptions options) : options_(std::move(options)) {}

  const std::string& name() const override { return options_.name; }
  Result<void> apply(std::span<const ExportArticle> changes) override;
  Result<ExportReport> finish(const NewestArticles& newest, Time now) override;

 private:
  Result<ExportReport> write_all(std::span<const ExportArticle> articles) const;

  FeedFilesOptions options_;
  bool due_ = true;  ///< the first time in any case: the options may be others
};

/// Any change counts: an article may just have left the selection.
Result<void> FeedExporter::apply(std::span<const ExportArticle> changes) {
  due_ |= !changes.empty();
  return {};
}

Result<ExportReport> FeedExporter::finish(const NewestArticles& newest, Time) {
  if (!std::exchange(due_, false) || options_.path.empty()) return ExportReport{};
  const Result<std::vector<ExportArticle>> articles = newest(options_.selection, options_.limit);
  return articles ? write_all(republished(*articles, options_.republish)) : pass_on(articles);
}

Result<ExportReport> FeedExporter::write_all(std::span<const ExportArticle> articles) const {
  ExportReport report;
  Result<Folder> folder = Folder::open(options_.path);
  if (!folder) return pass_on(folder);
  for (FeedOutput format : options_.formats) {
    const std::string file = safe_segment(options_.name + '.' + std::string(feed_extension(format)));
    const std::string text = write_feed(format, feed_head(options_, format), articles);
    const Result<FoundFile> found = folder->read(file);
    if (!found) return pass_on(found);
    if (found->kind == FoundFile::Kind::file && found->bytes == text) {
      ++report.unchanged;
      continue;
    }
    if (const Result<void> replaced = folder->replace(file, text); !replaced) return pass_on(replaced);
    ++report.written;
  }
  return report;
}

}  // namespace

std::unique_ptr<Exporter> make_feed_exporter(FeedFilesOptions options) {
  return std::make_unique<FeedExporter>(std::move(options));
}

FeedHead feed_head(const FeedFilesOptions& options, FeedOutput format) {
  FeedHead head;
  head.title = options.title.empty() ? options.name : options.title;
  head.description = head.title;
  head.id = "urn:gazette:feed:" + safe_segment(options.name);
  if (options.public_url.empty()) return head;
  std::string base = options.public_url;
  while (base.ends_with('/')) base.pop_back();
  head.self = base + "/feeds/" + options.name + '.' + std::string(feed_extension(format));
  head.home = base + '/';
  head.id = head.self;
  return head;
}

}  // namespace gazette
