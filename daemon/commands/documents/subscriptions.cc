// opml, import: the list of feeds out to other readers, and in from them.
#include "config/sources/subscriptions.h"

#include <iostream>
#include <unordered_map>

#include <fmt/format.h>

#include "config/load.h"
#include "daemon/commands/commands.h"
#include "daemon/commands/documents/input.h"
#include "daemon/engine.h"
#include "exporters/opml.h"
#include "feeds/subscriptions/opml.h"

namespace gazette {
namespace {

/// The operator's list: the addresses that are polled, which the server never tells.
Result<std::vector<OpmlFeed>> polled_feeds(const Config& config, Store& store) {
  Result<std::vector<SourceState>> states = store.source_states();
  if (!states) return pass_on(states);
  std::unordered_map<std::string, SourceState> by_name;
  for (SourceState& state : *states) by_name.emplace(state.name, std::move(state));
  std::vector<OpmlFeed> feeds;
  for (const SourceOptions& source : config.sources) {
    const SourceState& state = by_name[source.name];
    OpmlFeed feed{source.title.empty() ? state.title : source.title, source.url, state.link, source.language,
                  source.tags};
    if (feed.title.empty()) feed.title = source.name;
    feeds.push_back(std::move(feed));
  }
  return feeds;
}

int report_about(const std::string& file, Error error) {
  error.message = quoted_argument(file) + ": " + error.message;
  return report(error);
}

}  // namespace

int opml_command(const OpmlArguments& arguments) {
  const Result<Opened> opened = open_configured_or_empty(arguments.config_file);
  if (!opened) return report(opened.error());
  const auto feeds = polled_feeds(opened->config, *opened->store);
  if (!feeds) return report(feeds.error());
  std::cout << write_opml({opened->config.server.title, opened->config.server.title, wall_clock()}, *feeds);
  for (const SourceOptions& source : opened->config.sources)
    if (source.url.empty())
      std::cerr << "gazette: " << source.name << " is a site without a feed and is left out\n";
  return std::cout.flush() ? kDone : kFailed;
}

int import_command(const OpmlArguments& arguments) {
  const Result<Config> config = load_config(config_path(arguments.config_file));
  if (!config) return report(config.error());
  InputReader input;
  const Result<std::string_view> text = input.read(arguments.file);
  if (!text) return report_about(arguments.file, text.error());
  const Result<SubscriptionList> list = parse_opml({*text, "", "", "", ""});
  if (!list) return report_about(arguments.file, list.error());
  for (const std::string& problem : list->problems) std::cerr << "gazette: " << problem << '\n';
  const SourceTables tables = source_tables(list->subscriptions, *config);
  std::cout << tables.toml;
  std::cerr << fmt::format("{} new sources, {} known already; append them: gazette import {} >> {}\n",
                           tables.count, tables.known, arguments.file, config->file);
  return std::cout.flush() ? kDone : kFailed;
}

}  // namespace gazette
