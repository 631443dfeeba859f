#include "feeds/extract/extract.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <boost/json.hpp>

#include "feeds/extract/access/walls.h"
#include "feeds/extract/access/ways.h"
#include "feeds/extract/cleanup/cleanup.h"
#include "feeds/extract/metadata/metadata.h"
#include "feeds/extract/page/measures.h"
#include "feeds/extract/scoring.h"
#include "feeds/extract/stages.h"
#include "feeds/html/sanitize.h"
#include "feeds/text/encoding.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {
namespace {

using extract::Candidate;
using extract::Strictness;
using extract::Wall;
using html::kNone;
using html::NodeId;
using html::Tree;

constexpr double kLongestLeads = 1500;
constexpr double kWorthRelaxing = 1.2;                      // what is found more strictly is cleaner
constexpr std::size_t kLargestPage = std::size_t{8} << 20;  // no article is longer
constexpr double kEnoughText = 500;                         // less is looked for again, less strictly
constexpr double kAlmostNothing = 100;
constexpr double kLongestWall = 2500;       // more text is an article, whatever it speaks of
constexpr double kLongestBeginning = 2000;  // more text is more than what a paywall lets through

struct Found {
  Tree tree;
  Candidate candidate;
  double length = 0;
};

std::string_view beginning_of(std::string_view text) {
  std::size_t end = std::min(text.size(), kLargestPage);
  while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

// <base href> is what relative addresses mean.
std::string base_of(const Tree& tree, const std::string& url) {
  const NodeId base = tree.find("base");
  if (base == kNone || tree.attribute(base, "href").empty()) return url;
  const std::string resolved = resolve_url(url, tree.attribute(base, "href"));
  return is_http_url(resolved) ? resolved : url;
}

Found attempt(Tree page, std::string_view title, const Strictness& strictness, std::string_view base) {
  Found found{std::move(page), {}, 0};
  found.candidate = extract::find_article(found.tree, title, strictness);
  if (found.candidate.container == kNone) return found;
  extract::clean_article(found.tree, found.candidate.container, strictness, {title, base});
  found.length = extract::text_length(found.tree, found.candidate.container);
  return found;
}

// Strictly first; what finds too little is relaxed a step at a time, and the longest wins.
Found best_attempt(const Tree& page, std::string_view title, std::string_view base) {
  constexpr std::array<Strictness, 4> kSteps{
      {{}, {false, true, true}, {false, false, true}, {false, false, false}}};
  Found best;
  for (const Strictness& strictness : kSteps) {
    Found found = attempt(page, title, strictness, base);
    if (found.length > best.length * kWorthRelaxing) best = std::move(found);
    if (best.length >= kEnoughText) break;
  }
  if (best.length >= kAlmostNothing) return best;
  // What was taken away as clutter was all there is: a page of tables.
  Found found = attempt(page, title, {true, true, false}, base);
  return found.length > best.length ? std::move(found) : std::move(best);
}

// How much of the found text a marked place must hold to be taken instead: a body by name cuts off what
// stands around the text; an <article> or <main> is taken only when the points missed much. Measured on four
// public sets of pages.
double least_share(extract::Stage stage) {
  if (stage == extract::Stage::marked_body) return 0.85;
  return stage == extract::Stage::article_element ? 1.5 : 2.0;
}

double wanted_share(extract::Stage stage, bool shorter) {
  const bool longer_body = stage == extract::Stage::marked_body && !shorter;
  return longer_body ? 1.3 : least_share(stage);
}

// What the page marks as its article is compared with what was found.
Found better_of_marked(const Tree& page, std::string_view title, std::string_view base, Found best) {
  for (const extract::Place& place : extract::marked_places(page)) {
    if (place.text + kLongestLeads < least_share(place.stage) * best.length)
      continue;  // cleaning adds no more
    Found found{page, {}, 0};
    found.candidate = extract::take_article(found.tree, title, {}, place.node);
    if (found.candidate.container == kNone) continue;
    extract::clean_article(found.tree, found.candidate.container, {}, {title, base});
    found.length = extract::text_length(found.tree, found.candidate.container);
    const double share = found.length / std::max(best.length, 1.0);
    if (share >= wanted_share(place.stage, share < 1)) {
      found.candidate.score = best.candidate.score;
      best = std::move(found);
    }
  }
  return best;
}

std::string paragraphs(std::string_view text) {
  std::string html;
  for (std::string_view line : split(text, '\n'))
    if (!trim(line).empty()) html += "<p>" + escape_markup(trim(line)) + "</p>";
  return html;
}

double confidence_in(const Found& found) {
  const double length = std::min(found.length / 2000, 1.0);
  const double score = std::clamp(found.candidate.score / 100, 0.0, 1.0);
  return 0.1 + 0.5 * length + 0.4 * score;
}

// Of the text: what stands in a figure, a list or a table stands beside it.
bool stands_beside(const Tree& tree, NodeId id, NodeId container) {
  for (; id != container && id != kNone; id = tree[id].parent)
    if (tree.is_element(id, "li") || tree.is_element(id, "figure") || tree.is_element(id, "td")) return true;
  return false;
}

std::string first_paragraph(const Tree& tree, NodeId container) {
  std::string beside;
  for (NodeId id = container; id != kNone; id = tree.next_in_order(id, container)) {
    if (!tree.is_element(id, "p")) continue;
    std::string text = html::plain_text(tree, id);
    while (text.starts_with("\u3000")) text.erase(0, 3);  // the indent of Chinese paragraphs
    if (text.empty()) continue;
    if (!stands_beside(tree, id, container)) return text;
    if (beside.empty()) beside = std::move(text);
  }
  return beside;
}

// A banner may stand beside an article; what else is told from is all that the page shows.
bool is_of_wall(Wall wall, const Found& found) {
  if (wall != Wall::consent) return wall != Wall::none;
  return extract::speaks_of_consent(html::plain_text(found.tree, found.candidate.container));
}

std::string problem_of(const Tree& page, const extract::Metadata& said, double length) {
  if (length >= kLongestBeginning || !(said.is_paid || extract::asks_to_subscribe(page))) return {};
  return "a paywall: the page shows only the beginning";
}

void take_metadata(Extracted& article, extract::Metadata&& said, const Found& found) {
  article.title = std::move(said.title);
  if (said.byline.empty()) said.byline = found.candidate.byline;
  article.byline = std::move(said.byline);
  article.language = std::move(said.language);
  article.direction = found.candidate.direction;
  article.site_name = std::move(said.site_name);
  article.excerpt = std::move(said.excerpt);
  article.image = std::move(said.image);
  article.canonical_url = std::move(said.canonical_url);
  article.published = said.published;
}

std::string first_image(const Tree& tree, NodeId container) {
  const NodeId image = tree.find("img", container);
  return image == kNone ? std::string() : std::string(tree.attribute(image, "src"));
}

}  // namespace

// 1. decode and parse, 2. what the page says of itself, 3. whether a wall stands before it, 4. find the
// article,
// 5. what JSON-LD holds if that is more, 6. sanitize.
Result<Extracted> extract_article(const Document& page) {
  const Decoded decoded = decode_document(page.body, page.content_type, MarkupKind::html);  // 1
  Tree tree = Tree::parse_document(beginning_of(decoded.text));
  const std::string base = base_of(tree, page.url);
  extract::Metadata said = extract::read_metadata(tree, base, page.zone);  // 2
  Extracted article;
  article.next_page = extract::find_next_page(tree, page.url, base);
  const Wall wall = extract::find_wall(tree, said.title, said.is_article);  // 3
  extract::clean_page(tree, base);
  Found found = better_of_marked(tree, said.title, base, best_attempt(tree, said.title, base));  // 4
  const bool told = extract::text_length(said.article_body) > found.length * 1.5 + 200;          // 5
  if (!told && (found.length <= 0 || (found.length < kLongestWall && is_of_wall(wall, found))))
    return fail(ErrorKind::parse, std::string(extract::words_for(wall)));
  if (told) {
    article.content = paragraphs(said.article_body);
    article.confidence = 0.8;
  } else {
    const NodeId container = found.candidate.container;
    html::sanitize_tree(found.tree, container, {.base_url = base, .keep_embeds = true});  // 6
    if (said.excerpt.empty()) said.excerpt = first_paragraph(found.tree, container);
    if (said.image.empty()) said.image = first_image(found.tree, container);
    article.content = found.tree.inner_html(container);
    article.problem = problem_of(tree, said, found.length);
    article.confidence = confidence_in(found) * (article.problem.empty() ? 1 : 0.5);
  }
  take_metadata(article, std::move(said), found);
  return article;
}

std::string amp_page_of(const Document& page) {
  const Decoded decoded = decode_document(page.body, page.content_type, MarkupKind::html);
  const Tree tree = Tree::parse_document(beginning_of(decoded.text));
  return extract::find_amp_page(tree, base_of(tree, page.url));
}

std::string extracted_to_json(const Extracted& article) {
  boost::json::object object;
  const auto put = [&](const char* name, const std::string& value) {
    if (!value.empty()) object[name] = value;
  };
  put("title", article.title);
  put("byline", article.byline);
  if (article.published) put("published", format_rfc3339(*article.published));
  put("lang", article.language);
  put("dir", article.direction);
  put("site_name", article.site_name);
  put("excerpt", article.excerpt);
  put("image", article.image);
  put("canonical_url", article.canonical_url);
  put("content", article.content);
  put("problem", article.problem);
  put("next_page", article.next_page);
  return boost::json::serialize(object);
}

}  // namespace gazette
