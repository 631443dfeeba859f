// application/x-www-form-urlencoded (WHATWG URL, section 5), and parameters in URLs. Pure; any thread; never
// fails.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gazette {

using FormFields = std::vector<std::pair<std::string, std::string>>;

/// The first value of each name; a pair that is malformed is left out.
std::map<std::string, std::string> read_form(std::string_view text);
std::string write_form(const FormFields& fields);

/// The URL with these at the end of its own query.
std::string with_parameters(std::string_view url, const FormFields& fields);
/// What stands behind the "?" of a request target.
std::string_view query_of(std::string_view target);

}  // namespace gazette
