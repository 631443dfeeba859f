// The site exporter: one Markdown file an article in a site generator's content folder, and one git commit a
// run. Files are written atomically; what did not change is not touched; a file that the owner edited is left
// alone and reported; nothing is ever written outside `path`. See exporters/exporter.h for the contract.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "exporters/exporter.h"
#include "exporters/render/republish.h"

namespace gazette {

class Manifest;

struct SiteOptions {
  std::string name;                      ///< of the exporter
  std::string path;                      ///< the site's root
  std::vector<std::string> beside = {};  ///< names of other exporters to the same path: what they wrote stays
  std::string dialect = "hugo";  ///< hugo, jekyll, zola, eleventy, plain (exporters/dialects/dialect.h)
  std::string
      profile;  ///< of the front matter; empty: the dialect's ("mainroad" for hugo: the record as it is)
  std::string
      template_text;   ///< the owner's own form instead of a profile (exporters/dialects/own_template.h)
  std::string layout;  ///< {lang} {source} {id} {slug} {year} {month} {day}; empty: the dialect's
  bool transliterate = false;  ///< {slug} spells what is not ASCII in Latin letters
  bool rights_line = false;  ///< each text ends with the publisher's rights and licence, where they are known
  bool keep_images = false;  ///< articles come with their images (ExportArticle::images)
  std::string images_path, images_url;  ///< exporters/images/placing.h; empty: the dialect's
  Selection selection;
  Republish republish;
  std::optional<int> initial;  ///< when it runs first, only so many of the newest that are there; absent: all
  bool commit = false, push = false;
  bool history = false;  ///< each edit of an article is a commit of its own
  std::string author;    ///< "Name <mail>" for commits; empty: as git is configured
  std::string message;   ///< of commits, as a template (exporters/git/commit_template.h); empty: our own
};

/// ErrorKind::config for an unknown dialect, profile or layout field, or a template with mistakes.
Result<std::unique_ptr<Exporter>> make_site_exporter(SiteOptions options);

/// The layout in force.
std::string site_layout(const SiteOptions& options);

/// The file of an article below the site's root: safe ASCII segments, at most 120 bytes each, never leaving
/// the folder. Where a run would put it that knows nothing of others.
std::string site_path(const SiteOptions& options, const Article& article);

/// Where a site's articles stand: what the exporter remembers, which keeps a path over edits of a title and
/// tells two articles of one path apart. Read once.
class SitePaths {
 public:
  static SitePaths read(const SiteOptions& options);
  ~SitePaths();
  SitePaths(SitePaths&&) noexcept;
  SitePaths& operator=(SitePaths&&) noexcept;
  /// Where it would go, if it has no file yet.
  std::string of(const Article& article) const;

 private:
  SitePaths();
  SiteOptions options_;
  std::unique_ptr<const Manifest> manifest_;
};

}  // namespace gazette
