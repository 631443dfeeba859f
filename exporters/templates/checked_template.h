// A Mustache template that the owner wrote: its names and sections are checked when it is read, every mistake
// told by its line; then filling it in never fails. One thread at a time.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <kainjow/mustache.hpp>

#include "feeds/text/result.h"

namespace gazette {

class CheckedTemplate {
 public:
  using Data = kainjow::mustache::data;
  using Escape = std::string (*)(const std::string& value);  ///< of {{name}}; {{{name}}} is as it is

  /// ErrorKind::config, "line N: message": a name that is not of `names`, a section that does not close,
  /// another template, other braces.
  static Result<std::shared_ptr<const CheckedTemplate>> read(std::string_view text,
                                                             std::span<const std::string_view> names,
                                                             Escape escape);
  std::string fill(const Data& data) const { return view_.render(data); }

  explicit CheckedTemplate(std::string_view text, Escape escape);

 private:
  mutable kainjow::mustache::mustache view_;  ///< its render() is not const, but changes only an error's text
};

/// An empty value is false: {{#image}} is not entered without one.
void set_value(CheckedTemplate::Data& data, const std::string& name, const std::string& value);
CheckedTemplate::Data list_of(const std::vector<std::string>& values);

}  // namespace gazette
