// What a recipe says of one value: where it stands and the steps that make it fit. A field is a list of
// alternatives; the first that gives something wins. Immutable after reading; any thread; never fails:
// nothing found is an empty text.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <re2/re2.h>

#include "feeds/html/selector.h"
#include "feeds/html/tree.h"
#include "feeds/sites/values/json_access.h"
#include "feeds/sites/values/template.h"
#include "feeds/text/time.h"

namespace gazette::sites {

using Pattern = std::shared_ptr<const re2::RE2>;               ///< null: none
using SharedSelector = std::shared_ptr<const html::Selector>;  ///< null: the node itself

/// Where a value stands: at a JSON Pointer, or in nodes.
struct Path {
  std::optional<Pointer> pointer;  ///< absent: the selector counts
  SharedSelector selector;
  std::string attribute;  ///< "" is the text, "html" the inner HTML
};

struct Alternative {
  std::optional<Path> from;          ///< absent: the template alone
  std::vector<std::string> scripts;  ///< pages: pointers read the JSON after one of these markers
  std::vector<Pattern> strip;        ///< matches are cut out
  Pattern regex;  ///< no match: the alternative gives nothing; else its first group, or the whole match
  Template as;    ///< captures are {1}..{9}, the value is {value}
  bool is_html = false;  ///< a JSON text or an attribute that holds HTML
};
using Field = std::vector<Alternative>;

struct DateRule {
  Field from;
  std::vector<std::string> formats;  ///< none: any form known to parse_date()
  std::string zone;                  ///< empty: the reader's
  std::int64_t unit_ms = 0;          ///< 1000 or 1 for a number of seconds or milliseconds
};
using DateField = std::vector<DateRule>;

/// Both parts that are given must hold; with neither: the field is not empty.
struct Condition {
  Field field;
  std::vector<std::string> in;
  Pattern regex;
};

/// What fields are read from: a JSON value, a node, or both, and the names that templates may use.
struct Scope {
  const boost::json::value* json = nullptr;
  const html::Tree* tree = nullptr;
  html::NodeId node = 0;
  std::string_view page;      ///< the decoded page, for alternatives with scripts of their own
  Template::Lookup variable;  ///< may be empty
};

enum class Want {
  text,    ///< plain, one line
  url,     ///< plain; templates encode their values
  markup,  ///< HTML; plain text comes escaped
};

/// All values of the first alternative that gives any; none is empty.
std::vector<std::string> read_values(const Field& field, const Scope& scope, Want want);
/// The first of them; empty if there is none.
std::string read_value(const Field& field, const Scope& scope, Want want);
/// `zone` is for rules without one; "" = UTC.
std::optional<Time> read_date(const DateField& field, const Scope& scope, const std::string& zone);
bool holds(const Condition& condition, const Scope& scope);

}  // namespace gazette::sites
