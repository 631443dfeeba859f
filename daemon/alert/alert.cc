#include "daemon/alert/alert.h"

#include <algorithm>

#include <boost/json.hpp>

#include "feeds/text/strings.h"

namespace gazette {

namespace {

namespace json = boost::json;

constexpr std::size_t kMostLines = 100;  // of each kind; more are counted
constexpr std::string_view kSource = "source ", kExporter = "exporter ";

bool is_configured(const ServiceStatus& status, std::string_view subject) {
  const auto named = [&](std::string_view kind) {
    return [rest = subject.substr(std::min(kind.size(), subject.size()))](const auto& one) {
      return one.name == rest;
    };
  };
  if (subject.starts_with(kSource))
    return std::any_of(status.sources.begin(), status.sources.end(), named(kSource));
  if (subject.starts_with(kExporter))
    return std::any_of(status.exporters.begin(), status.exporters.end(), named(kExporter));
  return true;
}

const Trouble* open_trouble(const ServiceStatus& status, const std::string& subject) {
  const auto found = std::find_if(status.troubles.begin(), status.troubles.end(),
                                  [&](const Trouble& one) { return !one.ended && one.subject == subject; });
  return found == status.troubles.end() ? nullptr : &*found;
}

bool is_told(std::span<const ToldTrouble> told, const std::string& subject) {
  return std::any_of(told.begin(), told.end(),
                     [&](const ToldTrouble& one) { return one.subject == subject; });
}

std::string since(const ToldTrouble& one) {
  return format_rfc3339(std::chrono::floor<std::chrono::seconds>(one.since));
}

void append_lines(std::string& text, std::string_view heading, const std::vector<ToldTrouble>& troubles) {
  if (troubles.empty()) return;
  text.append("\n").append(heading).append("\n");
  const std::size_t shown = std::min(troubles.size(), kMostLines);
  for (const ToldTrouble& one : std::span(troubles).first(shown))
    text +=
        "- " + escape_for_log(one.subject) + ' ' + escape_for_log(one.what) + " (since " + since(one) + ")\n";
  if (shown < troubles.size()) text += "- and " + std::to_string(troubles.size() - shown) + " more\n";
}

json::array array_of(const std::vector<ToldTrouble>& troubles) {
  json::array all;
  for (const ToldTrouble& one : troubles)
    all.push_back(json::object{{"subject", one.subject}, {"what", one.what}, {"since", since(one)}});
  return all;
}

}  // namespace

AlertPlan plan_alert(const ServiceStatus& status, std::vector<ToldTrouble> told, Duration after, Time now) {
  AlertPlan plan;
  std::erase_if(told, [&](const ToldTrouble& one) { return !is_configured(status, one.subject); });
  for (ToldTrouble& one : told)
    (open_trouble(status, one.subject) ? plan.told : plan.message.over).push_back(std::move(one));
  for (const Trouble& trouble : status.troubles) {
    if (trouble.ended || now - trouble.since < after || is_told(plan.told, trouble.subject)) continue;
    plan.message.begun.push_back({trouble.subject, trouble.what, trouble.since});
    plan.told.push_back(plan.message.begun.back());
  }
  return plan;
}

std::string alert_summary(const AlertMessage& message) {
  const std::size_t over = message.over.size();
  if (message.begun.empty())
    return "gazette: " + count_of(over, "trouble") + (over == 1 ? " is over" : " are over");
  std::string summary = "gazette: " + count_of(message.begun.size(), "trouble");
  if (over > 0) summary += ", " + std::to_string(over) + (over == 1 ? " is over" : " are over");
  return summary;
}

std::string alert_text(const AlertMessage& message) {
  std::string text = alert_summary(message) + '\n';
  append_lines(text, "Troubles:", message.begun);
  append_lines(text, "Over:", message.over);
  return text +
         "\n`gazette status` tells how all are, `gazette explain NAME` why a source is polled when it is.\n";
}

std::string alert_json(const AlertMessage& message) {
  return json::serialize(json::object{{"summary", alert_summary(message)},
                                      {"begun", array_of(message.begun)},
                                      {"over", array_of(message.over)}}) +
         '\n';
}

}  // namespace gazette
