#include "feeds/sites/rules/read_rules.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "feeds/sites/rules/read_fields.h"
#include "feeds/text/encoding.h"
#include "feeds/text/strings.h"

namespace gazette::sites {
namespace {

constexpr std::int64_t kMaxPages = 50;
constexpr std::int64_t kMaxItems = 2'000;

/// Keys of [list]; any other table in it is a list of its own, if the recipe has a parameter to choose it.
const std::vector<std::string> kListKeys{"body",  "charset", "drop",  "expand",  "format", "headers",
                                         "item",  "items",   "keep",  "limit",   "method", "min_items",
                                         "needs", "ok",      "pages", "require", "script", "url"};

/// What is read along the way: the recipe so far and the names of its parameters.
struct Reading {
  Mistakes& mistakes;
  Recipe& recipe;
  std::vector<std::string> param_names;

  std::vector<std::string> names(std::initializer_list<const char*> more) const {
    std::vector<std::string> all = param_names;
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
};

template <class Key>
const toml::table* table_at(const toml::table& table, Key key) {
  const toml::node* node = table.get(key);
  return node ? node->as_table() : nullptr;
}

/// The recipe's defaults, then what the operator gave.
void read_params(Keys& top, const std::map<std::string, std::string>& given, Reading& reading) {
  auto& params = reading.recipe.params;
  for (const toml::table* table : top.tables("params"))
    for (const auto& [key, node] : *table) {
      const std::optional<std::string> value = scalar_text(node);
      if (!value) top.mistake("params", std::string(key.str()) + " must be a text or a whole number");
      params[std::string(key.str())] = value.value_or(std::string());
    }
  for (const auto& row : params) reading.param_names.push_back(row.first);
  for (const auto& [name, value] : given) {
    if (params.contains(name))
      params[name] = value;
    else if (name != "limit")  // every source may have a limit, whether or not its recipe can ask for so many
      top.mistake("params", "unknown parameter \"" + name + "\"" + did_you_mean(name, reading.param_names));
  }
}

/// A whole number, or a template of parameters that gives one.
std::int64_t read_count(Keys& keys, std::string_view key, std::int64_t fallback, std::int64_t high,
                        const Reading& reading) {
  const std::string text = keys.text(key);
  if (text.empty()) return fallback;
  const Template from = read_template(keys, key, text, reading.param_names);
  const auto lookup = [&](std::string_view name) {
    const auto found = reading.recipe.params.find(name);
    return found == reading.recipe.params.end() ? std::string() : found->second;
  };
  const std::string filled = from.fill(lookup, Escape::none).text;
  std::int64_t value = 0;
  const auto [stop, error] = std::from_chars(filled.data(), filled.data() + filled.size(), value);
  if (error == std::errc() && stop == filled.data() + filled.size() && value >= 0 && value <= high)
    return value;
  keys.mistake(key, "\"" + filled + "\" must be a whole number from 0 to " + std::to_string(high));
  return fallback;
}

RequestRules read_request(Keys& keys, const std::vector<std::string>& names) {
  RequestRules request;
  for (const std::string& url : keys.texts("url"))
    request.urls.push_back(read_template(keys, "url", url, names));
  request.body = read_template(keys, "body", keys.text("body"), names);
  request.method = keys.text("method", request.body.empty() ? "GET" : "POST");
  if (request.method != "GET" && request.method != "POST")
    keys.mistake("method", "must be \"GET\" or \"POST\"");
  for (const toml::table* layer : keys.tables("headers"))
    for (const auto& [name, node] : *layer) {
      const std::optional<std::string> value = scalar_text(node);
      if (!value) keys.mistake("headers", std::string(name.str()) + " must be a text");
      request.headers.emplace(std::string(name.str()),
                              read_template(keys, "headers", value.value_or(std::string()), names));
    }
  return request;
}

std::string read_charset(Keys& keys) {
  const std::string label = keys.text("charset");
  if (!label.empty() && encoding_for_label(label).empty())
    keys.mistake("charset", "\"" + label + "\" is no known charset");
  return label;
}

OkRule read_ok(Keys& list) {
  Keys keys("list.ok", list.tables("ok"), list.mistakes());
  OkRule ok{read_pointers(keys, "pointer"), keys.texts("equals"), read_pointers(keys, "message")};
  if (ok.pointers.empty() != ok.equals.empty()) keys.mistake({}, "needs both \"pointer\" and \"equals\"");
  keys.report_unknown();
  return ok;
}

Paging read_paging(Keys& list, const FieldReader& fields, const Reading& reading) {
  Keys keys("list.pages", list.tables("pages"), list.mistakes());
  Paging paging;
  paging.first = keys.number("first", 1, 0, 1'000'000);
  paging.step = keys.number("step", 1, 1, 10'000);
  paging.count = static_cast<std::size_t>(read_count(keys, "count", 1, kMaxPages, reading));
  paging.next = fields.field(keys, "next");
  paging.next_if = fields.conditions(keys, "next_if");
  keys.report_unknown();
  return paging;
}

ListFormat read_format(Keys& keys) {
  static constexpr std::pair<std::string_view, ListFormat> kFormats[] = {
      {"json", ListFormat::json},
      {"jsonp", ListFormat::jsonp},
      {"html", ListFormat::html},
      {"xml", ListFormat::xml},
      {"json-in-html", ListFormat::json_in_html}};
  const std::string name = keys.text("format", "json");
  for (const auto& [known, format] : kFormats)
    if (name == known) return format;
  keys.mistake("format", "\"" + name + "\" must be json, jsonp, html, xml or json-in-html");
  return ListFormat::json;
}

ItemRules read_item(Keys& keys, const FieldReader& fields) {
  ItemRules item;
  item.id = fields.field(keys, "id");
  item.title = fields.field(keys, "title");
  item.link = fields.field(keys, "link");
  item.image = fields.field(keys, "image");
  item.author = fields.field(keys, "author");
  item.categories = fields.field(keys, "categories");
  item.comments = fields.field(keys, "comments");
  item.summary = fields.field(keys, "summary");
  item.content = fields.field(keys, "content", true);
  item.date = fields.date(keys, "date");
  item.updated = fields.date(keys, "updated");
  if (item.id.empty() && item.link.empty()) keys.mistake({}, "needs \"id\" or \"link\"");
  keys.report_unknown();
  return item;
}

void read_filters(Keys& keys, const FieldReader& fields, const Reading& reading, ListRules& list) {
  const bool is_tree = list.format == ListFormat::html || list.format == ListFormat::xml;
  list.expand = fields.paths(keys, "expand");
  list.keep = fields.conditions(keys, "keep");
  list.drop = fields.conditions(keys, "drop");
  list.require = fields.required(keys, "require");
  list.limit = static_cast<std::size_t>(read_count(keys, "limit", 0, kMaxItems, reading));
  list.min_items = static_cast<std::size_t>(keys.number("min_items", is_tree ? 1 : 0, 0, kMaxItems));
}

void check_list(Keys& keys, const ListRules& list) {
  if (list.request.urls.empty()) keys.mistake({}, "needs \"url\"");
  if (list.format == ListFormat::json_in_html && list.scripts.empty())
    keys.mistake("format",
                 "json-in-html needs \"script\": what stands before the JSON, such as \"window.DATA\"");
  const bool is_tree = list.format == ListFormat::html || list.format == ListFormat::xml;
  if (is_tree && !list.items.selector) keys.mistake({}, "needs \"items\": a selector that finds the items");
}

/// One list: the tables of `layers`, and [item] below what they say of items.
ListRules read_list(const std::string& what, std::vector<const toml::table*> layers,
                    const toml::table* common_item, const std::set<std::string, std::less<>>& named,
                    const Reading& reading) {
  Keys keys(what, std::move(layers), reading.mistakes);
  ListRules list;
  list.format = read_format(keys);
  const bool is_tree = list.format == ListFormat::html || list.format == ListFormat::xml;
  const FieldReader fields({!is_tree, is_tree, reading.names({"id", "canonical_id", "title", "link"})});
  list.request = read_request(keys, reading.names({"page", "next", "device"}));
  list.scripts = keys.texts("script");
  list.charset = read_charset(keys);
  list.ok = read_ok(keys);
  std::vector<Path> items = fields.paths(keys, "items");
  if (items.empty() && !is_tree) items.push_back(Path{Pointer(""), nullptr, {}});
  if (!items.empty()) list.items = std::move(items.front());
  read_filters(keys, fields, reading, list);
  list.paging = read_paging(keys, fields, reading);
  std::vector<const toml::table*> item_layers = keys.tables("item");
  item_layers.push_back(common_item);
  Keys item_keys("item", std::move(item_layers), reading.mistakes);
  list.item = read_item(item_keys, fields);
  check_list(keys, list);
  for (const std::string& name : keys.texts("needs"))
    if (!reading.recipe.params.contains(name))
      keys.mistake("needs", "\"" + name + "\" is no parameter of this recipe");
  keys.report_unknown(named);
  return list;
}

/// The lists that stand in [list] by name, if the recipe has a parameter that chooses one.
std::set<std::string, std::less<>> list_names(const toml::table& list, const Recipe& recipe) {
  std::set<std::string, std::less<>> names;
  if (!recipe.params.contains("list")) return names;
  for (const auto& [key, node] : list) {
    const bool is_key = std::find(kListKeys.begin(), kListKeys.end(), key.str()) != kListKeys.end();
    if (node.is_table() && !is_key) names.emplace(key.str());
  }
  return names;
}

void check_needs(const toml::table& list, Keys& top, const Reading& reading) {
  Keys keys("list", {&list}, reading.mistakes);
  for (const std::string& name : keys.texts("needs")) {
    const auto value = reading.recipe.params.find(name);
    if (value != reading.recipe.params.end() && value->second.empty())
      top.mistake("list", "the parameter \"" + name + "\" must be given for this list");
  }
}

void read_lists(Keys& top, const toml::table& root, Reading& reading) {
  const toml::table* list = table_at(root, "list");
  const toml::table* item = table_at(root, "item");
  top.get("list");
  top.get("item");
  if (!list) return top.mistake("list", "the recipe has no [list]");
  const auto names = list_names(*list, reading.recipe);
  if (names.empty()) {
    reading.recipe.list = read_list("list", {list}, item, names, reading);
    return check_needs(*list, top, reading);
  }
  const std::string chosen = reading.recipe.params.find("list")->second;
  for (const std::string& name :
       names) {  // all of them, so that a mistake in one that nobody uses today is told
    const toml::table* own = table_at(*list, name);
    ListRules rules = read_list("list." + name, {own, list}, item, names, reading);
    if (name != chosen) continue;
    reading.recipe.list = std::move(rules);
    check_needs(*own, top, reading);
  }
  const std::vector<std::string> known(names.begin(), names.end());
  if (!names.contains(chosen))
    top.mistake("params", "list = \"" + chosen + "\" must be one of " + join(known, ", ") +
                              did_you_mean(chosen, known));
}

std::vector<Placeholder> read_placeholders(Keys& content, const Reading& reading) {
  std::vector<Placeholder> out;
  for (const toml::node* node : content.nodes("placeholders")) {
    const toml::table* table = node->as_table();
    if (!table) {
      content.mistake("placeholders", "must be a table like { pattern, pointer, alt } or a list of them");
      continue;
    }
    Keys keys("placeholders", {table}, content.mistakes());
    Placeholder placeholder{read_pattern(keys, "pattern"), {}, keys.text("alt")};
    for (const std::string& pointer : keys.texts("pointer")) {
      if (!pointer.starts_with('/'))
        keys.mistake("pointer", "\"" + pointer + "\" is no JSON pointer: it begins with \"/\"");
      placeholder.pointers.push_back(read_template(
          keys, "pointer", pointer, reading.names({"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"})));
    }
    if (!placeholder.pattern || placeholder.pointers.empty())
      keys.mistake({}, "needs \"pattern\" and \"pointer\"");
    keys.report_unknown();
    if (placeholder.pattern) out.push_back(std::move(placeholder));
  }
  return out;
}

std::vector<ContentRule> read_content(Keys& article, const FieldReader& fields, const Reading& reading) {
  std::vector<ContentRule> out;
  for (const toml::node* node : article.nodes("content")) {
    ContentRule shared;
    Field alternatives;
    if (const toml::table* table = node->as_table()) {
      Keys keys("content", {table}, article.mistakes());
      shared.every = keys.flag("every", false);
      shared.placeholders = read_placeholders(keys, reading);
      alternatives = fields.alternatives_of(keys, true);
      keys.report_unknown();
    } else {
      alternatives = fields.alternatives(article, "content", *node, true);
    }
    for (Alternative& alternative : alternatives) {
      ContentRule rule = shared;
      rule.value = std::move(alternative);
      out.push_back(std::move(rule));
    }
  }
  if (out.empty()) article.mistake({}, "needs \"content\"");
  return out;
}

GoneRules read_gone(Keys& article) {
  Keys keys("article.gone", article.tables("gone"), article.mistakes());
  GoneRules gone;
  const std::vector<std::string> status = keys.texts("status");
  if (!status.empty()) gone.status.clear();
  for (const std::string& code : status) {
    int value = 0;
    std::from_chars(code.data(), code.data() + code.size(), value);
    if (value < 400 || value > 599)
      keys.mistake("status", "\"" + code + "\" must be a status from 400 to 599");
    gone.status.push_back(value);
  }
  gone.final_url = read_pattern(keys, "final_url");
  gone.empty = read_pointers(keys, "empty");
  gone.text = read_pattern(keys, "text");
  keys.report_unknown();
  return gone;
}

ArticleRules read_article(Keys& keys, const Reading& reading) {
  const std::vector<std::string> names = reading.names({"id", "canonical_id", "title", "link"});
  const FieldReader fields({true, true, reading.param_names});
  ArticleRules article;
  article.request = read_request(keys, names);
  if (article.request.urls.empty()) article.request.urls.emplace_back("{link}");
  article.charset = read_charset(keys);
  article.scripts = keys.texts("script");
  article.content = read_content(keys, fields, reading);
  article.remove = read_selectors(keys, "remove");
  article.remove_if_only_images = read_selectors(keys, "remove_if_only_images");
  article.gone = read_gone(keys);
  article.skip = fields.conditions(keys, "skip");
  article.title = fields.field(keys, "title");
  article.author = fields.field(keys, "author");
  article.image = fields.field(keys, "image");
  article.canonical_url = fields.field(keys, "canonical_url");
  article.date = fields.date(keys, "date");
  keys.report_unknown();
  return article;
}

void read_constants(Keys& top, Recipe& recipe) {
  recipe.title = top.text("title");
  recipe.link = top.text("link");
  recipe.language = top.text("language");
  recipe.zone = top.text("zone");
  if (!recipe.zone.empty() && !is_known_zone(recipe.zone))
    top.mistake("zone", "\"" + recipe.zone + "\" is no IANA time zone");
  recipe.trusts_ids = top.flag("trusted_ids", false);
  recipe.canonical_id = read_pattern(top, "canonical_id");
}

void read_root(const toml::table& root, const std::map<std::string, std::string>& params, Reading& reading) {
  Keys top("", {&root}, reading.mistakes);
  read_constants(top, reading.recipe);
  read_params(top, params, reading);
  read_lists(top, root, reading);
  const std::vector<const toml::table*> article = top.tables("article");
  if (!article.empty()) {
    Keys keys("article", article, reading.mistakes);
    reading.recipe.article = read_article(keys, reading);
  }
  top.report_unknown();
}

}  // namespace

Result<Recipe> read_recipe(std::string_view toml, std::string_view file,
                           const std::map<std::string, std::string>& params) {
  Mistakes mistakes(file);
  Recipe recipe;
  try {
    const toml::table root = toml::parse(toml);
    Reading reading{mistakes, recipe, {}};
    read_root(root, params, reading);
  } catch (const toml::parse_error& error) {
    mistakes.add(error.source().begin.line, std::string(error.description()));
  }
  if (!mistakes.empty()) return fail(ErrorKind::config, mistakes.text());
  return recipe;
}

}  // namespace gazette::sites
