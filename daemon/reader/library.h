// Library: what somebody may read: the sources as subscriptions, their articles as items, and what was read
// and starred of them. Between the protocols and the store; on the event loop, each call may suspend.
// Failures are those of the store.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "config/config.h"
#include "daemon/poll/work.h"
#include "feeds/text/result.h"
#include "storage/store.h"

namespace gazette {

struct ReaderSubscription {
  std::string name, title;
  std::string link;                 ///< the home page
  std::vector<std::string> labels;  ///< the source's tags
  std::optional<Time> updated;      ///< when it was polled well last
};

/// Of the feed that we make of it: the source's own may hold a key. `base_url`: of the server.
std::string feed_address(const ReaderSubscription& subscription, const std::string& base_url);

struct Subscriptions {
  std::vector<ReaderSubscription> all;  ///< in the order of the configuration

  const ReaderSubscription* find(std::string_view name) const;
  std::vector<std::string> labels() const;
  std::vector<std::string> names_with(std::string_view label) const;
};

struct ReaderArticle {
  ReaderItem item;
  StoredArticle stored;
  std::string html;
};

/// "Ann, Bob"; mail addresses stay with us.
std::string author_line(const Article& article);

class Library {
 public:
  template <class T>
  using Answer = boost::asio::awaitable<Result<T>>;
  /// What is done with articles on the store's thread, where many of them keep nobody else waiting.
  using Writer = std::function<std::string(const std::vector<ReaderArticle>& articles)>;

  Library(AsyncStore& store, AsyncStore& writer, std::shared_ptr<const Config> config,
          std::function<Time()> now);
  void use(std::shared_ptr<const Config> config);

  /// Before anything else that they do.
  Answer<void> visit(std::string reader);
  /// May be a few seconds old: clients ask for a stream a source, one after the other.
  Answer<Subscriptions> subscriptions();
  Answer<std::vector<ReaderFeed>> feeds(std::string reader);
  /// `query.subscribed` is filled in here, as in all that follow.
  Answer<std::vector<ReaderItem>> items(ReaderQuery query);
  Answer<std::string> written(ReaderQuery query, Writer write);
  Answer<void> mark(std::string reader, std::vector<std::int64_t> articles, ReaderMark mark);
  Answer<void> mark_all_read(ReaderQuery query);
  Answer<std::int64_t> count();

  Time now() const { return now_(); }
  /// Of the server, without a slash at the end.
  std::string base_url() const;

 private:
  AsyncStore& store_;
  AsyncStore& writer_;
  std::shared_ptr<const Config> config_;
  std::function<Time()> now_;
  std::set<std::string> visitors_;
  Subscriptions subscriptions_;  ///< as they were read last
  std::optional<Time> subscriptions_at_;
};

}  // namespace gazette
