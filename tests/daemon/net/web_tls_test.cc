// TLS and HTTP/2, with nginx at the other end: whom we trust, who we say that we are, and many requests on
// one connection.
#include <fstream>
#include <set>
#include <sstream>

#include "tests/daemon/net/fetching.h"
#include "tests/end_to_end/process.h"

namespace gazette::testing {
namespace {

/// An authority, its certificates for a server and a client, and nginx on two ports that tells what it saw.
class Tls : public Fetching {
 protected:
  static void SetUpTestSuite() {
    shared_ = new Shared;
    const auto folder = shared_->folder.path();
    const auto openssl = [&](std::vector<std::string> arguments) {
      arguments.insert(arguments.begin(), "openssl");
      const Finished done = run_program(arguments, folder);
      ASSERT_EQ(done.status, 0) << done.err;
    };
    const std::vector<std::string> key = {"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                                          "-nodes"};
    const auto with_key = [&](std::vector<std::string> first, const std::vector<std::string>& rest) {
      first.insert(first.end(), key.begin(), key.end());
      first.insert(first.end(), rest.begin(), rest.end());
      openssl(first);
    };
    with_key({"req", "-x509"},
             {"-days", "2", "-subj", "/CN=Authority", "-keyout", "ca.key", "-out", "ca.pem"});
    with_key({"req"}, {"-subj", "/CN=server", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout",
                       "server.key", "-out", "server.csr"});
    with_key({"req"}, {"-subj", "/CN=me", "-keyout", "client.key", "-out", "client.csr"});
    for (const std::string name : {"server", "client"})
      openssl({"x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
               "-days", "2", "-copy_extensions", "copy", "-out", name + ".pem"});
    start_nginx();
  }
  static void TearDownTestSuite() {
    delete shared_;
    shared_ = nullptr;
  }

  Tls() {
    shared_->origin.forget_requests();
    access_.ca_file = file("ca.pem");
  }

  static void start_nginx() {
    const std::string folder = shared_->folder.path().string();
    {
      const Origin first, second, third;  // their ports are free once they are gone
      shared_->ports[0] = first.port();
      shared_->ports[1] = second.port();
      shared_->short_lived = third.port();
    }
    std::ostringstream conf;
    conf << "daemon off; pid " << folder << "/pid; error_log stderr warn;\nevents {}\nhttp {\n"
         << "log_format seen '$connection $server_protocol $uri $ssl_client_s_dn';\naccess_log " << folder
         << "/access.log seen;\n";
    for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
      conf << kind << "_temp_path " << folder << "/tmp;\n";
    conf << "server {\n";
    for (const int port : shared_->ports) conf << "listen 127.0.0.1:" << port << " ssl http2;\n";
    conf << "ssl_certificate " << folder << "/server.pem; ssl_certificate_key " << folder << "/server.key;\n"
         << "ssl_client_certificate " << folder << "/ca.pem; ssl_verify_client optional;\n"
         << "location /elsewhere { return 302 https://127.0.0.1:" << shared_->ports[1] << "/seen; }\n"
         << "location / { proxy_pass " << shared_->origin.base_url()
         << "; proxy_set_header X-Me $ssl_client_s_dn; }\n}\n"
         << "server { listen 127.0.0.1:" << shared_->short_lived << " ssl http2; keepalive_requests 3;\n"
         << "ssl_certificate " << folder << "/server.pem; ssl_certificate_key " << folder << "/server.key;\n"
         << "location / { proxy_pass " << shared_->origin.base_url() << "; }\n}\n}\n";
    write_text(shared_->folder / "nginx.conf", conf.str());
    shared_->nginx = std::make_unique<Background>(
        std::vector<std::string>{"nginx", "-e", "stderr", "-p", folder, "-c", folder + "/nginx.conf"},
        folder);
    ASSERT_TRUE(eventually([] { return std::filesystem::exists(shared_->folder / "pid"); }))
        << shared_->nginx->err();
  }

  static std::string file(const std::string& name) { return (shared_->folder / name).string(); }
  static std::string url(const std::string& path) {
    return "https://127.0.0.1:" + std::to_string(shared_->ports[0]) + path;
  }
  WebRequest request(const std::string& path) {
    WebRequest made = request_for(url(path));
    made.access = &access_;
    return made;
  }
  struct Seen {
    std::string connection, protocol, path, client;
  };
  /// What nginx saw of requests for paths that begin so.
  static std::vector<Seen> seen(const std::string& prefix, std::size_t count) {
    std::vector<Seen> all;
    eventually([&] {
      all.clear();
      std::istringstream log(read_text(shared_->folder / "access.log"));
      for (Seen line; log >> line.connection >> line.protocol >> line.path >> line.client;)
        if (line.path.starts_with(prefix)) all.push_back(line);
      return all.size() >= count;
    });
    return all;
  }

  struct Shared {
    TempFolder folder;
    Origin origin;
    int ports[2] = {0, 0};
    int short_lived = 0;  ///< its connections end (GOAWAY) after three requests
    std::unique_ptr<Background> nginx;
  };
  static Shared* shared_;
  SourceAccess access_;
};

Tls::Shared* Tls::shared_ = nullptr;

TEST_F(Tls, N18_an_authority_that_nobody_knows_is_a_tls_error_and_nothing_is_asked) {
  access_.ca_file.clear();
  const auto answer = get(request("/unknown"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::tls) << answer.error().message;
  EXPECT_TRUE(shared_->origin.requests().empty());
}

TEST_F(Tls, a_ca_file_of_the_source_is_trusted_for_it_alone) {
  shared_->origin.serve("/trusted", "hello", "text/plain");
  EXPECT_EQ(get(request("/trusted"))->body, "hello");
  const auto other = get(url("/trusted"));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().kind, ErrorKind::tls);
}

TEST_F(Tls, N18_a_certificate_of_another_name_is_a_tls_error) {
  WebRequest wrong = request_for("https://localhost:" + std::to_string(shared_->ports[0]) + "/wrong");
  wrong.access = &access_;
  const auto answer = get(std::move(wrong));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::tls) << answer.error().message;
}

TEST_F(Tls, Q6_a_client_certificate_is_shown_to_the_sources_own_origin_only) {
  shared_->origin.serve("/seen", "hello", "text/plain");
  access_.client_certificate = file("client.pem");
  access_.client_key = file("client.key");
  ASSERT_TRUE(get(request("/seen")));
  EXPECT_EQ(shared_->origin.requests("/seen").at(0).header("x-me"), "CN=me");
  const auto elsewhere = get(request("/elsewhere"));  // where the source's authority is not trusted either
  ASSERT_FALSE(elsewhere);
  EXPECT_EQ(elsewhere.error().kind, ErrorKind::tls);
  SourceAccess without;
  without.ca_file = access_.ca_file;
  WebRequest of_another_source = request_for(url("/seen"));
  of_another_source.access = &without;
  ASSERT_TRUE(get(std::move(of_another_source)));
  EXPECT_EQ(shared_->origin.requests("/seen").at(1).header("x-me"), "") << "its connection is not shared";
}

TEST_F(Tls, Q7_requests_to_one_host_share_an_http2_connection) {
  shared_->origin.on_prefix("/many/", [](const Request&) { return Answer::of("hello", "text/plain"); });
  Fault slow;
  slow.delay = std::chrono::milliseconds(50);
  for (int i = 0; i < 20; ++i) {
    shared_->origin.fault("/many/" + std::to_string(i), slow);
    begin(request("/many/" + std::to_string(i)));
  }
  run();
  std::set<std::string> connections;
  const std::vector<Seen> all = seen("/many/", 20);
  ASSERT_EQ(all.size(), 20u);
  for (const Seen& one : all) {
    EXPECT_EQ(one.protocol, "HTTP/2.0");
    connections.insert(one.connection);
  }
  EXPECT_EQ(connections.size(), 1u);
  EXPECT_GT(shared_->origin.max_overlap(), 1) << "without a pause between requests they go side by side";
}

TEST_F(Tls, Q7_a_server_that_sends_connections_away_costs_no_answer) {
  shared_->origin.on_prefix("/away/", [](const Request&) { return Answer::of("hello", "text/plain"); });
  for (const auto gap : {std::chrono::milliseconds(0), std::chrono::milliseconds(1)}) {
    SCOPED_TRACE(gap.count());
    FetchOptions options = loopback_options();
    options.host_gap = gap;
    use(options);
    shared_->origin.forget_requests();
    std::vector<std::shared_ptr<std::optional<Result<WebResponse>>>> answers;
    for (int i = 0; i < 20; ++i) {
      const std::string host = "https://127.0.0.1:" + std::to_string(shared_->short_lived);
      WebRequest one = request_for(host + "/away/" + std::to_string(i));
      one.access = &access_;
      answers.push_back(begin(std::move(one)));
    }
    run();
    for (const auto& answer : answers) {
      ASSERT_TRUE(*answer && **answer) << (*answer ? (**answer).error().message : "none");
      EXPECT_EQ((**answer)->body, "hello");
    }
    EXPECT_EQ(shared_->origin.requests().size(), 20u) << "and none is asked twice";
  }
}

TEST_F(Tls, T9_http2_does_not_mean_several_at_once) {
  FetchOptions options = loopback_options();
  options.host_gap = std::chrono::milliseconds(5);
  use(options);
  shared_->origin.on_prefix("/gap/", [](const Request&) { return Answer::of("hello", "text/plain"); });
  for (int i = 0; i < 10; ++i) begin(request("/gap/" + std::to_string(i)));
  run();
  std::set<std::string> connections;
  for (const Seen& one : seen("/gap/", 10)) connections.insert(one.connection);
  EXPECT_EQ(connections.size(), 1u);
  const std::vector<Request> requests = shared_->origin.requests();
  ASSERT_EQ(requests.size(), 10u);
  for (std::size_t i = 1; i < requests.size(); ++i)
    EXPECT_GE(requests[i].time - requests[i - 1].time, options.host_gap) << i;
}

}  // namespace
}  // namespace gazette::testing
