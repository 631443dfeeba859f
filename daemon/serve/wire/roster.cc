#include "daemon/serve/wire/roster.h"

#include <utility>

namespace gazette {

Roster::Place Roster::add(Entry connection, std::uint64_t client) {
  if (client != 0) ++by_client_[client];
  std::list<Entry>& idle = list(Phase::idle);
  return idle.insert(idle.end(), std::move(connection));
}

void Roster::leave(std::uint64_t client) {
  const auto found = by_client_.find(client);
  if (found != by_client_.end() && --found->second == 0) by_client_.erase(found);
}

void Roster::remove(Place place, Phase phase, std::uint64_t client) {
  if (phase != Phase::closing) leave(client);
  list(phase).erase(place);
}

void Roster::move(Place place, Phase from, Phase to, std::uint64_t client) {
  if (to == Phase::closing && from != Phase::closing) leave(client);
  list(to).splice(list(to).end(), list(from), place);
}

std::size_t Roster::size() const {
  std::size_t total = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(Phase::closing); ++i) total += lists_[i].size();
  return total;
}

std::size_t Roster::of_client(std::uint64_t client) const {
  const auto found = by_client_.find(client);
  return found == by_client_.end() ? 0 : found->second;
}

}  // namespace gazette
