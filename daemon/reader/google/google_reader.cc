#include "daemon/reader/google/google_reader.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "daemon/reader/google/documents.h"
#include "daemon/reader/google/streams.h"
#include "daemon/reader/replies.h"
#include "daemon/serve/routes.h"
#include "feeds/text/strings.h"

namespace gazette {

namespace asio = boost::asio;

namespace {

constexpr int kMostIds = 10'000;
constexpr int kMostContents = 1'000;
constexpr std::string_view kFreshRss = "/api/greader.php", kApi = "/reader/api/0/", kAtom = "/reader/atom/",
                           kContents = "stream/contents";
constexpr std::string_view kSourcesElsewhere =
    "sources stand in this server's configuration: its operator adds, names and sorts them (gazette add URL)";

/// Decoded, without the query; absent if it is malformed.
std::optional<std::string> path_of(std::string_view target) {
  std::string path;
  const std::string_view raw = target.substr(0, target.find('?'));
  if (!percent_decode(raw, false, path)) return std::nullopt;
  if (path.starts_with(kFreshRss)) path.erase(0, kFreshRss.size());
  return path;
}

/// As NetNewsWire and others expect it of Google.
Resource unauthorized() {
  Resource resource = private_text(401, "Unauthorized");
  resource.headers.emplace_back("WWW-Authenticate", "GoogleLogin realm=\"gazette\"");
  resource.headers.emplace_back("Google-Bad-Token", "true");
  resource.headers.emplace_back("X-Reader-Google-Bad-Token", "true");
  return resource;
}

Resource failure(const Error& error) {
  return error.kind == ErrorKind::usage ? private_text(400, error.message)
                                        : private_text(503, "the store does not answer");
}

Resource done(const Result<void>& result) {
  return result ? private_text(200, "OK") : failure(result.error());
}

/// The action token: what proves that the client means it is its Authorization, so that any will do; but
/// clients want one, of 57 characters.
std::string action_token(const std::string& reader) {
  return sha256_hex("gazette action " + reader).substr(0, 57);
}

/// Adds to what is to be done with the items; false if that cannot be.
bool take_state(const std::string& state, bool added, ReaderMark& mark) {
  switch (find_stream(state).kind) {
    case Stream::Kind::read: mark.read = added; return true;
    case Stream::Kind::unread:
      if (added) mark.read = false;
      return true;
    case Stream::Kind::starred: mark.starred = added; return true;
    case Stream::Kind::all:
    case Stream::Kind::empty: return true;
    default: return state.empty();
  }
}

/// False if one is none.
bool read_items(const Parameters& parameters, std::vector<std::int64_t>& items) {
  for (const std::string& name : parameters.all("i")) {
    const std::optional<std::int64_t> item = find_item(name);
    if (!item) return false;
    items.push_back(*item);
  }
  return !items.empty();
}

}  // namespace

asio::awaitable<Resource> GoogleReader::answer(const Inquiry& inquiry) {
  if (login_.is_empty())
    co_return private_text(404, "nobody reads here: [[server.reader]] of the configuration names who may");
  const std::optional<std::string> decoded = path_of(inquiry.target);
  if (!decoded) co_return private_text(400, "the address is malformed");
  const std::string& path = *decoded;
  if (path == "/accounts/ClientLogin") co_return log_in(inquiry);
  const bool is_api = path.starts_with(kApi), is_atom = path.starts_with(kAtom);
  if (!is_api && !is_atom)
    co_return private_text(path.empty() ? 200 : 404, path.empty() ? "OK" : "Not Found");
  const Login::Visitor visitor =
      login_.by_authorization(inquiry.authorization, inquiry.client, std::chrono::steady_clock::now());
  if (visitor.must_wait) co_return private_text(429, "too many wrong passwords: try again later");
  if (visitor.name.empty()) co_return unauthorized();
  if (const Result<void> known = co_await library_.visit(visitor.name); !known)
    co_return failure(known.error());
  Question question{visitor.name,
                    path.substr(is_atom ? kAtom.size() : kApi.size()),
                    {},
                    Parameters(inquiry.target, inquiry.body),
                    inquiry.method == Method::post,
                    is_atom};
  if (is_atom) question.stream = std::exchange(question.path, std::string(kContents));
  if (question.path.starts_with(kContents) && !is_atom) {
    if (question.path.size() > kContents.size() + 1)
      question.stream = question.path.substr(kContents.size() + 1);
    question.path = kContents;
  }
  co_return co_await respond(std::move(question));
}

/// Only what is posted: addresses stand in logs.
Resource GoogleReader::log_in(const Inquiry& inquiry) {
  if (inquiry.method != Method::post) return private_text(405, "ClientLogin is posted: Email and Passwd");
  const Parameters parameters({}, inquiry.body);
  const Login::Visitor visitor = login_.by_password(parameters.get("Email"), parameters.get("Passwd"),
                                                    inquiry.client, std::chrono::steady_clock::now());
  if (visitor.must_wait) return private_text(429, "Error=TooManyAttempts\n");
  if (visitor.name.empty()) return private_text(401, "Error=BadAuthentication\n");
  const bool as_json = parameters.get("output") == "json";
  Resource resource = private_text(200, login_text(login_.token_of(visitor.name), as_json));
  if (as_json) resource.content_type = "application/json; charset=utf-8";
  return resource;
}

asio::awaitable<Resource> GoogleReader::respond(Question question) {
  const std::string_view path = question.path;
  constexpr std::string_view kWrites[] = {"edit-tag",           "mark-all-as-read", "subscription/edit",
                                          "rename-tag",         "disable-tag",      "subscription/quickadd",
                                          "subscription/import"};
  if (std::find(std::begin(kWrites), std::end(kWrites), path) == std::end(kWrites))
    co_return co_await read(std::move(question));
  if (!question.may_write) co_return private_text(405, "this is posted");
  if (path == "edit-tag") co_return co_await edit_tag(std::move(question));
  if (path == "mark-all-as-read") co_return co_await mark_all(std::move(question));
  if (path == "subscription/quickadd") co_return private_json(not_added_json(std::string(kSourcesElsewhere)));
  co_return private_text(403, std::string(kSourcesElsewhere));
}

asio::awaitable<Resource> GoogleReader::read(Question question) {
  const std::string_view path = question.path;
  if (path == "token") co_return private_text(200, action_token(question.reader));
  if (path == "user-info") co_return private_json(user_json(question.reader));
  if (path == "stream/items/ids") co_return co_await ids(std::move(question));
  if (path == "stream/items/contents") co_return co_await contents_of_items(std::move(question));
  if (path == kContents) co_return co_await contents(std::move(question));
  if (path == "preference/list") co_return private_json("{\"prefs\":[]}");
  if (path == "preference/stream/list") co_return private_json("{\"streamprefs\":{}}");
  co_return co_await lists(std::move(question));
}

asio::awaitable<Resource> GoogleReader::lists(Question question) {
  const Result<Subscriptions> subscriptions = co_await library_.subscriptions();
  if (!subscriptions) co_return failure(subscriptions.error());
  if (question.path == "subscription/list")
    co_return private_json(subscriptions_json(*subscriptions, library_.base_url()));
  if (question.path == "tag/list") co_return private_json(tags_json(*subscriptions));
  if (question.path != "unread-count") co_return private_text(404, "Not Found");
  const Result<std::vector<ReaderFeed>> feeds = co_await library_.feeds(question.reader);
  if (!feeds) co_return failure(feeds.error());
  co_return private_json(unread_json(*subscriptions, *feeds));
}

asio::awaitable<Resource> GoogleReader::ids(Question question) {
  const Result<Subscriptions> subscriptions = co_await library_.subscriptions();
  if (!subscriptions) co_return failure(subscriptions.error());
  StreamQuery asked =
      read_stream_query(question.parameters.get("s"), question.parameters, *subscriptions, kMostIds);
  if (!asked.problem.empty()) co_return private_text(400, asked.problem);
  const bool with_streams = question.parameters.get("includeAllDirectStreamIds") == "true";
  if (asked.is_empty) co_return private_json(ids_json({}, with_streams, {}));
  asked.query.reader = question.reader;
  const int limit = asked.query.limit++;  // is there more?
  Result<std::vector<ReaderItem>> items = co_await library_.items(std::move(asked.query));
  if (!items) co_return failure(items.error());
  const bool goes_on = std::ssize(*items) > limit;
  if (goes_on) items->pop_back();
  const std::string continuation = goes_on && !items->empty() ? continuation_after(items->back()) : "";
  co_return private_json(ids_json(*items, with_streams, continuation));
}

asio::awaitable<Resource> GoogleReader::contents(Question question) {
  const Result<Subscriptions> subscriptions = co_await library_.subscriptions();
  if (!subscriptions) co_return failure(subscriptions.error());
  std::string stream = question.stream.empty() ? question.parameters.get("s") : question.stream;
  if (stream.empty()) stream = kReadingList;
  StreamQuery asked = read_stream_query(stream, question.parameters, *subscriptions, kMostContents);
  if (!asked.problem.empty()) co_return private_text(question.wants_atom ? 404 : 400, asked.problem);
  asked.query.reader = question.reader;
  StreamHead head{stream,
                  asked.title,
                  library_.base_url() + std::string(question.wants_atom ? kAtom : kApi) +
                      (question.wants_atom ? "" : std::string(kContents) + '/') + percent_encode(stream),
                  library_.now(),
                  {}};
  if (asked.is_empty) asked.query.limit = 0;
  const auto limit = static_cast<std::size_t>(asked.query.limit);
  const auto write = [&](const std::vector<ReaderArticle>& articles) {
    if (articles.size() == limit && limit > 0) head.continuation = continuation_after(articles.back().item);
    return question.wants_atom ? items_atom(head, *subscriptions, articles)
                               : items_json(head, *subscriptions, articles);
  };
  Result<std::string> text = co_await library_.written(std::move(asked.query), write);
  if (!text) co_return failure(text.error());
  if (question.wants_atom)
    co_return private_document("application/atom+xml; charset=utf-8", std::move(*text));
  co_return private_json(std::move(*text));
}

asio::awaitable<Resource> GoogleReader::contents_of_items(Question question) {
  ReaderQuery query;
  query.reader = question.reader;
  query.limit = kMostContents;
  if (!read_items(question.parameters, query.articles) || query.articles.size() > kMostContents)
    co_return private_text(400, "i names the items, at most 1000");
  const Result<Subscriptions> subscriptions = co_await library_.subscriptions();
  if (!subscriptions) co_return failure(subscriptions.error());
  const StreamHead head{std::string(kReadingList),
                        "All articles",
                        library_.base_url() + "/reader/api/0/stream/items/contents",
                        library_.now(),
                        {}};
  const auto write = [&](const std::vector<ReaderArticle>& articles) {
    return items_json(head, *subscriptions, articles);
  };
  Result<std::string> text = co_await library_.written(std::move(query), write);
  if (!text) co_return failure(text.error());
  co_return private_json(std::move(*text));
}

asio::awaitable<Resource> GoogleReader::edit_tag(Question question) {
  std::vector<std::int64_t> items;
  if (!read_items(question.parameters, items)) co_return private_text(400, "i names the items");
  ReaderMark mark;
  bool possible = true;
  for (const std::string& state : question.parameters.all("a")) possible &= take_state(state, true, mark);
  for (const std::string& state : question.parameters.all("r")) possible &= take_state(state, false, mark);
  if (!possible)
    co_return private_text(400, "items are read or starred; their labels are those of their sources");
  co_return done(co_await library_.mark(question.reader, std::move(items), mark));
}

asio::awaitable<Resource> GoogleReader::mark_all(Question question) {
  const Result<Subscriptions> subscriptions = co_await library_.subscriptions();
  if (!subscriptions) co_return failure(subscriptions.error());
  StreamQuery asked = read_stream_query(question.parameters.get("s"), Parameters({}, {}), *subscriptions, 0);
  if (!asked.problem.empty()) co_return private_text(400, asked.problem);
  if (asked.is_empty) co_return private_text(200, "OK");
  asked.query.reader = question.reader;
  if (const auto until = question.parameters.number("ts"); until && *until > 0)
    asked.query.to = moment_of(*until);
  co_return done(co_await library_.mark_all_read(std::move(asked.query)));
}

}  // namespace gazette
