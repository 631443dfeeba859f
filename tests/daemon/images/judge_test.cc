// What becomes of an image by the answer of its server.
#include "daemon/images/judge.h"

#include <gtest/gtest.h>

#include "feeds/text/strings.h"
#include "tests/exporters/images/pictures.h"

namespace gazette {
namespace {

using State = StoredImage::State;
using std::chrono::hours;
using testing::picture;

constexpr std::int64_t kRoom = 1'000'000;
const Time kNow{std::chrono::seconds(1'700'000'000)};

StoredImage before(int tries = 0) {
  StoredImage image;
  image.url = "https://a.example/1";
  image.tries = tries;
  return image;
}
Result<WebResponse> answer(std::string body, int status = 200) {
  WebResponse response;
  response.status = status;
  response.body = std::move(body);
  return response;
}
FetchedImage judged(std::string body, const ImageOptions& options = {}, std::int64_t room = kRoom) {
  return judge_image(before(), answer(std::move(body)), options, room, kNow);
}

TEST(JudgeImage, a_picture_is_kept_as_it_came) {
  const std::string bytes = picture("png", 40, 30);
  const FetchedImage image = judged(bytes);
  EXPECT_EQ(image.image.state, State::kept);
  EXPECT_EQ(image.bytes, bytes);
  EXPECT_EQ(image.image.sha256, sha256_hex(bytes));
  EXPECT_EQ(image.image.type, "png");
  EXPECT_EQ(image.image.width, 40);
  EXPECT_EQ(image.image.height, 30);
  EXPECT_EQ(image.image.size, static_cast<std::int64_t>(bytes.size()));
  EXPECT_EQ(image.image.url, "https://a.example/1");
  EXPECT_FALSE(image.image.next);
}

TEST(JudgeImage, a_wide_one_is_made_smaller_where_that_is_wanted) {
  ImageOptions options;
  options.max_width = 100;
  const FetchedImage image = judged(picture("jpg", 400, 200), options);
  EXPECT_EQ(image.image.width, 100);
  EXPECT_EQ(image.image.height, 50);
  EXPECT_EQ(image.image.sha256, sha256_hex(image.bytes));
  EXPECT_EQ(judged(picture("jpg", 100, 50), options).bytes, picture("jpg", 100, 50)) << "wide enough";
}

TEST(JudgeImage, a_dot_tells_somebody_who_reads) {
  EXPECT_EQ(judged(picture("gif", 1, 1)).image.state, State::tracking);
  EXPECT_EQ(judged(picture("png", 3, 3)).image.state, State::tracking);
  EXPECT_EQ(judged(picture("png", 4, 3)).image.state, State::kept);
}

TEST(JudgeImage, what_is_no_image_or_too_large_is_refused_for_good) {
  const FetchedImage svg = judged("<svg onload='alert(1)'/>");
  EXPECT_EQ(svg.image.state, State::refused);
  EXPECT_EQ(svg.image.reason, "an SVG drawing");
  EXPECT_TRUE(svg.bytes.empty());
  EXPECT_FALSE(svg.image.next);
  ImageOptions small;
  small.max_pixels = 1000;
  EXPECT_EQ(judged(picture("png", 40, 30), small).image.reason, "more than images.max_pixels");
  ImageOptions light;
  light.max_bytes = 100;
  EXPECT_EQ(judged(picture("png", 40, 30), light).image.reason, "more than images.max_bytes");
  const Result<WebResponse> cut = fail(ErrorKind::too_large, "more than 100 bytes");
  EXPECT_EQ(judge_image(before(), cut, {}, kRoom, kNow).image.state, State::refused);
}

TEST(JudgeImage, what_cannot_be_had_is_tried_again_ever_later) {
  const Result<WebResponse> timeout = fail(ErrorKind::timeout, "no answer");
  const FetchedImage first = judge_image(before(), timeout, {}, kRoom, kNow);
  EXPECT_EQ(first.image.state, State::missing);
  EXPECT_EQ(first.image.reason, "no answer");
  EXPECT_EQ(first.image.tries, 1);
  EXPECT_EQ(first.image.next, kNow + hours(1));
  EXPECT_EQ(judge_image(before(1), answer("", 404), {}, kRoom, kNow).image.next, kNow + hours(6));
  EXPECT_FALSE(judge_image(before(6), answer("", 404), {}, kRoom, kNow).image.next) << "enough";
  EXPECT_TRUE(judged("<!doctype html>Verify that you are human").image.next) << "a wall";
  for (int tries = 1; next_image_try(tries + 1); ++tries)
    EXPECT_GT(*next_image_try(tries + 1), *next_image_try(tries));
}

TEST(JudgeImage, a_full_quota_is_looked_at_again) {
  const FetchedImage image = judged(picture("png", 40, 30), {}, 10);
  EXPECT_EQ(image.image.state, State::missing);
  EXPECT_EQ(image.image.reason, "its source has used up images.quota");
  EXPECT_TRUE(image.image.next);
  EXPECT_TRUE(image.bytes.empty());
}

}  // namespace
}  // namespace gazette
