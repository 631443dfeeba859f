#include "feeds/parse/xml/scope.h"

#include "feeds/text/strings.h"
#include "feeds/text/url.h"

namespace gazette::parse {
namespace {

pugi::xml_attribute find_attribute(pugi::xml_node element, std::string_view local) {
  pugi::xml_attribute similar;
  for (pugi::xml_attribute a = element.first_attribute(); a; a = a.next_attribute()) {
    const std::string_view full = a.name();
    if (full == local) return a;
    if (similar || full.size() < local.size()) continue;
    const QName name = split_name(full);
    if (equals_ignore_case(name.local, local) && name.prefix != "xmlns") similar = a;
  }
  return similar;
}

}  // namespace

std::string next_base(const std::string& base, std::string_view said) {
  constexpr std::size_t kMaxBase = 1024;
  std::string absolute = resolve_url(base, said);
  return absolute.empty() || absolute.size() > kMaxBase ? base : absolute;
}

QName split_name(std::string_view name) {
  std::size_t colon = 0;
  while (colon < name.size() && name[colon] != ':') ++colon;
  if (colon == name.size()) return {{}, name};
  return {name.substr(0, colon), name.substr(colon + 1)};
}

std::string_view attribute(pugi::xml_node element, std::string_view local) {
  return find_attribute(element, local).value();
}

bool has_attribute(pugi::xml_node element, std::string_view local) {
  return !find_attribute(element, local).empty();
}

Scope::Inside::Inside(Scope& scope, pugi::xml_node element)
    : scope_(scope),
      namespaces_(scope.namespaces_.mark()),
      bases_(scope.bases_.size()),
      languages_(scope.languages_.size()) {
  for (pugi::xml_attribute a = element.first_attribute(); a; a = a.next_attribute()) {
    const char* const written = a.name();
    if (written[0] != 'x' || written[1] != 'm' || written[2] != 'l') continue;
    const std::string_view name = written;
    if (scope.namespaces_.declare(name, a.value())) continue;
    if (name == "xml:base") scope.bases_.push_back(next_base(scope.base(), a.value()));
    if (name == "xml:lang") scope.languages_.push_back(trim(a.value()));
  }
}

Scope::Inside::~Inside() {
  scope_.namespaces_.back_to(namespaces_);
  while (scope_.bases_.size() > bases_) scope_.bases_.pop_back();
  while (scope_.languages_.size() > languages_) scope_.languages_.pop_back();
}

Ns Scope::ns(pugi::xml_node element) const {
  return namespaces_.find(split_name(element.name()).prefix);
}

Name Scope::name(pugi::xml_node element) const {
  const std::string_view written = element.name();
  if (written.empty()) return Name::unknown;
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(written[i]); };
  const std::size_t size = written.size();
  Known& known = known_[(size + 3U * at(0) + 5U * at(size / 2) + 7U * at(size - 1)) % known_.size()];
  if (known.written != written || known.version != namespaces_.version())
    known = {written, find_name(written), namespaces_.version()};
  return known.name;
}

Name Scope::find_name(std::string_view written) const {
  const QName name = split_name(written);
  const Ns ns = namespaces_.find(name.prefix);
  const Name found = name_of(ns, name.local);
  if (found != Name::unknown) return found;
  // RSS written under Atom's namespace, and Atom whose namespace was forgotten.
  if (ns == Ns::atom) return name_of(Ns::core, name.local);
  return ns == Ns::core ? name_of(Ns::atom, name.local) : Name::unknown;
}

std::string Scope::resolve(std::string_view reference) const {
  constexpr std::size_t kMaxAddress = 64 * 1024;
  if (reference.size() > kMaxAddress) {
    problems_.add("an address is longer than 64 kB: it is left out");
    return {};
  }
  std::string url = resolve_url(base(), reference);
  if (url.empty()) url = trim(reference);
  return url;
}

void Scope::adopt_root(pugi::xml_node root) {
  namespaces_.adopt(split_name(root.name()).prefix);
  namespaces_.adopt({});
}

}  // namespace gazette::parse
