#include "storage/identity/alias_table.h"

namespace gazette {

const KeyHash& AliasTable::hash() {
  if (!hash_) {
    Statement row = db_.query("select value from setting where name = 'key'");
    if (!row.step())
      throw_storage_error(
          db_.path() +
          ": has lost what the names of its articles are made with; nothing was stored, for all "
          "would come as new: restore a backup, or `gazette check --repair` names them anew");
    hash_.emplace(row.view(0));
    is_clustered_ =
        db_.number("select exists (select 1 from setting where name = 'keys' and value = 'clustered')") != 0;
  }
  return *hash_;
}

std::int64_t AliasTable::number_of(std::string_view key) {
  const KeyHash& of = hash();
  return static_cast<std::int64_t>(is_clustered_ ? of.clustered(key) : of(key));
}

Alias AliasTable::find(std::string_view key) {
  Statement row = db_.query("select article, state from alias where key = ?", number_of(key));
  if (!row.step()) return {};
  const std::string_view state = row.view(1);
  return {row.integer(0), state == "shared", state == "dropped"};
}

bool AliasTable::are_apart(std::string_view first_key, std::int64_t article) {
  return db_.number("select count(*) from apart where key = ? and article = ?", number_of(first_key),
                    article) != 0;
}

void AliasTable::keep_apart(std::string_view first_key, std::int64_t article) {
  db_.run("insert or ignore into apart (key, article) values (?, ?)", number_of(first_key), article);
}

std::optional<std::int64_t> AliasTable::note(std::string_view key, std::int64_t article) {
  const std::int64_t number = number_of(key);
  db_.run("insert into alias (key, article) values (?, ?) on conflict do nothing", number, article);
  return db_.changed_rows() == 1 ? std::optional(number) : std::nullopt;
}

void AliasTable::note_shared(std::string_view key) {
  db_.run(
      "insert into alias (key, state) values (?, 'shared')"
      " on conflict do update set article = null, state = 'shared' where state is not 'shared'",
      number_of(key));
}

void AliasTable::note_dropped(std::string_view key, std::int64_t article, Time at, std::string_view reason) {
  db_.run(
      "insert into alias (key, state, at, reason) values (?1, 'dropped', ?3, ?4)"
      " on conflict do update set state = 'dropped', at = ?3, reason = ?4 where article = ?2 and state is "
      "null",
      number_of(key), article, at, reason);
}

std::vector<std::int64_t> AliasTable::numbers_of(std::int64_t article) {
  std::vector<std::int64_t> numbers;
  Statement row = db_.query("select key from alias where article = ?", article);
  while (row.step()) numbers.push_back(row.integer(0));
  return numbers;
}

void AliasTable::move(std::int64_t key_number, std::int64_t article) {
  db_.run("update alias set article = ? where key = ?", article, key_number);
}

void AliasTable::forget(std::int64_t key_number) {
  db_.run("delete from alias where key = ?", key_number);
}

}  // namespace gazette
