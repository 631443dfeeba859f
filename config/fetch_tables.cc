#include "config/fetch_tables.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <variant>

#include <arpa/inet.h>

#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMaxSecretBytes = 64 * 1024;

/// One line, without the newline that editors leave at the end.
std::optional<std::string> read_secret_file(const fs::path& path) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  if (error || size > kMaxSecretBytes) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return in ? std::optional(std::move(text)) : std::nullopt;
}

/// Gives a secret or says, without showing it, why it cannot.
Result<std::string> find_secret(const SecretPlace& place, const fs::path& folder) {
  std::optional<std::string> secret;
  if (place.kind == "env") {
    const char* value = std::getenv(place.name.c_str());
    if (value) secret = value;
  } else {
    const char* credentials = std::getenv("CREDENTIALS_DIRECTORY");
    if (place.kind == "credential" && !credentials)
      return fail(ErrorKind::config,
                  "$CREDENTIALS_DIRECTORY is not set: systemd gives credentials to its services only");
    secret =
        read_secret_file(place.kind == "file" ? folder / place.name : fs::path(credentials) / place.name);
  }
  if (!secret)
    return fail(ErrorKind::config, place.kind == "env"
                                       ? "$" + place.name + " is not set"
                                       : "the " + place.kind + " \"" + place.name + "\" cannot be read");
  if (secret->find_first_of("\r\n") != std::string::npos)
    return fail(ErrorKind::config, "the " + place.kind + " \"" + place.name + "\" must hold one line");
  return *secret;
}

bool is_proxy(std::string_view url) {
  for (const std::string_view scheme : {"http://", "https://", "socks5://", "socks5h://"})
    if (url.starts_with(scheme) && url.size() > scheme.size()) return true;
  return false;
}

class AccessReader {
 public:
  AccessReader(TableReader& reader, const fs::path& folder) : reader_(reader), folder_(folder) {}

  /// `secret_only`: a text in the configuration itself is refused.
  std::string text(std::string_view key, bool secret_only) {
    if (reader_.has(key) && !reader_.is_table(key)) {
      if (secret_only)
        reader_.problem(key,
                        "must not stand in the configuration: write { file = \"...\" }, { env = \"...\" } or "
                        "{ credential = \"...\" }");
      return one_line(key, reader_.text(key));
    }
    const std::optional<SecretPlace> place = reader_.secret_place(key);
    return place ? value_of(key, *place) : std::string();
  }
  std::map<std::string, std::string> headers() {
    std::map<std::string, std::string> out;
    for (auto& [name, value] : reader_.texts_or_secrets("headers")) {
      const auto* place = std::get_if<SecretPlace>(&value);
      out[name] = one_line("headers", place ? value_of("headers", *place) : std::get<std::string>(value));
      one_line("headers", name);
    }
    return out;
  }
  std::string file(std::string_view key) {
    const std::string name = reader_.text(key);
    if (name.empty()) return name;
    const fs::path path = (folder_ / name).lexically_normal();
    std::error_code error;
    if (!fs::is_regular_file(path, error))
      reader_.problem(key, "\"" + path.string() + "\" is no file that can be read");
    return path.string();
  }

 private:
  std::string value_of(std::string_view key, const SecretPlace& place) {
    Result<std::string> secret = find_secret(place, folder_);
    if (!secret) reader_.problem(key, secret.error().message);
    return secret ? std::move(*secret) : std::string();
  }
  std::string one_line(std::string_view key, std::string value) {
    if (value.find_first_of("\r\n") != std::string::npos) reader_.problem(key, "must be one line");
    return value;
  }

  TableReader& reader_;
  const fs::path& folder_;
};

void read_access(TableReader reader, SourceAccess& access, const fs::path& folder) {
  AccessReader values(reader, folder);
  access.user_agent = values.text("user_agent", false);
  for (const auto& [key, field] : {std::pair("user", &access.user), std::pair("password", &access.password)})
    if (std::string value = values.text(key, field == &access.password); !value.empty())
      *field = std::move(value);  // else what the URL said
  access.bearer = values.text("bearer", true);
  access.cookies = values.text("cookies", false);
  access.proxy = values.text("proxy", false);
  if (!access.proxy.empty() && !is_proxy(access.proxy))
    reader.problem("proxy", "must begin with http://, https://, socks5:// or socks5h://");
  access.client_certificate = values.file("client_certificate");
  access.client_key = values.file("client_key");
  access.ca_file = values.file("ca_file");
  reader.report_unknown();
}

ThrottleScope read_scope(TableReader& reader) {
  const std::string scope = reader.choice("throttle_scope", "auto", {"auto", "url", "host", "domain"});
  return scope == "url"      ? ThrottleScope::url
         : scope == "host"   ? ThrottleScope::host
         : scope == "domain" ? ThrottleScope::domain
                             : ThrottleScope::automatic;
}

std::optional<Duration> positive(TableReader& reader, std::string_view key) {
  const std::optional<Duration> value = reader.duration(key);
  if (value && *value <= Duration::zero()) reader.problem(key, "must be longer than 0");
  return value;
}

/// "none", "all", or how many.
std::optional<int> read_history(TableReader& reader) {
  if (!reader.has("history")) return std::nullopt;
  if (reader.is_number("history")) return static_cast<int>(reader.number("history", 0, 0, kWholeHistory));
  return reader.choice("history", "none", {"none", "all"}) == "all" ? kWholeHistory : 0;
}

void read_politeness(TableReader& reader, FetchOptions& fetch) {
  const auto positive_or = [&](std::string_view key, Duration fallback) {
    return positive(reader, key).value_or(fallback);
  };
  fetch.min_interval = positive_or("min_interval", fetch.min_interval);
  fetch.max_interval = positive_or("max_interval", fetch.max_interval);
  fetch.unconditional_interval = positive(reader, "unconditional_interval");
  if (reader.has("adaptive")) fetch.adaptive = reader.flag("adaptive", true);
  fetch.max_retry_after = positive_or("max_retry_after", fetch.max_retry_after);
  fetch.throttle_scope = read_scope(reader);
  fetch.redirect_confirmations =
      static_cast<int>(reader.number("redirect_confirmations", fetch.redirect_confirmations, 1, 1000));
  if (const auto after = reader.duration("redirect_confirmed_after")) fetch.redirect_confirmed_after = *after;
  fetch.history = read_history(reader).value_or(fetch.history);
  fetch.robots = reader.flag("robots", fetch.robots);
  if (const auto gap = reader.duration("host_gap")) fetch.host_gap = *gap;
  fetch.max_interval = std::max(fetch.max_interval, fetch.min_interval);
}

}  // namespace

bool is_network(const std::string& text) {
  const std::size_t slash = text.find('/');
  const std::string address = text.substr(0, slash),
                    bits = slash == std::string::npos ? "0" : text.substr(slash + 1);
  in6_addr ignored{};
  const bool v4 = inet_pton(AF_INET, address.c_str(), &ignored) == 1;
  if (!v4 && inet_pton(AF_INET6, address.c_str(), &ignored) != 1) return false;
  const bool digits =
      !bits.empty() && bits.size() <= 3 && bits.find_first_not_of("0123456789") == std::string::npos;
  return digits && std::stoi(bits) <= (v4 ? 32 : 128);
}

FetchOptions read_fetch(TableReader reader) {
  FetchOptions fetch;
  fetch.contact = reader.text("contact", fetch.contact);
  fetch.user_agent = reader.text("user_agent");
  if ((fetch.user_agent + fetch.contact).find_first_of("\r\n") != std::string::npos)
    reader.problem({}, "contact and user_agent must be one line");
  fetch.concurrency = static_cast<int>(reader.number("concurrency", fetch.concurrency, 1, 10'000));
  read_politeness(reader, fetch);
  fetch.timeout = positive(reader, "timeout").value_or(fetch.timeout);
  fetch.connect_timeout = positive(reader, "connect_timeout").value_or(fetch.connect_timeout);
  fetch.stall_timeout = positive(reader, "stall_timeout").value_or(fetch.stall_timeout);
  fetch.max_body = reader.bytes("max_body", fetch.max_body);
  fetch.allow_private = reader.flag("allow_private", false);
  fetch.allow_networks = reader.texts("allow_networks");
  for (const std::string& network : fetch.allow_networks)
    if (!is_network(network))
      reader.problem("allow_networks",
                     "\"" + network + "\" is no network such as \"10.1.0.0/16\" or \"fd00::/8\"");
  fetch.rewrite = reader.text_map("rewrite");
  for (const auto& [from, to] : fetch.rewrite)
    if (!is_http_url(from) || !is_http_url(to))
      reader.problem("rewrite", "\"" + from + "\" and what it becomes must be http(s) URLs");
  reader.report_unknown();
  return fetch;
}

ImageOptions read_images(TableReader reader) {
  ImageOptions images;
  images.max_bytes = reader.bytes("max_bytes", images.max_bytes);
  images.max_pixels = reader.number("max_pixels", images.max_pixels, 1, 1'000'000'000);
  images.max_width = static_cast<int>(reader.number("max_width", images.max_width, 0, 100'000));
  images.quota = static_cast<std::int64_t>(reader.bytes("quota", static_cast<std::size_t>(images.quota)));
  reader.report_unknown();
  return images;
}

void take_user_from_url(SourceOptions& source) {
  if (source.url.find('@') == std::string::npos) return;
  const std::string info = split_url(source.url).user_info;
  const std::size_t at = source.url.find(info + "@");
  if (info.empty() || at == std::string::npos) return;
  source.url.erase(at, info.size() + 1);
  const std::size_t colon = info.find(':');
  source.access.user = percent_decoded(info.substr(0, colon));
  if (colon != std::string::npos) source.access.password = percent_decoded(info.substr(colon + 1));
}

void read_requests(TableReader& reader, SourceOptions& source, Problems& problems, const fs::path& folder) {
  source.interval = positive(reader, "interval");
  source.min_interval = positive(reader, "min_interval");
  source.max_interval = positive(reader, "max_interval");
  source.throttle_scope = read_scope(reader);
  source.robots = reader.flag("robots", true);
  source.history = read_history(reader);
  if (source.history && !source.recipe.empty())
    reader.problem("history", "is of feeds: a recipe says which pages of its site are read");
  take_user_from_url(source);
  if (const toml::table* access = reader.table("access"))
    read_access(TableReader(*access, "[source.access]", problems), source.access, folder);
  source.access.headers = AccessReader(reader, folder).headers();
}

std::string read_secret(TableReader& reader, std::string_view key, const std::filesystem::path& folder) {
  return AccessReader(reader, folder).text(key, true);
}

}  // namespace gazette
