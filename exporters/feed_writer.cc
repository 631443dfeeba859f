#include "exporters/feed_writer.h"

#include "exporters/render/entries.h"

namespace gazette {

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
