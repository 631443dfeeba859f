#include "daemon/serve/wire/request_reader.h"

#include <algorithm>
#include <array>
#include <list>
#include <optional>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "feeds/text/strings.h"

namespace gazette {

namespace http = boost::beast::http;

namespace {

constexpr std::size_t kLargestBody = 32 * 1024 * 1024;

using Parser = http::request_parser<http::string_body>;

std::string_view view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

Method method_of(http::verb verb) {
  switch (verb) {
    case http::verb::get: return Method::get;
    case http::verb::head: return Method::head;
    case http::verb::post: return Method::post;
    case http::verb::delete_: return Method::remove;
    case http::verb::options: return Method::options;
    default: return Method::other;
  }
}

int status_of(const boost::system::error_code& error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) return 431;
  return error == http::error::body_limit ? 413 : 400;
}

}  // namespace

struct RequestReader::Impl {
  std::optional<Parser> parser;
  bool has_header = false, was_expected = false;
  std::size_t header_size = 0;    ///< as far as it was taken
  std::list<std::string> joined;  ///< values of repeated fields
};

RequestReader::RequestReader(RequestLimits limits) : limits_(limits), impl_(std::make_unique<Impl>()) {
  begin();
}

RequestReader::~RequestReader() = default;

void RequestReader::begin() {
  impl_->parser.emplace();
  impl_->parser->header_limit(static_cast<std::uint32_t>(limits_.header));
  impl_->parser->body_limit(limits_.larger_body ? kLargestBody : limits_.body);
  impl_->has_header = impl_->was_expected = false;
  impl_->header_size = 0;
  if (!impl_->joined.empty()) impl_->joined.clear();
  refusal_ = 0;
  inquiry_ = {};
  host_ = forwarded_for_ = {};
}

RequestReader::Step RequestReader::refuse(int status) {
  refusal_ = status;
  return Step::refused;
}

RequestReader::Step RequestReader::take(std::string_view bytes, std::size_t& used) {
  Parser& parser = *impl_->parser;
  used = 0;
  while (used < bytes.size() || impl_->has_header) {
    boost::system::error_code error;
    const std::string_view rest = bytes.substr(used);
    std::size_t taken = 0;
    if (!parser.is_done()) taken = parser.put(boost::asio::buffer(rest.data(), rest.size()), error);
    used += taken;
    if (!impl_->has_header) impl_->header_size += taken;
    if (error == http::error::need_more) break;
    if (error) return refuse(status_of(error));
    if (parser.is_header_done() && !impl_->has_header) {
      if (impl_->header_size > limits_.header) return refuse(431);
      impl_->has_header = true;
      const Step step = header_is_there();
      if (step != Step::more) return step;
    }
    if (parser.is_done()) {
      inquiry_.body = parser.get().body();
      return Step::done;
    }
    if (used >= bytes.size()) break;
  }
  // A header that is not whole stays with the caller, but for what the parser has taken of it.
  const bool too_long = !impl_->has_header && impl_->header_size + bytes.size() - used >= limits_.header;
  return too_long ? refuse(431) : Step::more;
}

RequestReader::Step RequestReader::header_is_there() {
  const Parser& parser = *impl_->parser;
  read_fields();
  const std::size_t hosts = parser.get().count(http::field::host);
  // RFC 9112 section 3.2: exactly one Host in HTTP/1.1.
  if (hosts > 1 || (hosts == 0 && parser.get().version() >= 11)) return refuse(400);
  impl_->parser->body_limit(body_limit());  // of a body without a length
  if (parser.content_length().value_or(0) > body_limit()) return refuse(413);
  const auto expectation = view(parser.get()[http::field::expect]);
  if (expectation.empty() || parser.get().version() < 11) return Step::more;
  if (!equals_ignore_case(expectation, "100-continue")) return refuse(417);
  if (parser.is_done() || impl_->was_expected) return Step::more;
  impl_->was_expected = true;
  return Step::expected;
}

std::size_t RequestReader::body_limit() const {
  const std::size_t larger = limits_.larger_body ? limits_.larger_body(inquiry_.target) : 0;
  return std::min(std::max(larger, limits_.body), kLargestBody);
}

void RequestReader::read_fields() {
  const auto& message = impl_->parser->get();
  inquiry_.method = method_of(message.method());
  inquiry_.target = view(message.target());
  const auto keep = [&](std::string_view& place, boost::beast::string_view value) {
    if (place.data() == nullptr) {
      place = view(value);
      return;
    }
    place = impl_->joined.emplace_back(std::string(place) + ", " + std::string(value));
  };
  for (const auto& field : message) {
    switch (field.name()) {
      case http::field::if_match: keep(inquiry_.if_match, field.value()); break;
      case http::field::if_none_match: keep(inquiry_.if_none_match, field.value()); break;
      case http::field::if_modified_since: keep(inquiry_.if_modified_since, field.value()); break;
      case http::field::if_unmodified_since: keep(inquiry_.if_unmodified_since, field.value()); break;
      case http::field::accept_encoding: keep(inquiry_.accept_encoding, field.value()); break;
      case http::field::accept_language: keep(inquiry_.accept_language, field.value()); break;
      case http::field::authorization: keep(inquiry_.authorization, field.value()); break;
      case http::field::content_type: keep(inquiry_.content_type, field.value()); break;
      case http::field::host: keep(host_, field.value()); break;
      case http::field::a_im: keep(inquiry_.a_im, field.value()); break;
      case http::field::unknown:
        if (const auto name = view(field.name_string()); equals_ignore_case(name, "X-Forwarded-For"))
          keep(forwarded_for_, field.value());
        else if (equals_ignore_case(name, "Last-Event-ID"))
          keep(inquiry_.last_event_id, field.value());
        else if (equals_ignore_case(name, "X-Hub-Signature"))
          keep(inquiry_.hub_signature, field.value());
        break;
      default: break;
    }
  }
}

bool RequestReader::keep_alive() const {
  return impl_->parser->get().keep_alive();
}

std::string RequestReader::host() const {
  std::string_view host = host_;
  if (const std::size_t scheme = inquiry_.target.find("://");
      !inquiry_.target.starts_with('/') && scheme != std::string_view::npos) {
    host = inquiry_.target.substr(scheme + 3);
    host = host.substr(0, host.find_first_of("/?#"));
  }
  if (const std::size_t colon = host.rfind(':');
      colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos)
    host = host.substr(0, colon);
  return to_lower(host);
}

}  // namespace gazette
