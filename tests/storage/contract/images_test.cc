// Images of articles: what became of them, their bytes, who has them.
#include "tests/storage/contract/contract.h"

namespace gazette {
namespace {

using State = StoredImage::State;

FetchedImage fetched(const std::string& url, State state, const std::string& bytes = "") {
  FetchedImage f;
  f.image.url = url;
  f.image.state = state;
  f.image.tries = 1;
  f.bytes = bytes;
  if (state == State::kept) f.image.sha256 = "sha of " + bytes, f.image.type = "png";
  if (state == State::kept) f.image.width = 3, f.image.height = 4;
  f.image.size = static_cast<std::int64_t>(bytes.size());
  if (state == State::missing) f.image.reason = "404", f.image.next = at(100);
  return f;
}

class Images : public StoreContract {
 protected:
  void SetUp() override {
    StoreContract::SetUp();
    must(store->save_poll(poll("one", {entry(a), entry(b)})));
  }
  void save(const Article& article, const std::vector<std::string>& urls,
            const std::vector<FetchedImage>& images) {
    must(store->save_images(number(article), urls, images));
  }
  std::vector<std::string> urls(const Article& article) {
    std::vector<std::string> out;
    for (const StoredImage& image : must(store->images_of(number(article)))) out.push_back(image.url);
    return out;
  }
  /// Ids of the articles that followers hear of since the last call.
  Ids told() {
    Ids out;
    for (const Change& change : must(store->changes_after(reached, 100))) {
      out.push_back(must(store->article(change.article)).value().article.id);
      reached = change.number;
    }
    return out;
  }
  std::int64_t reached = 0;
  const Article a = article("a", "A", "text a"), b = article("b", "B", "text b");
};

TEST_P(Images, come_back_in_the_order_of_the_article) {
  save(a, {"u2", "u1"}, {fetched("u1", State::kept, "one"), fetched("u2", State::missing)});
  const auto images = must(store->images_of(number(a)));
  ASSERT_EQ(images.size(), 2u);
  const StoredImage& missing = images[0];
  EXPECT_EQ(std::tie(missing.url, missing.state, missing.reason, missing.tries),
            std::make_tuple("u2", State::missing, "404", 1));
  EXPECT_EQ(missing.next, at(100));
  const StoredImage& kept = images[1];
  EXPECT_EQ(std::tie(kept.url, kept.state, kept.sha256, kept.type, kept.width, kept.height, kept.size),
            std::make_tuple("u1", State::kept, "sha of one", "png", 3, 4, 3));
  EXPECT_FALSE(kept.next);
  EXPECT_EQ(must(store->image_bytes("sha of one")), "one");
  EXPECT_FALSE(must(store->image_bytes("sha of two")));
  const std::vector<std::string> asked{"u3", "u1"};
  const auto known = must(store->images(asked));
  EXPECT_FALSE(known[0]);
  EXPECT_EQ(known[1].value().url, "u1");
  expect_sound();
}

TEST_P(Images, followers_hear_of_articles_that_show_another_image) {
  told();
  save(a, {"u1"}, {fetched("u1", State::missing)});
  EXPECT_EQ(told(), Ids{}) << "its file stays as it is";
  save(b, {"u1"}, {});
  EXPECT_EQ(told(), Ids{});
  save(a, {"u1"}, {fetched("u1", State::kept, "one")});
  EXPECT_EQ(told(), (Ids{"a", "b"})) << "both have it";
  save(a, {"u1"}, {});
  EXPECT_EQ(told(), Ids{}) << "nothing new";
  save(b, {"u2"}, {fetched("u2", State::tracking)});
  EXPECT_EQ(told(), Ids{"b"});
  save(b, {"u1"}, {});
  EXPECT_EQ(told(), Ids{"b"}) << "another image that was there";
}

TEST_P(Images, what_is_missing_is_due_when_its_time_has_come) {
  save(a, {"u1", "u2"}, {fetched("u1", State::missing), fetched("u2", State::refused)});
  EXPECT_TRUE(must(store->due_images(at(99), 10)).empty());
  const auto due = must(store->due_images(at(100), 10));
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].image.url, "u1");
  EXPECT_EQ(due[0].article, number(a));
  save(a, {"u1", "u2"}, {fetched("u1", State::kept, "one")});
  EXPECT_TRUE(must(store->due_images(at(1000), 10)).empty());
}

TEST_P(Images, a_content_is_kept_once_and_goes_with_its_last_article) {
  save(a, {"u1"}, {fetched("u1", State::kept, "same")});
  save(b, {"u2"}, {fetched("u2", State::kept, "same")});
  EXPECT_EQ(must(store->image_bytes_of("one")), 8);
  must(store->withdraw("a", "", at(1)));
  EXPECT_TRUE(must(store->image_bytes("sha of same"))) << "b has it still";
  EXPECT_EQ(must(store->image_bytes_of("one")), 4);
  must(store->withdraw("b", "", at(2)));
  EXPECT_FALSE(must(store->image_bytes("sha of same")));
  EXPECT_FALSE(must(store->images(std::vector<std::string>{"u2"}))[0]);
  expect_sound();
}

TEST_P(Images, an_image_that_leaves_its_article_is_forgotten) {
  save(a, {"u1", "u2"}, {fetched("u1", State::kept, "one"), fetched("u2", State::kept, "two")});
  save(a, {"u2"}, {});
  EXPECT_EQ(urls(a), std::vector<std::string>{"u2"});
  EXPECT_FALSE(must(store->image_bytes("sha of one")));
  EXPECT_TRUE(must(store->image_bytes("sha of two")));
}

INSTANTIATE_TEST_SUITE_P(Stores, Images, testing::ValuesIn(all_stores()),
                         [](const auto& store) { return store.param.name; });

}  // namespace
}  // namespace gazette
