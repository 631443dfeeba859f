#include "daemon/reader/fever/fever.h"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "daemon/reader/fever/fever_json.h"
#include "daemon/reader/replies.h"
#include "feeds/text/strings.h"

namespace gazette {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

constexpr int kItemsAtOnce = 50;   // as the API says
constexpr int kMostIds = 200'000;  // of a list of all that is unread

json::object head(bool known) {
  return {{"api_version", 3}, {"auth", known ? 1 : 0}};
}

/// with_ids, max_id or since_id.
ReaderQuery items_query(const Parameters& parameters) {
  ReaderQuery query;
  query.limit = kItemsAtOnce;
  query.order = ReaderQuery::Order::ascending;
  if (parameters.has("with_ids")) {
    const std::string text = parameters.get("with_ids");
    for (const std::string_view id : split(text, ','))
      if (const auto number = decimal(trim(id)); number && query.articles.size() < kItemsAtOnce)
        query.articles.push_back(*number);
    if (query.articles.empty()) query.limit = 0;
  } else if (const auto before = parameters.number("max_id")) {
    query.order = ReaderQuery::Order::descending;
    if (*before > 0) query.after_article = *before;  // 0: from the newest on
  } else {
    query.after_article = parameters.number("since_id").value_or(0);
  }
  return query;
}

ReaderMark mark_of(const std::string& as) {
  if (as == "read" || as == "unread") return {as == "read", std::nullopt};
  if (as == "saved" || as == "unsaved") return {std::nullopt, as == "saved"};
  return {};
}

/// The sources of a feed or group; group 0: all. Absent: there is no such one.
std::optional<std::vector<std::string>> marked_sources(const std::string& what, std::int64_t id,
                                                       const Subscriptions& subscriptions,
                                                       const std::vector<ReaderFeed>& feeds) {
  if (what == "group" && id == 0) return std::vector<std::string>();
  if (what == "feed")
    for (const ReaderFeed& feed : feeds)
      if (feed.number == id) return std::vector{feed.source};
  if (what == "group")
    for (const std::string& label : subscriptions.labels())
      if (group_number(label) == id) return subscriptions.names_with(label);
  return std::nullopt;
}

std::int64_t last_refreshed(const Subscriptions& subscriptions) {
  std::int64_t last = 0;
  for (const ReaderSubscription& one : subscriptions.all)
    if (one.updated) last = std::max(last, to_unix_ms(*one.updated) / 1000);
  return last;
}

}  // namespace

asio::awaitable<Resource> Fever::answer(const Inquiry& inquiry) {
  if (login_.is_empty())
    co_return private_text(404, "nobody reads here: [[server.reader]] of the configuration names who may");
  const Parameters parameters(inquiry.target, inquiry.body);
  if (!parameters.has("api")) co_return private_text(404, "this is the Fever API: /fever/?api");
  // Only what is posted: addresses stand in logs.
  const Login::Visitor visitor = login_.by_fever_key(Parameters({}, inquiry.body).get("api_key"),
                                                     inquiry.client, std::chrono::steady_clock::now());
  if (visitor.must_wait) co_return private_text(429, "too many wrong passwords: try again later");
  if (visitor.name.empty()) co_return private_json(json::serialize(head(false)));
  if (const Result<void> known = co_await library_.visit(visitor.name); !known)
    co_return private_text(503, "the store does not answer");
  Result<std::string> text = co_await respond(visitor.name, parameters);
  if (!text) co_return private_text(503, "the store does not answer");
  co_return private_json(std::move(*text));
}

/// All that was asked for, in one document.
asio::awaitable<Result<std::string>> Fever::respond(std::string reader, const Parameters& parameters) {
  const Result<Subscriptions> subscriptions = co_await library_.subscriptions();
  if (!subscriptions) co_return pass_on(subscriptions);
  const Result<std::vector<ReaderFeed>> feeds = co_await library_.feeds(reader);
  if (!feeds) co_return pass_on(feeds);
  json::object answer = head(true);
  answer["last_refreshed_on_time"] = last_refreshed(*subscriptions);
  if (parameters.has("mark"))
    if (const Result<void> marked = co_await mark(reader, parameters, *subscriptions, *feeds); !marked)
      co_return pass_on(marked);
  if (parameters.has("groups")) answer["groups"] = groups_json(*subscriptions);
  if (parameters.has("feeds")) answer["feeds"] = feeds_json(*subscriptions, *feeds, library_.base_url());
  if (parameters.has("groups") || parameters.has("feeds"))
    answer["feeds_groups"] = feeds_groups_json(*subscriptions, *feeds);
  if (parameters.has("favicons")) answer["favicons"] = json::array();
  if (parameters.has("links")) answer["links"] = json::array();
  const ReaderMark done = parameters.has("mark") ? mark_of(parameters.get("as")) : ReaderMark{};
  ReaderQuery unread, saved;
  unread.reader = saved.reader = reader;
  unread.read = false;
  saved.starred = true;
  for (const ReaderSubscription& one : subscriptions->all) saved.sources.push_back(one.name);
  if (parameters.has("unread_item_ids") || done.read)
    if (const auto added = co_await add_ids(answer, "unread_item_ids", std::move(unread)); !added)
      co_return pass_on(added);
  if (parameters.has("saved_item_ids") || done.starred)
    if (const auto added = co_await add_ids(answer, "saved_item_ids", std::move(saved)); !added)
      co_return pass_on(added);
  if (!parameters.has("items")) co_return json::serialize(answer);
  const Result<std::int64_t> total = co_await library_.count();
  if (!total) co_return pass_on(total);
  answer["total_items"] = *total;
  const Result<std::string> list = co_await items(reader, parameters);
  if (!list) co_return pass_on(list);
  std::string text = json::serialize(answer);
  text.back() = ',';  // the list is text already
  text += "\"items\":" + *list + '}';
  co_return text;
}

asio::awaitable<Result<void>> Fever::add_ids(json::object& answer, std::string_view name, ReaderQuery query) {
  query.order = ReaderQuery::Order::ascending;
  query.limit = kMostIds;
  const Result<std::vector<ReaderItem>> items = co_await library_.items(std::move(query));
  if (!items) co_return pass_on(items);
  answer[name] = ids_list(*items);
  co_return Result<void>{};
}

asio::awaitable<Result<std::string>> Fever::items(std::string reader, const Parameters& parameters) {
  ReaderQuery query = items_query(parameters);
  query.reader = std::move(reader);
  co_return co_await library_.written(std::move(query), items_list);
}

/// What cannot be understood changes nothing.
asio::awaitable<Result<void>> Fever::mark(std::string reader, const Parameters& parameters,
                                          const Subscriptions& subscriptions,
                                          const std::vector<ReaderFeed>& feeds) {
  const std::string what = parameters.get("mark"), as = parameters.get("as");
  const std::optional<std::int64_t> id = parameters.number("id");
  if (!id) co_return Result<void>{};
  if (what == "item") {
    std::vector<std::int64_t> items(1, *id);
    co_return co_await library_.mark(std::move(reader), std::move(items), mark_of(as));
  }
  const auto sources = marked_sources(what, *id, subscriptions, feeds);
  if (!sources || as != "read") co_return Result<void>{};
  ReaderQuery query;
  query.reader = std::move(reader);
  query.sources = *sources;
  if (const auto before = parameters.number("before"); before && *before > 0)
    query.to = from_unix_ms(std::min<std::int64_t>(*before, 100'000'000'000) * 1000);
  co_return co_await library_.mark_all_read(std::move(query));
}

}  // namespace gazette
