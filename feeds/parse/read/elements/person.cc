// <author>, <contributor>, dc:creator, itunes:owner, foaf-like and others.
#include "feeds/parse/read/elements/elements.h"
#include "feeds/parse/text/construct.h"
#include "feeds/parse/text/people.h"

namespace gazette::parse {

Person read_person(Reading& reading, pugi::xml_node element) {
  Person person;
  bool structured = false;
  for_each_child(reading.scope, element, [&](pugi::xml_node child, Name name) {
    switch (name) {
      case Name::person_name:
      case Name::itunes_name:
      case Name::title:
        if (person.name.empty()) person.name = read_plain(child, reading.scope, TextType::unsure);
        break;
      case Name::person_email:
      case Name::itunes_email:
        if (person.email.empty()) person.email = line_of(child);
        break;
      case Name::person_uri:
      case Name::url:
        if (person.uri.empty()) person.uri = address_of(reading, child);
        break;
      default: return;
    }
    structured = true;
  });
  if (!structured) return person_of_text(read_plain(element, reading.scope, TextType::unsure));
  if (person.email.empty() && person.name.find('@') != std::string::npos) {
    Person split = person_of_text(person.name);
    split.uri = std::move(person.uri);
    return split;
  }
  return person;
}

}  // namespace gazette::parse
