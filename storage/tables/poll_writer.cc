#include "storage/tables/poll_writer.h"

#include "feeds/identity/fingerprint.h"
#include "feeds/record.h"
#include "storage/tables/change_log.h"

namespace gazette {

namespace {
constexpr std::string_view kMissing = "the feed says that it is complete, and has it no more";
constexpr Duration kMissingFor = std::chrono::hours(24);  // before it is withdrawn
}  // namespace

std::vector<std::optional<KnownArticle>> PollWriter::find_known(const std::string& source,
                                                                std::span<const EntryKeys> entries) {
  Transaction snapshot(db_, Transaction::Kind::read);  // locks once for all of them
  std::vector<std::optional<KnownArticle>> found;
  found.reserve(entries.size());
  for (Match& match : matcher_.match_document(sources_.number(source), entries))
    found.push_back(std::move(match.known));
  return found;
}

SaveReport PollWriter::save(const PollResult& poll) {
  Transaction transaction(db_, Transaction::Kind::write);
  const SaveReport report = write(poll);
  transaction.commit();
  return report;
}

std::vector<SaveReport> PollWriter::save(std::span<const PollResult* const> polls) {
  Transaction transaction(db_, Transaction::Kind::write);
  std::vector<SaveReport> reports;
  for (const PollResult* poll : polls) reports.push_back(write(*poll));
  transaction.commit();
  return reports;
}

SaveReport PollWriter::write(const PollResult& poll) {
  SaveReport report;
  const bool keep_body = !poll.body.empty() && keep_.a_source > 0;
  const bool decided = !poll.decision.rule.empty() || !poll.decision.cause.empty();
  const std::int64_t source = sources_.save(poll.state, decided ? 1 : 0);
  Poll now{poll.state.name, source, poll.at, poll.withdraw_deleted, poll.rewrites, poll.past, {}};
  now.taken.insert(poll.listed.begin(), poll.listed.end());
  for (const PollEntry& entry : poll.entries)
    if (entry.known != 0) now.taken.insert(entry.known);
  for (const PollEntry& entry : poll.entries) save_entry(now, entry, report);
  for (const DeletedEntry& deleted : poll.deleted)
    note_deleted(now, aliases_.find(key_of_id(now.name, deleted.id)).article,
                 "the feed says so: " + deleted.comment, deleted.when.value_or(poll.at), report);
  for (const HistoryWalk& walk : poll.walks) sources_.save_walk(source, walk);
  if (poll.complete) note_missing(now, report);
  if (!poll.rewrites) retention_.note_listed(poll.listed, poll.at);
  if (poll.lists_all) sources_.note_listed(source, poll.at);
  if (decided) archive_.keep_decision(now.source, poll.decision);
  if (keep_body) archive_.keep_response(now.source, poll, keep_);
  for (const HostPause& pause : poll.pauses) hosts_.save(pause);
  if (poll.move) sources_.note_move(now.source, *poll.move);
  return report;
}

Match PollWriter::find_stored(const Poll& poll, const PollEntry& entry) {
  if (entry.known != 0) {
    Match match{matcher_.read(poll.source, entry.known), {}, false};
    match.by_own = aliases_.find(matcher_.own_key(entry.keys)).article == entry.known;
    for (const std::string& key : entry.keys.keys)
      if (match.found.empty() && aliases_.find(key).article == entry.known) match.found = key;
    if (match.found.empty()) match.found = "link:" + entry.keys.address;
    if (match.known) return match;
  }
  // Looked up again under the lock: another process, or an entry before this one, may have stored it since.
  return matcher_.match_one(poll.source, entry.keys, poll.taken);
}

void PollWriter::save_entry(Poll& poll, const PollEntry& entry, SaveReport& report) {
  for (const std::string& key : entry.keys.shared) aliases_.note_shared(key);
  const Match match = find_stored(poll, entry);
  const std::optional<KnownArticle>& known = match.known;
  if (!entry.dropped.empty()) {
    ++report.unchanged;
    note_dropped(poll, entry, known ? known->number : 0);
    if (known) note_deleted(poll, known->number, entry.dropped, poll.at, report);
    return;
  }
  if (!known && entry.article) {
    const std::int64_t added = add(poll, entry);
    ++report.added;
    if (!entry.deleted.empty()) note_deleted(poll, added, entry.deleted, poll.at, report);
    return;
  }
  if (!known || known->withdrawn) {
    ++report.unchanged;
    return;
  }
  update_known(poll, entry, match, report);
  if (!entry.deleted.empty()) note_deleted(poll, known->number, entry.deleted, poll.at, report);
}

void PollWriter::update_known(const Poll& poll, const PollEntry& entry, const Match& match,
                              SaveReport& report) {
  const std::optional<KnownArticle>& known = match.known;
  const bool updated = update(poll, entry, *known);
  ++(updated ? report.updated : report.unchanged);
  note_source(poll, entry, *known);
  const bool joins = !match.by_own && known->repaired;
  if (!updated && !joins) return;
  const std::vector<std::int64_t> noted = note_keys(known->number, entry.keys);
  if (joins && !noted.empty())
    merges_.log_entry({poll.at, known->number, poll.source, matcher_.own_key(entry.keys), match.found},
                      noted);
}

std::int64_t PollWriter::add(Poll& poll, const PollEntry& entry) {
  const Article& article = *entry.article;
  const std::int64_t first_source =
      article.source.empty() ? poll.source : sources_.number_or_new(article.source);
  KnownArticle added;
  added.number = articles_.insert(article, first_source, entry.content_pending);
  if (poll.past) db_.run("insert into past_article (article) values (?)", added.number);
  poll.taken.insert(added.number);
  note_source(poll, entry, added);
  note_keys(added.number, entry.keys);
  note_change(db_, added.number, ChangeKind::added);
  return added.number;
}

StoredArticle PollWriter::read_back(const KnownArticle& known) {
  std::optional<StoredArticle> stored = articles_.read(known.number);
  if (!stored)
    throw_storage_error("article " + known.id +
                        " cannot be read back; nothing of this poll was stored: run `gazette check`");
  return std::move(*stored);
}

/// A recording that was put in another's place, an author, a category: that is what followers are to be
/// given, but no version, as the text is not changed.
void PollWriter::follow_facts(const Poll& poll, const PollEntry& entry, const KnownArticle& known) {
  const StoredArticle old = read_back(known);
  if (old.article.source != poll.name) return;
  const std::optional<Article> now = with_new_facts(old.article, *entry.article, entry.lacks_page);
  if (!now) return;
  articles_.set_facts(known.number, *now);
  if (now->tags != old.article.tags) versions_.rebase(old, articles_.set_tags(old, now->tags));
  note_change(db_, known.number, ChangeKind::updated);
}

void PollWriter::update_unchanged(const Poll& poll, const PollEntry& entry, const KnownArticle& known) {
  if (entry.content_pending != known.content_pending)
    db_.run("update article set content_pending = ? where number = ?", entry.content_pending, known.number);
  follow_facts(poll, entry, known);
  if (!articles_.is_elsewhere(known.number, entry.article->url)) return;
  const StoredArticle old = read_back(known);
  if (old.article.source != poll.name) return;  // another source links to another face of it
  versions_.rebase(old, articles_.move(old, entry.article->url));
  note_change(db_, known.number, ChangeKind::updated);
}

Speaker PollWriter::speaker_of(const Poll& poll, const PollEntry& entry, const StoredArticle& old) {
  return {old.article.source == poll.name, old.body_source == poll.name, entry.lacks_page,
          entry.lacks_language};
}

/// Also where another gazette told changes otherwise: what it wrote is no change of the publisher's.
bool PollWriter::is_told_the_same(const Article& old, std::uint64_t fingerprint) {
  return old.fingerprint == fingerprint ||
         article_fingerprint(old.title, record_markdown(old)) == fingerprint;
}

bool PollWriter::update(const Poll& poll, const PollEntry& entry, const KnownArticle& known) {
  if (!entry.article) return false;
  if (poll.rewrites) return rewrite(poll, entry, known);
  if (entry.same_text) {
    follow_facts(poll, entry, known);
    return false;
  }
  if (entry.article->fingerprint == known.fingerprint) {
    update_unchanged(poll, entry, known);
    return false;
  }
  const StoredArticle old = read_back(known);
  const Speaker speaker = speaker_of(poll, entry, old);
  const Combined now = combine(old.article, *entry.article, speaker);
  if (is_told_the_same(old.article, now.article.fingerprint)) {
    db_.run("update article set fingerprint = ? where number = ?", now.article.fingerprint, known.number);
    update_unchanged(poll, entry, known);
    return false;
  }
  versions_.keep(old, now.article.record);
  const std::int64_t body_source = now.has_given_body ? poll.source : sources_.number(old.body_source);
  articles_.update(old, now.article, body_source, entry.content_pending, poll.at);
  note_change(db_, known.number, ChangeKind::updated);
  return true;
}

bool PollWriter::rewrite(const Poll& poll, const PollEntry& entry, const KnownArticle& known) {
  const StoredArticle old = read_back(known);
  const Speaker speaker = speaker_of(poll, entry, old);
  const Combined now = combine(old.article, *entry.article, speaker);
  const std::int64_t body_source = now.has_given_body ? poll.source : sources_.number(old.body_source);
  if (!articles_.rewrite(old, now.article, body_source, entry.content_pending)) return false;
  versions_.rebase(old, now.article.record);
  note_change(db_, known.number, ChangeKind::updated);
  return true;
}

void PollWriter::note_deleted(const Poll& poll, std::int64_t article, const std::string& why, Time when,
                              SaveReport& report) {
  if (article == 0 || !removal_.note_deleted(article, why, when) || !poll.withdraws_deleted) return;
  const std::optional<StoredArticle> stored = articles_.read(article);
  if (!stored) return;
  removal_.withdraw(*stored, why, when);
  ++report.withdrawn;
}

/// The feed says that it is complete (fh:complete). An article that it lacks is deleted, and it is not any
/// more once it is there again. What the operator wants withdrawn is only withdrawn when it is still missing
/// a while later: a document may be made by mistake. What other sources have is theirs to delete.
void PollWriter::note_missing(const Poll& poll, SaveReport& report) {
  struct Row {
    std::int64_t article;
    std::optional<Time> deleted;
    bool is_ours;  ///< the fact was noted here
  };
  std::vector<Row> rows;
  Statement row = db_.query(
      "select c.article, a.deleted, coalesce(a.deleted_why = ?2, 0) from article_source c join article a on"
      " a.number = c.article where c.source = ?1 and a.source = ?1 and a.gone is null and not exists"
      " (select 1 from article_source o where o.article = c.article and o.source <> ?1)",
      poll.source, kMissing);
  while (row.step()) rows.push_back({row.integer(0), row.optional_time(1), row.is_true(2)});
  for (const Row& one : rows) {
    const bool is_there = poll.taken.contains(one.article);
    if (is_there && one.is_ours)
      db_.run("update article set deleted = null, deleted_why = null where number = ?", one.article);
    if (is_there) continue;
    if (!one.deleted) removal_.note_deleted(one.article, std::string(kMissing), poll.at);
    if (!poll.withdraws_deleted || !one.is_ours || !one.deleted || poll.at - *one.deleted < kMissingFor)
      continue;
    if (const std::optional<StoredArticle> stored = articles_.read(one.article)) {
      removal_.withdraw(*stored, std::string(kMissing), poll.at);
      ++report.withdrawn;
    }
  }
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

std::vector<std::int64_t> PollWriter::note_keys(std::int64_t article, const EntryKeys& keys) {
  std::vector<std::int64_t> noted;
  const auto note = [&](const std::string& key) {
    if (const auto number = aliases_.note(key, article)) noted.push_back(*number);
  };
  note(matcher_.own_key(keys));
  for (std::size_t i = 1; i < keys.keys.size(); ++i) note(keys.keys[i]);
  return noted;
}

/// An article that was stored before stays in the archive; only its page is not asked for any more.
void PollWriter::note_dropped(const Poll& poll, const PollEntry& entry, std::int64_t article) {
  for (const std::string& key : entry.keys.keys) aliases_.note_dropped(key, article, poll.at, entry.dropped);
}

}  // namespace gazette
