// What a recipe says, as values: made once by read_recipe(), with the operator's parameters filled in, then
// only read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "feeds/sites/values/values.h"

namespace gazette::sites {

struct RequestRules {
  std::vector<Template> urls;
  std::string method = "GET";
  std::map<std::string, Template> headers;
  Template body;
};

/// What an answer must say to be taken: business errors come with HTTP 200.
struct OkRule {
  std::vector<Pointer> pointers;    ///< the first that exists counts; none: no check
  std::vector<std::string> equals;  ///< one of these
  std::vector<Pointer> messages;    ///< told with the error
};

/// Pages of a list: numbered, or handed on by a token in the answer ({next}).
struct Paging {
  std::int64_t first = 1, step = 1;
  std::size_t count = 1;
  Field next;  ///< empty: no token
  std::vector<Condition> next_if;
};

enum class ListFormat { json, jsonp, html, xml, json_in_html };

struct ItemRules {
  Field id, title, link, image, author, categories, comments, summary, content;
  DateField date, updated;
};

struct ListRules {
  RequestRules request;
  ListFormat format = ListFormat::json;
  std::vector<std::string> scripts;  ///< json-in-html: markers
  std::string charset;               ///< overrides what the document says
  OkRule ok;
  Path items;
  std::vector<Path> expand;           ///< lists within an item whose elements are items too
  std::vector<Condition> keep, drop;  ///< all of keep, none of drop
  std::vector<Condition> require;     ///< an item without is left out; if all are, the site has changed
  std::size_t limit = 0;              ///< 0: none
  std::size_t min_items = 0;
  Paging paging;
  ItemRules item;
};

/// "<!--(IMG_\d+)-->" in JSON's HTML becomes an image whose URL stands at a pointer.
struct Placeholder {
  Pattern pattern;
  std::vector<Template> pointers;  ///< templates of JSON Pointers: "/originAttribute/{1}/url"
  std::string alt;
};

struct ContentRule {
  Alternative value;
  bool every = false;  ///< all matches of the selector, not the first
  std::vector<Placeholder> placeholders;
};

struct GoneRules {
  std::vector<int> status{404, 410};
  Pattern final_url;
  std::vector<Pointer> empty;  ///< all there and blank
  Pattern text;                ///< the found content's plain text
};

struct ArticleRules {
  RequestRules request;
  std::string charset;
  std::vector<std::string>
      scripts;  ///< markers of the JSON that pointers read, where the page is no JSON itself
  std::vector<ContentRule> content;
  std::vector<SharedSelector> remove, remove_if_only_images;
  GoneRules gone;
  std::vector<Condition> skip;  ///< any
  Field title, author, image, canonical_url;
  DateField date;
};

struct Recipe {
  std::string title, link, language, zone;
  bool trusts_ids = false;
  Pattern canonical_id;
  std::map<std::string, std::string, std::less<>> params;
  ListRules list;
  std::optional<ArticleRules> article;
};

}  // namespace gazette::sites
