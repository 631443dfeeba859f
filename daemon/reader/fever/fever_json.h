// Parts of Fever's one JSON document. Pure; any thread; never fails.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>

#include "daemon/reader/library.h"

namespace gazette {

/// Of a label: the same for ever, positive.
std::int64_t group_number(std::string_view label);

boost::json::array groups_json(const Subscriptions& subscriptions);
/// `feeds`: the numbers of the sources; one that was never polled has none, and is left out.
boost::json::array feeds_groups_json(const Subscriptions& subscriptions,
                                     const std::vector<ReaderFeed>& feeds);
boost::json::array feeds_json(const Subscriptions& subscriptions, const std::vector<ReaderFeed>& feeds,
                              const std::string& base_url);
/// As text, made where there is time for it.
std::string items_list(const std::vector<ReaderArticle>& articles);
/// "1,5,9"
std::string ids_list(const std::vector<ReaderItem>& items);

}  // namespace gazette
