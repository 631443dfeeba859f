// Readers: the reader protocols of a daemon, put together from its configuration. On the event loop.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "config/config.h"
#include "daemon/reader/fever/fever.h"
#include "daemon/reader/google/google_reader.h"
#include "daemon/reader/library.h"
#include "daemon/reader/login.h"
#include "daemon/serve/responder.h"

namespace gazette {

class Readers {
 public:
  /// `store` is read and `writer` written; both outlive it.
  Readers(AsyncStore& store, AsyncStore& writer, std::shared_ptr<const Config> config,
          std::function<Time()> now);
  /// After a reload.
  void use(std::shared_ptr<const Config> config);

  /// What the server answers below /accounts, /reader and /fever, and below FreshRSS's addresses of the same.
  std::vector<Handler> handlers();

 private:
  Library library_;
  Login login_;
  GoogleReader google_;
  Fever fever_;
};

}  // namespace gazette
