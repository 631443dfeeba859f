#include "feeds/parse/text/people.h"

#include <algorithm>

#include "feeds/text/strings.h"

namespace gazette::parse {
namespace {

constexpr std::size_t kMaxPeople = 200;  // of one feed or entry
constexpr std::size_t kMaxText = 1000;   // code points that are looked at

bool is_address_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("._%+-=/!#$&'*?^`{|}~").find(c) != std::string_view::npos ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// The first "x@y.z" of a text; empty if there is none.
std::string_view find_address(std::string_view text) {
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    std::size_t begin = at, end = at + 1;
    while (begin > 0 && is_address_character(text[begin - 1])) --begin;
    while (end < text.size() && is_address_character(text[end])) ++end;
    while (end > at + 1 && (text[end - 1] == '.' || text[end - 1] == '?')) --end;
    if (begin < at && end > at + 1) return text.substr(begin, end - begin);
  }
  return {};
}

/// True if one pair of parentheses is around all of it.
bool is_enclosed(std::string_view text) {
  if (!text.starts_with('(') || !text.ends_with(')')) return false;
  int depth = 0;
  for (const char c : text.substr(0, text.size() - 1)) {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (depth == 0) return false;
  }
  return true;
}

/// "(Jane (Editor))" -> "Jane (Editor)", "- Jane," -> "Jane".
std::string_view without_edges(std::string_view name) {
  constexpr std::string_view kEdges = "<>[],;:\"- ";
  const auto is_edge = [&](char c) { return kEdges.find(c) != std::string_view::npos; };
  while (!name.empty()) {
    const auto open = std::count(name.begin(), name.end(), '(') - std::count(name.begin(), name.end(), ')');
    const char first = name.front(), last = name.back();
    if (is_enclosed(name)) {
      name = name.substr(1, name.size() - 2);
    } else if (is_edge(first) || first == ')' || (first == '(' && open > 0)) {
      name.remove_prefix(1);
    } else if (is_edge(last) || last == '(' || (last == ')' && open < 0)) {
      name.remove_suffix(1);
    } else {
      break;
    }
  }
  return name;
}

/// What is around the address, without the brackets and words that introduced it.
std::string name_around(std::string_view before, std::string_view after) {
  if (before.ends_with("mailto:")) before.remove_suffix(7);
  std::string name = collapse_whitespace(std::string(before) + " " + std::string(after));
  for (const std::string_view empty : {"()", "<>", "[]", "&lt;&gt;", "( )", "< >"})
    replace_all(name, empty, "");
  return std::string(without_edges(name));
}

}  // namespace

Person person_of_text(std::string_view text) {
  Person person;
  const std::string line = collapse_whitespace(first_code_points(text, kMaxText));
  const std::string_view address = find_address(line);
  if (address.empty()) {
    person.name = line;
    return person;
  }
  const std::size_t at = static_cast<std::size_t>(address.data() - line.data());
  person.email = address;
  person.name =
      name_around(std::string_view(line).substr(0, at), std::string_view(line).substr(at + address.size()));
  return person;
}

void add_person(std::vector<Person>& people, Person person) {
  if (person.name.empty() && person.email.empty() && person.uri.empty()) return;
  for (Person& known : people) {
    const bool same = person.name.empty() ? !person.email.empty() && known.email == person.email
                                          : known.name == person.name;
    if (!same) continue;
    if (known.email.empty()) known.email = person.email;
    if (known.uri.empty()) known.uri = person.uri;
    return;
  }
  if (people.size() < kMaxPeople) people.push_back(std::move(person));
}

}  // namespace gazette::parse
