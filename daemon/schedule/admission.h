// Admission: polls that are to begin, but not all at once. So many in all keeps memory flat; so many a host
// keeps a host with hundreds of sources from filling the places of all others while its requests wait for
// each other. First come, first served, within these limits. One thread.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <unordered_map>

namespace gazette {

class Admission {
 public:
  struct Limits {
    std::size_t total = 1024;
    std::size_t per_host = 2;
  };
  explicit Admission(Limits limits) : limits_(limits) {}
  void use(Limits limits) { limits_ = limits; }

  /// Calls `begin`, now or later.
  void add(const std::string& host, std::function<void()> begin);
  /// A poll that has begun has ended.
  void ended(const std::string& host);
  /// Those that wait never begin.
  void drop_waiting();

  std::size_t under_way() const { return under_way_; }
  std::size_t waiting() const { return waiting_; }

 private:
  struct Host {
    std::size_t under_way = 0;
    bool ready = false;  ///< it is in ready_
    std::deque<std::function<void()>> waiting;
  };
  void make_ready(const std::string& name, Host& host);
  void begin_ready();

  Limits limits_;
  std::unordered_map<std::string, Host> hosts_;
  std::deque<std::string> ready_;  ///< hosts that have somebody waiting and room for him
  std::size_t under_way_ = 0, waiting_ = 0;
};

}  // namespace gazette
