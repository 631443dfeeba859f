// ServeCounts: what the server did since it started; plain numbers, counted where they arise. On the loop's
// thread.
#pragma once

#include <cstddef>
#include <cstdint>

namespace gazette {

struct ServeCounts {
  std::uint64_t requests[6] = {};  ///< by the first digit of the status
  std::uint64_t not_modified = 0;
  std::uint64_t sent_bytes = 0;   ///< of bodies
  std::uint64_t saved_bytes = 0;  ///< of bodies that a 304 kept from being sent
  std::uint64_t refused = 0;      ///< connections
  std::int64_t connections = 0;   ///< at this moment

  void note(int status, std::size_t sent, std::size_t saved) {
    ++requests[static_cast<std::size_t>(status / 100) % 6];
    if (status == 304) ++not_modified;
    sent_bytes += sent;
    saved_bytes += saved;
  }
};

}  // namespace gazette
