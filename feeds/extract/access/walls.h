// Why a page shows no article, or only its beginning: by its own words, its title, and what it is built of.
// Looked at only when little text was found, since articles speak of cookies and captchas, too. Pure; any
// thread.
#pragma once

#include <string_view>

#include "feeds/html/tree.h"

namespace gazette::extract {

enum class Wall {
  none,
  challenge,   ///< asks whether a person is reading
  portal,      ///< a network's login in the page's place
  missing,     ///< says that there is no such page
  consent,     ///< asks for consent to cookies
  javascript,  ///< shows its text by script only
};

/// `page`: as parsed, scripts included. `title`: what the page calls itself; `is_article`: it says that it
/// holds one.
Wall find_wall(const html::Tree& page, std::string_view title, bool is_article);

/// Of text found on a page with a consent wall: is it the wall's own, or an article's beside it?
bool speaks_of_consent(std::string_view text);

/// One line for the operator: "the page asks ...".
std::string_view words_for(Wall wall);

/// "Subscribe to continue reading": only the beginning is shown.
bool asks_to_subscribe(const html::Tree& page);

}  // namespace gazette::extract
