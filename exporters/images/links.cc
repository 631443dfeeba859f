#include "exporters/images/links.h"

#include <algorithm>
#include <memory>
#include <unordered_set>

#include <cmark-gfm.h>

#include "feeds/record.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {
namespace {

constexpr std::size_t kMaxImages = 200;  // an article
constexpr std::size_t kMaxOpen = 100;    // brackets; more are no links of ours

struct Range {
  std::size_t begin = 0, end = 0;
};

struct FreeNode {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct FreeIterator {
  void operator()(cmark_iter* at) const { cmark_iter_free(at); }
};

/// Where each line begins, and the end of the text.
std::vector<std::size_t> line_starts(std::string_view text) {
  std::vector<std::size_t> starts{0};
  for (std::size_t at = 0; (at = text.find('\n', at)) != text.npos;) starts.push_back(++at);
  starts.push_back(text.size());
  return starts;
}

/// The lines of code blocks, by bytes, in order.
std::vector<Range> code_blocks(std::string_view text) {
  std::vector<Range> blocks;
  const std::vector<std::size_t> starts = line_starts(text);
  const std::unique_ptr<cmark_node, FreeNode> document(
      cmark_parse_document(text.data(), text.size(), CMARK_OPT_DEFAULT));
  const std::unique_ptr<cmark_iter, FreeIterator> at(cmark_iter_new(document.get()));
  for (cmark_event_type event; (event = cmark_iter_next(at.get())) != CMARK_EVENT_DONE;) {
    cmark_node* node = cmark_iter_get_node(at.get());
    if (event != CMARK_EVENT_ENTER || cmark_node_get_type(node) != CMARK_NODE_CODE_BLOCK) continue;
    const auto first = static_cast<std::size_t>(std::max(cmark_node_get_start_line(node), 1));
    const auto last = static_cast<std::size_t>(std::max(cmark_node_get_end_line(node), 1));
    if (first < starts.size())
      blocks.push_back({starts[first - 1], starts[std::min(last, starts.size() - 1)]});
  }
  return blocks;
}

/// Our writer's escapes of an address, taken back.
std::string meant(std::string_view written) {
  std::string url(written);
  replace_all(url, "\\(", "(");
  replace_all(url, "\\)", ")");
  replace_all(url, "&amp;", "&");
  return url;
}

/// One pass over a text; brackets that are open stand on a stack.
class LinkScanner {
 public:
  explicit LinkScanner(std::string_view text) : text_(text), code_(code_blocks(text)) {}

  std::vector<MarkdownLink> scan() {
    while (at_ < text_.size()) step();
    return std::move(links_);
  }

 private:
  struct Open {
    std::size_t begin;
    bool is_image;
  };

  bool has(std::size_t at, char c) const { return at < text_.size() && text_[at] == c; }

  void step() {
    if (block_ < code_.size() && at_ >= code_[block_].begin) {
      at_ = std::max(at_, code_[block_++].end);
      open_.clear();
      return;
    }
    switch (text_[at_]) {
      case '\\': at_ += 2; return;
      case '`': return skip_code();
      case '\n':
        if (has(at_ + 1, '\n')) open_.clear();  // no link goes over the end of a paragraph
        break;
      case '!':
        if (has(at_ + 1, '[')) return open(true);
        break;
      case '[': return open(false);
      case ']': return close();
      default: break;
    }
    ++at_;
  }

  void open(bool is_image) {
    if (open_.size() >= kMaxOpen) open_.clear();
    open_.push_back({at_, is_image});
    at_ += is_image ? 2 : 1;
  }

  /// A code span, or backticks that begin none.
  void skip_code() {
    std::size_t end = at_;
    while (has(end, '`')) ++end;
    const std::string_view marks = text_.substr(at_, end - at_);
    const std::size_t limit = std::min(text_.find("\n\n", end), text_.size());
    for (std::size_t close = end; (close = text_.find(marks, close)) < limit;) {
      std::size_t after = close;
      while (has(after, '`')) ++after;
      if (after - close == marks.size()) {
        at_ = after;
        return;
      }
      close = after;
    }
    at_ = end;
  }

  void close() {
    ++at_;
    if (open_.empty()) return;
    const Open opened = open_.back();
    open_.pop_back();
    if (!has(at_, '(')) return;
    MarkdownLink link;
    link.is_image = opened.is_image;
    link.begin = opened.begin;
    link.url_begin = at_ + 1;
    if (!read_target(link)) return;
    link.url = meant(text_.substr(link.url_begin, link.url_end - link.url_begin));
    at_ = link.end;
    links_.push_back(std::move(link));
  }

  bool read_target(MarkdownLink& link) {
    std::size_t at = link.url_begin;
    for (int depth = 0; at < text_.size() && static_cast<unsigned char>(text_[at]) > ' '; ++at) {
      if (text_[at] == '\\') {
        ++at;
        continue;
      }
      if (text_[at] == '(') ++depth;
      if (text_[at] == ')' && depth-- == 0) break;
    }
    link.url_end = std::min(at, text_.size());
    if (has(at, ' ') && has(at + 1, '"')) {
      for (at += 2; at < text_.size() && text_[at] != '"'; ++at)
        if (text_[at] == '\\') ++at;
      ++at;
    }
    link.end = at + 1;
    return has(at, ')');
  }

  std::string_view text_;
  std::vector<Range> code_;
  std::size_t at_ = 0, block_ = 0;
  std::vector<Open> open_;
  std::vector<MarkdownLink> links_;
};

/// The link that has nothing but this image in it; null: there is none.
const MarkdownLink* link_around(const std::vector<MarkdownLink>& links, std::size_t image) {
  const auto found = std::find_if(
      links.begin() + static_cast<std::ptrdiff_t>(image) + 1, links.end(), [&](const MarkdownLink& link) {
        return link.begin + 1 == links[image].begin && link.url_begin == links[image].end + 2;
      });
  return found == links.end() ? nullptr : &*found;
}

/// Takes out [begin, end), and the paragraph if nothing else is in it.
Range with_its_paragraph(std::string_view text, Range range) {
  const bool begins = range.begin == 0 || text.substr(0, range.begin).ends_with("\n\n");
  if (!begins) return range;
  if (text.substr(range.end).starts_with("\n\n")) return {range.begin, range.end + 2};
  return range;
}

struct Edit {
  Range range;
  std::string with;
};

std::vector<Edit> edits_of(std::string_view markdown, const ImagePlaces& places) {
  std::vector<Edit> edits;
  const std::vector<MarkdownLink> links = markdown_links(markdown);
  for (std::size_t i = 0; i < links.size(); ++i) {
    const auto place = places.find(links[i].url);
    if (place == places.end()) continue;
    if (!place->second.empty()) {
      edits.push_back({{links[i].url_begin, links[i].url_end}, place->second});
    } else if (links[i].is_image) {
      const MarkdownLink* around = link_around(links, i);
      const Range range = around ? Range{around->begin, around->end} : Range{links[i].begin, links[i].end};
      edits.push_back({with_its_paragraph(markdown, range), {}});
    }
  }
  std::sort(edits.begin(), edits.end(),
            [](const Edit& a, const Edit& b) { return a.range.begin < b.range.begin; });
  return edits;
}

std::string edited(std::string_view text, const std::vector<Edit>& edits) {
  std::string out;
  std::size_t done = 0;
  for (const Edit& edit : edits) {
    if (edit.range.begin < done) continue;  // inside of what was taken out
    out.append(text, done, edit.range.begin - done).append(edit.with);
    done = edit.range.end;
  }
  return out.append(text, done);
}

}  // namespace

std::vector<MarkdownLink> markdown_links(std::string_view markdown) {
  return LinkScanner(markdown).scan();
}

std::vector<std::string> image_urls(const Article& article) {
  std::vector<std::string> urls;
  std::unordered_set<std::string> seen;
  const auto add = [&](const std::string& url) {
    if (urls.size() < kMaxImages && is_http_url(url) && seen.insert(url).second) urls.push_back(url);
  };
  for (const MarkdownLink& link : markdown_links(article.body()))
    if (link.is_image) add(link.url);
  add(article.image);
  return urls;
}

Article with_images_at(Article article, const ImagePlaces& places) {
  if (places.empty()) return article;
  const std::string body = edited(article.body(), edits_of(article.body(), places));
  std::string head = article.record.substr(0, article.body_offset);
  if (const auto place = places.find(article.image); place != places.end()) {
    const std::string field = "\nthumbnail: " + yaml_quote(article.image) + "\n";
    if (const std::size_t at = head.find(field); at != head.npos)
      head.replace(at, field.size(), "\nthumbnail: " + yaml_quote(place->second) + "\n");
    article.image = place->second;
  }
  article.body_offset = head.size();
  article.record = head + body;
  return article;
}

}  // namespace gazette
