// Listing and search.
#include <algorithm>
#include <cstring>
#include <random>
#include <set>

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

TEST_P(StoreContract, a_word_finds_its_other_forms_and_a_quoted_one_only_itself) {
  Article german = article("de", "Wahlen im Herbst", "Die Wahl war knapp.");
  german.language = "de";
  must(store->save_poll(
      poll("one", {entry(article("one", "An election", "x")), entry(article("many", "Elections", "x")),
                   entry(article("electric", "Electric cars", "x")), entry(german),
                   entry(article("new", "New", "x")), entry(article("news", "News", "x"))})));
  struct Case {
    const char* words;
    Ids ids;
  };
  const Case cases[] = {
      {"election", {"many", "one"}},
      {"elections", {"many", "one"}},
      {"\"elections\"", {"many"}},
      {"-election", {"de", "electric", "many", "new", "news"}},
      {"news", {"news"}},
      {"lang:de wahl", {"de"}},
      {"lang:en election", {"many", "one"}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.words);
    Ids found = ids(about(c.words));
    std::sort(found.begin(), found.end());
    EXPECT_EQ(found, c.ids);
  }
}

TEST_P(StoreContract, fields_narrow_a_search) {
  const auto make = [](const char* id, const char* source, std::int64_t day, const char* language, Ids tags,
                       Ids categories) {
    Article a = article(id, std::string("Title ") + id, "rain", day * 86'400 - 80'000);
    a.source = source, a.language = language, a.tags = std::move(tags), a.categories = std::move(categories);
    return entry(a);
  };
  must(store->save_poll(
      poll("one", {make("a", "one", 0, "en", {"x"}, {}), make("b", "one", 1, "zh-CN", {"big data"}, {})})));
  must(store->save_poll(
      poll("two", {make("c", "two", 2, "zh-TW", {}, {"Big Data"}), make("d", "two", 3, "de", {}, {})})));
  must(store->save_poll(poll("two", {make("a", "one", 0, "en", {"x"}, {})})));  // two carries it as well
  struct Case {
    const char* words;
    Ids ids;
  };
  // at(0) is 2023-11-14, 22:13:20 UTC; "a" is of that day, "b" of the next, and so on.
  const Case cases[] = {
      {"source:one", {"b", "a"}},
      {"rain source:two", {"a", "c", "d"}},
      {"source:one source:two", {"d", "c", "b", "a"}},
      {"-source:one", {"d", "c"}},
      {"source:none rain", {}},
      {"tag:x", {"a"}},
      {"tag:\"big data\"", {"c", "b"}},
      {"rain -tag:\"BIG DATA\"", {"a", "d"}},
      {"lang:zh", {"c", "b"}},
      {"lang:zh-cn", {"b"}},
      {"-lang:zh", {"d", "a"}},
      {"after:2023-11-15", {"d", "c", "b"}},
      {"before:2023-11-15", {"a"}},
      {"after:2023-11-15 before:2023-11-16 rain", {"b"}},
      {"after:2024", {}},
      {"source:two lang:de after:2023 rain", {"d"}},
      {"source:two -title", {}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.words);
    Ids found = ids(about(c.words)), expected = c.ids;
    if (std::string(c.words).find("rain") != std::string::npos) std::sort(found.begin(), found.end());
    EXPECT_EQ(found, expected);
  }
  ArticleQuery both = about("tag:x");
  both.sources = {"two"};
  EXPECT_EQ(ids(both), Ids{"a"}) << "the caller's selection holds as well";
  const auto wrong = store->articles(about("after:soon"));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().kind, ErrorKind::usage);
}

TEST_P(StoreContract, tags_of_any_kind_are_found_before_and_after_they_are_indexed) {
  const Ids tags = {"C++", "!", "科技", "科", "Ärger", "two words", "Straße 9", "x"};
  std::vector<PollEntry> entries;
  for (std::size_t i = 0; i < tags.size(); ++i) {
    Article a = article("t" + std::to_string(i), "Title", "words", static_cast<std::int64_t>(i));
    (i % 2 ? a.tags : a.categories) = {"other", tags[i]};
    entries.push_back(entry(a));
  }
  must(store->save_poll(poll("one", entries)));
  for (const bool indexed : {false, true}) {
    if (indexed) must(store->catch_up_search());
    for (std::size_t i = 0; i < tags.size(); ++i) {
      SCOPED_TRACE(tags[i] + (indexed ? ", indexed" : ""));
      const Ids only{"t" + std::to_string(i)};
      EXPECT_EQ(ids(query({}, {tags[i]})), i % 2 ? only : Ids()) << "of ours alone";
      EXPECT_EQ(ids(about("tag:\"" + tags[i] + "\"")), only);
      EXPECT_EQ(ids(about("title tag:\"" + tags[i] + "\"")), only);
    }
    EXPECT_EQ(ids(query({}, {"!", "x"})), (Ids{"t7", "t1"}));
    EXPECT_EQ(ids(about("tag:two")), Ids()) << "a part of a tag is none";
  }
}

TEST_P(StoreContract, of_a_word_that_very_many_hold_all_are_found_page_by_page) {
  constexpr int kMany = 1'300;
  std::vector<PollEntry> entries;
  for (int i = 0; i < kMany; ++i)
    entries.push_back(entry(article(std::to_string(i), i % 7 ? "Short" : "Rain", "rain falls", i)));
  must(store->save_poll(poll("one", entries)));
  std::set<std::string> found;
  Ids first;
  for (int offset = 0; offset < kMany + 100; offset += 130) {
    const Ids page = ids(query({}, {}, {}, "rain", 130, offset));
    if (offset == 0) first = page;
    found.insert(page.begin(), page.end());
  }
  EXPECT_EQ(found.size(), static_cast<std::size_t>(kMany)) << "each once, none left out";
  for (const std::string& id : first)
    EXPECT_EQ(std::stoi(id) % 7, 0) << "those with the word in their title first";
}

TEST_P(StoreContract, two_hundred_chinese_words_find_exactly_the_articles_that_hold_them) {
  std::mt19937 random(20250208);
  const std::string characters =
      "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里";
  const auto character = [&] { return characters.substr(random() % (characters.size() / 3) * 3, 3); };
  const char* between[] = {"，", "。", " ", "**", "\n\n", "A股", "2024年", "（", "Open", "、", "\u200b", "*"};
  const auto text = [&](int length) {
    std::string out;
    for (int i = 0; i < length; ++i) {
      out += character();
      if (random() % 9 == 0) out += between[random() % std::size(between)];
    }
    return out;
  };
  std::vector<PollEntry> entries;
  std::vector<std::string> plain;  // as a reader sees it
  for (int i = 0; i < 600; ++i) {
    Article a = article(std::to_string(i), text(8), text(60), i);
    a.language = "zh-CN";
    a.categories = {text(2)};
    std::string all = a.title + "\n" + std::string(a.body()) + "\n" + a.categories[0];
    for (const char* unseen : {"**", "*", "\u200b"})
      for (std::size_t at = all.find(unseen); at != std::string::npos; at = all.find(unseen))
        all.erase(at, std::strlen(unseen));
    plain.push_back(all);
    entries.push_back(entry(a));
  }
  must(store->save_poll(poll("one", entries)));
  int holders = 0;
  for (int word = 0; word < 200; ++word) {
    const std::string pair = character() + character();
    SCOPED_TRACE(pair);
    std::set<std::string> expected;
    for (std::size_t i = 0; i < plain.size(); ++i)
      if (plain[i].find(pair) != std::string::npos) expected.insert(std::to_string(i));
    const Ids found = ids(query({}, {}, {}, pair, 1'000));
    EXPECT_EQ(std::set<std::string>(found.begin(), found.end()), expected);
    EXPECT_EQ(found.size(), expected.size());
    holders += static_cast<int>(expected.size());
  }
  EXPECT_GT(holders, 1'000) << "the words must occur";
}

TEST_P(StoreContract, one_character_that_very_many_hold_is_found_too) {
  std::vector<PollEntry> entries;
  for (int i = 0; i < 700; ++i)
    entries.push_back(entry(article(std::to_string(i), "标题", i % 10 ? "正文有的" : "正文没有", i)));
  must(store->save_poll(poll("one", entries)));
  EXPECT_EQ(ids(query({}, {}, {}, "的", 1'000)).size(), 630u);
  EXPECT_EQ(ids(query({}, {}, {}, "的 正文", 1'000)).size(), 630u);
  EXPECT_EQ(ids(query({}, {}, {}, "正文 -的", 1'000)).size(), 70u);
  EXPECT_EQ(ids(query({}, {}, {}, "正文有的", 1'000)).size(), 630u);
  EXPECT_EQ(ids(query({}, {}, {}, "的", 2, 1)), (Ids{"698", "697"})) << "newest first";
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
