// Namespaces of feeds by what they mean, not by how they are spelled: old and new URIs, wrong case, stray
// slashes, http for https, and well-known prefixes that nobody declared. Pure; any thread; never fails: what
// is not known is `other`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace gazette::parse {

enum class Ns : std::uint8_t {
  core,  ///< no namespace, or one of the RSS ones: RSS, CDF and whatever forgot to declare
  other,
  atom,
  rdf,
  dc,
  dcterms,
  content,
  media,
  itunes,
  podcast,
  georss,
  geo,
  gml,
  slash,
  wfw,
  thr,
  sy,
  cc,
  admin,
  history,
  tombstone,
  feedburner,
  xhtml,
  xml,
  app,
  aggregation,
  xlink,
};

Ns namespace_of_uri(std::string_view uri);
/// For a prefix that no element declares; Ns::other if it is not well known.
Ns namespace_of_prefix(std::string_view prefix);

/// Which prefix means what at one place of a document. Grows and shrinks with the walk; holds views into the
/// document.
class Namespaces {
 public:
  /// `attribute` is "xmlns" or "xmlns:..."; true if it was one.
  bool declare(std::string_view attribute, std::string_view uri);
  /// The namespace of an element's or attribute's prefix; "" asks for the default namespace.
  Ns find(std::string_view prefix) const;

  /// What the prefix stands for counts as the feed's own namespace from here on, if it is none we know.
  void adopt(std::string_view prefix);

  /// Well-known prefixes that were used without being declared, each once.
  const std::vector<std::string_view>& undeclared() const { return undeclared_; }

  std::size_t mark() const { return declared_.size(); }
  void back_to(std::size_t mark) {
    if (mark == declared_.size()) return;
    declared_.resize(mark);
    ++version_;
  }
  /// Another number whenever a prefix may mean something else.
  std::uint64_t version() const { return version_; }

 private:
  struct Declared {
    std::string_view prefix;
    Ns ns;
  };
  std::vector<Declared> declared_;
  std::uint64_t version_ = 0;
  mutable std::vector<std::string_view> undeclared_;  ///< noted while looking up
};

}  // namespace gazette::parse
