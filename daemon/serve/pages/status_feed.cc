// The feed of troubles: for whoever looks after the service with a feed reader.
#include "daemon/serve/pages/pages.h"
#include "exporters/feed_writer.h"
#include "feeds/record.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

ExportArticle entry_of(const Trouble& trouble) {
  ExportArticle entry;
  Article& article = entry.article;
  const std::string key = trouble.subject + '@' + std::to_string(to_unix_ms(trouble.since));
  article.id = "trouble-" + sha256_hex(key).substr(0, 16);
  article.source = "gazette";
  article.title = trouble.ended ? trouble.subject + ": well again" : trouble.subject + ' ' + trouble.what;
  article.summary = (trouble.ended ? "From " : "Since ") + format_rfc3339(trouble.since);
  if (trouble.ended) article.summary += " until " + format_rfc3339(*trouble.ended);
  article.summary += ": " + trouble.what;
  article.language = "en";
  article.date = article.first_seen = trouble.noticed;
  entry.changed = trouble.ended.value_or(trouble.noticed);
  entry.version = trouble.ended ? 2 : 1;
  return entry;
}

}  // namespace

std::string status_feed(const std::string& base_url, const std::string& title, const ServiceStatus& status) {
  std::vector<ExportArticle> entries;
  for (const Trouble& trouble : status.troubles) entries.push_back(entry_of(trouble));
  FeedHead head;
  head.title = title + ": status";
  head.self = head.id = base_url + "/status.atom";
  head.home = base_url + "/sources";
  head.description = "What is wrong, and what was";
  head.language = "en";
  return write_feed(FeedOutput::atom, head, entries);
}

}  // namespace gazette
