#include "daemon/serve/admission/host_names.h"

#include <boost/asio/ip/address.hpp>

#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette {

namespace {

bool is_address(std::string_view host) {
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  boost::system::error_code error;
  boost::asio::ip::make_address(std::string(host), error);
  return !error;
}

}  // namespace

HostNames::HostNames(const std::vector<std::string>& names, const std::string& public_url)
    : all_(names.empty()) {
  for (const std::string& name : names) names_.insert(to_lower(name));
  if (const std::string host = url_host(public_url); !host.empty()) names_.insert(host);
  names_.insert("localhost");
}

bool HostNames::allow(const std::string& host) const {
  return all_ || host.empty() || names_.contains(host) || is_address(host);
}

}  // namespace gazette
