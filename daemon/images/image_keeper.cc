#include "daemon/images/image_keeper.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "daemon/images/judge.h"
#include "exporters/images/links.h"
#include "exporters/render/republish.h"
#include "feeds/text/strings.h"

namespace gazette {

namespace asio = boost::asio;

namespace {

constexpr const char* kFollower = "images";
constexpr int kBatch = 100;          // changes looked at, or due images, at once
constexpr int kArticlesAtOnce = 16;  // hosts are asked one request at a time all the same
constexpr std::size_t kMaxNotes = 20;
constexpr std::string_view kAccept =
    "image/avif, image/webp, image/png, image/jpeg, image/gif, image/*;q=0.5";

void count(const StoredImage& image, ImageRound& round) {
  using State = StoredImage::State;
  round.kept += image.state == State::kept;
  round.missing += image.state == State::missing;
  round.refused += image.state == State::refused;
  if (!image.reason.empty() && round.notes.size() < kMaxNotes)
    round.notes.push_back(escape_for_log(image.url) + ": " + image.reason);
}

}  // namespace

/// An article whose images are to be looked after.
struct ImageKeeper::Job {
  StoredArticle article;
  std::vector<std::string> urls;   ///< of all its images
  std::vector<std::string> again;  ///< known ones that are to be tried again
};

/// What workers take from, until it is empty or time is up.
struct ImageKeeper::Jobs {
  std::vector<Job> all;
  ImageRound& round;
  std::size_t next = 0;
  std::size_t done = 0;
  Result<void> failed;
};

bool ImageKeeper::must_end() const {
  return engine_.is_stopping() || engine_.network_is_down() || wall_clock() >= end_;
}

asio::awaitable<Result<ImageRound>> ImageKeeper::run(Duration most) {
  ImageRound round;
  end_ = wall_clock() + most;
  const auto exporters = engine_.config().exporters;
  const Result<ImageWishes> wishes =
      co_await engine_.store().call([&](Store& store) { return ImageWishes::make(store, exporters); });
  if (!wishes) co_return pass_on(wishes);
  Result<void> done = co_await follow_changes(*wishes, round);
  if (done && !must_end()) done = co_await try_again(round);
  if (!done) co_return pass_on(done);
  round.complete = !must_end();
  co_return round;
}

/// Moves the cursor only behind articles whose images were all asked for.
asio::awaitable<Result<void>> ImageKeeper::follow_changes(const ImageWishes& wishes, ImageRound& round) {
  const Republish amounts = engine_.config().republish;
  while (!must_end()) {
    Jobs jobs{{}, round, 0, 0, {}};
    std::int64_t reached = 0;
    const auto load = [&](Store& store) -> Result<void> {
      const Result<std::int64_t> cursor = store.cursor(kFollower);
      if (!cursor) return pass_on(cursor);
      const Result<std::vector<Change>> changes = store.changes_after(*cursor, kBatch);
      if (!changes) return pass_on(changes);
      for (const Change& change : *changes) {
        reached = change.number;
        Result<std::optional<StoredArticle>> article = store.article(change.article);
        if (!article) return pass_on(article);
        if (!*article || (*article)->withdrawn) continue;
        const Result<std::vector<StoredImage>> images = store.images_of(change.article);
        if (!images) return pass_on(images);
        if (images->empty() && !wishes.wants(**article)) continue;  // one that has some is shown somewhere
        ExportArticle shown;
        shown.article = (*article)->article;
        std::vector<std::string> urls = image_urls(republished(std::move(shown), amounts).article);
        jobs.all.push_back({std::move(**article), std::move(urls), {}});
      }
      return {};
    };
    if (Result<void> loaded = co_await engine_.store().call(load); !loaded) co_return loaded;
    if (reached == 0) co_return Result<void>{};
    if (Result<void> worked = co_await work_off(jobs); !worked) co_return worked;
    if (jobs.done < jobs.all.size()) co_return Result<void>{};
    Result<void> moved =
        co_await engine_.store().call([&](Store& store) { return store.set_cursor(kFollower, reached); });
    if (!moved) co_return moved;
  }
  co_return Result<void>{};
}

asio::awaitable<Result<void>> ImageKeeper::try_again(ImageRound& round) {
  Jobs jobs{{}, round, 0, 0, {}};
  const Time now = wall_clock();
  const auto load = [&](Store& store) -> Result<void> {
    Result<std::vector<DueImage>> due = store.due_images(now, kBatch);
    if (!due) return pass_on(due);
    for (DueImage& one : *due) {
      Result<std::optional<StoredArticle>> article = store.article(one.article);
      if (!article) return pass_on(article);
      const Result<std::vector<StoredImage>> images = store.images_of(one.article);
      if (!images) return pass_on(images);
      if (!*article) continue;
      Job job{std::move(**article), {}, {std::move(one.image.url)}};
      for (const StoredImage& image : *images) job.urls.push_back(image.url);
      jobs.all.push_back(std::move(job));
    }
    return {};
  };
  if (Result<void> loaded = co_await engine_.store().call(load); !loaded) co_return loaded;
  co_return co_await work_off(jobs);
}

asio::awaitable<Result<void>> ImageKeeper::work_off(Jobs& jobs) {
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer ended(executor, asio::steady_timer::time_point::max());
  int working = std::min(kArticlesAtOnce, static_cast<int>(jobs.all.size()));
  for (int i = working; i > 0; --i)
    asio::co_spawn(executor, work(jobs), [&](const std::exception_ptr& error) {
      if (--working == 0) ended.cancel();
      if (error) std::rethrow_exception(error);  // a bug of ours: end loudly
    });
  while (working > 0) co_await ended.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return jobs.failed;
}

asio::awaitable<void> ImageKeeper::work(Jobs& jobs) {
  while (jobs.next < jobs.all.size() && jobs.failed && !must_end()) {
    const Job& job = jobs.all[jobs.next++];
    const Result<bool> kept = co_await keep(job, jobs.round);
    if (!kept)
      jobs.failed = pass_on(kept);
    else if (*kept)
      ++jobs.done;
  }
}

/// One article: what is not known of its images is asked for, one after the other. False: it is to come
/// again, for we stop, or our own network is down.
asio::awaitable<Result<bool>> ImageKeeper::keep(const Job& job, ImageRound& round) {
  std::int64_t used = 0;
  std::vector<StoredImage> wanted;
  bool had_some = false;
  const auto look = [&](Store& store) -> Result<void> {
    const Result<std::int64_t> bytes = store.image_bytes_of(job.article.article.source);
    if (!bytes) return pass_on(bytes);
    used = *bytes;
    const Result<std::vector<StoredImage>> before = store.images_of(job.article.number);
    if (!before) return pass_on(before);
    had_some = !before->empty();
    const auto known = store.images(job.urls);
    if (!known) return pass_on(known);
    for (std::size_t i = 0; i < job.urls.size(); ++i) {
      const bool again = std::find(job.again.begin(), job.again.end(), job.urls[i]) != job.again.end();
      if (!(*known)[i]) wanted.emplace_back().url = job.urls[i];
      if ((*known)[i] && again) wanted.push_back(*(*known)[i]);
    }
    return {};
  };
  if (Result<void> looked = co_await engine_.store().call(look); !looked) co_return pass_on(looked);
  std::vector<FetchedImage> fetched;
  for (const StoredImage& image : wanted) {
    FetchedImage one = co_await fetch(image, job.article.article, engine_.config().images.quota - used);
    if (engine_.is_stopping() || engine_.network_is_down()) co_return false;  // nobody is to blame
    used += one.image.size;
    count(one.image, round);
    fetched.push_back(std::move(one));
  }
  if (fetched.empty() && job.urls.empty() && !had_some) co_return true;
  const Result<void> saved = co_await engine_.store().call(
      [&](Store& store) { return store.save_images(job.article.number, job.urls, fetched); });
  if (!saved) co_return pass_on(saved);
  co_return true;
}

asio::awaitable<FetchedImage> ImageKeeper::fetch(const StoredImage& image, const Article& article,
                                                 std::int64_t room) {
  WebRequest request;
  request.url = image.url;
  request.accept = kAccept;
  request.max_body = engine_.config().images.max_bytes;
  request.referer = article.url;  // some hosts show images to their own pages only
  const Result<WebResponse> answer = co_await engine_.fetch(article.source, std::move(request));
  const ImageOptions options = engine_.config().images;
  co_return co_await run_on(engine_.cpu(),
                            [&] { return judge_image(image, answer, options, room, wall_clock()); });
}

}  // namespace gazette
