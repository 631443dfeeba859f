// Parameters of a request: of its query and of a form in its body, each name as often as it was sent. Pure;
// any thread; never fails.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gazette {

class Parameters {
 public:
  /// A pair that is malformed is left out, and so is all that comes behind very many.
  Parameters(std::string_view target, std::string_view body);

  bool has(std::string_view name) const;
  /// The first value; empty if there is none.
  std::string get(std::string_view name) const;
  std::vector<std::string> all(std::string_view name) const;
  /// Absent if it is no number.
  std::optional<std::int64_t> number(std::string_view name) const;

 private:
  void add(std::string_view text);
  std::vector<std::pair<std::string, std::string>> pairs_;
};

/// All of the text as a decimal number.
std::optional<std::int64_t> decimal(std::string_view text);

}  // namespace gazette
