#include "feeds/make_article.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "feeds/extract/cleanup/entry.h"
#include "feeds/extract/compare.h"
#include "feeds/html/markdown.h"
#include "feeds/html/sanitize.h"
#include "feeds/identity/fingerprint.h"
#include "feeds/language.h"
#include "feeds/record.h"
#include "feeds/text/entities.h"
#include "feeds/text/scan/spaces.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {
namespace {

constexpr std::size_t kTeaser =
    500;  // bytes of text below which an entry is taken for a teaser (170 Han characters)
constexpr std::size_t kLongSummary = 3000;  // bytes from which a lone summary is the article
constexpr std::size_t kMaxTitle = 500;      // code points
constexpr std::size_t kMadeTitle = 80;      // code points of a text that stands for a missing title
constexpr std::size_t kMaxSummary = 300;    // code points
constexpr std::size_t kSummarized = 500;    // bytes of HTML that may hold enough for the record's summary
constexpr std::size_t kLeads = 5000;        // bytes: lead and picture stand in these
constexpr std::size_t kMaxList = 100;       // categories, authors, enclosures

/// The text between the tags, entities as they are: enough to judge a length and an ending.
std::string rough_text(std::string_view html) {
  std::string out;
  bool in_tag = false;
  for (const char c : html) {
    if (c == '<') in_tag = true;
    if (!in_tag) out += c;
    if (c == '>') in_tag = false;
  }
  return collapse_whitespace(out);
}

/// "...", "[…]", "Read more »", "阅读全文": the text goes on elsewhere.
bool ends_as_teaser(std::string_view html) {
  static constexpr std::array<std::string_view, 20> kEndings{
      "...",       "…",         "&hellip;",         "&#8230;",  "[...]",       "[…]",    "[&hellip;]",
      "[&#8230;]", "read more", "continue reading", "more",     "weiterlesen", "mehr",   "lire la suite",
      "leer más",  "阅读全文",  "查看全文",         "閱讀全文", "続きを読む",  "더 보기"};
  std::string text = to_lower(rough_text(html.substr(html.size() - std::min<std::size_t>(html.size(), 400))));
  for (const std::string_view tail : {"&raquo;", "&#187;", "»", "&rarr;", "→", "&gt;", ">", "]", " "})
    while (text.ends_with(tail) && !text.ends_with("[...]") && !text.ends_with("…]"))
      text.resize(text.size() - tail.size());
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view ending) { return text.ends_with(ending); });
}

bool has_media(const Entry& entry) {
  return std::any_of(entry.enclosures.begin(), entry.enclosures.end(), [](const Enclosure& enclosure) {
    return enclosure.type.starts_with("audio/") || enclosure.type.starts_with("video/");
  });
}

/// One of the bodies an article may take.
struct Body {
  html::Tree tree;
  std::string text;  ///< plain
  std::string from;
};

Body safe_body(html::Tree tree, const std::string& base, std::string from) {
  Body body{std::move(tree), {}, std::move(from)};
  html::sanitize_tree(body.tree, body.tree.root(), {base, true});
  body.text = html::plain_text(body.tree, body.tree.root());
  return body;
}

const Markup& own_markup(const Entry& entry) {
  return entry.content.empty() ? entry.summary : entry.content;
}

Body own_body(const Entry& entry) {
  const Markup& markup = own_markup(entry);
  const std::optional<std::string> lines = extract::html_of_lines(markup.html);
  html::Tree tree = html::Tree::parse_fragment(lines ? *lines : markup.html);
  const std::string title = as_meant(entry.title);
  const std::string_view link = is_http_url(entry.link) ? std::string_view(entry.link) : std::string_view();
  extract::clean_entry(tree, tree.root(), {title, link});
  return safe_body(std::move(tree), markup.base, "feed");
}

/// The operator's word first, then the recipe's; else the fuller and cleaner one.
Body choose_body(const Entry& entry, const SourceOptions& source, const PageContent* page) {
  Body own = own_body(entry);
  const bool ends_early = entry.content.empty() || ends_as_teaser(entry.content.html);
  const extract::Body feed{own.tree, own.text, ends_early};
  if (!extract::has_anything(feed)) own.from = "none";
  if (!page) return own;
  Body full = safe_body(html::Tree::parse_fragment(page->content.html), page->content.base, "page");
  const extract::Body other{full.tree, full.text, false, page->confidence, page->problem};
  const bool preferred =
      !source.recipe.empty() || (source.full_text == FullText::always && page->problem.empty());
  if (preferred && extract::has_anything(other)) return full;
  const extract::Choice choice = extract::choose(feed, other);
  Body& chosen = choice.page ? full : own;
  if (chosen.from != "none") chosen.from += ": " + choice.why;
  return std::move(chosen);
}

/// Lead and picture stand above the text on every page of an article; once is enough.
std::string without_repeated_leads(const std::string& html, const std::string& first) {
  html::Tree tree = html::Tree::parse_fragment(html);
  for (html::NodeId id = tree[tree.root()].first_child; id != html::kNone;) {
    const html::NodeId next = tree[id].next;
    const bool block = tree[id].type == html::NodeType::element;
    if (block && first.substr(0, kLeads).find(tree.outer_html(id)) == std::string::npos) break;
    if (block) tree.detach(id);
    id = next;
  }
  return std::string(trim(tree.inner_html(tree.root())));
}

std::string one_line(std::string_view text, std::size_t limit) {
  return std::string(trim(first_code_points(collapse_whitespace(remove_control_characters(text)), limit)));
}

/// Of a title, a name, a label.
std::string label(std::string_view text) {
  return one_line(as_meant(text), kMaxTitle);
}

std::string cut(std::string_view text, std::size_t limit) {
  std::string line = one_line(text, limit + 1);
  if (count_code_points(line) <= limit) return line;
  return std::string(trim(first_code_points(line, limit))) + "…";
}

std::string title_of(const Entry& entry, const PageContent* page, std::string_view text,
                     const std::string& url) {
  std::string title = label(entry.title);
  if (title.empty() && page) title = label(page->title);
  if (title.empty()) title = cut(text, kMadeTitle);
  if (title.empty()) title = url;
  return title.empty() ? "-" : title;
}

std::string url_of(const Entry& entry, const PageContent* page) {
  if (is_http_url(entry.link)) return canonical_url(entry.link);
  if (page && is_http_url(page->canonical_url)) return canonical_url(page->canonical_url);
  return {};
}

std::string image_of(const Entry& entry, const PageContent* page) {
  if (is_http_url(entry.image)) return entry.image;
  return page && is_http_url(page->image) ? page->image : std::string();
}

std::string language_of(const Entry& entry, const SourceOptions& source, const PageContent* page,
                        const std::string& title, std::string_view text) {
  for (const std::string* said : {&source.language, page ? &page->language : nullptr, &entry.language})
    if (said)
      if (std::string tag = language_tag(*said); !tag.empty()) return tag;
  return guess_language(title + "\n" + std::string(first_code_points(text, 4000)));
}

std::vector<Person> authors_of(const Entry& entry, const PageContent* page) {
  std::vector<Person> authors;
  for (const Person& person : entry.authors) {
    Person clean{label(person.name), one_line(person.email, kMaxTitle), {}};
    if (is_http_url(person.uri)) clean.uri = person.uri;
    const bool said = !clean.name.empty() || !clean.email.empty();
    if (said && authors.size() < kMaxList &&
        std::find(authors.begin(), authors.end(), clean) == authors.end())
      authors.push_back(std::move(clean));
  }
  if (authors.empty() && page)
    if (std::string name = label(page->byline); !name.empty()) authors.push_back({std::move(name), {}, {}});
  return authors;
}

std::vector<std::string> categories_of(const Entry& entry) {
  std::vector<std::string> names;
  for (const Category& category : entry.categories) {
    std::string name = label(category.label.empty() ? category.term : category.label);
    const bool known = std::find(names.begin(), names.end(), name) != names.end();
    if (!name.empty() && !known && names.size() < kMaxList) names.push_back(std::move(name));
  }
  return names;
}

std::vector<Enclosure> enclosures_of(const Entry& entry) {
  std::vector<Enclosure> kept;
  for (const Enclosure& enclosure : entry.enclosures) {
    const auto same = [&](const Enclosure& other) { return other.url == enclosure.url; };
    if (is_http_url(enclosure.url) && kept.size() < kMaxList && std::none_of(kept.begin(), kept.end(), same))
      kept.push_back(enclosure);
  }
  return kept;
}

/// Where the summary is the body, its text is there already.
std::string summary_of(const Entry& entry, const Body& body) {
  const bool is_body = entry.content.empty() && body.from.starts_with("feed");
  std::string said = entry.summary.empty() || is_body ? std::string() : html::plain_text(entry.summary.html);
  return cut(said.empty() ? std::string_view(body.text) : std::string_view(said), kMaxSummary);
}

/// The record's, from as much of the body's HTML as it needs.
std::string summary_of(const html::Tree& tree, const std::string& language) {
  std::string html;
  std::size_t enough = kSummarized;
  for (html::NodeId id = tree[tree.root()].first_child; id != html::kNone; id = tree[id].next) {
    html += tree.outer_html(id);
    if (html.size() < enough) continue;
    if (std::optional<std::string> summary = cut_record_summary(html, language)) return *std::move(summary);
    enough = 2 * html.size();
  }
  return record_summary(html, language);
}

/// Never later than we met it: a date in the future would stand on top for ever.
Time date_of(const Article& article) {
  const std::optional<Time> said = article.published ? article.published : article.updated;
  return said ? std::min(*said, article.first_seen) : article.first_seen;
}

void fill_facts(Article& article, const Entry& entry, const PageContent* page) {
  article.guid = entry.id;
  article.url = url_of(entry, page);
  article.authors = authors_of(entry, page);
  article.published = !entry.published && page ? page->published : entry.published;
  article.updated = entry.updated;
  article.date = date_of(article);
  article.image = image_of(entry, page);
  article.categories = categories_of(entry);
  article.enclosures = enclosures_of(entry);
  if (is_http_url(entry.comments)) article.comments = entry.comments;
  article.rights = label(entry.rights);
  if (is_http_url(entry.license)) article.license = entry.license;
  article.origin = entry.source;
}

/// White space counts in code alone.
void add_words(std::string& all, std::string_view text) {
  if (text.find("<pre") != text.npos)
    all += text;
  else
    append_collapsed(all, text);
  all += '\n';
}

constexpr std::uint64_t kFactBits = 0xFFFF;  // of an entry's fingerprint

/// A sum, as a list that comes in another order tells nothing new.
std::uint64_t facts_hash(const Entry& entry) {
  std::uint64_t sum = stable_hash(entry.rights) + stable_hash(entry.license);
  for (const Person& person : entry.authors)
    sum += stable_hash(person.name + '\n' + person.email + '\n' + person.uri);
  for (const Category& category : entry.categories)
    sum += stable_hash(category.label.empty() ? category.term : category.label);
  return sum;
}

}  // namespace

PageContent page_content(Extracted&& found, std::string base) {
  PageContent page;
  page.content = {std::move(found.content), std::move(base)};
  page.title = std::move(found.title);
  page.byline = std::move(found.byline);
  page.language = std::move(found.language);
  page.image = std::move(found.image);
  page.canonical_url = std::move(found.canonical_url);
  page.published = found.published;
  page.confidence = found.confidence;
  page.problem = std::move(found.problem);
  page.next_page = std::move(found.next_page);
  return page;
}

bool append_page(PageContent& page, PageContent&& next) {
  page.next_page.clear();
  const std::string html = without_repeated_leads(next.content.html, page.content.html);
  if (html.empty() || page.content.html.find(html) != std::string::npos) return false;
  page.content.html += "\n" + html;
  page.next_page = std::move(next.next_page);
  return true;
}

bool needs_page(const Entry& entry, const SourceOptions& source) {
  if (source.full_text == FullText::never || !is_http_url(entry.link)) return false;
  if (source.full_text == FullText::always) return true;
  const std::string& html = own_markup(entry).html;
  if (has_media(entry)) return false;                      // a show's notes are all there is
  if (entry.title.empty() && !html.empty()) return false;  // a short post is complete
  const std::size_t length = rough_text(html).size();
  if (length < kTeaser || ends_as_teaser(html)) return true;
  return entry.content.empty() && length < kLongSummary;
}

Article make_article(const Entry& entry, const SourceOptions& source, const PageContent* page, std::string id,
                     Time now) {
  Body body = choose_body(entry, source, page);
  const html::NodeId root = body.tree.root();
  Article article;
  article.id = std::move(id);
  article.source = source.name;
  article.tags = source.tags;
  article.zone = source.zone.empty() ? "UTC" : source.zone;
  article.first_seen = now;
  fill_facts(article, entry, page);
  article.title = title_of(entry, page, body.text, article.url);
  article.language = language_of(entry, source, page, article.title, body.text);
  article.summary = summary_of(entry, body);
  article.content_from = body.from;
  const std::string summary = summary_of(body.tree, article.language);
  const std::string markdown = html::to_markdown(body.tree, root);
  article.fingerprint = article_fingerprint(article.title, markdown);
  RecordText record = write_record(article, markdown, summary);
  article.record = std::move(record.text);
  article.body_offset = record.body_offset;
  return article;
}

std::uint64_t entry_fingerprint(const Entry& entry) {
  std::string all;
  all.reserve(entry.content.html.size() + entry.summary.html.size() + 256);
  add_words(all, entry.title);
  add_words(all, entry.link);
  for (const Enclosure& enclosure : entry.enclosures) add_words(all, enclosure.url);
  add_words(all, entry.summary.html);
  add_words(all, entry.content.html);
  return (stable_hash(all) & ~kFactBits) | (facts_hash(entry) & kFactBits);
}

bool have_same_text(std::uint64_t a, std::uint64_t b) {
  return ((a ^ b) & ~kFactBits) == 0;
}

}  // namespace gazette
