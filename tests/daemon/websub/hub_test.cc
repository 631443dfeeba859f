// Section H of the politeness list: our hub.
#include "daemon/websub/hub.h"

#include <functional>
#include <utility>

#include "daemon/websub/rules/signature.h"
#include "tests/daemon/websub/websub_fixture.h"
#include "tests/storage/samples.h"

namespace gazette::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string kTopic = "https://news.example.org/feeds/all.atom";
const std::string kCallback = "https://e.org/cb?x=1";

/// A model that takes its time: something may happen before it answers.
class SlowModel final : public FakeModel {
 public:
  std::function<boost::asio::awaitable<void>()> meanwhile;
  Answer<SharedFeed> feed(FeedName name, SharedFeed known) override {
    if (auto once = std::exchange(meanwhile, nullptr)) co_await once();
    co_return co_await FakeModel::feed(std::move(name), std::move(known));
  }
};

class HubTest : public WebSubTest {
 protected:
  HubTest() {
    show("<feed>1</feed>", "\"1\"");
    // A callback that means it, and takes everything.
    web.answer = [](const WebRequest& request) {
      const auto fields = read_form(query_of(request.url));
      return FakeWeb::status(
          200, request.method == "GET" && fields.contains("hub.challenge") ? fields.at("hub.challenge") : "");
    };
    make();
  }
  void make() {
    hub = std::make_unique<Hub>(Hub::Parts{loop.get_executor(), web, *store, model,
                                           "https://news.example.org", [this] { return now; },
                                           [this](const std::string& line) { log.push_back(line); }});
    run(hub->load());
  }
  void show(const std::string& text, const std::string& etag) {
    auto feed = std::make_shared<RenderedFeed>();
    feed->body = text;
    feed->etag = etag;
    feed->content_type = "application/atom+xml; charset=utf-8";
    model.feeds["/feeds/all.atom"] = feed;
  }
  Resource ask(FormFields fields, Method method = Method::post) {
    body = write_form(fields);
    Inquiry inquiry;
    inquiry.method = method;
    inquiry.target = "/hub";
    inquiry.body = body;
    inquiry.content_type = "application/x-www-form-urlencoded";
    return run(hub->answer(inquiry));
  }
  Resource subscribe(const std::string& callback = kCallback, const std::string& secret = {},
                     const std::string& topic = kTopic, const std::string& mode = "subscribe",
                     const std::string& lease = {}) {
    Resource answer = ask({{"hub.mode", mode},
                           {"hub.topic", topic},
                           {"hub.callback", callback},
                           {"hub.secret", secret},
                           {"hub.lease_seconds", lease}});
    settle();
    return answer;
  }
  /// To the feed of one more search, by a callback of its own; the answer's status.
  int subscribe_to_selection(int number) {
    const std::string target = "/feeds/all.atom?q=w" + std::to_string(number);
    model.feeds[target] = model.feeds["/feeds/all.atom"];
    return subscribe("https://e.org/" + std::to_string(number), "", "https://news.example.org" + target)
        .status;
  }
  void publish(const std::string& text, const std::string& etag) {
    show(text, etag);
    run(hub->publish());
    settle();
  }
  int pushes() const {
    return static_cast<int>(
        std::count_if(web.requests.begin(), web.requests.end(),
                      [](const WebRequest& request) { return request.method == "POST"; }));
  }
  std::vector<HubSubscriber> rows() {
    return *run(store->call([](Store& s) { return s.hub_subscribers(); }));
  }

  SlowModel model;
  std::unique_ptr<Hub> hub;
  std::string body;
};

TEST_F(HubTest, H1_bad_requests_are_told_why_in_plain_text) {
  for (const FormFields& fields :
       {FormFields{}, FormFields{{"hub.mode", "subscribe"}},
        FormFields{{"hub.mode", "x"}, {"hub.topic", kTopic}, {"hub.callback", kCallback}}}) {
    const Resource answer = ask(fields);
    EXPECT_EQ(answer.status, 400);
    EXPECT_THAT(answer.content_type, StartsWith("text/plain"));
    EXPECT_FALSE(answer.body->empty());
  }
  EXPECT_EQ(ask({}, Method::get).status, 405);
  EXPECT_TRUE(web.requests.empty());
}

TEST_F(HubTest, H2_accepted_before_it_is_verified) {
  web.answer = [](const WebRequest&) -> Result<WebResponse> { return fail(ErrorKind::timeout, "no answer"); };
  EXPECT_EQ(subscribe().status, 202);
  EXPECT_EQ(hub->counts().subscribers, 0);
}

TEST_F(HubTest, H3_intent_is_verified_with_a_challenge_of_its_own) {
  subscribe();
  subscribe("https://e.org/two");
  ASSERT_EQ(web.requests.size(), 2u);
  const auto one = read_form(query_of(web.requests[0].url)), two = read_form(query_of(web.requests[1].url));
  EXPECT_EQ(web.requests[0].method, "GET");
  EXPECT_FALSE(web.requests[0].follow);
  EXPECT_EQ(one.at("x"), "1");
  EXPECT_EQ(one.at("hub.mode"), "subscribe");
  EXPECT_EQ(one.at("hub.topic"), kTopic);
  EXPECT_EQ(one.at("hub.lease_seconds"), "864000");
  EXPECT_NE(one.at("hub.challenge"), two.at("hub.challenge"));
  EXPECT_EQ(hub->counts().subscribers, 2);
}

TEST_F(HubTest, H3_what_does_not_confirm_changes_nothing) {
  const auto refuse = [this](int status, const std::string& text) {
    web.answer = [=](const WebRequest& request) {
      const auto fields = read_form(query_of(request.url));
      return FakeWeb::status(status, text == "echo" ? fields.at("hub.challenge") : text);
    };
  };
  for (const auto& [status, text] :
       {std::pair(200, "other"), std::pair(200, ""), std::pair(404, "echo"), std::pair(302, "echo")}) {
    refuse(status, text);
    subscribe();
    EXPECT_EQ(hub->counts().subscribers, 0) << status << text;
  }
}

TEST_F(HubTest, H4_a_lease_ends) {
  subscribe(kCallback, "", kTopic, "subscribe", "7200");
  EXPECT_EQ(rows().at(0).lease_until, now + 2h);
  now += 1h;
  run(hub->tend());
  EXPECT_EQ(hub->counts().subscribers, 1);
  now += 1h;
  run(hub->tend());
  settle();
  EXPECT_EQ(hub->counts().subscribers, 0);
  EXPECT_TRUE(rows().empty());
}

TEST_F(HubTest, H5_a_second_subscription_replaces_the_first_once_it_is_verified) {
  subscribe(kCallback, "first");
  const auto good = web.answer;
  web.answer = [](const WebRequest&) { return FakeWeb::status(404); };
  subscribe(kCallback, "forged");
  EXPECT_EQ(rows().at(0).secret, "first");
  web.answer = good;
  subscribe(kCallback, "second", kTopic, "subscribe", "7200");
  EXPECT_EQ(rows().at(0).secret, "second");
  EXPECT_EQ(rows().at(0).lease_until, now + 2h);
  EXPECT_EQ(hub->counts().subscribers, 1);
}

TEST_F(HubTest, H6_H7_a_delivery_is_the_whole_document_signed) {
  subscribe(kCallback, "s3cret");
  publish("<feed>2</feed>", "\"2\"");
  ASSERT_EQ(pushes(), 1);
  const WebRequest& push = web.requests.back();
  EXPECT_EQ(push.url, kCallback) << "the exact callback";
  EXPECT_EQ(push.body, "<feed>2</feed>");
  EXPECT_EQ(push.headers.at("Content-Type"), "application/atom+xml; charset=utf-8");
  EXPECT_EQ(push.headers.at("Link"),
            "<https://news.example.org/hub>; rel=\"hub\", <" + kTopic + ">; rel=\"self\"");
  EXPECT_TRUE(is_signed(push.headers.at("X-Hub-Signature"), "s3cret", push.body));
  EXPECT_FALSE(push.follow);
  publish("<feed>2</feed>", "\"2\"");
  EXPECT_EQ(pushes(), 1) << "nothing changed";
}

TEST_F(HubTest, H7_without_a_secret_without_a_signature) {
  subscribe();
  publish("<feed>2</feed>", "\"2\"");
  EXPECT_FALSE(web.requests.back().headers.contains("X-Hub-Signature"));
}

TEST_F(HubTest, H8_what_fails_is_tried_again_with_growing_pauses) {
  subscribe();
  const auto good = web.answer;
  web.answer = [](const WebRequest&) { return FakeWeb::status(500); };
  publish("<feed>2</feed>", "\"2\"");
  EXPECT_EQ(pushes(), 1);
  run(hub->tend());
  settle();
  EXPECT_EQ(pushes(), 1) << "not yet";
  now += 1min;
  run(hub->tend());
  settle();
  EXPECT_EQ(pushes(), 2);
  now += 1min;
  run(hub->tend());
  settle();
  EXPECT_EQ(pushes(), 2) << "twice the pause";
  now += 1min;
  web.answer = good;
  run(hub->tend());
  settle();
  EXPECT_EQ(pushes(), 3);
  EXPECT_EQ(rows().at(0).failures, 0);
  EXPECT_EQ(hub->counts().subscribers, 1) << "kept until its lease ends";
}

TEST_F(HubTest, H8_a_change_is_no_reason_to_try_before_its_time) {
  subscribe();
  web.answer = [](const WebRequest&) { return FakeWeb::status(500); };
  publish("<feed>2</feed>", "\"2\"");
  publish("<feed>3</feed>", "\"3\"");
  EXPECT_EQ(pushes(), 1);
  now += 1min;
  run(hub->tend());
  settle();
  ASSERT_EQ(pushes(), 2);
  EXPECT_EQ(web.requests.back().body, "<feed>3</feed>") << "what there is by then";
}

TEST_F(HubTest, H8_one_that_is_gone_is_let_go) {
  subscribe();
  web.answer = [](const WebRequest&) { return FakeWeb::status(410); };
  publish("<feed>2</feed>", "\"2\"");
  EXPECT_EQ(hub->counts().subscribers, 0);
  EXPECT_TRUE(rows().empty());
}

TEST_F(HubTest, H8_one_that_fails_delays_no_other) {
  subscribe();
  subscribe("https://e.org/two");
  web.answer = [](const WebRequest& request) {
    return FakeWeb::status(request.url == kCallback ? 500 : 200);
  };
  publish("<feed>2</feed>", "\"2\"");
  EXPECT_EQ(hub->counts().delivered, 1u);
  EXPECT_EQ(hub->counts().failed, 1u);
}

TEST_F(HubTest, H9_what_a_callback_says_is_ignored) {
  subscribe();
  web.answer = [](const WebRequest&) { return FakeWeb::status(200, std::string(100'000, 'x')); };
  publish("<feed>2</feed>", "\"2\"");
  EXPECT_EQ(hub->counts().delivered, 1u);
}

TEST_F(HubTest, H10_only_our_feeds_are_topics_and_unsubscribing_is_verified) {
  for (const char* topic :
       {"https://other.example/feeds/all.atom", "https://news.example.org/feeds/none.atom",
        "https://news.example.org/feeds/all/1.atom", "https://news.example.org/",
        "https://news.example.org/feeds/all.atom?x=1"})
    EXPECT_EQ(subscribe(kCallback, "", topic).status, 404) << topic;
  subscribe();
  const auto good = web.answer;
  web.answer = [](const WebRequest&) { return FakeWeb::status(404); };
  subscribe(kCallback, "", kTopic, "unsubscribe");
  EXPECT_EQ(hub->counts().subscribers, 1);
  web.answer = good;
  EXPECT_EQ(subscribe(kCallback, "", kTopic, "unsubscribe").status, 202);
  EXPECT_EQ(hub->counts().subscribers, 0);
  EXPECT_TRUE(rows().empty());
}

TEST_F(HubTest, H11_one_callback_has_so_many_topics_at_most) {
  for (int i = 0; i < 25; ++i) {
    const std::string target = "/feeds/s" + std::to_string(i) + ".atom";
    model.feeds[target] = model.feeds["/feeds/all.atom"];
    EXPECT_EQ(subscribe(kCallback, "", "https://news.example.org" + target).status, i < 20 ? 202 : 503) << i;
  }
}

TEST_F(HubTest, H11_selections_that_are_pushed_are_counted) {
  for (int i = 0; i < 210; ++i) EXPECT_EQ(subscribe_to_selection(i), i < 200 ? 202 : 503) << i;
  subscribe("https://e.org/7", "", "https://news.example.org/feeds/all.atom?q=w7", "unsubscribe");
  EXPECT_EQ(subscribe_to_selection(209), 202);
}

TEST_F(HubTest, H11_whoever_leaves_while_it_pushes_does_not_count_on) {
  for (int i = 0; i < 201; ++i) EXPECT_EQ(subscribe_to_selection(i), i < 200 ? 202 : 503) << i;
  ASSERT_EQ(rows().size(), 200u);
  model.meanwhile = [this]() -> boost::asio::awaitable<void> {
    now += std::chrono::days(40);  // all leases end
    co_await hub->tend();
  };
  run(hub->publish());
  settle();
  EXPECT_TRUE(rows().empty());
  EXPECT_EQ(subscribe_to_selection(200), 202);
}

/// Who asks and never confirms would have us keep as many feeds as there are words.
TEST_F(HubTest, H11_what_nobody_confirmed_is_not_kept) {
  web.answer = [](const WebRequest&) { return FakeWeb::status(404); };
  const std::weak_ptr<const RenderedFeed> given = model.feeds["/feeds/all.atom"];
  EXPECT_EQ(subscribe().status, 202);
  model.feeds.clear();
  EXPECT_TRUE(given.expired());
}

TEST_F(HubTest, H11_a_callback_is_elsewhere) {
  for (const char* callback :
       {"https://news.example.org/websub/callback/x", "https://news.example.org/hub", "ftp://example.org/x",
        "https://user:key@example.org/x", "https://example.org/x#y"})
    EXPECT_EQ(subscribe(callback).status, 400) << callback;
  EXPECT_TRUE(web.requests.empty());
}

TEST_F(HubTest, H12_who_subscribed_to_what_is_no_more_is_told) {
  subscribe();
  model.feeds.clear();
  run(hub->publish());
  settle();
  const auto fields = read_form(query_of(web.requests.back().url));
  EXPECT_EQ(fields.at("hub.mode"), "denied");
  EXPECT_EQ(fields.at("hub.topic"), kTopic);
  EXPECT_EQ(hub->counts().subscribers, 0);
}

/// A daemon that ends between storing and pushing.
TEST_F(HubTest, what_changed_before_a_restart_is_pushed_after_it) {
  subscribe(kCallback, "s3cret");
  const auto change = [this](const std::string& id) {
    const PollResult found = test::poll("one", {test::entry(test::article(id, id, id))});
    EXPECT_TRUE(run(store->call([&](Store& s) { return s.save_poll(found); })));
  };
  change("a");
  publish("<feed>2</feed>", "\"2\"");
  EXPECT_EQ(pushes(), 1);
  make();
  settle();
  EXPECT_EQ(pushes(), 1) << "nothing was left";
  change("b");
  show("<feed>3</feed>", "\"3\"");
  make();
  settle();
  ASSERT_EQ(pushes(), 2);
  EXPECT_EQ(web.requests.back().body, "<feed>3</feed>");
  make();
  settle();
  EXPECT_EQ(pushes(), 2) << "once";
}

TEST_F(HubTest, a_restart_forgets_no_subscriber) {
  subscribe(kCallback, "s3cret");
  make();
  EXPECT_EQ(hub->counts().subscribers, 1);
  publish("<feed>2</feed>", "\"2\"");
  EXPECT_EQ(pushes(), 1);
}

}  // namespace
}  // namespace gazette::testing
