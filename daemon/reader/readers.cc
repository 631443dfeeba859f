#include "daemon/reader/readers.h"

#include <utility>

namespace gazette {

namespace {

/// Of a form that names some thousand items.
constexpr std::size_t kMostBody = 256 * 1024;

}  // namespace

Readers::Readers(AsyncStore& store, AsyncStore& writer, std::shared_ptr<const Config> config,
                 std::function<Time()> now)
    : library_(store, writer, config, std::move(now)),
      login_(config->server.readers),
      google_(library_, login_),
      fever_(library_, login_) {}

void Readers::use(std::shared_ptr<const Config> config) {
  login_.use(config->server.readers);
  library_.use(std::move(config));
}

std::vector<Handler> Readers::handlers() {
  const auto google = [this](const Inquiry& inquiry) { return google_.answer(inquiry); };
  const auto fever = [this](const Inquiry& inquiry) { return fever_.answer(inquiry); };
  const auto limit = [](std::string_view) { return kMostBody; };
  std::vector<Handler> handlers;
  for (const char* path : {"/accounts", "/reader", "/api/greader.php"})
    handlers.push_back({path, google, limit});
  for (const char* path : {"/fever", "/api/fever.php"}) handlers.push_back({path, fever, limit});
  return handlers;
}

}  // namespace gazette
