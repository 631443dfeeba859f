// FakeModel: a ServeModel over values, for tests of the server and the pages. What it answers may be changed
// between requests.
#pragma once

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "daemon/serve/routes.h"
#include "daemon/serve/serve_model.h"

namespace gazette::testing {

class FakeModel : public ServeModel {
 public:
  ServiceStatus now_status;
  std::vector<ExportArticle> all_articles;  ///< newest first
  std::vector<VersionInfo> versions;        ///< of every article
  std::map<std::string, SharedFeed> feeds;  ///< by feed_target()
  std::vector<ListedFeed> listed = {{"all", "gazette"}};
  std::optional<Error> failure;  ///< of every call
  Duration delay{0};             ///< of every call
  int calls = 0;
  std::vector<std::string> polled;
  std::vector<std::pair<std::string, std::string>> withdrawn;  ///< id, why
  Duration waited{0};                                          ///< the patience of who found no changes

  Answer<ServiceStatus> status() override {
    co_await work();
    if (failure) co_return tl::unexpected(*failure);
    co_return now_status;
  }
  Answer<ArticleList> articles(ListRequest request) override {
    co_await work();
    if (failure) co_return tl::unexpected(*failure);
    std::size_t begin = 0;
    if (!request.after.empty() &&
        std::from_chars(request.after.data(), request.after.data() + request.after.size(), begin).ec !=
            std::errc{})
      co_return tl::unexpected(Error{ErrorKind::usage, "no cursor"});
    ArticleList list;
    std::size_t seen = 0;
    for (const ExportArticle& item : all_articles) {
      if (!request.selection.takes(item) || item.article.title.find(request.words) == std::string::npos)
        continue;
      if (seen++ < begin) continue;
      if (std::ssize(list.articles) == request.limit) list.next = std::to_string(seen - 1);
      if (!list.next.empty()) break;
      list.articles.push_back(item);
    }
    co_return list;
  }
  Answer<std::optional<ArticleView>> article(std::string id) override {
    co_await work();
    if (failure) co_return tl::unexpected(*failure);
    for (const ExportArticle& item : all_articles)
      if (item.article.id == id) co_return std::optional<ArticleView>({item, versions});
    co_return std::optional<ArticleView>{};
  }
  Answer<std::optional<VersionDiff>> changes(std::string, int version) override {
    co_await work();
    if (failure) co_return tl::unexpected(*failure);
    if (versions.size() < 2 || version > std::ssize(versions)) co_return std::optional<VersionDiff>{};
    co_return std::optional<VersionDiff>(
        {versions[0], versions[1], diff_texts("the old text", "the new text")});
  }
  Answer<SharedFeed> feed(FeedName name, SharedFeed) override {
    co_await work();
    if (failure) co_return tl::unexpected(*failure);
    const auto found = feeds.find(feed_target(name));
    co_return found == feeds.end() ? SharedFeed{} : found->second;
  }
  /// The "new" articles are those whose marks are not known; their ids are the body.
  Answer<SharedFeed> feed_since(FeedName name, std::vector<FeedMark> known) override {
    co_await work();
    if (failure) co_return tl::unexpected(*failure);
    auto changes = std::make_shared<RenderedFeed>(*feeds.at(feed_target(name)));
    changes->body.clear();
    for (const FeedMark& mark : changes->marks)
      if (std::find(known.begin(), known.end(), mark) == known.end()) changes->body += mark.id + '\n';
    co_return changes->body.empty() ? SharedFeed{} : changes;
  }
  std::vector<ListedFeed> listed_feeds() const override { return listed; }
  Answer<std::string> metrics() override {
    co_await work();
    if (failure) co_return tl::unexpected(*failure);
    co_return "# metrics\n";
  }
  /// All articles are changes, numbered from 1, the oldest first.
  Answer<ChangeList> changes_after(std::int64_t change, int limit, Duration patience) override {
    co_await work();
    if (failure) co_return tl::unexpected(*failure);
    if (change >= std::ssize(all_articles)) waited = patience;
    ChangeList list{{}, change};
    for (std::int64_t i = change; i < std::ssize(all_articles) && std::ssize(list.items) < limit; ++i) {
      list.items.push_back({i + 1, all_articles[all_articles.size() - 1 - static_cast<std::size_t>(i)]});
      list.last = i + 1;
    }
    co_return list;
  }
  Answer<bool> poll_now(std::string source) override {
    co_await work();
    if (failure) co_return tl::unexpected(*failure);
    polled.push_back(source);
    co_return source == "lwn";
  }
  Answer<bool> withdraw(std::string id, std::string why) override {
    co_await work();
    if (failure) co_return tl::unexpected(*failure);
    withdrawn.emplace_back(id, why);
    co_return std::erase_if(all_articles, [&](const ExportArticle& item) { return item.article.id == id; }) >
        0;
  }

 private:
  boost::asio::awaitable<void> work() {
    ++calls;
    if (delay.count() == 0) co_return;
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, delay);
    co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  }
};

/// An article with a record of its own.
inline ExportArticle make_article(std::string id, std::string title, std::string body, Time date) {
  ExportArticle item;
  Article& article = item.article;
  article.id = std::move(id);
  article.source = "lwn";
  article.url = "https://example.org/" + article.id;
  article.title = std::move(title);
  article.language = "en";
  article.date = article.first_seen = item.changed = date;
  article.published = date;
  article.record = "---\n---\n";
  article.body_offset = article.record.size();
  article.record += body;
  item.sources = {"lwn"};
  return item;
}

}  // namespace gazette::testing
