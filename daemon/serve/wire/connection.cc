#include "daemon/serve/wire/connection.h"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace gazette {

namespace asio = boost::asio;

namespace {

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kFirstBuffer = 2 * 1024;  // more than most requests; doubled when it is full
constexpr std::size_t kLingerBytes = 256 * 1024;
constexpr std::size_t kMaxLingering = 256;
constexpr std::size_t kSlice = 64 * 1024;  // of a body: each gets a deadline of its own
constexpr int kYieldAfter = 16;            // pipelined requests answered before others get their turn

Time wall_clock_now() {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

SteadyTime steady_now() {
  return std::chrono::steady_clock::now();
}

std::string_view words_for(int status) {
  switch (status) {
    case 408: return "The request took too long to come.";
    case 413: return "A request body of this size is not read.";
    case 417: return "That expectation cannot be met.";
    case 421: return "This server does not go by that name.";
    case 429: return "Too many requests at once. Please ask again later.";
    case 431: return "The request's header is too large.";
    case 503: return "Too many connections at the moment.";
    default: return "The request is malformed.";
  }
}

}  // namespace

const std::string& HeadEnd::text(bool keep_alive, Time now) {
  const Time second = std::chrono::floor<std::chrono::seconds>(now);
  if (second != second_) {
    const std::string date = "Date: " + format_rfc822(second) + "\r\nConnection: ";
    keep_alive_ = date + "keep-alive\r\n\r\n";
    close_ = date + "close\r\n\r\n";
    second_ = second;
  }
  return keep_alive ? keep_alive_ : close_;
}

Connection::Connection(Socket socket, Peer peer, ConnectionContext& context)
    : socket_(std::move(socket)),
      peer_(std::move(peer)),
      context_(context),
      reader_({context.limits.header, context.limits.body,
               [&context](std::string_view target) { return context.responder.body_limit(target); }}),
      since_(steady_now()) {
  // One proxy speaks for many clients.
  const bool is_exempt = (context.limits.spare_local && peer_.is_local()) || context.proxies.trusts(peer_);
  client_ = is_exempt ? 0 : peer_.key();
}

void Connection::enter(Phase phase) {
  if (phase_ == Phase::closing) return;
  context_.roster.move(place_, phase_, phase, client_);
  phase_ = phase;
  since_ = steady_now();
}

void Connection::close() {
  enter(Phase::closing);
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void Connection::expire() {
  if (phase_ == Phase::reading) {
    const Reply reply = to_reply(context_.responder.error(408, words_for(408)), {});
    send_at_once(*reply.head + context_.head_end.text(false, wall_clock_now()) + *reply.body);
  }
  close();
}

/// Best effort: as much as the socket takes without waiting.
bool Connection::send_at_once(std::string_view text) {
  boost::system::error_code error;
  return socket_.send(asio::buffer(text), 0, error) == text.size() && !error;
}

/// However run() ends, the roster does not hold it any longer.
struct Connection::Stay {
  std::shared_ptr<Connection> connection;
  ~Stay() {
    connection->close();
    connection->context_.roster.remove(connection->place_, connection->phase_, connection->client_);
  }
};

asio::awaitable<void> Connection::run(int refusal) {
  boost::system::error_code ignored;
  socket_.non_blocking(true, ignored);
  place_ = context_.roster.add(shared_from_this(), client_);
  const Stay stay{shared_from_this()};
  if (refusal > 0) {
    enter(Phase::closing);
    co_await turn_away(refusal);
  } else {
    while (co_await exchange()) {}
  }
}

/// One request and its answer; false: the connection ends.
asio::awaitable<bool> Connection::exchange() {
  reader_.begin();
  const Reading reading = co_await read();
  if (reading == Reading::nobody || context_.stopping) co_return false;
  if (reading == Reading::refused) {
    co_await turn_away(reader_.refusal());
    co_return false;
  }
  Reply reply = co_await answer();
  const bool keep_alive =
      reader_.keep_alive() && !context_.stopping && ++requests_ < context_.limits.requests;
  const bool sent = co_await write(std::move(reply), keep_alive);
  if (sent && !keep_alive) co_await linger();
  if (requests_ % kYieldAfter == 0 && filled_ > 0) co_await asio::post(kNoThrow);
  co_return (sent && keep_alive);
}

asio::awaitable<Connection::Reading> Connection::read() {
  enter(filled_ == 0 ? Phase::idle : Phase::reading);
  for (;;) {
    std::size_t used = 0;
    const auto step = filled_ == 0 && phase_ == Phase::idle ? RequestReader::Step::more
                                                            : reader_.take({buffer_.data(), filled_}, used);
    buffer_.erase(0, used);
    filled_ -= used;
    if (filled_ == 0 && buffer_.capacity() > 4 * kFirstBuffer) std::string().swap(buffer_);
    if (step == RequestReader::Step::done) co_return Reading::done;
    if (step == RequestReader::Step::refused) co_return Reading::refused;
    if (step == RequestReader::Step::expected && !send_at_once("HTTP/1.1 100 Continue\r\n\r\n"))
      co_return Reading::nobody;
    if (!co_await receive()) co_return Reading::nobody;
    if (phase_ == Phase::idle) enter(Phase::reading);
  }
}

/// More bytes into the buffer; false at the end of the stream.
asio::awaitable<bool> Connection::receive() {
  buffer_.resize(std::max(filled_ * 2, kFirstBuffer));
  const auto space = asio::buffer(buffer_.data() + filled_, buffer_.size() - filled_);
  const auto [error, size] = co_await socket_.async_read_some(space, kNoThrow);
  filled_ += size;
  co_return !error;
}

/// What keeps a request from being answered; 0: nothing.
int Connection::refusal_of(const Peer& client, int& wait) {
  if (!context_.hosts.allow(reader_.host())) return 421;
  if (context_.limits.spare_local && client.is_local()) return 0;
  wait = context_.limiter.take(client.key(), since_);
  return wait > 0 ? 429 : 0;
}

asio::awaitable<Reply> Connection::answer() {
  Inquiry inquiry = reader_.inquiry();
  int wait = 0;
  const Peer client = context_.proxies.client_of(peer_, reader_.forwarded_for());
  inquiry.client = client.key();
  if (const int status = refusal_of(client, wait)) {
    Resource resource = context_.responder.error(status, words_for(status));
    if (wait > 0) resource.headers.emplace_back("Retry-After", std::to_string(wait));
    co_return to_reply(std::move(resource), {});
  }
  if (std::optional<Reply> known = context_.responder.at_once(inquiry, since_)) co_return std::move(*known);
  enter(Phase::answering);
  co_return co_await context_.responder.answer(inquiry, wall_clock_now());
}

asio::awaitable<bool> Connection::write(Reply reply, bool keep_alive) {
  static const SharedText nothing = std::make_shared<const std::string>();
  if (reader_.inquiry().method == Method::head) reply.body = nothing;
  context_.counts.note(reply.status, reply.body->size(), reply.saved);
  const std::string& end = context_.head_end.text(keep_alive, wall_clock_now());
  const std::array<asio::const_buffer, 3> all = {asio::buffer(*reply.head), asio::buffer(end),
                                                 asio::buffer(*reply.body)};
  boost::system::error_code error;
  const std::size_t sent = socket_.send(all, 0, error);
  if (error && error != asio::error::would_block) co_return false;
  if (sent == asio::buffer_size(all)) co_return true;
  co_return co_await write_rest(*reply.head + end, reply.body, error ? 0 : sent);
}

/// What the client did not take at once, slice by slice.
asio::awaitable<bool> Connection::write_rest(std::string head, SharedText body, std::size_t sent) {
  while (sent < head.size() + body->size()) {
    enter(Phase::writing);
    for (std::size_t slice = 0; slice < kSlice && sent < head.size() + body->size();) {
      const std::string_view rest = sent < head.size() ? std::string_view(head).substr(sent)
                                                       : std::string_view(*body).substr(sent - head.size());
      const auto [error, size] =
          co_await socket_.async_write_some(asio::buffer(rest.substr(0, kSlice - slice)), kNoThrow);
      if (error) co_return false;
      sent += size;
      slice += size;
    }
  }
  co_return true;
}

asio::awaitable<void> Connection::turn_away(int status) {
  Resource resource = context_.responder.error(status, words_for(status));
  if (co_await write(to_reply(std::move(resource), {}), false)) co_await linger();
}

/// Closing while the client still sends would reset the connection and with it our answer (RFC 9112
/// section 9.6).
asio::awaitable<void> Connection::linger() {
  enter(Phase::closing);
  if (context_.roster.waiting(Phase::closing).size() > kMaxLingering) co_return;
  boost::system::error_code ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
  std::array<char, 4096> waste;
  for (std::size_t total = 0; total < kLingerBytes;) {
    const auto [error, size] = co_await socket_.async_read_some(asio::buffer(waste), kNoThrow);
    if (error) co_return;
    total += size;
  }
}

}  // namespace gazette
