#include "tests/end_to_end/world.h"

#include <algorithm>
#include <charconv>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/origin/qq_routes.h"

namespace gazette::testing {
namespace {

void replace(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != text.npos; at += to.size())
    text.replace(at, from.size(), to);
}

/// All bytes until the server closes.
std::string talk(int port, const std::string& request) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval limit{20, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(port));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  if (connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0 &&
      send(fd, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size())) {
    char buffer[65536];
    for (ssize_t got; (got = recv(fd, buffer, sizeof buffer, 0)) > 0;)
      answer.append(buffer, static_cast<std::size_t>(got));
  }
  close(fd);
  return answer;
}

/// Taken apart; status 0 if it is none.
HttpAnswer read_answer(const std::string& text) {
  HttpAnswer answer;
  const std::size_t head_end = text.find("\r\n\r\n");
  if (text.size() < 12 || head_end == text.npos) return answer;
  std::from_chars(text.data() + 9, text.data() + 12, answer.status);
  for (std::size_t begin = text.find("\r\n") + 2, end; begin < head_end; begin = end + 2) {
    end = text.find("\r\n", begin);
    const std::size_t colon = text.find(": ", begin);
    if (colon >= end) continue;
    std::string name = text.substr(begin, colon - begin);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    answer.headers[name] = text.substr(colon + 2, end - colon - 2);
  }
  answer.body = text.substr(head_end + 4);
  return answer;
}

}  // namespace

HttpAnswer http_get(int port, const std::string& path, const std::map<std::string, std::string>& headers,
                    const std::string& method) {
  std::string request = method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n";
  for (const auto& [name, value] : headers) request += name + ": " + value + "\r\n";
  return read_answer(talk(port, request + "\r\n"));
}

HttpAnswer http_post(int port, const std::string& path, const std::string& form) {
  return read_answer(talk(port, "POST " + path +
                                    " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                                    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
                                    std::to_string(form.size()) + "\r\n\r\n" + form));
}

World::World() {
  serve_qq(origin, "/qq", kTests + "/qq");
  origin.serve_folder("/", kTests + "/samples/www");
  std::filesystem::copy(kTests + "/site", site(), std::filesystem::copy_options::recursive);
  make_repository(site());
}

std::string World::head() const {
  const std::string to = origin.base_url();
  return "database = \"gazette.db\"\n[fetch]\nallow_private = true\nhost_gap = \"0s\"\nmin_interval = "
         "\"1h\"\n"
         "[fetch.rewrite]\n\"https://i.news.qq.com\" = \"" +
         to + "/qq\"\n\"https://new.qq.com\" = \"" + to + "/qq\"\n\"https://news.qq.com\" = \"" + to +
         "/qq\"\n\"https://harbour.example\" = \"" + to + "/harbour\"\n\"https://feed.example\" = \"" + to +
         "/feed\"\n[server]\nlisten = \"127.0.0.1:0\"\n";
}

std::string World::samples() const {
  std::string toml = read_text(kTests + "/samples/gazette.toml.in");
  replace(toml, "@ORIGIN@", origin.base_url());
  replace(toml, "@PORT@", "0");
  return toml;
}

std::string World::qq_to_site() const {
  return head() +
         "[[source]]\nname = \"qq\"\nrecipe = \"qq-news\"\nchannel = \"news_news_finance\"\n"
         "[[export]]\ntype = \"site\"\nname = \"site\"\npath = \"site\"\ncommit = true\n";
}

Finished World::gazette(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), kProgram);
  return run_program(arguments, folder.path());
}

std::unique_ptr<Background> World::daemon() const {
  return std::make_unique<Background>(std::vector<std::string>{kProgram, "run"}, folder.path());
}

int World::port_of(const Background& daemon) {
  int port = 0;
  eventually([&] {
    const std::string log = daemon.err(), mark = "serving http://127.0.0.1:";
    const std::size_t at = log.find(mark);
    if (at == log.npos) return false;
    const auto [end, error] = std::from_chars(log.data() + at + mark.size(), log.data() + log.size(), port);
    return error == std::errc() && end != log.data() + log.size();
  });
  return port;
}

std::string World::sql(const std::string& statement) const {
  Finished done = run_program({"sqlite3", "-readonly", (folder / "gazette.db").string(), statement});
  if (done.status != 0) return "sqlite3: " + done.err;
  if (done.out.ends_with('\n')) done.out.pop_back();
  return done.out;
}

}  // namespace gazette::testing
