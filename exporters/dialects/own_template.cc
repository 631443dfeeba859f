#include "exporters/dialects/own_template.h"

#include <array>
#include <optional>
#include <utility>

#include "exporters/dialects/values.h"
#include "exporters/templates/checked_template.h"
#include "feeds/record.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr auto kNames = std::to_array<std::string_view>(
    {"id",         "guid",    "title",  "date",    "local_date", "year",  "month",   "day",
     "updated",    "summary", "url",    "source",  "language",   "image", "authors", "comments",
     "categories", "tags",    "rights", "license", "version",    "body",  "audio",   "videos"});

std::string inside_quotes(const std::string& value) {
  const std::string quoted = yaml_quote(value);
  return quoted.substr(1, quoted.size() - 2);
}

CheckedTemplate::Data values_of(const ExportArticle& article, const std::string& body) {
  const Article& a = article.article;
  CheckedTemplate::Data data;
  const std::string date = format_rfc3339_local(a.date, a.zone);
  const std::optional<Time> when = edited(article);
  set_value(data, "id", a.id);
  set_value(data, "guid", a.guid);
  set_value(data, "title", a.title);
  set_value(data, "date", date);
  set_value(data, "local_date", format_local(a.date, a.zone));
  set_value(data, "year", date.substr(0, 4));
  set_value(data, "month", date.substr(5, 2));
  set_value(data, "day", date.substr(8, 2));
  set_value(data, "updated", when ? format_rfc3339_local(*when, a.zone) : "");
  set_value(data, "summary", a.summary);
  set_value(data, "url", a.url);
  set_value(data, "source", a.source);
  set_value(data, "language", a.language);
  set_value(data, "image", a.image);
  set_value(data, "comments", a.comments);
  set_value(data, "rights", a.rights);
  set_value(data, "license", a.license);
  set_value(data, "version", std::to_string(article.version));
  set_value(data, "body", body);
  data.set("authors", list_of(author_names(a)));
  data.set("categories", list_of(terms(a.categories)));
  data.set("tags", list_of(terms(a.tags)));
  data.set("audio", list_of(media_files(a, "audio")));
  data.set("videos", list_of(media_files(a, "video")));
  return data;
}

}  // namespace

Result<std::shared_ptr<const OwnTemplate>> OwnTemplate::read(std::string_view text) {
  auto checked = CheckedTemplate::read(text, kNames, inside_quotes);
  if (!checked) return pass_on(checked);
  auto result = std::make_shared<OwnTemplate>();
  result->template_ = std::move(*checked);
  return result;
}

std::string OwnTemplate::text(const ExportArticle& article, const std::string& body) const {
  return template_->fill(values_of(article, body));
}

}  // namespace gazette
