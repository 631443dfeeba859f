// What people who read by a feed reader have read and starred.
#include "tests/storage/contract/contract.h"

namespace gazette {
namespace {

using Order = ReaderQuery::Order;

class Reading : public StoreContract {
 protected:
  void SetUp() override {
    StoreContract::SetUp();
    must(store->save_poll(poll("one", {entry(a), entry(b)}, 1'000'000)));
    must(store->save_poll(poll("two", {entry(c)}, 1'000'100)));
    must(store->add_reader("ann", at(1'000'200)));
  }
  static Article from(const std::string& source, Article article) {
    article.source = source;
    return article;
  }
  static ReaderQuery of(const std::string& reader, std::optional<bool> read = {},
                        std::optional<bool> starred = {}) {
    ReaderQuery query;
    query.reader = reader;
    query.subscribed = {"one", "two"};
    query.read = read;
    query.starred = starred;
    return query;
  }
  Ids ids(const ReaderQuery& query) {
    Ids out;
    for (const ReaderItem& item : must(store->reader_items(query)))
      out.push_back(must(store->article(item.article)).value().article.id);
    return out;
  }
  using StoreContract::ids;
  void read(const std::string& reader, const Article& article, bool is_read = true) {
    must(store->mark_items(reader, std::vector{number(article)}, {is_read, {}}));
  }
  void star(const std::string& reader, const Article& article, bool starred = true) {
    must(store->mark_items(reader, std::vector{number(article)}, {{}, starred}));
  }

  const Article a = article("a", "A", "text a", 10), b = article("b", "B", "text b", 20),
                c = from("two", article("c", "C", "text c", 15));
};

TEST_P(Reading, all_is_unread_at_first_and_in_the_order_that_was_asked_for) {
  ReaderQuery query = of("ann", false);
  EXPECT_EQ(ids(query), (Ids{"b", "c", "a"}));
  query.order = Order::oldest;
  EXPECT_EQ(ids(query), (Ids{"a", "c", "b"}));
  query.order = Order::ascending;
  EXPECT_EQ(ids(query), (Ids{"a", "b", "c"}));
  query.order = Order::descending;
  EXPECT_EQ(ids(query), (Ids{"c", "b", "a"}));
  const std::vector<ReaderItem> items = must(store->reader_items(of("ann")));
  ASSERT_EQ(items.size(), 3u);
  EXPECT_EQ(items[1].source, "two");
  EXPECT_EQ(items[1].date, at(15));
  EXPECT_EQ(items[1].since, at(1'000'100));
  EXPECT_EQ(items[1].article, number(c));
  EXPECT_FALSE(items[1].read || items[1].starred);
}

TEST_P(Reading, a_list_goes_on_behind_any_item_in_every_order) {
  for (const Order order : {Order::newest, Order::oldest, Order::ascending, Order::descending}) {
    ReaderQuery query = of("ann");
    query.order = order;
    const Ids all = ids(query);
    Ids gathered;
    query.limit = 1;
    for (std::vector<ReaderItem> page = must(store->reader_items(query)); !page.empty();
         page = must(store->reader_items(query))) {
      gathered.push_back(must(store->article(page[0].article)).value().article.id);
      query.after_article = page[0].article;
      query.after_date = page[0].date;
    }
    EXPECT_EQ(gathered, all);
  }
}

TEST_P(Reading, what_one_has_read_or_starred_is_nothing_to_the_other) {
  must(store->add_reader("bob", at(1'000'200)));
  read("ann", a);
  star("ann", a);
  star("bob", b);
  EXPECT_EQ(ids(of("ann", false)), (Ids{"b", "c"}));
  EXPECT_EQ(ids(of("ann", true)), (Ids{"a"}));
  EXPECT_EQ(ids(of("ann", {}, true)), (Ids{"a"}));
  EXPECT_EQ(ids(of("ann", {}, false)), (Ids{"b", "c"}));
  EXPECT_EQ(ids(of("bob", false)), (Ids{"b", "c", "a"}));
  EXPECT_EQ(ids(of("bob", {}, true)), (Ids{"b"}));
  star("ann", a, false);
  EXPECT_EQ(ids(of("ann", true, false)), (Ids{"a"})) << "it stays read";
  read("ann", a, false);
  EXPECT_EQ(ids(of("ann", false)), (Ids{"b", "c", "a"}));
  EXPECT_EQ(must(store->reader_items(of("cyn", false))).size(), 3u) << "one who never came";
  expect_sound();
}

TEST_P(Reading, what_is_older_than_a_week_at_the_first_visit_counts_as_read) {
  const Article late = article("late", "Late", "text", 30);
  must(store->save_poll(poll("one", {entry(late)}, 1'000'000 + 8 * 86'400)));
  must(store->add_reader("dan", at(1'000'000 + 8 * 86'400)));
  EXPECT_EQ(ids(of("dan", false)), (Ids{"late"}));
  EXPECT_EQ(ids(of("dan", true)), (Ids{"b", "c", "a"}));
  read("dan", b, false);
  star("dan", c);
  EXPECT_EQ(ids(of("dan", false)), (Ids{"late", "b"}));
  EXPECT_EQ(ids(of("dan", true, true)), (Ids{"c"})) << "to star is not to unread";
  must(store->add_reader("dan", at(9'000'000)));
  EXPECT_EQ(ids(of("dan", false)), (Ids{"late", "b"})) << "the second visit is nothing new";
}

TEST_P(Reading, an_article_of_many_sources_is_in_the_first_one_that_is_subscribed_to) {
  must(store->save_poll(poll("two", {entry(from("two", a), number(a))}, 1'000'300)));
  ASSERT_EQ(stored(a).sources, (Names{"one", "two"}));
  ReaderQuery query = of("ann");
  query.sources = {"two"};
  EXPECT_EQ(ids(query), (Ids{"c"}));
  EXPECT_EQ(ids(of("ann")), (Ids{"b", "c", "a"})) << "once";
  query.subscribed = {"two"};
  EXPECT_EQ(ids(query), (Ids{"c", "a"}));
  query.sources = {};
  EXPECT_EQ(ids(query), (Ids{"c", "a"}));
}

TEST_P(Reading, of_a_source_that_went_only_what_is_starred_stays) {
  star("ann", b);
  ReaderQuery query = of("ann");
  query.subscribed = {"two"};
  EXPECT_EQ(ids(query), (Ids{"c"}));
  query.starred = true;
  EXPECT_EQ(ids(query), (Ids{"b"}));
  query.sources = {"two"};
  EXPECT_EQ(ids(query), Ids{});
  query = of("ann");
  query.subscribed = {"two"};
  query.articles = {number(b)};
  EXPECT_EQ(ids(query), (Ids{"b"})) << "who knows of it may read it";
}

TEST_P(Reading, feeds_have_numbers_and_count_what_is_unread) {
  read("ann", b);
  std::vector<ReaderFeed> feeds = must(store->reader_feeds("ann", {"two", "one", "never polled"}));
  ASSERT_EQ(feeds.size(), 2u);
  EXPECT_EQ(feeds[0].source, "one");
  EXPECT_EQ(feeds[0].unread, 1);
  EXPECT_EQ(feeds[0].newest, at(1'000'000));
  EXPECT_EQ(feeds[1].source, "two");
  EXPECT_EQ(feeds[1].unread, 1);
  EXPECT_LT(feeds[0].number, feeds[1].number);
  EXPECT_EQ(must(store->reader_items(of("ann")))[1].feed, feeds[1].number);
  read("ann", c);
  feeds = must(store->reader_feeds("ann", {"one", "two"}));
  EXPECT_EQ(feeds.at(1).unread, 0);
  EXPECT_FALSE(feeds.at(1).newest);
}

TEST_P(Reading, all_of_a_source_up_to_a_moment_is_marked_read) {
  ReaderQuery query = of("ann");
  query.to = at(1'000'050);
  must(store->mark_all_read(query));
  EXPECT_EQ(ids(of("ann", false)), (Ids{"c"}));
  read("ann", a, false);
  query.to.reset();
  query.sources = {"two"};
  must(store->mark_all_read(query));
  EXPECT_EQ(ids(of("ann", false)), (Ids{"a"}));
}

TEST_P(Reading, items_are_asked_for_by_number_and_by_time) {
  ReaderQuery query = of("ann");
  query.articles = {number(c), 999, number(a)};
  EXPECT_EQ(ids(query), (Ids{"c", "a"}));
  query = of("ann");
  query.from = at(1'000'050);
  EXPECT_EQ(ids(query), (Ids{"c"}));
  query.limit = 0;
  EXPECT_EQ(ids(query), Ids{});
}

TEST_P(Reading, what_is_gone_is_in_no_list_and_unknown_numbers_are_nothing) {
  star("ann", a);
  must(store->withdraw("a", "asked", at(2'000'000)));
  must(store->merge(number(b), number(c), at(2'000'000)));
  EXPECT_EQ(ids(of("ann")), (Ids{"b"}));
  EXPECT_EQ(ids(of("ann", {}, true)), Ids{});
  must(store->mark_items("ann", std::vector<std::int64_t>{999, -1}, {true, true}));
  EXPECT_EQ(must(store->reader_feeds("ann", {"one", "two"})).at(0).unread, 1);
  expect_sound();
}

TEST_P(Reading, what_somebody_starred_is_not_taken_away_for_its_age) {
  star("ann", a);
  Retention retention;
  retention.record = std::chrono::hours(24);
  EXPECT_EQ(must(expire("one", retention, at(9'000'000))).records, 1);
  EXPECT_EQ(ids(of("ann")), (Ids{"c", "a"}));
  star("ann", a, false);
  EXPECT_EQ(must(expire("one", retention, at(9'004'000))).records, 1);
  EXPECT_EQ(ids(of("ann")), (Ids{"c"}));
}

TEST_P(Reading, years_of_reading_take_no_room) {
  constexpr int kArticles = 10'050;
  std::vector<PollEntry> entries;
  for (int i = 0; i < kArticles; ++i)
    entries.push_back(entry(article("n" + std::to_string(i), "N", "text " + std::to_string(i), 100 + i)));
  must(store->save_poll(poll("one", std::move(entries), 1'000'500)));
  star("ann", a);
  ReaderQuery query = of("ann");
  query.sources = {"one"};
  must(store->mark_all_read(query));
  EXPECT_EQ(ids(of("ann", false)), (Ids{"c"})) << "what was unread before the beginning moved still is";
  EXPECT_EQ(ids(of("ann", {}, true)), (Ids{"a"}));
  const Article next = article("next", "Next", "text", 90'000);
  must(store->save_poll(poll("one", {entry(next)}, 1'000'600)));
  EXPECT_EQ(ids(of("ann", false)), (Ids{"next", "c"}));
  EXPECT_EQ(sql(folder.file("g.db"), "select count(*) from reading"), "2");
  expect_sound();
}

INSTANTIATE_TEST_SUITE_P(Stores, Reading, testing::ValuesIn(all_stores()),
                         [](const auto& under) { return under.param.name; });

TEST_P(Reading, what_comes_from_a_history_is_read_until_somebody_says_otherwise) {
  const Article old = article("o", "O", "text o", 1);
  PollResult history = poll("one", {entry(old)}, 1'000'300);
  history.past = true;
  must(store->save_poll(history));
  EXPECT_EQ(ids(of("ann", false)), (Ids{"b", "c", "a"})) << "years of articles are no news";
  EXPECT_EQ(ids(of("ann", true)), Ids{"o"});
  EXPECT_EQ(must(store->reader_feeds("ann", {"one"})).at(0).unread, 2);
  star("ann", old);
  EXPECT_EQ(ids(of("ann", true, true)), Ids{"o"}) << "a star makes it no less read";
  read("ann", old, false);
  EXPECT_EQ(ids(of("ann", false)), (Ids{"b", "c", "a", "o"}));
}

}  // namespace
}  // namespace gazette
