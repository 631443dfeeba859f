// People as feeds write them: "me@example.com (Jane Doe)", "Jane Doe <me@example.com>". Pure; any thread;
// never fails.
#pragma once

#include <string_view>
#include <vector>

#include "feeds/feed.h"

namespace gazette::parse {

Person person_of_text(std::string_view text);

/// Unless it is empty or already there; completes one of the same name or address.
void add_person(std::vector<Person>& people, Person person);

}  // namespace gazette::parse
