// Formulas as their authors wrote them: TeX stays as text when the drawing of it goes. Pure; any thread;
// linear.
#pragma once

#include <string_view>

#include "feeds/html/tree.h"

namespace gazette::html {

/// Puts "$TeX$" ("$$TeX$$" for one that stands alone) in the place of every <math> and <script
/// type="math/tex"> below `top` of which the TeX is known, and takes away what shows the same to the eye
/// (KaTeX, MathJax, Wikipedia's image). So are images that a server draws of TeX which their words repeat.
void rescue_formulas(Tree& tree, NodeId top);

/// True for the address of an image that WordPress, Zhihu or CodeCogs draws of TeX.
bool is_drawn_formula(std::string_view source);

}  // namespace gazette::html
