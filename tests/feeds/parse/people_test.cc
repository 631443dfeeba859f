// People as feeds write them.
#include "feeds/parse/text/people.h"

#include <string>

#include <gtest/gtest.h>

#include "feeds/text/encoding.h"

namespace gazette::parse {
namespace {

TEST(PersonOfText, SplitsNameAndAddress) {
  struct Case {
    std::string_view in, name, email;
  };
  constexpr Case kCases[] = {
      {"Jane Doe", "Jane Doe", ""},
      {"jane@example.org", "", "jane@example.org"},
      {"jane@example.org (Jane Doe)", "Jane Doe", "jane@example.org"},
      {"Jane Doe (jane@example.org)", "Jane Doe", "jane@example.org"},
      {"Jane Doe <jane@example.org>", "Jane Doe", "jane@example.org"},
      {"\"Doe, Jane\" <jane@example.org>", "Doe, Jane", "jane@example.org"},
      {"Jane Doe (mailto:jane@example.org)", "Jane Doe", "jane@example.org"},
      {"jane@example.org - Jane (Editor)", "Jane (Editor)", "jane@example.org"},
      {"jane@example.org (Jane (Editor))", "Jane (Editor)", "jane@example.org"},
      {"jane@example.org (Jane", "Jane", "jane@example.org"},
      {"(Jane) Doe (II) <jane@example.org>", "(Jane) Doe (II)", "jane@example.org"},
      {"Jane @ home", "Jane @ home", ""},
      {"  spaces\n between ", "spaces between", ""},
      {"", "", ""},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.in);
    const Person person = person_of_text(c.in);
    EXPECT_EQ(person.name, c.name);
    EXPECT_EQ(person.email, c.email);
  }
}

/// Found by fuzzing: a long name was cut by bytes, in the middle of a character.
TEST(PersonOfText, CutsNoCharacter) {
  for (const std::string before : {"", "x", "xy"}) {
    std::string text = before;
    for (int i = 0; i < 1500; ++i) text += "名";
    EXPECT_TRUE(is_valid_utf8(person_of_text(text).name)) << before;
    const Person person = person_of_text("a@b.cn " + text);
    EXPECT_TRUE(is_valid_utf8(person.name)) << before;
    EXPECT_EQ(person.email, "a@b.cn");
  }
}

TEST(AddPerson, KnowsWhoIsThere) {
  std::vector<Person> people;
  add_person(people, {"Jane", "", ""});
  add_person(people, {"Jane", "jane@example.org", "https://jane.example/"});
  add_person(people, {"", "jane@example.org", ""});
  add_person(people, {"", "", ""});
  add_person(people, {"John", "", ""});
  ASSERT_EQ(people.size(), 2U);
  EXPECT_EQ(people[0], (Person{"Jane", "jane@example.org", "https://jane.example/"}));
  EXPECT_EQ(people[1].name, "John");
}

TEST(AddPerson, IsBounded) {
  std::vector<Person> people;
  for (int i = 0; i < 5000; ++i) add_person(people, {"p" + std::to_string(i), "", ""});
  EXPECT_EQ(people.size(), 200U);
}

}  // namespace
}  // namespace gazette::parse
