#include "daemon/schedule/due_queue.h"

#include <gtest/gtest.h>

#include "daemon/schedule/admission.h"

namespace gazette {
namespace {

TEST(DueQueue, GivesWhatIsDueLongestFirst) {
  DueQueue queue;
  queue.set("b", Duration(20));
  queue.set("a", Duration(10));
  queue.set("c", Duration(30));
  EXPECT_EQ(queue.next(), Duration(10));
  EXPECT_FALSE(queue.take_due(Duration(9)));
  EXPECT_EQ(queue.take_due(Duration(25)), "a");
  EXPECT_EQ(queue.take_due(Duration(25)), "b");
  EXPECT_FALSE(queue.take_due(Duration(25)));
  EXPECT_EQ(queue.size(), 1u);
}

TEST(DueQueue, TheLastWordCounts) {
  DueQueue queue;
  queue.set("a", Duration(10));
  queue.set("a", Duration(50));
  queue.set("b", Duration(20));
  queue.remove("b");
  queue.remove("never there");
  EXPECT_FALSE(queue.take_due(Duration(40)));
  EXPECT_EQ(queue.take_due(Duration(50)), "a");
  queue.set("c", Duration(1));
  queue.clear();
  EXPECT_FALSE(queue.next());
}

TEST(DueQueue, UptimeGoesForward) {
  const Duration before = uptime();
  EXPECT_GT(before, Duration::zero());
  EXPECT_GE(uptime(), before);
}

TEST(Admission, SoManyInAllAndSoManyAHost) {
  Admission admission({3, 2});
  std::string begun;
  const auto add = [&](const std::string& host, char name) {
    admission.add(host, [&begun, name] { begun += name; });
  };
  for (const char name : {'a', 'b', 'c', 'd'}) add("one", name);
  EXPECT_EQ(begun, "ab");  // two of this host
  for (const char name : {'p', 'q'}) add("two", name);
  EXPECT_EQ(begun, "abp");  // three in all
  EXPECT_EQ(admission.waiting(), 3u);
  admission.ended("one");
  EXPECT_EQ(begun, "abpq");  // who came first with room for him
  admission.ended("two");
  EXPECT_EQ(begun, "abpqc");
  admission.ended("one");
  EXPECT_EQ(begun, "abpqcd");
  for (const char* host : {"one", "one", "two"}) admission.ended(host);
  EXPECT_EQ(admission.under_way(), 0u);
}

TEST(Admission, ThoseThatWaitCanBeDropped) {
  Admission admission({1, 1});
  int begun = 0;
  for (int i = 0; i < 3; ++i) admission.add("one", [&] { ++begun; });
  admission.drop_waiting();
  admission.ended("one");
  EXPECT_EQ(begun, 1);
  EXPECT_EQ(admission.waiting(), 0u);
  admission.add("one", [&] { ++begun; });
  EXPECT_EQ(begun, 2);
}

TEST(Admission, OneHostWithManyDoesNotKeepTheOthers) {
  Admission admission({100, 2});
  int others = 0;
  for (int i = 0; i < 1000; ++i) admission.add("crowded", [] {});
  for (int i = 0; i < 50; ++i) admission.add("host" + std::to_string(i), [&] { ++others; });
  EXPECT_EQ(others, 50);
  EXPECT_EQ(admission.under_way(), 52u);
}

}  // namespace
}  // namespace gazette
