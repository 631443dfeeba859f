// What the server shows, from the store: feeds rendered once a change, articles, the status of all sources.
// On the event loop; the store behind it has a thread of its own, and is only read.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "config/config.h"
#include "daemon/poll/work.h"
#include "daemon/serve/server.h"

namespace gazette {

class StoreModel final : public ServeModel {
 public:
  StoreModel(AsyncStore& store, std::shared_ptr<const Config> config, std::function<Time()> now);

  boost::asio::awaitable<Result<ServiceStatus>> status() override;
  boost::asio::awaitable<Result<std::vector<ExportArticle>>> newest(Selection selection, int limit) override;
  boost::asio::awaitable<Result<std::optional<ExportArticle>>> article(std::string id) override;
  boost::asio::awaitable<Result<std::vector<ExportArticle>>> search(std::string words, int limit) override;
  boost::asio::awaitable<Result<std::optional<std::shared_ptr<const RenderedFeed>>>> feed(
      std::string name, FeedOutput format) override;
  std::vector<std::string> feed_names() const override;

  /// After a reload.
  void use(std::shared_ptr<const Config> config);
  /// Sources being polled at this moment, for the status page.
  void set_polling(const std::string& source, bool polling);

 private:
  struct Cached {
    std::shared_ptr<const RenderedFeed> feed;
    std::int64_t change = -1;  ///< the store's last change when it was rendered
    Time checked;              ///< when that was last compared
  };
  std::optional<FeedFilesOptions> feed_options(const std::string& name) const;
  std::string public_url() const;

  AsyncStore& store_;
  std::shared_ptr<const Config> config_;
  std::function<Time()> now_;
  Time started_;
  std::set<std::string> polling_;
  std::map<std::pair<std::string, FeedOutput>, Cached> feeds_;
};

}  // namespace gazette
