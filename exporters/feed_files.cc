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
  Result<ExportReport> finish(const FeedStock& stock, Time now) override;

 private:
  std::string file_name(FeedOutput format, std::int64_t page) const;
  Result<void> write(Folder& folder, FeedOutput format, const FeedPlace& place,
                     const std::vector<ExportArticle>& articles, ExportReport& report) const;
  Result<void> write_archives(Folder& folder, const FeedStock& stock, FeedPlace place,
                              ExportReport& report) const;

  FeedFilesOptions options_;
  bool due_ = true;  ///< the first time in any case: the options may be others
  bool withdrawn_ = false;
};

/// Any change counts: an article may just have left the selection.
Result<void> FeedExporter::apply(std::span<const ExportArticle> changes) {
  due_ |= !changes.empty();
  for (const ExportArticle& article : changes) withdrawn_ |= article.removed;
  return {};
}

Result<ExportReport> FeedExporter::finish(const FeedStock& stock, Time) {
  ExportReport report;
  if (!due_ || options_.path.empty()) return report;
  Result<std::vector<ExportArticle>> newest =
      stock.newest(options_.selection, options_.words, options_.limit);
  if (!newest) return pass_on(newest);
  Result<FeedPage> open = options_.words.empty() ? stock.page(options_.name, 0) : FeedPage();
  if (!open) return pass_on(open);
  Result<Folder> folder = Folder::open(options_.path);
  if (!folder) return pass_on(folder);
  const FeedPlace place{0, open->first, open->open};
  // Archives first: the feed names the last of them.
  if (const Result<void> done = write_archives(*folder, stock, place, report); !done) return pass_on(done);
  const auto articles = feed_articles(std::move(*newest), std::move(open->articles));
  for (const FeedOutput format : options_.formats)
    if (const auto done = write(*folder, format, place, articles, report); !done) return pass_on(done);
  due_ = withdrawn_ = false;
  return report;
}

/// NAME.atom; the archive of a page: NAME/7.atom.
std::string FeedExporter::file_name(FeedOutput format, std::int64_t page) const {
  const std::string end = '.' + std::string(feed_extension(format));
  if (page == 0) return safe_segment(options_.name + end);
  return safe_segment(options_.name) + '/' + std::to_string(page) + end;
}

/// The full pages that are not there yet, oldest first, so that a kill leaves no hole; all of them after a
/// withdrawal, which is the one thing that changes an archive.
Result<void> FeedExporter::write_archives(Folder& folder, const FeedStock& stock, FeedPlace place,
                                          ExportReport& report) const {
  if (options_.public_url.empty() || options_.formats.empty()) return {};  // nothing could name them
  place.page = withdrawn_ ? place.first : place.open;
  for (; place.page > place.first; --place.page) {
    const Result<FoundFile> before = folder.read(file_name(options_.formats.back(), place.page - 1));
    if (!before) return pass_on(before);
    if (before->kind == FoundFile::Kind::file) break;
  }
  for (; place.page < place.open; ++place.page) {
    Result<FeedPage> page = stock.page(options_.name, place.page);
    if (!page) return pass_on(page);
    const auto articles = archive_articles(std::move(page->articles));
    for (const FeedOutput format : options_.formats)
      if (const auto done = write(folder, format, place, articles, report); !done) return pass_on(done);
  }
  return {};
}

Result<void> FeedExporter::write(Folder& folder, FeedOutput format, const FeedPlace& place,
                                 const std::vector<ExportArticle>& articles, ExportReport& report) const {
  const std::string file = file_name(format, place.page);
  const std::string text = write_feed(format, feed_head(options_, format, place),
                                      republished(articles, options_.republish, options_.amount));
  const Result<FoundFile> found = folder.read(file);
  if (!found) return pass_on(found);
  const bool same = found->kind == FoundFile::Kind::file && found->bytes == text;
  ++(same ? report.unchanged : report.written);
  return same ? Result<void>() : folder.replace(file, text);
}

}  // namespace

std::unique_ptr<Exporter> make_feed_exporter(FeedFilesOptions options) {
  return std::make_unique<FeedExporter>(std::move(options));
}

FeedHead feed_head(const FeedFilesOptions& options, FeedOutput format, const FeedPlace& place) {
  FeedHead head;
  head.title = options.title.empty() ? options.name : options.title;
  head.description = head.title;
  head.id = "urn:gazette:feed:" + safe_segment(options.name);
  if (options.public_url.empty()) return head;
  std::string base = options.public_url;
  while (base.ends_with('/')) base.pop_back();
  const std::string end = '.' + std::string(feed_extension(format));
  const std::string feed = base + "/feeds/" + options.name;
  const auto archive = [&](std::int64_t page) { return feed + '/' + std::to_string(page) + end; };
  head.self = place.page == 0 ? feed + end : archive(place.page);
  head.home = base + '/';
  if (place.page == 0) head.hub = options.hub;  // an archive has nothing to push
  head.id = feed + end;                         // archives are documents of the same feed
  if (place.page != 0) head.current = feed + end;
  const std::int64_t previous = (place.page == 0 ? place.open : place.page) - 1;
  if (previous >= place.first) head.previous = archive(previous);
  return head;
}

}  // namespace gazette
