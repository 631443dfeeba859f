// FakeModel: a ServeModel over values, for tests of the server and the pages. What it answers may be changed
// between requests.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "daemon/serve/serve_model.h"

namespace gazette::testing {

class FakeModel final : public ServeModel {
 public:
  ServiceStatus now_status;
  std::vector<ExportArticle> articles;
  std::map<std::pair<std::string, FeedOutput>, SharedFeed> feeds;
  std::vector<std::string> names = {"all"};
  std::optional<Error> failure;  ///< of every call
  Duration delay{0};             ///< of every call
  int calls = 0;

  Answer<ServiceStatus> status() override {
    co_await work();
    if (failure) co_return tl::unexpected(*failure);
    co_return now_status;
  }
  Answer<std::vector<ExportArticle>> newest(Selection, int limit) override {
    co_await work();
    if (failure) co_return tl::unexpected(*failure);
    co_return std::vector<ExportArticle>(
        articles.begin(), articles.begin() + std::min<std::ptrdiff_t>(limit, std::ssize(articles)));
  }
  Answer<std::optional<ExportArticle>> article(std::string id) override {
    co_await work();
    if (failure) co_return tl::unexpected(*failure);
    for (const ExportArticle& item : articles)
      if (item.article.id == id) co_return std::optional<ExportArticle>(item);
    co_return std::optional<ExportArticle>{};
  }
  Answer<std::vector<ExportArticle>> search(std::string words, int) override {
    co_await work();
    if (failure) co_return tl::unexpected(*failure);
    std::vector<ExportArticle> found;
    for (const ExportArticle& item : articles)
      if (item.article.title.find(words) != std::string::npos) found.push_back(item);
    co_return found;
  }
  Answer<SharedFeed> feed(std::string name, FeedOutput format, SharedFeed) override {
    co_await work();
    if (failure) co_return tl::unexpected(*failure);
    const auto found = feeds.find({name, format});
    co_return found == feeds.end() ? SharedFeed{} : found->second;
  }
  /// The "new" articles are those whose marks are not known; their ids are the body.
  Answer<SharedFeed> feed_since(std::string name, FeedOutput format, std::vector<FeedMark> known) override {
    co_await work();
    if (failure) co_return tl::unexpected(*failure);
    auto changes = std::make_shared<RenderedFeed>(*feeds.at({name, format}));
    changes->body.clear();
    for (const FeedMark& mark : changes->marks)
      if (std::find(known.begin(), known.end(), mark) == known.end()) changes->body += mark.id + '\n';
    co_return changes->body.empty() ? SharedFeed{} : changes;
  }
  std::vector<std::string> feed_names() const override { return names; }

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
