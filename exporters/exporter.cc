#include "exporters/exporter.h"

#include <algorithm>

namespace gazette {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool meet(const std::vector<std::string>& wanted, const std::vector<std::string>& given) {
  return std::any_of(given.begin(), given.end(),
                     [&](const std::string& one) { return contains(wanted, one); });
}

}  // namespace

bool Selection::takes(const ExportArticle& article) const {
  const Article& a = article.article;
  if (!sources.empty() && !contains(sources, a.source) && !meet(sources, article.sources)) return false;
  if (!tags.empty() && !meet(tags, a.tags)) return false;
  return languages.empty() || contains(languages, a.language);
}

}  // namespace gazette
