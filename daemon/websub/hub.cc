#include "daemon/websub/hub.h"

#include <algorithm>

#include "daemon/serve/routes.h"
#include "daemon/spawn.h"
#include "daemon/websub/rules/signature.h"
#include "feeds/text/strings.h"

namespace gazette {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kMaxSubscribers = 10'000;
constexpr std::size_t kMaxOfTopic = 2000;
constexpr std::size_t kMaxNarrowed = 200;  // topics of searches and tags: each change has them all made anew
constexpr std::size_t kMaxOfCallback = 20;
constexpr int kMaxVerifying = 64;
constexpr const char* kFollower = "websub/hub";  // its cursor: up to where changes were pushed
constexpr int kChangesAtOnce = 1000;

/// The number of the store's last change.
Result<std::int64_t> last_change(Store& store) {
  Result<std::int64_t> last = store.cursor(kFollower);
  while (last) {
    const Result<std::vector<Change>> changes = store.changes_after(*last, kChangesAtOnce);
    if (!changes) return pass_on(changes);
    if (changes->empty()) break;
    last = changes->back().number;
  }
  return last;
}

/// Did something change that was not pushed before we ended? Not known of a hub that never pushed.
Result<bool> is_behind(Store& store) {
  const Result<std::int64_t> pushed = store.cursor(kFollower);
  if (!pushed) return pass_on(pushed);
  const Result<std::int64_t> last = last_change(store);
  if (!last) return pass_on(last);
  return *pushed > 0 && *last > *pushed;
}

Resource refusal(int status, std::string text) {
  Resource resource = text_resource(status, std::move(text));
  if (status == 405) resource.headers.emplace_back("Allow", "POST");
  if (status == 503) resource.headers.emplace_back("Retry-After", "60");
  return resource;
}

bool is_good(const Result<WebResponse>& answer) {
  return answer && answer->status >= 200 && answer->status < 300;
}

/// What tells a feed from the one before; its text would be kept for nothing.
SharedFeed without_text(const SharedFeed& feed) {
  auto kept = std::make_shared<RenderedFeed>();
  kept->etag = feed->etag;
  kept->last_modified = feed->last_modified;
  return kept;
}

bool is_narrowed(const std::string& topic) {
  return topic.find('?') != std::string::npos;
}

}  // namespace

void Hub::spawn(asio::awaitable<void> work) {
  gazette::spawn(parts_.executor, std::move(work));
}

void Hub::save(const HubSubscriber& row) {
  spawn([](AsyncStore& store, HubSubscriber one) -> asio::awaitable<void> {
    (void)co_await store.call([&](Store& s) { return s.save_hub_subscriber(one); });  // it subscribes again
  }(parts_.store, row));
}

void Hub::remove(const Key& key) {
  spawn([](AsyncStore& store, Key gone) -> asio::awaitable<void> {
    (void)co_await store.call([&](Store& s) { return s.remove_hub_subscriber(gone.first, gone.second); });
  }(parts_.store, key));
  held_.erase(key);
  if (!has_subscriber(key.first)) shown_.erase(key.first);
}

bool Hub::has_subscriber(const std::string& topic) const {
  const auto first = held_.lower_bound({topic, {}});
  return first != held_.end() && first->first.first == topic;
}

HubCounts Hub::counts() const {
  HubCounts counts = counts_;
  counts.subscribers = static_cast<std::int64_t>(held_.size());
  return counts;
}

asio::awaitable<void> Hub::load() {
  const auto rows = co_await parts_.store.call([](Store& store) { return store.hub_subscribers(); });
  if (!rows) {
    parts_.log("hub: " + rows.error().message);
    co_return;
  }
  for (const HubSubscriber& row : *rows) held_[{row.topic, row.callback}].row = row;
  const Result<bool> behind = co_await parts_.store.call(is_behind);
  if (behind && *behind) co_return co_await publish();  // to all of them: what they have is not known
  for (const HubSubscriber& row : *rows)
    if (!shown_.contains(row.topic))
      if (const Result<SharedFeed> feed = co_await feed_of(row.topic, nullptr);
          feed && *feed && has_subscriber(row.topic))
        shown_[row.topic] = without_text(*feed);
}

/// Null if the topic is no feed of ours.
asio::awaitable<Result<SharedFeed>> Hub::feed_of(std::string topic, SharedFeed known) {
  if (!topic.starts_with(parts_.public_url + "/feeds/")) co_return SharedFeed{};
  const Route route = find_route(std::string_view(topic).substr(parts_.public_url.size()));
  const bool is_feed = route.kind == Route::Kind::feed && route.feed.page == 0;
  if (!is_feed || parts_.public_url + feed_target(route.feed) != topic) co_return SharedFeed{};
  co_return co_await parts_.model.feed(route.feed, std::move(known));
}

const char* Hub::limit_of(const HubRequest& request) const {
  if (!request.subscribes || held_.contains({request.topic, request.callback})) return nullptr;
  const auto of = [&](auto same) {
    return static_cast<std::size_t>(std::count_if(held_.begin(), held_.end(), same));
  };
  if (held_.size() >= kMaxSubscribers) return "this hub is full\n";
  if (of([&](const auto& one) { return one.first.first == request.topic; }) >= kMaxOfTopic)
    return "this topic has too many subscribers\n";
  if (of([&](const auto& one) { return one.first.second == request.callback; }) >= kMaxOfCallback)
    return "this callback has too many topics\n";
  const auto narrowed =
      std::count_if(shown_.begin(), shown_.end(), [](const auto& one) { return is_narrowed(one.first); });
  if (is_narrowed(request.topic) && !shown_.contains(request.topic) &&
      static_cast<std::size_t>(narrowed) >= kMaxNarrowed)
    return "this hub pushes no more feeds of a selection\n";
  return nullptr;
}

asio::awaitable<Resource> Hub::answer(const Inquiry& inquiry) {
  if (inquiry.method != Method::post) co_return refusal(405, "subscribe by POST\n");
  const auto request = read_hub_request(inquiry.body, inquiry.content_type, parts_.public_url);
  if (!request) co_return refusal(400, request.error().message + '\n');
  const Result<SharedFeed> feed = co_await feed_of(request->topic, nullptr);
  if (!feed) co_return refusal(503, "the store does not answer\n");
  if (!*feed && request->subscribes) co_return refusal(404, "that topic is not of this hub\n");
  if (const char* limit = limit_of(*request)) co_return refusal(503, limit);
  if (verifying_ >= kMaxVerifying) co_return refusal(503, "too many requests at once\n");
  ++verifying_;
  spawn(verify(*request, *feed ? without_text(*feed) : nullptr));
  co_return text_resource(202, {});
}

/// Section 5.3: does the callback mean it? If not, all stays as it is. `feed`: what is there when it asks.
asio::awaitable<void> Hub::verify(HubRequest request, SharedFeed feed) {
  const std::string challenge = random_hex(16);
  WebRequest question;
  question.url = verification_url(request, challenge);
  question.accept = "text/plain, */*;q=0.1";
  question.follow = false;
  const Result<WebResponse> answer = co_await parts_.web.get(std::move(question));
  --verifying_;
  const bool meant = is_good(answer) && answer->body == challenge;
  ++(meant ? counts_.verified : counts_.unverified);
  if (!meant) {
    parts_.log("hub: " + escape_for_log(request.callback) + " did not confirm" +
               (answer ? "" : ": " + answer.error().message));
    co_return;
  }
  const Key key{request.topic, request.callback};
  if (!request.subscribes) {
    if (held_.contains(key)) remove(key);
    co_return;
  }
  shown_.try_emplace(request.topic, std::move(feed));
  HubSubscriber& row = held_[key].row;
  row = {request.topic, request.callback, request.secret, parts_.now() + request.lease, 0, 0, std::nullopt};
  save(row);
}

asio::awaitable<void> Hub::publish() {
  std::set<std::string> topics;
  for (const auto& [key, held] : held_) topics.insert(key.first);
  if (topics.empty()) co_return;
  const Result<std::int64_t> change = co_await parts_.store.call(last_change);
  bool all = change.has_value();
  for (const std::string& topic : topics) {
    const auto shown = shown_.find(topic);
    const SharedFeed before = shown == shown_.end() ? nullptr : shown->second;
    const Result<SharedFeed> feed = co_await feed_of(topic, before);
    if (!has_subscriber(topic)) continue;  // the last one left meanwhile
    if (!feed) {
      all = false;  // the next change tries again
      continue;
    }
    if (!*feed) {
      co_await deny(topic);
      continue;
    }
    shown_[topic] = without_text(*feed);
    if (before && before->etag == (*feed)->etag) continue;
    std::vector<Key> due;  // who failed gets what there is at its next try
    for (const auto& [key, held] : held_)
      if (key.first == topic && !held.row.next_try) due.push_back(key);
    for (const Key& key : due) spawn(deliver(key, *feed));
  }
  if (all)  // or the same is pushed again after a restart
    (void)co_await parts_.store.call([&](Store& store) { return store.set_cursor(kFollower, *change); });
}

/// The feed is not given out any more.
asio::awaitable<void> Hub::deny(std::string topic) {
  std::vector<Key> gone;
  for (const auto& [key, held] : held_)
    if (key.first == topic) gone.push_back(key);
  shown_.erase(topic);
  for (const Key& key : gone) {
    WebRequest notice;
    notice.url = denial_url(key.second, topic, "this feed is not given out any more");
    notice.follow = false;
    remove(key);
    (void)co_await parts_.web.get(std::move(notice));
  }
}

/// Section 7: the whole document as it is now. One at a time to each; one that came meanwhile follows.
asio::awaitable<void> Hub::deliver(Key key, SharedFeed feed) {
  auto found = held_.find(key);
  if (found == held_.end()) co_return;
  if (found->second.busy) {
    found->second.waiting = std::move(feed);
    co_return;
  }
  while (feed) {
    found->second.busy = true;
    WebRequest push;
    push.method = "POST";
    push.url = key.second;
    push.follow = false;
    push.body = feed->body;
    push.headers["Content-Type"] = feed->content_type;
    push.headers["Link"] = '<' + parts_.public_url + "/hub>; rel=\"hub\", <" + key.first + ">; rel=\"self\"";
    if (!found->second.row.secret.empty())
      push.headers["X-Hub-Signature"] = hub_signature(found->second.row.secret, feed->body);
    const Result<WebResponse> answer = co_await parts_.web.get(std::move(push));
    found = held_.find(key);
    if (found == held_.end()) co_return;
    found->second.busy = false;
    if (answer && answer->status == 410) {
      remove(key);
      co_return;
    }
    note_delivery(found->second, answer);
    feed = std::exchange(found->second.waiting, nullptr);
    if (found->second.row.next_try) co_return;
  }
}

/// To those that failed, what there is by now.
asio::awaitable<void> Hub::deliver_again(std::string topic, std::vector<Key> keys) {
  const Result<SharedFeed> feed = co_await feed_of(std::move(topic), nullptr);
  if (!feed || !*feed) co_return;  // the next minute tries again, or publish() says that it is gone
  for (const Key& key : keys) spawn(deliver(key, *feed));
}

void Hub::note_delivery(Held& held, const Result<WebResponse>& answer) {
  const bool good = is_good(answer);
  ++(good ? counts_.delivered : counts_.failed);
  if (good && held.row.failures == 0) return;
  held.row.failures = good ? 0 : held.row.failures + 1;
  held.row.next_try = good ? std::nullopt : std::optional(retry_at(held.row.failures, parts_.now()));
  save(held.row);
  if (good) return;
  parts_.log("hub: " + escape_for_log(held.row.callback) + " took no push: " +
             (answer ? "HTTP status " + std::to_string(answer->status) : answer.error().message) +
             "; again at " + format_rfc3339(*held.row.next_try));
}

asio::awaitable<void> Hub::tend() {
  const Time now = parts_.now();
  std::vector<Key> ended;
  std::map<std::string, std::vector<Key>> due;
  for (const auto& [key, held] : held_) {
    if (held.row.lease_until <= now)
      ended.push_back(key);
    else if (held.row.next_try && *held.row.next_try <= now && !held.busy)
      due[key.first].push_back(key);
  }
  for (const Key& key : ended) remove(key);
  for (auto& [topic, keys] : due) spawn(deliver_again(topic, std::move(keys)));
  co_return;
}

}  // namespace gazette
