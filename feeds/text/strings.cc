#include "feeds/text/strings.h"

#include <array>
#include <memory>

#include <openssl/evp.h>

#include "feeds/text/encoding.h"
#include "feeds/text/scan/byte_scan.h"
#include "feeds/text/scan/spaces.h"

namespace gazette {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

/// Most texts are short: to make a context for each costs as much as the digest.
std::string hex_digest(const EVP_MD* kind, std::string_view bytes) {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeDigest> context(EVP_MD_CTX_new());
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  EVP_DigestInit_ex(context.get(), kind, nullptr);
  EVP_DigestUpdate(context.get(), bytes.data(), bytes.size());
  EVP_DigestFinal_ex(context.get(), digest.data(), &length);
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(2 * std::size_t{length});
  for (unsigned i = 0; i < length; ++i) {
    out += kDigits[digest[i] >> 4];
    out += kDigits[digest[i] & 15];
  }
  return out;
}

/// Characters that change the direction or order of what surrounds them, or end a line where nobody expects
/// it.
bool is_tricky(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c <= 0x9f) || (c >= 0x200e && c <= 0x200f) ||
         (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

void append_escape(std::string& out, char32_t c) {
  static constexpr char kDigits[] = "0123456789abcdef";
  const int digits = c < 0x100 ? 2 : 4;
  out += c < 0x100 ? "\\x" : "\\u";
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) out += kDigits[(c >> shift) & 15];
}

}  // namespace

std::string_view trim(std::string_view s) {
  while (!s.empty() && is_space(s.front())) s.remove_prefix(1);
  while (!s.empty() && is_space(s.back())) s.remove_suffix(1);
  return s;
}

std::string to_lower(std::string_view s) {
  std::string out(s);
  for (char& c : out) c = lower(c);
  return out;
}

bool equals_ignore_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && starts_with_ignore_case(a, b);
}

bool starts_with_ignore_case(std::string_view s, std::string_view prefix) {
  if (s.size() < prefix.size()) return false;
  for (std::size_t i = 0; i < prefix.size(); ++i)
    if (lower(s[i]) != lower(prefix[i])) return false;
  return true;
}

std::vector<std::string_view> split(std::string_view s, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0;;) {
    const std::size_t end = s.find(separator, at);
    parts.push_back(s.substr(at, end - at));
    if (end == std::string_view::npos) return parts;
    at = end + 1;
  }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i) out += separator;
    out += parts[i];
  }
  return out;
}

void replace_all(std::string& s, std::string_view from, std::string_view to) {
  if (from.empty() || s.find(from) == std::string::npos) return;
  std::string out;
  std::size_t at = 0;
  for (std::size_t hit; (hit = s.find(from, at)) != std::string::npos; at = hit + from.size()) {
    out.append(s, at, hit - at);
    out += to;
  }
  out.append(s, at);
  s = std::move(out);
}

std::size_t count_code_points(std::string_view utf8) {
  std::size_t count = 0;
  for (char c : utf8) count += is_continuation(c) ? 0 : 1;
  return count;
}

std::string_view first_code_points(std::string_view utf8, std::size_t n) {
  for (std::size_t i = 0; i < utf8.size(); ++i)
    if (!is_continuation(utf8[i]) && n-- == 0) return utf8.substr(0, i);
  return utf8;
}

void append_utf8(std::string& out, char32_t c) {
  const auto byte = [&](char32_t value) { out += static_cast<char>(value); };
  if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) c = 0xfffd;
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xc0 | (c >> 6));
    byte(0x80 | (c & 63));
  } else if (c < 0x10000) {
    byte(0xe0 | (c >> 12));
    byte(0x80 | ((c >> 6) & 63));
    byte(0x80 | (c & 63));
  } else {
    byte(0xf0 | (c >> 18));
    byte(0x80 | ((c >> 12) & 63));
    byte(0x80 | ((c >> 6) & 63));
    byte(0x80 | (c & 63));
  }
}

char32_t next_code_point(std::string_view utf8, std::size_t& pos) {
  const auto lead = static_cast<unsigned char>(utf8[pos++]);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xf0 && lead <= 0xf4 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc2 ? 1 : 0;
  if (more == 0 || lead > 0xf4 || pos + static_cast<std::size_t>(more) > utf8.size()) return 0xfffd;
  char32_t c = lead & (0x3f >> more);
  for (int i = 0; i < more; ++i) {
    const char next = utf8[pos + static_cast<std::size_t>(i)];
    if (!is_continuation(next)) return 0xfffd;
    c = (c << 6) | (static_cast<unsigned char>(next) & 0x3f);
  }
  static constexpr std::array<char32_t, 4> kLeast = {0, 0x80, 0x800, 0x10000};
  if (c < kLeast[static_cast<std::size_t>(more)] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
    return 0xfffd;
  pos += static_cast<std::size_t>(more);
  return c;
}

std::string collapse_whitespace(std::string_view s) {
  std::string out;
  append_collapsed(out, s);
  return out;
}

namespace {

bool is_kept(char32_t c) {
  return c == '\t' || c == '\n' || (c >= 0x20 && c < 0x7f) || (c > 0x9f && c != 0xfffe && c != 0xffff);
}

/// The next byte that a character which goes may begin with: a control, or the first of U+0080 to 9F, U+FFFE.
std::size_t find_doubtful(std::string_view utf8, std::size_t from) {
  return find_any<0x20, '\x7f', '\xC2', '\xEF'>(utf8, from);
}

/// Each byte that belongs to no character becomes U+FFFD.
std::string with_replacements(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t pos = 0; pos < bytes.size();) append_utf8(out, next_code_point(bytes, pos));
  return out;
}

}  // namespace

std::string remove_control_characters(std::string_view given) {
  const bool is_valid = is_valid_utf8(given);
  const std::string repaired = is_valid ? std::string() : with_replacements(given);
  const std::string_view utf8 = is_valid ? given : std::string_view(repaired);
  std::string out;
  std::size_t kept = 0;  // from here on all is well and not copied yet
  for (std::size_t pos = find_doubtful(utf8, 0); pos < utf8.size(); pos = find_doubtful(utf8, pos)) {
    const std::size_t begin = pos;
    if (is_kept(next_code_point(utf8, pos))) continue;
    out.append(utf8, kept, begin - kept);
    kept = pos;
  }
  return out.append(utf8, kept);
}

std::string percent_decoded(std::string_view s) {
  const auto digit = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
  };
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const int high = s[i] == '%' && i + 2 < s.size() ? digit(s[i + 1]) : -1;
    const int low = high >= 0 ? digit(s[i + 2]) : -1;
    out += low >= 0 ? static_cast<char>(high * 16 + low) : s[i];
    if (low >= 0) i += 2;
  }
  return out;
}

std::string count_of(std::size_t count, std::string_view noun) {
  std::string text = std::to_string(count) + " " + std::string(noun);
  if (count == 1) return text;
  if (!noun.ends_with('y')) return text + 's';
  text.back() = 'i';
  return text + "es";
}

std::string escape_markup(std::string_view s) {
  std::string out;
  out.reserve(s.size() + s.size() / 16);
  for (std::size_t at = 0; at < s.size(); ++at) {
    const std::size_t special = find_any<0, '&', '<', '>', '"'>(s, at);
    out.append(s, at, special - at);
    at = special;
    if (at == s.size()) break;
    switch (s[at]) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      default: out += "&quot;";
    }
  }
  return out;
}

std::string escape_for_log(std::string_view s) {
  std::string out;
  out.reserve(s.size());
  for (std::size_t pos = 0; pos < s.size();) {
    const std::size_t begin = pos;
    const char32_t c = next_code_point(s, pos);
    if (is_tricky(c))
      append_escape(out, c);
    else if (c == 0xfffd)
      append_utf8(out, c);
    else
      out.append(s, begin, pos - begin);
  }
  return out;
}

/// EVP_sha256() would be looked up anew at every call.
std::string sha256_hex(std::string_view bytes) {
  static const EVP_MD* const kKind = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return hex_digest(kKind ? kKind : EVP_sha256(), bytes);
}
std::string md5_hex(std::string_view bytes) {
  return hex_digest(EVP_md5(), bytes);
}

/// FNV-1a over the bytes, then the finalizer of MurmurHash3, so that short texts spread over all bits.
std::uint64_t stable_hash(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  hash ^= hash >> 33;
  hash *= 0xff51afd7ed558ccdULL;
  hash ^= hash >> 33;
  hash *= 0xc4ceb9fe1a85ec53ULL;
  return hash ^ (hash >> 33);
}

}  // namespace gazette
