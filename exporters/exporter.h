// Exporter: articles in another form. Is handed articles and never asks where they are kept; follows the
// store's change log through its owner, at least once, so every call must be idempotent. Used by one thread
// at a time. Failures are ErrorKind::exporter; after one, the same changes are handed over again.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "feeds/article.h"
#include "feeds/text/result.h"

namespace gazette {

/// What is known of an image of an article: its kept bytes, or that it is to be left out.
struct KeptImage {
  std::string url;           ///< as the record has it
  std::string sha256, type;  ///< of the bytes; "jpg", "png", ...
  bool left_out = false;     ///< a dot that tells somebody who reads
};
/// Bytes by their hash; absent if they are gone.
using ImageBytes = std::function<Result<std::optional<std::string>>(const std::string& sha256)>;

/// An article with what the store knows around it.
struct ExportArticle {
  Article article;
  int version = 1;
  Time changed;             ///< last real change
  bool removed = false;     ///< withdrawn: take it away everywhere
  bool late = false;        ///< older than the exporter or from a source's history, and not wanted by its
                            ///< `initial`: followed only if it has it
  bool unarchived = false;  ///< in no archive of its feed yet: the feed does not leave it out for its size
  std::vector<std::string> sources;
  std::vector<KeptImage> images;  ///< for an exporter that keeps_images()
};

/// Which articles an exporter takes; empty lists mean all.
struct Selection {
  std::vector<std::string> sources, tags, languages;
  bool takes(const ExportArticle& article) const;
};

/// The newest articles of a selection, newest first: what a feed is made of. `words`: only those that a
/// search for them finds; empty: all.
using NewestArticles =
    std::function<Result<std::vector<ExportArticle>>(const Selection&, const std::string& words, int limit)>;

/// A page of what happened in a feed (RFC 5005 section 4): each article once, the withdrawn ones `removed`.
struct FeedPage {
  std::vector<ExportArticle> articles;
  std::int64_t first = 1, open = 1;  ///< pages there are; all but the open one are full and never change
};

/// What feeds are made of, as its owner has it from the store.
struct FeedStock {
  NewestArticles newest;
  std::function<Result<FeedPage>(const std::string& feed, std::int64_t page)> page;  ///< 0: the open one
};

struct ExportReport {
  int written = 0, unchanged = 0, removed = 0, kept = 0;  ///< kept: files the owner edited, left alone
  int images = 0;                                         ///< files of images written
  int not_taken = 0;                                      ///< of take_back(): no article has such a file
  std::string commit;                                     ///< short hash, empty if none was made
  std::vector<std::string> notes;  ///< for the log and `export`'s output, one line each
};

/// What a run would do to one file.
struct FileChange {
  std::string path;
  std::string old_path;                      ///< the same, unless it moves
  std::optional<std::string> before, after;  ///< absent: no file
};

class Exporter {
 public:
  virtual ~Exporter() = default;
  virtual const std::string& name() const = 0;
  /// True if it must be handed everything from the beginning: what it remembers is lost, or was made with
  /// other options. Cheap.
  virtual Result<bool> wants_everything() { return false; }
  /// The owner gives these files back: the next run writes them anew, whatever is in them.
  virtual void take_back(const std::vector<std::string>& /*paths*/) {}
  /// True if articles are to come with their images.
  virtual bool keeps_images() const { return false; }
  /// Where it reads their bytes, for the calls that follow.
  virtual void read_images_with(ImageBytes /*bytes*/) {}
  /// What apply() would do; does nothing.
  virtual Result<std::vector<FileChange>> preview(std::span<const ExportArticle> /*changes*/) {
    return std::vector<FileChange>();
  }
  /// One batch of changed articles, oldest change first.
  virtual Result<void> apply(std::span<const ExportArticle> changes) = 0;
  /// After the last batch of a run: commit, push, render. `stock`: for feeds. Nothing applied: nothing done.
  virtual Result<ExportReport> finish(const FeedStock& stock, Time now) = 0;
};

}  // namespace gazette
