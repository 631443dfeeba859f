// Login: who reads? By name and password, by the token that a client got for them, or by Fever's key. Takes
// as long for any wrong one, and makes who guesses wait. On the loop's thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "daemon/serve/admission/rate_limiter.h"

namespace gazette {

class Login {
 public:
  explicit Login(std::vector<ReaderAccount> accounts) : accounts_(std::move(accounts)) {}
  void use(std::vector<ReaderAccount> accounts) { accounts_ = std::move(accounts); }
  bool is_empty() const { return accounts_.empty(); }

  struct Visitor {
    std::string name;  ///< of the account; empty: of none
    bool must_wait = false;
  };
  Visitor by_password(std::string_view name, std::string_view password, std::uint64_t client, SteadyTime now);
  /// "GoogleLogin auth=TOKEN"
  Visitor by_authorization(std::string_view authorization, std::uint64_t client, SteadyTime now);
  /// MD5 of "name:password", in hex.
  Visitor by_fever_key(std::string_view key, std::uint64_t client, SteadyTime now);

  /// Of an account, for by_authorization(): the same until its password is another.
  std::string token_of(const std::string& name) const;

 private:
  template <class Proof>
  Visitor find(std::string_view given, Proof proof, std::uint64_t client, SteadyTime now);

  std::vector<ReaderAccount> accounts_;
  RateLimiter wrong_{Rate{0.1, 10}};
};

}  // namespace gazette
