// The API over the server, held against its own description: every path, method, status and field of
// openapi.json is met, and nothing else is said.
#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/daemon/serve/server_fixture.h"

namespace gazette::testing {
namespace {

namespace json = boost::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::string kReader = "Authorization: Bearer r3ad\r\n", kWriter = "Authorization: Bearer wr1te\r\n",
                  kWrong = "Authorization: Bearer guess\r\n";

/// The description, and what of it was met.
class Description {
 public:
  Description() {
    std::ifstream in(std::string(TESTS_DIR) + "/../daemon/serve/static/openapi.json");
    std::ostringstream text;
    text << in.rdbuf();
    root_ = json::parse(text.str());
  }
  /// Checks an answer to an operation.
  void meet(const std::string& path, const std::string& method, const std::string& answer) {
    const std::string status = std::to_string(status_of(answer));
    SCOPED_TRACE(method + ' ' + path + ' ' + status);
    const json::value* operation = at(root_.at("paths"), {path, method});
    ASSERT_TRUE(operation);
    const json::value* response = at(operation->at("responses"), {status});
    ASSERT_TRUE(response) << "not described: " << answer;
    met_.insert(method + ' ' + path + ' ' + status);
    const json::value* content = at(*response, {"content"});
    if (!content) {
      EXPECT_EQ(body_of(answer), "");
      return;
    }
    const std::string type = header_of(answer, "Content-Type");
    const json::value* media = at(*content, {type.substr(0, type.find(';'))});
    ASSERT_TRUE(media) << type;
    if (type.find("json") == type.npos) return;
    boost::system::error_code error;
    const json::value body = json::parse(body_of(answer), error);
    ASSERT_FALSE(error) << body_of(answer);
    check(body, media->at("schema"), "");
  }
  /// What is described and was not met.
  std::vector<std::string> missed() {
    std::vector<std::string> missed;
    for (const auto& [path, methods] : root_.at("paths").as_object())
      for (const auto& [method, operation] : methods.as_object())
        for (const auto& [status, response] : operation.at("responses").as_object()) {
          const std::string name = std::string(method) + ' ' + std::string(path) + ' ' + std::string(status);
          if (!met_.contains(name)) missed.push_back(name);
        }
    for (const auto& [name, schema] : root_.at("components").at("schemas").as_object())
      collect(std::string(name), schema, missed);
    return missed;
  }

 private:
  static const json::value* at(const json::value& from, std::initializer_list<std::string_view> keys) {
    const json::value* value = &from;
    for (const std::string_view key : keys) {
      value = value->is_object() ? value->as_object().if_contains(key) : nullptr;
      if (!value) return nullptr;
    }
    return value;
  }
  void check(const json::value& value, const json::value& schema, const std::string& where) {
    if (const json::value* ref = at(schema, {"$ref"})) {
      const std::string name(
          std::string_view(ref->as_string()).substr(std::string_view("#/components/schemas/").size()));
      return check(value, root_.at("components").at("schemas").at(name), name);
    }
    const std::string_view type = schema.at("type").as_string();
    SCOPED_TRACE(where);
    if (type == "string") {
      ASSERT_TRUE(value.is_string());
      if (const json::value* choice = at(schema, {"enum"})) {
        EXPECT_NE(std::find(choice->as_array().begin(), choice->as_array().end(), value),
                  choice->as_array().end());
      }
      if (const json::value* format = at(schema, {"format"}); format && *format == "date-time") {
        EXPECT_TRUE(parse_date(value.as_string()));
      }
    } else if (type == "integer") {
      EXPECT_TRUE(value.is_int64() || value.is_uint64());
    } else if (type == "boolean") {
      EXPECT_TRUE(value.is_bool());
    } else if (type == "array") {
      ASSERT_TRUE(value.is_array());
      for (const json::value& item : value.as_array()) check(item, schema.at("items"), where + "[]");
    } else {
      check_object(value, schema, where);
    }
  }
  void check_object(const json::value& value, const json::value& schema, const std::string& where) {
    ASSERT_TRUE(value.is_object());
    for (const json::value& name : schema.at("required").as_array())
      EXPECT_TRUE(value.as_object().contains(name.as_string())) << name;
    for (const auto& [name, field] : value.as_object()) {
      const json::value* described = at(schema, {"properties", name});
      EXPECT_TRUE(described) << name << " is not described";
      if (!described) continue;
      const std::string path = where + '.' + std::string(name);
      fields_.insert(path);
      check(field, *described, path);
    }
  }
  void collect(const std::string& where, const json::value& schema, std::vector<std::string>& missed) const {
    if (const json::value* items = at(schema, {"items"})) return collect(where + "[]", *items, missed);
    const json::value* properties = at(schema, {"properties"});
    if (!properties) return;
    for (const auto& [name, field] : properties->as_object()) {
      const std::string path = where + '.' + std::string(name);
      if (!fields_.contains(path)) missed.push_back(path);
      collect(path, field, missed);
    }
  }
  json::value root_;
  std::set<std::string> met_, fields_;
};

class ApiTest : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    options.tokens = {{"reader", "r3ad", false}, {"writer", "wr1te", true}};
    const Time now = model.now_status.now;
    ExportArticle rich = make_article("a2", "Tom & \"Jerry\" 软", "One *two*.", now - 1h);
    Article& a = rich.article;
    a.guid = "guid:a2";
    a.summary = "One two.";
    a.updated = now;
    a.image = "https://e.org/i.jpg";
    a.comments = "https://e.org/c";
    a.rights = "© Ann";
    a.license = "https://cc.example/by";
    a.authors = {{"Ann", "ann@e.org", "https://e.org/ann"}, {"", "bob@e.org", ""}};
    a.categories = {"sea"};
    a.tags = {"mine"};
    a.enclosures = {{"https://e.org/a.mp3", "audio/mpeg", 12, 60}};
    a.origin = Origin{"tag:o", "Origin", "https://o.example/", "https://o.example/feed", now};
    model.all_articles.push_back(rich);
    model.versions = {{1, now - 2h, "Old"}, {2, now - 1h, "New"}};
    SourceStatus lwn;
    lwn.name = "lwn";
    lwn.title = "LWN";
    lwn.url = "https://lwn.net/feed?key=SECRET";
    lwn.link = "https://lwn.net/";
    lwn.last_poll = lwn.last_success = lwn.next_poll = lwn.newest = lwn.failing_since = now;
    lwn.failures = 2;
    lwn.error = "HTTP status 500";
    lwn.reason = "every hour";
    lwn.tags = {"linux"};
    SourceStatus silent;
    silent.name = "silent";
    silent.quiet = SourceStatus::Quiet::silent;
    silent.quiet_words = "nothing new for 40d";
    silent.quiet_since = now - 24h * 40;
    model.now_status.sources = {lwn, silent};
    model.now_status.started = now - 9h;
    model.now_status.last_change = 2;
    model.now_status.troubles = {{"source lwn", "fails", now - 2h, now - 1h, now}};
    model.now_status.exporters = {{"site", now, "detached", now, 1, 2, 3, "abc1234", now}};
  }
  std::string call(const std::string& method, const std::string& target, const std::string& lines = {}) {
    return ask(method + ' ' + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + lines + "\r\n");
  }
};

TEST_F(ApiTest, is_as_its_description_says_and_the_description_says_all) {
  start();
  Description api;
  const std::string articles = "/api/v1/articles", one = "/api/v1/articles/{id}", search = "/api/v1/search",
                    sources = "/api/v1/sources", poll = "/api/v1/sources/{name}/poll",
                    status = "/api/v1/status", events = "/api/v1/events";
  api.meet(articles, "get", call("GET", articles + "?limit=1"));
  api.meet(articles, "get", call("GET", articles + "?limit=5", kReader));
  api.meet(articles, "get", call("GET", articles + "?limit=x"));
  api.meet(one, "get", call("GET", "/api/v1/articles/a2"));
  api.meet(one, "get", call("GET", "/api/v1/articles/none"));
  api.meet(search, "get", call("GET", search + "?q=Tides"));
  api.meet(search, "get", call("GET", search));
  api.meet(sources, "get", call("GET", sources));
  api.meet(status, "get", call("GET", status));
  api.meet(events, "get", call("GET", events + "?after=0"));
  api.meet(events, "get", call("GET", events + "?after=x"));
  api.meet(poll, "post", call("POST", "/api/v1/sources/lwn/poll", kWriter));
  api.meet(poll, "post", call("POST", "/api/v1/sources/none/poll", kWriter));
  api.meet(poll, "post", call("POST", "/api/v1/sources/lwn/poll", kReader));
  api.meet(one, "delete", call("DELETE", "/api/v1/articles/none", kWriter));
  api.meet(one, "delete", call("DELETE", "/api/v1/articles/a1", kReader));
  const struct Operation {
    std::string path, method, verb, target;
  } operations[] = {{articles, "get", "GET", articles},
                    {one, "get", "GET", "/api/v1/articles/a2"},
                    {one, "delete", "DELETE", "/api/v1/articles/a1"},
                    {search, "get", "GET", search + "?q=a"},
                    {sources, "get", "GET", sources},
                    {poll, "post", "POST", "/api/v1/sources/lwn/poll"},
                    {status, "get", "GET", status},
                    {events, "get", "GET", events + "?after=0"}};
  on_loop([this] { model.failure = Error{ErrorKind::storage, "secret path"}; });
  for (const Operation& o : operations) {
    const std::string answer = call(o.verb, o.target, kWriter);
    api.meet(o.path, o.method, answer);
    EXPECT_THAT(answer, Not(HasSubstr("secret path")));
  }
  on_loop([this] { model.failure.reset(); });
  for (const Operation& o : operations) api.meet(o.path, o.method, call(o.verb, o.target, kWrong));  // 401
  for (int i = 0; i < 12; ++i) call("GET", status, kWrong);
  for (const Operation& o : operations) api.meet(o.path, o.method, call(o.verb, o.target, kWrong));  // 429
  api.meet(one, "delete", call("DELETE", "/api/v1/articles/a1?why=asked", kWriter));
  EXPECT_THAT(api.missed(), ElementsAre());
  EXPECT_EQ(status_of(get("/openapi.json")), 200);
}

TEST_F(ApiTest, S104_nothing_is_changed_without_a_token_that_may) {
  start();
  for (const std::string& lines : {std::string(), kReader, kWrong, std::string("Cookie: token=wr1te\r\n")}) {
    EXPECT_THAT(status_of(call("DELETE", "/api/v1/articles/a1", lines)), ::testing::AnyOf(401, 403));
    EXPECT_THAT(status_of(call("POST", "/api/v1/sources/lwn/poll", lines)), ::testing::AnyOf(401, 403));
  }
  EXPECT_EQ(status_of(call("GET", "/api/v1/articles/a1?token=wr1te")), 200);
  EXPECT_EQ(status_of(call("DELETE", "/api/v1/articles/a1?token=wr1te")), 401) << "in the header only";
  EXPECT_EQ(status_of(call("GET", "/api/v1/sources/lwn/poll", kWriter)), 405) << "a GET changes nothing";
  EXPECT_EQ(header_of(call("POST", "/api/v1/sources/lwn/poll"), "WWW-Authenticate"),
            "Bearer realm=\"gazette\"");
  EXPECT_TRUE(model.polled.empty());
  EXPECT_TRUE(model.withdrawn.empty());
  EXPECT_EQ(status_of(call("DELETE", "/api/v1/articles/a1?why=asked", kWriter)), 204);
  EXPECT_THAT(model.withdrawn, ElementsAre(std::pair<std::string, std::string>("a1", "asked")));
}

TEST_F(ApiTest, without_tokens_nobody_may_write) {
  options.tokens.clear();
  start();
  EXPECT_EQ(status_of(call("DELETE", "/api/v1/articles/a1", kWriter)), 401);
  EXPECT_EQ(status_of(call("DELETE", "/api/v1/articles/a1", "Authorization: Bearer \r\n")), 401);
}

TEST_F(ApiTest, reading_needs_a_token_only_where_it_is_not_public) {
  options.public_api = false;
  start();
  EXPECT_EQ(status_of(call("GET", "/api/v1/status")), 401);
  const std::string answer = call("GET", "/api/v1/status", kReader);
  EXPECT_EQ(status_of(answer), 200);
  EXPECT_THAT(header_of(answer, "Vary"), HasSubstr("Authorization"));
}

TEST_F(ApiTest, CORS_other_sites_may_read_and_not_write) {
  start();
  EXPECT_EQ(
      header_of(call("GET", "/api/v1/status", "Origin: https://e.org\r\n"), "Access-Control-Allow-Origin"),
      "*");
  const std::string asked = call("OPTIONS", "/api/v1/articles/a1",
                                 "Origin: https://e.org\r\nAccess-Control-Request-Method: DELETE\r\n");
  EXPECT_EQ(status_of(asked), 204);
  EXPECT_EQ(header_of(asked, "Access-Control-Allow-Methods"), "GET, HEAD");
  EXPECT_EQ(header_of(call("DELETE", "/api/v1/articles/none", kWriter), "Access-Control-Allow-Origin"), "-");
  for (const char* target : {"/api/v1/status", "/api/v1/articles"})
    EXPECT_EQ(header_of(call("GET", target), "Set-Cookie"), "-");
}

TEST_F(ApiTest, answers_are_conditional_and_keep_secrets) {
  start();
  const std::string answer = call("GET", "/api/v1/sources");
  EXPECT_THAT(answer, Not(HasSubstr("SECRET"))) << "a feed's own address may hold a key";
  EXPECT_EQ(status_of(call("GET", "/api/v1/sources", "If-None-Match: " + header_of(answer, "ETag") + "\r\n")),
            304);
  EXPECT_EQ(body_of(call("HEAD", "/api/v1/sources")), "");
  EXPECT_THAT(call("GET", "/api/v1/articles/a2"), Not(HasSubstr("ann@e.org")));
  EXPECT_EQ(status_of(call("PUT", "/api/v1/articles/a2")), 405);
  EXPECT_EQ(header_of(call("PUT", "/api/v1/articles/a2"), "Allow"), "GET, HEAD, DELETE, OPTIONS");
  EXPECT_EQ(status_of(call("GET", "/api/v1/nothing")), 404);
}

TEST_F(ApiTest, events_go_on_where_the_client_was) {
  start();
  const std::string begin = call("GET", "/api/v1/events");
  EXPECT_EQ(header_of(begin, "Content-Type"), "text/event-stream; charset=utf-8");
  EXPECT_EQ(body_of(begin), "retry: 1000\n\nid: 2\n\n") << "told where we are";
  const std::string all = body_of(call("GET", "/api/v1/events", "Last-Event-ID: 0\r\n"));
  EXPECT_THAT(all, HasSubstr("id: 1\nevent: article\ndata: {\"id\":\"a2\""));
  EXPECT_THAT(all, HasSubstr("id: 2\nevent: article\ndata: {\"id\":\"a1\""));
  EXPECT_THAT(body_of(call("GET", "/api/v1/events?after=0", "Last-Event-ID: 1\r\n")),
              Not(HasSubstr("\"a2\"")))
      << "the header is newer than the address";
  on_loop([this] { model.all_articles[0].removed = true; });
  EXPECT_THAT(body_of(call("GET", "/api/v1/events?after=1")),
              HasSubstr("id: 2\nevent: removed\ndata: {\"id\":\"a1\"}\n\n"));
  EXPECT_EQ(body_of(call("GET", "/api/v1/events?after=2")), "retry: 1000\n\nid: 2\n\n");
  EXPECT_EQ(model.waited, 20s);
}

}  // namespace
}  // namespace gazette::testing
