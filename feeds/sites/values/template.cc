#include "feeds/sites/values/template.h"

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

namespace gazette::sites {
namespace {

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_variable(std::string_view name) {
  if (name.empty()) return false;
  if (name[0] == '/') return name.find_first_of(" \t\r\n\"'<>") == std::string_view::npos;
  if (is_digit(name[0])) return name.size() == 1;
  for (char c : name)
    if (!(c >= 'a' && c <= 'z') && !is_digit(c) && c != '_') return false;
  return true;
}

/// "{name" or "{{name" at `pos` (which holds a brace): the whole of it with its closing braces; empty if it
/// is none.
std::string_view variable_at(std::string_view text, std::size_t pos, std::string_view& name) {
  const std::size_t braces = text.substr(pos).starts_with("{{") ? 2 : 1;
  const std::size_t close = text.find('}', pos);
  if (close == std::string_view::npos) return {};
  name = text.substr(pos + braces, close - pos - braces);
  if (!is_variable(name)) return {};
  if (braces == 2 && !text.substr(close).starts_with("}}")) return {};
  return text.substr(pos, close + braces - pos);
}

bool stays_in_url(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
         std::string_view("-._~/:").find(c) != std::string_view::npos;
}

std::string json_inside(std::string_view value) {
  const std::string quoted = boost::json::serialize(boost::json::string_view(value.data(), value.size()));
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

Template::Template(std::string_view text) {
  std::size_t literal = 0;
  for (std::size_t pos = text.find('{'); pos != std::string_view::npos; pos = text.find('{', pos)) {
    std::string_view name;
    const std::string_view whole = variable_at(text, pos, name);
    if (whole.empty()) {
      ++pos;
      continue;
    }
    if (pos > literal) pieces_.push_back({std::string(text.substr(literal, pos - literal)), false});
    pieces_.push_back({std::string(name), true});
    pos += whole.size();
    literal = pos;
  }
  if (literal < text.size()) pieces_.push_back({std::string(text.substr(literal)), false});
}

Template::Filled Template::fill(const Lookup& lookup, Escape escape) const {
  Filled out;
  for (const Piece& piece : pieces_) {
    if (!piece.is_variable) {
      out.text += piece.text;
      continue;
    }
    const std::string value = lookup(piece.text);
    if (value.empty()) out.complete = false;
    if (escape == Escape::json)
      out.text += json_inside(value);
    else if (escape == Escape::url && !out.text.empty())
      out.text += percent_encode(value);
    else
      out.text += value;
  }
  return out;
}

std::vector<std::string> Template::variables() const {
  std::vector<std::string> names;
  for (const Piece& piece : pieces_)
    if (piece.is_variable) names.push_back(piece.text);
  return names;
}

std::string percent_encode(std::string_view value) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    const bool is_encoded = c == '%' && i + 2 < value.size() && is_hex(value[i + 1]) && is_hex(value[i + 2]);
    if (stays_in_url(c) || is_encoded) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

}  // namespace gazette::sites
