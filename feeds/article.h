// What we keep of an entry: one Article, made once by make_article() and never changed. Its `record` is the
// canonical text (front matter and Markdown); the other fields are what is queried. Plain values; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "feeds/feed.h"

namespace gazette {

struct Article {
  std::string id;  ///< names the article in files and URLs: [A-Za-z0-9._-]{1,64}, never changes once stored
  std::string source;  ///< name of the source it was first met in
  std::string guid;    ///< the entry's id verbatim; may be empty
  std::string url;     ///< canonical link, http(s); may be empty
  std::string title;   ///< plain text, one line
  std::vector<Person> authors;
  std::string language;           ///< BCP 47
  std::string zone;               ///< IANA name in which the record writes its date
  std::optional<Time> published;  ///< as the source said
  std::optional<Time> updated;    ///< as the source said
  Time date;        ///< what it is sorted and shown by: published, else updated, else first seen; never after
                    ///< first_seen
  Time first_seen;  ///< when we met it
  std::string summary;                  ///< plain text, one line
  std::string image;                    ///< absolute, may be empty
  std::vector<std::string> categories;  ///< the publisher's, plain text
  std::vector<std::string> tags;        ///< the operator's
  std::vector<Enclosure> enclosures;
  std::string comments, rights;
  std::string license;            ///< address of the licence, absolute http(s); may be empty
  std::optional<Origin> origin;   ///< where an aggregating feed took it from
  std::string content_from;       ///< "feed", "page", "none"; where two were compared, ": " and why it won
  std::string record;             ///< the canonical record (FACTS section 2); what exporters write
  std::size_t body_offset = 0;    ///< where the Markdown body begins in `record`
  std::uint64_t fingerprint = 0;  ///< changes when, and only when, title or body really change

  std::string_view body() const { return std::string_view(record).substr(body_offset); }
};

}  // namespace gazette
