// Roster: all connections of a server, by what each is waiting for. In each list the one that has waited
// longest is in front: deadlines and evictions look there only. On the loop's thread.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <unordered_map>

#include "daemon/serve/admission/rate_limiter.h"

namespace gazette {

class Connection;

enum class Phase {
  idle,       ///< for the first byte of a request
  reading,    ///< for the rest of it
  answering,  ///< for the model
  writing,    ///< for the client to take the answer
  closing,    ///< closed, or about to be; does not count any more
};

class Roster {
 public:
  using Entry = std::shared_ptr<Connection>;
  using Place = std::list<Entry>::iterator;

  /// As idle. `client`: a key of who it is, 0 for who has no limit.
  Place add(Entry connection, std::uint64_t client);
  void remove(Place place, Phase phase, std::uint64_t client);
  /// To the end of another list; `closing` gives the client's place free.
  void move(Place place, Phase from, Phase to, std::uint64_t client);

  const std::list<Entry>& waiting(Phase phase) const { return lists_[static_cast<std::size_t>(phase)]; }
  /// Those that are not closing.
  std::size_t size() const;
  std::size_t of_client(std::uint64_t client) const;
  bool empty() const { return size() == 0 && waiting(Phase::closing).empty(); }

 private:
  void leave(std::uint64_t client);
  std::list<Entry>& list(Phase phase) { return lists_[static_cast<std::size_t>(phase)]; }

  std::array<std::list<Entry>, 5> lists_;
  std::unordered_map<std::uint64_t, std::size_t> by_client_;
};

}  // namespace gazette
