#include "storage/tables/source_table.h"

namespace gazette {

namespace {

constexpr const char* kReadOne =
    "select name, url, title, link, etag, last_modified, validators_url, body_hash, last_poll, last_success, "
    "last_new,"
    " next_poll, failures, last_status, error_kind, error, reason, gone from source where name = ?";
constexpr const char* kReadAll =
    "select name, url, title, link, etag, last_modified, validators_url, body_hash, last_poll, last_success, "
    "last_new,"
    " next_poll, failures, last_status, error_kind, error, reason, gone from source order by name";
constexpr const char* kUpdate =
    "update source set url = ?3, title = ?4, link = ?5, etag = ?6, last_modified = ?7, validators_url = ?8,"
    " body_hash = ?9, last_poll = ?10, last_success = ?11, last_new = ?12, next_poll = ?13, failures = ?14,"
    " last_status = ?15, error_kind = ?16, error = ?17, reason = ?18, gone = ?19, polls = polls + ?20,"
    " bodies = bodies + ?21 where number = ?1 and name = ?2";
constexpr const char* kInsert =
    "insert into source (name, url, title, link, etag, last_modified, validators_url, body_hash, last_poll,"
    " last_success, last_new, next_poll, failures, last_status, error_kind, error, reason, gone, polls, "
    "bodies)"
    " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

SourceState read_row(const Statement& row) {
  SourceState s;
  int column = 0;
  for (std::string* field :
       {&s.name, &s.url, &s.title, &s.link, &s.etag, &s.last_modified, &s.validators_url, &s.body_hash})
    *field = row.text(column++);
  for (std::optional<Time>* field : {&s.last_poll, &s.last_success, &s.last_new, &s.next_poll})
    *field = row.optional_time(column++);
  s.failures = static_cast<int>(row.integer(column++));
  s.last_status = static_cast<int>(row.integer(column++));
  for (std::string* field : {&s.error_kind, &s.error, &s.reason}) *field = row.text(column++);
  s.gone = row.is_true(column);
  return s;
}

}  // namespace

SourceState SourceTable::read(const std::string& name) {
  Statement row = db_.query(kReadOne, name);
  if (row.step()) return read_row(row);
  SourceState fresh;
  fresh.name = name;
  return fresh;
}

std::vector<SourceState> SourceTable::read_all() {
  std::vector<SourceState> states;
  Statement row = db_.query(kReadAll);
  while (row.step()) states.push_back(read_row(row));
  return states;
}

bool SourceTable::update(std::int64_t number, const SourceState& s, int polls, int bodies) {
  db_.run(kUpdate, number, s.name, s.url, s.title, s.link, s.etag, s.last_modified, s.validators_url,
          s.body_hash, s.last_poll, s.last_success, s.last_new, s.next_poll, s.failures, s.last_status,
          s.error_kind, s.error, s.reason, s.gone, polls, bodies);
  return db_.changed_rows() == 1;
}

std::int64_t SourceTable::save(const SourceState& s, int polls, int bodies) {
  const auto remembered = numbers_.find(s.name);
  if (remembered != numbers_.end() && update(remembered->second, s, polls, bodies)) return remembered->second;
  const std::int64_t known = number(s.name);
  if (known != 0 && update(known, s, polls, bodies)) return numbers_[s.name] = known;
  db_.run(kInsert, s.name, s.url, s.title, s.link, s.etag, s.last_modified, s.validators_url, s.body_hash,
          s.last_poll, s.last_success, s.last_new, s.next_poll, s.failures, s.last_status, s.error_kind,
          s.error, s.reason, s.gone, polls, bodies);
  return numbers_[s.name] = db_.last_number();
}

std::int64_t SourceTable::number(const std::string& name) {
  return db_.number("select number from source where name = ?", name);
}

std::int64_t SourceTable::number_or_new(const std::string& name) {
  if (const std::int64_t known = number(name)) return known;
  SourceState fresh;
  fresh.name = name;
  return save(fresh);
}

}  // namespace gazette
