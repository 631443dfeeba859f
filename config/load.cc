#include "config/load.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>

#include "config/fetch_tables.h"
#include "config/reader.h"
#include "config/server_table.h"
#include "exporters/dialects/front_matter.h"
#include "exporters/dialects/values.h"
#include "feeds/identity/address.h"
#include "feeds/rules/rules.h"
#include "feeds/sites/rules/toml_keys.h"
#include "feeds/sites/site_rules.h"
#include "feeds/subscriptions/opml.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMaxConfigBytes = 64 * 1024 * 1024;  // 100,000 sources are about 10 MB

/// Also of a pipe, as `--config <(...)` gives it. The failure says why, without the name.
Result<std::string> read_file(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return fail(ErrorKind::config, "is a folder");
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(ErrorKind::config, errno ? std::strerror(errno) : "cannot be read");
  std::string text;
  std::array<char, 65'536> buffer;
  while (in.read(buffer.data(), buffer.size()) || in.gcount() > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(in.gcount()));
    if (text.size() > kMaxConfigBytes) return fail(ErrorKind::config, "is larger than 64 MB");
  }
  if (in.bad()) return fail(ErrorKind::config, "cannot be read to its end");
  return text;
}

/// What the readers of all tables share.
struct Loading {
  Problems& problems;
  fs::path folder;  ///< of the configuration file
  std::set<std::string> source_names, exporter_names;
  std::map<std::string, unsigned> selection_lines;  ///< by exporter

  std::string below_folder(const std::string& path) const {
    return path.empty() ? path : (folder / path).lexically_normal().string();
  }
};

std::string known_zone(TableReader& reader, std::string_view key) {
  std::string zone = reader.text(key);
  if (!zone.empty() && !is_known_zone(zone))
    reader.problem(key, "\"" + zone + "\" is not a time zone; write it as \"Asia/Shanghai\" or \"UTC\"");
  return zone;
}

void check_tags(TableReader& reader, const std::vector<std::string>& tags) {
  if (terms(tags) != tags)
    reader.problem("tags",
                   "at most 30 different tags of at most 50 characters, without / and \\, and not beginning "
                   "with . or -");
}

/// Finds the recipe's text (bundled or a file), and has it read once so that its mistakes are told now.
void read_recipe(TableReader& reader, SourceOptions& source, const Loading& loading) {
  source.recipe_text = bundled_recipe(source.recipe);
  std::string file = source.recipe + ".toml";
  if (source.recipe_text.empty()) {
    file = loading.below_folder(source.recipe);
    const Result<std::string> text = read_file(file);
    if (!text) {
      const std::string near = sites::nearest_name(source.recipe, bundled_recipe_names());
      return reader.problem("recipe", "\"" + source.recipe + "\" is neither a bundled recipe (" +
                                          join(bundled_recipe_names(), ", ") +
                                          ") nor a file that can be read" +
                                          (near.empty() ? "" : "; did you mean \"" + near + "\"?"));
    }
    source.recipe_text = *text;
  }
  source.params = reader.remaining_scalars();
  if (source.limit) source.params.emplace("limit", std::to_string(*source.limit));
  const Result<SiteRules> rules = SiteRules::read(source.recipe_text, file, source.params);
  if (!rules) reader.problem("recipe", rules.error().message);
}

void read_retention(TableReader& reader, SourceOptions& source) {
  Retention& keep = source.keep;
  keep.record = reader.duration("keep");
  keep.content = reader.duration("keep_content");
  if (reader.has("keep_count"))
    keep.count = static_cast<int>(reader.number("keep_count", 1'000, 1, 100'000'000));
  for (const auto& [key, time] : {std::pair("keep", keep.record), std::pair("keep_content", keep.content)})
    if (time && *time <= Duration::zero()) reader.problem(key, "must be longer than 0");
  if (keep.record && keep.content && *keep.content > *keep.record)
    reader.problem("keep_content", "must not be longer than keep: the text is part of the record");
  source.withdraw_deleted = reader.choice("deleted", "keep", {"keep", "withdraw"}) == "withdraw";
}

Amount read_amount(TableReader& reader) {
  const std::string amount = reader.choice("republish", "full", {"full", "excerpt", "link"});
  return amount == "link" ? Amount::link : amount == "excerpt" ? Amount::excerpt : Amount::full;
}

/// What may be said of one source and of a whole list of them.
void read_source_options(TableReader& reader, SourceOptions& source, Loading& loading) {
  source.language = reader.text("language");
  source.zone = known_zone(reader, "zone");
  source.tags = reader.texts("tags");
  check_tags(reader, source.tags);
  const std::string full_text = reader.choice("full_text", "auto", {"auto", "always", "never"});
  source.full_text = full_text == "always"  ? FullText::always
                     : full_text == "never" ? FullText::never
                                            : FullText::automatic;
  source.republish = read_amount(reader);
  if (reader.has("limit")) source.limit = static_cast<int>(reader.number("limit", 12, 1, 100'000));
  read_retention(reader, source);
  read_requests(reader, source, loading.problems, loading.folder);
}

SourceOptions read_source(const toml::table& table, Loading& loading) {
  SourceOptions source;
  TableReader reader(table, "[[source]]", loading.problems);
  source.url = reader.text("url");
  source.recipe = reader.text("recipe");
  source.name = reader.text("name", source.recipe);
  if (!reader.has("name") && !source.url.empty()) source.name = source_name_for(source.url);
  if (source.url.empty() && source.recipe.empty())
    reader.problem({}, "needs \"url\" (a feed) or \"recipe\" (a site)");
  if (!source.url.empty() && !is_http_url(source.url)) reader.problem("url", "must be an http or https URL");
  if (!source.name.empty() || reader.has("name"))  // else the URL gave none, which is told already
    source.name = unique_name(reader, source.name, loading.source_names);
  source.title = reader.text("title");
  read_source_options(reader, source, loading);
  if (!source.recipe.empty()) read_recipe(reader, source, loading);
  reader.report_unknown();
  return source;
}

/// Of several feeds of one host all but the first have their address in the name: none gets another's name
/// when that one is taken out of the list.
std::string listed_name(const std::string& url, const std::set<std::string>& taken) {
  constexpr std::size_t kLongest = 64, kDigits = 8;
  const std::string name = source_name_for(url);
  if (!taken.contains(name)) return name;
  return name.substr(0, kLongest - kDigits - 1) + '-' + sha256_hex(url).substr(0, kDigits);
}

/// The feeds of an OPML file that are no sources yet, each with what the table says of all of them.
void read_list(const toml::table& table, Config& config, Loading& loading) {
  TableReader reader(table, "[[opml]]", loading.problems);
  const std::string file = reader.required_text("file");
  SourceOptions shared;
  for (const std::string_view key : {"headers", "access"})
    if (reader.has(key)) reader.problem(key, "is for one feed's own origin: write that feed as [[source]]");
  read_source_options(reader, shared, loading);
  reader.report_unknown();
  if (file.empty()) return;
  const Result<std::string> text = read_file(loading.below_folder(file));
  if (!text) return reader.problem("file", "\"" + file + "\" cannot be read: " + text.error().message);
  Document document;
  document.body = *text;
  Result<SubscriptionList> list = parse_opml(document);
  if (!list) return reader.problem("file", file + ": " + list.error().message);
  for (const std::string& problem : list->problems) config.notes.push_back(file + ": " + problem);
  std::set<std::string> known;
  for (const SourceOptions& source : config.sources) known.insert(address_of(source.url));
  for (Subscription& subscription : list->subscriptions) {
    if (!known.insert(address_of(subscription.url)).second) continue;  // its own table says more
    SourceOptions& source = config.sources.emplace_back(shared);
    source.name =
        unique_name(reader, listed_name(subscription.url, loading.source_names), loading.source_names);
    source.url = std::move(subscription.url);
    source.title = std::move(subscription.title);
    source.tags.insert(source.tags.end(), subscription.tags.begin(), subscription.tags.end());
    source.tags = terms(source.tags);
    take_user_from_url(source);
  }
}

std::optional<Rule> read_rule(const toml::table& table, Loading& loading) {
  TableReader reader(table, "[[rule]]", loading.problems);
  Rule rule;
  rule.when = reader.required_text("when");
  rule.drop = reader.choice("do", "", {"drop", "tag"}) == "drop";
  if (!reader.has("do")) reader.problem({}, "\"do\" is missing: drop or tag");
  rule.tags = reader.texts("tags");
  check_tags(reader, rule.tags);
  if (!rule.drop && rule.tags.empty()) reader.problem("do", "\"tag\" needs tags");
  if (rule.drop && !rule.tags.empty()) reader.problem("tags", "an article that is dropped has none");
  reader.report_unknown();
  if (rule.when.empty()) return std::nullopt;
  Result<Condition> condition = Condition::parse(rule.when);
  if (!condition) reader.problem("when", condition.error().message);
  if (!condition) return std::nullopt;
  rule.condition = std::move(*condition);
  return rule;
}

/// For all sources, in their order.
void read_rules(TableReader& reader, Config& config, Loading& loading) {
  std::vector<Rule> rules;
  for (const toml::table* table : reader.tables("rule"))
    if (std::optional<Rule> rule = read_rule(*table, loading)) rules.push_back(std::move(*rule));
  if (rules.empty()) return;
  const auto shared = std::make_shared<const Rules>(std::move(rules));
  for (SourceOptions& source : config.sources) source.rules = shared;
}

void read_selection(TableReader& reader, Selection& selection) {
  selection.sources = reader.texts("sources");
  selection.tags = reader.texts("tags");
  selection.languages = reader.texts("languages");
}

/// "all", "none" or how many of the newest.
std::optional<int> read_initial(TableReader& reader) {
  if (!reader.has("initial") || reader.is_number("initial"))
    return reader.has("initial") ? std::optional(static_cast<int>(reader.number("initial", 0, 0, 1'000'000)))
                                 : std::nullopt;
  return reader.choice("initial", "all", {"all", "none"}) == "none" ? std::optional(0) : std::nullopt;
}

/// The owner's own form, read now so that its mistakes are told with file and line.
void read_template(TableReader& reader, SiteOptions& site, const Loading& loading) {
  const std::string file = reader.text("template");
  if (file.empty()) return;
  const Result<std::string> text = read_file(loading.below_folder(file));
  if (!text || text->empty())
    return reader.problem("template", "\"" + file + "\" is no file that can be read, or empty");
  if (const auto own = OwnTemplate::read(*text); !own)
    return reader.problem("template", file + ": " + own.error().message);
  site.template_text = *text;
}

SiteOptions read_site(TableReader& reader, std::string name, const Loading& loading) {
  SiteOptions site;
  site.name = std::move(name);
  site.path = loading.below_folder(reader.required_text("path"));
  site.dialect = reader.choice("dialect", site.dialect, dialect_names());
  const std::string usual(find_dialect(site.dialect)->profile);
  site.profile = reader.choice("profile", usual, profile_names());
  site.layout = reader.text("layout");
  site.transliterate = reader.flag("transliterate", false);
  read_template(reader, site, loading);
  site.rights_line = reader.flag("rights_line", false);
  site.keep_images = reader.choice("assets", "none", {"keep", "none"}) == "keep";
  site.images_path = reader.text("assets_path");
  site.images_url = reader.text("assets_url");
  read_selection(reader, site.selection);
  site.initial = read_initial(reader);
  site.commit = reader.flag("commit", false);
  site.push = reader.flag("push", false);
  site.history = reader.flag("history", false);
  site.author = reader.text("author");
  site.message = reader.text("message");
  if (site.push && !site.commit) reader.problem("push", "needs commit = true");
  if (site.history && !site.commit) reader.problem("history", "needs commit = true");
  if (!site.message.empty() && !site.commit) reader.problem("message", "needs commit = true");
  if (const auto made = make_site_exporter(site); !made) {
    const std::string& problem = made.error().message;
    const std::string key = problem.substr(0, problem.find(": "));
    const bool of_key = reader.has(key);
    reader.problem(of_key ? key : "", of_key ? problem.substr(key.size() + 2) : problem);
  }
  return site;
}

FeedFilesOptions read_feed(TableReader& reader, std::string name, const Loading& loading) {
  FeedFilesOptions feed;
  feed.name = std::move(name);
  feed.path = loading.below_folder(reader.text("path"));
  feed.title = reader.text("title");
  feed.limit = static_cast<int>(reader.number("limit", feed.limit, 1, 10'000));
  feed.words = collapse_whitespace(reader.text("words"));
  feed.amount = read_amount(reader);
  read_selection(reader, feed.selection);
  if (!reader.has("formats")) return feed;
  feed.formats.clear();
  for (const std::string& format : reader.texts("formats")) {
    if (format == "atom")
      feed.formats.push_back(FeedOutput::atom);
    else if (format == "rss")
      feed.formats.push_back(FeedOutput::rss);
    else if (format == "json")
      feed.formats.push_back(FeedOutput::json);
    else
      reader.problem("formats", "\"" + format + "\" is not one of atom, rss, json");
  }
  return feed;
}

ExportOptions read_export(const toml::table& table, Loading& loading) {
  ExportOptions options;
  TableReader reader(table, "[[export]]", loading.problems);
  const std::string type = reader.choice("type", "site", {"site", "feed"});
  if (!reader.has("type")) reader.problem({}, "\"type\" is missing: site or feed");
  const std::string name = unique_name(reader, reader.text("name", type), loading.exporter_names);
  if (type == "feed")
    options.feed = read_feed(reader, name, loading);
  else
    options.site = read_site(reader, name, loading);
  loading.selection_lines[name] = reader.line("sources");
  reader.report_unknown();
  return options;
}

/// Each site exporter knows the others that write below its path.
void note_sites_beside(Config& config) {
  const auto folder = [](const SiteOptions& site) {
    const fs::path path = fs::path(site.path).lexically_normal();
    return path.has_filename() ? path : path.parent_path();  // "site/"
  };
  for (ExportOptions& one : config.exporters)
    for (const ExportOptions& other : config.exporters)
      if (one.site && other.site && one.site->name != other.site->name &&
          folder(*one.site) == folder(*other.site))
        one.site->beside.push_back(other.site->name);
}

/// Names that a selection asks for and no source has.
void check_selections(const Config& config, Loading& loading) {
  const std::vector<std::string> names(loading.source_names.begin(), loading.source_names.end());
  for (const ExportOptions& options : config.exporters) {
    for (const std::string& source :
         (options.site ? options.site->selection : options.feed->selection).sources) {
      if (loading.source_names.contains(source)) continue;
      const std::string near = sites::nearest_name(source, names);
      loading.problems.add(loading.selection_lines[options.name()],
                           "[[export]] " + options.name() + ": no source is named \"" + source + "\"" +
                               (near.empty() ? "" : "; did you mean \"" + near + "\"?"));
    }
  }
}

/// The newest listing of a source is what its missing pages are asked by: one is kept, and there is room for
/// it.
void read_kept_responses(TableReader& reader, Config& config) {
  constexpr std::size_t kLeastBytes = 1'000'000;
  config.keep_responses = static_cast<int>(reader.number("keep_responses", config.keep_responses, 1, 1'000));
  const std::size_t bytes =
      reader.bytes("keep_response_bytes", static_cast<std::size_t>(config.keep_response_bytes));
  if (bytes < kLeastBytes) reader.problem("keep_response_bytes", "must be at least 1MB");
  config.keep_response_bytes = static_cast<std::int64_t>(bytes);
}

std::string read_database(TableReader& reader, const Loading& loading) {
  const std::string file = reader.text("database", "gazette.db");
  if (file.empty()) reader.problem("database", "must name a file");
  if (file.find("://") != std::string::npos)
    reader.problem("database", "must be a file of SQLite; servers such as PostgreSQL are not supported yet");
  return loading.below_folder(file);
}

void read_all(const toml::table& root, Config& config, Loading& loading) {
  static const toml::table kEmpty;
  TableReader reader(root, "configuration", loading.problems);
  config.database = read_database(reader, loading);
  read_kept_responses(reader, config);
  const auto table = [&](std::string_view key) -> const toml::table& {
    const toml::table* found = reader.table(key);
    return found ? *found : kEmpty;
  };
  config.fetch = read_fetch(TableReader(table("fetch"), "[fetch]", loading.problems));
  config.images = read_images(TableReader(table("images"), "[images]", loading.problems));
  config.server = read_server(TableReader(table("server"), "[server]", loading.problems), loading.problems,
                              loading.folder);
  config.alert = read_alert(TableReader(table("alert"), "[alert]", loading.problems), loading.folder);
  for (const toml::table* source : reader.tables("source"))
    config.sources.push_back(read_source(*source, loading));
  for (const toml::table* list : reader.tables("opml")) read_list(*list, config, loading);
  for (const toml::table* exporter : reader.tables("export"))
    config.exporters.push_back(read_export(*exporter, loading));
  note_sites_beside(config);
  read_rules(reader, config, loading);
  check_selections(config, loading);
  for (const SourceOptions& source : config.sources)
    if (source.republish != Amount::full) config.republish[source.name] = source.republish;
  for (ExportOptions& exporter : config.exporters) {
    if (exporter.feed) exporter.feed->public_url = config.server.public_url;
    if (exporter.feed) exporter.feed->hub = hub_of(config.server);
    (exporter.feed ? exporter.feed->republish : exporter.site->republish) = config.republish;
  }
  reader.report_unknown();
}

/// What relative paths are below; a pipe has no folder of its own.
fs::path folder_of(const std::string& file) {
  std::error_code error;
  const bool is_pipe = fs::exists(file, error) && !fs::is_regular_file(file, error);
  return is_pipe ? fs::current_path() : fs::absolute(file).parent_path();
}

}  // namespace

std::string source_name_for(std::string_view url) {
  std::string host = url_host(url);
  for (std::string_view prefix : {"www.", "feeds.", "feed.", "rss."})
    if (host.starts_with(prefix)) host.erase(0, prefix.size());
  std::string name;
  for (char c : host) name += (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-';
  return name.substr(0, 64);
}

Config default_config() {
  Config config;
  config.database = "gazette.db";
  return config;
}

Result<Config> parse_config(std::string_view toml_text, const std::string& file) {
  Problems problems(file);
  Config config = default_config();
  config.file = file;
  try {
    const toml::table root = toml::parse(toml_text, file);
    Loading loading{problems, folder_of(file), {}, {}, {}};
    read_all(root, config, loading);
  } catch (const toml::parse_error& error) {
    problems.add(static_cast<unsigned>(error.source().begin.line), std::string(error.description()));
  }
  if (!problems.empty()) return fail(ErrorKind::config, problems.text());
  return config;
}

Result<Config> load_config(const std::string& file) {
  const Result<std::string> text = read_file(file);
  if (!text)
    return fail(ErrorKind::config,
                file + ": " + text.error().message +
                    ". Write one (see gazette.example.toml) or name it with --config FILE");
  return parse_config(*text, file);
}

}  // namespace gazette
