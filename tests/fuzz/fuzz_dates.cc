// Any text: it is a date or it is none; a date's written forms are read as the same moment, with and without
// a zone.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "feeds/text/time.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gazette;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string_view text = input.substr(0, input.find('\n'));
  const std::string_view format = text.size() < size ? input.substr(text.size() + 1) : "%Y-%m-%d %H:%M:%S %z";
  for (const char* zone : {"", "Asia/Shanghai", "America/New_York"}) {
    const auto t = parse_date(text, zone);
    require(t == parse_date(text, zone));
    if (!t) continue;
    require(parse_date(format_rfc3339(*t), "Asia/Tokyo") == t || to_unix_ms(*t) < -59011459200000 ||
            to_unix_ms(*t) >= 253402300800000);  // only the years 100 to 9999 are read
    format_rfc822(*t);
    format_local(*t, zone);
    format_rfc3339_local(*t, zone);
  }
  parse_date_as(text, format, "Europe/Berlin");
  if (const auto duration = parse_duration(text))
    require(parse_duration(format_duration(*duration)) == duration);
  return 0;
}
