// The commands of the program: one short function each, returning the exit status (0 done, 1 something
// failed, 2 wrong usage or configuration). Data goes to stdout, messages to stderr. main.cc reads the command
// line and calls them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "storage/store.h"

namespace gazette {

inline constexpr int kDone = 0, kFailed = 1, kUsage = 2;

struct ContentArguments {
  std::vector<std::string> files;  ///< "-" is standard input
  std::string url;                 ///< base of relative links
  std::string content_type;        ///< as an HTTP header would say
};
int parse_command(const ContentArguments& arguments);
int extract_command(const ContentArguments& arguments);
int convert_command(const ContentArguments& arguments);
int sanitize_command(const ContentArguments& arguments);

struct OpmlArguments {
  std::string config_file, file;
};
int opml_command(const OpmlArguments& arguments);    ///< the sources as OPML
int import_command(const OpmlArguments& arguments);  ///< OPML as [[source]] tables

struct SourceArguments {
  std::string config_file;
  std::string what;               ///< an address; a name; a recipe
  std::string name;               ///< of a new source; empty: made of its address
  std::vector<std::string> tags;  ///< of a new source
  std::string listing, page;      ///< saved files, asked instead of the network
  bool json = false;
};
int add_command(const SourceArguments& arguments);          ///< discovery, one GET of the feed
int remove_command(const SourceArguments& arguments);       ///< the configuration without it
int source_test_command(const SourceArguments& arguments);  ///< what a poll would do; stores nothing

struct ListArguments {
  std::string config_file, id;
  std::vector<std::string> words;
  int limit = 20;
  bool json = false;
};
int list_command(const ListArguments& arguments);    ///< newest first
int search_command(const ListArguments& arguments);  ///< by rank
int show_command(const ListArguments& arguments);

struct RulesArguments {
  std::string config_file;
  int limit = 1000;    ///< test: of the newest articles
  std::string source;  ///< apply: its articles alone; empty: all
  bool dry_run = false, drop = false;
  bool json = false;
};
int rules_test_command(const RulesArguments& arguments);
int rules_apply_command(const RulesArguments& arguments);

struct DiffArguments {
  std::string config_file, id;
  std::vector<int> versions;  ///< none: the last change; one: from it to the present; two
  bool json = false;
};
int diff_command(const DiffArguments& arguments);

struct WithdrawArguments {
  std::string config_file, id, why;
};
int withdraw_command(const WithdrawArguments& arguments);

/// Of the commands about the database; what each takes of it says its line.
struct StoreArguments {
  std::string config_file;
  std::string name;   ///< of a source or an article
  std::string other;  ///< article
  std::string file;
  int limit = 50;
  bool repair = false, json = false;
};
int near_command(const StoreArguments& arguments);     ///< limit, json
int merge_command(const StoreArguments& arguments);    ///< name, other
int split_command(const StoreArguments& arguments);    ///< name
int check_command(const StoreArguments& arguments);    ///< repair
int backup_command(const StoreArguments& arguments);   ///< file
int replay_command(const StoreArguments& arguments);   ///< name
int capture_command(const StoreArguments& arguments);  ///< name, file

struct PollArguments {
  std::string config_file;
  std::vector<std::string> sources;  ///< empty: what is due
  bool all = false;                  ///< every source now
  bool force = false;                ///< unconditionally
};
int poll_command(const PollArguments& arguments);

struct ScheduleArguments {
  std::string config_file, source;
  bool json = false;
};
int status_command(const ScheduleArguments& arguments);   ///< of all sources; one JSON object a line
int explain_command(const ScheduleArguments& arguments);  ///< of one

struct SimulateArguments {
  std::string config_file, sources_file;
  int days = 7;
  bool json = false;
};
int simulate_command(const SimulateArguments& arguments);

int run_command(const std::string& config_file);
int alert_command(const std::string& config_file);  ///< a test of [alert]

struct ExportArguments {
  std::string config_file;
  std::vector<std::string> exporters;  ///< empty: all
  std::vector<std::string> take_back;  ///< files that the owner gives back
  bool json = false, dry_run = false;
  bool fetch_images = true;  ///< where sites keep them
};
int export_command(const ExportArguments& arguments);
int version_command();

/// The store after the configuration; ErrorKind::other while there is none.
struct Opened {
  Config config;
  std::unique_ptr<Store> store;
};
Result<Opened> open_configured(const std::string& config_file, bool read_only);
/// Read-only; an empty store in memory where there is no database yet.
Result<Opened> open_configured_or_empty(const std::string& config_file);
/// The article, or an error that says that there is none.
Result<StoredArticle> require_article(Store& store, const std::string& id_or_url);

/// The same with its text: an error, too, if only a tombstone is left of it.
Result<StoredArticle> require_text(Store& store, const std::string& id_or_url);

/// What was typed, fit for a message: escaped, and not longer than somebody reads.
std::string quoted_argument(const std::string& typed);

/// ErrorKind::usage.
Error no_such_source(const std::string& name, const Config& config);

/// Says an error on stderr and gives the exit status that fits it.
int report(const Error& error);

/// Where the configuration is: the named file, else gazette.toml here, else /etc/gazette/gazette.toml.
std::string config_path(const std::string& named);

}  // namespace gazette
