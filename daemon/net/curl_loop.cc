#include "daemon/net/curl_loop.h"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace gazette {

namespace asio = boost::asio;

namespace {
constexpr std::size_t kPoolSize = 256;
constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);
}  // namespace

/// A socket of curl's while curl wants to hear of it. curl owns and closes the descriptor; Asio only watches
/// it.
struct CurlLoop::Socket {
  Socket(const asio::any_io_executor& executor, curl_socket_t fd) : descriptor(executor, fd), number(fd) {}
  asio::posix::stream_descriptor descriptor;
  curl_socket_t number;
  int wanted = 0;                         ///< CURL_POLL_IN, OUT, INOUT; 0 once removed
  bool reading = false, writing = false;  ///< a wait is pending
};

/// A coroutine that waits for its transfer; the timer never expires by itself.
struct CurlLoop::Waiting {
  explicit Waiting(const asio::any_io_executor& executor)
      : done(executor, asio::steady_timer::time_point::max()) {}
  asio::steady_timer done;
  CURLcode result = CURLE_OK;
  bool finished = false;
};

CurlLoop::CurlLoop(asio::any_io_executor executor, int max_connections, int max_idle)
    : executor_(std::move(executor)), timer_(executor_), multi_(curl_multi_init()) {
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlLoop::on_socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlLoop::on_timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, static_cast<long>(max_connections));
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(max_idle));
}

CurlLoop::~CurlLoop() {
  for (const auto& [easy, waiting] : waiting_) curl_multi_remove_handle(multi_, easy);
  pool_.clear();
  curl_multi_cleanup(multi_);
  for (auto& [fd, socket] : sockets_) socket->descriptor.release();
}

Easy CurlLoop::take() {
  if (pool_.empty()) return Easy(curl_easy_init());
  Easy easy = std::move(pool_.back());
  pool_.pop_back();
  return easy;
}

void CurlLoop::give_back(Easy easy) {
  if (pool_.size() >= kPoolSize) return;
  curl_easy_reset(easy.get());
  pool_.push_back(std::move(easy));
}

asio::awaitable<CURLcode> CurlLoop::perform(CURL* easy) {
  Waiting waiting(executor_);
  waiting_.emplace(easy, &waiting);
  if (const CURLMcode added = curl_multi_add_handle(multi_, easy); added != CURLM_OK) {
    waiting_.erase(easy);
    co_return CURLE_FAILED_INIT;
  }
  if (!waiting.finished) co_await waiting.done.async_wait(kNoThrow);
  co_return waiting.result;
}

/// curl changes its mind at every step of every transfer. A timer that ends earlier than needed is left as it
/// is (setting one is a system call); "at once" needs none.
int CurlLoop::on_timer(CURLM*, long timeout_ms, void* self) {
  auto* loop = static_cast<CurlLoop*>(self);
  if (timeout_ms < 0) {
    loop->due_ = loop->armed_ = Moment::max();
    loop->timer_.cancel();
  } else if (timeout_ms > 0) {
    loop->due_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
    loop->arm();
  } else {
    loop->due_ = Moment::min();
    if (!std::exchange(loop->posted_, true))
      asio::post(loop->executor_, [loop, alive = std::weak_ptr(loop->alive_)] {
        if (alive.expired()) return;
        loop->posted_ = false;
        loop->act_when_due();
      });
  }
  return 0;
}

void CurlLoop::arm() {
  if (armed_ <= due_) return;
  armed_ = due_;
  timer_.expires_at(due_);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;  // another one was armed, or this is the end
    armed_ = Moment::max();
    act_when_due();
  });
}

void CurlLoop::act_when_due() {
  if (due_ > std::chrono::steady_clock::now()) {
    if (due_ != Moment::max()) arm();
    return;
  }
  due_ = Moment::max();
  act(CURL_SOCKET_TIMEOUT, 0);
}

int CurlLoop::on_socket(CURL*, curl_socket_t fd, int what, void* self, void*) {
  auto* loop = static_cast<CurlLoop*>(self);
  if (what == CURL_POLL_REMOVE) {
    if (const auto found = loop->sockets_.find(fd); found != loop->sockets_.end()) {
      found->second->wanted = 0;
      found->second->descriptor.release();  // not closed: curl does that
      loop->sockets_.erase(found);
    }
    return 0;
  }
  std::shared_ptr<Socket>& socket = loop->sockets_[fd];
  if (!socket) socket = std::make_shared<Socket>(loop->executor_, fd);
  socket->wanted = what;
  if (what & CURL_POLL_IN) loop->watch(socket, false);
  if (what & CURL_POLL_OUT) loop->watch(socket, true);
  return 0;
}

void CurlLoop::watch(const std::shared_ptr<Socket>& socket, bool for_write) {
  bool Socket::*pending = for_write ? &Socket::writing : &Socket::reading;
  if ((*socket).*pending) return;
  (*socket).*pending = true;
  const auto kind =
      for_write ? asio::posix::stream_descriptor::wait_write : asio::posix::stream_descriptor::wait_read;
  socket->descriptor.async_wait(
      kind, [this, socket, for_write, pending](const boost::system::error_code& error) {
        (*socket).*pending = false;
        const int bit = for_write ? CURL_POLL_OUT : CURL_POLL_IN;
        if (error == asio::error::operation_aborted || !(socket->wanted & bit)) return;
        act(socket->number, error ? CURL_CSELECT_ERR : for_write ? CURL_CSELECT_OUT : CURL_CSELECT_IN);
        if (socket->wanted & bit) watch(socket, for_write);  // curl still wants it: level-triggered
      });
}

void CurlLoop::act(curl_socket_t socket, int events) {
  int running = 0;
  curl_multi_socket_action(multi_, socket, events, &running);
  finish_done();
}

void CurlLoop::finish_done() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left))
    if (message->msg == CURLMSG_DONE) finish(message->easy_handle, message->data.result);
}

void CurlLoop::finish(CURL* easy, CURLcode result) {
  curl_multi_remove_handle(multi_, easy);
  const auto found = waiting_.find(easy);
  if (found == waiting_.end()) return;
  found->second->result = result;
  found->second->finished = true;
  found->second->done.cancel();
  waiting_.erase(found);
}

void CurlLoop::abort_all() {
  while (!waiting_.empty()) finish(waiting_.begin()->first, CURLE_ABORTED_BY_CALLBACK);
}

}  // namespace gazette
