#include "exporters/files/site_files.h"

#include <utility>

#include "exporters/files/layout.h"
#include "feeds/text/strings.h"

namespace gazette {

using Outcome = DoneFile::Outcome;
using Kind = FoundFile::Kind;

/// What is to be done for one wanted file.
struct SiteFiles::Plan {
  Outcome outcome = Outcome::absent;
  ManifestEntry entry;
};

Result<SiteFiles> SiteFiles::open(const std::string& root, const std::string& name) {
  Result<Folder> folder = Folder::open(root);
  if (!folder) return pass_on(folder);
  SiteFiles files;
  files.folder_ = std::move(*folder);
  const Result<bool> locked = files.folder_.lock(".gazette");
  if (!locked) return pass_on(locked);
  if (!*locked) return fail(ErrorKind::exporter, "another gazette is writing to " + escape_for_log(root));
  const std::string base = ".gazette/" + safe_segment(name);
  files.manifest_path_ = base + ".tsv";
  files.journal_path_ = base + ".journal";
  Result<FoundFile> manifest = files.folder_.read(files.manifest_path_);
  if (!manifest) return pass_on(manifest);
  files.saved_ = std::move(manifest->bytes);
  files.manifest_ = Manifest::parse(files.saved_);
  if (const Result<void> recovered = files.recover(); !recovered) return pass_on(recovered);
  return files;
}

/// The journal of a run that died: what it had written is ours, what it had begun is removed.
Result<void> SiteFiles::recover() {
  const Result<FoundFile> journal = folder_.read(journal_path_);
  if (!journal) return pass_on(journal);
  folder_.unstage(manifest_path_);
  for (const auto& [id, entry] : parse_manifest_lines(journal->bytes)) {
    folder_.unstage(entry.path);
    const Result<FoundFile> found = folder_.read(entry.path);
    if (!found) return pass_on(found);
    const bool done = found->kind == Kind::file ? sha256_hex(found->bytes) == entry.sha256
                                                : found->kind == Kind::absent && entry.sha256.empty();
    if (done) manifest_.set(id, entry);
  }
  return {};
}

/// The path of an article's file: the one it has, else the wanted one, else, if that is another's, the spare
/// one.
std::string SiteFiles::place(const WantedFile& wanted) {
  if (const ManifestEntry* known = manifest_.find(wanted.id)) return known->path;
  const std::string_view owner = manifest_.owner(wanted.path);
  return owner.empty() || owner == wanted.id ? wanted.path : wanted.spare_path;
}

Result<SiteFiles::Plan> SiteFiles::plan_removal(const WantedFile& wanted) {
  Plan plan{Outcome::absent, {place(wanted), {}}};
  const Result<FoundFile> found = folder_.read(plan.entry.path);
  if (!found) return pass_on(found);
  const ManifestEntry* known = manifest_.find(wanted.id);
  if (found->kind == Kind::absent) {
    if (known) manifest_.set(wanted.id, plan.entry);
    return plan;
  }
  const bool ours = found->kind == Kind::file &&
                    (known ? sha256_hex(found->bytes) == known->sha256 : found->bytes == wanted.text);
  plan.outcome = ours ? Outcome::removed : Outcome::kept;
  return plan;
}

Result<SiteFiles::Plan> SiteFiles::plan_write(const WantedFile& wanted) {
  Plan plan{Outcome::written, {place(wanted), sha256_hex(wanted.text)}};
  const ManifestEntry* known = manifest_.find(wanted.id);
  Result<FoundFile> found = folder_.read(plan.entry.path);
  if (found && !known && found->kind != Kind::absent && found->bytes != wanted.text) {
    // Not known and not ours: perhaps the manifest is lost and the file stands at its spare path.
    const Result<FoundFile> spare = folder_.read(wanted.spare_path);
    if (spare && spare->kind == Kind::file && spare->bytes == wanted.text) {
      plan.entry.path = wanted.spare_path;
      found = spare;
    }
  }
  if (!found) return pass_on(found);
  if (found->kind == Kind::absent) return plan;
  if (found->kind == Kind::file && found->bytes == wanted.text)
    plan.outcome = Outcome::unchanged;
  else if (found->kind == Kind::other || !known || sha256_hex(found->bytes) != known->sha256)
    plan.outcome = Outcome::kept;
  return plan;
}

Result<SiteFiles::Plan> SiteFiles::plan(const WantedFile& wanted) {
  Result<Plan> plan = wanted.remove ? plan_removal(wanted) : plan_write(wanted);
  if (!plan) return plan;
  if (plan->outcome == Outcome::written) manifest_.claim(wanted.id, plan->entry.path);
  if (plan->outcome == Outcome::unchanged) manifest_.set(wanted.id, plan->entry);
  return plan;
}

/// All new bytes beside the old ones, and safely on the disk.
Result<void> SiteFiles::write_staged(std::span<const WantedFile> wanted, const std::vector<Plan>& plans) {
  Result<void> done;
  std::size_t reached = 0;
  for (; done && reached < plans.size(); ++reached)
    if (plans[reached].outcome == Outcome::written)
      done = folder_.stage(plans[reached].entry.path, wanted[reached].text);
  if (done) done = folder_.flush();
  if (done) return done;
  for (std::size_t i = 0; i < reached; ++i)  // a full disk needs the room
    if (plans[i].outcome == Outcome::written) folder_.unstage(plans[i].entry.path);
  return done;
}

Result<void> SiteFiles::carry_out(std::span<const WantedFile> wanted, std::vector<Plan>& plans) {
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const Plan& plan = plans[i];
    if (plan.outcome == Outcome::written) {
      if (const Result<void> published = folder_.publish(plan.entry.path); !published) return published;
      manifest_.set(wanted[i].id, plan.entry);
    } else if (plan.outcome == Outcome::removed) {
      if (const Result<bool> removed = folder_.remove(plan.entry.path); !removed) return pass_on(removed);
      manifest_.set(wanted[i].id, plan.entry);
    }
  }
  return {};
}

Result<std::vector<DoneFile>> SiteFiles::apply(std::span<const WantedFile> wanted) {
  std::vector<Plan> plans;  // 1 decide
  std::string journal;
  bool writes = false;
  for (const WantedFile& file : wanted) {
    Result<Plan> next = plan(file);
    if (!next) return pass_on(next);
    const bool changes = next->outcome == Outcome::written || next->outcome == Outcome::removed;
    if (changes) journal += manifest_line(file.id, next->entry);
    writes |= next->outcome == Outcome::written;
    plans.push_back(std::move(*next));
  }
  Result<void> done;
  if (!journal.empty()) done = folder_.append(journal_path_, journal);  // 2 say so
  if (done && writes) done = write_staged(wanted, plans);               // 3 write beside, flush
  if (done) done = carry_out(wanted, plans);                            // 4 replace
  if (!done) return pass_on(done);
  std::vector<DoneFile> results;
  for (Plan& plan : plans) results.push_back({plan.outcome, std::move(plan.entry.path)});
  return results;
}

Result<void> SiteFiles::close() {
  std::string text = manifest_.text();
  if (text != saved_) {
    Result<void> done = folder_.stage(manifest_path_, text);
    if (done) done = folder_.flush();
    if (done) done = folder_.publish(manifest_path_);
    if (!done) return done;
    saved_ = std::move(text);
  }
  const Result<bool> removed = folder_.remove(journal_path_);
  return removed ? Result<void>() : pass_on(removed);
}

bool SiteFiles::is_ours(const std::string& path) {
  const ManifestEntry* entry = manifest_.find(manifest_.owner(path));
  if (!entry || entry->path != path) return false;
  const Result<FoundFile> found = folder_.read(path);
  return found && found->kind == Kind::file && sha256_hex(found->bytes) == entry->sha256;
}

}  // namespace gazette
