#include "storage/sqlite_store.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <sqlite3.h>

#include "storage/backup.h"
#include "storage/check/check.h"
#include "storage/check/parts.h"
#include "storage/feed_log/as_of.h"
#include "storage/feed_log/feed_log.h"
#include "storage/history/removal.h"
#include "storage/history/retention.h"
#include "storage/history/versions.h"
#include "storage/identity/alias_table.h"
#include "storage/identity/merges.h"
#include "storage/images/image_table.h"
#include "storage/reading/reading_table.h"
#include "storage/schema.h"
#include "storage/search/near.h"
#include "storage/sqlite.h"
#include "storage/tables/article_table.h"
#include "storage/tables/change_log.h"
#include "storage/tables/poll_writer.h"
#include "storage/tables/source_table.h"
#include "storage/websub/websub_table.h"

namespace gazette {
namespace {

/// Before the first page is written; an existing file keeps what it has. Rows of 2 to 5 kB leave a fifth of
/// pages of 8 kB empty, a tenth of these; larger ones cost more at each commit than they give.
constexpr const char* kNewFile = "pragma page_size = 16384; pragma auto_vacuum = incremental";

// synchronous=NORMAL in WAL: no fsync a commit, only at checkpoints. A killed process loses nothing (the log
// is in the kernel's hands); a power cut may lose the last commits, never the file: an article, the source's
// validators and the followers' cursors are lost together, so that the next poll brings them again.
// secure_delete, on by Debian's default, would write zeros over every replaced row. mmap stays off: a disk
// error would be a SIGBUS instead of an error, and polls read little.
constexpr const char* kConnection =
    "pragma synchronous = normal; pragma foreign_keys = on; pragma temp_store = memory;"
    " pragma secure_delete = off; pragma trusted_schema = off; pragma wal_autocheckpoint = 4000; pragma "
    "journal_size_limit = 67108864";

/// In KiB. SQLite counts it in pages once, at the size that they have then: said before a new file has its
/// own, it holds four times as much. Polls come by with half of what searches like (measured).
constexpr const char* kCache = "pragma cache_size = -4000";
constexpr const char* kReadersCache = "pragma cache_size = -8000";

/// Switching to WAL asks for a lock for which SQLite does not wait by itself.
void use_write_ahead_log(Database& db) {
  constexpr int kPause = 20;  // ms
  for (int waited = 0;; waited += kPause) {
    try {
      Statement row = db.prepare("pragma journal_mode = wal");
      if (row.step() && row.view(0) == "wal") return;
      throw_storage_error(db.path() +
                          ": a write-ahead log cannot be used here (a network file system?): "
                          "put the database on a local disk");
    } catch (const SqlFailure&) {
      if (sqlite3_errcode(db.handle()) != SQLITE_BUSY || waited >= db.busy_timeout_ms()) throw;
      sqlite3_sleep(kPause);
    }
  }
}

/// While it lives, what is deleted is overwritten with zeros; afterwards the log, which holds older pages, is
/// emptied.
class Overwriting {
 public:
  explicit Overwriting(Database& db) : db_(db) { db_.execute("pragma secure_delete = on"); }
  Overwriting(const Overwriting&) = delete;
  ~Overwriting() {
    sqlite3_exec(db_.handle(), "pragma secure_delete = off; pragma wal_checkpoint(truncate)", nullptr,
                 nullptr, nullptr);
  }

 private:
  Database& db_;
};

class SqliteStore : public Store {
 public:
  explicit SqliteStore(const SqliteOptions& options)
      : options_(options),
        db_(options.path, options.read_only, options.busy_timeout_ms),
        sources_(db_),
        aliases_(db_),
        articles_(db_, aliases_),
        index_(articles_.search_index()),
        merges_(db_, aliases_),
        removal_(db_, articles_),
        versions_(db_),
        archive_(db_),
        feed_log_(db_),
        websub_(db_),
        reading_(db_),
        hosts_(db_),
        retention_(db_, articles_, removal_),
        polls_(db_,
               {sources_, articles_, aliases_, merges_, versions_, archive_, hosts_, removal_, retention_},
               {options.keep_responses, options.keep_response_bytes}) {
    refuse_foreign_file(db_);
    if (!options.read_only && db_.is_read_only()) db_.raise(SQLITE_READONLY);
    db_.execute(kConnection);
    if (!options.read_only) prepare_to_write();
    db_.execute(options.read_only ? kReadersCache : kCache);
    migrate(db_);
    if (!options.read_only) prepare_index();
  }

  Result<SourceState> source_state(const std::string& name) override {
    return attempt([&] { return sources_.read(name); });
  }
  Result<std::vector<SourceState>> source_states(std::span<const std::string> names) override {
    return attempt([&] { return sources_.read(names); });
  }
  Result<std::vector<SourceState>> source_states() override {
    return attempt([&] { return sources_.read_all(); });
  }
  Result<void> save_source_state(const SourceState& state) override {
    return changing([&] { sources_.save(state); });
  }

  Result<std::vector<std::optional<KnownArticle>>> find_known(const std::string& source,
                                                              std::span<const EntryKeys> entries) override {
    return attempt([&] { return polls_.find_known(source, entries); });
  }
  Result<SaveReport> save_poll(const PollResult& poll) override {
    Result<SaveReport> report = attempt([&] { return polls_.save(poll); });
    catch_up_if_due();
    return report;
  }
  std::vector<Result<SaveReport>> save_polls(std::span<const PollResult* const> polls) override;

  Result<std::vector<PollDecision>> decisions(const std::string& source) override {
    return attempt([&] { return archive_.decisions(source); });
  }
  Result<std::vector<SourceMove>> moves(const std::string& source) override {
    return attempt([&] { return sources_.moves(source); });
  }
  Result<std::vector<HistoryWalk>> walks(const std::string& source) override {
    return attempt([&] { return sources_.walks(source); });
  }
  Result<std::optional<StoredResponse>> last_response(const std::string& source) override {
    return attempt([&] { return archive_.last_response(source); });
  }
  Result<std::vector<StoredResponse>> responses(const std::string& source) override {
    return attempt([&] { return archive_.responses(source); });
  }
  Result<std::vector<Time>> article_dates(const std::string& source, int limit) override {
    return attempt([&] { return articles_.dates(source, limit); });
  }

  Result<std::vector<HostPause>> pauses(Time now) override {
    return attempt([&] {
      if (!db_.is_read_only()) hosts_.forget_pauses(now);
      return hosts_.pauses(now);
    });
  }
  Result<std::optional<StoredRobots>> robots(const std::string& origin) override {
    return attempt([&] { return hosts_.robots(origin); });
  }
  Result<void> save_robots(const std::string& origin, const StoredRobots& robots) override {
    return attempt([&] { hosts_.save(origin, robots); });
  }

  Result<std::optional<StoredArticle>> article(std::int64_t number) override {
    return attempt([&] { return articles_.read(number); });
  }
  Result<std::optional<StoredArticle>> find_article(const std::string& id_or_url) override {
    return attempt([&] { return articles_.read(articles_.find(id_or_url)); });
  }
  Result<std::vector<VersionInfo>> versions(std::int64_t number) override {
    return attempt([&] {
      Transaction snapshot(db_, Transaction::Kind::read);
      const auto now = articles_.read(number);
      return now && !now->withdrawn ? versions_.list(*now) : std::vector<VersionInfo>();
    });
  }
  Result<std::optional<ArticleVersion>> version(std::int64_t number, int version) override {
    return attempt([&] {
      Transaction snapshot(db_, Transaction::Kind::read);
      const auto now = articles_.read(number);
      return now && !now->withdrawn ? versions_.read(*now, version) : std::nullopt;
    });
  }
  Result<std::optional<StoredArticle>> withdraw(const std::string& id_or_url, const std::string& why,
                                                Time at) override;
  Result<bool> set_tags(std::int64_t number, const std::vector<std::string>& tags) override;
  Result<std::vector<NearPair>> near_duplicates(int limit) override {
    return attempt([&] { return gazette::near_duplicates(db_, limit); });
  }
  Result<std::vector<StoredArticle>> near(std::int64_t number) override {
    return attempt([&] {
      Transaction snapshot(db_, Transaction::Kind::read);
      std::vector<StoredArticle> near;
      for (const std::int64_t other : near_.near_to(number))
        if (auto stored = articles_.read(other)) near.push_back(std::move(*stored));
      return near;
    });
  }
  Result<void> merge(std::int64_t kept, std::int64_t other, Time at) override;
  Result<std::optional<SplitReport>> split(std::int64_t number, Time at) override {
    return attempt([&]() -> std::optional<SplitReport> {
      Transaction transaction(db_, Transaction::Kind::write);
      const std::optional<StoredArticle> stored = articles_.read(number);
      if (!stored || stored->withdrawn) return std::nullopt;
      std::optional<SplitReport> report = merges_.split(articles_, *stored, at);
      transaction.commit();
      return report;
    });
  }
  Result<ExpireReport> expire(const std::string& source, const Retentions& all, Time now) override {
    Result<ExpireReport> report = attempt([&] { return retention_.expire(source, all, now); });
    if (report) (void)attempt([&] { give_back_pages(db_); });  // or the next time
    return report;
  }
  Result<std::vector<StoredArticle>> articles(const ArticleQuery& query) override {
    return attempt([&] {
      if (!query.words.empty()) (void)attempt([&] { index_what_waits(); });
      Transaction snapshot(db_, Transaction::Kind::read);
      std::vector<StoredArticle> found = articles_.list(query);
      snapshot.commit();  // keeps the finder's own table
      return found;
    });
  }

  Result<void> catch_up_search() override {
    return attempt([&] { index_what_waits(); });
  }

  Result<std::vector<Change>> changes_after(std::int64_t after, int limit) override {
    return attempt([&] { return gazette::changes_after(db_, after, limit); });
  }
  Result<std::int64_t> cursor(const std::string& follower) override {
    return attempt([&] { return db_.number("select change from cursor where follower = ?", follower); });
  }
  Result<void> set_cursor(const std::string& follower, std::int64_t change) override {
    return attempt(
        [&] { db_.run("insert or replace into cursor (follower, change) values (?, ?)", follower, change); });
  }

  Result<std::vector<FeedLogState>> feed_logs() override {
    return attempt([&] { return feed_log_.states(); });
  }
  Result<bool> extend_feed_logs(std::span<const FeedLogState> states, std::span<const FeedLogEntry> entries,
                                std::int64_t from, std::int64_t to) override;
  Result<std::vector<FeedLogEntry>> feed_log_page(const std::string& feed, std::int64_t page) override {
    return attempt([&] { return feed_log_.page(feed, page); });
  }
  Result<std::optional<int>> feed_log_version(const std::string& feed, std::int64_t article) override {
    return attempt([&] { return feed_log_.version(feed, article); });
  }
  Result<std::optional<StoredArticle>> article_as_of(std::int64_t number, int version) override {
    return attempt([&]() -> std::optional<StoredArticle> {
      Transaction snapshot(db_, Transaction::Kind::read);
      auto now = articles_.read(number);
      if (!now || now->withdrawn) return now;
      return as_of(db_, versions_, std::move(*now), version);
    });
  }

  Result<std::vector<HubSubscription>> subscriptions() override {
    return attempt([&] { return websub_.subscriptions(); });
  }
  Result<void> save_subscription(const HubSubscription& subscription) override {
    return attempt([&] { websub_.save(subscription); });
  }
  Result<void> remove_subscription(const std::string& source) override {
    return attempt([&] { websub_.remove(source); });
  }
  Result<std::vector<HubSubscriber>> hub_subscribers() override {
    return attempt([&] { return websub_.hub_subscribers(); });
  }
  Result<void> save_hub_subscriber(const HubSubscriber& subscriber) override {
    return attempt([&] { websub_.save(subscriber); });
  }
  Result<void> remove_hub_subscriber(const std::string& topic, const std::string& callback) override {
    return attempt([&] { websub_.remove_subscriber(topic, callback); });
  }

  Result<void> add_reader(const std::string& name, Time now) override {
    return changing([&] { reading_.add(name, now); });
  }
  Result<std::vector<ReaderItem>> reader_items(const ReaderQuery& query) override {
    return attempt([&] { return reading_.items(query); });
  }
  Result<std::vector<ReaderFeed>> reader_feeds(const std::string& reader,
                                               const std::vector<std::string>& subscribed) override {
    return attempt([&] { return reading_.feeds(reader, subscribed); });
  }
  Result<void> mark_items(const std::string& reader, std::span<const std::int64_t> articles,
                          const ReaderMark& mark) override {
    return changing([&] { reading_.mark(reader, articles, mark); });
  }
  Result<void> mark_all_read(const ReaderQuery& query) override {
    return changing([&] { reading_.mark_all_read(query); });
  }

  Result<std::vector<ExporterState>> exporter_states() override {
    return attempt([&] { return gazette::exporter_states(db_); });
  }
  Result<void> save_exporter_state(const ExporterState& state) override {
    return attempt([&] { gazette::save_exporter_state(db_, state); });
  }
  Result<std::vector<ToldTrouble>> told_troubles() override {
    return attempt([&] { return gazette::told_troubles(db_); });
  }
  Result<void> save_told_troubles(std::span<const ToldTrouble> all) override {
    return changing([&] { gazette::save_told_troubles(db_, all); });
  }

  Result<std::vector<std::optional<StoredImage>>> images(std::span<const std::string> urls) override {
    return attempt([&] { return read_images(db_, urls); });
  }
  Result<std::vector<StoredImage>> images_of(std::int64_t article) override {
    return attempt([&] { return gazette::images_of(db_, article); });
  }
  Result<std::optional<std::string>> image_bytes(const std::string& sha256) override {
    return attempt([&] { return gazette::image_bytes(db_, sha256); });
  }
  Result<std::vector<DueImage>> due_images(Time now, int limit) override {
    return attempt([&] { return gazette::due_images(db_, now, limit); });
  }
  Result<std::int64_t> image_bytes_of(const std::string& source) override {
    return attempt([&] { return gazette::image_bytes_of(db_, source); });
  }
  Result<void> save_images(std::int64_t article, std::span<const std::string> urls,
                           std::span<const FetchedImage> fetched) override {
    return changing([&] { gazette::save_images(db_, article, urls, fetched); });
  }

  Result<StoreCounts> counts() override;
  Result<std::vector<SourceCount>> source_counts() override {
    return attempt([&] { return sources_.counts(); });
  }
  Result<std::vector<DayCount>> day_counts(std::chrono::sys_days from) override {
    return attempt([&] { return sources_.day_counts(from); });
  }
  Result<std::vector<LanguageCount>> language_counts(int latest) override;
  Result<std::vector<std::string>> check() override {
    return attempt([&] { return check_database(db_); });
  }
  Result<std::vector<std::string>> repair() override {
    return attempt([&] { return repair_database(db_, aliases_, articles_); });
  }
  Result<void> backup(const std::string& file) override {
    return attempt([&] { back_up(db_, file); });
  }

 private:
  /// All of `f` or nothing.
  Result<void> changing(const auto& f) {
    return attempt([&] {
      Transaction transaction(db_, Transaction::Kind::write);
      f();
      transaction.commit();
    });
  }
  void prepare_index() {
    try {
      index_.rebuild();
      index_.count_waiting();
      catch_up_if_due();  // on a full disk the next search says so
    } catch (const SqlFailure&) {
      if (lost_parts(db_).empty()) throw;  // check() tells
    }
  }
  void prepare_to_write() {
    db_.execute(kNewFile);
    if (!db_.is_memory()) use_write_ahead_log(db_);
  }
  /// A reader lets a writer do it, if that need not wait; what goes on waiting is found, too, but slowly.
  void index_what_waits() {
    if (!index_.is_behind()) return;
    if (!options_.read_only) return index_.catch_up();
    SqliteOptions writing = options_;
    writing.read_only = false;
    writing.busy_timeout_ms = 0;
    SqliteStore(writing).index_.catch_up();
  }
  /// The polls are stored, whatever becomes of it; what fails is tried again with the next ones.
  void catch_up_if_due() {
    (void)attempt([&] { index_.catch_up_if_due(); });
  }

  const SqliteOptions options_;
  Database db_;
  SourceTable sources_;
  AliasTable aliases_;
  ArticleTable articles_;
  SearchIndex& index_;
  Merges merges_;
  Removal removal_;
  Versions versions_;
  Archive archive_;
  FeedLog feed_log_;
  NearIndex near_{db_};
  WebSubTable websub_;
  ReadingTable reading_;
  HostTable hosts_;
  RetentionKeeper retention_;
  PollWriter polls_;
};

/// One that cannot be stored must not take the others with it: then each is tried alone.
std::vector<Result<SaveReport>> SqliteStore::save_polls(std::span<const PollResult* const> polls) {
  std::vector<Result<SaveReport>> reports;
  if (const auto saved = attempt([&] { return polls_.save(polls); })) {
    reports.assign(saved->begin(), saved->end());
    catch_up_if_due();
    const auto grows = [](const SaveReport& report) { return report.added + report.updated > 0; };
    if (std::none_of(saved->begin(), saved->end(), grows)) (void)attempt([&] { give_back_pages(db_); });
    return reports;
  }
  for (const PollResult* poll : polls) reports.push_back(save_poll(*poll));
  return reports;
}

Result<std::optional<StoredArticle>> SqliteStore::withdraw(const std::string& id_or_url,
                                                           const std::string& why, Time at) {
  return attempt([&] {
    const Overwriting overwriting(db_);
    Transaction transaction(db_, Transaction::Kind::write);
    std::optional<StoredArticle> stored = articles_.read(articles_.find(id_or_url));
    if (stored && !stored->withdrawn) removal_.withdraw(*stored, why, at);
    transaction.commit();
    return stored;
  });
}

Result<bool> SqliteStore::set_tags(std::int64_t number, const std::vector<std::string>& tags) {
  return attempt([&] {
    Transaction transaction(db_, Transaction::Kind::write);
    const std::optional<StoredArticle> stored = articles_.read(number);
    if (!stored || stored->withdrawn || stored->article.tags == tags) return false;
    versions_.rebase(*stored, articles_.set_tags(*stored, tags));
    note_change(db_, number, ChangeKind::updated);
    transaction.commit();
    return true;
  });
}

Result<void> SqliteStore::merge(std::int64_t kept, std::int64_t other, Time at) {
  return attempt([&] {
    Transaction transaction(db_, Transaction::Kind::write);
    const std::optional<StoredArticle> one = articles_.read(kept), two = articles_.read(other);
    if (!one || !two || one->withdrawn || two->withdrawn || kept == other)
      throw SqlFailure{Error{ErrorKind::usage, "two different articles that are there can be merged"}};
    merges_.merge(articles_, *one, *two, at);
    transaction.commit();
  });
}

Result<bool> SqliteStore::extend_feed_logs(std::span<const FeedLogState> states,
                                           std::span<const FeedLogEntry> entries, std::int64_t from,
                                           std::int64_t to) {
  return attempt([&] {
    Transaction transaction(db_, Transaction::Kind::write);
    const bool extended = feed_log_.extend(states, entries, from, to);
    transaction.commit();
    return extended;
  });
}

Result<StoreCounts> SqliteStore::counts() {
  return attempt([&] {
    StoreCounts counts;
    counts.articles = db_.number("select count(*) from article where gone is null");
    counts.versions = db_.number("select count(*) from version");
    counts.sources = db_.number("select count(*) from source");
    counts.bytes = db_.number("pragma page_count") * db_.number("pragma page_size");
    counts.last_change = db_.number("select max(number) from change");
    return counts;
  });
}

Result<std::vector<LanguageCount>> SqliteStore::language_counts(int latest) {
  return attempt([&] {
    std::vector<LanguageCount> counts;
    Statement row = db_.query(
        "select language, count(*) from (select language from article where gone is null order by date desc"
        " limit ?) where language <> '' group by language order by 2 desc, 1",
        latest);
    while (row.step()) counts.push_back({row.text(0), row.integer(1)});
    return counts;
  });
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(const SqliteOptions& options) {
  return attempt([&]() -> std::unique_ptr<Store> { return std::make_unique<SqliteStore>(options); });
}

}  // namespace gazette
