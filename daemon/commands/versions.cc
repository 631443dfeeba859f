// diff: what a publisher changed.
#include <algorithm>
#include <cstdlib>
#include <iostream>

#include <boost/json.hpp>
#include <unistd.h>

#include "daemon/commands/commands.h"
#include "feeds/diff/diff.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

namespace json = boost::json;

/// From and to, within what is there.
Result<std::pair<int, int>> chosen_versions(const std::vector<int>& named, int present) {
  const int to = named.size() > 1 ? named[1] : present;
  const int from = named.empty() ? std::max(1, to - 1) : named[0];
  for (const int version : {from, to})
    if (version < 1 || version > present)
      return fail(ErrorKind::usage, "there is no version " + std::to_string(version) + ": the article has " +
                                        std::to_string(present));
  return std::pair(from, to);
}

std::string text_of(const ArticleVersion& version) {
  return version.info.title + "\n\n" + version.record.substr(version.body_offset);
}

/// Of a text that did not change: the lines next to what did.
std::string shortened(const std::string& text, bool is_first, bool is_last) {
  const std::size_t head = is_first ? 0 : text.find('\n');
  const std::size_t tail = is_last ? text.size() : text.rfind('\n');
  if (head == text.npos || tail == text.npos) return text;
  const std::size_t begin = is_first ? 0 : head + 1, end = is_last ? text.size() : tail + 1;
  if (begin >= end || text.find_first_not_of('\n', begin) >= end) return text;
  return text.substr(0, begin) + "…\n" + text.substr(end);
}

class Printer {
 public:
  Printer() : colours_(isatty(STDOUT_FILENO) == 1 && !std::getenv("NO_COLOR")) {}

  void head(const char* mark, const VersionInfo& info) const {
    std::cout << mark << " version " << info.version << "  " << format_rfc3339(info.at) << '\n';
  }
  void print(const std::vector<DiffPart>& parts) const {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const std::string text = remove_control_characters(parts[i].text);
      switch (parts[i].kind) {
        case DiffKind::same: std::cout << shortened(text, i == 0, i + 1 == parts.size()); break;
        case DiffKind::removed: put("\033[31m", "[-", text, "-]"); break;
        case DiffKind::added: put("\033[32m", "{+", text, "+}"); break;
      }
    }
    if (!parts.empty() && !parts.back().text.ends_with('\n')) std::cout << '\n';
  }

 private:
  void put(const char* colour, const char* begin, const std::string& text, const char* end) const {
    if (colours_)
      std::cout << colour << text << "\033[0m";
    else
      std::cout << begin << text << end;
  }
  bool colours_;
};

json::object info_json(const VersionInfo& info) {
  return {{"version", info.version}, {"at", format_rfc3339(info.at)}, {"title", info.title}};
}

json::object diff_json(const std::string& id, const ArticleVersion& from, const ArticleVersion& to,
                       const std::vector<DiffPart>& parts) {
  json::array changes;
  for (const DiffPart& part : parts)
    changes.push_back(json::object{{"op", part.kind == DiffKind::same      ? "same"
                                          : part.kind == DiffKind::removed ? "removed"
                                                                           : "added"},
                                   {"text", part.text}});
  return {{"id", id},
          {"from", info_json(from.info)},
          {"to", info_json(to.info)},
          {"changes", std::move(changes)}};
}

Result<ArticleVersion> require_version(Store& store, const StoredArticle& article, int version) {
  Result<std::optional<ArticleVersion>> found = store.version(article.number, version);
  if (!found) return pass_on(found);
  if (!*found)
    return fail(ErrorKind::other,
                "article " + article.article.id + " has no version " + std::to_string(version) + " any more");
  return std::move(**found);
}

}  // namespace

int diff_command(const DiffArguments& arguments) {
  const Result<Opened> opened = open_configured(arguments.config_file, true);
  if (!opened) return report(opened.error());
  const Result<StoredArticle> article = require_text(*opened->store, arguments.id);
  if (!article) return report(article.error());
  const auto chosen = chosen_versions(arguments.versions, article->version);
  if (!chosen) return report(chosen.error());
  const Result<ArticleVersion> from = require_version(*opened->store, *article, chosen->first);
  const Result<ArticleVersion> to = require_version(*opened->store, *article, chosen->second);
  if (!from || !to) return report((from ? to : from).error());
  const std::vector<DiffPart> parts = diff_texts(text_of(*from), text_of(*to));
  if (arguments.json) {
    std::cout << json::serialize(diff_json(article->article.id, *from, *to, parts)) << '\n';
  } else if (chosen->first == chosen->second) {
    std::cerr << "article " << article->article.id
              << (article->version == 1 ? " has one version\n"
                                        : ": one version does not differ from itself\n");
  } else {
    const Printer printer;
    printer.head("---", from->info);
    printer.head("+++", to->info);
    printer.print(parts);
  }
  return std::cout.flush() ? kDone : kFailed;
}

}  // namespace gazette
