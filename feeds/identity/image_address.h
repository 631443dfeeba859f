// Which picture an address shows, whatever size, crop, format and server of a family it comes with. Never
// shown or fetched. Pure; any thread; linear time.
#pragma once

#include <string>
#include <string_view>

namespace gazette {

/// "cdn.example.org/2024/a.jpg" of "https://cdn3.example.org/w_300,c_fill/2024/a-300x200.jpg?sig=ab".
/// Parameters count only where they name the picture: of a program ("image.php?id=5"), of a proxy
/// ("?url=...").
std::string image_address_of(std::string_view url);

}  // namespace gazette
