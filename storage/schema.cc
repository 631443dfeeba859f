#include "storage/schema.h"

#include <array>

#include "storage/backup.h"

namespace gazette {

namespace {

constexpr int kApplicationId = 0x677a7465;  // "gzte"

// Times are unix milliseconds, UTC. Lists are JSON. Fingerprints are unsigned 64-bit numbers kept as signed
// ones. Wide columns stand last in a row, so that reading the narrow ones never follows overflow pages.
constexpr const char* kFirstTables = R"sql(
create table setting (name text primary key, value text not null) strict, without rowid;
insert into setting (name, value) values ('key', lower(hex(randomblob(16))));   -- of the hash in alias

create table source (
  number integer primary key,
  name text not null unique,
  url text not null, title text not null, link text not null,
  etag text not null, last_modified text not null, validators_url text not null, body_hash text not null,
  last_poll integer, last_success integer, last_new integer, next_poll integer,
  failures integer not null, last_status integer not null,
  error_kind text not null, error text not null, reason text not null,
  gone integer not null,
  polls integer not null default 0,   -- counts decisions: the ring of them
  bodies integer not null default 0,   -- counts bodies kept: the ring of responses
  expired integer not null default 0   -- when its retention was looked after last
) strict;

create table article (
  number integer primary key,
  id text not null collate nocase unique,   -- names files and URLs; some file systems know no case
  source integer not null references source (number),   -- that it was first met in
  body_source integer not null references source (number),   -- that gave the fullest body
  guid text not null, url text not null,
  url_key integer,   -- hash of the URL's address (feeds/identity/address.h); null if it names no article
  published integer, updated integer,   -- as the source said
  date integer not null,   -- sorted by this
  first_seen integer not null,
  changed integer not null,   -- last real change, or first_seen
  version integer not null default 1,
  fingerprint integer not null,
  simhash integer not null,   -- near-duplicates differ in few bits
  content_pending integer not null default 0,   -- its page could not be had yet
  gone text check (gone = 'withdrawn' or gone = 'expired' or gone = 'merged'),   -- null: it is there. Else what is left is a tombstone
  deleted integer, deleted_why text,   -- when and why it was taken away: by the publisher (it may still be there), the operator,
                                       -- or its age (then: when it was listed last)
  body_offset integer not null,   -- bytes of front matter in record
  language text not null, zone text not null, content_from text not null,
  title text not null, image text not null, comments text not null, rights text not null,
  authors text not null, categories text not null, tags text not null, enclosures text not null, origin text not null,
  summary text not null,
  record text not null   -- the canonical record: front matter and Markdown
) strict;
create index article_date on article (date);
create index article_url on article (url_key) where url_key is not null;
create index article_gone on article (source, gone) where gone is not null;

-- The records before the present one: each as a delta against the one after it ('zstd-next'), some alone ('zstd').
create table version (
  number integer primary key,
  article integer not null references article (number),
  version integer not null,
  at integer not null,   -- when this version was made
  fingerprint integer not null,
  title text not null,
  body_offset integer not null,
  encoding text not null check (encoding in ('zstd', 'zstd-next')),
  record blob not null,
  unique (article, version)
) strict;

-- Every key (feeds/identity.h) that an article is known by, as a keyed 64-bit hash: a sixth of the room. No foreign key: it
-- would cost a look a row, and `gazette check` looks.
create table alias (
  key integer primary key,
  article integer,   -- null: none was ever stored under it
  state text check (state = 'shared' or state = 'dropped'),   -- shared: names several; dropped: no article for us, do not ask again
  at integer, reason text   -- of the state
) strict;

-- What the operator took apart: the entry with this key is never that article.
create table apart (key integer not null, article integer not null, primary key (key, article)) strict, without rowid;

-- Every joining of two: entries that another key than their own named (other is null), articles that the operator merged.
create table merge (
  number integer primary key,
  at integer not null,
  article integer not null references article (number),
  other integer references article (number),
  source integer references source (number),   -- of the entry
  entry text not null,   -- the entry's own key
  found text not null,   -- the key that named the article
  moved text not null,   -- JSON: what to give back
  undone integer   -- when it was split
) strict;
create index merge_article on merge (article);

-- Which sources carry an article. date: the article's own, so that a source's newest are found by an index.
create table article_source (
  article integer not null references article (number),
  source integer not null references source (number),
  entry_fingerprint integer not null,
  since integer not null,
  date integer not null,
  repairs integer not null default 0,   -- how often its id was another one
  primary key (article, source)
) strict, without rowid;
create index article_source_newest on article_source (source, date, article);

-- The last raw listings, for replay; a ring a source.
create table response (
  source integer not null references source (number),
  slot integer not null,
  at integer not null,
  content_type text not null,
  size integer not null,
  body blob not null,   -- zstd
  primary key (source, slot)
) strict;

-- Why a source was polled and what came of it; a ring a source.
create table decision (
  source integer not null references source (number),
  slot integer not null,
  at integer not null,
  text text not null,
  primary key (source, slot)
) strict, without rowid;

-- The log that exporters, feeds and hub follow: the last change of each article, under a number that grows for ever.
create table change (
  number integer primary key,   -- one more than the last: never that of a row that went
  article integer not null unique references article (number),
  kind text not null check (kind = 'added' or kind = 'updated' or kind = 'removed')   -- IN would take as long as the row
) strict;

-- How far each follower of the log has come.
create table cursor (follower text primary key, change integer not null) strict, without rowid;

-- Hubs that push a source to us.
create table websub_subscription (
  source integer primary key references source (number),
  hub text not null, topic text not null,
  token text not null unique,   -- of our callback's URL
  secret text not null,
  state text not null check (state in ('pending', 'active', 'denied', 'ended')),
  lease_until integer, asked integer, last_push integer,
  error text not null default ''
) strict;

-- Who is pushed to by us.
create table hub_subscriber (
  number integer primary key,
  topic text not null, callback text not null, secret text not null,
  lease_until integer not null,
  change integer not null default 0,   -- delivered up to this
  failures integer not null default 0, next_try integer,
  unique (topic, callback)
) strict;

-- Full text. The columns hold the tokens of storage/search.h (words, bigrams of Han), parted by spaces: FTS5's own
-- tokenizers find no two-character Chinese word. Contentless: the text is in article.record already.
create virtual table search using fts5 (title, body, names, content = '', tokenize = 'ascii');
-- Sixteen pieces of the index are merged at a time instead of four: a fifth less work a stored article (measured), while a
-- search looks into a few more.
insert into search (search, rank) values ('automerge', 16), ('crisismerge', 32);
)sql";

// What scheduling must remember over a restart; decisions in columns, for every poll.
constexpr const char* kScheduling = R"sql(
alter table source add column rule text not null default '';
alter table source add column failing_since integer;
alter table source add column validators_for text not null default '';
alter table source add column fresh_for integer;   -- ms
alter table source add column feed_hint integer;   -- ms
alter table source add column skip_hours integer not null default 0;   -- bits
alter table source add column skip_days integer not null default 0;
alter table source add column dated_entries integer not null default 0;
alter table source add column oldest_entry integer;
alter table source add column newest_entry integer;
alter table source add column pages_pending integer not null default 0;
alter table source add column feed_id text not null default '';
alter table source add column moving_to text not null default '';
alter table source add column moving_since integer;
alter table source add column moving_polls integer not null default 0;
alter table source add column learned_url text not null default '';

drop table decision;
create table decision (
  source integer not null references source (number),
  slot integer not null,
  at integer not null,
  cause text not null, status integer not null, outcome text not null,
  next integer, rule text not null, reason text not null,
  primary key (source, slot)
) strict, without rowid;

create table move (
  number integer primary key,
  source integer not null references source (number),
  at integer not null,
  from_url text not null, to_url text not null, why text not null
) strict;
create index move_source on move (source, number);

-- Hosts (URLs, domains) that asked to be left alone.
create table pause (key text primary key, until integer not null, reason text not null) strict, without rowid;

create table robots (origin text primary key, at integer not null, status integer not null, body text not null)
  strict, without rowid;
)sql";

// Raw listings as deltas; a summary that stands in the record already is not stored a second time.
constexpr const char* kLessTwice = R"sql(
drop table response;
create table response (
  number integer primary key,   -- the newer, the greater
  source integer not null references source (number),
  at integer not null,
  url text not null,   -- that answered
  content_type text not null,
  size integer not null,
  encoding text not null check (encoding in ('zstd', 'zstd-next')),   -- zstd-next: against the one after it; the newest stands alone
  body blob not null
) strict;
create index response_source on response (source, number);
alter table source drop column bodies;

alter table article rename column summary to own_summary;   -- where the record does not hold it word for word
alter table article add column summary_at integer;   -- else: bytes of the record before it
alter table article add column summary_size integer;
alter table article add column summary text generated always as (
  case when summary_at is null then own_summary
  else cast(substr(cast(record as blob), summary_at + 1, summary_size) as text) end) virtual;

create index merge_other on merge (other) where other is not null;
create index article_simhash on article (simhash) where gone is null and simhash <> 0;   -- holds all that near-duplicates are found by
)sql";

// How the exporters fare.
constexpr const char* kExporters = R"sql(
create table exporter (
  name text primary key,
  at integer not null,            -- of the last run that did something, or failed
  error text not null default '', failing_since integer,
  written integer not null, removed integer not null, kept integer not null,
  commit_hash text not null,      -- of the last commit
  committed integer               -- when
) strict, without rowid;
)sql";

// Images that are kept with their articles.
constexpr const char* kImages = R"sql(
create table image (
  number integer primary key,
  url text not null unique,
  source integer not null references source (number),   -- of the article that brought it: it counts in its quota
  state text not null check (state in ('kept', 'tracking', 'refused', 'missing')),
  reason text not null,   -- why it is not kept
  sha256 text not null, type text not null,   -- of what is kept; jpg, png, gif, webp, avif
  width integer not null, height integer not null, size integer not null,
  tries integer not null,
  next integer   -- when it is asked for again; null: never
) strict;
create index image_next on image (next) where next is not null;
create index image_source on image (source, size);
create index image_content_of on image (sha256);
create table image_content (sha256 text primary key, bytes blob not null) strict;
create table article_image (
  article integer not null references article (number),
  image integer not null references image (number) on delete cascade,
  place integer not null,   -- order in the article
  primary key (article, image)
) strict, without rowid;
create index article_image_image on article_image (image);
)sql";

// What is written together stands together (storage/identity/key_hash.h): a poll dirtied a page a key and a
// simhash.
constexpr const char* kClustered = R"sql(
insert into setting (name, value) select 'keys', 'clustered' where not exists (select 1 from alias);
drop index article_simhash;
create index article_simhash on article (number, simhash) where gone is null and simhash <> 0;
)sql";

// Also where the record holds the beginning of a summary alone.
constexpr const char* kSummaryRest = R"sql(
alter table article drop column summary;
alter table article add column summary text generated always as (
  case when summary_at is null then own_summary
  else cast(substr(cast(record as blob), summary_at + 1, summary_size) as text) || own_summary end) virtual;
)sql";

// What happened in the feeds that we give out.
constexpr const char* kFeedLogs = R"sql(
create table feed_log (
  number integer primary key,
  name text not null unique,
  selection text not null,       -- which articles it takes: another one begins anew
  first_page integer not null,   -- those before were of another selection
  open_page integer not null,    -- the one that grows; those before it never change
  entries integer not null, bytes integer not null   -- of the open page
) strict;
create table feed_log_entry (
  feed integer not null references feed_log (number),
  page integer not null, place integer not null,
  article integer not null,
  version integer not null,   -- 0: it was taken away
  primary key (feed, page, place)
) strict, without rowid;
create index feed_log_article on feed_log_entry (article);
alter table version add column facts text;   -- JSON: what feeds say of the article beside its record
)sql";

// What people who read by a feed reader have read and starred.
constexpr const char* kReading = R"sql(
create table reader (
  number integer primary key,
  name text not null unique,
  begin integer not null   -- articles up to this one are read, those above are not, unless a row of `reading` says otherwise
) strict;
create table reading (
  reader integer not null references reader (number),
  article integer not null,
  read integer not null, starred integer not null,
  primary key (reader, article)
) strict, without rowid;
create index reading_starred on reading (article) where starred = 1;
)sql";

// What is to be indexed waits for many others (storage/search/search_index.h).
constexpr const char* kSearchQueue = R"sql(
create table unindexed (article integer primary key) strict;
insert into search (search, rank) values ('usermerge', 16);
)sql";

// What the publisher allows, as an address.
constexpr const char* kLicense = "alter table article add column license text not null default '';";

// What lists are made from without a look at the articles.
constexpr const char* kListIndexes = R"sql(
drop index article_date;
create index article_date on article (date, language, gone);
create index article_language on article (number, language);
)sql";

// How far the reading of feeds' archives has come, and which articles came from there.
constexpr const char* kHistory = R"sql(
alter table source add column walks integer not null default 0;   -- bits: which rows of `walk` there are, and are open
create table walk (
  source integer not null references source (number),
  kind text not null check (kind in ('history', 'missed')),
  stage text not null check (stage in ('open', 'full', 'done', 'given up')),
  next text not null,        -- URL of the document that is to be read
  mark text not null,        -- URL of one that was: to see a circle
  last_body text not null,   -- SHA-256
  why text not null,
  documents integer not null, articles integer not null, tries integer not null, bytes integer not null,
  begun integer not null,
  until integer,             -- of what was missed: what is older is no news
  primary key (source, kind)
) strict, without rowid;
create table past_article (article integer primary key references article (number)) strict;   -- no news when they came
)sql";

// Troubles that the operator was told of, so that neither a restart nor the next poll tells them again.
constexpr const char* kAlerts = R"sql(
create table told (
  subject text primary key,   -- "source lwn"
  what text not null,
  since integer not null
) strict, without rowid;
)sql";

// When all that a source has was read last: since then it has said "not modified" or nothing, and may list
// still what it listed then.
constexpr const char* kListed = R"sql(
alter table source add column listed integer;
update source set listed = (select max(at) from response where source = source.number);
)sql";

constexpr std::array kMigrations{Migration{kFirstTables}, Migration{kScheduling}, Migration{kLessTwice},
                                 Migration{kExporters},   Migration{kImages},     Migration{kClustered},
                                 Migration{kSummaryRest}, Migration{kFeedLogs},   Migration{kReading},
                                 Migration{kSearchQueue}, Migration{kLicense},    Migration{kListIndexes},
                                 Migration{kHistory},     Migration{kAlerts},     Migration{kListed}};

bool is_empty(Database& db) {
  return db.number("select count(*) from sqlite_schema") == 0;
}
bool holds_something(Database& db) {
  return db.number("select exists (select 1 from source)") != 0;
}
int schema_version(Database& db) {
  return static_cast<int>(db.number("pragma user_version"));
}

void copy_before(Database& db, int migration) {
  if (!db.is_memory()) back_up(db, db.path() + ".before-migration-" + std::to_string(migration));
}

void set_version(Database& db, int version) {
  const std::string sql = "pragma user_version = " + std::to_string(version) +
                          "; pragma application_id = " + std::to_string(kApplicationId);
  db.execute(sql.c_str());
}

/// False when there is nothing left to do. The version is read again under the lock: another process may have
/// been first.
bool migrate_once(Database& db, std::span<const Migration> migrations, bool& copied) {
  Transaction transaction(db, Transaction::Kind::write);
  const int next = schema_version(db) + 1;
  if (next > static_cast<int>(migrations.size())) return false;
  if (!copied && next > 1 && holds_something(db)) copy_before(db, next);
  copied = true;
  db.execute(migrations[static_cast<std::size_t>(next - 1)].sql);
  set_version(db, next);
  transaction.commit();
  return true;
}

}  // namespace

std::span<const Migration> all_migrations() {
  return kMigrations;
}

void refuse_foreign_file(Database& db, std::span<const Migration> migrations) {
  if (is_empty(db)) return;
  const int version = schema_version(db);
  if (version == 0 || db.number("pragma application_id") != kApplicationId)
    throw_storage_error(
        db.path() +
        ": is a database of another program; it was left as it is: name another file in `database`");
  if (version > static_cast<int>(migrations.size()))
    throw_storage_error(db.path() + ": was written by a newer gazette (schema " + std::to_string(version) +
                        ", this one knows " + std::to_string(migrations.size()) +
                        "); it was left as it is: install that version again, or go back to the copy " +
                        db.path() + ".before-migration-" + std::to_string(migrations.size() + 1));
}

void migrate(Database& db, std::span<const Migration> migrations) {
  const int wanted = static_cast<int>(migrations.size());
  if (schema_version(db) == wanted) return;
  if (db.is_read_only())
    throw_storage_error(db.path() +
                        ": its tables are older than this gazette and cannot be brought up to date "
                        "read-only: start the daemon once");
  bool copied = false;
  while (migrate_once(db, migrations, copied)) {}
}

}  // namespace gazette
