// The picture an entry's HTML opens with, found without a tree. Pure; any thread; never fails.
#pragma once

#include <string_view>

namespace gazette::parse {

/// The address of the first picture in HTML that may stand for the whole, as it stands there; empty if none.
/// Pixels that count readers, smileys, avatars and icons do not; a lazy one is where it waits (data-src).
std::string_view first_image(std::string_view html);

/// True for a width or height ("30", "16px", "1em") that only an icon or a counting pixel has.
bool is_icon_size(std::string_view length);

}  // namespace gazette::parse
