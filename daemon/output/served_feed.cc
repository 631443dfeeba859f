#include "daemon/output/served_feed.h"

#include <algorithm>

#include "daemon/output/export_runner.h"
#include "daemon/serve/routes.h"
#include "feeds/text/strings.h"

namespace gazette {

namespace {

constexpr int kChangesAtOnce = 1000;
constexpr Duration kMaxAge = std::chrono::minutes(5);

/// The number of the store's last change; `from`: one that is known.
Result<std::int64_t> last_change(Store& store, std::int64_t from) {
  if (from == 0) {
    const Result<StoreCounts> counts = store.counts();
    if (!counts) return pass_on(counts);
    return counts->last_change;
  }
  for (;;) {
    const Result<std::vector<Change>> changes = store.changes_after(from, kChangesAtOnce);
    if (!changes) return pass_on(changes);
    if (changes->empty()) return from;
    from = changes->back().number;
  }
}

Result<std::vector<ExportArticle>> articles_of(Store& store, const FeedRequest& request) {
  ArticleQuery query;
  query.sources = request.options.selection.sources;
  query.tags = request.options.selection.tags;
  query.languages = request.options.selection.languages;
  query.words = request.name.words;
  query.newest_first = true;
  query.limit = request.options.limit;
  Result<std::vector<StoredArticle>> stored = store.articles(query);
  if (!stored) return pass_on(stored);
  std::vector<ExportArticle> articles;
  for (StoredArticle& article : *stored) articles.push_back(to_export(std::move(article)));
  return articles;
}

/// A narrowed feed has an address, and so an identity, of its own.
FeedHead head_of(const FeedRequest& request) {
  FeedHead head = feed_head(request.options, request.name.format);
  const Selection& only = request.name.selection;
  std::vector<std::string> parts;
  for (const auto* list : {&only.sources, &only.tags, &only.languages})
    parts.insert(parts.end(), list->begin(), list->end());
  if (!request.name.words.empty()) parts.push_back(request.name.words);
  if (parts.empty()) return head;
  head.title += ": " + join(parts, ", ");
  head.self = request.options.public_url + feed_target(request.name);
  FeedName any_format = request.name;
  any_format.format = FeedOutput::atom;
  head.id = request.options.public_url + feed_target(any_format);
  return head;
}

SharedFeed render(const FeedRequest& request, const std::vector<ExportArticle>& articles) {
  const FeedHead head = head_of(request);
  auto feed = std::make_shared<RenderedFeed>();
  feed->body = write_feed(request.name.format, head, republished(articles, request.options.republish));
  feed->etag = '"' + sha256_hex(feed->body).substr(0, 32) + '"';
  if (request.known && request.known->etag == feed->etag) return request.known;
  feed->content_type = feed_content_type(request.name.format);
  feed->link = '<' + head.self + ">; rel=\"self\"";
  if (!head.hub.empty()) feed->link += ", <" + head.hub + ">; rel=\"hub\"";
  for (const ExportArticle& article : articles) {
    feed->last_modified = std::max(feed->last_modified, article.changed);
    feed->marks.push_back({article.article.id, article.changed});
  }
  // A withdrawn article changes the feed, too, and leaves only older ones behind.
  if (request.known && feed->last_modified <= request.known->last_modified)
    feed->last_modified = request.known->last_modified + std::chrono::seconds(1);
  feed->max_age = kMaxAge;
  return feed;
}

}  // namespace

Result<FeedAnswer> make_feed(Store& store, const FeedRequest& request) {
  const Result<std::int64_t> change = last_change(store, request.change);
  if (!change) return pass_on(change);
  if (request.known && *change == request.change) return FeedAnswer{request.known, *change};
  const auto articles = articles_of(store, request);
  if (!articles) return pass_on(articles);
  return FeedAnswer{render(request, *articles), *change};
}

Result<SharedFeed> make_feed_since(Store& store, const FeedRequest& request, std::vector<FeedMark> known) {
  auto articles = articles_of(store, request);
  if (!articles) return pass_on(articles);
  const SharedFeed whole = render(request, *articles);
  const std::size_t all = articles->size();
  std::sort(known.begin(), known.end());
  std::erase_if(*articles, [&](const ExportArticle& article) {
    return std::binary_search(known.begin(), known.end(), FeedMark{article.article.id, article.changed});
  });
  if (articles->empty() || articles->size() == all) return SharedFeed{};
  auto changes = std::make_shared<RenderedFeed>(*render(request, *articles));
  changes->etag = whole->etag;
  changes->last_modified = whole->last_modified;
  return SharedFeed(std::move(changes));
}

}  // namespace gazette
