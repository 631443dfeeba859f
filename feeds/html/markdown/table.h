// Rows and cells to a GFM table. Pure; bounded: spans and columns have a limit.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "feeds/html/tree.h"

namespace gazette::html {

struct TableCell {
  std::string text;        ///< Markdown for a cell
  std::string_view align;  ///< "left", "center", "right" or empty
  int columns = 1, rows = 1;
  bool heading = false;  ///< th
};

struct TableRow {
  std::vector<TableCell> cells;
  bool in_head = false;  ///< of a thead
};

/// Lines without a newline at the end; empty if there is no cell with text.
std::string write_table(const std::vector<TableRow>& rows);

/// True for a table that only arranges blocks, or whose cells hold what no cell of Markdown can hold.
bool is_layout_table(const Tree& tree, NodeId table);

}  // namespace gazette::html
