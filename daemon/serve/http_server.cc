// The wire: accepts, reads requests with every limit, writes replies. One coroutine a connection.
#include <algorithm>
#include <array>
#include <set>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>

#include "daemon/serve/responder.h"
#include "daemon/serve/server.h"
#include "feeds/text/strings.h"

namespace gazette {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;

namespace {

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);
constexpr Duration kPauseAfterFault = std::chrono::milliseconds(100);  // no descriptors left: no busy loop
constexpr Duration kLinger = std::chrono::seconds(1);
constexpr std::size_t kLingerBytes = 256 * 1024;
constexpr std::size_t kSlice = 64 * 1024;  // of a body: each gets a timeout of its own
constexpr std::size_t kMaxRefusals = 64;   // connections above the limit that are told so

using Parser = http::request_parser<http::string_body>;

Time wall_clock_now() {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

/// All values of a field, joined as RFC 9110 section 5.3 allows.
std::string field(const Parser& parser, http::field name) {
  std::string all;
  const auto [first, last] = parser.get().equal_range(name);
  for (auto it = first; it != last; ++it) all += (all.empty() ? "" : ", ") + std::string(it->value());
  return all;
}

Inquiry to_inquiry(const Parser& parser) {
  return {std::string(parser.get().target()),
          field(parser, http::field::if_match),
          field(parser, http::field::if_none_match),
          field(parser, http::field::if_modified_since),
          field(parser, http::field::if_unmodified_since),
          field(parser, http::field::accept_encoding)};
}

bool is_get(const Parser& parser) {
  return parser.get().method() == http::verb::get || parser.get().method() == http::verb::head;
}

bool has_body(const Parser& parser) {
  return parser.chunked() || parser.content_length().value_or(0) > 0;
}

/// RFC 9112 section 3.2: exactly one Host in HTTP/1.1. Which one is not asked: everything served is public
/// and nothing is changed, so a rebound name gains nothing.
bool host_is_right(const Parser& parser) {
  const std::size_t hosts = parser.get().count(http::field::host);
  return hosts == 1 || (hosts == 0 && parser.get().version() < 11);
}

/// The status for a request that could not be read; 0: nobody is there to be told.
int status_of(const boost::system::error_code& error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) return 431;
  if (error == http::error::body_limit) return 413;
  if (error == http::error::end_of_stream || error == http::error::partial_message) return 0;
  const bool malformed = error.category() == make_error_code(http::error::bad_method).category();
  return malformed ? 400 : 0;
}

std::string_view words_for(int status) {
  switch (status) {
    case 405: return "Only GET and HEAD are answered here.";
    case 413: return "A request body of this size is not read.";
    case 431: return "The request's header is too large.";
    case 503: return "Too many connections at the moment.";
    default: return "The request is malformed.";
  }
}

std::string to_head(const Reply& reply, bool keep_alive) {
  const auto status = http::int_to_status(static_cast<unsigned>(reply.status));
  std::string head =
      "HTTP/1.1 " + std::to_string(reply.status) + ' ' + std::string(http::obsolete_reason(status));
  head += "\r\nServer: gazette\r\nDate: " +
          format_rfc822(std::chrono::floor<std::chrono::seconds>(wall_clock_now()));
  for (const auto& [name, value] : reply.headers) head += "\r\n" + name + ": " + value;
  if (reply.status != 304) head += "\r\nContent-Length: " + std::to_string(reply.body->size());
  head += keep_alive ? "\r\nConnection: keep-alive\r\n\r\n" : "\r\nConnection: close\r\n\r\n";
  return head;
}

Result<tcp::endpoint> to_endpoint(const ServerOptions& options) {
  boost::system::error_code error;
  const std::string address = options.address == "localhost" ? "127.0.0.1" : options.address;
  const asio::ip::address ip = asio::ip::make_address(address, error);
  if (error)
    return fail(ErrorKind::config, "server.listen: \"" + options.address + "\" is not an IP address");
  return tcp::endpoint(ip, static_cast<std::uint16_t>(options.port));
}

}  // namespace

struct HttpServer::Impl : std::enable_shared_from_this<HttpServer::Impl> {
  struct Connection {
    beast::tcp_stream stream;
    bool busy = false;  ///< between a request's header and the end of its answer
    explicit Connection(tcp::socket socket) : stream(std::move(socket)) {}
  };
  using Shared = std::shared_ptr<Connection>;

  Impl(asio::any_io_executor on, ServerOptions o, ServerLimits l, ServeModel& model)
      : executor(std::move(on)),
        options(o),
        limits(l),
        responder(std::move(o), model),
        acceptor(executor),
        ended(executor) {}

  Result<int> start();
  void close_all(bool also_busy);
  static asio::awaitable<void> accept(std::shared_ptr<Impl> self);
  static asio::awaitable<void> serve(std::shared_ptr<Impl> self, Shared connection);
  static asio::awaitable<void> refuse(std::shared_ptr<Impl> self, Shared connection);
  void admit(tcp::socket socket);

  asio::awaitable<bool> exchange(Connection& connection, beast::flat_buffer& buffer);
  asio::awaitable<int> read(Connection& connection, beast::flat_buffer& buffer, Parser& parser);
  asio::awaitable<bool> write(Connection& connection, Reply reply, bool head_only, bool keep_alive);
  asio::awaitable<void> turn_away(Connection& connection, int status, bool head_only);
  asio::awaitable<void> linger(Connection& connection);

  asio::any_io_executor executor;
  ServerOptions options;
  ServerLimits limits;
  Responder responder;
  tcp::acceptor acceptor;
  asio::steady_timer ended;  ///< cancelled when the last connection of a stopping server ends
  std::set<Shared> connections, refusals;
  bool stopping = false;
};

Result<int> HttpServer::Impl::start() {
  const Result<tcp::endpoint> endpoint = to_endpoint(options);
  if (!endpoint) return pass_on(endpoint);
  boost::system::error_code error;
  acceptor.open(endpoint->protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(*endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    const std::string where = options.address + ':' + std::to_string(options.port);
    return fail(ErrorKind::connect, "server.listen: cannot listen at " + where + ": " + error.message());
  }
  const int port = acceptor.local_endpoint(error).port();
  responder.set_port(port);
  asio::co_spawn(executor, accept(shared_from_this()), asio::detached);
  return port;
}

asio::awaitable<void> HttpServer::Impl::accept(std::shared_ptr<Impl> self) {
  while (self->acceptor.is_open()) {
    auto [error, socket] = co_await self->acceptor.async_accept(kNoThrow);
    if (!error) {
      self->admit(std::move(socket));
    } else if (error != asio::error::operation_aborted) {
      asio::steady_timer pause(self->executor, kPauseAfterFault);
      co_await pause.async_wait(kNoThrow);
    }
  }
}

void HttpServer::Impl::admit(tcp::socket socket) {
  if (stopping) return;
  boost::system::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  const bool welcome = connections.size() < limits.connections;
  if (!welcome && refusals.size() >= kMaxRefusals) return;
  auto connection = std::make_shared<Connection>(std::move(socket));
  (welcome ? connections : refusals).insert(connection);
  const auto end = [self = shared_from_this(),
                    connection](const std::exception_ptr&) {  // out of memory, at worst
    self->connections.erase(connection);
    self->refusals.erase(connection);
    if (self->stopping && self->connections.empty()) self->ended.cancel();
  };
  auto work = welcome ? serve(shared_from_this(), connection) : refuse(shared_from_this(), connection);
  asio::co_spawn(executor, std::move(work), end);
}

asio::awaitable<void> HttpServer::Impl::serve(std::shared_ptr<Impl> self, Shared connection) {
  beast::flat_buffer buffer(self->limits.header * 2);
  while (co_await self->exchange(*connection, buffer)) {}
}

asio::awaitable<void> HttpServer::Impl::refuse(std::shared_ptr<Impl> self, Shared connection) {
  co_await self->turn_away(*connection, 503, false);
}

/// One request and its answer; false: the connection ends.
asio::awaitable<bool> HttpServer::Impl::exchange(Connection& connection, beast::flat_buffer& buffer) {
  Parser parser;
  connection.busy = false;
  const int refused = co_await read(connection, buffer, parser);
  if (refused < 0 || stopping) co_return false;
  const bool head_only = parser.is_header_done() && parser.get().method() == http::verb::head;
  if (refused > 0) {
    co_await turn_away(connection, refused, head_only);
    co_return false;
  }
  Reply reply = co_await responder.answer(to_inquiry(parser), wall_clock_now());
  const bool keep_alive = parser.get().keep_alive() && !stopping;
  const bool sent = co_await write(connection, std::move(reply), head_only, keep_alive);
  if (sent && !keep_alive) co_await linger(connection);
  co_return sent&& keep_alive;
}

/// 0: a request to answer; > 0: the status to turn it away with; < 0: nobody is there any more, or too slow.
asio::awaitable<int> HttpServer::Impl::read(Connection& connection, beast::flat_buffer& buffer,
                                            Parser& parser) {
  parser.header_limit(static_cast<std::uint32_t>(limits.header));
  parser.body_limit(limits.body);
  connection.stream.expires_after(limits.timeout);
  const auto [head_error, head_size] =
      co_await http::async_read_header(connection.stream, buffer, parser, kNoThrow);
  connection.busy = true;
  if (head_error) co_return status_of(head_error) == 0 ? -1 : status_of(head_error);
  if (!host_is_right(parser)) co_return 400;
  if (!is_get(parser)) co_return 405;
  if (!has_body(parser)) co_return 0;
  // A body of a GET means nothing (RFC 9110 section 9.3.1), but where it ends the next request begins.
  if (parser.content_length().value_or(0) > limits.body || !field(parser, http::field::expect).empty())
    co_return 413;
  connection.stream.expires_after(limits.timeout);
  const auto [body_error, body_size] = co_await http::async_read(connection.stream, buffer, parser, kNoThrow);
  if (body_error) co_return status_of(body_error) == 0 ? -1 : status_of(body_error);
  co_return 0;
}

asio::awaitable<bool> HttpServer::Impl::write(Connection& connection, Reply reply, bool head_only,
                                              bool keep_alive) {
  const std::string head = to_head(reply, keep_alive);
  std::string_view rest = head_only ? std::string_view() : std::string_view(*reply.body);
  const std::array<asio::const_buffer, 2> first = {asio::buffer(head), asio::buffer(rest.substr(0, kSlice))};
  connection.stream.expires_after(limits.timeout);
  auto [error, size] = co_await asio::async_write(connection.stream, first, kNoThrow);
  for (rest.remove_prefix(std::min(kSlice, rest.size())); !error && !rest.empty();
       rest.remove_prefix(std::min(kSlice, rest.size()))) {
    connection.stream.expires_after(limits.timeout);
    const asio::const_buffer slice = asio::buffer(rest.substr(0, kSlice));
    std::tie(error, size) = co_await asio::async_write(connection.stream, slice, kNoThrow);
  }
  co_return !error;
}

asio::awaitable<void> HttpServer::Impl::turn_away(Connection& connection, int status, bool head_only) {
  GzipCache unused;
  Reply reply = negotiate(responder.error(status, words_for(status)), Inquiry{}, unused);
  if (co_await write(connection, std::move(reply), head_only, false)) co_await linger(connection);
}

/// Closing while the client still sends would reset the connection and with it our answer (RFC 9112
/// section 9.6).
asio::awaitable<void> HttpServer::Impl::linger(Connection& connection) {
  boost::system::error_code ignored;
  connection.stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
  connection.stream.expires_after(kLinger);
  std::array<char, 4096> waste;
  for (std::size_t total = 0; total < kLingerBytes;) {
    const auto [error, size] = co_await connection.stream.async_read_some(asio::buffer(waste), kNoThrow);
    if (error) co_return;
    total += size;
  }
}

void HttpServer::Impl::close_all(bool also_busy) {
  stopping = true;
  boost::system::error_code ignored;
  acceptor.close(ignored);
  for (const Shared& connection : connections)
    if (also_busy || !connection->busy) connection->stream.close();
  for (const Shared& connection : refusals) connection->stream.close();
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

asio::awaitable<void> HttpServer::stop(Duration deadline) {
  const std::shared_ptr<Impl> impl = impl_;
  impl->close_all(false);
  if (impl->connections.empty()) co_return;
  impl->ended.expires_after(deadline);
  co_await impl->ended.async_wait(kNoThrow);
  impl->close_all(true);
}

}  // namespace gazette
