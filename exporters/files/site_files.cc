#include "exporters/files/site_files.h"

#include <utility>

#include "exporters/files/layout.h"
#include "feeds/text/strings.h"

namespace gazette {

using Outcome = DoneFile::Outcome;
using Kind = FoundFile::Kind;

namespace {

/// As it was written, or as git checks it out where lines end otherwise (core.autocrlf, eol=crlf).
bool holds(const std::string& bytes, std::string_view sha256) {
  if (sha256_hex(bytes) == sha256) return true;
  if (bytes.find("\r\n") == bytes.npos) return false;
  std::string lines = bytes;
  replace_all(lines, "\r\n", "\n");
  return sha256_hex(lines) == sha256;
}

std::string base_of(const std::string& name) {
  return ".gazette/" + safe_segment(name);
}

/// The manifest's id of a path that a file of ours has left: no article's, for it begins with a dash.
std::string left_id(const std::string& path) {
  return '-' + path;
}

}  // namespace

/// What is to be done for one wanted file.
struct SiteFiles::Plan {
  Outcome outcome = Outcome::absent;
  ManifestEntry entry;
  std::string leave;  ///< the path that the file moves away from
};

Result<SiteMemory> SiteFiles::memory(const std::string& root, const std::string& name) {
  SiteMemory memory;
  Result<std::optional<Folder>> folder = Folder::open_existing(root);
  if (!folder) return pass_on(folder);
  if (!*folder) return memory;
  const Result<FoundFile> options = (*folder)->read(base_of(name) + ".options");
  if (!options) return pass_on(options);
  const Result<FoundFile> manifest = (*folder)->read(base_of(name) + ".tsv");
  if (!manifest) return pass_on(manifest);
  memory.options = options->bytes;
  memory.has_manifest = manifest->kind == Kind::file;
  return memory;
}

Result<SiteFiles> SiteFiles::open(const std::string& root, const std::string& name, Terms terms) {
  Result<Folder> folder = Folder::open(root);
  if (!folder) return pass_on(folder);
  SiteFiles files;
  files.folder_ = std::move(*folder);
  files.terms_ = std::move(terms);
  files.manifest_path_ = base_of(name) + ".tsv";
  files.journal_path_ = base_of(name) + ".journal";
  files.options_path_ = base_of(name) + ".options";
  if (!files.terms_.look_only) {
    const Result<bool> locked = files.folder_.lock(".gazette");
    if (!locked) return pass_on(locked);
    if (!*locked) return fail(ErrorKind::exporter, "another gazette is writing to " + escape_for_log(root));
  }
  Result<FoundFile> manifest = files.folder_.read(files.manifest_path_);
  if (!manifest) return pass_on(manifest);
  files.manifest_ = Manifest::parse(manifest->bytes);
  if (manifest->kind == Kind::file) files.saved_ = std::move(manifest->bytes);
  if (const Result<void> read = files.read_beside(); !read) return pass_on(read);
  if (files.terms_.look_only) return files;
  if (const Result<void> recovered = files.recover(); !recovered) return pass_on(recovered);
  return files;
}

/// Two exporters with one layout and selections that overlap write the same file; it goes with the last of
/// them.
Result<void> SiteFiles::read_beside() {
  for (const std::string& name : terms_.beside) {
    const Result<FoundFile> manifest = folder_.read(base_of(name) + ".tsv");
    if (!manifest) return pass_on(manifest);
    for (const auto& [id, entry] : parse_manifest_lines(manifest->bytes))
      if (!entry.sha256.empty()) anothers_.insert(to_lower(entry.path));
  }
  return {};
}

bool SiteFiles::is_anothers(const std::string& path) const {
  return anothers_.contains(to_lower(path));
}

/// The journal of a run that died: what it had written is ours, what it had begun is removed, what it was
/// about to move away goes.
Result<void> SiteFiles::recover() {
  const Result<FoundFile> journal = folder_.read(journal_path_);
  if (!journal) return pass_on(journal);
  for (const std::string* path : {&manifest_path_, &options_path_}) folder_.unstage(*path);
  for (const auto& [id, entry] : parse_manifest_lines(journal->bytes)) {
    folder_.unstage(entry.path);
    const Result<FoundFile> found = folder_.read(entry.path);
    if (!found) return pass_on(found);
    const bool done = found->kind == Kind::file ? holds(found->bytes, entry.sha256)
                                                : found->kind == Kind::absent && entry.sha256.empty();
    if (!done) continue;
    Plan plan{Outcome::written, entry, {}};
    const ManifestEntry* known = manifest_.find(id);
    if (known && known->path != entry.path) {
      const Result<FoundFile> old = folder_.read(known->path);
      if (!old) return pass_on(old);
      const bool ours = !is_anothers(known->path) && (old->kind == Kind::absent || is_ours(known->path));
      if (ours) plan.leave = known->path;
    }
    if (const Result<void> finished = publish(id, plan); !finished) return finished;
  }
  return {};
}

/// Where the article's file goes: where it is, unless the layout changed; else the wanted path, or if that is
/// another's, the spare one.
std::string SiteFiles::place(const WantedFile& wanted) const {
  const ManifestEntry* known = manifest_.find(wanted.id);
  const bool stays =
      known && (!terms_.relocate || known->path == wanted.path || known->path == wanted.spare_path);
  if (stays) return known->path;
  const std::string_view owner = manifest_.owner(wanted.path);
  return owner.empty() || owner == wanted.id || owner.starts_with('-') ? wanted.path : wanted.spare_path;
}

bool SiteFiles::may_replace(const FoundFile& found, const std::string& path,
                            const ManifestEntry* known) const {
  if (found.kind != Kind::file) return false;
  return terms_.taken.contains(path) || (known && holds(found.bytes, known->sha256));
}

Result<SiteFiles::Plan> SiteFiles::plan_removal(const WantedFile& wanted) {
  const ManifestEntry* known = manifest_.find(wanted.id);
  Plan plan{Outcome::absent, {known ? known->path : place(wanted), {}}, {}};
  const Result<FoundFile> found = folder_.read(plan.entry.path);
  if (!found) return pass_on(found);
  if (found->kind == Kind::absent || is_anothers(plan.entry.path)) {
    if (known) manifest_.set(wanted.id, plan.entry);
    return plan;
  }
  const bool lost = !known && found->kind == Kind::file && found->bytes == wanted.text;
  plan.outcome = lost || may_replace(*found, plan.entry.path, known) ? Outcome::removed : Outcome::kept;
  return plan;
}

Result<SiteFiles::Plan> SiteFiles::plan_move(const WantedFile& wanted, Plan plan,
                                             const ManifestEntry& known) {
  const Result<FoundFile> old = folder_.read(known.path);
  if (!old) return pass_on(old);
  const Result<FoundFile> target = folder_.read(plan.entry.path);
  if (!target) return pass_on(target);
  if (old->kind != Kind::absent && !may_replace(*old, known.path, &known))
    return Plan{Outcome::kept, known, {}};
  const bool free = target->kind == Kind::absent || target->bytes == wanted.text;
  if (free && old->kind == Kind::file && !is_anothers(known.path)) plan.leave = known.path;
  if (free) return plan;
  plan.entry.path = known.path;
  return plan_in_place(wanted, std::move(plan));
}

Result<SiteFiles::Plan> SiteFiles::plan_in_place(const WantedFile& wanted, Plan plan) {
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
  const bool same =
      found->kind == Kind::file && (found->bytes == wanted.text || holds(found->bytes, plan.entry.sha256));
  if (same)
    plan.outcome = Outcome::unchanged;
  else if (!known && wanted.only_known)
    plan.outcome = Outcome::absent;
  else if (found->beyond)
    plan.outcome = Outcome::blocked;
  else if (found->kind != Kind::absent && !may_replace(*found, plan.entry.path, known))
    plan.outcome = Outcome::kept;
  return plan;
}

Result<SiteFiles::Plan> SiteFiles::plan_write(const WantedFile& wanted) {
  Plan plan{Outcome::written, {place(wanted), sha256_hex(wanted.text)}, {}};
  const ManifestEntry* known = manifest_.find(wanted.id);
  if (known && known->path != plan.entry.path)
    return plan_move(wanted, std::move(plan), ManifestEntry(*known));
  return plan_in_place(wanted, std::move(plan));
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

/// The file stands (or is gone) as planned: says so, and takes away what it moved from.
Result<void> SiteFiles::publish(const std::string& id, const Plan& plan) {
  if (!plan.leave.empty())
    if (const Result<bool> removed = folder_.remove(plan.leave); !removed) return pass_on(removed);
  manifest_.set(id, plan.entry);
  if (!plan.leave.empty()) manifest_.set(left_id(plan.leave), {plan.leave, {}});
  return {};
}

Result<void> SiteFiles::carry_out(std::span<const WantedFile> wanted, std::vector<Plan>& plans) {
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const Plan& plan = plans[i];
    Result<void> done;
    if (plan.outcome == Outcome::written) done = folder_.publish(plan.entry.path);
    if (plan.outcome == Outcome::removed)
      if (const Result<bool> removed = folder_.remove(plan.entry.path); !removed) done = pass_on(removed);
    if (done && (plan.outcome == Outcome::written || plan.outcome == Outcome::removed))
      done = publish(wanted[i].id, plan);
    if (!done) return done;
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

Result<std::vector<FileChange>> SiteFiles::preview(std::span<const WantedFile> wanted) {
  std::vector<FileChange> changes;
  for (const WantedFile& file : wanted) {
    const Result<Plan> next = plan(file);
    if (!next) return pass_on(next);
    if (next->outcome != Outcome::written && next->outcome != Outcome::removed) continue;
    FileChange change;
    change.path = next->entry.path;
    change.old_path = next->leave.empty() ? change.path : next->leave;
    Result<FoundFile> found = folder_.read(change.old_path);
    if (!found) return pass_on(found);
    if (found->kind == Kind::file) change.before = std::move(found->bytes);
    if (!file.remove) change.after = file.text;
    changes.push_back(std::move(change));
  }
  return changes;
}

Result<void> SiteFiles::save(const std::string& path, std::string_view text) {
  Result<void> done = folder_.stage(path, text);
  if (done) done = folder_.flush();
  if (done) done = folder_.publish(path);
  return done;
}

Result<void> SiteFiles::close() {
  std::string text = manifest_.text();
  if (text != saved_) {
    if (const Result<void> done = save(manifest_path_, text); !done) return done;
    saved_ = std::move(text);
  }
  const Result<bool> removed = folder_.remove(journal_path_);
  return removed ? Result<void>() : pass_on(removed);
}

Result<void> SiteFiles::settle(const std::string& options) {
  manifest_.forget_removed();
  if (const Result<void> closed = close(); !closed) return closed;
  const Result<FoundFile> known = folder_.read(options_path_);
  if (!known) return pass_on(known);
  return known->bytes == options ? Result<void>() : save(options_path_, options);
}

std::string SiteFiles::claim_path(const WantedFile& wanted) {
  std::string path = place(wanted);
  manifest_.claim(wanted.id, path);
  return path;
}

bool SiteFiles::stands(const WantedFile& wanted) {
  const ManifestEntry* known = manifest_.find(wanted.id);
  return known && known->path == wanted.path && !known->sha256.empty() && folder_.has_file(wanted.path);
}

bool SiteFiles::is_ours(const std::string& path) {
  const ManifestEntry* entry = manifest_.find(manifest_.owner(path));
  if (!entry || entry->path != path) return false;
  const Result<FoundFile> found = folder_.read(path);
  return found && found->kind == Kind::file && holds(found->bytes, entry->sha256);
}

}  // namespace gazette
