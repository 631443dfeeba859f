#include "exporters/site.h"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <iterator>
#include <set>
#include <unordered_map>
#include <utility>

#include "exporters/dialects/front_matter.h"
#include "exporters/files/layout.h"
#include "exporters/files/site_files.h"
#include "exporters/files/slug.h"
#include "exporters/git/git.h"
#include "exporters/images/site_images.h"
#include "exporters/site_commit.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

using Outcome = DoneFile::Outcome;

constexpr std::size_t kMaxNotes = 20;
constexpr std::string_view kWriter =
    "1";  // another one when a new gazette writes old articles in another way

/// What a batch wants of the site's files. `texts` keeps their bytes where they are.
struct Wanted {
  std::deque<std::string> texts;
  std::vector<WantedFile> files;
  std::vector<const ExportArticle*> articles;  ///< by position
  std::vector<ArticleImages> images;           ///< by position
  std::vector<std::string> paths;              ///< where the files are going to be, by position
};

class SiteExporter final : public Exporter {
 public:
  SiteExporter(SiteOptions options, Layout layout, Form form, ImagePlacing placing,
               std::shared_ptr<const CommitTemplate> message)
      : options_(std::move(options)),
        layout_(std::move(layout)),
        form_(std::move(form)),
        placing_(std::move(placing)),
        message_(std::move(message)) {}

  const std::string& name() const override { return options_.name; }
  Result<bool> wants_everything() override;
  void take_back(const std::vector<std::string>& paths) override;
  bool keeps_images() const override { return options_.keep_images; }
  void read_images_with(ImageBytes bytes) override { image_bytes_ = std::move(bytes); }
  Result<std::vector<FileChange>> preview(std::span<const ExportArticle> changes) override;
  Result<void> apply(std::span<const ExportArticle> changes) override;
  Result<ExportReport> finish(const FeedStock& stock, Time now) override;

 private:
  struct Run {
    SiteFiles files;
    ExportReport report;
    FileLabels labels;
    std::size_t notes_left_out = 0;
    std::size_t blocked = 0;    ///< articles without a file, because they cannot have one
    std::string first_blocked;  ///< path of the first
    bool concerned = false;     ///< some change was for this site
  };

  std::string layout_line() const;
  std::string remembered() const;
  Result<SiteFiles> open_files(bool look_only) const;
  Wanted wanted(std::span<const ExportArticle> changes, SiteFiles& files) const;
  Result<void> apply_batch(std::span<const ExportArticle> changes);
  Result<void> apply_images(const Wanted& batch, const std::vector<DoneFile>& done, SiteImages& images);
  Result<void> count(const Result<ImageReport>& done);
  void count(const ExportArticle& change, const DoneFile& done);
  void note(std::string text);
  Result<void> commit(Time now);
  Result<void> tell_blocked() const;
  Result<void> end_run(Time now);

  SiteOptions options_;
  Layout layout_;
  Form form_;
  ImagePlacing placing_;
  ImageBytes image_bytes_;
  std::shared_ptr<const CommitTemplate> message_;
  std::set<std::string> taken_;
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

/// The line of the remembered options on which paths depend.
std::string SiteExporter::layout_line() const {
  return std::string(options_.transliterate ? "latin " : "ascii ") + site_layout(options_) + '\n';
}

/// All options that the files depend on, for the next run to see whether they changed.
std::string SiteExporter::remembered() const {
  std::vector<std::string> parts = {std::string(kWriter), options_.dialect, form_.profile,
                                    options_.template_text};
  for (const auto* list :
       {&options_.selection.sources, &options_.selection.tags, &options_.selection.languages}) {
    parts.push_back(join(*list, ","));
    parts.emplace_back("|");
  }
  if (options_.rights_line) parts.emplace_back("rights line");
  if (options_.keep_images) parts.push_back("images " + options_.images_path + " " + options_.images_url);
  for (const auto& [source, amount] : options_.republish)
    if (amount != Amount::full) parts.push_back(source + (amount == Amount::link ? " link" : " excerpt"));
  return layout_line() + sha256_hex(join(parts, "\n")) + '\n';
}

Result<bool> SiteExporter::wants_everything() {
  if (!taken_.empty()) return true;
  const Result<SiteMemory> memory = SiteFiles::memory(options_.path, options_.name);
  if (!memory) return pass_on(memory);
  return !memory->has_manifest || memory->options != remembered();
}

void SiteExporter::take_back(const std::vector<std::string>& paths) {
  taken_.insert(paths.begin(), paths.end());
}

Result<SiteFiles> SiteExporter::open_files(bool look_only) const {
  const Result<SiteMemory> memory = SiteFiles::memory(options_.path, options_.name);
  if (!memory) return pass_on(memory);
  SiteFiles::Terms terms;
  terms.relocate = !memory->options.empty() && !memory->options.starts_with(layout_line());
  terms.taken = taken_;
  terms.look_only = look_only;
  terms.beside = options_.beside;
  return SiteFiles::open(options_.path, options_.name, std::move(terms));
}

/// What is not for this site is left out. An article that the selection takes no more is taken away like a
/// withdrawn one.
Wanted SiteExporter::wanted(std::span<const ExportArticle> changes, SiteFiles& files) const {
  Wanted result;
  for (const ExportArticle* change : last_changes(changes)) {
    const Article& article = change->article;
    const bool taken = options_.selection.takes(*change) && !article.record.empty();
    const bool known = files.manifest().find(article.id) != nullptr;
    if (!taken && !known) continue;
    WantedFile file;
    file.id = article.id;
    file.path = layout_.path(article);
    file.spare_path = layout_.path(article, '-' + short_hash(article.id));
    file.remove = change->removed || !taken;
    file.only_known = change->late;
    const bool stays = !file.remove && (known || !change->late);
    ExportArticle shown = republished(*change, options_.republish);
    result.paths.push_back(stays ? files.claim_path(file) : file.path);
    result.images.push_back(
        shown_images(shown.article, stays ? change->images : std::span<const KeptImage>()));
    shown.article = with_images_at(std::move(shown.article),
                                   image_places(result.images.back(), placing_, result.paths.back()));
    result.texts.push_back(file_text(shown, form_));
    file.text = result.texts.back();
    result.files.push_back(std::move(file));
    result.articles.push_back(change);
  }
  return result;
}

void SiteExporter::note(std::string text) {
  if (run_->report.notes.size() < kMaxNotes)
    run_->report.notes.push_back(std::move(text));
  else
    ++run_->notes_left_out;
}

void SiteExporter::count(const ExportArticle& change, const DoneFile& done) {
  ExportReport& report = run_->report;
  taken_.erase(done.path);
  switch (done.outcome) {
    case Outcome::written: ++report.written; break;
    case Outcome::unchanged: ++report.unchanged; break;
    case Outcome::removed: ++report.removed; break;
    case Outcome::absent: return;
    case Outcome::blocked:
      if (run_->blocked++ == 0) run_->first_blocked = done.path;
      return;
    case Outcome::kept:
      ++report.kept;
      note("kept " + done.path + ": it is not as gazette wrote it");
      return;
  }
  run_->labels[done.path] = {change.article.title, change.article.source, change.version, change.changed};
}

Result<void> SiteExporter::apply_batch(std::span<const ExportArticle> changes) {
  if (!run_) {
    Result<SiteFiles> files = open_files(false);
    if (!files) return pass_on(files);
    run_.emplace(Run{std::move(*files), {}, {}, 0, 0, {}, false});
  }
  const Wanted batch = wanted(changes, run_->files);
  run_->concerned |= !batch.files.empty();
  SiteImages images(run_->files, placing_, image_bytes_);
  if (const Result<void> added = count(images.add(batch.images, batch.paths)); !added) return added;
  const Result<std::vector<DoneFile>> done = run_->files.apply(batch.files);
  if (!done) return pass_on(done);
  for (std::size_t i = 0; i < done->size(); ++i) count(*batch.articles[i], (*done)[i]);
  return apply_images(batch, *done, images);
}

/// After the articles: images that no text shows any more go, those of an article that went another way than
/// it should follow it. The owner's own article keeps what it has.
Result<void> SiteExporter::apply_images(const Wanted& batch, const std::vector<DoneFile>& done,
                                        SiteImages& images) {
  for (std::size_t i = 0; i < done.size(); ++i) {
    if (done[i].outcome == Outcome::kept || done[i].outcome == Outcome::blocked) continue;
    const bool moved = done[i].outcome != Outcome::absent && done[i].path != batch.paths[i];
    if (moved)
      if (const Result<void> added = count(images.add({&batch.images[i], 1}, {done[i].path})); !added)
        return added;
    if (const Result<void> dropped = count(images.drop(batch.images[i], done[i].path)); !dropped)
      return dropped;
  }
  return {};
}

Result<void> SiteExporter::count(const Result<ImageReport>& done) {
  if (!done) return pass_on(done);
  run_->report.images += done->written;
  run_->report.removed += done->removed;
  for (const std::string& path : done->kept) note("kept " + path + ": it is not as gazette wrote it");
  return {};
}

Result<void> SiteExporter::apply(std::span<const ExportArticle> changes) {
  if (changes.empty()) return {};
  Result<void> done = apply_batch(changes);
  if (!done) run_.reset();  // the same changes come again
  return done;
}

Result<std::vector<FileChange>> SiteExporter::preview(std::span<const ExportArticle> changes) {
  if (changes.empty()) return std::vector<FileChange>();
  Result<SiteFiles> files = open_files(true);
  if (!files) return pass_on(files);
  const Wanted batch = wanted(changes, *files);
  Result<std::vector<FileChange>> all = files->preview(batch.files);
  if (!all) return all;
  SiteImages images(*files, placing_, image_bytes_);
  for (std::size_t i = 0; i < batch.images.size(); ++i) {
    Result<std::vector<FileChange>> some = images.preview(batch.images[i], batch.paths[i]);
    if (!some) return some;
    std::move(some->begin(), some->end(), std::back_inserter(*all));
  }
  return all;
}

Result<void> SiteExporter::commit(Time now) {
  const CommitOptions options{options_.path, options_.author, options_.push, options_.history, message_};
  const Result<CommitReport> report =
      commit_site(options, run_->files, run_->labels, run_->report.written + run_->report.images, now);
  if (!report) return pass_on(report);
  run_->report.commit = report->commit;
  if (!report->ignored.empty())
    note("nothing to commit: does git ignore " + join(report->ignored, ", ") + "?");
  return {};
}

/// What stands in the way, by the first path that met it.
Result<void> SiteExporter::tell_blocked() const {
  const std::string& path = run_->first_blocked;
  std::string folder;
  for (std::size_t end = path.find('/'); end != std::string::npos; end = path.find('/', end + 1)) {
    folder = path.substr(0, end);
    std::error_code ignored;
    const auto status =
        std::filesystem::symlink_status(std::filesystem::path(options_.path) / folder, ignored);
    if (!std::filesystem::is_directory(status)) break;
  }
  return fail(ErrorKind::exporter,
              "articles without a file: " + std::to_string(run_->blocked) + "; " + escape_for_log(folder) +
                  " is a link or a file, and gazette writes through none: make it a folder, or let the "
                  "exporter's path name the folder that it leads to");
}

Result<void> SiteExporter::end_run(Time now) {
  Result<void> done = run_->files.close();
  if (done && options_.commit && run_->concerned) done = commit(now);
  if (done && run_->blocked > 0) done = tell_blocked();  // these articles come again
  if (done) done = run_->files.settle(remembered());
  return done;
}

Result<ExportReport> SiteExporter::finish(const FeedStock&, Time now) {
  if (!run_) return ExportReport{};
  const Result<void> done = end_run(now);
  run_->report.not_taken = static_cast<int>(taken_.size());
  for (const std::string& path : taken_)
    note("cannot take back " + escape_for_log(path) + ": no article has that file");
  taken_.clear();
  if (run_->notes_left_out > 0)
    run_->report.notes.push_back("and " + std::to_string(run_->notes_left_out) + " more like these");
  ExportReport report = std::move(run_->report);
  run_.reset();
  if (!done) return pass_on(done);
  return report;
}

std::string profile_of(const SiteOptions& options, const Dialect& dialect) {
  return options.profile.empty() ? std::string(dialect.profile) : options.profile;
}

Result<Form> make_form(const SiteOptions& options) {
  const auto unknown = [](const char* what, const std::string& name, const std::vector<std::string>& known) {
    return fail(ErrorKind::config, std::string("unknown ") + what + " \"" + escape_for_log(name) +
                                       "\"; there are " + join(known, ", "));
  };
  Form form;
  form.dialect = find_dialect(options.dialect);
  if (!form.dialect) return unknown("dialect", options.dialect, dialect_names());
  form.profile = profile_of(options, *form.dialect);
  form.rights_line = options.rights_line;
  const std::vector<std::string> profiles = profile_names();
  if (std::find(profiles.begin(), profiles.end(), form.profile) == profiles.end())
    return unknown("profile", form.profile, profiles);
  if (options.template_text.empty()) return form;
  auto own = OwnTemplate::read(options.template_text);
  if (!own) return fail(ErrorKind::config, "template: " + own.error().message);
  form.own = std::move(*own);
  return form;
}

}  // namespace

Result<std::unique_ptr<Exporter>> make_site_exporter(SiteOptions options) {
  Result<Form> form = make_form(options);
  if (!form) return pass_on(form);
  if (!options.author.empty() && split_author(options.author).first.empty())
    return fail(ErrorKind::config, "author is not \"Name <mail>\": " + escape_for_log(options.author));
  Result<Layout> layout = Layout::parse(site_layout(options), options.transliterate);
  if (!layout) return pass_on(layout);
  Result<ImagePlacing> placing =
      ImagePlacing::make(*form->dialect, site_layout(options), options.images_path, options.images_url);
  if (!placing) return pass_on(placing);
  std::shared_ptr<const CommitTemplate> message;
  if (!options.message.empty()) {
    auto read = CommitTemplate::read(options.message);
    if (!read) return fail(ErrorKind::config, "message: " + read.error().message);
    message = std::move(*read);
  }
  return std::make_unique<SiteExporter>(std::move(options), std::move(*layout), std::move(*form),
                                        std::move(*placing), std::move(message));
}

std::string site_layout(const SiteOptions& options) {
  if (!options.layout.empty()) return options.layout;
  const Dialect* dialect = find_dialect(options.dialect);
  return std::string((dialect ? dialect : find_dialect("hugo"))->layout);
}

SitePaths::SitePaths() = default;
SitePaths::~SitePaths() = default;
SitePaths::SitePaths(SitePaths&&) noexcept = default;
SitePaths& SitePaths::operator=(SitePaths&&) noexcept = default;

SitePaths SitePaths::read(const SiteOptions& options) {
  SitePaths paths;
  paths.options_ = options;
  SiteFiles::Terms terms;
  terms.look_only = true;
  const Result<SiteMemory> memory = SiteFiles::memory(options.path, options.name);
  if (!memory || !memory->has_manifest) return paths;
  const Result<SiteFiles> files = SiteFiles::open(options.path, options.name, std::move(terms));
  if (files) paths.manifest_ = std::make_unique<const Manifest>(files->manifest());
  return paths;
}

std::string SitePaths::of(const Article& article) const {
  const ManifestEntry* entry = manifest_ ? manifest_->find(article.id) : nullptr;
  return entry && !entry->sha256.empty() ? entry->path : site_path(options_, article);
}

std::string site_path(const SiteOptions& options, const Article& article) {
  Result<Layout> layout = Layout::parse(site_layout(options), options.transliterate);
  if (!layout) layout = Layout::parse(site_layout({}));
  return layout->path(article);
}

}  // namespace gazette
