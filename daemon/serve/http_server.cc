// The server: listens, admits connections within the limits, ends those that take too long, stops.
#include <algorithm>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <unistd.h>

#include "daemon/descriptors.h"
#include "daemon/serve/server.h"
#include "daemon/serve/wire/connection.h"
#include "daemon/serve/wire/listener.h"
#include "daemon/spawn.h"

namespace gazette {

namespace asio = boost::asio;

namespace {

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);
constexpr Duration kPauseAfterFault = std::chrono::milliseconds(50);  // no descriptors left: no busy loop
constexpr Duration kLinger = std::chrono::seconds(1);
constexpr Duration kSlowStart = std::chrono::seconds(1);  // a request in the making is left alone so long
constexpr std::size_t kMaxClosing = 512;                  // told that they are refused, or lingering

using Protocol = asio::generic::stream_protocol;
using Acceptor = asio::basic_socket_acceptor<Protocol>;

struct Listener {
  Acceptor acceptor;
  ListeningSocket socket;
};

Peer peer_of(const Connection::Socket& socket) {
  boost::system::error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  const auto family = endpoint.protocol().family();
  if (error || (family != AF_INET && family != AF_INET6)) return {{}, true};
  asio::ip::tcp::endpoint tcp;
  tcp.resize(endpoint.size());
  std::copy_n(static_cast<const char*>(static_cast<const void*>(endpoint.data())), endpoint.size(),
              static_cast<char*>(static_cast<void*>(tcp.data())));
  return make_peer(tcp.address());
}

}  // namespace

struct HttpServer::Impl : std::enable_shared_from_this<HttpServer::Impl> {
  Impl(asio::any_io_executor on, ServerOptions o, ServerLimits limits, ServeModel& model)
      : executor(std::move(on)),
        options(o),
        responder(o, model),
        context{limits, responder, {},   HostNames(o.hosts, o.public_url), RateLimiter(limits.rate),
                {},     {},        false},
        tick(executor),
        ended(executor) {}

  Result<int> start();
  Result<void> use(ServerOptions now);
  Result<std::vector<ListeningSocket>> open() const;
  void close_all(bool also_busy);
  static asio::awaitable<void> accept(std::shared_ptr<Impl> self, Listener& listener);
  static asio::awaitable<void> watch(std::shared_ptr<Impl> self);
  void admit(Connection::Socket socket);
  int make_room(const Peer& peer);
  bool evict(std::uint64_t client);
  void end_expired();
  void wake_watch();

  asio::any_io_executor executor;
  ServerOptions options;
  Responder responder;
  ConnectionContext context;
  std::vector<std::unique_ptr<Listener>> listeners;
  asio::steady_timer tick;
  bool asleep = false;       ///< nobody is connected: watch() waits without end
  asio::steady_timer ended;  ///< cancelled when the last connection of a stopping server ends
};

Result<std::vector<ListeningSocket>> HttpServer::Impl::open() const {
  Result<std::vector<ListeningSocket>> sockets = sockets_from_systemd();
  if (!sockets || !sockets->empty()) return sockets;
  if (options.port >= 0) {
    Result<ListeningSocket> tcp = listen_tcp(options.address, options.port);
    if (!tcp) return pass_on(tcp);
    sockets->push_back(std::move(*tcp));
  }
  if (!options.unix_socket.empty()) {
    Result<ListeningSocket> unix = listen_unix(options.unix_socket);
    if (!unix) return pass_on(unix);
    sockets->push_back(std::move(*unix));
  }
  return sockets;
}

Result<int> HttpServer::Impl::start() {
  raise_descriptor_limit();
  Result<TrustedProxies> proxies = TrustedProxies::make(options.trusted_proxies);
  if (!proxies) return pass_on(proxies);
  context.proxies = std::move(*proxies);
  const Result<std::vector<ListeningSocket>> sockets = open();
  if (!sockets) return pass_on(sockets);
  int port = 0;
  for (const ListeningSocket& socket : *sockets) {
    const Protocol protocol(socket.is_unix ? AF_UNIX : AF_INET, 0);
    auto listener = std::make_unique<Listener>(Listener{Acceptor(executor), socket});
    boost::system::error_code error;
    listener->acceptor.assign(protocol, socket.fd, error);
    if (error) return fail(ErrorKind::connect, "server: a socket cannot be used: " + error.message());
    if (port == 0) port = socket.port;
    spawn(executor, accept(shared_from_this(), *listener));
    listeners.push_back(std::move(listener));
  }
  options.port = port;
  responder.set_port(port);
  spawn(executor, watch(shared_from_this()));
  return port;
}

/// It goes on listening where it does.
Result<void> HttpServer::Impl::use(ServerOptions now) {
  Result<TrustedProxies> proxies = TrustedProxies::make(now.trusted_proxies);
  if (!proxies) return pass_on(proxies);
  context.proxies = std::move(*proxies);
  context.hosts = HostNames(now.hosts, now.public_url);
  now.address = options.address;
  now.port = options.port;
  responder.use(std::move(now));
  return {};
}

asio::awaitable<void> HttpServer::Impl::accept(std::shared_ptr<Impl> self, Listener& listener) {
  while (listener.acceptor.is_open()) {
    Connection::Socket socket(self->executor);
    const auto [error] = co_await listener.acceptor.async_accept(socket, kNoThrow);
    if (!error) {
      self->admit(std::move(socket));
    } else if (error != asio::error::operation_aborted) {
      // Out of descriptors, most likely: one that does nothing gives its own.
      self->evict(0);
      asio::steady_timer pause(self->executor, kPauseAfterFault);
      co_await pause.async_wait(kNoThrow);
    }
  }
}

/// Closes the connection that has been doing nothing for the longest, else the slowest with its request.
/// `client` 0: of anybody.
bool HttpServer::Impl::evict(std::uint64_t client) {
  const SteadyTime recent = std::chrono::steady_clock::now() - kSlowStart;
  for (const Phase phase : {Phase::idle, Phase::reading}) {
    for (const auto& connection : context.roster.waiting(phase)) {
      if (phase == Phase::reading && connection->waiting_since() > recent) break;
      if (client != 0 && connection->client() != client) continue;
      connection->close();
      return true;
    }
  }
  return false;
}

/// 0: there is room; else the status to refuse with.
int HttpServer::Impl::make_room(const Peer& peer) {
  const bool is_exempt = (context.limits.spare_local && peer.is_local()) || context.proxies.trusts(peer);
  if (!is_exempt && context.roster.of_client(peer.key()) >= context.limits.per_address && !evict(peer.key()))
    return 429;
  if (context.roster.size() >= context.limits.connections && !evict(0)) return 503;
  return 0;
}

void HttpServer::Impl::admit(Connection::Socket socket) {
  if (context.stopping) return;
  const Peer peer = peer_of(socket);
  boost::system::error_code ignored;
  if (!peer.is_unix) socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  const int refusal = make_room(peer);
  if (refusal > 0) ++context.counts.refused;
  if (refusal > 0 && context.roster.waiting(Phase::closing).size() >= kMaxClosing) return;
  const auto connection = std::make_shared<Connection>(std::move(socket), peer, context);
  const auto end = [self = shared_from_this(),
                    connection](const std::exception_ptr&) {  // out of memory, at worst
    if (self->context.stopping && self->context.roster.empty()) self->ended.cancel();
  };
  asio::co_spawn(executor, connection->run(refusal), end);
  wake_watch();
}

asio::awaitable<void> HttpServer::Impl::watch(std::shared_ptr<Impl> self) {
  const ServerLimits& limits = self->context.limits;
  const Duration shortest = std::min({limits.idle, limits.request, limits.write, limits.answer, kLinger});
  const Duration step = std::clamp(shortest / 4, Duration(10), Duration(1000));
  while (!self->context.stopping || !self->context.roster.empty()) {
    self->end_expired();
    self->asleep = self->context.roster.empty();
    if (self->asleep) {
      self->tick.expires_at(SteadyTime::max());
      co_await self->tick.async_wait(kNoThrow);
      self->asleep = false;
    }
    self->tick.expires_after(step);
    co_await self->tick.async_wait(kNoThrow);
  }
}

void HttpServer::Impl::wake_watch() {
  if (asleep) tick.cancel();
}

void HttpServer::Impl::end_expired() {
  const ServerLimits& limits = context.limits;
  const std::pair<Phase, Duration> deadlines[] = {{Phase::idle, limits.idle},
                                                  {Phase::reading, limits.request},
                                                  {Phase::answering, limits.answer},
                                                  {Phase::writing, limits.write}};
  const SteadyTime now = std::chrono::steady_clock::now();
  for (const auto& [phase, longest] : deadlines)
    while (!context.roster.waiting(phase).empty() &&
           now - context.roster.waiting(phase).front()->waiting_since() >= longest)
      Roster::Entry(context.roster.waiting(phase).front())->expire();
  for (const auto& connection : context.roster.waiting(Phase::closing))
    if (now - connection->waiting_since() >= kLinger) connection->close();
}

void HttpServer::Impl::close_all(bool also_busy) {
  context.stopping = true;
  wake_watch();
  boost::system::error_code ignored;
  for (const auto& listener : listeners) {
    listener->acceptor.close(ignored);
    if (!listener->socket.unlink_path.empty()) unlink(listener->socket.unlink_path.c_str());
    listener->socket.unlink_path.clear();
  }
  const auto close_those = [&](Phase phase) {
    while (!context.roster.waiting(phase).empty())
      Roster::Entry(context.roster.waiting(phase).front())->close();
  };
  close_those(Phase::idle);
  close_those(Phase::reading);
  if (also_busy) {
    close_those(Phase::answering);
    close_those(Phase::writing);
    for (const auto& connection : context.roster.waiting(Phase::closing)) connection->close();
  }
}

HttpServer::HttpServer(asio::any_io_executor executor, ServerOptions options, ServeModel& model,
                       ServerLimits limits)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(options), limits, model)) {}

HttpServer::~HttpServer() {
  impl_->close_all(true);
}

Result<int> HttpServer::start() {
  return impl_->start();
}

Result<void> HttpServer::use(ServerOptions options) {
  return impl_->use(std::move(options));
}

void HttpServer::note_change() {
  impl_->responder.note_change();
}

void HttpServer::add(Handler handler) {
  impl_->responder.add(std::move(handler));
}

ServeCounts HttpServer::counts() const {
  ServeCounts counts = impl_->context.counts;
  counts.connections = static_cast<std::int64_t>(impl_->context.roster.size());
  return counts;
}

asio::awaitable<void> HttpServer::stop(Duration deadline) {
  const std::shared_ptr<Impl> impl = impl_;
  impl->close_all(false);
  if (impl->context.roster.empty()) co_return;
  impl->ended.expires_after(deadline);
  co_await impl->ended.async_wait(kNoThrow);
  impl->close_all(true);
}

}  // namespace gazette
