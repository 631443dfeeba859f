// What the storage tests share: a folder that goes away, sample articles and polls, the database by SQLite's
// own interface.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "storage/sqlite_store.h"

namespace gazette::test {

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "gazette-storage-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  Folder(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all, ignored);
    std::filesystem::remove_all(path_, ignored);
  }
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline Time at(std::int64_t seconds) {
  return Time{std::chrono::seconds(1'700'000'000 + seconds)};
}

inline Article article(const std::string& id, const std::string& title, const std::string& body,
                       std::int64_t date = 0) {
  Article a;
  a.id = id;
  a.source = "one";
  a.guid = "guid:" + id;
  a.url = "https://example.org/" + id;
  a.title = title;
  a.language = "en";
  a.zone = "UTC";
  a.date = at(date);
  a.first_seen = at(1'000'000);
  a.summary = "summary of " + id;
  a.content_from = "feed";
  const std::string front = "---\ntitle: \"" + title + "\"\n---\n";
  a.record = front + body + "\n";
  a.body_offset = front.size();
  a.fingerprint = std::hash<std::string>()(title + body) | 1;
  return a;
}

inline PollEntry entry(const Article& a, std::int64_t known = 0) {
  PollEntry e;
  e.keys.keys = {"i:" + a.source + ":" + a.guid, "u:" + a.url};
  e.known = known;
  e.entry_fingerprint = a.fingerprint + 1;
  e.article = a;
  return e;
}

inline PollResult poll(const std::string& source, std::vector<PollEntry> entries,
                       std::int64_t when = 2'000'000) {
  PollResult p;
  p.state.name = source;
  p.state.url = "https://" + source + ".example.org/feed";
  p.entries = std::move(entries);
  p.at = at(when);
  p.decision = {p.at, "due", 200, "new", p.at + std::chrono::hours(1), "min-interval", "every 1h"};
  return p;
}

using Names = std::vector<std::string>;
inline ArticleQuery query(Names sources, Names tags = {}, Names languages = {}, std::string words = {},
                          int limit = 50, int offset = 0) {
  return {std::move(sources), std::move(tags), std::move(languages), std::move(words), limit, offset};
}
inline ArticleQuery about(std::string words) {
  return query({}, {}, {}, std::move(words));
}

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

inline std::unique_ptr<Store> open(const std::string& path, int busy_timeout_ms = 10'000,
                                   bool read_only = false) {
  return must(open_sqlite_store({path, read_only, busy_timeout_ms, 3}));
}

/// All rows of a statement as "a|b\nc|d", by a connection that knows nothing of ours.
inline std::string sql(const std::string& path, const std::string& statements) {
  sqlite3* db = nullptr;
  std::string out;
  if (sqlite3_open(path.c_str(), &db) != SQLITE_OK) return "cannot open";
  sqlite3_busy_timeout(db, 5000);
  const auto row = [](void* text, int columns, char** values, char**) {
    auto& lines = *static_cast<std::string*>(text);
    if (!lines.empty()) lines += '\n';
    for (int i = 0; i < columns; ++i) lines += (i ? "|" : "") + std::string(values[i] ? values[i] : "NULL");
    return 0;
  };
  char* error = nullptr;
  sqlite3_exec(db, statements.c_str(), row, &out, &error);
  if (error) out += std::string("error: ") + error;
  sqlite3_free(error);
  sqlite3_close(db);
  return out;
}

}  // namespace gazette::test
