// What names mean is decided by others: addresses are checked when they are connected to, and a resolver that
// hangs keeps nobody but those who ask it. getaddrinfo() is ours for names below ".test", as a resolver would
// be that lies, changes its mind, or never answers.
#include <condition_variable>
#include <map>
#include <mutex>

#include <dlfcn.h>
#include <netdb.h>

#include "tests/daemon/net/fetching.h"
#include "tests/daemon/net/socks.h"

namespace gazette::testing {
namespace {

/// What our resolver says. Its own thread safety: curl asks from threads of its own.
class Resolver {
 public:
  static Resolver& instance() {
    static Resolver* resolver = new Resolver;  // never destroyed: threads of curl's may ask at the very end
    return *resolver;
  }

  void say(const std::string& name, std::vector<std::string> addresses) {
    const std::scoped_lock lock(mutex_);
    said_[name] = std::move(addresses);
  }
  void hang(bool whether) {
    const std::scoped_lock lock(mutex_);
    hangs_ = whether;
    changed_.notify_all();
  }

  /// How often somebody wanted to know.
  int asked(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    return asked_[name];
  }

  int answer(const std::string& name, const char* service, const addrinfo* hints, addrinfo** out) {
    std::unique_lock lock(mutex_);
    ++asked_[name];
    if (name.starts_with("hang"))
      changed_.wait_for(lock, std::chrono::minutes(1), [this] { return !hangs_; });
    const auto found = said_.find(name);
    if (found == said_.end()) return EAI_NONAME;
    addrinfo wanted = hints ? *hints : addrinfo{};
    wanted.ai_flags = AI_NUMERICHOST;
    wanted.ai_family = AF_UNSPEC;
    addrinfo** last = out;
    for (const std::string& address : found->second) {
      if (real()(address.c_str(), service, &wanted, last) != 0) return EAI_FAIL;
      while (*last) last = &(*last)->ai_next;
    }
    return 0;
  }

  using Function = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
  static Function real() {
    static const auto function = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "getaddrinfo"));
    return function;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, std::vector<std::string>> said_;
  std::map<std::string, int> asked_;
  bool hangs_ = false;
};

}  // namespace
}  // namespace gazette::testing

extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints, addrinfo** out) {
  using gazette::testing::Resolver;
  const std::string host = name ? name : "";
  if (host.ends_with(".test")) return Resolver::instance().answer(host, service, hints, out);
  return Resolver::real()(name, service, hints, out);
}

namespace gazette::testing {
namespace {

using std::chrono::milliseconds;

/// 127.0.0.2 stands for the public network, 127.0.0.1 for what must not be reached.
class Names : public Fetching {
 protected:
  Names() {
    options_.allow_private = false;
    options_.allow_networks = {"127.0.0.2/32"};
    use(options_);
  }
  ~Names() override {
    resolver_.hang(false);
    web_.reset();
  }
  std::string url(const std::string& name, const Origin& at, const std::string& path = "/") const {
    return "http://" + name + ":" + std::to_string(at.port()) + path;
  }

  FetchOptions options_ = loopback_options();
  Resolver& resolver_ = Resolver::instance();
  Origin& victim_ = origin_;
  Origin public_{"127.0.0.2"};
};

TEST_F(Names, Q8_addresses_are_checked_after_resolution) {
  const struct {
    const char* name;
    const char* address;
  } cases[] = {{"loopback.test", "127.0.0.1"},
               {"private.test", "10.0.0.1"},
               {"private16.test", "192.168.1.1"},
               {"carrier.test", "100.64.0.1"},
               {"metadata.test", "169.254.169.254"},
               {"mapped.test", "::ffff:127.0.0.1"},
               {"nat64.test", "64:ff9b::7f00:1"},
               {"nat64-local.test", "64:ff9b:1::7f00:1"},
               {"six-to-four.test", "2002:7f00:1::1"},
               {"loopback6.test", "::1"},
               {"unique-local.test", "fd00::1"},
               {"link-local.test", "fe80::1"},
               {"this.test", "0.0.0.0"}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    resolver_.say(c.name, {c.address});
    const auto direct = get(url(c.name, victim_));
    ASSERT_FALSE(direct);
    EXPECT_EQ(direct.error().kind, ErrorKind::forbidden) << direct.error().message;
    public_.redirect("/to", url(c.name, victim_));
    const auto redirected = get(public_.url("/to"));
    ASSERT_FALSE(redirected);
    EXPECT_EQ(redirected.error().kind, ErrorKind::forbidden) << redirected.error().message;
  }
  EXPECT_EQ(victim_.connections(), 0);
}

TEST_F(Names, Q8_a_name_that_changes_its_mind_reaches_nothing) {
  resolver_.say("rebind.test", {"127.0.0.2"});
  public_.serve("/", "public", "text/plain");
  EXPECT_EQ(get(url("rebind.test", public_))->body, "public");
  resolver_.say("rebind.test", {"127.0.0.1"});
  public_.redirect("/again", url("rebind.test", victim_));
  for (const std::string& again : {url("rebind.test", victim_), public_.url("/again")}) {
    const auto answer = get(again);
    ASSERT_FALSE(answer) << again;
    EXPECT_EQ(answer.error().kind, ErrorKind::forbidden) << answer.error().message;
  }
  EXPECT_EQ(victim_.connections(), 0);
}

TEST_F(Names, Q8_of_several_addresses_only_those_that_are_allowed_are_connected_to) {
  resolver_.say("both.test", {"127.0.0.1", "127.0.0.2"});
  const auto answer = get(url("both.test", public_));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(victim_.connections(), 0);
}

TEST_F(Names, Q8_what_a_proxy_is_asked_for_is_looked_up_here_and_every_address_counts) {
  Origin proxy;
  proxy.on_prefix("/", [](const Request&) { return Answer::of("by proxy", "text/plain"); });
  SourceAccess access;
  access.proxy = proxy.base_url();
  const auto by_proxy = [&](const std::string& name) {
    WebRequest request = request_for("http://" + name + "/");
    request.access = &access;
    return get(std::move(request));
  };
  resolver_.say("one-of-two.test", {"8.8.8.8", "10.0.0.1"});
  resolver_.say("mapped-proxied.test", {"::ffff:10.0.0.1"});
  for (const char* name : {"one-of-two.test", "mapped-proxied.test"}) {
    const auto answer = by_proxy(name);
    ASSERT_FALSE(answer) << name;
    EXPECT_EQ(answer.error().kind, ErrorKind::forbidden) << answer.error().message;
  }
  EXPECT_EQ(proxy.requests().size(), 0u);
  resolver_.say("well.test", {"8.8.8.8", "2600::1"});
  EXPECT_EQ(by_proxy("well.test")->body, "by proxy");
  EXPECT_EQ(by_proxy("known-to-the-proxy-only.test")->body, "by proxy");
}

TEST_F(Names, Q8_a_socks_proxy_is_told_the_address_that_was_checked) {
  SocksProxy proxy;
  SourceAccess access;
  access.proxy = "socks5://" + proxy.address();
  const auto by_proxy = [&](const std::string& url) {
    WebRequest request = request_for(url);
    request.access = &access;
    return get(std::move(request));
  };
  resolver_.say("far.test", {"8.8.8.8"});
  const auto answer = by_proxy("http://far.test:8080/feed");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "by socks");
  EXPECT_EQ(proxy.asked_for(), (std::vector<std::string>{"8.8.8.8:8080"}));
  EXPECT_EQ(resolver_.asked("far.test"), 1) << "a second answer could be another one";
  resolver_.say("near.test", {"10.0.0.1"});
  const auto refused = by_proxy("http://near.test/");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::forbidden);
  EXPECT_EQ(proxy.asked_for().size(), 1u);
}

TEST_F(Names, N19_a_resolver_that_hangs_keeps_nobody_else) {
  resolver_.hang(true);
  SourceAccess proxied;
  proxied.proxy = public_.base_url();
  std::vector<std::shared_ptr<std::optional<Result<WebResponse>>>> hanging;
  for (int i = 0; i < 40; ++i) {
    WebRequest request = request_for("http://hang" + std::to_string(i) + ".test/");
    if (i % 2 == 1) request.access = &proxied;
    hanging.push_back(begin(std::move(request)));
  }
  resolver_.say("quick.test", {"127.0.0.2"});
  WebRequest by_proxy = request_for("http://unknown.test/");
  by_proxy.access = &proxied;
  const auto quick = begin(request_for(url("quick.test", public_)));
  const auto quick_by_proxy = begin(std::move(by_proxy));
  while (!*quick || !*quick_by_proxy) loop_.run_one();
  EXPECT_TRUE(**quick && **quick_by_proxy);
  for (const auto& answer : hanging) EXPECT_FALSE(*answer);
  web_->shut_down();
  run();
  for (const auto& answer : hanging) {
    ASSERT_TRUE(*answer);
    EXPECT_FALSE(**answer);
  }
}

TEST_F(Names, N19_a_name_that_is_not_resolved_in_time_is_a_dns_error) {
  options_.connect_timeout = milliseconds(100);
  use(options_);
  resolver_.hang(true);
  SourceAccess proxied;
  proxied.proxy = public_.base_url();
  for (const SourceAccess* access : {static_cast<const SourceAccess*>(nullptr), &std::as_const(proxied)}) {
    WebRequest request = request_for("http://hang.test/");
    request.access = access;
    const auto answer = get(std::move(request));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::dns) << answer.error().message;
  }
}

}  // namespace
}  // namespace gazette::testing
