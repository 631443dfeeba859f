#include "daemon/serve/feed_shelf.h"

#include <utility>

#include "daemon/serve/http/preconditions.h"

namespace gazette {

namespace {

constexpr std::size_t kMaxBytes = 64'000'000;
constexpr std::size_t kMaxEntries = 4096;
constexpr std::size_t kKeptBefore = 32;
constexpr std::size_t kMarkBytes = sizeof(FeedMark) + 32;  // with an id that is not short

SharedFeed tag_and_marks(const RenderedFeed& feed) {
  auto kept = std::make_shared<RenderedFeed>();
  kept->etag = feed.etag;
  kept->marks = feed.marks;
  return kept;
}

}  // namespace

Resource resource_of(const SharedFeed& feed) {
  Resource resource;
  resource.content_type = feed->content_type;
  resource.body = SharedText(feed, &feed->body);  // shares the feed, copies nothing
  resource.etag = feed->etag;
  if (feed->last_modified != Time{}) resource.last_modified = feed->last_modified;  // else: no article yet
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(feed->max_age).count();
  resource.cache_control = "public, max-age=" + std::to_string(seconds);
  if (!feed->link.empty()) resource.headers.emplace_back("Link", feed->link);
  resource.headers.emplace_back("Access-Control-Allow-Origin", "*");
  resource.headers.emplace_back("X-Robots-Tag", "noindex");  // what others published is for readers
  return resource;
}

SharedFeed FeedShelf::Entry::named_by(std::string_view if_none_match) const {
  for (std::string_view tag : entity_tags(if_none_match)) {
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    for (const SharedFeed& old : before)
      for (std::size_t i = 0; i < kCodings; ++i)
        if (tag == tag_of(old->etag, static_cast<Coding>(i))) return old;
  }
  return nullptr;
}

FeedShelf::Entry* FeedShelf::find(std::string_view target) {
  const auto found = by_target_.find(target);
  if (found == by_target_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return &entries_.front();
}

void FeedShelf::expire() {
  for (Entry& entry : entries_) entry.fresh_until = {};
}

FeedShelf::Entry& FeedShelf::put(const std::string& target, SharedFeed feed, SteadyTime fresh_until) {
  Entry* entry = find(target);
  if (!entry) {
    entry = &entries_.emplace_front(Entry{target, {}, {}, {}, {}, 0, {}});
    by_target_.emplace(entry->target, entries_.begin());
  }
  entry->fresh_until = fresh_until;
  if (entry->feed != feed) {
    if (entry->feed && entry->feed->etag != feed->etag) {
      entry->before.push_front(tag_and_marks(*entry->feed));
      entry->marks += entry->feed->marks.size();
      if (entry->before.size() > kKeptBefore) {
        entry->marks -= entry->before.back()->marks.size();
        entry->before.pop_back();
      }
    }
    entry->since.clear();
    entry->representation = std::make_shared<Representation>(resource_of(feed));
    entry->feed = std::move(feed);
    shrink();
  }
  return entries_.front();
}

void FeedShelf::shrink() {
  std::size_t total = 0;
  for (auto at = entries_.begin(); at != entries_.end();) {
    total += at->representation->size() + at->marks * kMarkBytes;
    for (const auto& [tag, changes] : at->since) total += changes->size();
    const bool keep = at == entries_.begin() || (total <= kMaxBytes && by_target_.size() <= kMaxEntries);
    if (!keep) by_target_.erase(at->target);
    at = keep ? std::next(at) : entries_.erase(at);
  }
}

}  // namespace gazette
