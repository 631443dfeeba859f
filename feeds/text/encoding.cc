// Who is believed about a document's charset, in order. The bytes have the last word: a claim that they
// refute is worth nothing. All decoding of multi-byte charsets is ICU's; UTF-8, which nearly every feed is,
// only gets checked.
#include "feeds/text/encoding.h"

#include <algorithm>
#include <utility>

#include "feeds/text/charset/convert.h"
#include "feeds/text/charset/declared.h"
#include "feeds/text/charset/detect.h"
#include "feeds/text/charset/utf8.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

struct Label {
  std::string_view label, encoding;
};
constexpr Label kLabels[] = {
#include "feeds/text/tables/labels_table.inc"
};

constexpr std::size_t kSurveyed = 1 << 20;  // bytes of broken UTF-8 looked at before it is believed
// Sequences of well-formed UTF-8 that no other charset makes by chance: in text of a Western one, each would
// be two or three signs like "Ã¼" that no language writes.
constexpr std::size_t kConvincing = 12, kConvincingWestern = 2;

struct Claim {
  std::string encoding, how;
};

struct Bom {
  std::string_view bytes, encoding;
};
/// The longer first: UTF-32LE begins like UTF-16LE.
constexpr Bom kBoms[] = {
    {"\xEF\xBB\xBF", "utf-8"},
    {std::string_view("\xFF\xFE\0\0", 4), "utf-32le"},
    {std::string_view("\0\0\xFE\xFF", 4), "utf-32be"},
    {"\xFF\xFE", "utf-16le"},
    {"\xFE\xFF", "utf-16be"},
};

/// "windows_1252" is "windows-1252", "iso8859_15" is "iso8859-15": only letters and digits count (UTS
/// #22 1.4).
bool is_same_label(std::string_view a, std::string_view b) {
  const auto counts = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  std::size_t i = 0, k = 0;
  while (true) {
    while (i < a.size() && !counts(a[i])) ++i;
    while (k < b.size() && !counts(b[k])) ++k;
    if (i == a.size() || k == b.size()) return i == a.size() && k == b.size() && !a.empty();
    if (a[i++] != b[k++]) return false;
  }
}

std::size_t count_high(std::string_view bytes) {
  return static_cast<std::size_t>(
      std::count_if(bytes.begin(), bytes.end(), [](char c) { return (c & 0x80) != 0; }));
}

bool is_wide(std::string_view encoding) {
  return encoding.starts_with("utf-16") || encoding.starts_with("utf-32");
}

Decoded decode_utf8(std::string_view bytes, std::size_t valid, std::string how) {
  Decoded decoded{{}, "utf-8", 0, std::move(how)};
  decoded.text = valid == bytes.size() ? std::string(bytes) : repaired_utf8(bytes, decoded.replaced);
  return decoded;
}

Decoded decode_claimed(std::string_view bytes, const Claim& claim) {
  if (claim.encoding == "utf-8") return decode_utf8(bytes, valid_utf8_prefix(bytes), claim.how);
  Decoded decoded{{}, claim.encoding, 0, claim.how};
  decoded.text = convert_to_utf8(bytes, claim.encoding, decoded.replaced);
  return decoded;
}

/// RFC 2046 4.1.2 and RFC 3023 8.5: XML sent as text/* without a charset is US-ASCII, and so it is named if
/// it is.
bool is_text_xml(std::string_view content_type) {
  const std::string type = to_lower(media_type(content_type));
  return type.starts_with("text/") && type.find("xml") != std::string::npos;
}

/// Only for bytes that are all ASCII and no stateful charset: what they are called.
Decoded decode_ascii(std::string_view bytes, std::string_view content_type, MarkupKind kind,
                     const Claim& claim) {
  Decoded decoded{std::string(bytes), claim.encoding, 0, claim.how};
  const bool said = equals_ignore_case(http_charset(content_type), "us-ascii");
  if (said || (kind == MarkupKind::xml && claim.how != "http" && is_text_xml(content_type))) {
    decoded.encoding = "us-ascii";
    decoded.how = "http";
  } else if (claim.how == "declaration" && equals_ignore_case(xml_charset(bytes), "us-ascii")) {
    decoded.encoding = "us-ascii";
  } else if (claim.encoding.empty()) {
    decoded.encoding = decoded.how = "utf-8";
  }
  return decoded;
}

/// True if the document can be UTF-16 although it has no BOM and no ASCII that shows as such.
bool may_be_wide(std::string_view bytes) {
  const std::string_view begin = bytes.substr(0, 64);
  return begin.find('\0') != std::string_view::npos || (!begin.empty() && !is_ascii(begin.substr(0, 1)));
}

Claim http_claim(std::string_view bytes, std::string_view content_type) {
  const std::string encoding = encoding_for_label(http_charset(content_type));
  if (is_wide(encoding) && !may_be_wide(bytes)) return {};
  return {encoding, "http"};
}

/// A declaration that could be read as ASCII cannot be UTF-16 (HTML Standard 13.2.3.2).
Claim declared_claim(std::string_view bytes, MarkupKind kind) {
  std::string encoding;
  if (kind == MarkupKind::html) encoding = encoding_for_label(meta_charset(bytes));
  if (encoding.empty() && (kind == MarkupKind::html || kind == MarkupKind::xml))
    encoding = encoding_for_label(xml_charset(bytes));
  return {is_wide(encoding) ? "utf-8" : encoding, "declaration"};
}

bool has_c1_bytes(std::string_view bytes) {
  return std::any_of(bytes.begin(), bytes.end(),
                     [](char c) { return (static_cast<unsigned char>(c) & 0xE0) == 0x80; });
}

/// Bytes that are not UTF-8 and about which nobody says anything true. A guess says no more than the bytes
/// do: Thai without a character that only Windows has is called by the national standard's name, which is one
/// of the same encoding's labels.
Decoded decode_guessed(std::string_view bytes) {
  const std::string guess = detect_charset(bytes);
  if (guess.empty()) return decode_claimed(bytes, {"windows-1252", "fallback"});
  Decoded decoded = decode_claimed(bytes, {guess, "detected"});
  if (guess == "windows-874" && !has_c1_bytes(bytes)) decoded.encoding = "tis-620";
  return decoded;
}

/// A claim of a legacy charset holds unless a tenth of what is not ASCII does not fit it and another one fits
/// better.
Decoded decode_legacy(std::string_view bytes, const Claim& claim) {
  Decoded decoded = decode_claimed(bytes, claim);
  if (decoded.replaced == 0 || decoded.replaced * 10 < count_high(bytes)) return decoded;
  Decoded guessed = decode_guessed(bytes);
  return guessed.replaced * 2 < decoded.replaced ? guessed : decoded;
}

/// Bytes that are not well-formed UTF-8.
Decoded decode_other(std::string_view bytes, const Claim& claim, const Claim& next) {
  const Utf8Survey survey = survey_utf8(bytes, kSurveyed);
  const bool broken_utf8 = survey.sequences > 2 * survey.stray + survey.truncated;
  if (!claim.encoding.empty() && claim.encoding != "utf-8") return decode_legacy(bytes, claim);
  if (broken_utf8 && !claim.encoding.empty()) return decode_claimed(bytes, claim);
  if (!next.encoding.empty() && next.encoding != "utf-8") return decode_legacy(bytes, next);
  if (survey.sequences >= kConvincing && survey.stray * 100 <= survey.sequences)
    return decode_claimed(bytes, {"utf-8", "detected"});
  return decode_guessed(bytes);
}

/// Well-formed UTF-8 that is not ASCII, under the claim of another charset: believed if the bytes fit it and
/// are not too well-formed for chance.
Decoded decode_contested(std::string_view bytes, const Claim& claim, MarkupKind kind) {
  const bool western = claim.encoding == "windows-1252" || claim.encoding == "iso-8859-15";
  const std::size_t enough = western ? kConvincingWestern : kConvincing;
  const bool chance = survey_utf8(bytes, kSurveyed).sequences < enough;
  if (chance && kind != MarkupKind::json) {
    Decoded decoded = decode_claimed(bytes, claim);
    if (decoded.replaced == 0) return decoded;
  }
  return decode_utf8(bytes, bytes.size(), "utf-8");
}

}  // namespace

std::string encoding_for_label(std::string_view label) {
  const std::string key = to_lower(trim(label));
  const auto* const found =
      std::lower_bound(std::begin(kLabels), std::end(kLabels), key,
                       [](const Label& entry, const std::string& k) { return entry.label < k; });
  if (found != std::end(kLabels) && found->label == key) return std::string(found->encoding);
  for (const Label& known : kLabels)
    if (is_same_label(known.label, key)) return std::string(known.encoding);
  return icu_charset(key);
}

Decoded decode_as(std::string_view bytes, std::string_view label) {
  const std::string encoding = encoding_for_label(label);
  for (const Bom& bom : kBoms)
    if (bom.encoding == encoding && bytes.starts_with(bom.bytes)) bytes.remove_prefix(bom.bytes.size());
  if (encoding.empty()) return decode_claimed(bytes, {"windows-1252", "fallback"});
  return decode_claimed(bytes, {encoding, "declaration"});
}

Decoded decode_document(std::string_view bytes, std::string_view content_type, MarkupKind kind) {
  for (const Bom& bom : kBoms)
    if (bytes.starts_with(bom.bytes))
      return decode_claimed(bytes.substr(bom.bytes.size()), {std::string(bom.encoding), "bom"});
  if (const std::string_view wide = null_pattern(bytes); !wide.empty())
    return decode_claimed(bytes, {std::string(wide), "detected"});
  const Claim http = http_claim(bytes, content_type);
  const Claim declared = declared_claim(bytes, kind);
  const Claim& claim = http.encoding.empty() ? declared : http;
  if (is_wide(claim.encoding)) return decode_claimed(bytes, claim);
  const std::size_t valid = valid_utf8_prefix(bytes);
  if (valid != bytes.size()) return decode_other(bytes, claim, declared);
  if (claim.encoding == "iso-2022-jp" && bytes.find('\x1b') != std::string_view::npos)
    return decode_claimed(bytes, claim);
  if (is_ascii(bytes)) return decode_ascii(bytes, content_type, kind, claim);
  if (claim.encoding.empty() || claim.encoding == "utf-8")
    return decode_utf8(bytes, valid, claim.encoding.empty() ? "utf-8" : claim.how);
  return decode_contested(bytes, claim, kind);
}

bool is_valid_utf8(std::string_view bytes) {
  return valid_utf8_prefix(bytes) == bytes.size();
}

std::string make_valid_utf8(std::string_view bytes) {
  std::size_t replaced = 0;
  return repaired_utf8(bytes, replaced);
}

}  // namespace gazette
