#include "daemon/serve/api/call.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "daemon/serve/routes.h"
#include "feeds/text/strings.h"

namespace gazette {
namespace {

constexpr std::string_view kBase = "/api/v1/";
constexpr std::size_t kMaxTarget = 4096;
constexpr std::size_t kMaxValue = 500;  // code points
constexpr std::size_t kMaxChosen = 16;  // sources, tags, languages
constexpr int kMaxLimit = 100;

struct Address {
  Call::Kind read = Call::Kind::not_found, write = Call::Kind::not_found;
  Method write_method = Method::post;
};

/// What there is below the base; `call.name` from the path.
Address find_address(std::string_view path, Call& call) {
  using Kind = Call::Kind;
  if (path == "articles") return {Kind::articles};
  if (path == "search") return {Kind::search};
  if (path == "sources") return {Kind::sources};
  if (path == "status") return {Kind::status};
  if (path == "events") return {Kind::events};
  constexpr std::string_view kArticles = "articles/", kSources = "sources/", kPoll = "/poll";
  if (path.starts_with(kArticles) && path.size() > kArticles.size()) {
    call.name = path.substr(kArticles.size());
    return {Kind::article, Kind::withdraw, Method::remove};
  }
  if (path.starts_with(kSources) && path.ends_with(kPoll) && path.size() > kSources.size() + kPoll.size()) {
    call.name = path.substr(kSources.size(), path.size() - kSources.size() - kPoll.size());
    return {Kind::not_found, Kind::poll, Method::post};
  }
  return {};
}

std::string allowed(const Address& address) {
  std::string allow;
  if (address.read != Call::Kind::not_found) allow = "GET, HEAD, ";
  if (address.write != Call::Kind::not_found)
    allow += address.write_method == Method::post ? "POST, " : "DELETE, ";
  return allow + "OPTIONS";
}

bool add(std::vector<std::string>& list, std::string value) {
  if (list.size() == kMaxChosen) return false;
  list.push_back(std::move(value));
  return true;
}

bool read_limit(const std::string& value, int& limit) {
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), limit);
  return error == std::errc{} && end == value.data() + value.size() && limit >= 1 && limit <= kMaxLimit;
}

/// What is wrong with the parameter; empty: nothing.
std::string take_parameter(std::string_view key, std::string value, Call& call) {
  Selection& selection = call.list.selection;
  if (count_code_points(value) > kMaxValue) return "a value is too long";
  if (key == "source" && !add(selection.sources, value)) return "too many sources";
  if (key == "tag" && !add(selection.tags, value)) return "too many tags";
  if (key == "lang" && !add(selection.languages, value)) return "too many languages";
  if (key == "q") call.list.words = value;
  if (key == "after") call.after = call.list.after = value;
  if (key == "why") call.why = value;
  if (key == "limit" && !read_limit(value, call.list.limit)) return "limit must be 1 to 100";
  return {};
}

std::string read_parameters(std::string_view query, Call& call) {
  for (const std::string_view pair : split(query, '&')) {
    const std::size_t equals = std::min(pair.find('='), pair.size());
    if (equals == pair.size()) continue;
    std::string value;
    if (!percent_decode(pair.substr(equals + 1), true, value)) return "the query is malformed";
    if (std::string problem = take_parameter(pair.substr(0, equals), std::string(trim(value)), call);
        !problem.empty())
      return problem;
  }
  return {};
}

Call bad(std::string problem) {
  Call call;
  call.kind = Call::Kind::bad;
  call.problem = std::move(problem);
  return call;
}

}  // namespace

Call find_call(Method method, std::string_view target) {
  Call call;
  if (target.size() > kMaxTarget) return bad("the address is too long");
  if (const std::size_t scheme = target.find("://"); !target.starts_with('/') && scheme != target.npos)
    target.remove_prefix(std::min(target.find('/', scheme + 3), target.size()));
  const std::size_t mark = std::min(target.find('?'), target.size());
  std::string path;
  if (!percent_decode(target.substr(0, mark), false, path)) return bad("the address is malformed");
  if (!path.starts_with(kBase)) return call;
  const Address address = find_address(std::string_view(path).substr(kBase.size()), call);
  if (address.read == Call::Kind::not_found && address.write == Call::Kind::not_found) return call;
  const bool reads = method == Method::get || method == Method::head;
  call.allow = allowed(address);
  call.kind = method == Method::options                        ? Call::Kind::preflight
              : reads && address.read != Call::Kind::not_found ? address.read
              : method == address.write_method && address.write != Call::Kind::not_found
                  ? address.write
                  : Call::Kind::not_allowed;
  const std::string_view query = mark == target.size() ? std::string_view() : target.substr(mark + 1);
  if (std::string problem = read_parameters(query, call); !problem.empty()) return bad(std::move(problem));
  if (call.kind == Call::Kind::search && call.list.words.empty()) return bad("q is missing");
  return call;
}

}  // namespace gazette
