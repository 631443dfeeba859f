// RE2 as extraction uses it: no case, no log, over string views. Pure; any thread.
#pragma once

#include <string_view>

#include <re2/re2.h>

namespace gazette::extract {

inline RE2::Options quiet_exact() {
  RE2::Options options;
  options.set_log_errors(false);
  return options;
}

inline RE2::Options quiet() {
  RE2::Options options = quiet_exact();
  options.set_case_sensitive(false);
  return options;
}

/// For patterns of ASCII only, over names that are: much smaller, and so much sooner compiled.
inline RE2::Options quiet_ascii() {
  RE2::Options options = quiet();
  options.set_encoding(RE2::Options::EncodingLatin1);
  return options;
}

inline bool matches(std::string_view text, const RE2& pattern) {
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

}  // namespace gazette::extract
