// Where pages say themselves that their article is: microdata, class names, <article>, <main>. Pure; any
// thread.
#pragma once

#include <vector>

#include "feeds/html/tree.h"

namespace gazette::extract {

/// How sure the place is; the surest first.
enum class Stage { marked_body, article_element, main_element };

struct Place {
  Stage stage = Stage::marked_body;
  html::NodeId node = html::kNone;
  double text = 0;  ///< code points, before anything in it is cleaned away
};

/// At most one a stage, the longest; in order.
std::vector<Place> marked_places(const html::Tree& tree);

}  // namespace gazette::extract
