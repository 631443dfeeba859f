// ReadersTest: both protocols over real sockets and a real store, with two readers, two sources and four
// articles.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "daemon/reader/readers.h"
#include "storage/sqlite_store.h"
#include "tests/daemon/serve/server_fixture.h"

namespace gazette::testing {

namespace json = boost::json;

inline const std::string kAnn = "a long password", kBob = "another password";

class ReadersTest : public ServerTest {
 protected:
  ReadersTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "gazette-readers-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
    config.server.public_url = "https://news.example.org";
    config.server.readers = {{"ann", kAnn}, {"bob", kBob}};
    config.sources.resize(2);
    config.sources[0].name = "lwn";
    config.sources[0].tags = {"linux", "read"};
    config.sources[1].name = "qq";
    config.sources[1].title = "腾讯";
    auto opened = open_sqlite_store({(folder / "g.db").string()});
    store = opened->get();
    fill();
    async = std::make_unique<AsyncStore>(std::move(*opened));
  }
  ~ReadersTest() override {
    TearDown();
    readers.reset();
    async.reset();
    std::filesystem::remove_all(folder);
  }
  void SetUp() override {
    ServerTest::SetUp();
    begin();
  }
  void begin(ServerLimits limits = {}) {
    readers = std::make_unique<Readers>(*async, *async, std::make_shared<const Config>(config),
                                        [this] { return now; });
    start(limits);
    on_loop([this] {
      for (Handler& handler : readers->handlers()) server->add(std::move(handler));
    });
  }
  /// Articles 1 to 4, a day apart by their dates; the third is qq's.
  void fill() {
    for (int i = 1; i <= 4; ++i) {
      const std::string n = std::to_string(i);
      PollEntry entry;
      entry.keys.keys = {"guid" + n};
      entry.entry_fingerprint = static_cast<std::uint64_t>(i);
      Article article = make_article("a" + n, i == 2 ? "Tides & <locks>" : "Title " + n,
                                     "The *text* " + n + ".", now - std::chrono::hours(24 * (5 - i)))
                            .article;
      article.source = i == 3 ? "qq" : "lwn";
      article.first_seen = now - std::chrono::hours(1);
      article.authors = {{"Ann", "", ""}, {"Bo", "", ""}};
      article.fingerprint = static_cast<std::uint64_t>(i);
      if (i == 4) article.enclosures = {{"https://example.org/4.mp3", "audio/mpeg", 12, {}}};
      entry.article = std::move(article);
      PollResult poll;
      poll.state.name = entry.article->source;
      poll.state.title = "Feed of " + poll.state.name;
      poll.state.link = "https://" + poll.state.name + ".example/";
      poll.state.last_success = now - std::chrono::minutes(i);
      poll.at = now - std::chrono::minutes(60 - i);
      poll.entries = {std::move(entry)};
      const auto saved = store->save_poll(poll);
      EXPECT_TRUE(saved) << saved.error().message;
    }
  }

  std::string post(const std::string& target, const std::string& form, const std::string& lines = {}) {
    return ask("POST " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + lines +
               "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
               std::to_string(form.size()) + "\r\n\r\n" + form);
  }
  /// By the Google Reader API: the header line that ClientLogin's answer is good for.
  std::string log_in(const std::string& name = "ann", const std::string& password = kAnn) {
    const std::string answer =
        body_of(post("/accounts/ClientLogin", "Email=" + name + "&Passwd=" + password));
    const std::size_t at = answer.find("Auth=");
    if (at == answer.npos) return {};
    return "Authorization: GoogleLogin auth=" + answer.substr(at + 5, answer.find('\n', at) - at - 5) +
           "\r\n";
  }
  static json::value parsed(const std::string& answer) {
    boost::system::error_code error;
    json::value value = json::parse(body_of(answer), error);
    EXPECT_FALSE(error) << answer;
    return value;
  }

  std::filesystem::path folder;
  Config config;
  Store* store = nullptr;  ///< as long as nobody asks `async`
  std::unique_ptr<AsyncStore> async;
  std::unique_ptr<Readers> readers;
  Time now = from_unix_ms(1'764'000'000'000);
};

}  // namespace gazette::testing
