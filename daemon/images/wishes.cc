#include "daemon/images/wishes.h"

#include <algorithm>
#include <limits>

#include "daemon/output/export_runner.h"

namespace gazette {
namespace {

/// Where a site that takes only the newest begins: before its first run, with these.
Result<std::set<std::int64_t>> first_articles(Store& store, const SiteOptions& site) {
  std::set<std::int64_t> numbers;
  const Result<std::vector<StoredArticle>> newest = store.articles(query_of(site.selection, *site.initial));
  if (!newest) return pass_on(newest);
  for (const StoredArticle& article : *newest) numbers.insert(article.number);
  return numbers;
}

}  // namespace

bool nobody_keeps_images(const std::vector<ExportOptions>& exporters) {
  return std::none_of(exporters.begin(), exporters.end(),
                      [](const ExportOptions& one) { return one.site && one.site->keep_images; });
}

Result<ImageWishes> ImageWishes::make(Store& store, const std::vector<ExportOptions>& exporters) {
  ImageWishes result;
  for (const ExportOptions& one : exporters) {
    if (!one.site || !one.site->keep_images) continue;
    Wish wish{one.site->selection, 0, !one.site->initial, {}};
    const Result<FollowerPlace> place = follower_place(store, one.name());
    if (!place) return pass_on(place);
    wish.after = place->late;
    if (one.site->initial && place->never_ran) {
      auto first = first_articles(store, *one.site);
      if (!first) return pass_on(first);
      wish.also = std::move(*first);
      wish.after = std::numeric_limits<std::int64_t>::max();
    }
    result.wishes_.push_back(std::move(wish));
  }
  return result;
}

bool ImageWishes::wants(const StoredArticle& article) const {
  ExportArticle shown;
  shown.article = article.article;
  shown.sources = article.sources;
  return std::any_of(wishes_.begin(), wishes_.end(), [&](const Wish& wish) {
    const bool is_late = article.number <= wish.after || (article.past && !wish.takes_past);
    return (!is_late || wish.also.contains(article.number)) && wish.selection.takes(shown);
  });
}

}  // namespace gazette
