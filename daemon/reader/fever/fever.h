// Fever: the Fever API, version 3, for clients that synchronize what was read and saved. Its ids are the
// store's own numbers, which grow for ever. On the event loop; every failure is an answer.
#pragma once

#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include "daemon/reader/library.h"
#include "daemon/reader/login.h"
#include "daemon/reader/parameters.h"
#include "daemon/serve/http/resource.h"

namespace gazette {

class Fever {
 public:
  /// Both outlive it.
  Fever(Library& library, Login& login) : library_(library), login_(login) {}

  /// Of "/fever/?api&items&since_id=7", with api_key in the body.
  boost::asio::awaitable<Resource> answer(const Inquiry& inquiry);

 private:
  template <class T>
  using Answer = boost::asio::awaitable<Result<T>>;

  Answer<std::string> respond(std::string reader, const Parameters& parameters);
  Answer<void> mark(std::string reader, const Parameters& parameters, const Subscriptions& subscriptions,
                    const std::vector<ReaderFeed>& feeds);
  Answer<void> add_ids(boost::json::object& answer, std::string_view name, ReaderQuery query);
  Answer<std::string> items(std::string reader, const Parameters& parameters);

  Library& library_;
  Login& login_;
};

}  // namespace gazette
