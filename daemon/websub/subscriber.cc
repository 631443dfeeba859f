#include "daemon/websub/subscriber.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "daemon/serve/api/tokens.h"
#include "daemon/spawn.h"
#include "daemon/websub/rules/form.h"
#include "daemon/websub/rules/leases.h"
#include "daemon/websub/rules/signature.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {

namespace asio = boost::asio;

namespace {

constexpr std::string_view kCallback = "/websub/callback/";
constexpr std::size_t kMaxPush = 8 * 1024 * 1024;
constexpr Duration kRenewalRetry = std::chrono::hours(1);
constexpr Duration kLeaseUnsaid = std::chrono::days(1);  // of a hub that does not say what it must
constexpr std::int64_t kLongestLease = 60 * 60 * 24 * 365;

/// A secret is only one where nobody listens (section 5.1).
bool keeps_secrets(const std::string& hub) {
  const std::string host = url_host(hub);
  return starts_with_ignore_case(hub, "https:") || host == "127.0.0.1" || host == "localhost" ||
         host == "::1";
}

Duration lease_of(const std::map<std::string, std::string>& fields) {
  const auto found = fields.find("hub.lease_seconds");
  std::int64_t seconds = 0;
  if (found == fields.end()) return kLeaseUnsaid;
  const std::string& text = found->second;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || end != text.data() + text.size() || seconds <= 0) return kLeaseUnsaid;
  return std::chrono::seconds(std::min(seconds, kLongestLease));
}

std::string value_of(const std::map<std::string, std::string>& fields, const std::string& name) {
  const auto found = fields.find(name);
  return found == fields.end() ? std::string() : found->second;
}

}  // namespace

void Subscriber::spawn(asio::awaitable<void> work) {
  gazette::spawn(parts_.executor, std::move(work));
}

void Subscriber::save(const HubSubscription& subscription) {
  spawn([](AsyncStore& store, HubSubscription row) -> asio::awaitable<void> {
    (void)co_await store.call([&](Store& s) { return s.save_subscription(row); });  // polling goes on anyway
  }(parts_.store, subscription));
}

void Subscriber::remove(std::string source) {
  held_.erase(source);
  spawn([](AsyncStore& store, std::string name) -> asio::awaitable<void> {
    (void)co_await store.call([&](Store& s) { return s.remove_subscription(name); });
  }(parts_.store, std::move(source)));
}

asio::awaitable<void> Subscriber::load(std::set<std::string> sources) {
  sources_ = std::move(sources);
  const auto rows = co_await parts_.store.call([](Store& store) { return store.subscriptions(); });
  if (!rows) {
    parts_.log("subscriptions: " + rows.error().message);
    co_return;
  }
  for (const HubSubscription& row : *rows)
    if (!held_.contains(row.source)) held_[row.source].now = row;
  tend();
}

bool Subscriber::is_pushed(const std::string& source) const {
  const auto found = held_.find(source);
  return found != held_.end() && is_active(found->second.now, parts_.now());
}

void Subscriber::note_poll(const std::string& source, const HubLinks& links, int added) {
  if (parts_.public_url.empty()) return;
  const Time now = parts_.now();
  const auto known = held_.find(source);
  if (known != held_.end() && is_active(known->second.now, now) && added > 0 &&
      is_distrusted(++known->second.missed)) {
    HubSubscription& row = known->second.now;
    row.state = "ended";
    row.error = kMissedPushes;
    row.asked = now;
    save(row);
    parts_.log(source + ": " + escape_for_log(row.hub) + " is not believed any more: " + row.error);
  }
  if (known != held_.end() && (known->second.next || known->second.leaving)) return;
  const std::optional<HubSubscription> row =
      known == held_.end() ? std::nullopt : std::optional(known->second.now);
  if (is_due(row, links, now)) spawn(subscribe(source, links));
}

void Subscriber::tend() {
  const Time now = parts_.now();
  for (auto& [source, held] : held_) {
    if (!sources_.contains(source)) {
      if (!std::exchange(held.leaving, true)) spawn(unsubscribe(source));
      continue;
    }
    if (held.next && held.next->asked && now - *held.next->asked > std::chrono::minutes(10)) {
      held.next.reset();
      held.renew_after = now + kRenewalRetry;
    }
    if (held.now.state == "active" && !is_active(held.now, now)) {
      held.now.state = "ended";
      held.now.error = "its lease ended";
      save(held.now);
    } else if (is_active(held.now, now) && !held.next && now >= renewal(held.now) &&
               (!held.renew_after || now >= *held.renew_after)) {
      spawn(subscribe(source, {held.now.hub, held.now.topic}));
    }
  }
}

asio::awaitable<Result<WebResponse>> Subscriber::ask(const HubSubscription& subscription, std::string mode) {
  FormFields fields = {{"hub.callback", parts_.public_url + std::string(kCallback) + subscription.token},
                       {"hub.mode", std::move(mode)},
                       {"hub.topic", subscription.topic}};
  const std::int64_t seconds = std::chrono::duration_cast<std::chrono::seconds>(kWantedLease).count();
  fields.emplace_back("hub.lease_seconds", std::to_string(seconds));
  if (!subscription.secret.empty()) fields.emplace_back("hub.secret", subscription.secret);
  WebRequest request;
  request.method = "POST";
  request.url = subscription.hub;
  request.headers["Content-Type"] = "application/x-www-form-urlencoded";
  request.body = write_form(fields);
  co_return co_await parts_.web.get(std::move(request));
}

/// A callback is used once and for one hub: a renewal has its own.
asio::awaitable<void> Subscriber::subscribe(std::string source, HubLinks links) {
  HubSubscription wanted;
  wanted.source = source;
  wanted.hub = links.hub;
  wanted.topic = links.topic;
  wanted.token = random_hex(16);
  if (keeps_secrets(links.hub)) wanted.secret = random_hex(32);
  wanted.state = "pending";
  wanted.asked = parts_.now();
  Held& held = held_[source];
  if (is_active(held.now, *wanted.asked) && held.now.hub == links.hub && held.now.topic == links.topic) {
    held.next = wanted;
  } else {
    held.now = wanted;
    held.missed = 0;
    save(wanted);
  }
  const Result<WebResponse> answer = co_await ask(wanted, "subscribe");
  const auto found = held_.find(source);
  if (found == held_.end() || (answer && answer->status >= 200 && answer->status < 300)) co_return;
  note_failure(found->second, answer ? "the hub answered " + std::to_string(answer->status) + ": " +
                                           escape_for_log(answer->body.substr(0, 200))
                                     : answer.error().message);
}

void Subscriber::note_failure(Held& held, const std::string& why) {
  parts_.log(held.now.source + ": no push: " + why);
  if (held.next) {
    held.next.reset();
    held.renew_after = parts_.now() + kRenewalRetry;
  } else if (held.now.state == "pending") {
    held.now.state = "ended";
    held.now.error = why;
    save(held.now);
  }
}

/// Verified by the hub; if it does not come back, the row goes at its lease's end.
asio::awaitable<void> Subscriber::unsubscribe(std::string source) {
  const HubSubscription row = held_[source].now;
  if (!is_active(row, parts_.now())) {
    remove(source);
    co_return;
  }
  const Result<WebResponse> answer = co_await ask(row, "unsubscribe");
  if (!answer || answer->status >= 300) remove(source);
}

Subscriber::Place Subscriber::find(std::string_view target) {
  std::string_view token = target.substr(0, target.find('?'));
  if (!token.starts_with(kCallback)) return {};
  token.remove_prefix(kCallback.size());
  for (auto& [source, held] : held_) {
    if (held.next && equal_in_constant_time(held.next->token, token)) return {&held, &*held.next};
    if (!held.now.token.empty() && equal_in_constant_time(held.now.token, token)) return {&held, &held.now};
  }
  return {};
}

std::size_t Subscriber::body_limit(std::string_view target) const {
  return const_cast<Subscriber*>(this)->find(target).held ? kMaxPush
                                                          : 0;  // NOLINT: finds and changes nothing
}

Resource Subscriber::callback(const Inquiry& inquiry) {
  if (inquiry.method == Method::post) return take(inquiry);
  if (inquiry.method == Method::get) return verify(inquiry);
  Resource refused = text_resource(405, "GET or POST\n");
  refused.headers.emplace_back("Allow", "GET, POST");
  return refused;
}

/// Section 5.3: a hub asks whether we meant it, or says that it will not.
Resource Subscriber::verify(const Inquiry& inquiry) {
  const Place place = find(inquiry.target);
  const auto fields = read_form(query_of(inquiry.target));
  const std::string mode = value_of(fields, "hub.mode"), challenge = value_of(fields, "hub.challenge");
  if (!place.held || value_of(fields, "hub.topic") != place.subscription->topic)
    return text_resource(404, "no such subscription\n");
  HubSubscription& asked = *place.subscription;
  if (mode == "denied") {
    asked.state = "denied";
    asked.error = "denied: " + escape_for_log(first_code_points(value_of(fields, "hub.reason"), 200));
    parts_.log(asked.source + ": no push: " + asked.error);
    place.held->now = HubSubscription(asked);
    place.held->next.reset();
    save(place.held->now);
    return text_resource(200, {});
  }
  if (mode == "unsubscribe" && place.held->leaving && !challenge.empty()) {
    remove(asked.source);
    return text_resource(200, challenge);
  }
  const bool wanted = asked.state == "pending" || asked.state == "active";
  if (mode != "subscribe" || !wanted || place.held->leaving || challenge.empty())
    return text_resource(404, "no such subscription\n");
  asked.state = "active";
  asked.error.clear();
  asked.lease_until = parts_.now() + lease_of(fields);
  asked.last_push = place.held->now.last_push;
  place.held->now = HubSubscription(asked);
  place.held->next.reset();
  place.held->renew_after.reset();
  save(place.held->now);
  parts_.log(place.held->now.source + ": pushed by " + escape_for_log(place.held->now.hub));
  return text_resource(200, challenge);
}

/// Section 7: taken at once, read later. A forged one gets the same answer and is forgotten.
Resource Subscriber::take(const Inquiry& inquiry) {
  const Place place = find(inquiry.target);
  if (!place.held || place.held->leaving) return text_resource(410, "no such subscription\n");
  const HubSubscription& row = *place.subscription;
  if (!row.secret.empty() && !is_signed(inquiry.hub_signature, row.secret, inquiry.body)) {
    parts_.log(row.source + ": a push without a valid signature was ignored");
    return text_resource(202, {});
  }
  auto document = std::make_shared<WebResponse>();
  document->status = 200;
  document->url = row.topic;
  document->body = inquiry.body;
  document->headers.emplace_back("content-type", std::string(inquiry.content_type));
  place.held->missed = 0;
  place.held->now.last_push = parts_.now();
  save(place.held->now);
  parts_.deliver(row.source, std::move(document));
  return text_resource(202, {});
}

}  // namespace gazette
