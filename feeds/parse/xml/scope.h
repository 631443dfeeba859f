// Where in an XML document the reader stands: namespaces, xml:base and xml:lang in force. One owner; holds
// views into the document, which must outlive it. Never fails.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <pugixml.hpp>

#include "feeds/parse/problems.h"
#include "feeds/parse/xml/names.h"
#include "feeds/parse/xml/namespaces.h"

namespace gazette::parse {

class Scope {
 public:
  Scope(std::string base, Problems& problems)
      : problems_(problems), bases_{std::move(base)}, languages_{std::string_view{}} {}

  Problems& problems() const { return problems_; }

  /// True if xml:base holds here.
  bool has_declared_base() const { return bases_.size() > 1; }

  /// What `element` declares holds while this lives.
  class Inside {
   public:
    Inside(Scope& scope, pugi::xml_node element);
    ~Inside();
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

   private:
    Scope& scope_;
    std::size_t namespaces_, bases_, languages_;
  };

  /// Asked inside the element.
  Name name(pugi::xml_node element) const;
  Ns ns(pugi::xml_node element) const;

  const std::vector<std::string_view>& undeclared_prefixes() const { return namespaces_.undeclared(); }

  const std::string& base() const { return bases_.back(); }
  /// Instead of the base in force: what is only learned while reading (the feed's own link).
  void set_document_base(std::string base) { bases_.front() = std::move(base); }
  std::string_view language() const { return languages_.back(); }
  /// True if xml:lang was said anywhere around, even as "".
  bool has_language() const { return languages_.size() > 1; }
  /// Absolute, or as it stands if there is no base; empty for what is longer than any address.
  std::string resolve(std::string_view reference) const;

  /// The namespace of the root element, if it is none we know, counts as RSS.
  void adopt_root(pugi::xml_node root);

 private:
  friend class Inside;
  /// A feed is thousands of elements of a few dozen names: what the last of a name was.
  struct Known {
    std::string_view written;
    Name name = Name::unknown;
    std::uint64_t version = 0;
  };
  Name find_name(std::string_view written) const;

  Problems& problems_;
  Namespaces namespaces_;
  std::vector<std::string> bases_;
  std::vector<std::string_view> languages_;
  mutable std::array<Known, 64> known_{};
};

/// Calls use(child, name) for every element in `element`, inside its scope.
template <class Use>
void for_each_child(Scope& scope, pugi::xml_node element, Use use) {
  for (const pugi::xml_node& child : element.children()) {
    if (child.type() != pugi::node_element) continue;
    const Scope::Inside inside(scope, child);
    use(child, scope.name(child));
  }
}

/// xml:base `said` where `base` holds; `base` again if it is unusable, or so long that every link below would
/// swell.
std::string next_base(const std::string& base, std::string_view said);

/// "dc:creator" -> {"dc", "creator"}.
struct QName {
  std::string_view prefix, local;
};
QName split_name(std::string_view name);

/// An attribute by its local name in lower case, whatever its prefix ("href" finds HREF and atom:href); "" if
/// absent.
std::string_view attribute(pugi::xml_node element, std::string_view local);
bool has_attribute(pugi::xml_node element, std::string_view local);

}  // namespace gazette::parse
