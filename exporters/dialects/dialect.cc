#include "exporters/dialects/dialect.h"

#include <algorithm>
#include <array>

#include "exporters/dialects/guards.h"

namespace gazette {
namespace {

constexpr std::array<Dialect, 5> kDialects{{
    {"hugo", "content/{lang}/news/{source}/{id}.{lang}.md", "mainroad", without_shortcodes,
     "static/images/news", "/images/news", true},
    {"jekyll", "_posts/{source}/{year}-{month}-{day}-{id}.md", "jekyll", without_jekyll, "assets/news",
     "/assets/news", false},
    {"zola", "content/news/{source}/{id}.md", "zola", without_tera, "static/images/news", "/images/news",
     true},
    {"eleventy", "posts/{source}/{id}.md", "eleventy", without_liquid, "assets/news", "/assets/news", false},
    {"plain", "{source}/{year}/{id}.md", "plain", unguarded, "assets", "", false},
}};

}  // namespace

const Dialect* find_dialect(std::string_view name) {
  const auto found =
      std::find_if(kDialects.begin(), kDialects.end(), [&](const Dialect& d) { return d.name == name; });
  return found == kDialects.end() ? nullptr : &*found;
}

std::vector<std::string> dialect_names() {
  std::vector<std::string> names;
  for (const Dialect& dialect : kDialects) names.emplace_back(dialect.name);
  return names;
}

}  // namespace gazette
