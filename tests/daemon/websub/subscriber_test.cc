// Section S of the politeness list: our subscriptions to the hubs of our sources.
#include "daemon/websub/subscriber.h"

#include "daemon/websub/rules/leases.h"
#include "daemon/websub/rules/signature.h"
#include "tests/daemon/websub/websub_fixture.h"

namespace gazette::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

const HubLinks kLinks{"https://hub.example/", "https://e.org/self"};

class SubscriberTest : public WebSubTest {
 protected:
  SubscriberTest() { make(); }
  void make() {
    subscriber = std::make_unique<Subscriber>(Subscriber::Parts{
        loop.get_executor(), web, *store, "https://news.example.org", [this] { return now; },
        [this](const std::string& source, std::shared_ptr<const WebResponse> document) {
          delivered.emplace_back(source, document->body);
          last = std::move(document);
        },
        [this](const std::string& line) { log.push_back(line); }});
    run(subscriber->load({"one", "two"}));
  }
  void poll(const HubLinks& links = kLinks, int added = 0, const std::string& source = "one") {
    subscriber->note_poll(source, links, added);
    settle();
  }
  std::string callback_path(int request = -1) const {
    return form(request).at("hub.callback").substr(std::string("https://news.example.org").size());
  }
  Resource ask(const std::string& target, Method method = Method::get, const std::string& body = {},
               const std::string& signature = {}) {
    Inquiry inquiry;
    inquiry.method = method;
    inquiry.target = target;
    inquiry.body = body;
    inquiry.hub_signature = signature;
    inquiry.content_type = "application/atom+xml";
    Resource answer = subscriber->callback(inquiry);
    settle();
    return answer;
  }
  Resource verify(const std::string& path, const std::string& mode = "subscribe",
                  const std::string& lease = "36000", const std::string& topic = kLinks.topic) {
    return ask(with_parameters(path, {{"hub.mode", mode},
                                      {"hub.topic", topic},
                                      {"hub.challenge", "c0ffee"},
                                      {"hub.lease_seconds", lease}}));
  }
  /// Subscribed and verified; the path of the callback.
  std::string active() {
    poll();
    const std::string path = callback_path();
    EXPECT_EQ(verify(path).status, 200);
    return path;
  }

  std::unique_ptr<Subscriber> subscriber;
  std::vector<std::pair<std::string, std::string>> delivered;
  std::shared_ptr<const WebResponse> last;
};

TEST_F(SubscriberTest, S3_the_request) {
  poll();
  ASSERT_EQ(web.requests.size(), 1u);
  const WebRequest& request = web.requests[0];
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, kLinks.hub);
  EXPECT_EQ(request.headers.at("Content-Type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(form().at("hub.mode"), "subscribe");
  EXPECT_EQ(form().at("hub.topic"), kLinks.topic) << "S2: the self link";
  EXPECT_EQ(form().at("hub.lease_seconds"), "864000");
  EXPECT_THAT(form().at("hub.callback"), StartsWith("https://news.example.org/websub/callback/"));
  poll();
  EXPECT_EQ(web.requests.size(), 1u) << "once";
}

TEST_F(SubscriberTest, S4_a_secret_is_random_short_and_only_for_https) {
  poll();
  poll({"https://other.example/", "https://e.org/two"}, 0, "two");
  const std::string one = form(0).at("hub.secret"), two = form(1).at("hub.secret");
  EXPECT_GE(one.size(), 32u);
  EXPECT_LT(one.size(), 200u);
  EXPECT_NE(one, two);
  poll({"http://plain.example/", kLinks.topic});
  EXPECT_FALSE(form().contains("hub.secret"));
}

TEST_F(SubscriberTest, S5_a_callback_is_not_guessed_not_shared_and_another_after_renewal) {
  const std::string first = active();
  EXPECT_GE(first.size(), std::string("/websub/callback/").size() + 32);
  poll({"https://hub.example/", "https://e.org/two"}, 0, "two");
  EXPECT_NE(callback_path(), first);
  now += 7h;
  subscriber->tend();
  settle();
  EXPECT_EQ(form().at("hub.topic"), kLinks.topic);
  EXPECT_NE(callback_path(), first);
  EXPECT_EQ(ask(first, Method::post, "x", "").status, 202) << "until the new one is verified";
  const std::string second = callback_path();
  EXPECT_EQ(verify(second).status, 200);
  EXPECT_EQ(ask(first, Method::post, "x").status, 410);
}

TEST_F(SubscriberTest, S6_a_redirect_of_the_hub_is_followed) {
  poll();
  EXPECT_TRUE(web.requests[0].follow) << "Web keeps method and body over 307 and 308";
}

TEST_F(SubscriberTest, S7_accepted_is_not_active) {
  poll();
  EXPECT_FALSE(subscriber->is_pushed("one"));
  verify(callback_path());
  EXPECT_TRUE(subscriber->is_pushed("one"));
}

TEST_F(SubscriberTest, S8_only_what_was_asked_for_is_confirmed) {
  poll();
  const std::string path = callback_path();
  EXPECT_EQ(verify(path, "subscribe", "60", "https://e.org/other").status, 404);
  EXPECT_EQ(verify(path, "unsubscribe").status, 404);
  EXPECT_EQ(verify("/websub/callback/00000000000000000000000000000000").status, 404);
  EXPECT_EQ(ask(with_parameters(path, {{"hub.mode", "subscribe"}, {"hub.topic", kLinks.topic}})).status, 404);
  const Resource good = verify(path);
  EXPECT_EQ(good.status, 200);
  EXPECT_EQ(*good.body, "c0ffee");
  EXPECT_THAT(good.content_type, StartsWith("text/plain"));
}

TEST_F(SubscriberTest, S9_the_lease_of_the_verification_counts) {
  active();  // ten hours
  now += 6h;
  subscriber->tend();
  settle();
  EXPECT_EQ(web.requests.size(), 1u);
  now += 1h;
  subscriber->tend();
  settle();
  EXPECT_EQ(web.requests.size(), 2u) << "renewed after two thirds";
  now += 4h;
  subscriber->tend();
  EXPECT_FALSE(subscriber->is_pushed("one")) << "nobody confirmed it";
}

TEST_F(SubscriberTest, S10_a_denial_ends_it) {
  poll();
  const std::string path = callback_path();
  EXPECT_EQ(ask(with_parameters(
                    path, {{"hub.mode", "denied"}, {"hub.topic", kLinks.topic}, {"hub.reason", "no room"}}))
                .status,
            200);
  EXPECT_FALSE(subscriber->is_pushed("one"));
  EXPECT_THAT(log.back(), HasSubstr("denied: no"));
  EXPECT_EQ(log.back().find('\n'), std::string::npos);
  poll();
  EXPECT_EQ(web.requests.size(), 1u) << "not again today";
  now += 25h;
  poll();
  EXPECT_EQ(web.requests.size(), 2u);
}

TEST_F(SubscriberTest, S11_a_delivery_is_taken_at_once_and_an_unknown_one_refused) {
  const std::string path = active();
  const std::string secret = form().at("hub.secret");
  EXPECT_EQ(ask(path, Method::post, "<feed/>", hub_signature(secret, "<feed/>")).status, 202);
  EXPECT_THAT(delivered, ElementsAre(std::pair<std::string, std::string>("one", "<feed/>")));
  EXPECT_EQ(ask("/websub/callback/abc", Method::post, "<feed/>").status, 410);
  EXPECT_EQ(ask(path, Method::head).status, 405);
}

TEST_F(SubscriberTest, S12_a_forged_delivery_is_ignored) {
  const std::string path = active();
  const std::string secret = form().at("hub.secret");
  for (const std::string& signature :
       {std::string(), hub_signature("guess", "x"), hub_signature(secret, "other"), std::string("sha256=")})
    EXPECT_EQ(ask(path, Method::post, "x", signature).status, 202) << "S106: it is told nothing";
  EXPECT_THAT(delivered, IsEmpty());
}

TEST_F(SubscriberTest, S13_the_callback_says_what_it_is_about) {
  const std::string path = active();
  ask(path, Method::post, "x", hub_signature(form().at("hub.secret"), "x"));
  ASSERT_TRUE(last);
  EXPECT_EQ(last->url, kLinks.topic);
  EXPECT_EQ(last->header("content-type"), "application/atom+xml");
  EXPECT_EQ(last->header("link"), "") << "none of the delivery's own";
}

TEST_F(SubscriberTest, S15_polling_that_finds_what_was_not_pushed_takes_trust_away) {
  const std::string path = active();
  poll(kLinks, 1);
  EXPECT_TRUE(subscriber->is_pushed("one")) << "one may have been on its way";
  ask(path, Method::post, "x", hub_signature(form().at("hub.secret"), "x"));
  poll(kLinks, 2);
  EXPECT_TRUE(subscriber->is_pushed("one")) << "a push made up for it";
  poll(kLinks, 1);
  EXPECT_FALSE(subscriber->is_pushed("one"));
  poll();
  EXPECT_EQ(web.requests.size(), 1u);
  now += 24h * 8;
  poll();
  EXPECT_EQ(web.requests.size(), 2u) << "another chance after a week";
}

TEST_F(SubscriberTest, S16_only_a_known_callback_may_send_much) {
  const std::string path = active();
  EXPECT_EQ(subscriber->body_limit(path), 8u * 1024 * 1024);
  EXPECT_EQ(subscriber->body_limit("/websub/callback/abc"), 0u);
  EXPECT_EQ(subscriber->body_limit("/feeds/all.atom"), 0u);
}

TEST_F(SubscriberTest, S18_a_source_that_goes_is_unsubscribed_and_that_verified) {
  const std::string path = active();
  run(subscriber->load({"two"}));
  settle();
  EXPECT_EQ(form().at("hub.mode"), "unsubscribe");
  EXPECT_EQ(form().at("hub.topic"), kLinks.topic);
  EXPECT_EQ(verify(path, "unsubscribe").status, 200);
  EXPECT_EQ(verify(path, "unsubscribe").status, 404) << "it is gone";
  EXPECT_EQ(ask(path, Method::post, "x").status, 410);
}

TEST_F(SubscriberTest, a_hub_that_refuses_or_fails_is_asked_again_later) {
  web.answer = [](const WebRequest&) { return FakeWeb::status(400, "no such topic"); };
  poll();
  EXPECT_THAT(log.back(), HasSubstr("the hub answered 400: no such topic"));
  poll();
  EXPECT_EQ(web.requests.size(), 1u);
  now += 7h;
  web.answer = [](const WebRequest&) -> Result<WebResponse> { return fail(ErrorKind::connect, "refused"); };
  poll();
  EXPECT_EQ(web.requests.size(), 2u);
}

TEST_F(SubscriberTest, a_restart_forgets_nothing) {
  const std::string path = active();
  make();
  EXPECT_TRUE(subscriber->is_pushed("one"));
  EXPECT_EQ(ask(path, Method::post, "x", hub_signature(form().at("hub.secret"), "x")).status, 202);
  EXPECT_EQ(delivered.size(), 1u);
}

}  // namespace
}  // namespace gazette::testing
