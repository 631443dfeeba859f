// World: everything around the program in the end-to-end tests: an origin on loopback with the qq fixtures
// and the sample sources, an owner's Hugo site under git, a configuration, and the program itself.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/end_to_end/git.h"
#include "tests/end_to_end/process.h"
#include "tests/origin/origin.h"

namespace gazette::testing {

inline const std::string kProgram = GAZETTE_PROGRAM;
inline const std::string kTests = TESTS_DIR;

/// An answer of the program's server.
struct HttpAnswer {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
};
/// GET on loopback; status 0 when nobody answers.
HttpAnswer http_get(int port, const std::string& path, const std::map<std::string, std::string>& headers = {},
                    const std::string& method = "GET");

/// POST of a form on loopback.
HttpAnswer http_post(int port, const std::string& path, const std::string& form);

class World {
 public:
  World();

  /// The start of a configuration: where the database is, and that public URLs are fetched from the origin.
  std::string head() const;
  /// Sources and exporters of `./dev run`, by the sample configuration itself.
  std::string samples() const;
  /// qq news alone, to the site, with a commit.
  std::string qq_to_site() const;
  void configure(const std::string& toml) const { write_text(folder / "gazette.toml", toml); }

  /// The program to its end, with our configuration.
  Finished gazette(std::vector<std::string> arguments) const;
  /// The daemon in the background.
  std::unique_ptr<Background> daemon() const;
  /// The port that a daemon says it serves on; 0 if it does not within half a minute.
  static int port_of(const Background& daemon);

  /// What the sqlite3 program says to a statement on the database, without the last newline.
  std::string sql(const std::string& statement) const;
  std::string site_git(std::vector<std::string> arguments) const { return git(site(), std::move(arguments)); }
  std::filesystem::path site() const { return folder / "site"; }

  TempFolder folder;
  Origin origin;
};

}  // namespace gazette::testing
