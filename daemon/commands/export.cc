// export: what changed to the exporters; what would change as a diff; what the owner gives back.
#include <algorithm>
#include <csignal>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <stdlib.h>

#include "config/load.h"
#include "daemon/commands/commands.h"
#include "daemon/engine.h"
#include "daemon/images/image_keeper.h"
#include "daemon/output/export_runner.h"
#include "daemon/output/feed_log.h"
#include "exporters/git/process.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

namespace fs = std::filesystem;

constexpr Duration kImagesAtMost = std::chrono::minutes(10);

int print_outcomes(const std::vector<ExportOutcome>& outcomes, bool as_json) {
  int status = kDone;
  for (const ExportOutcome& outcome : outcomes) {
    if (!outcome.report) {
      std::cerr << "gazette: export " << outcome.exporter << ": " << outcome.report.error().message << '\n';
      status = kFailed;
      continue;
    }
    const ExportReport& report = *outcome.report;
    if (report.not_taken > 0) status = kFailed;
    for (const std::string& note : report.notes)
      std::cerr << "gazette: export " << outcome.exporter << ": " << note << '\n';
    if (as_json) {
      std::cout << boost::json::serialize(boost::json::object{{"exporter", outcome.exporter},
                                                              {"written", report.written},
                                                              {"unchanged", report.unchanged},
                                                              {"removed", report.removed},
                                                              {"images", report.images},
                                                              {"kept", report.kept},
                                                              {"commit", report.commit}})
                << '\n';
    } else {
      std::cerr << fmt::format(
          "{}: {} written, {} unchanged, {} removed{}{}{}\n", outcome.exporter, report.written,
          report.unchanged, report.removed, report.images ? fmt::format(", {} images", report.images) : "",
          report.kept
              ? fmt::format(", {} edited by the owner and kept (--take-back FILE gives one up)", report.kept)
              : "",
          report.commit.empty() ? "" : ", commit " + report.commit);
    }
  }
  return std::cout.flush() ? status : kFailed;
}

Result<void> check_names(const Config& config, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const auto has_name = [&](const ExportOptions& options) { return options.name() == name; };
    if (std::none_of(config.exporters.begin(), config.exporters.end(), has_name))
      return fail(ErrorKind::usage,
                  "no exporter is named \"" + quoted_argument(name) + "\" in " + config.file);
  }
  return {};
}

/// The path below the site's folder: as it is given, or from where we stand; empty if it is elsewhere.
std::string path_in_site(const std::string& path, const std::string& site) {
  std::error_code error;
  const fs::path root = fs::weakly_canonical(site, error);
  const std::string below = fs::weakly_canonical(path, error).lexically_relative(root).string();
  if (!below.empty() && !below.starts_with("..")) return below;
  const fs::path within = fs::weakly_canonical(root / path, error).lexically_relative(root);
  const bool is_below = fs::path(path).is_relative() && !within.empty() && *within.begin() != "..";
  return is_below && fs::exists(root / within, error) ? within.string() : std::string();
}

/// Tells each site's exporter which of its files it has back.
Result<void> take_back(const ExportArguments& arguments, const Config& config, ExportRunner& runner) {
  for (const std::string& path : arguments.take_back) {
    bool known = false;
    for (const ExportOptions& options : config.exporters) {
      const auto& names = arguments.exporters;
      if (!options.site ||
          (!names.empty() && std::find(names.begin(), names.end(), options.name()) == names.end()))
        continue;
      const std::string below = path_in_site(path, options.site->path);
      if (!below.empty()) runner.take_back(options.name(), {below});
      known |= !below.empty();
    }
    if (!known) return fail(ErrorKind::usage, quoted_argument(path) + " is in no site of " + config.file);
  }
  return {};
}

/// A folder of ours that goes away.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (fs::temp_directory_path() / "gazette-diff-XXXXXX").string();
    if (mkdtemp(name.data())) path_ = name;
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }
  void write(const fs::path& file, const std::string& text) const {
    std::error_code ignored;  // git says what is missing
    fs::create_directories((path_ / file).parent_path(), ignored);
    std::ofstream(path_ / file, std::ios::binary) << text;
  }

 private:
  fs::path path_;
};

/// The changes as git shows them.
Result<std::string> diff_of(const std::vector<FileChange>& changes) {
  const ScratchFolder scratch;
  if (scratch.path().empty()) return fail(ErrorKind::other, "no temporary folder can be made");
  std::error_code ignored;
  for (const char* side : {"a", "b"}) fs::create_directories(scratch.path() / side, ignored);
  for (const FileChange& change : changes) {
    if (change.before) scratch.write(fs::path("a") / change.old_path, *change.before);
    if (change.after) scratch.write(fs::path("b") / change.path, *change.after);
  }
  Command command;
  command.argv = {"git", "-c", "core.quotepath=false", "diff", "--no-index", "--no-prefix", "--no-color",
                  "a",   "b"};
  command.folder = scratch.path().string();
  command.deadline = std::chrono::minutes(5);
  command.output_limit = std::size_t{1} << 30;
  Result<Finished> finished = run_command(command);
  if (!finished) return pass_on(finished);
  if (finished->status > 1) return fail(ErrorKind::other, "git diff: " + escape_for_log(finished->err));
  return std::move(finished->out);
}

int print_preview(ExportRunner& runner, Store& store, const std::vector<std::string>& names) {
  const Result<std::vector<FileChange>> changes = runner.preview(store, names);
  if (!changes) return report(changes.error());
  const Result<std::string> diff = changes->empty() ? Result<std::string>() : diff_of(*changes);
  if (!diff) return report(diff.error());
  std::cout << *diff << std::flush;
  std::cerr << count_of(changes->size(), "file") << " would change\n";
  return std::cout ? kDone : kFailed;
}

/// Feed files name their archives. Without such files the logs may wait for the server: they cost as much as
/// all of a site's files.
Result<void> log_for_feed_files(Store& store, const Config& config) {
  const bool writes_feeds =
      std::any_of(config.exporters.begin(), config.exporters.end(),
                  [](const ExportOptions& one) { return one.feed && !one.feed->path.empty(); });
  return writes_feeds ? catch_up_feed_logs(store, logged_feeds(config)) : Result<void>();
}

/// Fetches what sites keep of images, as the daemon does before an export.
Result<void> keep_images(const Config& config) {
  if (nobody_keeps_images(config.exporters)) return {};
  boost::asio::io_context loop;
  Result<std::unique_ptr<Engine>> engine = Engine::make(loop, std::make_shared<const Config>(config));
  if (!engine) return pass_on(engine);
  ImageKeeper keeper(**engine);
  Result<ImageRound> round = ImageRound{};
  boost::asio::signal_set signals(loop, SIGINT, SIGTERM);
  signals.async_wait([&](const boost::system::error_code& error, int) {
    if (!error) (*engine)->stop();
  });
  boost::asio::co_spawn(loop, keeper.run(kImagesAtMost),
                        [&](const std::exception_ptr& error, Result<ImageRound> done) {
                          if (error) std::rethrow_exception(error);  // a bug of ours: end loudly
                          round = std::move(done);
                          loop.stop();
                        });
  loop.run();
  if (!round) return pass_on(round);
  for (const std::string& note : round->notes) std::cerr << "gazette: image " << note << '\n';
  if (round->kept + round->missing + round->refused > 0)
    std::cerr << fmt::format("images: {} kept, {} missing, {} refused\n", round->kept, round->missing,
                             round->refused);
  if (!round->complete) std::cerr << "images: more are left for the next run\n";
  return {};
}

}  // namespace

int export_command(const ExportArguments& arguments) {
  const Result<Config> config = load_config(config_path(arguments.config_file));
  if (!config) return report(config.error());
  if (const Result<void> named = check_names(*config, arguments.exporters); !named)
    return report(named.error());
  const Result<std::unique_ptr<Store>> store = open_store(*config);
  if (!store) return report(store.error());
  Result<ExportRunner> runner = ExportRunner::make(config->exporters);
  if (!runner) return report(runner.error());
  if (const Result<void> taken = take_back(arguments, *config, *runner); !taken) return report(taken.error());
  if (arguments.dry_run) return print_preview(*runner, **store, arguments.exporters);
  if (const Result<void> logged = log_for_feed_files(**store, *config); !logged)
    return report(logged.error());
  const Result<void> kept = arguments.fetch_images ? keep_images(*config) : Result<void>();
  if (!kept) return report(kept.error());
  return print_outcomes(runner->run(**store, arguments.exporters, wall_clock()), arguments.json);
}

}  // namespace gazette
