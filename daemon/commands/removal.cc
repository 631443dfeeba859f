// withdraw: an article is taken away, here and at every exporter.
#include <iostream>

#include "daemon/commands/commands.h"
#include "daemon/engine.h"
#include "daemon/output/feed_log.h"
#include "feeds/text/strings.h"

namespace gazette {

int withdraw_command(const WithdrawArguments& arguments) {
  {
    const Result<Opened> opened = open_configured(arguments.config_file, false);
    if (!opened) return report(opened.error());
    const Result<StoredArticle> article = require_article(*opened->store, arguments.id);
    if (!article) return report(article.error());
    const auto withdrawn = withdraw_from_feeds(*opened->store, logged_feeds(opened->config),
                                               article->article.id, arguments.why, wall_clock());
    if (!withdrawn) return report(withdrawn.error());
    std::cerr << article->article.id
              << (article->withdrawn ? " had been withdrawn before"
                                     : ": withdrawn: " + escape_for_log(article->article.title))
              << '\n';
  }
  ExportArguments everywhere;
  everywhere.config_file = arguments.config_file;
  everywhere.fetch_images = false;    // that can wait
  return export_command(everywhere);  // its files, images and feed entries
}

}  // namespace gazette
