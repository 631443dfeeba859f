// check: what is wrong with the configuration and the database, and what of it can be mended. backup: a copy.
#include <filesystem>
#include <iostream>

#include <fmt/format.h>

#include "config/load.h"
#include "daemon/commands/commands.h"
#include "daemon/engine.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

void say(const Config& config, const std::string& text) {
  std::cerr << config.database << ": " << text << '\n';
}

int repair(const Config& config) {
  const Result<std::unique_ptr<Store>> store = open_store(config);
  if (!store) return report(store.error());
  const Result<std::vector<std::string>> mended = (*store)->repair();
  if (!mended) return report(mended.error());
  if (!mended->empty()) say(config, "was copied to " + config.database + ".before-repair; mended:");
  for (const std::string& text : *mended) say(config, text);
  return kDone;
}

bool is_there(const Config& config) {
  std::error_code error;
  return std::filesystem::exists(config.database, error);
}

}  // namespace

int check_command(const StoreArguments& arguments) {
  const Result<Config> config = load_config(config_path(arguments.config_file));
  if (!config) return report(config.error());
  std::cerr << fmt::format("{}: {}, {}: ok\n", config->file, count_of(config->sources.size(), "source"),
                           count_of(config->exporters.size(), "exporter"));
  if (config->fetch.contact == FetchOptions().contact && config->fetch.user_agent.empty())
    std::cerr << config->file << ": [fetch] contact is not set: site owners who wonder who asks read "
              << config->fetch.contact << '\n';
  for (const std::string& note : config->notes) std::cerr << escape_for_log(note) << '\n';
  if (!is_there(*config)) {
    say(*config, "not there yet; the first poll makes it");
    return kDone;
  }
  if (arguments.repair)
    if (const int failed = repair(*config)) return failed;
  const Result<std::unique_ptr<Store>> store = open_store(*config, true);
  if (!store) return report(store.error());
  const Result<std::vector<std::string>> problems = (*store)->check();
  if (!problems) return report(problems.error());
  for (const std::string& problem : *problems) say(*config, problem);
  if (problems->empty()) say(*config, "ok");
  return problems->empty() ? kDone : kFailed;
}

int backup_command(const StoreArguments& arguments) {
  const Result<Opened> opened = open_configured(arguments.config_file, true);
  if (!opened) return report(opened.error());
  const Result<void> done = opened->store->backup(arguments.file);
  if (!done) return report(done.error());
  std::error_code error;
  std::cerr << fmt::format(
      "{}: a whole copy, {:.1f} MB; give it back by putting it in the place of {} while gazette "
      "does not run\n",
      arguments.file, static_cast<double>(std::filesystem::file_size(arguments.file, error)) / 1e6,
      opened->config.database);
  return kDone;
}

}  // namespace gazette
