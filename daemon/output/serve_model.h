// What the server shows, from the store: feeds rendered once a change, articles, the status of all sources.
// On the event loop; the store behind it has a thread of its own, and is only read.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "config/config.h"
#include "daemon/metrics/troubles.h"
#include "daemon/poll/work.h"
#include "daemon/serve/serve_model.h"

namespace gazette {

/// What the server may ask of the running service; what is absent is answered with "no".
struct ServiceHooks {
  AsyncStore* writer = nullptr;                           ///< that may be written to
  std::function<bool(const std::string&)> poll_now = {};  ///< false: no such source
  std::function<std::string(const ServiceStatus&)> metrics = {};
  std::function<void()> changed = {};  ///< the exporters have something to do
};

class StoreModel final : public ServeModel {
 public:
  StoreModel(AsyncStore& store, std::shared_ptr<const Config> config, std::function<Time()> now);

  Answer<ServiceStatus> status() override;
  Answer<ArticleList> articles(ListRequest request) override;
  Answer<std::optional<ArticleView>> article(std::string id) override;
  Answer<std::optional<VersionDiff>> changes(std::string id, int version) override;
  Answer<SharedFeed> feed(FeedName name, SharedFeed known) override;
  Answer<SharedFeed> feed_since(FeedName name, std::vector<FeedMark> known) override;
  std::vector<ListedFeed> listed_feeds() const override;
  Answer<std::string> metrics() override;
  Answer<ChangeList> changes_after(std::int64_t change, int limit, Duration patience) override;
  Answer<bool> poll_now(std::string source) override;
  Answer<bool> withdraw(std::string id, std::string why) override;

  void use(ServiceHooks hooks) { hooks_ = std::move(hooks); }
  /// The store has something new: who waits for it is woken.
  void note_change();
  /// After a reload.
  void use(std::shared_ptr<const Config> config);
  /// Sources being polled at this moment, for the status page.
  void set_polling(const std::string& source, bool polling);
  /// The scheduler is alive.
  void note_schedule() { scheduled_ = now_(); }

 private:
  /// Up to where in the store's log of changes a feed is known to be right.
  struct Checked {
    std::string etag;
    std::int64_t change = 0;
  };
  std::optional<FeedFilesOptions> feed_options(const FeedName& name) const;
  std::string public_url() const;

  AsyncStore& store_;
  std::shared_ptr<const Config> config_;
  std::function<Time()> now_;
  Time started_;
  std::optional<Time> scheduled_;
  std::set<std::string> polling_;
  std::map<std::string, Checked> checked_;  ///< by feed_target()
  ServiceStatus status_;                    ///< as it was read last
  ServiceHooks hooks_;
  TroubleBook troubles_;
  std::set<boost::asio::steady_timer*> waiting_;  ///< for a change; cancelled to wake
  std::optional<Time> status_at_;
};

}  // namespace gazette
