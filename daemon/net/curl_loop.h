// CurlLoop: libcurl's multi handle driven by the Asio loop (curl_multi_socket_action). One transfer a call of
// perform(). On the loop's thread only. Easy handles are pooled; connections are kept and shared by the multi
// handle.
#pragma once

#include <chrono>
#include <memory>
#include <unordered_map>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <curl/curl.h>

namespace gazette {

struct EasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
using Easy = std::unique_ptr<CURL, EasyDeleter>;

class CurlLoop {
 public:
  /// `max_idle`: connections kept for the next request to their host.
  CurlLoop(boost::asio::any_io_executor executor, int max_connections, int max_idle);
  ~CurlLoop();
  CurlLoop(const CurlLoop&) = delete;
  CurlLoop& operator=(const CurlLoop&) = delete;

  /// A reset handle from the pool.
  Easy take();
  void give_back(Easy easy);

  /// Runs the transfer to its end (its timeouts are set on the handle).
  boost::asio::awaitable<CURLcode> perform(CURL* easy);
  /// Ends every transfer under way with CURLE_ABORTED_BY_CALLBACK.
  void abort_all();

 private:
  using Moment = std::chrono::steady_clock::time_point;
  struct Socket;
  struct Waiting;

  static int on_socket(CURL*, curl_socket_t, int what, void* self, void* socket);
  static int on_timer(CURLM*, long timeout_ms, void* self);
  void arm();
  void act_when_due();
  void watch(const std::shared_ptr<Socket>& socket, bool for_write);
  void act(curl_socket_t socket, int events);
  void finish_done();
  void finish(CURL* easy, CURLcode result);

  boost::asio::any_io_executor executor_;
  boost::asio::steady_timer timer_;
  Moment due_ = Moment::max(), armed_ = Moment::max();  ///< when curl wants to be called; when timer_ ends
  bool posted_ = false;                                 ///< it wants to be called at once
  CURLM* multi_;
  std::unordered_map<curl_socket_t, std::shared_ptr<Socket>> sockets_;
  std::unordered_map<CURL*, Waiting*> waiting_;
  std::vector<Easy> pool_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();  ///< gone when what was posted must do nothing
};

}  // namespace gazette
