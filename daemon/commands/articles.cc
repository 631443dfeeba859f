// list, search, show: what is in the store.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "config/load.h"
#include "daemon/commands/commands.h"
#include "daemon/engine.h"
#include "feeds/text/strings.h"
#include "storage/search/text/snippet.h"
#include "storage/sqlite_store.h"

namespace gazette {
namespace {

namespace json = boost::json;

/// Where articles stand in the first site of the configuration.
std::optional<SitePaths> exported_paths(const Config& config) {
  for (const ExportOptions& options : config.exporters)
    if (options.site) return SitePaths::read(*options.site);
  return {};
}

void put(json::object& object, std::string_view key, const std::string& value) {
  if (!value.empty()) object[key] = value;
}

json::object article_json(const std::optional<SitePaths>& paths, const StoredArticle& stored) {
  const Article& article = stored.article;
  json::object object;
  put(object, "id", article.id);
  put(object, "source", article.source);
  put(object, "guid", article.guid);
  put(object, "url", article.url);
  put(object, "title", article.title);
  object["published"] = format_rfc3339(article.date);
  object["updated"] = format_rfc3339(stored.changed);
  object["version"] = stored.version;
  if (paths) put(object, "path", paths->of(article));
  return object;
}

json::object full_json(const Config& config, const StoredArticle& stored) {
  const Article& article = stored.article;
  json::object object = article_json(exported_paths(config), stored);
  put(object, "language", article.language);
  put(object, "summary", article.summary);
  put(object, "image", article.image);
  put(object, "content_from", article.content_from);
  json::array authors, tags, sources;
  for (const Person& author : article.authors)
    authors.emplace_back(author.name.empty() ? author.email : author.name);
  for (const std::string& tag : article.tags) tags.emplace_back(tag);
  for (const std::string& source : stored.sources) sources.emplace_back(source);
  object["authors"] = std::move(authors);
  object["tags"] = std::move(tags);
  object["sources"] = std::move(sources);
  object["first_seen"] = format_rfc3339(article.first_seen);
  object["record"] = article.record;
  return object;
}

std::string marked(const std::vector<SnippetPart>& parts, bool colours) {
  std::string out;
  for (const SnippetPart& part : parts) {
    if (part.found) out += colours ? "\033[1m" : "[";
    out += escape_for_log(part.text);
    if (part.found) out += colours ? "\033[0m" : "]";
  }
  return out;
}

json::array snippet_json(const std::vector<SnippetPart>& parts) {
  json::array array;
  for (const SnippetPart& part : parts)
    array.push_back(json::object{{"text", part.text}, {"found", part.found}});
  return array;
}

/// With the zone's offset: newest first is seen in no other way where sources live in several.
std::string shown_date(const Article& article) {
  std::string date = format_rfc3339_local(article.date, article.zone);
  if (const std::size_t t = date.find('T'); t != std::string::npos) date[t] = ' ';
  return date;
}

/// Date, source, id, title in columns; of a search, what was found below.
void print_table(const std::vector<StoredArticle>& articles, const std::string& words) {
  const bool colours = isatty(STDOUT_FILENO) == 1 && !std::getenv("NO_COLOR");
  std::size_t source_width = 0, id_width = 0;
  for (const StoredArticle& stored : articles) {
    source_width = std::max(source_width, stored.article.source.size());
    id_width = std::max(id_width, stored.article.id.size());
  }
  for (const StoredArticle& stored : articles) {
    const Article& article = stored.article;
    std::cout << fmt::format("{:<25}  {:<{}}  {:<{}}  {}\n", shown_date(article), article.source,
                             source_width, article.id, id_width, escape_for_log(article.title));
    if (!words.empty()) std::cout << "    " << marked(make_snippet(article, words).text, colours) << '\n';
  }
}

void print_lines(const Config& config, const std::vector<StoredArticle>& articles, const std::string& words) {
  const std::optional<SitePaths> paths = exported_paths(config);
  for (const StoredArticle& stored : articles) {
    json::object object = article_json(paths, stored);
    if (!words.empty()) object["snippet"] = snippet_json(make_snippet(stored.article, words).text);
    std::cout << json::serialize(object) << '\n';
  }
}

int print_articles(const ListArguments& arguments) {
  const Result<Opened> opened = open_configured(arguments.config_file, true);
  if (!opened) return report(opened.error());
  ArticleQuery query;
  query.words = join(arguments.words, " ");
  query.limit = arguments.limit;
  const Result<std::vector<StoredArticle>> articles = opened->store->articles(query);
  if (!articles) return report(articles.error());
  if (arguments.json)
    print_lines(opened->config, *articles, query.words);
  else
    print_table(*articles, query.words);
  return std::cout.flush() ? kDone : kFailed;
}

json::array versions_json(const std::vector<VersionInfo>& versions) {
  json::array array;
  for (const VersionInfo& info : versions)
    array.push_back(
        json::object{{"version", info.version}, {"at", format_rfc3339(info.at)}, {"title", info.title}});
  return array;
}

}  // namespace

Result<Opened> open_configured(const std::string& config_file, bool read_only) {
  Result<Config> config = load_config(config_path(config_file));
  if (!config) return pass_on(config);
  std::error_code error;
  if (!std::filesystem::exists(config->database, error) && !error)
    return fail(ErrorKind::other, config->database + ": not there yet; the first poll makes it");
  Result<std::unique_ptr<Store>> store = open_store(*config, read_only);
  if (!store) return pass_on(store);
  return Opened{std::move(*config), std::move(*store)};
}

Result<Opened> open_configured_or_empty(const std::string& config_file) {
  Result<Config> config = load_config(config_path(config_file));
  if (!config) return pass_on(config);
  std::error_code error;
  SqliteOptions nothing;
  nothing.path = ":memory:";
  const bool is_there = std::filesystem::exists(config->database, error) || error;
  Result<std::unique_ptr<Store>> store = is_there ? open_store(*config, true) : open_sqlite_store(nothing);
  if (!store) return pass_on(store);
  return Opened{std::move(*config), std::move(*store)};
}

Result<StoredArticle> require_article(Store& store, const std::string& id_or_url) {
  Result<std::optional<StoredArticle>> found = store.find_article(id_or_url);
  if (!found) return pass_on(found);
  if (!*found)
    return fail(ErrorKind::other,
                "no article has the id, guid or URL \"" + quoted_argument(id_or_url) + "\"");
  return std::move(**found);
}

Result<StoredArticle> require_text(Store& store, const std::string& id_or_url) {
  Result<StoredArticle> found = require_article(store, id_or_url);
  if (!found || !found->withdrawn) return found;
  const std::string why =
      found->deleted_why.empty() ? std::string() : ": " + escape_for_log(found->deleted_why);
  return fail(ErrorKind::other,
              "article " + found->article.id +
                  " was withdrawn, has expired or is part of another; only its keys are kept" + why);
}

int list_command(const ListArguments& arguments) {
  return print_articles(arguments);
}
int search_command(const ListArguments& arguments) {
  return print_articles(arguments);
}

int show_command(const ListArguments& arguments) {
  const Result<Opened> opened = open_configured(arguments.config_file, true);
  if (!opened) return report(opened.error());
  const Result<StoredArticle> found = require_text(*opened->store, arguments.id);
  if (!found) return report(found.error());
  const Result<std::vector<VersionInfo>> versions = opened->store->versions(found->number);
  if (!versions) return report(versions.error());
  if (arguments.json) {
    json::object object = full_json(opened->config, *found);
    object["versions"] = versions_json(*versions);
    std::cout << json::serialize(object) << '\n';
  } else {
    std::cout << found->article.record;
  }
  return std::cout.flush() ? kDone : kFailed;
}

}  // namespace gazette
