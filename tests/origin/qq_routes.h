// The qq news fixtures of tests/qq under the real site's paths.
#pragma once

#include <string>

#include "tests/origin/origin.h"

namespace gazette::testing {

/// `prefix` stands before every path ("" or "/qq"); `folder` is tests/qq. Article pages are the fixtures of
/// their ids: the seed, a tricky one, a short one, a video, a removed one.
void serve_qq(Origin& origin, const std::string& prefix, const std::string& folder);

}  // namespace gazette::testing
