// HostNames: under which names a request may reach us. A page elsewhere can point a name of its own at our
// address (DNS rebinding) and would then read us as if it were us; with a list of names it gets a 421. Pure.
#pragma once

#include <set>
#include <string>
#include <vector>

namespace gazette {

class HostNames {
 public:
  /// `names` empty: every name is right. Else these, the public URL's, "localhost", and addresses as such
  /// (they cannot be pointed elsewhere).
  HostNames(const std::vector<std::string>& names, const std::string& public_url);

  /// `host` in lower case, without a port. An absent one (HTTP/1.0) is right.
  bool allow(const std::string& host) const;

 private:
  bool all_;
  std::set<std::string> names_;
};

}  // namespace gazette
