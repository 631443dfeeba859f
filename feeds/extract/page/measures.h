// How much text, links, images, ... each subtree holds, counted once for all nodes and kept right while nodes
// are removed. Belongs to one tree; not shared between threads.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "feeds/html/tree.h"

namespace gazette::extract {

struct Measure {
  double text = 0;   ///< code points, white space runs as one; Han, kana and Hangul count twice
  double links = 0;  ///< text in links; links inside the page count less
  double list_text = 0, heading_text = 0, textish = 0, paragraph_text = 0;
  std::int32_t commas = 0, paragraphs = 0, images = 0, items = 0, inputs = 0, embeds = 0, videos = 0;

  double link_density() const { return text > 0 ? links / text : 0; }
  void add(const Measure& other, int sign);
};

class Measures {
 public:
  Measures(const html::Tree& tree, html::NodeId top);
  const Measure& operator[](html::NodeId id) const { return all_[id]; }
  /// Detaches the node and takes its measure off all above it.
  void remove(html::Tree& tree, html::NodeId id);

 private:
  std::vector<Measure> all_;
};

/// As Measure::text.
double text_length(std::string_view text);
double text_length(const html::Tree& tree, html::NodeId top);
/// More than so many code points (white space apart), or a subtree too large to be a line; stops as soon as
/// it is known.
bool is_longer_than(const html::Tree& tree, html::NodeId top, std::size_t limit);
/// No text but white space, and nothing else than line breaks and rules.
bool is_without_content(const html::Tree& tree, html::NodeId id);
/// Text of the subtree on one line.
std::string line_of(const html::Tree& tree, html::NodeId top);
bool is_blank(std::string_view text);

}  // namespace gazette::extract
