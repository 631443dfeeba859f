// What FTS5 reads in pieces of index that we wrote is what it reads in its own.
#include "storage/search/segment.h"

#include <functional>
#include <random>

#include "tests/storage/samples.h"

namespace gazette {
namespace {

using namespace test;

struct Sample {
  std::int64_t article;
  SearchText text;
};

/// A table as the store has it, in memory.
class Index {
 public:
  Index() : db_(":memory:", false, 0) {
    db_.execute(
        "create virtual table search using fts5 (title, body, names, content = '', tokenize = 'ascii');"
        "create virtual table instance using fts5vocab (search, 'instance');"
        "insert into search (search, rank) values ('usermerge', 16)");
  }
  void add(const std::vector<Sample>& samples) {
    Transaction transaction(db_, Transaction::Kind::write);
    Postings postings;
    for (const auto& [article, text] : samples) postings.add(article, text);
    write_segment(db_, postings);
    transaction.commit();
  }
  void insert(const std::vector<Sample>& samples) {
    Transaction transaction(db_, Transaction::Kind::write);
    for (const auto& [article, text] : samples)
      db_.run("insert into search (rowid, title, body, names) values (?, ?, ?, ?)", article, text.title,
              text.body, text.names);
    transaction.commit();
  }
  void remove(const Sample& sample) {
    db_.run("insert into search (search, rowid, title, body, names) values ('delete', ?, ?, ?, ?)",
            sample.article, sample.text.title, sample.text.body, sample.text.names);
  }
  /// Every word, where it stands, and the sizes.
  std::string all() {
    std::string out;
    Statement row = db_.prepare("select term, doc, col, \"offset\" from instance order by 1, 2, 3, 4");
    while (row.step()) out += row.text(0) + ' ' + row.text(1) + ' ' + row.text(2) + ' ' + row.text(3) + '\n';
    Statement sizes = db_.prepare("select id, hex(sz) from search_docsize order by id");
    while (sizes.step()) out += sizes.text(0) + ' ' + sizes.text(1) + '\n';
    Statement totals = db_.prepare("select hex(block) from search_data where id = 1");
    while (totals.step()) out += totals.text(0) + '\n';
    return out;
  }
  std::string found(const std::string& match) {
    std::string out;
    Statement row = db_.prepare(
        "select rowid, bm25(search, 10.0, 1.0, 3.0) from search where search match ? order by 2, 1");
    row.bind_next(std::string_view(match), true);
    while (row.step()) out += row.text(0) + ' ' + row.text(1) + '\n';
    return out;
  }
  /// FTS5's own; throws what it finds.
  void check() { db_.run("insert into search (search) values ('integrity-check')"); }
  std::int64_t segments() { return db_.number("select count(distinct segid) from search_idx"); }

 private:
  Database db_;
};

class Segments : public testing::Test {
 protected:
  /// In batches by both ways; the same all the time.
  void compare(const std::vector<std::vector<Sample>>& batches, const std::vector<std::string>& matches) {
    for (const std::vector<Sample>& batch : batches) {
      ours.add(batch);
      theirs.insert(batch);
    }
    compare_now(matches);
  }
  void compare_now(const std::vector<std::string>& matches) {
    EXPECT_TRUE(ours.all() == theirs.all());
    EXPECT_NO_THROW(ours.check());
    for (const std::string& match : matches) {
      EXPECT_EQ(ours.found(match), theirs.found(match)) << match;
      EXPECT_NE(theirs.found(match), "") << match;
    }
  }
  std::string random_word() {
    // As frequent as words are: the n-th one time in n.
    const double number = std::uniform_real_distribution<>(0, 10)(random);
    std::string word = "w" + std::to_string(static_cast<int>(std::exp(number)));
    if (random() % 7 == 0) word = "\xE6\x96" + std::string(1, static_cast<char>(0x80 + random() % 64)) + word;
    return word;
  }
  std::string random_text(std::size_t words) {
    std::string text;
    for (std::size_t i = 0; i < words; ++i) text += (i ? " " : "") + random_word();
    return text;
  }
  Sample random_sample(std::int64_t article) {
    return {article, {random_text(random() % 9), random_text(random() % 400), random_text(random() % 3)}};
  }

  std::mt19937 random{7};
  Index ours, theirs;
};

TEST_F(Segments, one_article) {
  compare({{{1, {"a title", "a text a b a", "me"}}}},
          {"a", "title : a", "\"text a b\"", "names : me", "te*"});
}

TEST_F(Segments, empty_columns_and_articles) {
  compare({{{3, {"", "x", ""}}, {4, {"", "", ""}}, {9, {"", "", "x"}}}, {}, {{12, {"", "", ""}}}},
          {"x", "names : x"});
}

TEST_F(Segments, numbers_of_any_size) {
  compare({{{1, {"x", "", ""}},
            {127, {"x", "", ""}},
            {128, {"x", "", ""}},
            {16'384, {"x", "", ""}},
            {std::int64_t{1} << 40, {"x y", "x", ""}}}},
          {"x", "y"});
}

TEST_F(Segments, a_word_that_fills_pages) {
  std::string often;
  for (int i = 0; i < 30'000; ++i) often += i % 300 == 299 ? "rare " : "often ";
  compare({{{1, {"b", "c", "d"}},
            {2, {"", often, "end"}},
            {300, {"often", often, ""}},
            {301, {"zebra", "after", ""}}}},
          {"often", "rare", "\"often rare\"", "after", "zebra", "end"});
}

TEST_F(Segments, a_word_of_very_many_articles) {
  std::vector<Sample> samples;
  for (int i = 1; i <= 9'000; ++i)
    samples.push_back(
        {3 * i, {"the", i % 2 ? "the text of the one" : "of another", i % 700 ? "" : "seldom the"}});
  compare({samples}, {"the", "seldom", "the seldom", "another NOT one", "\"text of the one\""});
}

TEST_F(Segments, words_up_to_the_longest) {
  std::vector<Sample> samples;
  for (int i = 1; i <= 300; ++i)
    samples.push_back(
        {i, {std::string(static_cast<std::size_t>(i % 256) + 1, 'a') + std::to_string(i), "b", ""}});
  compare({samples}, {"b", "aa1", "aaa*"});
}

TEST_F(Segments, random_texts_in_many_pieces_that_are_merged) {
  std::vector<std::vector<Sample>> batches;
  std::int64_t article = 0;
  for (int i = 0; i < 40; ++i) {
    std::vector<Sample>& batch = batches.emplace_back();
    for (int n = 0; n < 25; ++n) batch.push_back(random_sample(article += 1 + random() % 3));
  }
  compare(batches, {"w1", "w2 w3", "\"w1 w1\"", "w7 NOT w2", "title : w1", "w12*", "\xE6\x96*"});
  EXPECT_LT(ours.segments(), 17);
}

TEST_F(Segments, what_is_taken_out_and_comes_back) {
  std::vector<Sample> samples;
  for (int i = 1; i <= 200; ++i) samples.push_back(random_sample(i));
  compare({samples}, {"w1"});
  for (int i = 0; i < 200; i += 3) {
    const auto at = static_cast<std::size_t>(i);
    ours.remove(samples[at]);
    theirs.remove(samples[at]);
  }
  compare_now({"w1", "w2 w3"});
  std::vector<Sample> again;
  for (int i = 1; i <= 200; i += 6) again.push_back(random_sample(i));
  for (const Sample& sample : again)
    EXPECT_EQ(ours.found("w1").find("\n" + std::to_string(sample.article) + " "), std::string::npos);
  compare({again, {random_sample(500)}}, {"w1", "w2 w3", "w5"});
}

/// The newest piece is seen by the connection that wrote it, each time.
TEST_F(Segments, are_seen_at_once) {
  for (int i = 1; i <= 50; ++i) {
    ours.add({{i, {"word" + std::to_string(i), "all", ""}}});
    EXPECT_NE(ours.found("word" + std::to_string(i)), "") << i;
    EXPECT_NE(ours.found("word1"), "") << i;
  }
  EXPECT_NO_THROW(ours.check());
}

}  // namespace
}  // namespace gazette
