// Result<T>: a value, or an Error that says what the world did. The only way a failure crosses a folder's
// border (no exceptions of ours do). Plain values; any thread.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace gazette {

/// What went wrong, as the operator would sort it. Shown by `status`, stored with the source's state.
enum class ErrorKind {
  other,
  dns,         ///< the name does not resolve
  connect,     ///< refused, reset, closed early
  tls,         ///< certificate or handshake
  timeout,     ///< a deadline passed
  too_large,   ///< a size limit was reached
  forbidden,   ///< we refuse: private address, scheme, redirect
  http,        ///< an answer other than the expected
  gone,        ///< 410, or the page says that it was removed
  waf,         ///< a firewall's challenge page instead of the answer
  captive,     ///< a network's login page instead of the answer
  moved,       ///< redirected for good, to something else
  not_a_feed,  ///< a document, but of another kind
  parse,       ///< a document of the right kind, unreadable
  site,        ///< a site source's assertion failed (business error, no items)
  storage,
  config,
  exporter,
  usage,
};

struct Error {
  ErrorKind kind = ErrorKind::other;
  std::string message;  ///< one line for people, with place and remedy where there is one; never a secret
};

template <class T>
using Result = tl::expected<T, Error>;

/// `return fail(ErrorKind::parse, "line 3: ...");`
inline tl::unexpected<Error> fail(ErrorKind kind, std::string message) {
  return tl::unexpected<Error>(Error{kind, std::move(message)});
}

/// Hands an error of another Result on: `if (!r) return pass_on(r);`
template <class T>
tl::unexpected<Error> pass_on(const Result<T>& failed) {
  return tl::unexpected<Error>(failed.error());
}

inline constexpr std::array<std::pair<ErrorKind, std::string_view>, 19> kErrorKindNames{{
    {ErrorKind::other, "other"},
    {ErrorKind::dns, "dns"},
    {ErrorKind::connect, "connect"},
    {ErrorKind::tls, "tls"},
    {ErrorKind::timeout, "timeout"},
    {ErrorKind::too_large, "too-large"},
    {ErrorKind::forbidden, "forbidden"},
    {ErrorKind::http, "http"},
    {ErrorKind::gone, "gone"},
    {ErrorKind::waf, "waf"},
    {ErrorKind::captive, "captive"},
    {ErrorKind::moved, "moved"},
    {ErrorKind::not_a_feed, "not-a-feed"},
    {ErrorKind::parse, "parse"},
    {ErrorKind::site, "site"},
    {ErrorKind::storage, "storage"},
    {ErrorKind::config, "config"},
    {ErrorKind::exporter, "exporter"},
    {ErrorKind::usage, "usage"},
}};

/// The kind's name in logs, JSON and the store ("dns", "not-a-feed", ...).
constexpr std::string_view to_string(ErrorKind kind) {
  for (const auto& [k, name] : kErrorKindNames)
    if (k == kind) return name;
  return "other";
}

}  // namespace gazette
