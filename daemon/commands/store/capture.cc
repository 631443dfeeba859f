// capture: what a bug report needs of a source, in one file, without its secrets.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "daemon/commands/commands.h"
#include "daemon/commands/store/redact.h"
#include "daemon/engine.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

namespace json = boost::json;

constexpr std::size_t kBlock = 512;  // of a tar

/// One file of a tar (POSIX.1 ustar).
std::string tar_entry(const std::string& name, const std::string& content, Time at) {
  std::string head(kBlock, '\0');
  const auto put = [&head](std::size_t offset, const std::string& text) {
    head.replace(offset, text.size(), text);
  };
  put(0, name);
  put(100, "0000600"), put(108, "0000000"), put(116, "0000000");
  put(124, fmt::format("{:011o}", content.size()));
  put(136, fmt::format("{:011o}", to_unix_ms(at) / 1000));
  put(148, "        ");
  put(156, "0"), put(257, std::string("ustar\0", 6) + "00");
  unsigned sum = 0;
  for (const char c : head) sum += static_cast<unsigned char>(c);
  put(148, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
  return head + content + std::string((kBlock - content.size() % kBlock) % kBlock, '\0');
}

void put_time(json::object& object, std::string_view key, const std::optional<Time>& time) {
  if (time) object[key] = format_rfc3339(*time);
}

json::object source_json(const SourceOptions& source) {
  json::array headers;
  for (const auto& [name, value] : source.access.headers) headers.emplace_back(name);
  json::object object{{"name", source.name},
                      {"url", source.url},
                      {"recipe", source.recipe},
                      {"zone", source.zone},
                      {"language", source.language}};
  object["full_text"] = source.full_text == FullText::always  ? "always"
                        : source.full_text == FullText::never ? "never"
                                                              : "auto";
  json::object params;
  for (const auto& [name, value] : source.params) params[name] = value;
  object["params"] = std::move(params);
  object["headers"] = std::move(headers);
  object["user_agent"] = source.access.user_agent;
  object["has_password"] = !source.access.password.empty();
  object["has_token"] = !source.access.bearer.empty();
  object["has_cookies"] = !source.access.cookies.empty();
  return object;
}

json::object state_json(const SourceState& state) {
  json::object object{{"url", state.url},
                      {"learned_url", state.learned_url},
                      {"title", state.title},
                      {"etag", state.etag},
                      {"last_modified", state.last_modified},
                      {"last_status", state.last_status},
                      {"failures", state.failures},
                      {"error_kind", state.error_kind},
                      {"error", state.error},
                      {"rule", state.rule},
                      {"reason", state.reason}};
  put_time(object, "last_poll", state.last_poll);
  put_time(object, "last_success", state.last_success);
  put_time(object, "last_new", state.last_new);
  put_time(object, "next_poll", state.next_poll);
  return object;
}

json::array decisions_json(const std::vector<PollDecision>& decisions) {
  json::array array;
  for (const PollDecision& decision : decisions)
    array.push_back(json::object{{"at", format_rfc3339(decision.at)},
                                 {"cause", decision.cause},
                                 {"status", decision.status},
                                 {"outcome", decision.outcome},
                                 {"rule", decision.rule},
                                 {"reason", decision.reason}});
  return array;
}

/// What is gathered of one source, still with its secrets.
struct Gathered {
  SourceOptions source;
  SourceState state;
  std::vector<PollDecision> decisions;
  std::vector<StoredResponse> responses;
};

Result<Gathered> gather(Opened& opened, const std::string& name) {
  Gathered gathered;
  gathered.source.name = name;
  bool is_configured = false;
  for (const SourceOptions& source : opened.config.sources)
    if (source.name == name) gathered.source = source, is_configured = true;
  Result<SourceState> state = opened.store->source_state(name);
  Result<std::vector<PollDecision>> decisions = opened.store->decisions(name);
  Result<std::vector<StoredResponse>> responses = opened.store->responses(name);
  if (!state) return pass_on(state);
  if (!decisions) return pass_on(decisions);
  if (!responses) return pass_on(responses);
  if (!is_configured && state->url.empty()) return tl::unexpected<Error>(no_such_source(name, opened.config));
  gathered.state = std::move(*state);
  gathered.decisions = std::move(*decisions);
  gathered.responses = std::move(*responses);
  return gathered;
}

std::string bundle(const Gathered& gathered) {
  Redactor redactor(gathered.source);
  for (const std::string* url : {&gathered.state.url, &gathered.state.learned_url, &gathered.state.moving_to,
                                 &gathered.state.validators_url})
    redactor.add_url(*url);
  for (const StoredResponse& response : gathered.responses) redactor.add_url(response.url);
  json::array listings;
  std::string files;
  for (const StoredResponse& response : gathered.responses) {
    const std::string file = fmt::format("listing-{}", listings.size() + 1);
    listings.push_back(json::object{{"file", file},
                                    {"at", format_rfc3339(response.at)},
                                    {"url", response.url},
                                    {"content_type", response.content_type}});
    files += tar_entry(file, redactor.redacted_listing(response.body), response.at);
  }
  const json::object about{{"gazette", GAZETTE_VERSION},
                           {"source", source_json(gathered.source)},
                           {"state", state_json(gathered.state)},
                           {"decisions", decisions_json(gathered.decisions)},
                           {"listings", std::move(listings)}};
  std::string tar = tar_entry("report.json", redactor.redacted(json::serialize(about)) + "\n", wall_clock());
  if (!gathered.source.recipe_text.empty())
    tar += tar_entry("recipe.toml", redactor.redacted(gathered.source.recipe_text), wall_clock());
  return tar + files + std::string(2 * kBlock, '\0');
}

/// Whole or not at all, readable by its owner alone.
Result<void> write_whole(const std::string& file, const std::string& bytes) {
  const std::string unfinished = file + ".tmp";
  std::error_code error;
  if (file.empty() || std::filesystem::is_directory(file, error))
    return fail(ErrorKind::other, file + (file.empty() ? "" : ": is a folder: ") + "name a file");
  std::filesystem::remove(unfinished, error);
  std::ofstream out(unfinished, std::ios::binary);
  std::filesystem::permissions(
      unfinished, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, error);
  out << bytes;
  out.close();
  if (out) std::filesystem::rename(unfinished, file, error);
  if (out && !error) return {};
  const std::string why = error ? error.message() : "check its folder and the disk's room";
  std::filesystem::remove(unfinished, error);
  return fail(ErrorKind::other, file + ": cannot be written: " + why);
}

}  // namespace

int capture_command(const StoreArguments& arguments) {
  Result<Opened> opened = open_configured(arguments.config_file, true);
  if (!opened) return report(opened.error());
  const Result<Gathered> gathered = gather(*opened, arguments.name);
  if (!gathered) return report(gathered.error());
  const Result<void> written = write_whole(arguments.file, bundle(*gathered));
  if (!written) return report(written.error());
  std::cerr << fmt::format(
      "{}: what is known of {} and {}, without passwords, tokens and cookies; look "
      "through it before you give it away\n",
      arguments.file, arguments.name, count_of(gathered->responses.size(), "listing"));
  return kDone;
}

}  // namespace gazette
