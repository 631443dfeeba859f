#include "storage/reading/reading_table.h"

#include <algorithm>

#include "feeds/text/strings.h"

namespace gazette {

namespace {

constexpr std::int64_t kManyRows = 10'000;  // that say "read": time to say it shorter

std::string text(std::int64_t number) {
  return std::to_string(number);
}

std::string list_of(const std::vector<std::int64_t>& numbers) {
  std::vector<std::string> texts;
  for (const std::int64_t number : numbers) texts.push_back(text(number));
  return join(texts, ", ");
}

/// A list by date that few are left out of goes along the index of dates until it is long enough; for others
/// the rows that they name are gathered and sorted.
bool goes_by_date(const ReaderQuery& query) {
  const bool by_date = query.order == ReaderQuery::Order::newest || query.order == ReaderQuery::Order::oldest;
  return by_date && query.sources.empty() && query.articles.empty() && query.read != false &&
         query.starred != true;
}

std::string order_of(const ReaderQuery& query) {
  const std::string row = goes_by_date(query) ? "a.number" : "c.article";
  const std::string date = goes_by_date(query) ? "a.date" : "c.date";
  switch (query.order) {
    case ReaderQuery::Order::newest: return " order by " + date + " desc, " + row + " desc";
    case ReaderQuery::Order::oldest: return " order by " + date + ", " + row;
    case ReaderQuery::Order::ascending: return " order by c.article";
    case ReaderQuery::Order::descending: return " order by c.article desc";
  }
  return {};
}

std::string place_of(const ReaderQuery& query) {
  if (!query.after_article) return {};
  const std::string article = text(*query.after_article);
  const std::string place = "(" + text(to_unix_ms(query.after_date)) + ", " + article + ")";
  const std::string at = goes_by_date(query) ? " and (a.date, a.number)" : " and (c.date, c.article)";
  switch (query.order) {
    case ReaderQuery::Order::newest: return at + " < " + place;
    case ReaderQuery::Order::oldest: return at + " > " + place;
    case ReaderQuery::Order::ascending: return " and c.article > " + article;
    case ReaderQuery::Order::descending: return " and c.article < " + article;
  }
  return {};
}

}  // namespace

ReadingTable::Reader ReadingTable::find(const std::string& name) {
  Statement row = db_.query("select number, begin from reader where name = ?", name);
  return row.step() ? Reader{row.integer(0), row.integer(1)} : Reader{};
}

/// "3, 17"; of those that are not known, none. No row has 0.
std::string ReadingTable::source_numbers(const std::vector<std::string>& names) {
  std::vector<std::int64_t> numbers;
  for (const std::string& name : names)
    if (const std::int64_t number = db_.number("select number from source where name = ?", name))
      numbers.push_back(number);
  return numbers.empty() ? "0" : list_of(numbers);
}

void ReadingTable::add(const std::string& name, Time now) {
  if (const Reader known = find(name); known.number != 0) return gather(known);
  db_.run(
      "insert into reader (name, begin) values (?, (select coalesce(max(article), 0) from article_source "
      "where"
      " since < ?))",
      name, now - kUnreadBefore);
}

/// Whether a row of article_source is read when no row of `reading` says so: what is older than the reader,
/// and what came from a source's history.
std::string ReadingTable::read_by_itself(const Reader& reader) {
  return "(c.article <= " + text(reader.begin) + " or c.article in (select article from past_article))";
}

/// From rows that are narrow: what articles hold is not looked into.
std::string ReadingTable::from_where(const Reader& reader, const ReaderQuery& query) {
  const std::string subscribed = source_numbers(query.subscribed);
  const std::string whose = "reader = " + text(reader.number);
  const auto rank = [&](const std::string& row) {
    return "(" + row + ".source not in (" + subscribed + "), " + row + ".since, " + row + ".source)";
  };
  std::string sql = goes_by_date(query)
                        ? " from article a cross join article_source c on c.article = a.number"
                        : " from article_source c";
  sql += " left join reading r on r." + whose + " and r.article = c.article";
  sql += " where c.article not in (select number from article where gone is not null)";
  sql += " and not exists (select 1 from article_source o where o.article = c.article and " + rank("o") +
         " < " + rank("c") + ")";
  if (!query.sources.empty())
    sql += " and c.source in (" + source_numbers(query.sources) + ")";
  else if (query.starred != true && query.articles.empty())
    sql += " and +c.source in (" + subscribed + ")";  // +: these are nearly all, no index is of use
  if (!query.articles.empty()) sql += " and c.article in (" + list_of(query.articles) + ")";
  if (query.read == false)
    sql += " and (c.article > " + text(reader.begin) +
           " and c.article not in (select article from past_article) or c.article in (select article from "
           "reading where " +
           whose + " and read = 0)) and coalesce(r.read, 0) = 0";
  if (query.read == true) sql += " and coalesce(r.read, " + read_by_itself(reader) + ") = 1";
  if (query.starred == true)
    sql += " and c.article in (select article from reading where " + whose + " and starred = 1)";
  if (query.starred == false) sql += " and coalesce(r.starred, 0) = 0";
  if (query.from) sql += " and c.since >= " + text(to_unix_ms(*query.from));
  if (query.to) sql += " and c.since <= " + text(to_unix_ms(*query.to));
  return sql + place_of(query);
}

std::vector<ReaderItem> ReadingTable::items(const ReaderQuery& query) {
  const Reader reader = find(query.reader);
  std::vector<ReaderItem> items;
  Statement row = db_.prepare(
      "select c.article, (select name from source where number = c.source), c.source, c.date, c.since,"
      " coalesce(r.read, " +
      read_by_itself(reader) + "), coalesce(r.starred, 0)" + from_where(reader, query) + order_of(query) +
      " limit " + std::to_string(std::max(query.limit, 0)));
  while (row.step())
    items.push_back({row.integer(0), row.text(1), row.integer(2), row.time(3), row.time(4), row.is_true(5),
                     row.is_true(6)});
  return items;
}

std::vector<ReaderFeed> ReadingTable::feeds(const std::string& name,
                                            const std::vector<std::string>& subscribed) {
  const Reader reader = find(name);
  ReaderQuery unread;
  unread.subscribed = subscribed;
  unread.read = false;
  std::vector<ReaderFeed> feeds;
  Statement row = db_.prepare(
      "select s.number, s.name, coalesce(u.unread, 0), u.newest from source s left join (select "
      "c.source, count(*) unread, max(c.since) newest" +
      from_where(reader, unread) + " group by c.source) u on u.source = s.number where s.number in (" +
      source_numbers(subscribed) + ") order by s.number");
  while (row.step()) feeds.push_back({row.integer(0), row.text(1), row.integer(2), row.optional_time(3)});
  return feeds;
}

void ReadingTable::mark(const std::string& name, std::span<const std::int64_t> articles,
                        const ReaderMark& mark) {
  const Reader reader = find(name);
  const auto flag = [](const std::optional<bool>& value) {
    return value ? std::optional<std::int64_t>(*value ? 1 : 0) : std::nullopt;
  };
  for (const std::int64_t article : articles)
    db_.run(
        "insert into reading (reader, article, read, starred)"
        " select ?1, number, coalesce(?3, number <= ?5 or number in (select article from past_article)), "
        "coalesce(?4, 0) from article where number = ?2"
        " on conflict (reader, article) do update set read = coalesce(?3, read),"
        " starred = coalesce(?4, starred)",
        reader.number, article, flag(mark.read), flag(mark.starred), reader.begin);
}

void ReadingTable::mark_all_read(ReaderQuery query) {
  query.read = false;
  const Reader reader = find(query.reader);
  Statement mark = db_.prepare("insert into reading (reader, article, read, starred) select " +
                               text(reader.number) + ", c.article, 1, 0" + from_where(reader, query) +
                               " on conflict (reader, article) do update set read = 1");
  while (mark.step()) {}
  gather(reader);
}

/// A row for each of years of articles that were read would make every question slow: the beginning moves up,
/// and rows are left for what is unread and starred.
void ReadingTable::gather(const Reader& reader) {
  const std::int64_t rows =
      db_.number("select count(*) from reading where reader = ? and read = 1 and starred = 0", reader.number);
  if (rows < kManyRows) return;
  db_.run(
      "insert or ignore into reading (reader, article, read, starred)"
      " select ?1, number, 0, 0 from article where number > ?2 and gone is null"
      " and number not in (select article from past_article)",
      reader.number, reader.begin);
  db_.run("update reader set begin = (select max(number) from article) where number = ?", reader.number);
  db_.run("delete from reading where reader = ? and read = 1 and starred = 0", reader.number);
}

}  // namespace gazette
