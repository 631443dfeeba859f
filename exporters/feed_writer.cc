#include "exporters/feed_writer.h"

#include <algorithm>
#include <set>
#include <utility>

#include "exporters/render/entries.h"

namespace gazette {
namespace {

bool is_newer(const ExportArticle& a, const ExportArticle& b) {
  if (a.article.date != b.article.date) return a.article.date > b.article.date;
  return a.article.id < b.article.id;
}

}  // namespace

std::string_view feed_extension(FeedOutput format) {
  switch (format) {
    case FeedOutput::atom: return "atom";
    case FeedOutput::rss: return "rss";
    case FeedOutput::json: return "json";
  }
  return {};
}

std::string_view feed_content_type(FeedOutput format) {
  switch (format) {
    case FeedOutput::atom: return "application/atom+xml; charset=utf-8";
    case FeedOutput::rss: return "application/rss+xml; charset=utf-8";
    case FeedOutput::json: return "application/feed+json; charset=utf-8";
  }
  return {};
}

std::vector<ExportArticle> archive_articles(std::vector<ExportArticle> page) {
  for (ExportArticle& article : page) article.unarchived = true;
  std::stable_sort(page.begin(), page.end(), is_newer);
  return page;
}

std::vector<ExportArticle> feed_articles(std::vector<ExportArticle> newest, std::vector<ExportArticle> open) {
  std::set<std::string> held;
  for (const ExportArticle& article : open) held.insert(article.article.id);
  std::vector<ExportArticle> all = archive_articles(std::move(open));
  for (ExportArticle& article : newest)
    if (!held.contains(article.article.id)) all.push_back(std::move(article));
  std::stable_sort(all.begin(), all.end(), is_newer);
  return all;
}

std::string write_feed(FeedOutput format, const FeedHead& head, std::span<const ExportArticle> articles) {
  const FeedContent content = feed_content(articles);
  switch (format) {
    case FeedOutput::atom: return write_atom(head, content);
    case FeedOutput::rss: return write_rss(head, content);
    case FeedOutput::json: return write_json_feed(head, content);
  }
  return {};
}

}  // namespace gazette
