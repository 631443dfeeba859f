// Parameters of addresses that say how a reader came and never what is named. Pure; any thread.
#pragma once

#include <string_view>

namespace gazette {

/// `parameter` is "name=value" of a query; `host` the lower-case host of its address.
bool is_tracking_parameter(std::string_view host, std::string_view parameter);

}  // namespace gazette
