#include "daemon/net/manners/cache_headers.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Time kNow = *parse_date("2026-03-01T12:00:00Z");

WebResponse answer(int status, Headers headers) {
  WebResponse response;
  response.status = status;
  response.headers = std::move(headers);
  return response;
}

TEST(CacheHeaders, T2_freshness_by_the_longer_of_max_age_and_expires) {
  struct Case {
    const char* name;
    Headers headers;
    std::optional<Duration> fresh;
  };
  const std::string date = "Sun, 01 Mar 2026 12:00:00 GMT", later = "Sun, 01 Mar 2026 14:00:00 GMT",
                    before = "Sun, 01 Mar 2026 11:00:00 GMT";
  const std::vector<Case> cases = {
      {"nothing said", {}, std::nullopt},
      {"max-age", {{"cache-control", "max-age=3600"}}, hours(1)},
      {"less Age", {{"cache-control", "public, max-age=3600"}, {"age", "600"}}, minutes(50)},
      {"Age beyond", {{"cache-control", "max-age=60"}, {"age", "600"}}, Duration::zero()},
      {"Age is no number", {{"cache-control", "max-age=60"}, {"age", "-5"}}, minutes(1)},
      {"quoted, spaced, upper case", {{"cache-control", "Private ,MAX-AGE=\"60\""}}, minutes(1)},
      {"spaces around =", {{"cache-control", "max-age = 60"}}, minutes(1)},
      {"quoted commas", {{"cache-control", "private=\"a, max-age=0\", max-age=60"}}, minutes(1)},
      {"quoted no-store", {{"cache-control", "no-cache=\"a, no-store, b\", max-age=60"}}, minutes(1)},
      {"quotes in quotes", {{"cache-control", "x=\"a\\\", no-store, \", max-age=60"}}, minutes(1)},
      {"a quote without end", {{"cache-control", "max-age=60, x=\"a, no-store"}}, minutes(1)},
      {"Expires in seconds is in the past", {{"expires", "7200"}}, Duration::zero()},
      {"Expires as a day alone", {{"expires", "2027-01-01"}}, Duration::zero()},
      {"in a second header", {{"cache-control", "public"}, {"cache-control", "max-age=60"}}, minutes(1)},
      {"the first counts", {{"cache-control", "max-age=60, max-age=600"}}, minutes(1)},
      {"s-maxage is for others", {{"cache-control", "s-maxage=7200"}}, std::nullopt},
      {"s-maxage and max-age", {{"cache-control", "s-maxage=7200, max-age=60"}}, minutes(1)},
      {"no-cache", {{"cache-control", "no-cache, max-age=3600"}}, Duration::zero()},
      {"no-cache of a field", {{"cache-control", "no-cache=\"set-cookie\", max-age=60"}}, minutes(1)},
      {"no-store", {{"cache-control", "no-store"}, {"expires", later}}, Duration::zero()},
      {"max-age=0", {{"cache-control", "max-age=0"}, {"date", date}, {"expires", later}}, Duration::zero()},
      {"garbage", {{"cache-control", "max-age=soon"}}, std::nullopt},
      {"negative", {{"cache-control", "max-age=-1"}}, std::nullopt},
      {"Expires less Date", {{"date", date}, {"expires", later}}, hours(2)},
      {"a server whose clock is wrong", {{"date", later}, {"expires", later}}, Duration::zero()},
      {"Expires without Date", {{"expires", later}}, hours(2)},
      {"in the past", {{"date", date}, {"expires", before}}, Duration::zero()},
      {"Expires 0", {{"expires", "0"}}, Duration::zero()},
      {"Expires -1", {{"expires", "-1"}}, Duration::zero()},
      {"both", {{"cache-control", "max-age=60"}, {"date", date}, {"expires", later}}, hours(2)},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(freshness(answer(200, c.headers), kNow), c.fresh);
  }
}

TEST(CacheHeaders, H37_absurd_lifetimes_stay_numbers) {
  for (const char* value :
       {"max-age=504576000", "max-age=99999999999999999999", "max-age=9223372036854775807"}) {
    const auto fresh = freshness(answer(200, {{"cache-control", value}}), kNow);
    ASSERT_TRUE(fresh) << value;
    EXPECT_GT(*fresh, days(5000)) << value;
    EXPECT_GT(kNow + *fresh, kNow) << value;
  }
  EXPECT_GT(*freshness(answer(200, {{"expires", "Fri, 31 Dec 9999 23:59:59 GMT"}}), kNow), days(5000));
}

TEST(CacheHeaders, T6_retry_after_in_both_forms) {
  struct Case {
    const char* value;
    std::optional<Duration> wait;
  };
  for (const Case& c :
       {Case{"120", minutes(2)}, Case{" 120 ", minutes(2)}, Case{"0", Duration::zero()},
        Case{"Sun, 01 Mar 2026 13:30:00 GMT", minutes(90)},
        Case{"Sunday, 01-Mar-26 13:30:00 GMT", minutes(90)}, Case{"Sun Mar  1 13:30:00 2026", minutes(90)},
        Case{"Sun, 01 Mar 2026 11:00:00 GMT", std::nullopt}, Case{"soon", std::nullopt},
        Case{"", std::nullopt}, Case{"-5", std::nullopt}, Case{"1.5", std::nullopt},
        Case{"\"7200\"", hours(2)}, Case{"7200.5", std::nullopt}, Case{"1 Apr 7200", std::nullopt},
        Case{"2027-01-01", std::nullopt}}) {
    SCOPED_TRACE(c.value);
    EXPECT_EQ(parse_retry_after(c.value, kNow), c.wait);
  }
  EXPECT_GT(*parse_retry_after("99999999999999999999", kNow), days(5000));
}

TEST(CacheHeaders, T6_T7_which_answers_ask_for_a_pause) {
  struct Case {
    const char* name;
    int status;
    Headers headers;
    std::optional<Duration> pause;
  };
  const Headers minute = {{"retry-after", "60"}};
  const std::vector<Case> cases = {
      {"429", 429, minute, seconds(60)},
      {"503", 503, minute, seconds(60)},
      {"301", 301, minute, seconds(60)},
      {"307", 307, minute, seconds(60)},
      {"200 may not", 200, minute, std::nullopt},
      {"304 may not", 304, minute, std::nullopt},
      {"404 may not", 404, minute, std::nullopt},
      {"500 may not", 500, minute, std::nullopt},
      {"429 with max-age", 429, {{"cache-control", "max-age=1800"}}, minutes(30)},
      {"429 with both", 429, {{"cache-control", "max-age=1800"}, {"retry-after", "60"}}, seconds(60)},
      {"503 with max-age", 503, {{"cache-control", "max-age=1800"}}, std::nullopt},
      {"429 with nothing", 429, {}, std::nullopt},
      {"429 with zero", 429, {{"retry-after", "0"}}, std::nullopt},
      {"429 with zero and max-age", 429, {{"retry-after", "0"}, {"cache-control", "max-age=60"}}, minutes(1)},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(asked_pause(answer(c.status, c.headers), kNow), c.pause);
  }
}

}  // namespace
}  // namespace gazette
