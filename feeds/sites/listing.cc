#include <algorithm>
#include <unordered_map>
#include <utility>

#include "feeds/sites/readers.h"
#include "feeds/sites/values/xml_tree.h"
#include "feeds/text/encoding.h"
#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette::sites {

namespace json = boost::json;

namespace {

constexpr std::size_t kMaxItems = 5'000;  // of one document, nested ones included
constexpr int kMaxExpansion = 4;          // items within items within ...
constexpr std::size_t kMaxMessage = 200;  // code points of a foreign message that we pass on

/// A listing after parsing: JSON or a tree.
struct Listing {
  std::optional<json::value> json;
  html::Tree tree;
  std::string encoding;

  Scope scope() const { return {json ? &*json : nullptr, json ? nullptr : &tree, 0, {}, {}}; }
};

/// One item of it.
struct Item {
  const json::value* json = nullptr;
  html::NodeId node = 0;
  int depth = 0;
};

Decoded decode_listing(const ListRules& rules, const Document& document) {
  if (!rules.charset.empty()) return decode_as(document.body, rules.charset);
  MarkupKind kind = MarkupKind::json;
  if (rules.format == ListFormat::xml) kind = MarkupKind::xml;
  if (rules.format == ListFormat::html || rules.format == ListFormat::json_in_html) kind = MarkupKind::html;
  return decode_document(document.body, document.content_type, kind);
}

std::optional<json::value> listing_json(const ListRules& rules, const std::string& text) {
  if (rules.format == ListFormat::json) return parse_json(text);
  if (rules.format == ListFormat::jsonp) return parse_json(unwrap_jsonp(text));
  for (const std::string& script : rules.scripts)
    if (auto value = find_embedded_json(text, script)) return value;
  return std::nullopt;
}

std::string what_it_is(std::string_view text) {
  text = trim(text);
  if (text.empty()) return "is empty";
  if (text[0] == '<') return "is a page (HTML), perhaps a login or a block";
  if (text[0] == '{' || text[0] == '[') return "is cut off or damaged";
  return "cannot be read";
}

Result<Listing> parse_listing(const ListRules& rules, const Document& document) {
  Decoded decoded = decode_listing(rules, document);
  Listing listing{std::nullopt, {}, decoded.encoding};
  if (rules.format == ListFormat::html) {
    listing.tree = html::Tree::parse_document(decoded.text);
  } else if (rules.format == ListFormat::xml) {
    Result<html::Tree> tree = parse_xml_tree(decoded.text);
    if (!tree) return pass_on(tree);
    listing.tree = std::move(*tree);
  } else {
    listing.json = listing_json(rules, decoded.text);
    if (!listing.json && rules.format == ListFormat::json_in_html)
      return fail(ErrorKind::site, "no JSON after \"" + join(rules.scripts, "\" or \"") + "\" in the page");
    if (!listing.json)
      return fail(ErrorKind::parse, "the list should be JSON but " + what_it_is(decoded.text));
  }
  return listing;
}

std::string message_of(const OkRule& ok, const json::value& top) {
  for (const Pointer& pointer : ok.messages) {
    const json::value* found = pointer.first(top);
    const std::string text = found ? scalar_text(*found) : std::string();
    if (!text.empty()) return ": " + std::string(first_code_points(collapse_whitespace(text), kMaxMessage));
  }
  return {};
}

/// The business error of an answer that came with HTTP 200; empty if there is none.
std::string business_error(const OkRule& ok, const Listing& listing) {
  if (ok.pointers.empty() || !listing.json) return {};
  std::vector<std::string> names;
  for (const Pointer& pointer : ok.pointers) {
    names.push_back(pointer.text());
    const json::value* found = pointer.first(*listing.json);
    if (!found) continue;
    const std::string value = scalar_text(*found);
    if (std::find(ok.equals.begin(), ok.equals.end(), value) != ok.equals.end()) return {};
    return "the site answers " + pointer.text() + " = " + std::string(first_code_points(value, kMaxMessage)) +
           message_of(ok, *listing.json);
  }
  return "the answer has no " + join(names, " or ");
}

/// What `path` finds below one item: elements of the arrays that it points to, or nodes.
std::vector<Item> items_at(const Path& path, const Listing& listing, const Item& from) {
  std::vector<Item> out;
  if (path.pointer && from.json) {
    for (const json::value* value : path.pointer->all(*from.json)) {
      if (const json::array* array = value->if_array())
        for (const json::value& element : *array) out.push_back({&element, 0, from.depth + 1});
      else if (value->is_object())
        out.push_back({value, 0, from.depth + 1});
    }
  } else if (path.selector) {
    for (html::NodeId node : path.selector->select_all(listing.tree, from.node))
      out.push_back({nullptr, node, from.depth + 1});
  }
  return out;
}

/// All items in document order, those within an item right after it.
std::vector<Item> all_items(const ListRules& rules, const Listing& listing) {
  std::vector<Item> pending = items_at(rules.items, listing, {listing.json ? &*listing.json : nullptr, 0, 0});
  std::reverse(pending.begin(), pending.end());
  std::vector<Item> out;
  while (!pending.empty() && out.size() < kMaxItems) {
    const Item item = pending.back();
    pending.pop_back();
    out.push_back(item);
    if (item.depth > kMaxExpansion) continue;
    std::vector<Item> nested;
    for (const Path& path : rules.expand)
      for (const Item& inner : items_at(path, listing, item)) nested.push_back(inner);
    pending.insert(pending.end(), nested.rbegin(), nested.rend());
  }
  return out;
}

bool all_hold(const std::vector<Condition>& conditions, const Scope& scope) {
  return std::all_of(conditions.begin(), conditions.end(),
                     [&](const Condition& c) { return holds(c, scope); });
}

bool any_holds(const std::vector<Condition>& conditions, const Scope& scope) {
  return std::any_of(conditions.begin(), conditions.end(),
                     [&](const Condition& c) { return holds(c, scope); });
}

void read_people(const ItemRules& rules, const Scope& scope, Entry& entry) {
  for (std::string& name : read_values(rules.author, scope, Want::text))
    entry.authors.push_back({std::move(name), {}, {}});
  for (std::string& term : read_values(rules.categories, scope, Want::text)) {
    Category category{std::move(term), {}, {}};
    if (std::find(entry.categories.begin(), entry.categories.end(), category) == entry.categories.end())
      entry.categories.push_back(std::move(category));
  }
}

std::string read_url(const Field& field, const Scope& scope, const std::string& base) {
  const std::string value = read_value(field, scope, Want::url);
  const std::string url = value.empty() ? value : resolve_url(base, value);
  return is_http_url(url) ? url : std::string();
}

Entry read_item(const Recipe& recipe, Scope& scope, const Document& document) {
  const ItemRules& rules = recipe.list.item;
  Entry entry;
  scope.variable = [&](std::string_view name) { return entry_variable(recipe, entry, name); };
  entry.id = read_value(rules.id, scope, Want::text);
  entry.title = read_value(rules.title, scope, Want::text);
  entry.link = read_url(rules.link, scope, document.url);
  entry.image = read_url(rules.image, scope, document.url);
  entry.comments = read_url(rules.comments, scope, document.url);
  const std::string& zone = recipe.zone.empty() ? document.zone : recipe.zone;
  entry.published = read_date(rules.date, scope, zone);
  entry.updated = read_date(rules.updated, scope, zone);
  entry.summary = {read_value(rules.summary, scope, Want::markup), document.url};
  entry.content = {read_value(rules.content, scope, Want::markup), document.url};
  entry.language = recipe.language;
  read_people(rules, scope, entry);
  scope.variable = nullptr;
  return entry;
}

template <class T>
void fill_gap(T& into, T& from) {
  if (into == T()) into = std::move(from);
}

/// The same item twice (on a card and by itself): the first one, with what only the second knows.
void merge(Entry& into, Entry&& from) {
  fill_gap(into.title, from.title);
  fill_gap(into.link, from.link);
  fill_gap(into.image, from.image);
  fill_gap(into.comments, from.comments);
  fill_gap(into.published, from.published);
  fill_gap(into.updated, from.updated);
  fill_gap(into.authors, from.authors);
  fill_gap(into.categories, from.categories);
  if (into.summary.empty()) into.summary = std::move(from.summary);
  if (into.content.empty()) into.content = std::move(from.content);
}

std::string same_item_key(const Recipe& recipe, const Entry& entry) {
  if (entry.id.empty()) return entry.link;
  const std::string canonical = canonical_id(recipe, entry.id);
  return canonical.empty() ? entry.id : canonical;
}

/// Entries of the items that pass, merged by id.
class Collector {
 public:
  Collector(const Recipe& recipe, const Listing& listing, const Document& document)
      : recipe_(recipe), listing_(listing), document_(document) {}

  void add(const Item& item) {
    Scope scope = listing_.scope();
    if (item.json) scope.json = item.json;
    scope.node = item.node;
    scope.variable = [this](std::string_view name) { return param_value(recipe_, name); };
    if (!all_hold(recipe_.list.keep, scope) || any_holds(recipe_.list.drop, scope)) return;
    ++wanted_;
    if (!all_hold(recipe_.list.require, scope)) return;
    Entry entry = read_item(recipe_, scope, document_);
    if (entry.link.empty() && entry.id.empty()) return;
    ++complete_;
    const auto [known, is_new] = positions_.emplace(same_item_key(recipe_, entry), entries_.size());
    if (is_new)
      entries_.push_back(std::move(entry));
    else
      merge(entries_[known->second], std::move(entry));
  }

  std::size_t wanted() const { return wanted_; }
  std::size_t complete() const { return complete_; }
  std::vector<Entry> take() { return std::move(entries_); }

 private:
  const Recipe& recipe_;
  const Listing& listing_;
  const Document& document_;
  std::size_t wanted_ = 0, complete_ = 0;
  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::size_t> positions_;
};

/// The items' container must be there, and hold a list: an answer without it is not an empty list.
bool has_items(const ListRules& rules, const Listing& listing) {
  if (!listing.json) return true;
  const json::value* found = rules.items.pointer->first(*listing.json);
  return found && found->is_structured();
}

Result<Feed> finish_feed(const Recipe& recipe, Collector& collector, Feed feed) {
  const ListRules& rules = recipe.list;
  if (collector.wanted() && !collector.complete())
    return fail(ErrorKind::site, "none of " + std::to_string(collector.wanted()) +
                                     " items has what the recipe requires: the site may have changed");
  if (const std::size_t lacking = collector.wanted() - collector.complete())
    feed.problems.push_back(std::to_string(lacking) + " of " + std::to_string(collector.wanted()) +
                            " items left out: they lack what the recipe requires");
  feed.entries = collector.take();
  if (feed.entries.size() < rules.min_items)
    return fail(ErrorKind::site, std::to_string(feed.entries.size()) +
                                     " items where the recipe expects at least " +
                                     std::to_string(rules.min_items) + ": the site may have changed");
  if (rules.limit && feed.entries.size() > rules.limit) feed.entries.resize(rules.limit);
  return feed;
}

}  // namespace

std::string canonical_id(const Recipe& recipe, const std::string& id) {
  if (!recipe.canonical_id) return id;
  re2::StringPiece groups[2];
  const int wanted = std::min(recipe.canonical_id->NumberOfCapturingGroups(), 1) + 1;
  if (!recipe.canonical_id->Match(id, 0, id.size(), RE2::UNANCHORED, groups, wanted)) return {};
  const re2::StringPiece& found = groups[wanted - 1];
  return found.data() ? std::string(found.data(), found.size()) : std::string();
}

std::string param_value(const Recipe& recipe, std::string_view name) {
  const auto found = recipe.params.find(name);
  return found == recipe.params.end() ? std::string() : found->second;
}

std::string entry_variable(const Recipe& recipe, const Entry& entry, std::string_view name) {
  if (name == "id") return entry.id;
  if (name == "canonical_id") return canonical_id(recipe, entry.id);
  if (name == "title") return entry.title;
  if (name == "link") return entry.link;
  return param_value(recipe, name);
}

Result<Feed> read_site_listing(const Recipe& recipe, const Document& document) {
  const ListRules& rules = recipe.list;
  Result<Listing> listing = parse_listing(rules, document);  // 1
  if (!listing) return pass_on(listing);
  const std::string error = business_error(rules.ok, *listing);  // 2
  if (!error.empty()) return fail(ErrorKind::site, error);
  if (!has_items(rules, *listing))
    return fail(ErrorKind::site, "the answer has no list at \"" + rules.items.pointer->text() + "\"");
  Collector collector(recipe, *listing, document);  // 3
  for (const Item& item : all_items(rules, *listing)) collector.add(item);
  Feed feed;  // 4
  feed.format = FeedFormat::site;
  feed.encoding = listing->encoding;
  feed.title = recipe.title;
  feed.link = recipe.link;
  feed.language = recipe.language;
  return finish_feed(recipe, collector, std::move(feed));
}

std::string next_page_token(const Recipe& recipe, const Document& document) {
  const Paging& paging = recipe.list.paging;
  if (paging.next.empty()) return {};
  const Result<Listing> listing = parse_listing(recipe.list, document);
  if (!listing) return {};
  const Scope scope = listing->scope();
  return all_hold(paging.next_if, scope) ? read_value(paging.next, scope, Want::text) : std::string();
}

}  // namespace gazette::sites
