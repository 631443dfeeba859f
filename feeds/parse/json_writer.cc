// The escapes are the inner loop of `gazette parse`: nearly all bytes that it prints go through them.
#include "feeds/parse/json_writer.h"

#include <algorithm>
#include <cstring>

#include "feeds/text/scan/byte_scan.h"

namespace gazette::parse {
namespace {

constexpr std::size_t kLongestEscape = 6;  // \u001f

char* write_escape(char* to, char c) {
  static constexpr char kDigits[] = "0123456789abcdef";
  const auto pair = [&](char second) {
    *to++ = '\\';
    *to++ = second;
    return to;
  };
  switch (c) {
    case '"': return pair('"');
    case '\\': return pair('\\');
    case '\n': return pair('n');
    case '\t': return pair('t');
    case '\r': return pair('r');
    default: break;
  }
  to = pair('u');
  *to++ = '0';
  *to++ = '0';
  *to++ = kDigits[(static_cast<unsigned char>(c) >> 4) & 15];
  *to++ = kDigits[c & 15];
  return to;
}

}  // namespace

void JsonWriter::begin(std::size_t expected) {
  used_ = 0;
  fresh_ = true;
  if (size_ < expected) grow(expected);
}

void JsonWriter::grow(std::size_t bytes) {
  size_ = std::max(size_ * 2, used_ + bytes);
  auto larger = std::make_unique_for_overwrite<char[]>(size_);
  if (used_ > 0) std::memcpy(larger.get(), memory_.get(), used_);
  memory_ = std::move(larger);
}

void JsonWriter::open(char bracket) {
  comma();
  *room(1) = bracket;
  ++used_;
  fresh_ = true;
}

void JsonWriter::close(char bracket) {
  *room(1) = bracket;
  ++used_;
  fresh_ = false;
}

void JsonWriter::key(std::string_view name) {
  comma();
  char* const to = room(name.size() + 3);
  to[0] = '"';
  std::memcpy(to + 1, name.data(), name.size());
  to[name.size() + 1] = '"';
  to[name.size() + 2] = ':';
  used_ += name.size() + 3;
  fresh_ = true;
}

void JsonWriter::raw(std::string_view value) {
  comma();
  std::memcpy(room(value.size()), value.data(), value.size());
  used_ += value.size();
}

void JsonWriter::string(std::string_view value) {
  constexpr std::size_t kPart = 1024;
  comma();
  *room(1) = '"';
  ++used_;
  for (; value.size() > kPart; value.remove_prefix(kPart)) escaped(value.substr(0, kPart));
  escaped(value);
  *room(1) = '"';
  ++used_;
}

void JsonWriter::escaped(std::string_view part) {
  char* const begin = room(part.size() * kLongestEscape);
  char* to = begin;
  for (std::size_t at = 0; at < part.size(); ++at) {
    at = copy_until<0x20, '"', '\\', 0x7f>(part, at, to);
    if (at < part.size()) to = write_escape(to, part[at]);
  }
  used_ += static_cast<std::size_t>(to - begin);
}

}  // namespace gazette::parse
