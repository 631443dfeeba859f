// GoogleReader: the Google Reader API as FreshRSS and Miniflux speak it, for clients that synchronize what
// was read and starred. On the event loop; every failure is an answer.
#pragma once

#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "daemon/reader/library.h"
#include "daemon/reader/login.h"
#include "daemon/reader/parameters.h"
#include "daemon/serve/http/resource.h"

namespace gazette {

class GoogleReader {
 public:
  /// Both outlive it.
  GoogleReader(Library& library, Login& login) : library_(library), login_(login) {}

  /// Of "/accounts/...", "/reader/..." and the same below "/api/greader.php".
  boost::asio::awaitable<Resource> answer(const Inquiry& inquiry);

 private:
  using Answer = boost::asio::awaitable<Resource>;
  /// One that is allowed.
  struct Question {
    std::string reader;
    std::string path;    ///< behind "/reader/api/0/"
    std::string stream;  ///< what the path names behind "stream/contents/" or "/reader/atom/"
    Parameters parameters;
    bool may_write = false;  ///< it was posted
    bool wants_atom = false;
  };

  Resource log_in(const Inquiry& inquiry);
  Answer respond(Question question);
  Answer read(Question question);
  Answer lists(Question question);
  Answer ids(Question question);
  Answer contents(Question question);
  Answer contents_of_items(Question question);
  Answer edit_tag(Question question);
  Answer mark_all(Question question);

  Library& library_;
  Login& login_;
};

}  // namespace gazette
