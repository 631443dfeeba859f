// Call: what a request below /api/ asks for. Pure: bytes of a stranger in, a value out; never fails, any
// thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/serve/http/inquiry.h"
#include "daemon/serve/serve_model.h"

namespace gazette {

struct Call {
  enum class Kind {
    articles,   ///< GET /api/v1/articles?source=&tag=&lang=&q=&after=&limit=
    article,    ///< GET /api/v1/articles/ID
    withdraw,   ///< DELETE /api/v1/articles/ID?why=
    search,     ///< GET /api/v1/search?q=
    sources,    ///< GET /api/v1/sources
    poll,       ///< POST /api/v1/sources/NAME/poll
    status,     ///< GET /api/v1/status
    events,     ///< GET /api/v1/events?after=
    preflight,  ///< OPTIONS of any of these
    not_found,
    bad,          ///< 400: `problem` says why
    not_allowed,  ///< 405: `allow` says what is
  };
  Kind kind = Kind::not_found;
  std::string name;   ///< of an article or source
  ListRequest list;   ///< of articles and search
  std::string after;  ///< of events
  std::string why;    ///< of a withdrawal
  std::string problem, allow;
  bool writes() const { return kind == Kind::withdraw || kind == Kind::poll; }
};

Call find_call(Method method, std::string_view target);

}  // namespace gazette
