// NetworkWatch: is it the world's fault or ours? When names do not resolve and connections go nowhere for
// several unrelated hosts, and nobody was reached in between, our own network is down and no source is to
// blame. On the loop's thread only.
#pragma once

#include <set>
#include <string>

namespace gazette {

class NetworkWatch {
 public:
  /// Somebody answered, or at least refused: packets travel.
  void reached() { unreachable_.clear(); }
  /// `host`: no name resolution, no route, or no answer to a connection.
  void not_reached(const std::string& host);
  bool is_down() const { return unreachable_.size() >= kEnough; }

 private:
  static constexpr std::size_t kEnough = 3;  ///< unrelated hosts (registrable domains)
  std::set<std::string> unreachable_;
};

}  // namespace gazette
