// source test: a source's poll from end to end, in a store of its own that is thrown away.
#include <algorithm>
#include <filesystem>
#include <iostream>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "config/load.h"
#include "daemon/commands/commands.h"
#include "daemon/commands/documents/input.h"
#include "daemon/commands/sources/discover.h"
#include "daemon/commands/sources/one_poll.h"
#include "daemon/engine.h"
#include "daemon/poll/answer/trouble.h"
#include "daemon/poll/listing.h"
#include "feeds/text/strings.h"
#include "storage/sqlite_store.h"

namespace gazette {
namespace {

namespace json = boost::json;

constexpr std::size_t kPagesTried = 1;  // of the articles that need theirs
constexpr int kShown = 5;               // articles
constexpr int kMostArticles = 10'000;

/// What is tested, and what of its answers is there already.
struct Trial {
  Config config;  ///< with this one source
  std::string url;
  std::vector<WebResponse> listings;
  std::optional<WebResponse> page;
  bool offline = false;
};

Result<WebResponse> saved_answer(const std::string& file) {
  InputReader input;
  const Result<std::string_view> bytes = input.read(file);
  if (!bytes) return fail(bytes.error().kind, quoted_argument(file) + ": " + bytes.error().message);
  WebResponse response;
  response.status = 200;
  response.body = *bytes;
  return response;
}

/// A bundled recipe, or one of a file.
std::optional<std::string> recipe_text(const std::string& what) {
  if (const std::string_view bundled = bundled_recipe(what); !bundled.empty()) return std::string(bundled);
  if (!what.ends_with(".toml")) return std::nullopt;
  InputReader input;
  const Result<std::string_view> text = input.read(what);
  return text ? std::optional(std::string(*text)) : std::nullopt;
}

/// The source that `what` names, or one made for the purpose.
Result<SourceOptions> source_of(const std::string& what, const Config& config) {
  for (const SourceOptions& source : config.sources)
    if (source.name == what) return source;
  if (what.ends_with(".toml") || what.starts_with('/') || what.starts_with('.')) {
    InputReader input;
    if (const Result<std::string_view> recipe = input.read(what); !recipe)
      return fail(ErrorKind::usage, quoted_argument(what) + ": " + recipe.error().message);
  }
  SourceOptions source;
  source.name = "test";
  if (const std::optional<std::string> text = recipe_text(what)) {
    const Result<SiteRules> rules = SiteRules::read(*text, what, {});
    if (!rules) return pass_on(rules);
    source.recipe = what;
    source.recipe_text = *text;
    return source;
  }
  if (what.find_first_of(".:/") == std::string::npos)
    return fail(ErrorKind::usage, no_such_source(what, config).message +
                                      "; nor is it an address, a bundled recipe or a recipe's file");
  source.url = address_from(what);
  return source;
}

Result<Trial> trial_of(const SourceArguments& arguments) {
  Trial trial;
  const std::string file = config_path(arguments.config_file);
  std::error_code error;
  const bool has_file = !arguments.config_file.empty() || std::filesystem::exists(file, error);
  Result<Config> config = has_file ? load_config(file) : default_config();
  if (!config) return pass_on(config);
  const Result<SourceOptions> source = source_of(arguments.what, *config);
  if (!source) return pass_on(source);
  trial.config = std::move(*config);
  trial.config.sources = {*source};
  trial.url = source->url;
  if (arguments.page.empty() && arguments.listing.empty()) return trial;
  trial.offline = true;
  trial.config.sources[0].robots = false;
  for (const std::string* name : {&arguments.listing, &arguments.page}) {
    if (name->empty()) continue;
    Result<WebResponse> answer = saved_answer(*name);
    if (!answer) return pass_on(answer);
    if (name == &arguments.page)
      trial.page = std::move(*answer);
    else
      trial.listings.push_back(std::move(*answer));
  }
  if (trial.listings.empty()) return fail(ErrorKind::usage, "--page needs a --listing");
  return trial;
}

/// Hosts that asked the daemon to be left alone are left alone here, too.
std::vector<HostPause> known_pauses(const Config& config) {
  std::error_code error;
  if (!std::filesystem::exists(config.database, error)) return {};
  const auto store = open_store(config, true);
  if (!store) return {};
  auto pauses = (*store)->pauses(wall_clock());
  return pauses ? std::move(*pauses) : std::vector<HostPause>();
}

/// What came of it.
struct Outcome {
  std::string url;
  int status = 0;
  std::string content_type;
  std::size_t bytes = 0;
  bool etag = false, last_modified = false;
  Feed feed;
  std::size_t entries = 0;
  std::vector<std::string> notes;
  std::vector<StoredArticle> articles;
  SourceState state;
  std::optional<Time> next;
};

/// 1. the listing, 2. read, 3. polled from what came.
class TrialRun {
 public:
  TrialRun(Trial trial, std::unique_ptr<Store> store)
      : trial_(std::move(trial)), poll_(trial_.config, std::move(store), known_pauses(trial_.config)) {}

  Result<Outcome> run() {
    const auto sources = make_sources(trial_.config);
    if (!sources) return pass_on(sources);
    const std::shared_ptr<const Source> source = sources->front();
    if (const Result<void> fetched = fetch(*source); !fetched) return pass_on(fetched);  // 1
    const WebResponse& first = trial_.listings.front();
    note_answer(first);
    if (first.status < 200 || first.status > 299) return tl::unexpected(error_of_status(first));
    Result<Feed> feed =
        read_listing(*source, first, {trial_.listings.begin() + 1, trial_.listings.end()});  // 2
    if (!feed) return tl::unexpected(error_of_body(first, feed.error()));
    out_.entries = feed->entries.size();
    out_.feed = std::move(*feed);
    const Result<void> polled = poll_from_answers(source);  // 3
    if (!polled) return pass_on(polled);
    return std::move(out_);
  }

 private:
  Result<void> fetch(const Source& source) {
    if (trial_.offline) {
      if (source.rules)
        for (const SiteRequest& request : source.rules->listing_requests("test")) trial_.url = request.url;
      trial_.listings[0].url = trial_.url;
      return {};
    }
    PollTools tools = poll_.tools(poll_.web());
    SourceState state;
    state.url = source.options.url;
    Result<WebResponse> first = poll_.run(fetch_listing(tools, source, state, trial_.listings, out_.notes));
    if (!first) return pass_on(first);
    trial_.listings.insert(trial_.listings.begin(), std::move(*first));
    return {};
  }

  void note_answer(const WebResponse& first) {
    out_.url = first.url;
    out_.status = first.status;
    out_.content_type = first.header("content-type");
    out_.bytes = first.body.size();
    out_.etag = !first.header("etag").empty();
    out_.last_modified = !first.header("last-modified").empty();
    for (const Hop& hop : first.hops)
      out_.notes.push_back(std::to_string(hop.status) + " to " + escape_for_log(hop.to));
  }

  Result<void> poll_from_answers(const std::shared_ptr<const Source>& source) {
    PreparedWeb web(trial_.offline ? nullptr : &poll_.web());
    web.listings.assign(trial_.listings.begin(), trial_.listings.end());
    if (trial_.page) web.pages.push_back(std::move(*trial_.page));
    web.pages_allowed = kPagesTried;
    const PollReport report = poll_.poll(web, source);
    if (report.error) return tl::unexpected(*report.error);
    for (const std::string& note : report.notes)
      if (!note.ends_with(std::string(kLeftForLater))) out_.notes.push_back(note);
    out_.next = report.next;
    auto articles = poll_.ask([](Store& store) {
      ArticleQuery query;
      query.limit = kMostArticles;
      return store.articles(query);
    });
    if (!articles) return pass_on(articles);
    out_.articles = std::move(*articles);
    const Result<SourceState> state =
        poll_.ask([&](Store& store) { return store.source_state(source->options.name); });
    if (!state) return pass_on(state);
    out_.state = *state;
    return {};
  }

  Trial trial_;
  OnePoll poll_;
  Outcome out_;
};

std::string validators_text(const Outcome& out) {
  if (out.etag && out.last_modified) return "ETag and Last-Modified: later polls are conditional";
  if (out.etag) return "an ETag: later polls are conditional";
  if (out.last_modified) return "a Last-Modified: later polls are conditional";
  return "no validators: every poll costs the whole answer";
}

std::size_t from(const Outcome& out, std::string_view where) {
  return static_cast<std::size_t>(
      std::count_if(out.articles.begin(), out.articles.end(), [&](const StoredArticle& stored) {
        return std::string_view(stored.article.content_from).starts_with(where);
      }));
}

/// Words about where the articles' text would come from.
std::string text_of(const Outcome& out) {
  const std::size_t pages = from(out, "page");
  if (pages == 0 && !out.state.pages_pending) return "the feed has them";
  std::string text = "the feed has teasers, their pages would be fetched";
  return text +
         (pages > 0 ? "; the one that was tried gave its article" : "; the one that was tried did not");
}

json::object outcome_json(const Outcome& out) {
  json::object object{{"url", out.url},
                      {"status", out.status},
                      {"content_type", out.content_type},
                      {"bytes", out.bytes},
                      {"etag", out.etag},
                      {"last_modified", out.last_modified},
                      {"format", std::string(to_string(out.feed.format))},
                      {"version", out.feed.version},
                      {"encoding", out.feed.encoding},
                      {"title", out.feed.title},
                      {"entries", out.entries},
                      {"articles", out.articles.size()},
                      {"from_feed", from(out, "feed")},
                      {"from_page", from(out, "page")},
                      {"needs_pages", out.state.pages_pending || from(out, "page") > 0},
                      {"rule", out.state.rule},
                      {"reason", out.state.reason}};
  if (out.next) object["next_poll"] = format_rfc3339(*out.next);
  json::array problems, notes, articles;
  for (const std::string& problem : out.feed.problems) problems.emplace_back(problem);
  for (const std::string& note : out.notes) notes.emplace_back(note);
  for (const StoredArticle& stored : out.articles) {
    if (articles.size() == kShown) break;
    articles.push_back({{"id", stored.article.id},
                        {"title", stored.article.title},
                        {"url", stored.article.url},
                        {"content_from", stored.article.content_from},
                        {"bytes", stored.article.body().size()}});
  }
  object["problems"] = std::move(problems);
  object["notes"] = std::move(notes);
  object["newest"] = std::move(articles);
  return object;
}

void print_outcome(const Outcome& out) {
  std::cout << fmt::format("{}\nanswered {}, {} bytes{}; {}\n", out.url, out.status, out.bytes,
                           out.content_type.empty() ? "" : " of " + escape_for_log(out.content_type),
                           validators_text(out));
  std::cout << fmt::format("{}{} \"{}\", {}\n", to_string(out.feed.format),
                           out.feed.version.empty() ? "" : " " + escape_for_log(out.feed.version),
                           escape_for_log(out.feed.title), count_of(out.entries, "entry"));
  for (const std::string& problem : out.feed.problems)
    std::cout << "problem: " << escape_for_log(problem) << '\n';
  for (const std::string& note : out.notes) std::cout << "note: " << note << '\n';
  std::cout << fmt::format("{}; full text: {}\n", count_of(out.articles.size(), "article"), text_of(out));
  for (std::size_t i = 0; i < std::min<std::size_t>(kShown, out.articles.size()); ++i) {
    const Article& article = out.articles[i].article;
    std::cout << fmt::format("  {}  {} ({} bytes, {})\n", format_rfc3339(article.date).substr(0, 10),
                             article.title, article.body().size(), article.content_from);
  }
  if (out.next)
    std::cout << "polled now, it would be polled next at " << format_rfc3339(*out.next) << ": "
              << out.state.reason << '\n';
  std::cout << "nothing was stored\n";
}

}  // namespace

int source_test_command(const SourceArguments& arguments) {
  Result<Trial> trial = trial_of(arguments);
  if (!trial) return report(trial.error());
  Result<std::unique_ptr<Store>> store = open_sqlite_store({":memory:", false, 1000, 3});
  if (!store) return report(store.error());
  const Result<Outcome> outcome = TrialRun(std::move(*trial), std::move(*store)).run();
  if (!outcome)
    return report({outcome.error().kind,
                   fmt::format("{}: {}", to_string(outcome.error().kind), outcome.error().message)});
  if (arguments.json)
    std::cout << json::serialize(outcome_json(*outcome)) << '\n';
  else
    print_outcome(*outcome);
  return std::cout.flush() ? kDone : kFailed;
}

}  // namespace gazette
