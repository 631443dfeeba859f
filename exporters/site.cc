#include "exporters/site.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "exporters/files/layout.h"
#include "exporters/files/site_files.h"
#include "exporters/front_matter.h"
#include "exporters/git/git.h"
#include "exporters/git/message.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

using Outcome = DoneFile::Outcome;

constexpr std::size_t kMaxNotes = 20;
constexpr std::string_view kOurFolder = ".gazette";

class SiteExporter final : public Exporter {
 public:
  SiteExporter(SiteOptions options, Layout layout)
      : options_(std::move(options)), layout_(std::move(layout)) {}

  const std::string& name() const override { return options_.name; }
  Result<void> apply(std::span<const ExportArticle> changes) override;
  Result<ExportReport> finish(const NewestArticles& newest, Time now) override;

 private:
  struct Label {
    std::string title, source;
  };
  struct Run {
    SiteFiles files;
    ExportReport report;
    std::unordered_map<std::string, Label> labels;  ///< by path, for the commit message
    std::size_t notes_left_out = 0;
    bool concerned = false;  ///< some change was for this site
  };

  Result<void> apply_batch(std::span<const ExportArticle> changes);
  std::optional<WantedFile> wanted(const ExportArticle& change, std::deque<std::string>& texts) const;
  void count(const ExportArticle& change, const DoneFile& done);
  void note(std::string text);
  Result<void> commit_and_push(Time now);
  std::vector<ChangedPath> committable(const std::vector<ChangedPath>& changed);
  std::vector<CommittedFile> labelled(const std::vector<ChangedPath>& paths) const;
  std::vector<std::string> top_folders() const;

  SiteOptions options_;
  Layout layout_;
  std::optional<Run> run_;  ///< from the first apply() to finish() or a failure
};

/// The last word on each article of a batch.
std::vector<const ExportArticle*> last_changes(std::span<const ExportArticle> changes) {
  std::unordered_map<std::string_view, const ExportArticle*> last;
  for (const ExportArticle& change : changes) last[change.article.id] = &change;
  std::vector<const ExportArticle*> result;
  for (const ExportArticle& change : changes)
    if (last[change.article.id] == &change) result.push_back(&change);
  return result;
}

/// What the change asks for; nothing if it is not for this site. An article that the selection takes no more
/// is taken away like a withdrawn one. `texts` keeps the file's bytes.
std::optional<WantedFile> SiteExporter::wanted(const ExportArticle& change,
                                               std::deque<std::string>& texts) const {
  const Article& article = change.article;
  const bool wanted = options_.selection.takes(change) && !article.record.empty();
  if (!wanted && !run_->files.manifest().find(article.id)) return std::nullopt;
  texts.push_back(front_matter_and_body(change, options_.profile));
  return WantedFile{article.id, layout_.path(article), layout_.path(article, '-' + short_hash(article.id)),
                    texts.back(), change.removed || !wanted};
}

void SiteExporter::note(std::string text) {
  if (run_->report.notes.size() < kMaxNotes)
    run_->report.notes.push_back(std::move(text));
  else
    ++run_->notes_left_out;
}

void SiteExporter::count(const ExportArticle& change, const DoneFile& done) {
  ExportReport& report = run_->report;
  switch (done.outcome) {
    case Outcome::written: ++report.written; break;
    case Outcome::unchanged: ++report.unchanged; break;
    case Outcome::removed: ++report.removed; break;
    case Outcome::absent: return;
    case Outcome::kept:
      ++report.kept;
      note("kept " + done.path + ": it is not as gazette wrote it");
      return;
  }
  run_->labels[done.path] = {change.article.title, change.article.source};
}

Result<void> SiteExporter::apply_batch(std::span<const ExportArticle> changes) {
  if (!run_) {
    Result<SiteFiles> files = SiteFiles::open(options_.path, options_.name);
    if (!files) return pass_on(files);
    run_.emplace(Run{std::move(*files), {}, {}, 0, false});
  }
  std::deque<std::string> texts;
  std::vector<WantedFile> files;
  std::vector<const ExportArticle*> taken;
  for (const ExportArticle* change : last_changes(changes))
    if (std::optional<WantedFile> file = wanted(*change, texts)) {
      files.push_back(std::move(*file));
      taken.push_back(change);
    }
  run_->concerned |= !files.empty();
  const Result<std::vector<DoneFile>> done = run_->files.apply(files);
  if (!done) return pass_on(done);
  for (std::size_t i = 0; i < done->size(); ++i) count(*taken[i], (*done)[i]);
  return {};
}

Result<void> SiteExporter::apply(std::span<const ExportArticle> changes) {
  if (changes.empty()) return {};
  Result<void> done = apply_batch(changes);
  if (!done) run_.reset();  // the same changes come again
  return done;
}

/// Where our files stand: the first folders of all paths. Few, where paths may be thousands.
std::vector<std::string> SiteExporter::top_folders() const {
  std::set<std::string> tops;
  for (const auto& [id, entry] : run_->files.manifest().entries())
    tops.insert(entry.path.substr(0, entry.path.find('/')));
  return {tops.begin(), tops.end()};
}

/// Ours, and as we left it: also what earlier runs wrote and could not commit, never what the owner edited.
std::vector<ChangedPath> SiteExporter::committable(const std::vector<ChangedPath>& changed) {
  const Manifest& manifest = run_->files.manifest();
  std::vector<ChangedPath> result;
  for (const ChangedPath& one : changed) {
    const ManifestEntry* entry = manifest.find(manifest.owner(one.path));
    if (!entry || entry->path != one.path) continue;
    const bool as_left = one.is_gone ? entry->sha256.empty() : run_->files.is_ours(one.path);
    if (as_left) result.push_back(one);
  }
  return result;
}

std::vector<CommittedFile> SiteExporter::labelled(const std::vector<ChangedPath>& paths) const {
  std::vector<CommittedFile> files;
  for (const ChangedPath& path : paths) {
    CommittedFile file;
    file.kind = path.is_gone  ? CommittedFile::Kind::removed
                : path.is_new ? CommittedFile::Kind::added
                              : CommittedFile::Kind::updated;
    file.path = path.path;
    if (const auto label = run_->labels.find(path.path); label != run_->labels.end()) {
      file.title = label->second.title;
      file.source = label->second.source;
    }
    files.push_back(std::move(file));
  }
  return files;
}

Result<void> SiteExporter::commit_and_push(Time now) {
  Result<Repository> repository = Repository::open(options_.path, options_.author);
  if (!repository) return pass_on(repository);
  Result<void> ready = repository->check_ready(now);
  if (ready) ready = repository->exclude(kOurFolder);
  if (!ready) return ready;
  const std::vector<std::string> folders = top_folders();
  if (!folders.empty()) {
    const auto changed = repository->changed(folders);
    if (!changed) return pass_on(changed);
    const std::vector<ChangedPath> paths = committable(*changed);
    if (paths.empty() && run_->report.written > 0)
      note("nothing to commit: does git ignore " + join(folders, ", ") + "?");
    if (!paths.empty()) {
      const Result<std::string> hash = repository->commit(paths, commit_message(labelled(paths)));
      if (!hash) return pass_on(hash);
      run_->report.commit = *hash;
    }
  }
  if (!options_.push) return {};
  const Result<void> pushed = repository->push();
  if (pushed || run_->report.commit.empty()) return pushed;
  return fail(ErrorKind::exporter,
              "committed " + run_->report.commit + ", but not pushed: " + pushed.error().message);
}

Result<ExportReport> SiteExporter::finish(const NewestArticles&, Time now) {
  if (!run_) return ExportReport{};
  Result<void> done = run_->files.close();
  if (done && options_.commit && run_->concerned) done = commit_and_push(now);
  if (run_->notes_left_out > 0)
    run_->report.notes.push_back("and " + std::to_string(run_->notes_left_out) + " more like these");
  ExportReport report = std::move(run_->report);
  run_.reset();
  if (!done) return pass_on(done);
  return report;
}

Result<void> check(const SiteOptions& options) {
  const auto wrong = [](std::string text) { return fail(ErrorKind::config, std::move(text)); };
  if (options.dialect != "hugo")
    return wrong("unknown dialect \"" + escape_for_log(options.dialect) + "\"; there is hugo");
  if (!is_known_profile(options.profile))
    return wrong("unknown profile \"" + escape_for_log(options.profile) + "\"; there are mainroad, hugo");
  if (!options.author.empty() && split_author(options.author).first.empty())
    return wrong("author is not \"Name <mail>\": " + escape_for_log(options.author));
  return {};
}

}  // namespace

Result<std::unique_ptr<Exporter>> make_site_exporter(SiteOptions options) {
  if (const Result<void> checked = check(options); !checked) return pass_on(checked);
  Result<Layout> layout = Layout::parse(options.layout);
  if (!layout) return pass_on(layout);
  return std::make_unique<SiteExporter>(std::move(options), std::move(*layout));
}

std::string site_path(const SiteOptions& options, const Article& article) {
  Result<Layout> layout = Layout::parse(options.layout);
  if (!layout) layout = Layout::parse(SiteOptions{}.layout);
  return layout->path(article);
}

}  // namespace gazette
