#include "daemon/serve/api/api_json.h"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "feeds/record.h"

namespace gazette {
namespace {

namespace json = boost::json;

void add(json::object& object, std::string_view name, const std::string& value) {
  if (!value.empty()) object[name] = value;
}
void add(json::object& object, std::string_view name, const std::optional<Time>& time) {
  if (time) object[name] = format_rfc3339(*time);
}
json::array texts(const std::vector<std::string>& values) {
  return json::array(values.begin(), values.end());
}
std::string text(const json::object& object) {
  return json::serialize(object) + '\n';
}

json::array authors_of(const Article& article) {
  json::array authors;
  for (const Person& person : article.authors) {  // no mail addresses: they would be harvested
    json::object author;
    add(author, "name", person.name);
    add(author, "url", person.uri);
    if (!author.empty()) authors.push_back(std::move(author));
  }
  return authors;
}

json::array enclosures_of(const Article& article) {
  json::array enclosures;
  for (const Enclosure& from : article.enclosures) {
    json::object enclosure;
    add(enclosure, "url", from.url);
    add(enclosure, "type", from.type);
    if (from.length) enclosure["length"] = *from.length;
    if (from.duration) enclosure["duration"] = *from.duration;
    enclosures.push_back(std::move(enclosure));
  }
  return enclosures;
}

json::object object_of(const ExportArticle& item) {
  const Article& article = item.article;
  json::object object;
  object["id"] = article.id;
  object["source"] = article.source;
  object["sources"] = texts(item.sources);
  add(object, "guid", article.guid);
  add(object, "url", article.url);
  object["title"] = article.title;
  add(object, "summary", article.summary);
  add(object, "language", article.language);
  object["date"] = format_rfc3339(article.date);
  add(object, "published", article.published);
  add(object, "updated", article.updated);
  object["first_seen"] = format_rfc3339(article.first_seen);
  object["changed"] = format_rfc3339(item.changed);
  object["version"] = item.version;
  add(object, "image", article.image);
  add(object, "comments", article.comments);
  add(object, "rights", article.rights);
  add(object, "license", article.license);
  object["authors"] = authors_of(article);
  object["categories"] = texts(article.categories);
  object["tags"] = texts(article.tags);
  object["enclosures"] = enclosures_of(article);
  return object;
}

std::string state_of(const SourceStatus& source) {
  if (source.gone) return "gone";
  if (source.failures > 0) return "failing";
  if (source.quiet != SourceStatus::Quiet::no) return "quiet";
  return source.last_success ? "ok" : "new";
}

/// The feed's own address may hold a key: it is not said.
json::object object_of(const SourceStatus& source, const std::string& base_url) {
  json::object object;
  object["name"] = source.name;
  add(object, "title", source.title);
  add(object, "link", source.link);
  object["state"] = state_of(source);
  object["articles"] = source.articles;
  object["failures"] = source.failures;
  object["polling"] = source.polling;
  object["tags"] = texts(source.tags);
  add(object, "last_poll", source.last_poll);
  add(object, "last_success", source.last_success);
  add(object, "next_poll", source.next_poll);
  add(object, "newest", source.newest);
  add(object, "failing_since", source.failing_since);
  add(object, "reason", source.reason);
  add(object, "error", source.error);
  add(object, "quiet", source.quiet_words);
  add(object, "quiet_since", source.quiet_since);
  object["feed"] = base_url + "/feeds/" + source.name + ".atom";
  return object;
}

json::array troubles_of(const ServiceStatus& status) {
  json::array troubles;
  for (const Trouble& from : status.troubles) {
    json::object trouble{{"subject", from.subject}, {"what", from.what}};
    trouble["since"] = format_rfc3339(from.since);
    add(trouble, "ended", from.ended);
    troubles.push_back(std::move(trouble));
  }
  return troubles;
}

json::array exporters_of(const ServiceStatus& status) {
  json::array exporters;
  for (const ExporterState& from : status.exporters) {
    json::object exporter{{"name", from.name}};
    exporter["at"] = format_rfc3339(from.at);
    add(exporter, "error", from.error);
    add(exporter, "failing_since", from.failing_since);
    exporter["written"] = from.written;
    exporter["removed"] = from.removed;
    exporter["kept"] = from.kept;
    add(exporter, "commit", from.commit);
    exporters.push_back(std::move(exporter));
  }
  return exporters;
}

}  // namespace

std::string articles_json(const ArticleList& list) {
  json::object object;
  json::array articles;
  for (const ExportArticle& item : list.articles) articles.push_back(object_of(item));
  object["articles"] = std::move(articles);
  add(object, "next", list.next);
  return text(object);
}

std::string article_json(const ArticleView& view) {
  json::object object = object_of(view.item);
  const Article& article = view.item.article;
  object["markdown"] = record_markdown(article);
  object["html"] = render_markdown(article.body());
  if (article.origin) {
    json::object origin;
    add(origin, "id", article.origin->id);
    add(origin, "title", article.origin->title);
    add(origin, "link", article.origin->link);
    object["origin"] = std::move(origin);
  }
  json::array versions;
  for (const VersionInfo& version : view.versions)
    versions.push_back(json::object{
        {"version", version.version}, {"at", format_rfc3339(version.at)}, {"title", version.title}});
  object["versions"] = std::move(versions);
  return text(object);
}

std::string sources_json(const ServiceStatus& status, const std::string& base_url) {
  json::array sources;
  for (const SourceStatus& source : status.sources) sources.push_back(object_of(source, base_url));
  return text({{"sources", std::move(sources)}});
}

std::string status_json(const ServiceStatus& status) {
  json::object counts{{"ok", 0}, {"failing", 0}, {"gone", 0}, {"quiet", 0}, {"new", 0}};
  for (const SourceStatus& source : status.sources) {
    json::value& count = counts[state_of(source)];
    count = count.as_int64() + 1;
  }
  json::object object;
  object["version"] = status.version;
  object["started"] = format_rfc3339(status.started);
  object["now"] = format_rfc3339(status.now);
  object["store_ok"] = status.store_ok;
  object["articles"] = status.articles;
  object["versions"] = status.versions;
  object["database_bytes"] = status.database_bytes;
  object["last_change"] = status.last_change;
  object["sources"] = std::move(counts);
  object["troubles"] = troubles_of(status);
  object["exporters"] = exporters_of(status);
  return text(object);
}

std::string problem_json(int status, std::string_view title) {
  return text({{"status", status}, {"title", title}});
}

std::string polled_json(const std::string& source) {
  return text({{"source", source}});
}

std::string events_text(const ChangeList& changes) {
  std::string out = "retry: 1000\n\n";
  for (const ChangeList::Item& item : changes.items) {
    const bool removed = item.article.removed;
    const std::string data =
        json::serialize(removed ? json::object{{"id", item.article.article.id}} : object_of(item.article));
    out += "id: " + std::to_string(item.number) + "\nevent: " + (removed ? "removed" : "article") +
           "\ndata: " + data + "\n\n";
  }
  return out + "id: " + std::to_string(changes.last) + "\n\n";
}

}  // namespace gazette
