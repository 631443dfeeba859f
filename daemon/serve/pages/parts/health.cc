#include "daemon/serve/pages/parts/health.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "feeds/text/result.h"

namespace gazette {

namespace {

constexpr int kFailing = 3;  // failures in a row, from which on it is more than a hiccup
constexpr int kBarStep = 4;  // a bar and the gap after it
constexpr int kBarHeight = 20;
constexpr std::array<std::string_view, kHealths> kClasses = {"failing", "retrying", "gone",    "put-off",
                                                             "silent",  "new",      "polling", "healthy"};

std::string_view in_words(const Phrases& say, std::string_view error_kind) {
  const std::pair<ErrorKind, std::string_view> words[] = {
      {ErrorKind::dns, say.error_dns},
      {ErrorKind::connect, say.error_connect},
      {ErrorKind::tls, say.error_tls},
      {ErrorKind::timeout, say.error_timeout},
      {ErrorKind::too_large, say.error_too_large},
      {ErrorKind::forbidden, say.error_forbidden},
      {ErrorKind::http, say.error_http},
      {ErrorKind::gone, say.error_gone},
      {ErrorKind::waf, say.error_waf},
      {ErrorKind::captive, say.error_captive},
      {ErrorKind::moved, say.error_moved},
      {ErrorKind::not_a_feed, say.error_not_a_feed},
      {ErrorKind::parse, say.error_parse},
      {ErrorKind::site, say.error_site},
      {ErrorKind::storage, say.error_storage},
      {ErrorKind::config, say.error_config},
  };
  for (const auto& [kind, text] : words)
    if (to_string(kind) == error_kind) return text;
  return say.error_other;
}

}  // namespace

Health health_of(const SourceStatus& source) {
  if (source.gone) return Health::gone;
  if (source.failures >= kFailing) return Health::failing;
  if (source.failures > 0) return Health::retrying;
  if (source.polling) return Health::polling;
  if (source.quiet == SourceStatus::Quiet::put_off) return Health::put_off;
  if (source.quiet == SourceStatus::Quiet::silent) return Health::silent;
  return source.last_poll ? Health::healthy : Health::waiting;
}

bool is_trouble(Health health) {
  return health < Health::waiting;
}

std::string_view health_class(Health health) {
  return kClasses[static_cast<std::size_t>(health)];
}

std::string_view health_name(const Phrases& say, Health health) {
  const std::array<std::string_view, kHealths> names = {say.failing, say.retrying, say.gone,    say.put_off,
                                                        say.silent,  say.waiting,  say.polling, say.healthy};
  return names[static_cast<std::size_t>(health)];
}

Fragment health_mark(const Phrases& phrases, Health health) {
  return html("<span class=\"state {}\">{}</span>", Text{health_class(health)},
              Text{health_name(phrases, health)});
}

std::string_view shown_name(const SourceStatus& source) {
  return source.title.empty() ? source.name : source.title;
}

Fragment next_poll(const Phrases& say, const SourceStatus& source, Time now) {
  if (source.polling) return html("{}", Text{say.polling});
  if (source.gone) return html("{}", Text{say.no_more});
  if (!source.next_poll) return html("{}", Text{say.not_planned});
  return *source.next_poll <= now ? html("{}", Text{say.due}) : relative_time(say, *source.next_poll, now);
}

Fragment trouble(const Phrases& say, const SourceStatus& source, Time now) {
  if (source.quiet != SourceStatus::Quiet::no)
    return html("<strong>{}</strong>: {}", Text{health_name(say, health_of(source))},
                isolated(source.quiet_words, "en"));
  Fragment text = html("<strong>{}</strong>", Text{in_words(say, source.error_kind)});
  if (!source.error.empty()) text += html(": {}", isolated(source.error, "en"));
  if (source.failures > 1)
    text +=
        html(" <span class=\"aside\">{}</span>", fill(say.failures_in_a_row, {html("{}", source.failures)}));
  if (source.last_success)
    text += html(" <span class=\"aside\">{}</span>",
                 fill(say.last_good_poll, {relative_time(say, *source.last_success, now)}));
  return text;
}

std::vector<const SourceStatus*> by_trouble(const ServiceStatus& status) {
  std::vector<const SourceStatus*> sources;
  for (const SourceStatus& source : status.sources) sources.push_back(&source);
  const auto rank = [](const SourceStatus* s) {
    return is_trouble(health_of(*s)) ? static_cast<int>(health_of(*s)) : static_cast<int>(Health::healthy);
  };
  std::stable_sort(sources.begin(), sources.end(), [&](auto a, auto b) { return rank(a) < rank(b); });
  return sources;
}

Fragment health_counts(const Phrases& phrases, const ServiceStatus& status) {
  std::array<int, kHealths> counts{};
  for (const SourceStatus& source : status.sources) ++counts[static_cast<std::size_t>(health_of(source))];
  Fragment out;
  for (std::size_t i = counts.size(); i-- > 0;) {
    const auto health = static_cast<Health>(i);
    if (counts[i] > 0)
      out += html("<li><span class=\"state {}\">{} {}</span></li>\n", Text{health_class(health)}, counts[i],
                  Text{health_name(phrases, health)});
  }
  return out.empty() ? out : html("<ul class=\"counts\">\n{}</ul>\n", out);
}

Fragment rhythm_in_words(const Phrases& say, std::span<const int> days) {
  const int total = std::accumulate(days.begin(), days.end(), 0);
  if (total == 0) return html("{}", Text{say.silent});
  const int most = *std::max_element(days.begin(), days.end());
  return html("{}, {}", fill(say.rhythm_of, {counted(say.articles_one, say.articles_many, total)}),
              fill(say.busiest_day, {grouped(most)}));
}

Fragment sparkline(const Phrases& say, std::span<const int> days) {
  const int most = days.empty() ? 0 : *std::max_element(days.begin(), days.end());
  const int width = static_cast<int>(days.size()) * kBarStep;
  Fragment bars;
  for (std::size_t i = 0; i < days.size(); ++i) {
    if (days[i] <= 0) continue;
    const int height = std::max(2, days[i] * kBarHeight / std::max(most, 1));
    bars += html("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>", static_cast<int>(i) * kBarStep,
                 kBarHeight - height, kBarStep - 1, height);
  }
  const Fragment words = rhythm_in_words(say, days);
  return html(
      "<svg class=\"sparkline\" viewBox=\"0 0 {} {}\" role=\"img\" "
      "preserveAspectRatio=\"none\"><title>{}</title>"
      "<path d=\"M0 {}h{}\"/>{}</svg>",
      std::max(width, 1), kBarHeight + 1, words, kBarHeight, width, bars);
}

}  // namespace gazette
