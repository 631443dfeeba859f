#include "daemon/serve/pages/text/fragment.h"

#include <algorithm>
#include <array>

#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {

std::string escape_text(std::string_view plain) {
  return escape_markup(remove_control_characters(plain));
}

std::string_view language_tag(std::string_view language) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  const bool plain = language.size() <= 35 && std::all_of(language.begin(), language.end(), allowed);
  return plain ? language : std::string_view();
}

bool is_right_to_left(std::string_view language) {
  constexpr std::string_view kSuch[] = {"ar", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi"};
  const std::string primary = to_lower(language.substr(0, language.find('-')));
  return std::find(std::begin(kSuch), std::end(kSuch), primary) != std::end(kSuch);
}

Fragment isolated(std::string_view text, std::string_view language) {
  return isolated(html("{}", Text{text}), language);
}

Fragment isolated(const Fragment& text, std::string_view language) {
  const std::string_view tag = language_tag(language);
  if (tag.empty()) return html("<bdi>{}</bdi>", text);
  return html("<bdi lang=\"{}\">{}</bdi>", Text{tag}, text);
}

Fragment external_link(std::string_view url, const Fragment& text) {
  if (!is_http_url(url)) return text;
  return html("<a href=\"{}\" rel=\"noopener\">{}</a>", Text{url}, text);
}

Fragment grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3 && digits[i - 4] != '-'; i -= 3) digits.insert(i - 3, 1, ',');
  return html("{}", Text{digits});
}

std::string rough_bytes(std::int64_t bytes) {
  constexpr std::array<std::string_view, 5> kUnits = {"B", "kB", "MB", "GB", "TB"};
  auto amount = static_cast<double>(std::max<std::int64_t>(bytes, 0));
  std::size_t unit = 0;
  for (; amount >= 999.5 && unit + 1 < kUnits.size(); ++unit) amount /= 1000;
  return unit > 0 && amount < 9.95 ? fmt::format("{:.1f} {}", amount, kUnits[unit])
                                   : fmt::format("{:.0f} {}", amount, kUnits[unit]);
}

}  // namespace gazette
