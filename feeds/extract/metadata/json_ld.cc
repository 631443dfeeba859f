#include "feeds/extract/metadata/json_ld.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
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
  replace_all(text, "\uFEFF", "");
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

// What one island calls by its @id another may describe: "author": {"@id": "#jane"}.
using Described = std::unordered_map<std::string_view, const json::object*>;

constexpr std::size_t kMostValues = 20'000;  // of a page, looked at for what they describe
constexpr int kMostSteps = 60;               // to a text; also what ends a circle of references
constexpr std::size_t kMostNames = 20;

std::string_view id_of(const json::object& object) {
  const json::value* id = object.if_contains("@id");
  return id != nullptr && id->is_string() ? std::string_view(id->get_string()) : std::string_view();
}

void describe(const json::value& island, Described& described) {
  std::vector<const json::value*> open{&island};
  for (std::size_t i = 0; i < open.size() && i < kMostValues; ++i) {
    if (open[i]->is_array())
      for (const json::value& one : open[i]->get_array()) open.push_back(&one);
    if (!open[i]->is_object()) continue;
    const json::object& object = open[i]->get_object();
    const std::string_view id = id_of(object);
    // The same thing may be named in many places, and described in one.
    if (!id.empty() && object.size() > 1)
      if (const auto [known, added] = described.try_emplace(id, &object);
          !added && known->second->size() < object.size())
        known->second = &object;
    for (const auto& member : object) {
      const bool holds = member.value().is_object() || member.value().is_array();
      if (holds) open.push_back(&member.value());
    }
  }
}

using Members = std::initializer_list<std::string_view>;

const json::value* member_of(const json::value& value, std::string_view name) {
  return value.is_object() ? value.get_object().if_contains({name.data(), name.size()}) : nullptr;
}

class Reader {
 public:
  explicit Reader(const Described& described) : described_(described) {}

  // A text, the first text in a list, or that of the first of the members that has one.
  std::string text_of(const json::value* value, Members members) const {
    std::vector<const json::value*> open{value};
    for (int steps = 0; !open.empty() && steps < kMostSteps; ++steps) {
      const json::value* next = open.back();
      open.pop_back();
      if (next == nullptr) continue;
      std::string text = plain_text_of(*next);
      if (!text.empty()) return text;
      if (next->is_array()) push_list(next->get_array(), open);
      if (next->is_object()) push_members(next->get_object(), members, open);
    }
    return {};
  }

  // Each name once.
  std::string names_of(const json::value* value) const {
    if (value == nullptr) return {};
    std::vector<std::string> names;
    for (const json::value* person : each_of(*value)) {
      const json::value* name = member_of(*person, "name");
      for (const json::value* part : each_of(name == nullptr ? *person : *name))
        if (std::string said = name_of(part); !said.empty()) add(names, std::move(said));
    }
    return join(names, ", ");
  }

  bool is_organization(const json::value* author) const {
    if (author != nullptr && author->is_array())
      author = author->get_array().empty() ? nullptr : &author->get_array().front();
    if (author == nullptr || !author->is_object()) return false;
    const json::object& object = described(author->get_object());
    return text_of(object.if_contains("@type"), {}).ends_with("Organization");
  }

 private:
  static std::string plain_text_of(const json::value& value) {
    if (value.is_string()) return clean(value.get_string());
    return value.is_number() ? json::serialize(value) : std::string();
  }

  static void push_list(const json::array& list, std::vector<const json::value*>& open) {
    for (std::size_t i = std::min(list.size(), kMostNames); i > 0; --i) open.push_back(&list[i - 1]);
  }

  void push_members(const json::object& said, Members members, std::vector<const json::value*>& open) const {
    const json::object& object = described(said);
    open.push_back(object.if_contains("@value"));
    for (std::size_t i = members.size(); i > 0; --i) {
      const std::string_view member = members.begin()[i - 1];
      open.push_back(object.if_contains({member.data(), member.size()}));
    }
  }

  // Itself, or what is said of it elsewhere if it is a mere reference.
  const json::object& described(const json::object& object) const {
    if (object.size() > 2) return object;
    const auto found = described_.find(id_of(object));
    return found == described_.end() || found->second->size() < object.size() ? object : *found->second;
  }

  static std::vector<const json::value*> each_of(const json::value& value) {
    if (!value.is_array()) return {&value};
    std::vector<const json::value*> all;
    for (const json::value& one : value.get_array())
      if (all.size() < kMostNames) all.push_back(&one);
    return all;
  }

  std::string name_of(const json::value* value) const {
    std::string name = text_of(value, {"name"});
    if (!name.empty()) return name;
    const std::string given = text_of(value, {"givenName"}), family = text_of(value, {"familyName"});
    return given + (given.empty() || family.empty() ? "" : " ") + family;
  }

  static void add(std::vector<std::string>& names, std::string name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }

  const Described& described_;
};

enum class Sort { other, weak, article };

Sort sort_of_type(std::string_view type) {
  const std::size_t slash = type.rfind('/');
  if (slash != std::string_view::npos) type.remove_prefix(slash + 1);
  if (type.ends_with("Article") || type.ends_with("BlogPosting") || type == "Report" || type == "Recipe" ||
      type == "SocialMediaPosting" || type == "DiscussionForumPosting" || type == "NewsStory" ||
      type == "APIReference")
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

struct Said {
  const json::object* object;
  bool listed;  // one of a list: mostly of other articles
};

// All objects, outer before inner; bounded by the depth that the parser allows.
void add_objects(const json::value& island, std::vector<Said>& found) {
  std::vector<std::pair<const json::value*, bool>> open{{&island, false}};
  for (std::size_t i = 0; i < open.size() && open.size() < 10'000; ++i) {
    const auto [value, listed] = open[i];
    if (value->is_array())
      for (const json::value& one : value->get_array()) open.emplace_back(&one, listed);
    if (!value->is_object()) continue;
    found.push_back({&value->get_object(), listed});
    for (const char* member : {"@graph", "mainEntity", "mainEntityOfPage", "item"})
      if (const json::value* inner = member_of(*value, member)) open.emplace_back(inner, listed);
    for (const char* member : {"hasPart", "itemListElement", "blogPost"})
      if (const json::value* inner = member_of(*value, member)) open.emplace_back(inner, true);
  }
}

void take(std::string& field, std::string value) {
  if (field.empty()) field = std::move(value);
}

bool is_false(const json::value* value) {
  if (value == nullptr) return false;
  return value->is_bool() ? !value->get_bool()
                          : value->is_string() && equals_ignore_case(clean(value->get_string()), "false");
}

// An address; else what names the image may be one, but not a place in the page ("#primaryimage").
std::string image_of(const Reader& reader, const json::value* image) {
  std::string address = reader.text_of(image, {"url", "contentUrl"});
  if (address.empty()) address = reader.text_of(image, {"@id"});
  const bool no_address = address.find('#') != std::string::npos || address.starts_with("data:");
  return no_address ? std::string() : address;
}

void take_article(LinkedData& data, const Reader& reader, const json::object& article) {
  const auto text = [&](const char* member) { return reader.text_of(article.if_contains(member), {}); };
  take(data.headline, text("headline"));
  take(data.headline, text("name"));
  const json::value* author = article.if_contains("author");
  if (data.author.empty()) data.author_is_person = !reader.is_organization(author);
  take(data.author, reader.names_of(author));
  take(data.author, reader.names_of(article.if_contains("creator")));
  take(data.description, text("description"));
  take(data.publisher, reader.text_of(article.if_contains("publisher"), {"name"}));
  take(data.published, text("datePublished"));
  take(data.published, text("uploadDate"));
  take(data.published, text("dateCreated"));
  take(data.image, image_of(reader, article.if_contains("image")));
  take(data.image, image_of(reader, article.if_contains("thumbnailUrl")));
  take(data.url, text("url"));
  take(data.language, reader.text_of(article.if_contains("inLanguage"), {"alternateName"}));
  data.is_paid = data.is_paid || is_false(article.if_contains("isAccessibleForFree"));
  take(data.body, text("articleBody"));
}

// Which address an object says it has: its own, or its page's.
bool has_address(const Reader& reader, const json::object& object, std::string_view url) {
  const auto plain = [](std::string_view address) {
    address = address.substr(0, address.find('#'));
    while (address.ends_with('/')) address.remove_suffix(1);
    const std::size_t host = address.find("://");
    return host == std::string_view::npos ? address : address.substr(host + 3);
  };
  const std::string_view wanted = plain(url);
  if (wanted.empty()) return false;
  for (const char* member : {"url", "mainEntityOfPage", "@id"})
    if (plain(reader.text_of(object.if_contains(member), {"@id", "url"})) == wanted) return true;
  return false;
}

// One article: the page's by address, else the first that is in no list, else the only one of the lists. What
// has another headline is another article, and what it says is not of this one.
LinkedData merged(const Reader& reader, const std::vector<Said>& all, Sort sort, std::string_view url) {
  std::vector<const json::object*> own, lonely, listed;
  for (const Said& said : all) {
    if (sort_of(*said.object) != sort) continue;
    (has_address(reader, *said.object, url) ? own : said.listed ? listed : lonely).push_back(said.object);
  }
  own.insert(own.end(), lonely.begin(), lonely.end());
  if (own.empty() && listed.size() == 1) own = listed;
  LinkedData data;
  for (const json::object* object : own) {
    const std::string headline = reader.text_of(object->if_contains("headline"), {});
    if (headline.starts_with(data.headline) || data.headline.starts_with(headline))
      take_article(data, reader, *object);
  }
  return data;
}

std::string site_of(const Reader& reader, const std::vector<Said>& all) {
  for (const Said& said : all)
    if (reader.text_of(said.object->if_contains("@type"), {}) == "WebSite")
      return reader.text_of(said.object->if_contains("name"), {});
  return {};
}

bool is_data_island(const Tree& tree, NodeId id) {
  return tree.is_element(id, "script") &&
         to_lower(trim(tree.attribute(id, "type"))).starts_with("application/ld+json");
}

}  // namespace

LinkedData read_linked_data(const Tree& tree, std::string_view url) {
  std::vector<json::value> islands;
  std::size_t left = kLargest;
  for (NodeId id = tree.root(); id != kNone; id = tree.next_in_order(id, tree.root())) {
    if (!is_data_island(tree, id)) continue;
    const std::string text = repaired(tree.text_content(id));
    if (text.size() > left) break;
    left -= text.size();
    std::optional<json::value> value = parse(text);
    if (value) islands.push_back(std::move(*value));
  }
  Described described;
  std::vector<Said> all;
  for (const json::value& island : islands) {
    describe(island, described);
    add_objects(island, all);
  }
  const Reader reader(described);
  LinkedData article = merged(reader, all, Sort::article, url);
  const bool found = !article.headline.empty() || !article.body.empty() || !article.published.empty();
  article.is_article = found;
  LinkedData data = found ? std::move(article) : merged(reader, all, Sort::weak, url);
  data.site = site_of(reader, all);
  return data;
}

}  // namespace gazette::extract
