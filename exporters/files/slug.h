// A title as the readable part of a path: lower-case ASCII words. One thread at a time.
#pragma once

#include <string>

#include "feeds/article.h"

namespace gazette {

/// At most 60 bytes of [a-z0-9-]. What is not ASCII is lost, or spelled in Latin letters (ICU: 软银 is
/// "ruan-yin") if `transliterate`; where something was lost, a hash of the id stands for it; nothing left:
/// the id.
std::string slug_of(const Article& article, bool transliterate);

/// Eight hex digits that tell articles with equal names apart.
std::string short_hash(std::string_view text);

}  // namespace gazette
