// The owner's own commit message: a Mustache template of what a commit holds. Read once, with every mistake
// by its line; then it never fails. One thread at a time.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "exporters/git/message.h"
#include "feeds/text/result.h"

namespace gazette {

class CheckedTemplate;

class CommitTemplate {
 public:
  /// ErrorKind::config, "line N: message".
  static Result<std::shared_ptr<const CommitTemplate>> read(std::string_view text);

  /// The message; commit_message() where the template gives nothing but white space. Titles are one line each
  /// and bounded, as is their number.
  std::string text(const std::vector<CommittedFile>& files, int images = 0) const;

 private:
  std::shared_ptr<const CheckedTemplate> template_;
};

}  // namespace gazette
