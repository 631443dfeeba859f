// What every Store must do, whatever it is made of. The implementations are listed in stores_test.cc.
#pragma once

#include <functional>

#include "tests/storage/samples.h"

namespace gazette {

using namespace test;

struct StoreUnderTest {
  std::string name;
  std::function<std::unique_ptr<Store>(const Folder&)> open;
};

inline void PrintTo(const StoreUnderTest& store, std::ostream* out) {
  *out << store.name;
}

std::vector<StoreUnderTest> all_stores();

using Ids = std::vector<std::string>;

class StoreContract : public testing::TestWithParam<StoreUnderTest> {
 protected:
  void SetUp() override { store = GetParam().open(folder); }

  std::optional<KnownArticle> known(const std::string& source, const PollEntry& e) {
    return must(store->find_known(source, std::vector<EntryKeys>{e.keys})).at(0);
  }
  std::int64_t number(const Article& a) { return known(a.source, entry(a)).value().number; }
  StoredArticle stored(const Article& a) { return must(store->article(number(a))).value(); }
  std::vector<std::string> ids(const ArticleQuery& query) {
    std::vector<std::string> out;
    for (const StoredArticle& s : must(store->articles(query))) out.push_back(s.article.id);
    return out;
  }
  Result<ExpireReport> expire(const std::string& source, const Retention& keep, Time now) {
    return store->expire(source, {{source, keep}}, now);
  }
  void expect_sound() { EXPECT_EQ(must(store->check()), std::vector<std::string>{}); }

  Folder folder;
  std::unique_ptr<Store> store;
};

}  // namespace gazette
