// The program: reads the command line (a contract, DESIGN section 5) and calls one command.
#include <clocale>
#include <csignal>
#include <cstdlib>
#include <iostream>

#include <CLI/CLI.hpp>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "daemon/commands/commands.h"

namespace {

using namespace gazette;

void set_up_log() {
  auto log = spdlog::stderr_color_mt("gazette");
  // systemd's journal stamps lines itself.
  log->set_pattern(std::getenv("JOURNAL_STREAM") ? "%l: %v" : "%Y-%m-%d %H:%M:%S %^%-5l%$ %v");
  spdlog::set_default_logger(std::move(log));
}

/// What the options of all commands write to.
struct CommandLine {
  std::string config_file;
  ContentArguments content;
  OpmlArguments opml;
  SourceArguments source;
  ListArguments list;
  RulesArguments rules;
  PollArguments poll;
  ScheduleArguments schedule;
  SimulateArguments simulate;
  DiffArguments diff;
  WithdrawArguments withdraw;
  StoreArguments store;
  ExportArguments exporting;
  int status = kDone;
};

void add_content_command(CLI::App& app, CommandLine& line, const std::string& name, const std::string& help,
                         bool many, int (*command)(const ContentArguments&)) {
  CLI::App* sub = app.add_subcommand(name, help);
  sub->add_option("--url", line.content.url, "base of relative links");
  sub->add_option("--content-type", line.content.content_type, "as the HTTP header would say");
  CLI::Option* files = sub->add_option("file", line.content.files, "files; - is standard input")->required();
  if (!many) files->expected(1);
  sub->callback([&line, command] { line.status = command(line.content); });
}

void add_list_commands(CLI::App& app, CommandLine& line) {
  app.add_subcommand("opml", "the sources as OPML, for other readers")->callback([&line] {
    line.opml.config_file = line.config_file;
    line.status = opml_command(line.opml);
  });
  CLI::App* importing = app.add_subcommand("import", "OPML of another reader as [[source]] tables");
  importing->add_option("file", line.opml.file, "the OPML; - is standard input")->required();
  importing->callback([&line] {
    line.opml.config_file = line.config_file;
    line.status = import_command(line.opml);
  });
}

void add_source_commands(CLI::App& app, CommandLine& line) {
  const auto add = [&](CLI::App& to, const std::string& name, const std::string& help,
                       int (*command)(const SourceArguments&)) {
    CLI::App* sub = to.add_subcommand(name, help);
    sub->add_flag("--json", line.source.json, "one JSON object");
    sub->callback([&line, command] {
      line.source.config_file = line.config_file;
      line.status = command(line.source);
    });
    return sub;
  };
  CLI::App* adding =
      add(app, "add", "find the feed of an address and write it into the configuration", add_command);
  adding->add_option("url", line.source.what, "of a feed, or of a page that names one")->required();
  adding->add_option("--name", line.source.name, "the source's name; without: made of its host");
  adding->add_option("--tag", line.source.tags, "a tag of all its articles; may be repeated")
      ->allow_extra_args(false);
  add(app, "remove", "take a source out of the configuration; its articles stay", remove_command)
      ->add_option("name", line.source.what, "its name")
      ->required();
  CLI::App* source = app.add_subcommand("source", "single sources");
  source->require_subcommand(1);
  CLI::App* test = add(*source, "test", "what a poll would do; nothing is stored", source_test_command);
  test->add_option("source", line.source.what, "name of a source, address, recipe or recipe's file")
      ->required();
  test->add_option("--listing", line.source.listing, "a saved listing: nobody is asked");
  test->add_option("--page", line.source.page, "a saved page of its first article that needs one");
}

void add_reading_commands(CLI::App& app, CommandLine& line) {
  const auto add = [&](const std::string& name, const std::string& help,
                       int (*command)(const ListArguments&)) {
    CLI::App* sub = app.add_subcommand(name, help);
    sub->add_flag("--json", line.list.json, "one JSON object a line");
    sub->add_option("--limit", line.list.limit, "at most so many")->check(CLI::Range(1, 1'000'000));
    sub->callback([&line, command] {
      line.list.config_file = line.config_file;
      line.status = command(line.list);
    });
    return sub;
  };
  add("list", "the newest articles", list_command);
  add("search", "articles that hold the words, best first", search_command)
      ->add_option("words", line.list.words,
                   "words, '\"a phrase\"', -word, source: tag: lang: after: before:")
      ->required();
  add("show", "one article's record", show_command)
      ->add_option("id", line.list.id, "id, guid or URL")
      ->required();
}

void add_rules_command(CLI::App& app, CommandLine& line) {
  CLI::App* rules = app.add_subcommand("rules", "what is done with articles as they come");
  rules->require_subcommand(1);
  CLI::App* test = rules->add_subcommand("test", "which stored articles each rule would meet");
  test->add_option("--limit", line.rules.limit, "so many of the newest")->check(CLI::Range(1, 1'000'000));
  test->add_flag("--json", line.rules.json, "one JSON object a rule");
  test->callback([&line] {
    line.rules.config_file = line.config_file;
    line.status = rules_test_command(line.rules);
  });
  CLI::App* apply = rules->add_subcommand("apply", "give stored articles the tags of today's configuration");
  apply->add_option("source", line.rules.source, "its articles alone");
  apply->add_flag("--drop", line.rules.drop, "withdraw what a rule drops, for good");
  apply->add_flag("--dry-run", line.rules.dry_run, "only say what would be done");
  apply->add_flag("--json", line.rules.json, "one JSON object an article");
  apply->callback([&line] {
    line.rules.config_file = line.config_file;
    line.status = rules_apply_command(line.rules);
  });
}

void add_store_commands(CLI::App& app, CommandLine& line) {
  CLI::App* diff = app.add_subcommand("diff", "what an article's publisher changed, by words");
  diff->add_option("id", line.diff.id, "id, guid or URL")->required();
  diff->add_option("version", line.diff.versions, "FROM [TO]; without: the last change")->expected(0, 2);
  diff->add_flag("--json", line.diff.json, "one JSON object");
  diff->callback([&line] {
    line.diff.config_file = line.config_file;
    line.status = diff_command(line.diff);
  });
  CLI::App* withdraw = app.add_subcommand("withdraw", "take an article away everywhere, and keep it out");
  withdraw->add_option("id", line.withdraw.id, "id, guid or URL")->required();
  withdraw->add_option("--why", line.withdraw.why, "kept with the tombstone");
  withdraw->callback([&line] {
    line.withdraw.config_file = line.config_file;
    line.status = withdraw_command(line.withdraw);
  });
}

void add_archive_commands(CLI::App& app, CommandLine& line) {
  const auto add = [&](const std::string& name, const std::string& help,
                       int (*command)(const StoreArguments&)) {
    CLI::App* sub = app.add_subcommand(name, help);
    sub->callback([&line, command] {
      line.store.config_file = line.config_file;
      line.status = command(line.store);
    });
    return sub;
  };
  add("replay", "read a source's kept listings again, after something was mended", replay_command)
      ->add_option("source", line.store.name, "its name")
      ->required();
  add("check", "configuration and database: what is wrong", check_command)
      ->add_flag("--repair", line.store.repair, "mend the database, after a copy of it");
  add("backup", "a whole copy of the database, while it is in use", backup_command)
      ->add_option("file", line.store.file, "replaced when the copy is complete")
      ->required();
  CLI::App* near = add("near", "articles whose texts differ little, newest first", near_command);
  near->add_flag("--json", line.store.json, "one JSON object a pair");
  near->add_option("--limit", line.store.limit, "at most so many pairs")->check(CLI::Range(1, 1'000'000));
  CLI::App* merge = add("merge", "make one article of two; the first one's text stays", merge_command);
  merge->add_option("id", line.store.name, "id, guid or URL of the one that stays")->required();
  merge->add_option("other", line.store.other, "id, guid or URL of the other")->required();
  add("split", "undo the last joining of an article", split_command)
      ->add_option("id", line.store.name, "id, guid or URL")
      ->required();
  CLI::App* capture =
      add("capture", "what a bug report needs of a source, without its secrets", capture_command);
  capture->add_option("source", line.store.name, "its name")->required();
  capture->add_option("file", line.store.file, "a tar to write")->required();
}

void add_schedule_commands(CLI::App& app, CommandLine& line) {
  const auto add = [&](const std::string& name, const std::string& help,
                       int (*command)(const ScheduleArguments&)) {
    CLI::App* sub = app.add_subcommand(name, help);
    sub->add_flag("--json", line.schedule.json, "one JSON object a source");
    sub->callback([&line, command] {
      line.schedule.config_file = line.config_file;
      line.status = command(line.schedule);
    });
    return sub;
  };
  add("status", "how every source is, and since when", status_command);
  add("explain", "why a source is polled when it is, and what was decided about it", explain_command)
      ->add_option("source", line.schedule.source, "its name")
      ->required();
  CLI::App* simulate =
      app.add_subcommand("simulate", "the schedule on a virtual clock: what it costs the hosts");
  simulate->add_option("--days", line.simulate.days, "so many")->check(CLI::Range(1, 3650));
  simulate->add_option("--sources", line.simulate.sources_file,
                       "instead of the configured ones: a JSON object a line with url, gap (\"3h\"), "
                       "max_age, ttl, validators");
  simulate->add_flag("--json", line.simulate.json, "one JSON object");
  simulate->callback([&line] {
    line.simulate.config_file = line.config_file;
    line.status = simulate_command(line.simulate);
  });
}

void add_working_commands(CLI::App& app, CommandLine& line) {
  app.add_subcommand("run", "the daemon, in the foreground")->callback([&line] {
    line.status = run_command(line.config_file);
  });
  CLI::App* poll =
      app.add_subcommand("poll", "poll what is due, or the named sources; store, export nothing");
  poll->add_option("source", line.poll.sources, "names of sources");
  poll->add_flag("--all", line.poll.all, "every source now");
  poll->add_flag("--force", line.poll.force, "unconditionally, as if never fetched before");
  poll->callback([&line] {
    line.poll.config_file = line.config_file;
    line.status = poll_command(line.poll);
  });
  CLI::App* exporting = app.add_subcommand("export", "run exporters on what changed");
  exporting->add_option("exporter", line.exporting.exporters, "names of exporters; all if none");
  exporting->add_flag("--json", line.exporting.json, "a report as one JSON object an exporter");
  exporting->add_flag("--dry-run", line.exporting.dry_run,
                      "print what would change, as a diff; write nothing");
  exporting
      ->add_option("--take-back", line.exporting.take_back,
                   "a file that you edited: gazette writes it anew and follows it again")
      ->allow_extra_args(false);
  exporting->callback([&line] {
    line.exporting.config_file = line.config_file;
    line.status = export_command(line.exporting);
  });
  app.add_subcommand("alert", "tell a trouble that is none, to test the command of [alert]")
      ->callback([&line] { line.status = alert_command(line.config_file); });
  app.add_subcommand("version", "the version")->callback([&line] { line.status = version_command(); });
}

/// Help and version are printed; what is wrong with the line is said in a sentence.
int end_of_parsing(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) return app.exit(error) == 0 ? kDone : kUsage;
  const std::vector<std::string> unknown = app.remaining(true);
  std::string said = error.what();
  if (said == "A subcommand is required")
    said = unknown.empty() ? "a command is missing"
                           : '"' + quoted_argument(unknown.front()) + "\" is no command";
  std::cerr << "gazette: " << said << " (gazette --help, gazette COMMAND --help)\n";
  return kUsage;
}

}  // namespace

int main(int argc, char** argv) {
  std::setlocale(LC_CTYPE, "C.UTF-8");
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error to tell, as a full disk is
  set_up_log();
  CommandLine line;
  CLI::App app("gazette: feeds and news sites into Markdown records, a site repository and clean feeds",
               "gazette");
  app.require_subcommand(1);
  app.fallthrough();
  app.add_option("--config", line.config_file,
                 "configuration (default: gazette.toml, then /etc/gazette/gazette.toml)");
  add_working_commands(app, line);
  add_schedule_commands(app, line);
  add_list_commands(app, line);
  add_source_commands(app, line);
  add_rules_command(app, line);
  add_reading_commands(app, line);
  add_store_commands(app, line);
  add_archive_commands(app, line);
  add_content_command(app, line, "parse", "a feed as one JSON document a line", true, parse_command);
  add_content_command(app, line, "extract", "a page's article as JSON", false, extract_command);
  add_content_command(app, line, "convert", "HTML to Markdown", false, convert_command);
  add_content_command(app, line, "sanitize", "HTML to safe HTML", false, sanitize_command);
  app.set_version_flag("--version", "gazette " GAZETTE_VERSION);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    line.status = end_of_parsing(app, error);
  }
  if (std::cout.flush()) return line.status;
  std::cerr << "gazette: standard output: cannot be written\n";
  return line.status == kDone ? kFailed : line.status;
}
