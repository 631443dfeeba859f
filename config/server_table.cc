#include "config/server_table.h"

#include <set>
#include <string>
#include <utility>

#include "config/fetch_tables.h"
#include "feeds/text/url.h"

namespace gazette {
namespace {

namespace fs = std::filesystem;

std::string below(const fs::path& folder, const std::string& path) {
  return path.empty() ? path : (folder / path).lexically_normal().string();
}

void read_listen(TableReader& reader, ServerOptions& server) {
  const std::string listen = reader.text("listen", server.address + ":" + std::to_string(server.port));
  if (listen == "off") {
    server.port = -1;
    return;
  }
  const std::size_t colon = listen.rfind(':');
  const std::string port = colon == std::string::npos ? "" : listen.substr(colon + 1);
  const bool digits =
      !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == std::string::npos;
  if (!digits || colon == 0 || std::stoi(port) > 65535)
    return reader.problem(
        "listen", "must be \"address:port\" such as \"127.0.0.1:8384\" or \"[::1]:8384\", or \"off\"");
  server.address = listen.substr(0, colon);
  if (server.address.front() == '[' && server.address.back() == ']')
    server.address = server.address.substr(1, server.address.size() - 2);
  server.port = std::stoi(port);
}

/// Guessed ones are counted by the server; short ones are guessed all the same.
constexpr std::size_t kShortestToken = 16;

ApiToken read_token(const toml::table& table, std::set<std::string>& names, Problems& problems,
                    const fs::path& folder) {
  TableReader reader(table, "[[server.token]]", problems);
  ApiToken token;
  token.name = unique_name(reader, reader.required_text("name"), names);
  if (!reader.has("token")) reader.problem({}, "\"token\" is missing: where its text is");
  token.token = read_secret(reader, "token", folder);
  if (!token.token.empty() && token.token.size() < kShortestToken)
    reader.problem("token", "must have at least 16 characters");
  for (const std::string& scope : reader.texts("scopes")) {
    if (scope != "read" && scope != "write")
      reader.problem("scopes", "\"" + scope + "\" is not one of read, write");
    token.may_write |= scope == "write";
  }
  reader.report_unknown();
  return token;
}

/// Typed on phones, so shorter than a token; wrong ones are counted, too.
constexpr std::size_t kShortestPassword = 12;

ReaderAccount read_reader(const toml::table& table, std::set<std::string>& names, Problems& problems,
                          const fs::path& folder) {
  TableReader reader(table, "[[server.reader]]", problems);
  ReaderAccount account;
  account.name = unique_name(reader, reader.required_text("name"), names);
  if (!reader.has("password")) reader.problem({}, "\"password\" is missing: where its text is");
  account.password = read_secret(reader, "password", folder);
  if (!account.password.empty() && account.password.size() < kShortestPassword)
    reader.problem("password", "must have at least 12 characters");
  reader.report_unknown();
  return account;
}

void read_users(TableReader& reader, ServerOptions& server, Problems& problems, const fs::path& folder) {
  server.public_api = reader.flag("public_api", true);
  std::set<std::string> tokens, readers;
  for (const toml::table* table : reader.tables("token"))
    server.tokens.push_back(read_token(*table, tokens, problems, folder));
  for (const toml::table* table : reader.tables("reader"))
    server.readers.push_back(read_reader(*table, readers, problems, folder));
}

}  // namespace

ServerOptions read_server(TableReader reader, Problems& problems, const fs::path& folder) {
  ServerOptions server;
  read_listen(reader, server);
  server.unix_socket = below(folder, reader.text("unix_socket"));
  server.enabled = server.port >= 0 || !server.unix_socket.empty();
  server.public_url = reader.text("public_url");
  if (!server.public_url.empty() && !is_http_url(server.public_url))
    reader.problem("public_url", "must be an http(s) URL");
  while (!server.public_url.empty() && server.public_url.back() == '/') server.public_url.pop_back();
  server.hosts = reader.texts("hosts");
  server.trusted_proxies = reader.texts("trusted_proxies");
  for (const std::string& proxy : server.trusted_proxies)
    if (proxy != "unix" && !is_network(proxy))
      reader.problem("trusted_proxies", "\"" + proxy +
                                            "\" is no address such as \"127.0.0.1\" or \"10.0.0.0/8\", nor "
                                            "\"unix\"");
  server.title = reader.text("title", server.title);
  server.websub = reader.flag("websub", true);
  server.hub = reader.text("hub");
  if (!server.hub.empty() && !is_http_url(server.hub)) reader.problem("hub", "must be an http(s) URL");
  read_users(reader, server, problems, folder);
  reader.report_unknown();
  return server;
}

AlertOptions read_alert(TableReader reader, const fs::path& folder) {
  AlertOptions alert;
  alert.folder = folder.string();
  alert.command = reader.texts("command");
  if (!alert.command.empty() && alert.command.front().empty())
    reader.problem("command",
                   "must begin with a program: [\"mail\", \"-s\", \"{summary}\", \"me@example.org\"]");
  alert.after = reader.duration("after").value_or(alert.after);
  alert.json = reader.choice("format", "text", {"text", "json"}) == "json";
  reader.report_unknown();
  return alert;
}

}  // namespace gazette
