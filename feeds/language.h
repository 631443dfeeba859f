// Which language a text is in, when nobody said, and language tags in their usual form. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace gazette {

/// "zh_cn" -> "zh-CN", "EN-us" -> "en-US", "zh-hant-tw" -> "zh-Hant-TW" (RFC 5646 section 2.1.1); empty for
/// what is no tag.
std::string language_tag(std::string_view said);

/// By script, and by its commonest words for Latin: "zh-CN", "zh-TW", "ja", "ko", "ru", "en", "de", ...;
/// "und" (RFC 5646 section 4.1) if it cannot be told. Looks at the first few thousand code points of plain
/// text.
std::string guess_language(std::string_view text);

}  // namespace gazette
