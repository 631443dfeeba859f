// What gazette knows of each site generator: where its articles go, how their front matter is written, and
// what must not stand in their text. A table of values; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gazette {

struct Dialect {
  std::string_view name;
  std::string_view layout;   ///< unless the owner gives another
  std::string_view profile;  ///< unless the owner gives another
  std::string (*guard)(std::string_view body);
  std::string_view images;      ///< the folder of images, unless the owner gives another
  std::string_view images_url;  ///< what links to them begin with; empty: they are relative
  bool bundles;                 ///< an article "index.md" has its images beside it
};

/// Null for an unknown name.
const Dialect* find_dialect(std::string_view name);
/// "hugo", "jekyll", "zola", "eleventy", "plain".
std::vector<std::string> dialect_names();

}  // namespace gazette
