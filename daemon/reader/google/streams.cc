#include "daemon/reader/google/streams.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace gazette {

namespace {

constexpr std::string_view kItemPrefix = "tag:google.com,2005:reader/item/";
constexpr std::size_t kItemDigits = 16;
constexpr std::string_view kFeedPrefix = "feed/", kStatePrefix = "state/com.google/", kLabelPrefix = "label/";
constexpr int kUsualCount = 20;

Stream::Kind state_kind(std::string_view state) {
  using Kind = Stream::Kind;
  constexpr std::pair<std::string_view, Kind> kStates[] = {{"reading-list", Kind::all},
                                                           {"read", Kind::read},
                                                           {"starred", Kind::starred},
                                                           {"kept-unread", Kind::unread},
                                                           {"fresh", Kind::unread},
                                                           {"unread", Kind::unread},
                                                           {"broadcast", Kind::empty},
                                                           {"like", Kind::empty},
                                                           {"broadcast-friends", Kind::empty},
                                                           {"created", Kind::empty},
                                                           {"tracking-kept-unread", Kind::empty}};
  for (const auto& [name, kind] : kStates)
    if (name == state) return kind;
  return Kind::unknown;
}

std::vector<std::string> names_of(const Subscriptions& subscriptions) {
  std::vector<std::string> names;
  for (const ReaderSubscription& one : subscriptions.all) names.push_back(one.name);
  return names;
}

/// The sources that it names; all for what is no feed and no label.
std::vector<std::string> sources_of(const Stream& stream, const Subscriptions& subscriptions) {
  if (stream.kind == Stream::Kind::label) return subscriptions.names_with(stream.name);
  if (stream.kind != Stream::Kind::feed) return names_of(subscriptions);
  return subscriptions.find(stream.name) ? std::vector{stream.name} : std::vector<std::string>();
}

std::string title_of(const Stream& stream, const Subscriptions& subscriptions) {
  const ReaderSubscription* feed =
      stream.kind == Stream::Kind::feed ? subscriptions.find(stream.name) : nullptr;
  if (feed) return feed->title;
  if (stream.kind == Stream::Kind::label) return stream.name;
  return stream.kind == Stream::Kind::starred ? "Starred" : "All articles";
}

/// Only what is in both.
void narrow(std::optional<bool>& flag, bool wanted, StreamQuery& out) {
  if (flag && *flag != wanted) out.is_empty = true;
  flag = wanted;
}

/// Items that are in the stream, too (it), or not in it (xt).
void take_stream(const Stream& stream, bool included, const Subscriptions& subscriptions, StreamQuery& out) {
  ReaderQuery& query = out.query;
  switch (stream.kind) {
    case Stream::Kind::all:
    case Stream::Kind::empty: out.is_empty |= included == (stream.kind == Stream::Kind::empty); return;
    case Stream::Kind::read: return narrow(query.read, included, out);
    case Stream::Kind::unread: return narrow(query.read, !included, out);
    case Stream::Kind::starred: return narrow(query.starred, included, out);
    case Stream::Kind::feed:
    case Stream::Kind::label: break;
    case Stream::Kind::unknown: out.problem = "there is no such stream"; return;
  }
  const std::vector<std::string> named = sources_of(stream, subscriptions);
  const std::vector<std::string> before = query.sources.empty() ? names_of(subscriptions) : query.sources;
  query.sources.clear();
  for (const std::string& source : before)
    if ((std::find(named.begin(), named.end(), source) != named.end()) == included)
      query.sources.push_back(source);
  out.is_empty |= query.sources.empty();
}

/// "1764000000000.123"
bool read_place(std::string_view text, ReaderQuery& query) {
  const std::size_t dot = std::min(text.find('.'), text.size());
  const auto date = decimal(text.substr(0, dot));
  const auto article = dot == text.size() ? std::nullopt : decimal(text.substr(dot + 1));
  if (!date || !article) return false;
  query.after_date = from_unix_ms(*date);
  query.after_article = *article;
  return true;
}

}  // namespace

std::string item_name(std::int64_t article) {
  char digits[kItemDigits + 1];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(article));
  return std::string(kItemPrefix) + digits;
}

std::optional<std::int64_t> find_item(std::string_view name) {
  const bool is_long = name.starts_with(kItemPrefix);
  if (is_long) name.remove_prefix(kItemPrefix.size());
  if (!is_long && name.size() != kItemDigits) return decimal(name);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number, 16);
  if (error != std::errc{} || end != name.data() + name.size()) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

Stream find_stream(std::string_view id) {
  if (id.starts_with(kFeedPrefix) && id.size() > kFeedPrefix.size())
    return {Stream::Kind::feed, std::string(id.substr(kFeedPrefix.size()))};
  constexpr std::string_view kUser = "user/";
  if (!id.starts_with(kUser)) return {};
  id.remove_prefix(kUser.size());
  const std::size_t slash = id.find('/');  // "-", or the user's own number
  if (slash == 0 || slash == id.npos) return {};
  id.remove_prefix(slash + 1);
  if (id.starts_with(kLabelPrefix) && id.size() > kLabelPrefix.size())
    return {Stream::Kind::label, std::string(id.substr(kLabelPrefix.size()))};
  if (!id.starts_with(kStatePrefix)) return {};
  return {state_kind(id.substr(kStatePrefix.size())), {}};
}

std::string feed_stream(std::string_view source) {
  return std::string(kFeedPrefix) + std::string(source);
}

std::string label_stream(std::string_view label) {
  return "user/-/label/" + std::string(label);
}

Time moment_of(std::int64_t number) {
  constexpr std::int64_t kSeconds = 100'000'000'000, kMilliseconds = 1000 * kSeconds;
  if (number < 0) return from_unix_ms(0);
  if (number < kSeconds) return from_unix_ms(number * 1000);
  return from_unix_ms(number < kMilliseconds ? number : number / 1000);
}

StreamQuery read_stream_query(std::string_view stream, const Parameters& parameters,
                              const Subscriptions& subscriptions, int most) {
  StreamQuery out;
  const Stream asked = find_stream(stream);
  out.title = title_of(asked, subscriptions);
  take_stream(asked, true, subscriptions, out);
  for (const std::string& also : parameters.all("it"))
    if (!also.empty()) take_stream(find_stream(also), true, subscriptions, out);
  for (const std::string& not_in : parameters.all("xt"))
    if (!not_in.empty()) take_stream(find_stream(not_in), false, subscriptions, out);
  ReaderQuery& query = out.query;
  query.limit =
      static_cast<int>(std::clamp<std::int64_t>(parameters.number("n").value_or(kUsualCount), 0, most));
  query.order = parameters.get("r") == "o" ? ReaderQuery::Order::oldest : ReaderQuery::Order::newest;
  if (const auto from = parameters.number("ot"); from && *from > 0) query.from = moment_of(*from);
  if (const auto to = parameters.number("nt"); to && *to > 0) query.to = moment_of(*to);
  if (const std::string place = parameters.get("c"); !place.empty() && !read_place(place, query))
    out.problem = "that is no place where a list goes on";
  return out;
}

std::string continuation_after(const ReaderItem& item) {
  return std::to_string(to_unix_ms(item.date)) + '.' + std::to_string(item.article);
}

}  // namespace gazette
