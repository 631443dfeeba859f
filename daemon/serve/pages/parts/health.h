// How a source is, in words, and how often it publishes, as a drawing. Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/serve/pages/pages.h"
#include "daemon/serve/pages/text/fragment.h"

namespace gazette {

enum class Health { failing, retrying, gone, put_off, silent, waiting, polling, healthy };
inline constexpr std::size_t kHealths = 8;

Health health_of(const SourceStatus& source);
bool is_trouble(Health health);
/// As a class of the style sheet: "failing".
std::string_view health_class(Health health);
std::string_view health_name(const Phrases& phrases, Health health);
/// A word with its colour.
Fragment health_mark(const Phrases& phrases, Health health);

/// The title, or the name.
std::string_view shown_name(const SourceStatus& source);
/// "in 56 min", "due", "polling", "not any more".
Fragment next_poll(const Phrases& phrases, const SourceStatus& source, Time now);
/// "The server takes too long: no answer within 60 s · 7 failures in a row · last good poll 6 days ago"
Fragment trouble(const Phrases& phrases, const SourceStatus& source, Time now);

/// Those in trouble first, else in their order.
std::vector<const SourceStatus*> by_trouble(const ServiceStatus& status);
/// "10 healthy, 1 failing", each with its colour.
Fragment health_counts(const Phrases& phrases, const ServiceStatus& status);

/// A bar for each day, today's on the right; an SVG with its meaning in words.
Fragment sparkline(const Phrases& phrases, std::span<const int> days);
/// "12 articles in the last 30 days, at most 4 a day"
Fragment rhythm_in_words(const Phrases& phrases, std::span<const int> days);

}  // namespace gazette
