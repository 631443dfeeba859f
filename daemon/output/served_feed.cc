#include "daemon/output/served_feed.h"

#include <algorithm>

#include "daemon/output/export_runner.h"
#include "daemon/output/feed_log.h"
#include "daemon/serve/routes.h"
#include "feeds/text/strings.h"

namespace gazette {

namespace {

constexpr int kChangesAtOnce = 1000;
constexpr int kLookedThrough = 20;
constexpr Duration kMaxAge = std::chrono::minutes(5);
constexpr Duration kArchiveAge = std::chrono::days(30);  // it never changes, but for a withdrawal

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

/// Is nothing that came after `from` of the source? Articles of others are most of what comes.
Result<bool> is_untouched(Store& store, const std::string& source, std::int64_t from) {
  const Result<std::vector<Change>> changes = store.changes_after(from, kLookedThrough);
  if (!changes) return pass_on(changes);
  if (std::ssize(*changes) == kLookedThrough) return false;  // making it anew costs no more
  for (const Change& change : *changes) {
    const Result<std::optional<StoredArticle>> stored = store.article(change.article);
    if (!stored) return pass_on(stored);
    if (!*stored || (*stored)->sources.empty()) return false;  // nobody knows whose it was
    const std::vector<std::string>& sources = (*stored)->sources;
    if ((*stored)->article.source == source ||
        std::find(sources.begin(), sources.end(), source) != sources.end())
      return false;
  }
  return true;
}

/// How far a document is right that is made now: of no change while the feeds' logs lag behind, for it says
/// what they say.
Result<std::int64_t> right_up_to(Store& store, std::int64_t change) {
  const Result<std::int64_t> logged = store.cursor(kFeedLogFollower);
  if (!logged) return pass_on(logged);
  return *logged < change ? 0 : change;
}

bool is_narrowed(const FeedRequest& request) {
  const Selection& only = request.name.selection;
  return !only.sources.empty() || !only.tags.empty() || !only.languages.empty() ||
         !request.name.words.empty() || !request.options.words.empty() || request.name.amount != Amount::full;
}

/// A document of a feed: its articles, and where it stands among its archives.
struct FeedDocument {
  std::vector<ExportArticle> articles;
  FeedPlace place;
  std::string title;  ///< of the source that it is about; empty: as configured
};

/// A feed of one source goes by the source's name; empty: it is another one.
std::string source_of(const FeedRequest& request) {
  const std::vector<std::string>& sources = request.options.selection.sources;
  return sources.size() == 1 && sources.front() == request.options.name ? sources.front() : std::string();
}

Result<FeedDocument> document_of(Store& store, const FeedRequest& request) {
  FeedDocument document;
  FeedPage page;
  if (!is_narrowed(request)) {
    Result<FeedPage> read = feed_page(store, request.options.name, request.name.page);
    if (!read) return pass_on(read);
    page = std::move(*read);
    document.place = {request.name.page, page.first, page.open};
  } else {
    document.place.page = request.name.page;  // which is not there
  }
  if (request.name.page != 0) {
    document.articles = archive_articles(std::move(page.articles));
    return document;
  }
  const FeedFilesOptions& options = request.options;
  const std::string& words = request.name.words.empty() ? options.words : request.name.words;
  Result<std::vector<ExportArticle>> newest = newest_articles(store, options.selection, words, options.limit);
  if (!newest) return pass_on(newest);
  document.articles = feed_articles(std::move(*newest), std::move(page.articles));
  if (const std::string source = source_of(request); !source.empty() && options.title.empty()) {
    const Result<SourceState> state = store.source_state(source);
    if (!state) return pass_on(state);
    document.title = state->title;
  }
  return document;
}

/// The page for people that has the same articles, below the front page: "tags/sea".
std::string page_of(const FeedRequest& request) {
  if (const std::string source = source_of(request); !source.empty()) return "sources/" + source;
  const Selection& only = request.name.selection;
  const std::string& words = request.name.words;
  const std::size_t choices =
      only.sources.size() + only.tags.size() + only.languages.size() + (words.empty() ? 0 : 1);
  if (choices != 1) return {};
  if (!only.sources.empty()) return "sources/" + percent_encode(only.sources.front());
  if (!only.tags.empty()) return "tags/" + percent_encode(only.tags.front());
  if (!only.languages.empty()) return "languages/" + percent_encode(only.languages.front());
  return "search?q=" + percent_encode(words);
}

/// A narrowed feed has an address, and so an identity, of its own.
FeedHead head_of(const FeedRequest& request, const FeedDocument& document) {
  FeedHead head = feed_head(request.options, request.name.format, document.place);
  if (!document.title.empty()) head.title = head.description = document.title;
  if (!head.home.empty()) head.home += page_of(request);
  const Selection& only = request.name.selection;
  std::vector<std::string> parts;
  for (const auto* list : {&only.sources, &only.tags, &only.languages})
    parts.insert(parts.end(), list->begin(), list->end());
  if (!request.name.words.empty()) parts.push_back(request.name.words);
  if (parts.empty() && request.name.amount == Amount::full) return head;
  if (!parts.empty()) head.title += ": " + join(parts, ", ");
  head.self = request.options.public_url + feed_target(request.name);
  FeedName any_format = request.name;
  any_format.format = FeedOutput::atom;
  head.id = request.options.public_url + feed_target(any_format);
  return head;
}

SharedFeed render(const FeedRequest& request, const FeedDocument& document) {
  const std::vector<ExportArticle>& articles = document.articles;
  const FeedHead head = head_of(request, document);
  auto feed = std::make_shared<RenderedFeed>();
  const Amount most = std::max(request.options.amount, request.name.amount);
  feed->body = write_feed(request.name.format, head, republished(articles, request.options.republish, most));
  feed->etag = '"' + sha256_hex(feed->body).substr(0, 32) + '"';
  if (request.known && request.known->etag == feed->etag) return request.known;
  feed->content_type = feed_content_type(request.name.format);
  feed->link = '<' + head.self + ">; rel=\"self\"";
  if (!head.hub.empty()) feed->link += ", <" + head.hub + ">; rel=\"hub\"";
  if (!head.current.empty()) feed->link += ", <" + head.current + ">; rel=\"current\"";
  if (!head.previous.empty()) feed->link += ", <" + head.previous + ">; rel=\"prev-archive\"";
  for (const ExportArticle& article : articles) {
    feed->last_modified = std::max(feed->last_modified, article.changed);
    feed->marks.push_back({article.article.id, article.changed});
  }
  // A withdrawn article changes the feed, too, and leaves only older ones behind.
  if (request.known && feed->last_modified <= request.known->last_modified)
    feed->last_modified = request.known->last_modified + std::chrono::seconds(1);
  feed->max_age = request.name.page == 0 ? kMaxAge : kArchiveAge;
  return feed;
}

}  // namespace

Result<FeedAnswer> make_feed(Store& store, const FeedRequest& request) {
  const Result<std::int64_t> change = last_change(store, request.change);
  if (!change) return pass_on(change);
  if (request.known && *change == request.change) return FeedAnswer{request.known, *change};
  const std::string source = source_of(request);
  if (request.known && request.change > 0 && request.name.page == 0 && !source.empty()) {
    const Result<bool> untouched = is_untouched(store, source, request.change);
    if (!untouched) return pass_on(untouched);
    if (*untouched) return FeedAnswer{request.known, *change};
  }
  const Result<std::int64_t> right = right_up_to(store, *change);
  if (!right) return pass_on(right);
  const Result<FeedDocument> document = document_of(store, request);
  if (!document) return pass_on(document);
  const FeedPlace& place = document->place;
  if (place.page != 0 && (place.page < place.first || place.page >= place.open)) return FeedAnswer{{}, 0};
  return FeedAnswer{render(request, *document), *right};
}

Result<SharedFeed> make_feed_since(Store& store, const FeedRequest& request, std::vector<FeedMark> known) {
  Result<FeedDocument> document = document_of(store, request);
  if (!document) return pass_on(document);
  const SharedFeed whole = render(request, *document);
  std::vector<ExportArticle>& articles = document->articles;
  const std::size_t all = articles.size();
  std::sort(known.begin(), known.end());
  std::erase_if(articles, [&](const ExportArticle& article) {
    return std::binary_search(known.begin(), known.end(), FeedMark{article.article.id, article.changed});
  });
  if (articles.empty() || articles.size() == all) return SharedFeed{};
  auto changes = std::make_shared<RenderedFeed>(*render(request, *document));
  changes->etag = whole->etag;
  changes->last_modified = whole->last_modified;
  return SharedFeed(std::move(changes));
}

}  // namespace gazette
