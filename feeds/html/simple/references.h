// Character references of simple fragments: those on whose meaning nobody can disagree. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gazette::html::simple {

/// The reference at html[at], which is "&", in text: appends what is written for it (& < > escaped). The
/// length read; 0: take the long way.
std::size_t read_reference(std::string_view html, std::size_t at, std::string& out);

/// The same, but what it means is appended as it is.
std::size_t resolve_reference(std::string_view html, std::size_t at, std::string& out);

/// An attribute's value with its references resolved; false: take the long way.
bool read_value(std::string_view raw, std::string& out);

}  // namespace gazette::html::simple
