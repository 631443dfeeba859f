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

/// What is around the address, without the brackets and words that introduced it.
std::string name_around(std::string_view before, std::string_view after) {
  if (before.ends_with("mailto:")) before.remove_suffix(7);
  std::string name = collapse_whitespace(std::string(before) + " " + std::string(after));
  for (const std::string_view empty : {"()", "<>", "[]", "&lt;&gt;", "( )", "< >"})
    replace_all(name, empty, "");
  std::string_view rest = trim(name);
  constexpr std::string_view kEdges = "()<>[],;:\"- ";
  while (!rest.empty() && kEdges.find(rest.front()) != std::string_view::npos &&
         (rest.front() != '(' || rest.back() == ')'))
    rest.remove_prefix(1);
  while (!rest.empty() && kEdges.find(rest.back()) != std::string_view::npos &&
         (rest.back() != ')' || rest.find('(') == std::string_view::npos))
    rest.remove_suffix(1);
  return std::string(rest);
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
