// store_bench N [PERCENT [FILE]]: stores N generated articles (six of ten Chinese, the rest English) as polls
// of 25 entries, edits each twentieth, and says what it cost: CPU a poll, sizes beside the text, queries.
// Figures are for docs, never for tests.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <random>

#include <sys/resource.h>

#include "feeds/record.h"
#include "feeds/text/strings.h"
#include "tests/storage/identity/polls.h"

namespace {

using namespace gazette;
using namespace gazette::test;

constexpr int kEntries = 25, kSources = 400, kTags = 200, kRare = 500;

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}
/// Of this thread: other work on the machine hardly moves it. On an idle one, with the file in memory, it is
/// the time that a query takes.
double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// Words as frequent as words are (Zipf): the n-th one time in n. Chinese ones of one to four characters.
class Texts {
 public:
  Texts() {
    for (int i = 0; i < kWords; ++i) {
      std::string word;
      const int kind = number(20), length = kind < 4 ? 1 : kind < 16 ? 2 : kind < 19 ? 3 : 4;
      for (int c = 0; c < length; ++c)
        append_utf8(word, static_cast<char32_t>(0x4E00 + zipf(3'500) * 5 % 20'000));
      words_.push_back(word);
    }
  }
  std::string chinese(int characters) {
    std::string out;
    while (static_cast<int>(out.size()) < characters * 3) {
      out += words_[static_cast<std::size_t>(zipf(kWords))];
      if (random_() % 9 == 0) out += "，";
      if (random_() % 25 == 0) out += "。\n\n";
    }
    return out;
  }
  std::string english(int words) {
    std::string out;
    for (int i = 0; i < words; ++i) {
      const int n = zipf(40'000);
      out += kSyllables[n % 20] + kSyllables[n / 20 % 20] + (n > 400 ? kSyllables[n / 400 % 20] : "") +
             (n > 8'000 ? "ing" : "");
      out += random_() % 15 == 0 ? ". " : " ";
      if (random_() % 90 == 0) out += "\n\n";
    }
    return out;
  }
  int number(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }

 private:
  int zipf(int n) {
    const double u = std::uniform_real_distribution<>(0, 1)(random_);
    return std::min(n - 1, static_cast<int>(std::exp(u * std::log(n))) - 1);
  }
  const std::string kSyllables[20] = {"ka", "to", "mi", "re", "so", "la", "ne", "vu", "pi", "do",
                                      "ra", "se", "li", "mo", "ta", "be", "no", "gu", "ha", "we"};
  static constexpr int kWords = 30'000;
  std::mt19937 random_{1};
  std::vector<std::string> words_;
};

struct Bench {
  Texts texts;
  std::unique_ptr<Store> store;
  std::size_t text_bytes = 0;
  double cpu = 0;
  int polls = 0, scale = 100;

  Article make(const std::string& id, const std::string& source, int n, bool chinese) {
    Article a = article(id, chinese ? texts.chinese(18) : texts.english(9), "", n * 60);
    a.source = source;
    a.url = "https://" + source + ".example.org/2024/" + id;
    a.guid = a.url;
    a.language = n % kRare == 0 ? "ja" : chinese ? "zh-CN" : "en";
    a.categories = {tag(texts.number(texts.number(kTags) + 1)), tag(texts.number(texts.number(kTags) + 1))};
    a.zone = "UTC";
    const std::string text = chinese ? texts.chinese((150 + texts.number(900)) * scale / 100)
                                     : texts.english((60 + texts.number(400)) * scale / 100);
    a.summary = std::string(first_code_points(text, 120));
    const RecordText record = write_record(a, text, a.summary);
    a.record = record.text, a.body_offset = record.body_offset;
    a.fingerprint = stable_hash(a.title + text);
    return a;
  }
  static std::string tag(int n) { return "subject" + std::to_string(n); }
  PollEntry entry_of(const Article& a) {
    PollEntry e;
    const std::string address = a.url.substr(8);
    e.keys.keys = {"i:" + a.source + ":" + a.guid,  "a:" + a.source + ":" + address,
                   "u:" + address + "\n" + a.title, "v:" + address + "\n" + a.id,
                   "p:" + a.source + ":" + a.id,    "t:" + a.source + ":" + a.title + "\n" + a.id};
    e.keys.address = address;
    e.entry_fingerprint = a.fingerprint;
    e.article = a;
    return e;
  }
  std::vector<PollResult> waiting;
  void save(PollResult result, const std::vector<EntryKeys>& keys, std::size_t together) {
    double before = cpu_seconds();
    must(store->find_known(result.state.name, keys));
    cpu += cpu_seconds() - before;
    waiting.push_back(std::move(result));
    if (waiting.size() < together) return;
    before = cpu_seconds();
    std::vector<const PollResult*> results;
    for (const PollResult& one : waiting) results.push_back(&one);
    for (const auto& saved : store->save_polls(results)) must(saved);
    cpu += cpu_seconds() - before;
    polls += static_cast<int>(waiting.size());
    waiting.clear();
  }
};

void fill(Bench& bench, int articles) {
  for (int n = 0; n < articles; n += kEntries) {
    const std::string source = "s" + std::to_string(n / kEntries % kSources);
    PollResult result = poll(source, {}, n * 60);
    std::vector<EntryKeys> keys;
    for (int i = 0; i < kEntries; ++i) {
      const Article a = bench.make("a" + std::to_string(n + i), source, n + i, bench.texts.number(10) < 6);
      bench.text_bytes += a.title.size() + a.body().size();
      result.entries.push_back(bench.entry_of(a));
      keys.push_back(result.entries.back().keys);
    }
    bench.save(std::move(result), keys,
               std::getenv("TOGETHER") ? static_cast<std::size_t>(std::atoi(std::getenv("TOGETHER"))) : 1);
  }
}

void ask(Bench& bench, const std::string& what, const std::vector<ArticleQuery>& queries, int limit) {
  std::vector<double> times;
  std::size_t found = 0;
  for (ArticleQuery query : queries) {
    query.limit = limit;
    const double before = cpu_ms();
    found += must(bench.store->articles(query)).size();
    times.push_back(cpu_ms() - before);
  }
  std::sort(times.begin(), times.end());
  std::printf("%-44s median %6.2f ms CPU  p95 %6.2f ms  worst %6.2f ms  (%zu queries, %zu found)\n",
              what.c_str(), times[times.size() / 2], times[times.size() * 95 / 100], times.back(),
              times.size(), found);
}
void ask(Bench& bench, const std::string& what, const std::vector<std::string>& words, int limit) {
  std::vector<ArticleQuery> queries(words.size());
  for (std::size_t i = 0; i < words.size(); ++i) queries[i].words = words[i];
  ask(bench, what, queries, limit);
}

/// Lists without words: as feeds and pages ask.
void ask_lists(Bench& bench) {
  std::vector<ArticleQuery> tagged(20), rare(5), sources(20), half(5);
  for (int i = 0; i < std::ssize(tagged); ++i) tagged[i].words = "tag:" + Bench::tag(i * 10);
  for (ArticleQuery& query : rare) query.words = "lang:ja";
  for (int i = 0; i < std::ssize(sources); ++i)
    for (int k = 0; k < 10; ++k) sources[i].sources.push_back("s" + std::to_string(i * 10 + k));
  for (ArticleQuery& query : half)
    for (int k = 0; k < kSources / 2; ++k) query.sources.push_back("s" + std::to_string(k * 2));
  ask(bench, "newest under a tag", tagged, 20);
  ask(bench, "newest in a rare language", rare, 20);
  ask(bench, "newest of ten sources", sources, 20);
  ask(bench, "newest of half of all sources", half, 20);
}

void ask_all(Bench& bench) {
  std::vector<std::string> chinese, english, filtered, phrases, frequent;
  for (int i = 0; i < 200; ++i) {
    const std::string text = bench.texts.chinese(6);
    chinese.emplace_back(first_code_points(text, 2));
    english.push_back(std::string(trim(bench.texts.english(1))));
    filtered.push_back(chinese.back() + " lang:zh source:s" + std::to_string(i));
    phrases.push_back("\"" + std::string(trim(bench.texts.english(2))) + "\"");
  }
  for (const char* word :
       {"kaka", "toka", "一", "丅", "kaka toka", "kaka -toka", "lang:en kaka", "source:s1 kaka"})
    frequent.emplace_back(word);
  ask(bench, "two Chinese characters", chinese, 20);
  ask(bench, "an English word", english, 20);
  ask(bench, "a phrase of two", phrases, 20);
  ask(bench, "two Chinese characters, source, language", filtered, 20);
  ask(bench, "the most frequent words", frequent, 20);
  std::vector<std::string> few, tagged;
  for (const char* word : {"kaka", "toka", "mika", "一", "丅"}) few.push_back(std::string(word) + " lang:ja");
  for (int i = 0; i < kTags; i += 10) tagged.push_back("kaka tag:" + Bench::tag(i));
  ask(bench, "frequent words in a rare language", few, 20);
  ask(bench, "a frequent word under a tag", tagged, 20);
  ask(bench, "newest 20", std::vector<std::string>(50), 20);
  ask_lists(bench);
  for (const std::string& word : frequent) ask(bench, "  " + word, {word}, 20);
}

std::int64_t number(const std::string& path, const std::string& statement) {
  return std::atoll(sql(path, statement).c_str());
}

void tell_sizes(const Bench& bench, const std::string& path) {
  sql(path, "pragma wal_checkpoint(truncate)");
  const double text = static_cast<double>(bench.text_bytes);
  const auto share = [&](const char* what, std::int64_t bytes) {
    std::printf("%-44s %8.1f MB  %.2f of the text\n", what, static_cast<double>(bytes) / 1e6,
                static_cast<double>(bytes) / text);
  };
  share("text (titles and bodies)", static_cast<std::int64_t>(bench.text_bytes));
  share("file", static_cast<std::int64_t>(std::filesystem::file_size(path)));
  for (const char* table : {"article", "alias", "article_source", "version", "change", "response"})
    share(table,
          number(path, std::string("select sum(pgsize) from dbstat where name = '") + table +
                           "' or name in (select name from sqlite_schema where tbl_name = '" + table + "')"));
  share("search index", number(path, "select sum(pgsize) from dbstat where name like 'search%'"));
}

}  // namespace

int main(int argc, char** argv) {
  const int articles = argc > 1 ? std::atoi(argv[1]) : 20'000;
  const Folder folder;
  const std::string path = argc > 3 ? argv[3] : folder.file("bench.db");
  Bench bench;
  bench.store = open(path);
  bench.scale = argc > 2 ? std::atoi(argv[2]) : 100;
  const double begin = cpu_seconds();
  fill(bench, articles);
  std::printf(
      "%d articles: %.3f ms CPU a poll of %d new entries, %.1f us an article (making them: %.1f us)\n",
      articles, bench.cpu * 1e3 / bench.polls, kEntries, bench.cpu * 1e6 / articles,
      (cpu_seconds() - begin - bench.cpu) * 1e6 / articles);
  tell_sizes(bench, path);
  bench.store = open(path, 10'000, true);  // as those that search do
  ask_all(bench);
}
