#include "feeds/extract/extract.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <boost/json.hpp>

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
using html::kNone;
using html::NodeId;
using html::Tree;

constexpr double kEnoughText = 500;  // less is looked for again, less strictly
constexpr double kLeastText = 60;

struct Found {
  Tree tree;
  Candidate candidate;
  double length = 0;
};

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
  extract::clean_article(found.tree, found.candidate.container, strictness, base);
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
    if (found.length > best.length) best = std::move(found);
    if (best.length >= kEnoughText) break;
  }
  return best;
}

// How much of the found text a marked place must hold to be taken instead: a body by name cuts off what
// stands around the text; an <article> or <main> is taken only when the points missed much. Measured on four
// public sets of pages.
double wanted_share(extract::Stage stage, bool shorter) {
  if (stage == extract::Stage::marked_body) return shorter ? 0.85 : 1.3;
  return stage == extract::Stage::article_element ? 1.5 : 2.0;
}

// What the page marks as its article is compared with what was found.
Found better_of_marked(const Tree& page, std::string_view title, std::string_view base, Found best) {
  for (const extract::Place& place : extract::marked_places(page)) {
    Found found{page, {}, 0};
    found.candidate = extract::take_article(found.tree, title, {}, place.node);
    if (found.candidate.container == kNone) continue;
    extract::clean_article(found.tree, found.candidate.container, {}, base);
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

bool mentions(std::string_view text, std::initializer_list<std::string_view> words) {
  const std::string lower = to_lower(text);
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

// Why a page shows no article, in words for the operator; empty if nothing of the page says it.
std::string reason(const Tree& page) {
  const std::string text = html::plain_text(page, page.root());
  const NodeId noscript = page.find("noscript");
  const std::string without_script = noscript == kNone ? std::string() : page.text_content(noscript);
  if (mentions(text, {"consent", "cookie", "gdpr"})) return "the page shows a consent wall, no article";
  if (mentions(without_script + text, {"javascript"}) || (text.size() < 200 && page.find("script") != kNone))
    return "the page needs JavaScript to show its article";
  return {};
}

double confidence_in(const Found& found) {
  const double length = std::min(found.length / 2000, 1.0);
  const double score = std::clamp(found.candidate.score / 100, 0.0, 1.0);
  return 0.1 + 0.5 * length + 0.4 * score;
}

std::string first_paragraph(const Tree& tree, NodeId container) {
  for (NodeId id = container; id != kNone; id = tree.next_in_order(id, container)) {
    if (!tree.is_element(id, "p")) continue;
    std::string text = html::plain_text(tree, id);
    if (!text.empty()) return text;
  }
  return {};
}

}  // namespace

// 1. decode and parse, 2. what the page says of itself, 3. find the article, 4. what JSON-LD holds if that is
// more,
// 5. sanitize.
Result<Extracted> extract_article(const Document& page) {
  const Decoded decoded = decode_document(page.body, page.content_type, MarkupKind::html);  // 1
  Tree tree = Tree::parse_document(decoded.text);
  const std::string base = base_of(tree, page.url);
  extract::Metadata said = extract::read_metadata(tree, base, page.zone);  // 2
  const std::string why_not = reason(tree);
  extract::clean_page(tree, base);
  Found found = better_of_marked(tree, said.title, base, best_attempt(tree, said.title, base));  // 3

  Extracted article;
  const html::SanitizeOptions options{.base_url = base, .keep_embeds = true};
  if (static_cast<double>(count_code_points(said.article_body)) > found.length * 1.5 + 200) {  // 4
    article.content = paragraphs(said.article_body);
    article.confidence = 0.8;
  } else if (found.length >= kLeastText || (found.length > 0 && why_not.empty())) {
    const NodeId container = found.candidate.container;
    html::sanitize_tree(found.tree, container, options);  // 5
    if (said.excerpt.empty()) said.excerpt = first_paragraph(found.tree, container);
    article.content = found.tree.inner_html(container);
    article.confidence = confidence_in(found);
  } else {
    return fail(ErrorKind::parse, why_not.empty() ? "the page holds no article" : why_not);
  }
  article.title = std::move(said.title);
  article.byline = said.byline.empty() ? found.candidate.byline : std::move(said.byline);
  article.language = std::move(said.language);
  article.site_name = std::move(said.site_name);
  article.excerpt = std::move(said.excerpt);
  article.image = std::move(said.image);
  article.canonical_url = std::move(said.canonical_url);
  article.published = said.published;
  return article;
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
  put("site_name", article.site_name);
  put("excerpt", article.excerpt);
  put("image", article.image);
  put("content", article.content);
  return boost::json::serialize(object);
}

}  // namespace gazette
