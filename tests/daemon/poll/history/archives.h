// A feed with archives on the loopback origin: entry n of it is from hour n of 2026, "feed" is its newest
// end.
#pragma once

#include "daemon/poll/history/walk.h"
#include "tests/daemon/poll/polling.h"

namespace gazette::testing {

class FeedWithHistory : public Polling {
 protected:
  FeedWithHistory() { now_ = *parse_date("2026-03-02T12:00:00Z"); }

  static std::string date(int n) {
    return format_rfc3339(*parse_date("2026-01-01T00:00:00Z") + std::chrono::hours(n));
  }
  static std::string entry(int n, const std::string& text = "Text") {
    return "<entry><id>urn:e" + std::to_string(n) + "</id><title>Title " + std::to_string(n) +
           "</title><updated>" + date(n) + "</updated><content type='text'>" + text + " of " +
           std::to_string(n) + "</content></entry>";
  }
  /// Entries from `last` down to `first`, the newest first.
  static std::string atom(int first, int last, const std::string& head) {
    std::string text =
        "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom' "
        "xmlns:fh='http://purl.org/syndication/history/1.0' "
        "xmlns:at='http://purl.org/atompub/tombstones/1.0'><id>urn:feed</id><title>Sample</title><updated>" +
        date(last) + "</updated>" + head;
    for (int n = last; n >= first; --n) text += entry(n);
    return text + "</feed>";
  }
  static std::string older(const std::string& url, const std::string& rel = "prev-archive") {
    return "<link rel='" + rel + "' href='" + url + "'/>";
  }
  static std::string archive(int i) { return "/archive/" + std::to_string(i); }

  /// Archives 1 to `archives` of `size` entries each, the first the oldest, and a feed of `size` beyond them.
  void serve_history(int archives, int size, const std::string& rel = "prev-archive") {
    for (int i = 1; i <= archives; ++i) {
      const std::string mark = rel == "prev-archive" ? "<fh:archive/>" : "";
      serve(archive(i), atom((i - 1) * size + 1, i * size, mark + (i > 1 ? older(archive(i - 1), rel) : "")));
    }
    serve("/feed", atom(archives * size + 1, (archives + 1) * size, older(archive(archives), rel)));
  }
  void serve(const std::string& path, const std::string& body) {
    origin_.serve(path, body, "application/atom+xml");
  }

  std::vector<HistoryWalk> walks() {
    return *ask([](Store& store) { return store.walks("one"); });
  }
  HistoryWalk walk() {
    const std::vector<HistoryWalk> all = walks();
    return all.size() == 1 ? all.front() : HistoryWalk{};
  }
  /// Polls until the walk ends, a hundred times at most; the times.
  int poll_to_the_end() {
    int polls = 0;
    while (polls < 100 && (polls == 0 || walk().stage == HistoryWalk::Stage::open)) {
      poll_when_due();
      ++polls;
    }
    return polls;
  }
  /// Requests for archives, in order.
  std::vector<std::string> asked() const {
    std::vector<std::string> paths;
    for (const Request& request : origin_.requests())
      if (request.path != "/feed") paths.push_back(request.path);
    return paths;
  }
  /// The articles' numbers (as in their ids), those from the history apart.
  std::set<int> stored(bool past) {
    ArticleQuery all;
    all.limit = 100'000;
    const std::vector<StoredArticle> articles = *ask([&](Store& store) { return store.articles(all); });
    std::set<int> numbers;
    for (const StoredArticle& one : articles)
      if (one.past == past) numbers.insert(std::stoi(one.article.guid.substr(5)));
    return numbers;
  }
  static std::set<int> range(int first, int last) {
    std::set<int> numbers;
    for (int n = first; n <= last; ++n) numbers.insert(n);
    return numbers;
  }
};

}  // namespace gazette::testing
