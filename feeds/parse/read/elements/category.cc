// Categories of all vocabularies.
#include <algorithm>
#include <string>

#include "feeds/parse/read/elements/elements.h"
#include "feeds/parse/text/construct.h"
#include "feeds/text/strings.h"

namespace gazette::parse {
namespace {

constexpr std::size_t kMaxCategories = 200;

void read_keywords(std::vector<Category>& categories, pugi::xml_node element) {
  const std::string line = line_of(element);
  for (const std::string_view word : split(line, ','))
    add_category(categories, {std::string(trim(word)), {}, {}});
}

/// Each level is a category of its own.
void read_itunes_category(std::vector<Category>& categories, pugi::xml_node element) {
  constexpr std::string_view kScheme = "http://www.itunes.com/";
  const auto add = [&](pugi::xml_node node) {
    std::string term = collapse_whitespace(attribute(node, "text"));
    if (term.empty() && node == element) term = line_of(node);
    add_category(categories, {std::move(term), std::string(kScheme), {}});
  };
  add(element);
  for (const pugi::xml_node& child : element.children())
    if (equals_ignore_case(split_name(child.name()).local, "category")) add(child);
}

}  // namespace

void add_category(std::vector<Category>& categories, Category category) {
  if (category.term.empty()) category.term = category.label;
  if (category.term.empty() || categories.size() >= kMaxCategories) return;
  if (categories.empty()) categories.reserve(4);
  const auto known = std::find_if(categories.begin(), categories.end(), [&](const Category& one) {
    return one.term == category.term && (one.scheme == category.scheme || category.scheme.empty());
  });
  if (known == categories.end()) categories.push_back(std::move(category));
}

void read_categories(Reading& reading, std::vector<Category>& categories, pugi::xml_node element, Name name) {
  if (categories.size() >= kMaxCategories)
    return reading.problems.add("there are more than " + std::to_string(kMaxCategories) +
                                " categories: the rest of them is left out");
  if (name == Name::itunes_keywords || name == Name::media_keywords)
    return read_keywords(categories, element);
  if (name == Name::itunes_category) return read_itunes_category(categories, element);
  Category category;
  if (!element.first_attribute() && name != Name::media_category) {
    category.term = read_plain(element, reading.scope, TextType::unsure);
    return add_category(categories, std::move(category));
  }
  category.term = trim(attribute(element, "term"));
  if (category.term.empty()) category.term = read_plain(element, reading.scope, TextType::unsure);
  category.label = trim(attribute(element, "label"));
  category.scheme = trim(attribute(element, "scheme"));
  if (category.scheme.empty()) category.scheme = trim(attribute(element, "domain"));
  if (name == Name::media_category && category.scheme.empty())
    category.scheme = "http://search.yahoo.com/mrss/category_schema";
  add_category(categories, std::move(category));
}

}  // namespace gazette::parse
