#include "feeds/html/markdown/table.h"

#include <algorithm>
#include <unordered_set>

namespace gazette::html {
namespace {

constexpr std::size_t kMaxColumns = 200;
constexpr std::size_t kMaxPadded = 40;  // rows of wider tables are not filled up to their end

struct Cell {
  std::string text;
  std::string_view align;
};
using Row = std::vector<Cell>;

// Spans become empty cells, so that columns stay below each other.
class Grid {
 public:
  Row place(const TableRow& source) {
    Row row;
    for (const TableCell& cell : source.cells) {
      fill_spanned(row);
      if (row.size() >= kMaxColumns) {
        row.back().text += " " + cell.text;
        continue;
      }
      add(row, cell);
    }
    fill_spanned(row);
    return row;
  }

 private:
  void add(Row& row, const TableCell& cell) {
    const int columns = std::clamp(cell.columns, 1, 30);
    for (int i = 0; i < columns && row.size() < kMaxColumns; ++i) {
      if (cell.rows > 1) {
        spans_.resize(std::max(spans_.size(), row.size() + 1));
        spans_[row.size()] = std::min(cell.rows, 1000) - 1;
      }
      row.push_back({i == 0 ? cell.text : std::string(), cell.align});
    }
  }

  void fill_spanned(Row& row) {
    while (row.size() < spans_.size() && spans_[row.size()] > 0) {
      --spans_[row.size()];
      row.push_back({});
    }
  }

  std::vector<int> spans_;  // rows that a cell above still reaches down, by column
};

bool is_heading_row(const std::vector<TableRow>& rows) {
  const TableRow& first = rows.front();
  const bool all_headings =
      std::all_of(first.cells.begin(), first.cells.end(), [](const TableCell& cell) { return cell.heading; });
  const bool only_head = first.in_head && (rows.size() == 1 || !rows[1].in_head);
  return all_headings || only_head;
}

std::string write_row(const Row& row, std::size_t columns) {
  std::string out = "|";
  const std::size_t width = std::max(row.size(), columns <= kMaxPadded ? columns : 1);
  for (std::size_t i = 0; i < width; ++i) {
    out += ' ';
    out += i < row.size() ? row[i].text : std::string();
    out += " |";
  }
  return out;
}

std::string write_delimiters(const std::vector<Row>& rows, std::size_t columns) {
  std::string out = "|";
  for (std::size_t i = 0; i < columns; ++i) {
    std::string_view align;
    for (std::size_t r = 0; r < std::min<std::size_t>(rows.size(), 2) && align.empty(); ++r)
      align = i < rows[r].size() ? rows[r][i].align : std::string_view();
    out += align == "center"  ? " :---: |"
           : align == "right" ? " ---: |"
           : align == "left"  ? " :--- |"
                              : " --- |";
  }
  return out;
}

bool is_block_of_its_own(const std::string& name) {
  static const std::unordered_set<std::string_view> kBlocks = {"table", "h1", "h2", "h3", "h4",
                                                               "h5",    "h6", "hr", "dl", "figure"};
  return kBlocks.contains(name);
}

struct Shape {
  std::size_t rows = 0, cells = 0, headings = 0, blocks = 0;
  bool nested = false;
};

bool is_long_code(const Tree& tree, NodeId pre) {
  return tree[pre].name == "pre" && tree.text_content(pre).find('\n') != std::string::npos;
}

// Stops at a table inside, so that tables in tables are looked at once each.
Shape shape_of(const Tree& tree, NodeId table) {
  Shape shape;
  for (NodeId id = tree.next_in_order(table, table); id != kNone; id = tree.next_in_order(id, table)) {
    const Node& node = tree[id];
    if (node.type != NodeType::element) continue;
    shape.nested = node.name == "table" || is_block_of_its_own(node.name) || is_long_code(tree, id);
    if (shape.nested) break;
    shape.rows += node.name == "tr";
    shape.cells += node.name == "td" || node.name == "th";
    shape.headings += node.name == "th";
    shape.blocks += node.name == "p" || node.name == "li" || node.name == "blockquote" || node.name == "div";
  }
  return shape;
}

}  // namespace

std::string write_table(const std::vector<TableRow>& rows) {
  Grid grid;
  std::vector<Row> placed;
  std::size_t columns = 0;
  for (const TableRow& row : rows) {
    placed.push_back(grid.place(row));
    columns = std::max(columns, placed.back().size());
  }
  if (columns == 0) return {};
  if (!is_heading_row(rows)) placed.insert(placed.begin(), Row());
  if (placed.front().size() < columns) placed.front().resize(columns);
  std::string out = write_row(placed.front(), columns) + '\n' + write_delimiters(placed, columns);
  for (std::size_t i = 1; i < placed.size(); ++i) out += '\n' + write_row(placed[i], columns);
  return out;
}

bool is_layout_table(const Tree& tree, NodeId table) {
  const Shape shape = shape_of(tree, table);
  if (shape.nested || shape.cells == 0) return true;
  if (shape.headings > 0) return false;
  const bool one_column = shape.cells <= shape.rows;
  return shape.cells == 1 || (one_column && shape.blocks > 0) ||
         (shape.rows == 1 && shape.blocks > shape.cells);
}

}  // namespace gazette::html
