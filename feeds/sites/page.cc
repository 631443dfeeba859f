#include <algorithm>

#include "feeds/html/sanitize.h"
#include "feeds/sites/readers.h"
#include "feeds/text/encoding.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette::sites {

namespace json = boost::json;

namespace {

constexpr int kMaxPlaceholders = 2'000;
constexpr int kMaxGroups = 10;

/// A page after decoding: the JSON it is or holds, and its tree if it is HTML.
struct Page {
  std::string text;
  std::optional<json::value> json;
  std::optional<html::Tree> tree;

  Scope scope(const Recipe& recipe) const {
    return {json ? &*json : nullptr, tree ? &*tree : nullptr, 0, text,
            [&recipe](std::string_view name) { return param_value(recipe, name); }};
  }
};

bool is_html_text(std::string_view text) {
  text = trim(text);
  return text.empty() || text[0] == '<';
}

Page parse_page(const ArticleRules& rules, const Document& document) {
  Decoded decoded = rules.charset.empty()
                        ? decode_document(document.body, document.content_type, MarkupKind::html)
                        : decode_as(document.body, rules.charset);
  Page page{std::move(decoded.text), std::nullopt, std::nullopt};
  if (!is_html_text(page.text)) page.json = parse_json(unwrap_jsonp(page.text));
  if (page.json) return page;
  page.tree = html::Tree::parse_document(page.text);
  for (const std::string& script : rules.scripts)
    if ((page.json = find_embedded_json(page.text, script))) break;
  return page;
}

bool is_space(char32_t c) {
  return c <= 0x20 || c == 0xa0 || c == 0x3000 || c == 0x200b || c == 0xfeff;
}

bool has_text(const html::Tree& tree, html::NodeId top) {
  html::NodeId node = top;
  while (node != html::kNone) {
    const bool hidden = tree.is_element(node, "script") || tree.is_element(node, "style");
    const std::string& text = tree[node].text;
    if (tree[node].type == html::NodeType::text)
      for (std::size_t pos = 0; pos < text.size();)
        if (!is_space(next_code_point(text, pos))) return true;
    node = hidden ? tree.next_skipping_children(node, top) : tree.next_in_order(node, top);
  }
  return false;
}

bool has_media(const html::Tree& tree, html::NodeId top) {
  static constexpr const char* kMedia[] = {"img", "iframe", "video", "audio"};
  return std::any_of(std::begin(kMedia), std::end(kMedia),
                     [&](const char* name) { return tree.find(name, top) != html::kNone; });
}

void remove_unwanted(const ArticleRules& rules, html::Tree& tree) {
  for (const SharedSelector& selector : rules.remove)
    for (html::NodeId node : selector->select_all(tree)) tree.detach(node);
  for (const SharedSelector& selector : rules.remove_if_only_images)
    for (html::NodeId node : selector->select_all(tree))
      if (tree.find("img", node) != html::kNone && !has_text(tree, node)) tree.detach(node);
}

std::string image_for(const Placeholder& placeholder, const re2::StringPiece* groups,
                      const json::value& top) {
  const auto capture = [&](std::string_view name) {
    const re2::StringPiece& group = groups[name[0] - '0'];
    return group.data() ? escape_segment({group.data(), group.size()}) : std::string();
  };
  for (const Template& pointer : placeholder.pointers) {
    const json::value* found = Pointer(pointer.fill(capture, Escape::none).text).first(top);
    const std::string url = found ? scalar_text(*found) : std::string();
    if (!trim(url).empty())
      return "<img src=\"" + escape_markup(trim(url)) + "\" alt=\"" + escape_markup(placeholder.alt) + "\"/>";
  }
  return {};
}

/// Every match becomes its image; one without an image disappears.
std::string fill_placeholder(const Placeholder& placeholder, const std::string& html,
                             const json::value& top) {
  std::string out;
  std::size_t done = 0;
  re2::StringPiece groups[kMaxGroups];
  const int wanted = std::min(placeholder.pattern->NumberOfCapturingGroups() + 1, kMaxGroups);
  for (int count = 0; count < kMaxPlaceholders; ++count) {
    if (!placeholder.pattern->Match(html, done, html.size(), RE2::UNANCHORED, groups, wanted) ||
        groups[0].empty())
      break;
    const std::size_t begin = static_cast<std::size_t>(groups[0].data() - html.data());
    out.append(html, done, begin - done);
    out += image_for(placeholder, groups, top);
    done = begin + groups[0].size();
  }
  return out.append(html, done, std::string::npos);
}

std::string fill_placeholders(const ContentRule& rule, std::string html, const Scope& scope) {
  std::optional<json::value> own;
  for (const std::string& script : rule.value.scripts)
    if ((own = find_embedded_json(scope.page, script))) break;
  const json::value* top = own ? &*own : scope.json;
  if (!top) return html;
  for (const Placeholder& placeholder : rule.placeholders) html = fill_placeholder(placeholder, html, *top);
  return html;
}

/// One alternative of the content, cleaned; empty if it holds neither text nor media.
std::string content_by(const ArticleRules& rules, const ContentRule& rule, const Scope& scope) {
  std::vector<std::string> found = read_values({rule.value}, scope, Want::markup);
  if (!rule.every && found.size() > 1) found.resize(1);
  if (found.empty()) return {};
  html::Tree tree = html::Tree::parse_fragment(fill_placeholders(rule, join(found, "\n"), scope));
  remove_unwanted(rules, tree);
  return has_text(tree, tree.root()) || has_media(tree, tree.root()) ? tree.inner_html(tree.root())
                                                                     : std::string();
}

std::string find_content(const ArticleRules& rules, const Scope& scope) {
  for (const ContentRule& rule : rules.content)
    if (std::string html = content_by(rules, rule, scope); !html.empty()) return html;
  return {};
}

bool has_status(const GoneRules& gone, int status) {
  return std::find(gone.status.begin(), gone.status.end(), status) != gone.status.end();
}

/// All pointers of gone.empty are there and blank: one that is absent says nothing (older pages have fewer
/// fields).
bool is_emptied(const GoneRules& gone, const Scope& scope) {
  if (gone.empty.empty() || !scope.json) return false;
  return std::all_of(gone.empty.begin(), gone.empty.end(), [&](const Pointer& pointer) {
    const json::value* found = pointer.first(*scope.json);
    return found && is_blank(*found);
  });
}

std::string why_skipped(const ArticleRules& rules, const Scope& scope) {
  for (const Condition& condition : rules.skip)
    if (holds(condition, scope))
      return "left out by the recipe: " + read_value(condition.field, scope, Want::text);
  return {};
}

std::string read_page_url(const Field& field, const Scope& scope, const std::string& base) {
  const std::string value = read_value(field, scope, Want::url);
  const std::string url = value.empty() ? value : resolve_url(base, value);
  return is_http_url(url) ? url : std::string();
}

PageContent page_content(const Recipe& recipe, const ArticleRules& rules, const Document& document,
                         const Scope& scope) {
  PageContent content;
  content.title = read_value(rules.title, scope, Want::text);
  content.byline = read_value(rules.author, scope, Want::text);
  content.image = read_page_url(rules.image, scope, document.url);
  content.canonical_url = read_page_url(rules.canonical_url, scope, document.url);
  content.published = read_date(rules.date, scope, recipe.zone.empty() ? document.zone : recipe.zone);
  content.language = recipe.language;
  return content;
}

}  // namespace

Result<SitePage> read_site_page(const Recipe& recipe, const ArticleRules& rules, const Document& document,
                                int status) {
  const std::string code = std::to_string(status);
  if (has_status(rules.gone, status)) return PageGone{"the page is gone: HTTP " + code};  // 1
  if (rules.gone.final_url && RE2::PartialMatch(document.url, *rules.gone.final_url))
    return PageGone{"the page is gone: it leads to " + document.url};
  if (status >= 400) return fail(ErrorKind::http, "the page answers HTTP " + code);
  const Page page = parse_page(rules, document);  // 2
  const Scope scope = page.scope(recipe);
  if (is_emptied(rules.gone, scope)) return PageGone{"the page is there but its article is not"};
  const std::string skipped = why_skipped(rules, scope);  // 3
  if (!skipped.empty()) return PageSkipped{skipped};
  std::string html = find_content(rules, scope);  // 4
  if (html.empty()) return fail(ErrorKind::parse, "no content found: none of the recipe's places holds any");
  if (rules.gone.text && RE2::PartialMatch(html::plain_text(html), *rules.gone.text))
    return PageGone{"the page says that the article was removed"};
  PageContent content = page_content(recipe, rules, document, scope);  // 5
  content.content = {std::move(html), document.url};
  return content;
}

}  // namespace gazette::sites
