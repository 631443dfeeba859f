// ImageKeeper: fetches the images of articles that sites wish to keep, with the article as Referer, and
// stores what became of them. Follows the change log by a cursor of its own. On the event loop's thread; its
// work waits for hosts like any poll. Owned by whoever exports; must not outlive the engine.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "daemon/engine.h"
#include "daemon/images/wishes.h"

namespace gazette {

struct ImageRound {
  int kept = 0, missing = 0, refused = 0;
  bool complete = false;           ///< nothing is left to do now
  std::vector<std::string> notes;  ///< why images are not kept; bounded
};

class ImageKeeper {
 public:
  explicit ImageKeeper(Engine& engine) : engine_(engine) {}

  /// Images of articles that changed since the last round, then those whose next try is due. Begins nothing
  /// new after `most`; what is left comes with the next round. A failure is the store's.
  boost::asio::awaitable<Result<ImageRound>> run(Duration most);

 private:
  struct Job;
  struct Jobs;
  boost::asio::awaitable<Result<void>> follow_changes(const ImageWishes& wishes, ImageRound& round);
  boost::asio::awaitable<Result<void>> try_again(ImageRound& round);
  boost::asio::awaitable<Result<void>> work_off(Jobs& jobs);
  boost::asio::awaitable<void> work(Jobs& jobs);
  boost::asio::awaitable<Result<bool>> keep(const Job& job, ImageRound& round);
  boost::asio::awaitable<FetchedImage> fetch(const StoredImage& image, const Article& article,
                                             std::int64_t room);
  bool must_end() const;

  Engine& engine_;
  Time end_;
};

}  // namespace gazette
