#include "feeds/extract/metadata/json_ld.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "feeds/text/buffer/json_repair.h"
#include "feeds/text/entities.h"
#include "feeds/text/strings.h"

namespace gazette::extract {
namespace {

namespace json = boost::json;
using html::kNone;
using html::NodeId;
using html::Tree;

constexpr std::size_t kLargest = std::size_t{2} << 20;

// Data islands are written by templates: CDATA marks, comments and raw newlines in strings are common.
std::string repaired(std::string text) {
  for (const char* mark :
       {"/*<![CDATA[*/", "/*]]>*/", "//<![CDATA[", "//]]>", "<![CDATA[", "]]>", "<!--", "-->"})
    replace_all(text, mark, "");
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  while (!text.empty() && (text.back() == ';' || text.back() == ' ')) text.pop_back();
  return text;
}

std::optional<json::value> parse(std::string_view text) {
  json::parse_options options;
  options.allow_trailing_commas = true;
  options.allow_invalid_utf8 = true;
  options.max_depth = 64;
  boost::system::error_code error;
  json::value value = json::parse({text.data(), text.size()}, error, {}, options);
  if (error && error != json::error::too_deep) value = json::parse(repair_json(text), error, {}, options);
  if (error) return std::nullopt;
  return value;
}

std::string clean(const json::string& text) {
  return std::string(trim(decode_entities(std::string_view(text.data(), text.size()))));
}

// A text, the first text of a list, or the named member of an object.
std::string text_of(const json::value* value, std::initializer_list<std::string_view> members) {
  for (int depth = 0; value != nullptr && depth < 4; ++depth) {
    if (value->is_string()) return clean(value->get_string());
    if (value->is_array()) {
      value = value->get_array().empty() ? nullptr : &value->get_array().front();
      continue;
    }
    if (!value->is_object()) return {};
    const json::value* inner = nullptr;
    for (std::string_view member : members) {
      inner = value->get_object().if_contains({member.data(), member.size()});
      if (inner != nullptr && !inner->is_null()) break;
    }
    value = inner;
  }
  return {};
}

std::string names_of(const json::value* value) {
  if (value == nullptr || !value->is_array()) return text_of(value, {"name"});
  std::vector<std::string> names;
  for (const json::value& one : value->get_array()) {
    std::string name = text_of(&one, {"name"});
    if (!name.empty()) names.push_back(std::move(name));
  }
  return join(names, ", ");
}

bool is_organization(const json::value* author) {
  if (author != nullptr && author->is_array() && !author->get_array().empty())
    author = &author->get_array().front();
  if (author == nullptr || !author->is_object()) return false;
  return text_of(author->get_object().if_contains("@type"), {}).ends_with("Organization");
}

enum class Sort { other, weak, article };

Sort sort_of_type(std::string_view type) {
  const std::size_t slash = type.rfind('/');
  if (slash != std::string_view::npos) type.remove_prefix(slash + 1);
  if (type.ends_with("Article") || type.ends_with("BlogPosting") || type == "Report" || type == "Recipe" ||
      type == "SocialMediaPosting" || type == "NewsStory" || type == "APIReference")
    return Sort::article;
  const bool weak = type == "WebPage" || type == "VideoObject" || type == "Review" ||
                    type == "CreativeWork" || type == "ItemPage";
  return weak ? Sort::weak : Sort::other;
}

Sort sort_of(const json::object& object) {
  const json::value* type = object.if_contains("@type");
  Sort best = Sort::other;
  if (type == nullptr) return best;
  if (type->is_string()) return sort_of_type(std::string_view(type->get_string()));
  if (!type->is_array()) return best;
  for (const json::value& one : type->get_array())
    if (one.is_string()) best = std::max(best, sort_of_type(std::string_view(one.get_string())));
  return best;
}

// All objects, outer before inner; bounded by the depth that the parser allows.
std::vector<const json::object*> objects_in(const json::value& value) {
  std::vector<const json::object*> found;
  std::vector<const json::value*> open{&value};
  for (std::size_t i = 0; i < open.size() && open.size() < 10'000; ++i) {
    if (open[i]->is_array())
      for (const json::value& one : open[i]->get_array()) open.push_back(&one);
    if (!open[i]->is_object()) continue;
    found.push_back(&open[i]->get_object());
    for (const char* member :
         {"@graph", "mainEntity", "mainEntityOfPage", "hasPart", "itemListElement", "item"})
      if (const json::value* inner = open[i]->get_object().if_contains(member)) open.push_back(inner);
  }
  return found;
}

void take(std::string& field, std::string value) {
  if (field.empty()) field = std::move(value);
}

bool is_false(const json::value* value) {
  if (value == nullptr) return false;
  return value->is_bool() ? !value->get_bool()
                          : value->is_string() && equals_ignore_case(clean(value->get_string()), "false");
}

void take_article(LinkedData& data, const json::object& article) {
  take(data.headline, text_of(article.if_contains("headline"), {}));
  take(data.headline, text_of(article.if_contains("name"), {}));
  const json::value* author = article.if_contains("author");
  if (data.author.empty()) data.author_is_person = !is_organization(author);
  take(data.author, names_of(author));
  take(data.author, names_of(article.if_contains("creator")));
  take(data.description, text_of(article.if_contains("description"), {}));
  take(data.publisher, text_of(article.if_contains("publisher"), {"name"}));
  take(data.published, text_of(article.if_contains("datePublished"), {}));
  take(data.published, text_of(article.if_contains("uploadDate"), {}));
  take(data.published, text_of(article.if_contains("dateCreated"), {}));
  take(data.image, text_of(article.if_contains("image"), {"url", "contentUrl", "@id"}));
  take(data.image, text_of(article.if_contains("thumbnailUrl"), {}));
  take(data.url, text_of(article.if_contains("url"), {}));
  data.is_paid = data.is_paid || is_false(article.if_contains("isAccessibleForFree"));
  take(data.body, text_of(article.if_contains("articleBody"), {}));
}

bool is_data_island(const Tree& tree, NodeId id) {
  return tree.is_element(id, "script") &&
         to_lower(trim(tree.attribute(id, "type"))).starts_with("application/ld+json");
}

}  // namespace

LinkedData read_linked_data(const Tree& tree) {
  LinkedData article, weak;
  std::size_t left = kLargest;
  for (NodeId id = tree.root(); id != kNone; id = tree.next_in_order(id, tree.root())) {
    if (!is_data_island(tree, id)) continue;
    const std::string text = repaired(tree.text_content(id));
    if (text.size() > left) break;
    left -= text.size();
    const std::optional<json::value> value = parse(text);
    if (!value) continue;
    for (const json::object* object : objects_in(*value)) {
      const Sort sort = sort_of(*object);
      if (sort != Sort::other) take_article(sort == Sort::article ? article : weak, *object);
    }
  }
  const bool found = !article.headline.empty() || !article.body.empty() || !article.published.empty();
  article.is_article = found;
  return found ? article : weak;
}

}  // namespace gazette::extract
