// add, remove: one source more or less in the configuration.
#include <filesystem>
#include <iostream>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "config/load.h"
#include "config/sources/edit.h"
#include "daemon/commands/commands.h"
#include "daemon/commands/sources/config_file.h"
#include "daemon/commands/sources/discover.h"
#include "daemon/commands/sources/one_poll.h"
#include "daemon/engine.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

namespace json = boost::json;

/// The first source of all may come before there is a file.
Result<Config> load_or_begin(const std::string& file) {
  std::error_code error;
  return std::filesystem::exists(file, error) ? load_config(file) : parse_config("", file);
}

Error known_already(const std::string& url, const SourceOptions& source) {
  return {ErrorKind::usage, escape_for_log(url) + " is a source already: " + source.name};
}

/// What was found is the source's first poll: it is not asked for twice.
Result<PollReport> store_first_poll(OnePoll& poll, const EditedConfig& added, WebResponse response) {
  const auto sources = make_sources(added.config);
  if (!sources) return pass_on(sources);
  for (const auto& source : *sources) {
    if (source->options.name != added.name) continue;
    PreparedWeb web(nullptr);
    web.listings.push_back(std::move(response));
    PollReport report = poll.poll(web, source);
    if (report.error) return tl::unexpected(*report.error);
    return report;
  }
  return fail(ErrorKind::other, "the new source is not there");
}

struct Added {
  EditedConfig config;
  FoundFeed found;
  Result<PollReport> polled;
  bool pages_pending = false;
};

/// Told before anybody is asked for a feed.
Result<void> check_name(const std::string& name, const Config& config) {
  if (name.empty()) return {};
  if (!is_source_name(name))
    return fail(ErrorKind::usage,
                "--name \"" + quoted_argument(name) +
                    "\" must be 1 to 64 of a-z, 0-9, - and _, and begin with a letter or digit");
  for (const SourceOptions& source : config.sources)
    if (source.name == name) return fail(ErrorKind::usage, "a source is named \"" + name + "\" already");
  return {};
}

Result<Added> add_source(const SourceArguments& arguments, const std::string& file) {
  const Result<Config> config = load_or_begin(file);
  if (!config) return pass_on(config);
  if (const Result<void> good = check_name(arguments.name, *config); !good) return pass_on(good);
  const std::string url = address_from(arguments.what);
  if (const SourceOptions* known = find_source_of(*config, url))
    return tl::unexpected(known_already(url, *known));
  Result<std::unique_ptr<Store>> store = open_store(*config);
  if (!store) return pass_on(store);
  const auto pauses = (*store)->pauses(wall_clock());
  if (!pauses) return pass_on(pauses);
  OnePoll poll(*config, std::move(*store), *pauses);
  Result<FoundFeed> found = poll.run(find_feed(poll.web(), poll.robots(), url, config->fetch.robots));
  if (!found) return fail(found.error().kind, quoted_argument(url) + ": " + found.error().message);
  const Subscription feed{found->feed.title, found->url, found->feed.link, {}, arguments.tags};
  auto edited = change_config_file(file, [&](std::string_view text) {
    Subscription subscription = feed;
    subscription.title.clear();  // the feed says it itself, and may change it
    return with_source(text, file, subscription, arguments.name);
  });
  if (!edited) return pass_on(edited);
  Result<PollReport> polled = store_first_poll(poll, *edited, std::move(found->response));
  const std::string name = edited->name;
  const Result<SourceState> state = poll.ask([&](Store& opened) { return opened.source_state(name); });
  return Added{std::move(*edited), std::move(*found), std::move(polled), state && state->pages_pending};
}

json::object added_json(const Added& added, const std::string& file) {
  json::object object{{"source", added.config.name},
                      {"url", added.found.url},
                      {"title", added.found.feed.title},
                      {"format", std::string(to_string(added.found.feed.format))},
                      {"config", file}};
  if (added.polled) {
    object["entries"] = added.polled->entries;
    object["added"] = added.polled->added;
    object["pages_pending"] = added.pages_pending;
    if (added.polled->next) object["next_poll"] = format_rfc3339(*added.polled->next);
  } else {
    object["problem"] = added.polled.error().message;
  }
  json::array others;
  for (const NamedFeed& feed : added.found.others)
    others.push_back({{"url", feed.url}, {"title", feed.title}});
  object["other_feeds"] = std::move(others);
  return object;
}

void print_added(const Added& added, const std::string& file) {
  const Feed& feed = added.found.feed;
  std::cout << fmt::format("{}: {} \"{}\" at {}\n", added.config.name, to_string(feed.format),
                           escape_for_log(feed.title), added.found.url);
  std::cout << "written into " << file << "; a running daemon takes it up when it is told to reload\n";
  if (added.polled)
    std::cout << fmt::format(
        "{}, {} stored{}\n", count_of(static_cast<std::size_t>(added.polled->entries), "entry"),
        count_of(static_cast<std::size_t>(added.polled->added), "article"),
        added.polled->next ? "; next poll at " + format_rfc3339(*added.polled->next) : "");
  else
    std::cerr << "gazette: nothing is stored yet, the next poll asks again: " << added.polled.error().message
              << '\n';
  if (added.pages_pending)
    std::cout << "the feed has teasers: the articles' pages are fetched at the next poll (gazette poll "
              << added.config.name << ": now)\n";
  for (const NamedFeed& other : added.found.others)
    std::cout << "the page names this one, too: " << other.url
              << (other.title.empty() ? "" : " (" + escape_for_log(other.title) + ")") << '\n';
}

}  // namespace

int add_command(const SourceArguments& arguments) {
  const std::string file = config_path(arguments.config_file);
  const Result<Added> added = add_source(arguments, file);
  if (!added) return report(added.error());
  if (arguments.json)
    std::cout << json::serialize(added_json(*added, file)) << '\n';
  else
    print_added(*added, file);
  return std::cout.flush() ? kDone : kFailed;
}

int remove_command(const SourceArguments& arguments) {
  const std::string file = config_path(arguments.config_file);
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return report(load_config(file).error());
  const auto removed = change_config_file(
      file, [&](std::string_view text) { return without_source(text, file, arguments.what); });
  if (!removed) return report(removed.error());
  if (arguments.json)
    std::cout << json::serialize(json::object{{"source", removed->name}, {"config", file}}) << '\n';
  else
    std::cout << removed->name << ": taken out of " << file
              << "; its articles stay. A running daemon lets go of it when it is told to reload\n";
  return std::cout.flush() ? kDone : kFailed;
}

}  // namespace gazette
