// Images as pages really carry them: lazily loaded, in several sizes, or only to count readers. Pure; any
// thread.
#pragma once

#include <string>
#include <string_view>

#include "feeds/html/tree.h"

namespace gazette::html {

/// Gives every lazy image below `top` its real source (data-src and the like, srcset, picture, noscript
/// fallback), and an image in the place of every figure and video of which only the address of one is known.
void rescue_lazy_images(Tree& tree, NodeId top, std::string_view base_url);

/// The address in a srcset that suits an article best: the widest up to about 2000 pixels; empty if none.
std::string best_of_srcset(std::string_view srcset);

/// What stands in a video or audio for browsers that cannot play it; empty if it only says so.
std::string fallback_words(const Tree& tree, NodeId player);

/// True for an address that stands in until a script puts the real one there.
bool is_stand_in(std::string_view src);

/// True for a class= by which a script finds the images that it will load.
bool is_lazy_class(std::string_view names);

/// A width or height of at most one pixel.
bool is_tiny(std::string_view size);

/// 1x1 or of a host that counts readers.
bool is_tracking_pixel(const Tree& tree, NodeId image, std::string_view url);

}  // namespace gazette::html
