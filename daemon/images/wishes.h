// Which articles' images are wished: those that a site with `assets = "keep"` shows, or is going to. Made
// once a round from the configuration and the exporters' cursors. Any thread; failures are the store's.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "config/config.h"
#include "storage/store.h"

namespace gazette {

class ImageWishes {
 public:
  static Result<ImageWishes> make(Store& store, const std::vector<ExportOptions>& exporters);

  bool wants(const StoredArticle& article) const;

 private:
  /// Of one site.
  struct Wish {
    Selection selection;
    std::int64_t after = 0;       ///< older articles are not for it,
    bool takes_past = true;       ///< nor are those of a source's history,
    std::set<std::int64_t> also;  ///< but for these
  };
  std::vector<Wish> wishes_;
};

/// Nobody keeps images.
bool nobody_keeps_images(const std::vector<ExportOptions>& exporters);

}  // namespace gazette
