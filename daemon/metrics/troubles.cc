#include "daemon/metrics/troubles.h"

#include <algorithm>
#include <set>

namespace gazette {
namespace {

constexpr Duration kExportLasts = std::chrono::minutes(10);  // it is tried again every few minutes
constexpr Duration kSchedulerSilent = std::chrono::minutes(3);
constexpr std::size_t kMaxEnded = 100;

std::string what_is_wrong(const SourceStatus& source) {
  if (source.gone) return "is gone (410): it is not polled any more";
  std::string what = "fails: " + (source.error.empty() ? source.error_kind : source.error);
  if (source.last_success) what += "; last success " + format_rfc3339(*source.last_success);
  return what;
}

}  // namespace

std::vector<TroubleBook::Symptom> TroubleBook::symptoms(const ServiceStatus& status, Time now) const {
  std::vector<Symptom> all;
  const auto add = [&](std::string subject, std::string what, Time since, bool lasting) {
    all.push_back({std::move(subject), std::move(what), since, lasting});
  };
  if (!status.store_ok) add("the store", "does not answer", now, true);
  if (status.scheduled && now - *status.scheduled > kSchedulerSilent)
    add("the scheduler", "does not run", *status.scheduled, true);
  for (const SourceStatus& source : status.sources) {
    if (source.quiet != SourceStatus::Quiet::no)
      add("source " + source.name, source.quiet_words, source.quiet_since.value_or(now), true);
    if (!source.gone && source.failures == 0) continue;
    const Time since = source.failing_since.value_or(source.last_poll.value_or(now));
    const bool lasting =
        source.gone || (source.failures >= rules_.failures && now - since >= rules_.begins_after);
    add("source " + source.name, what_is_wrong(source), since, lasting);
  }
  for (const ExporterState& exporter : status.exporters)
    if (exporter.failing_since)
      add("exporter " + exporter.name, "fails: " + exporter.error, *exporter.failing_since,
          now - *exporter.failing_since >= kExportLasts);
  return all;
}

std::vector<Trouble> TroubleBook::update(const ServiceStatus& status, Time now) {
  std::set<std::string> ill;
  for (Symptom& symptom : symptoms(status, now)) {
    const auto known = open_.find(symptom.subject);
    ill.insert(symptom.subject);
    if (known != open_.end()) {
      known->second.well_since.reset();
      known->second.trouble.what = std::move(symptom.what);
    } else if (symptom.lasting) {
      Trouble trouble{symptom.subject, std::move(symptom.what), symptom.since,
                      symptom.since + rules_.begins_after, std::nullopt};
      trouble.noticed = std::min(trouble.noticed, now);
      open_[symptom.subject] = {std::move(trouble), std::nullopt};
    }
  }
  for (auto at = open_.begin(); at != open_.end();) {
    Case& one = at->second;
    if (!ill.contains(at->first) && !one.well_since) one.well_since = now;
    if (one.well_since && now - *one.well_since >= rules_.ends_after) {
      one.trouble.ended = *one.well_since;
      ended_.insert(ended_.begin(), std::move(one.trouble));
      at = open_.erase(at);
    } else {
      ++at;
    }
  }
  std::erase_if(ended_, [&](const Trouble& trouble) { return now - *trouble.ended > rules_.shown_for; });
  if (ended_.size() > kMaxEnded) ended_.resize(kMaxEnded);
  std::vector<Trouble> all = ended_;
  for (const auto& [subject, one] : open_) all.push_back(one.trouble);
  std::stable_sort(all.begin(), all.end(),
                   [](const Trouble& a, const Trouble& b) { return a.noticed > b.noticed; });
  return all;
}

}  // namespace gazette
