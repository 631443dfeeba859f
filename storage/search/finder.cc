#include "storage/search/finder.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "feeds/text/strings.h"
#include "storage/search/text/tokens.h"

namespace gazette {

namespace {

// Of a word that very many articles hold, only so many of the newest are ranked; the others follow by age.
// Ranking takes 3 us each.
constexpr int kRanked = 1'000;
constexpr const char* kRank = "bm25(search, 10.0, 1.0, 3.0)";  // title, text, names

constexpr std::int64_t kFrequent =
    500;  // articles in which a character ends a run: a fifth to a twentieth of those that hold it

// Lists of articles: to read fewer than the first takes as long as to look through an index of 50,000; to
// make one of the second 6 ms.
constexpr std::int64_t kShortList = 1'000, kLongList = 20'000;

constexpr int kMaxForms = 32;  // of one word
constexpr int kMaxWordsLookedAt = 2'000;
constexpr int kLatest = 500;                    // articles of which languages are taken
constexpr int kLanguageShare = 20;              // one of so many
constexpr std::int64_t kLanguagesHold = 1'000;  // changes

/// "?, ?, ?" for a list of n.
std::string places(std::size_t n) {
  std::string out;
  for (std::size_t i = 0; i < n; ++i) out += i ? ", ?" : "?";
  return out;
}

/// True where the JSON list in `column` holds one of the bound values.
std::string in_list(const std::string& column, const std::string& value,
                    const std::vector<std::string>& values) {
  return "(json_valid(" + column + ") and exists (select 1 from json_each(" + column + ") where " + value +
         " in (" + places(values.size()) + ")))";
}

}  // namespace

/// A SELECT and its parameters, made together so that they stay in step.
struct Finder::Select {
  std::string from, number, date;  ///< SQL for the rows, and for an article's number and date in them
  const std::vector<std::string>* of_sources = nullptr;  ///< whose articles the rows are already
  std::string where = {};
  std::vector<std::string> values = {};
  bool is_ordered = false;      ///< an index gives the rows in the order that is asked for
  bool needs_language = false;  ///< of `article a`: from an index
  bool needs_article = false;   ///< a row of `article a`, which costs as much as all the rest

  void add(const std::string& condition, const std::vector<std::string>& bound = {}) {
    where += (where.empty() ? " where " : " and ") + condition;
    values.insert(values.end(), bound.begin(), bound.end());
  }
  void add_of_article(const std::string& condition, const std::vector<std::string>& bound) {
    needs_article = true;
    add(condition, bound);
  }
  /// Of a list of articles, which is made once whatever there is to be looked at. `of_each`: a condition that
  /// says the same of one article at a time, where the list is so long that some are soon found.
  void add_one_of(Database& db, const std::string& list, const std::vector<std::string>& bound,
                  const std::string& of_each, const std::string& negation = "") {
    const std::int64_t size = size_of(db, list, bound);
    if (size >= kLongList && !of_each.empty()) return add(negation + of_each);
    // Where rows stand in order, a list that leads is read and sorted whole; "+" does not let it.
    const bool leads = negation.empty() && is_ordered && size < kShortList;
    add((leads ? "" : "+") + number + " " + negation + "in (" + list + ")", bound);
  }
  void add_sources(Database& db, const std::string& numbers, const std::string& negation) {
    add_one_of(db, "select article from article_source where source in (" + numbers + ")", {},
               "exists (select 1 from article_source o where o.article = " + number + " and o.source in (" +
                   numbers + "))",
               negation);
  }
  /// Those whose names hold a tag's words, which the index knows; reading lists of tags takes 5 us an
  /// article.
  void add_named(Database& db, const std::vector<std::string>& tags) {
    std::string any;
    for (const std::string& tag : tags) {
      const std::string name = any_of({{tag, true}}, nullptr);
      if (name.empty()) return;  // "!": no word
      any += (any.empty() ? "" : " OR ") + name;
    }
    add_one_of(db, "select rowid from search where search match ? union all select article from unindexed",
               {"names : (" + any + ")"}, "true");
  }
  void add_tags(Database& db, const std::vector<std::string>& tags) {
    if (tags.empty()) return;
    add_named(db, tags);
    add_of_article(in_list("a.tags", "value", tags), tags);
  }
  /// The operator's tags and the publisher's categories, in any case.
  void add_tagged(Database& db, const std::vector<std::string>& tags, const std::string& negation) {
    if (tags.empty()) return;
    if (negation.empty()) add_named(db, tags);
    std::vector<std::string> twice = tags;
    twice.insert(twice.end(), tags.begin(), tags.end());
    add_of_article(negation + "(" + in_list("a.tags", "value collate nocase", tags) + " or " +
                       in_list("a.categories", "value collate nocase", tags) + ")",
                   twice);
  }
  void add_languages_exactly(const std::vector<std::string>& languages) {
    if (languages.empty()) return;
    needs_language = true;
    add("a.language in (" + places(languages.size()) + ")", languages);
  }
  /// "zh" is "zh-CN" too.
  void add_languages(const std::vector<std::string>& languages, const std::string& negation) {
    if (languages.empty()) return;
    needs_language = true;
    std::string any;
    std::vector<std::string> bound;
    for (const std::string& language : languages) {
      any += (any.empty() ? "" : " or ") + std::string("a.language = ? collate nocase or a.language like ?");
      bound.push_back(language);
      bound.push_back(language + "-%");
    }
    add(negation + "(" + any + ")", bound);
  }
  Statement prepare(Database& db, const std::string& columns, const std::string& rest) const {
    Statement row = db.prepare("select " + columns + " from " + from + where + rest);
    for (const std::string& value : values) row.bind_next(value, true);
    return row;
  }

 private:
  /// Up to kLongList.
  static std::int64_t size_of(Database& db, const std::string& list, const std::vector<std::string>& bound) {
    Statement row = db.prepare("select count(*) from (" + list + " limit " + std::to_string(kLongList) + ")");
    for (const std::string& value : bound) row.bind_next(value, true);
    return row.step() ? row.integer(0) : 0;
  }
};

std::vector<std::string> Finder::languages(const TypedQuery& typed) {
  if (!typed.languages.empty()) return typed.languages;
  const std::int64_t change = db_.number("select max(number) from change");
  if (languages_at_ >= 0 && change < languages_at_ + kLanguagesHold) return latest_languages_;
  languages_at_ = change;
  latest_languages_.clear();
  Statement row = db_.query(
      "select language from (select language from article where gone is null order by date desc limit ?1)"
      " group by language having count(*) * ?2 >= ?1 or count(*) * ?2 >= (select count(*) from article)",
      kLatest, kLanguageShare);
  while (row.step()) latest_languages_.push_back(row.text(0));
  return latest_languages_;
}

/// The index's words as a table, of this connection alone.
void Finder::open_words() {
  db_.execute("create virtual table if not exists temp.search_word using fts5vocab(main, search, 'row')");
}

std::vector<std::string> Finder::forms(const std::string& token, const std::vector<std::string>& languages) {
  std::set<std::string> forms;
  std::set<std::string> looked;  // languages share algorithms: en, en-US
  for (const std::string& language : languages) {
    if (!looked.insert(language.substr(0, language.find('-'))).second) continue;
    std::optional<Stemmer> stemmer = Stemmer::for_language(language);
    if (!stemmer) continue;
    const std::string stem = stemmer->stem(token);
    const std::string beginning = common_beginning(token, stem);
    if (beginning.empty()) continue;
    open_words();
    Statement row = db_.query("select term from temp.search_word where term >= ? and term < ? limit ?",
                              beginning, beginning + "\U0010FFFF", kMaxWordsLookedAt);
    while (static_cast<int>(forms.size()) < kMaxForms && row.step())
      if (const std::string word = row.text(0); word != token && stemmer->stem(word) == stem)
        forms.insert(word);
  }
  return {forms.begin(), forms.end()};
}

/// "3, 17"; a name that is not known has no number, and no row has 0.
std::string Finder::source_numbers(const std::vector<std::string>& names) {
  std::vector<std::string> numbers;
  for (const std::string& name : names)
    if (const std::int64_t number = db_.number("select number from source where name = ?", name))
      numbers.push_back(std::to_string(number));
  return numbers.empty() ? "0" : join(numbers, ", ");
}

void Finder::add_filters(Select& select, const ArticleQuery& query, const TypedQuery& typed) {
  const auto carried = [&](const std::vector<std::string>& sources, const std::string& negation) {
    if (!sources.empty() && &sources != select.of_sources)
      select.add_sources(db_, source_numbers(sources), negation);
  };
  if (scope_ != Scope::all)
    select.add(select.number + (scope_ == Scope::waiting ? "" : " not") +
               " in (select article from unindexed)");
  carried(query.sources, "");
  carried(typed.sources, "");
  carried(typed.not_sources, "not ");
  if (typed.after) select.add(select.date + " >= " + std::to_string(to_unix_ms(*typed.after)));
  if (typed.before) select.add(select.date + " < " + std::to_string(to_unix_ms(*typed.before)));
  select.add_tags(db_, query.tags);
  select.add_tagged(db_, typed.tags, "");
  select.add_tagged(db_, typed.not_tags, "not ");
  select.add_languages_exactly(query.languages);
  for (const std::string& text : typed.held)
    select.add_of_article(
        "(instr(lower(a.record), lower(?)) > 0 or instr(lower(a.title), lower(?)) > 0 or "
        "instr(lower(a.authors), lower(?)) > 0)",
        {text, text, text});
  select.add_languages(typed.languages, "");
  select.add_languages(typed.not_languages, "not ");
}

Finder::Numbers Finder::by_date(const ArticleQuery& query, const TypedQuery& typed, const std::string& wanted,
                                const std::string& unwanted) {
  Select select{"article a", "a.number", "a.date"};
  std::string place = "a.date, a.number";
  const std::vector<std::string>& sources = query.sources.empty() ? typed.sources : query.sources;
  if (sources.size() == 1) {  // by the index of one source's newest
    select = {"article_source c join article a on a.number = c.article", "a.number", "a.date", &sources};
    select.add("c.source in (" + source_numbers(sources) + ")");
    place = "c.date, c.article";
  }
  select.is_ordered = true;
  select.add("a.gone is null");
  if (query.after)
    select.add("(" + place + ") < (" + std::to_string(to_unix_ms(query.after->date)) + ", " +
               std::to_string(query.after->number) + ")");
  add_filters(select, query, typed);
  const std::string found = "select rowid from search where search match ?";
  if (!wanted.empty()) select.add_one_of(db_, found, {wanted}, "");
  if (!unwanted.empty()) select.add_one_of(db_, found, {unwanted}, "", "not ");
  const std::string order =
      " order by " + place.substr(0, place.find(',')) + " desc" + place.substr(place.find(',')) + " desc";
  Statement row = select.prepare(db_, "a.number",
                                 order + " limit " + std::to_string(query.limit) + " offset " +
                                     std::to_string(std::max(query.offset, 0)));
  Numbers numbers;
  while (row.step()) numbers.push_back(row.integer(0));
  return numbers;
}

Finder::Numbers Finder::by_rank(const ArticleQuery& query, const TypedQuery& typed,
                                const std::string& match) {
  Select select{"search", "search.rowid",
                "(select o.date from article_source o where o.article = search.rowid limit 1)"};
  select.add("search match ?", {match});
  add_filters(select, query, typed);  // what is gone is not in the index
  if (select.needs_article || select.needs_language) {
    select.from += " cross join article a";
    if (!select.needs_article) select.from += " indexed by article_language";
    select.add("a.number = search.rowid");
  }
  std::vector<std::tuple<double, std::int64_t, std::int64_t>> ranked;  // less is better
  std::int64_t oldest = 0;
  {
    Statement row = select.prepare(db_, "search.rowid, " + select.date + ", " + kRank,
                                   " order by search.rowid desc limit " + std::to_string(kRanked));
    while (row.step()) {
      oldest = row.integer(0);
      ranked.emplace_back(row.real(2), -row.integer(1), -oldest);
    }
  }
  std::sort(ranked.begin(), ranked.end());
  Numbers numbers;
  const std::size_t offset = static_cast<std::size_t>(std::max(query.offset, 0));
  const std::size_t limit = static_cast<std::size_t>(query.limit);
  for (std::size_t i = offset; i < std::min(ranked.size(), offset + limit); ++i)
    numbers.push_back(-std::get<2>(ranked[i]));
  if (ranked.size() < kRanked || numbers.size() == limit) return numbers;
  const std::size_t skipped = offset > ranked.size() ? offset - ranked.size() : 0;
  select.add("search.rowid < " + std::to_string(oldest));
  Statement row =
      select.prepare(db_, "search.rowid",
                     " order by search.rowid desc limit " + std::to_string(limit - numbers.size()) +
                         " offset " + std::to_string(skipped));
  while (row.step()) numbers.push_back(row.integer(0));
  return numbers;
}

/// A character of Han alone is the beginning of all its bigrams. Where very many articles hold it, gathering
/// these takes longer than to look into the newest articles until enough are found.
bool Finder::is_frequent(const std::string& character) {
  open_words();
  return db_.number("select doc from temp.search_word where term = ?", character) > kFrequent;
}

void Finder::set_aside_frequent(TypedQuery& typed) {
  std::vector<SearchTerm> kept;
  for (SearchTerm& term : typed.wanted) {
    const PhraseTokens phrase = phrase_tokens(term.text);
    const std::size_t last = phrase.tokens.rfind(' ') + 1;  // 0 where there is one only
    if (!phrase.is_prefix || !is_frequent(phrase.tokens.substr(last))) {
      kept.push_back(std::move(term));
      continue;
    }
    if (last > 0) kept.push_back({phrase.tokens.substr(0, last - 1), true});
    typed.held.push_back(std::move(term.text));
  }
  typed.wanted = std::move(kept);
}

std::vector<std::int64_t> Finder::find(const ArticleQuery& query, Scope scope) {
  if (query.limit <= 0) return {};
  scope_ = scope;
  Result<TypedQuery> typed = read_typed_query(query.words);
  if (!typed) throw SqlFailure{typed.error()};
  const bool looks_for_words = !typed->wanted.empty();
  set_aside_frequent(*typed);
  const std::vector<std::string> spoken =
      typed->wanted.empty() ? std::vector<std::string>() : languages(*typed);
  const WordForms other_forms = [&](const std::string& token) { return forms(token, spoken); };
  const std::string wanted = all_of(typed->wanted, other_forms), unwanted = any_of(typed->unwanted, nullptr);
  if (wanted.empty() && typed->held.empty() && looks_for_words) return {};  // nothing that can be looked for
  if (wanted.empty() || query.newest_first) return by_date(query, *typed, wanted, unwanted);
  return by_rank(query, *typed, unwanted.empty() ? wanted : "(" + wanted + ") NOT (" + unwanted + ")");
}

}  // namespace gazette
