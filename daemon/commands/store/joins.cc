// near, merge, split: articles that say the same.
#include <iostream>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "daemon/commands/commands.h"
#include "daemon/engine.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

namespace json = boost::json;

std::string line_of(const StoredArticle& stored) {
  return fmt::format("{}  {}  {}", stored.article.id, stored.article.source,
                     escape_for_log(stored.article.title));
}

json::object brief_json(const StoredArticle& stored) {
  return {{"id", stored.article.id},
          {"source", stored.article.source},
          {"url", stored.article.url},
          {"title", stored.article.title}};
}

}  // namespace

int near_command(const StoreArguments& arguments) {
  const Result<Opened> opened = open_configured_or_empty(arguments.config_file);
  if (!opened) return report(opened.error());
  Store& store = *opened->store;
  const Result<std::vector<NearPair>> pairs = store.near_duplicates(arguments.limit);
  if (!pairs) return report(pairs.error());
  for (const NearPair& pair : *pairs) {
    const auto newer = store.article(pair.newer), older = store.article(pair.older);
    if (!newer || !older) return report((newer ? older : newer).error());
    if (!*newer || !*older) continue;
    if (arguments.json)
      std::cout << json::serialize(json::object{
                       {"bits", pair.bits}, {"newer", brief_json(**newer)}, {"older", brief_json(**older)}})
                << '\n';
    else
      std::cout << line_of(**older) << "\n  " << line_of(**newer) << '\n';
  }
  return std::cout.flush() ? kDone : kFailed;
}

int merge_command(const StoreArguments& arguments) {
  const Result<Opened> opened = open_configured(arguments.config_file, false);
  if (!opened) return report(opened.error());
  const Result<StoredArticle> kept = require_article(*opened->store, arguments.name);
  if (!kept) return report(kept.error());
  const Result<StoredArticle> other = require_article(*opened->store, arguments.other);
  if (!other) return report(other.error());
  if (kept->number == other->number)
    return report({ErrorKind::usage, "these are one article already: " + kept->article.id});
  for (const StoredArticle* one : {&*kept, &*other})
    if (one->withdrawn)
      return report({ErrorKind::usage, "article " + one->article.id + " was withdrawn or has expired"});
  const Result<void> done = opened->store->merge(kept->number, other->number, wall_clock());
  if (!done) return report(done.error());
  std::cerr << line_of(*other) << "\n  is now " << line_of(*kept) << "; `gazette split " << kept->article.id
            << "` undoes it\n";
  return kDone;
}

int split_command(const StoreArguments& arguments) {
  const Result<Opened> opened = open_configured(arguments.config_file, false);
  if (!opened) return report(opened.error());
  const Result<StoredArticle> article = require_article(*opened->store, arguments.name);
  if (!article) return report(article.error());
  const Result<std::optional<SplitReport>> done = opened->store->split(article->number, wall_clock());
  if (!done) return report(done.error());
  if (!*done) return report({ErrorKind::other, "nothing has joined article " + article->article.id});
  if ((*done)->other)
    std::cerr << line_of(*(*done)->other) << "\n  is an article of its own again\n";
  else
    std::cerr << "the entry " << escape_for_log((*done)->entry) << "\n  is not " << line_of(*article)
              << "; the next poll of its source stores it as a new article\n";
  return kDone;
}

}  // namespace gazette
