#include "feeds/text/charset/convert.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <utility>

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>

#include "feeds/text/strings.h"

namespace gazette {
namespace {

using Converter = std::unique_ptr<UConverter, decltype(&ucnv_close)>;

/// ICU's converters where their name is not WHATWG's, or where ICU's choice for the name is not WHATWG's
/// charset.
constexpr std::array<std::pair<std::string_view, const char*>, 7> kIcuNames{{
    {"big5", "Big5-HKSCS"},
    {"shift_jis", "ibm-943_P15A-2003"},
    {"euc-kr", "windows-949-2000"},
    {"iso-8859-8-i", "ISO-8859-8"},
    {"windows-874", "windows-874-2000"},
    {"ibm866", "ibm-866_P100-1995"},
    {"x-mac-cyrillic", "macos-7_3-10.2"},
}};

constexpr std::array<char16_t, 96> kIso885916 = {
#include "feeds/text/tables/iso_8859_16.inc"
};

/// What ICU calls for bytes that are invalid or stand for no character.
void U_CALLCONV write_replacement(const void* context, UConverterToUnicodeArgs* arguments, const char*,
                                  int32_t, UConverterCallbackReason reason, UErrorCode* error) {
  if (reason > UCNV_IRREGULAR) return;
  *error = U_ZERO_ERROR;
  ++*static_cast<std::size_t*>(const_cast<void*>(context));
  static constexpr UChar kReplacement = 0xFFFD;
  ucnv_cbToUWriteUChars(arguments, &kReplacement, 1, 0, error);
}

Converter open_converter(std::string_view encoding, std::size_t& replaced) {
  const auto* const known = std::find_if(kIcuNames.begin(), kIcuNames.end(),
                                         [&](const auto& pair) { return pair.first == encoding; });
  const std::string name = known != kIcuNames.end() ? known->second : std::string(encoding);
  UErrorCode error = U_ZERO_ERROR;
  Converter converter(ucnv_open(name.c_str(), &error), ucnv_close);
  if (!converter) converter.reset(ucnv_open("windows-1252", &(error = U_ZERO_ERROR)));
  if (converter)
    ucnv_setToUCallBack(converter.get(), write_replacement, &replaced, nullptr, nullptr,
                        &(error = U_ZERO_ERROR));
  return converter;
}

/// Appends UTF-16; a surrogate that has lost its other half, here or at the end of the chunk before, is
/// replaced.
class Utf16Writer {
 public:
  Utf16Writer(std::string& out, std::size_t& replaced) : out_(out), replaced_(replaced) {}

  void write(const UChar* p, const UChar* end) {
    const std::size_t before = out_.size();
    out_.resize(before + 3 * static_cast<std::size_t>(end - p) + 3);  // the last three: a half left over
    to_ = out_.data() + before;
    for (; p != end; ++p) {
      if (high_ == 0 && (*p < 0xD800 || *p > 0xDFFF))
        put(*p);
      else
        put_half(*p);
    }
    out_.resize(static_cast<std::size_t>(to_ - out_.data()));
  }
  void finish() {
    if (std::exchange(high_, 0) == 0) return;
    append_utf8(out_, kReplacement);
    ++replaced_;
  }

 private:
  static constexpr char32_t kReplacement = 0xFFFD;

  void byte(char32_t value) { *to_++ = static_cast<char>(value); }

  void put(char32_t c) {
    if (c < 0x80) return byte(c);
    if (c < 0x800) {
      byte(0xC0 | (c >> 6));
    } else {
      if (c < 0x10000) {
        byte(0xE0 | (c >> 12));
      } else {
        byte(0xF0 | (c >> 18));
        byte(0x80 | ((c >> 12) & 0x3F));
      }
      byte(0x80 | ((c >> 6) & 0x3F));
    }
    byte(0x80 | (c & 0x3F));
  }

  /// A surrogate, or what stands behind the first half of a pair.
  void put_half(char32_t unit) {
    const bool low = unit >= 0xDC00 && unit <= 0xDFFF;
    const char32_t high = std::exchange(high_, 0);
    if (high && low) return put(0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00));
    if (high) replace();
    if (low) return replace();
    if (unit >= 0xD800 && unit <= 0xDBFF)
      high_ = unit;
    else
      put(unit);
  }
  void replace() {
    put(kReplacement);
    ++replaced_;
  }

  std::string& out_;
  std::size_t& replaced_;
  char* to_ = nullptr;
  char32_t high_ = 0;
};

std::string convert_8859_16(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 4);
  for (char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    append_utf8(out, byte < 0xA0 ? byte : kIso885916[byte - 0xA0]);
  }
  return out;
}

}  // namespace

std::string convert_to_utf8(std::string_view bytes, std::string_view encoding, std::size_t& replaced) {
  if (encoding == "iso-8859-16") return convert_8859_16(bytes);
  const Converter converter = open_converter(encoding, replaced);
  if (!converter) return {};
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 2);
  Utf16Writer writer(out, replaced);
  std::array<UChar, 8192> chunk;
  const char* source = bytes.data();
  const char* const source_end = source + bytes.size();
  UErrorCode error = U_BUFFER_OVERFLOW_ERROR;
  while (error == U_BUFFER_OVERFLOW_ERROR) {
    error = U_ZERO_ERROR;
    UChar* target = chunk.data();
    ucnv_toUnicode(converter.get(), &target, chunk.data() + chunk.size(), &source, source_end, nullptr, true,
                   &error);
    writer.write(chunk.data(), target);
  }
  writer.finish();
  return out;
}

std::string icu_charset(const std::string& label) {
  constexpr std::size_t kLongest = 40;
  if (label.empty() || label.size() > kLongest ||
      label.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.:+") != std::string::npos)
    return {};
  UErrorCode error = U_ZERO_ERROR;
  const Converter converter(ucnv_open(label.c_str(), &error), ucnv_close);
  if (!converter || U_FAILURE(error)) return {};
  const UConverterType type = ucnv_getType(converter.get());
  if (type != UCNV_SBCS && type != UCNV_MBCS) return {};
  constexpr std::string_view kMarkup = "<?xml version='1.0'><a b=\"/c#d;\">&!--09AZ";
  std::size_t replaced = 0;
  if (convert_to_utf8(kMarkup, label, replaced) != kMarkup) return {};
  const char* const iana = ucnv_getStandardName(label.c_str(), "IANA", &error);
  return iana && U_SUCCESS(error) ? to_lower(iana) : label;
}

}  // namespace gazette
