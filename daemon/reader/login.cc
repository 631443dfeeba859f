#include "daemon/reader/login.h"

#include "daemon/serve/api/tokens.h"
#include "feeds/text/strings.h"

namespace gazette {

namespace {

/// Hashed with the account's name and our purpose: no table of hashes of passwords has it.
std::string token_for(const ReaderAccount& account) {
  const std::string salt = sha256_hex("gazette reader " + account.name);
  return account.name + '/' + sha256_hex(salt + sha256_hex(salt + account.password));
}

}  // namespace

/// `proof`: what somebody with this account would give.
template <class Proof>
Login::Visitor Login::find(std::string_view given, Proof proof, std::uint64_t client, SteadyTime now) {
  const bool is_counted = client != 0;  // who comes by a unix socket without a name of their own is everybody
  if (is_counted && wrong_.is_exhausted(client, now)) return {{}, true};
  const std::string wanted = sha256_hex(given);
  Visitor visitor;
  for (const ReaderAccount& account : accounts_)  // all of them, whichever it is
    if (equal_in_constant_time(sha256_hex(proof(account)), wanted) && !account.password.empty())
      visitor.name = account.name;
  if (visitor.name.empty() && is_counted) wrong_.take(client, now);
  return visitor;
}

Login::Visitor Login::by_password(std::string_view name, std::string_view password, std::uint64_t client,
                                  SteadyTime now) {
  const auto proof = [](const ReaderAccount& account) { return account.name + '\n' + account.password; };
  return find(std::string(trim(name)) + '\n' + std::string(password), proof, client, now);
}

Login::Visitor Login::by_authorization(std::string_view authorization, std::uint64_t client, SteadyTime now) {
  constexpr std::string_view kScheme = "googlelogin ", kAuth = "auth=";
  if (!starts_with_ignore_case(authorization, kScheme)) return {};
  const std::string_view given = trim(authorization.substr(kScheme.size()));
  if (!starts_with_ignore_case(given, kAuth)) return {};
  return find(given.substr(kAuth.size()), token_for, client, now);
}

Login::Visitor Login::by_fever_key(std::string_view key, std::uint64_t client, SteadyTime now) {
  if (key.empty()) return {};
  const auto proof = [](const ReaderAccount& account) {
    return md5_hex(account.name + ':' + account.password);
  };
  return find(to_lower(trim(key)), proof, client, now);
}

std::string Login::token_of(const std::string& name) const {
  for (const ReaderAccount& account : accounts_)
    if (account.name == name) return token_for(account);
  return {};
}

}  // namespace gazette
