#include "storage/tables/poll_writer.h"

namespace gazette {

namespace {

#define GAZETTE_KNOWN(article, is_withdrawn)                                                          \
  "select a.number, a.id, a.fingerprint, coalesce(c.entry_fingerprint, 0), " is_withdrawn             \
  ", a.content_pending,"                                                                              \
  " a.first_seen from article a left join article_source c on c.article = a.number and c.source = ?1" \
  " where a.number = " article

constexpr const char* kKnownByKey =
    GAZETTE_KNOWN("(select article from alias where key = ?2)",
                  "a.withdrawn or exists (select 1 from tombstone where key = ?2)");
constexpr const char* kKnownByNumber = GAZETTE_KNOWN("?2", "a.withdrawn");

KnownArticle read_known(const Statement& row) {
  KnownArticle known;
  known.number = row.integer(0);
  known.id = row.text(1);
  known.fingerprint = row.unsigned_integer(2);
  known.entry_fingerprint = row.unsigned_integer(3);
  known.withdrawn = row.is_true(4);
  known.content_pending = row.is_true(5);
  known.first_seen = row.optional_time(6);
  return known;
}

}  // namespace

std::optional<KnownArticle> PollWriter::find_by_key(std::int64_t source, const std::string& key) {
  Statement row = db_.query(kKnownByKey, source, key);
  if (row.step()) return read_known(row);
  if (db_.number("select exists (select 1 from tombstone where key = ?)", key) == 0) return std::nullopt;
  KnownArticle never_stored;
  never_stored.withdrawn = true;
  return never_stored;
}

std::optional<KnownArticle> PollWriter::find_by_keys(std::int64_t source, const EntryKeys& keys) {
  for (const std::string& key : keys.keys)
    if (auto known = find_by_key(source, key)) return known;
  return std::nullopt;
}

std::vector<std::optional<KnownArticle>> PollWriter::find_known(const std::string& source,
                                                                std::span<const EntryKeys> entries) {
  Transaction snapshot(db_, Transaction::Kind::read);  // locks once for all of them
  const std::int64_t number = sources_.number(source);
  std::vector<std::optional<KnownArticle>> found;
  found.reserve(entries.size());
  for (const EntryKeys& keys : entries) found.push_back(find_by_keys(number, keys));
  return found;
}

SaveReport PollWriter::save(const PollResult& poll) {
  SaveReport report;
  const bool keep_body = !poll.body.empty() && keep_responses_ > 0;
  Transaction transaction(db_, Transaction::Kind::write);
  const std::int64_t source = sources_.save(poll.state, 1, keep_body ? 1 : 0);
  for (const PollEntry& entry : poll.entries) save_entry(Poll{source, poll.at}, entry, report);
  if (!poll.decision.empty()) archive_.keep_decision(source, poll.at, poll.decision);
  if (keep_body) archive_.keep_response(source, poll.at, poll.content_type, poll.body, keep_responses_);
  transaction.commit();
  return report;
}

std::optional<KnownArticle> PollWriter::find_stored(std::int64_t source, const PollEntry& entry) {
  if (entry.known != 0) {
    Statement row = db_.query(kKnownByNumber, source, entry.known);
    if (row.step()) return read_known(row);
  }
  // Looked up again under the lock: another process, or an entry before this one, may have stored it since.
  return find_by_keys(source, entry.keys);
}

void PollWriter::save_entry(const Poll& poll, const PollEntry& entry, SaveReport& report) {
  const std::optional<KnownArticle> known = find_stored(poll.source, entry);
  if (!entry.dropped.empty()) {
    note_dropped(poll, entry, known ? known->number : 0);
    ++report.unchanged;
    return;
  }
  if (!known && entry.article) {
    add(poll, entry);
    ++report.added;
    return;
  }
  if (!known || known->withdrawn) {
    ++report.unchanged;
    return;
  }
  ++(update(poll, entry, *known) ? report.updated : report.unchanged);
  note_source(poll, entry, *known);
  note_keys(known->number, entry.keys);
}

void PollWriter::add(const Poll& poll, const PollEntry& entry) {
  const Article& article = *entry.article;
  const std::int64_t first_source =
      article.source.empty() ? poll.source : sources_.number_or_new(article.source);
  KnownArticle added;
  added.number = articles_.insert(article, first_source, entry.content_pending);
  note_source(poll, entry, added);
  note_keys(added.number, entry.keys);
  note_change(added.number, "added");
}

bool PollWriter::update(const Poll& poll, const PollEntry& entry, const KnownArticle& known) {
  if (!entry.article) return false;
  if (entry.article->fingerprint == known.fingerprint) {
    if (entry.content_pending != known.content_pending)
      db_.run("update article set content_pending = ? where number = ?", entry.content_pending, known.number);
    return false;
  }
  const std::optional<StoredArticle> old = articles_.read(known.number);
  if (!old)
    throw_storage_error("article " + known.id +
                        " cannot be read back; nothing of this poll was stored: run `gazette check`");
  archive_.keep_version(*old);
  articles_.update(*old, *entry.article, entry.content_pending, poll.at);
  note_change(known.number, "updated");
  return true;
}

void PollWriter::note_source(const Poll& poll, const PollEntry& entry, const KnownArticle& known) {
  if (known.entry_fingerprint != 0 && known.entry_fingerprint == entry.entry_fingerprint) return;
  db_.run(
      "insert into article_source (article, source, entry_fingerprint, since, date)"
      " values (?1, ?2, ?3, ?4, (select date from article where number = ?1))"
      " on conflict do update set entry_fingerprint = excluded.entry_fingerprint"
      " where excluded.entry_fingerprint not in (0, entry_fingerprint)",
      known.number, poll.source, entry.entry_fingerprint, poll.at);
}

void PollWriter::note_keys(std::int64_t article, const EntryKeys& keys) {
  for (const std::string& key : keys.keys)  // one that names another article already is left alone
    db_.run("insert into alias (key, article) values (?, ?) on conflict do nothing", key, article);
}

/// An article that was stored before stays in the archive; only its page is not asked for any more.
void PollWriter::note_dropped(const Poll& poll, const PollEntry& entry, std::int64_t article) {
  for (const std::string& key : entry.keys.keys)
    db_.run(
        "insert into tombstone (key, kind, at, reason) select ?1, 'dropped', ?2, ?3"
        " where not exists (select 1 from alias where key = ?1 and article <> ?4) on conflict do nothing",
        key, poll.at, entry.dropped, article);
}

void PollWriter::note_change(std::int64_t article, const char* kind) {
  db_.run("insert or replace into change (article, kind) values (?, ?)", article, std::string_view(kind));
}

}  // namespace gazette
