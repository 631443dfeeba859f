// Fragment: HTML that is known to be safe, as a type. The only ways to make it are html(), whose arguments
// are escaped or Fragment themselves, and trusted(). A plain string does not compile, so nothing foreign can
// be forgotten. Pure; any thread.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include "feeds/text/time.h"

namespace gazette {

/// Foreign text: escaped wherever it is put, as content or inside a quoted attribute.
struct Text {
  std::string_view plain;
};

class Fragment {
 public:
  Fragment() = default;
  Fragment& operator+=(const Fragment& more) {
    html_ += more.html_;
    return *this;
  }
  const std::string& str() const { return html_; }
  bool empty() const { return html_.empty(); }
  /// For what was made safe elsewhere (render_markdown()).
  static Fragment trusted(std::string html) {
    Fragment fragment;
    fragment.html_ = std::move(html);
    return fragment;
  }

 private:
  std::string html_;
};

template <class T>
concept SafeArgument = std::same_as<std::remove_cvref_t<T>, Text> ||
    std::same_as<std::remove_cvref_t<T>, Fragment> || std::integral<std::remove_cvref_t<T>>;

/// `html("<b>{}</b>", Text{title})`: a pattern of ours, filled in.
template <SafeArgument... Arguments>
Fragment html(fmt::format_string<Arguments...> pattern, Arguments&&... arguments) {
  return Fragment::trusted(fmt::format(pattern, std::forward<Arguments>(arguments)...));
}

/// Escaped, without characters that HTML refuses.
std::string escape_text(std::string_view plain);

/// `<bdi lang="zh-CN">title</bdi>`: foreign text that cannot turn the direction of what is around it.
Fragment isolated(std::string_view text, std::string_view language = {});
Fragment isolated(const Fragment& text, std::string_view language = {});
/// The text linked, if the address is http(s); else the text alone.
Fragment external_link(std::string_view url, const Fragment& text);
/// "12,345"
Fragment grouped(std::int64_t number);
/// "48 MB"
std::string rough_bytes(std::int64_t bytes);
/// Is it written from right to left?
bool is_right_to_left(std::string_view language);
/// A BCP 47 tag as far as its characters go; else empty.
std::string_view language_tag(std::string_view language);

}  // namespace gazette

template <>
struct fmt::formatter<gazette::Text> : fmt::formatter<fmt::string_view> {
  template <class Context>
  auto format(const gazette::Text& text, Context& context) const {
    return fmt::formatter<fmt::string_view>::format(gazette::escape_text(text.plain), context);
  }
};

template <>
struct fmt::formatter<gazette::Fragment> : fmt::formatter<fmt::string_view> {
  template <class Context>
  auto format(const gazette::Fragment& fragment, Context& context) const {
    return fmt::formatter<fmt::string_view>::format(fragment.str(), context);
  }
};
