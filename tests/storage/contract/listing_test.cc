// Listing and search.
#include "tests/storage/contract/contract.h"

namespace gazette {
namespace {

TEST_P(StoreContract, articles_are_found_by_id_guid_and_url) {
  const Article a = article("a", "A", "x");
  Article same = article("b", "B", "y");
  same.guid = same.url;
  must(store->save_poll(poll("one", {entry(a), entry(same)})));
  struct Case {
    const char* name;
    std::string in, id;
  };
  for (const Case& c :
       {Case{"id", "a", "a"}, Case{"guid", "guid:a", "a"}, Case{"url", "https://example.org/a", "a"},
        Case{"guid that is the url", "https://example.org/b", "b"},
        Case{"url with a fragment", "https://example.org/a#part", "a"}, Case{"nothing", "zzz", ""},
        Case{"empty", "", ""}}) {
    SCOPED_TRACE(c.name);
    const auto found = must(store->find_article(c.in));
    EXPECT_EQ(found ? found->article.id : "", c.id);
  }
  EXPECT_FALSE(must(store->article(0)));
  EXPECT_FALSE(must(store->article(99)));
}

TEST_P(StoreContract, articles_are_listed_newest_first_and_selected) {
  std::vector<PollEntry> one, two;
  const auto make = [](const char* id, const char* source, std::int64_t date, const char* language,
                       Ids tags) {
    Article a = article(id, std::string("Title ") + id, "words", date);
    a.source = source, a.language = language, a.tags = std::move(tags);
    return entry(a);
  };
  one = {make("a", "one", 10, "en", {"x"}), make("b", "one", 30, "zh", {"x", "y"}),
         make("e", "one", 30, "de", {})};
  two = {make("c", "two", 20, "en", {"y"}), make("d", "two", 40, "en", {"z\"'"})};
  must(store->save_poll(poll("one", one)));
  must(store->save_poll(poll("two", two)));
  struct Case {
    const char* name;
    ArticleQuery query;
    Ids ids;
  };
  const Case cases[] = {
      {"all", {}, {"d", "e", "b", "c", "a"}},
      {"one source", query({"one"}), {"e", "b", "a"}},
      {"two sources", query({"one", "two"}), {"d", "e", "b", "c", "a"}},
      {"no such source", query({"three"}), {}},
      {"any of two tags", query({}, {"x", "z\"'"}), {"d", "b", "a"}},
      {"no such tag", query({}, {"q"}), {}},
      {"tag and source", query({"two"}, {"y"}), {"c"}},
      {"languages", query({}, {}, {"zh", "de"}), {"e", "b"}},
      {"words and source", query({"two"}, {}, {}, "title"), {"d", "c"}},
      {"limit", query({}, {}, {}, "", 2), {"d", "e"}},
      {"offset", query({}, {}, {}, "", 2, 3), {"c", "a"}},
      {"limit of none", query({}, {}, {}, "", 0), {}},
      {"white space is no word", about(" "), {"d", "e", "b", "c", "a"}},
      {"nothing that can be looked for", about("!?"), {}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(ids(c.query), c.ids);
  }
}

TEST_P(StoreContract, search_ranks_titles_first_and_wants_all_words) {
  Article named = article("named", "Weather", "nothing else here");
  named.authors = {{"Zoë Quill", "", ""}};
  must(store->save_poll(
      poll("one", {entry(article("body", "Report", "the weather in the north was the weather")),
                   entry(article("title", "Weather in the north", "cold")), entry(named)})));
  const auto search = [&](const char* words) { return ids(about(words)); };
  EXPECT_EQ(search("weather").at(2), "body");
  EXPECT_EQ(search("weather north"), (Ids{"title", "body"}));
  EXPECT_EQ(search("weather -north"), Ids{"named"});
  EXPECT_EQ(search("\"in the north was\""), Ids{"body"});
  EXPECT_EQ(search("zoe"), Ids{"named"});
  EXPECT_EQ(search("weather absent"), Ids{});
  EXPECT_EQ(search("\" OR * NEAR( ) title:"), Ids{}) << "no syntax of the index leaks";
}

TEST_P(StoreContract, chinese_words_of_two_characters_find_exactly_the_articles_that_hold_them) {
  const std::string text = "孙正义再次加注OpenAI。日本软银集团（SBG）即将敲定400亿美元对OpenAI的首轮**投**资";
  must(store->save_poll(poll("one", {entry(article("sbg", "孙正义再次加注OpenAI", text)),
                                     entry(article("other", "软件集团", "投标。资金软，银行。股市")),
                                     entry(article("kana", "東京でのイベント", "ソフトバンクの投資"))})));
  struct Case {
    const char* words;
    Ids ids;
  };
  const Case cases[] = {
      {"软银", {"sbg"}},
      {"软银集团", {"sbg"}},
      {"软集", {}},
      {"投资", {"sbg"}},
      {"OpenAI", {"sbg"}},
      {"openai的", {"sbg"}},
      {"加注openai", {"sbg"}},
      {"集团", {"other", "sbg"}},
      {"400亿美元", {"sbg"}},
      {"银", {"other", "sbg"}},
      {"股", {"other"}},
      {"市", {"other"}},
      {"軟銀", {}},
      {"イベント", {"kana"}},
      {"バンク", {"kana"}},
      {"での", {"kana"}},
      {"東京での", {"kana"}},
      {"集团 投资", {"sbg"}},
      {"集团 -软银", {"other"}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.words);
    Ids found = ids(about(c.words));
    std::sort(found.begin(), found.end());
    EXPECT_EQ(found, c.ids);
  }
}

}  // namespace
}  // namespace gazette
