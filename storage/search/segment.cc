#include "storage/search/segment.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <optional>
#include <set>
#include <utility>

namespace gazette {

namespace {

constexpr std::size_t kPage = 4'050;  // bytes of a page, about; FTS5's own measure
constexpr std::size_t kHeader = 4;    // of a page
constexpr char kWholeWords = '0';     // before each word: the index of words, not one of beginnings
constexpr char kColumn = 1;           // in a list of places: the column's number follows
constexpr std::uint32_t kStep = 2;    // added to the distance of places: 0 and 1 mean other things
constexpr int kPageBits = 37;         // of a row's number in search_data; the segment's number stands above
constexpr std::int64_t kAverages = 1, kStructure = 10;  // rows of search_data
constexpr std::size_t kCookie = 4;                      // bytes of the structure before its numbers
// Merged for each that is written, where sixteen pieces wait for it: more than come, for four levels. All at
// once would take twice the room, and memory.
constexpr std::int64_t kMergedAPage = 4;

/// Big-endian groups of seven bits (SQLite's file format, 1.6).
void put(std::string& out, std::uint64_t number) {
  if (number < 0x80) {
    out += static_cast<char>(number);
    return;
  }
  assert(number < std::uint64_t{1} << 56 && "a ninth byte has eight bits");
  for (int shift = static_cast<int>(std::bit_width(number) - 1) / 7 * 7; shift > 0; shift -= 7)
    out += static_cast<char>(0x80 | (number >> shift & 0x7f));
  out += static_cast<char>(number & 0x7f);
}

std::uint64_t take(std::string_view& bytes) {
  std::uint64_t number = 0;
  for (int i = 0; i < 8 && !bytes.empty(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    number = number << 7 | (byte & 0x7f);
    if (byte < 0x80) return number;
  }
  throw_storage_error("the search index is damaged: run `gazette check --repair`");
}

void put_16(std::string& page, std::size_t at, std::size_t number) {
  page[at] = static_cast<char>(number >> 8);
  page[at + 1] = static_cast<char>(number & 0xff);
}

std::size_t common_size(std::string_view a, std::string_view b) {
  const auto end = std::mismatch(a.begin(), a.begin() + std::ssize(a.substr(0, b.size())), b.begin()).first;
  return static_cast<std::size_t>(end - a.begin());
}

/// As many whole numbers as fit, at least one.
std::size_t whole_numbers(std::string_view bytes, std::size_t room) {
  std::size_t whole = 0;
  for (std::size_t pos = 0; pos < bytes.size() && (pos < room || whole == 0);)
    if (static_cast<unsigned char>(bytes[pos++]) < 0x80 && (pos <= room || whole == 0)) whole = pos;
  return whole;
}

/// The articles that hold a word, and where.
struct Doclist {
  struct Entry {
    std::int64_t article;
    std::size_t begin, body;  ///< in bytes: its number, less that of the one before; what follows this
  };
  std::vector<Entry> entries = {};
  std::string bytes = {};

  void make(const std::vector<Postings::Row>& rows, std::span<const Postings::Place> places) {
    entries.clear();
    bytes.clear();
    std::int64_t last = 0;
    for (std::size_t i = 0; i < places.size();) {
      const std::int64_t article = rows[places[i].row].article;
      const std::size_t begin = bytes.size();
      put(bytes, static_cast<std::uint64_t>(article - std::exchange(last, article)));
      entries.push_back({article, begin, bytes.size()});
      i += add_places(places.subspan(i));
    }
  }
  std::string_view body(std::size_t i) const {
    const std::size_t end = i + 1 < entries.size() ? entries[i + 1].begin : bytes.size();
    return std::string_view(bytes).substr(entries[i].body, end - entries[i].body);
  }

 private:
  /// Those of the first one's article; how many they were.
  std::size_t add_places(std::span<const Postings::Place> places) {
    positions_.clear();
    std::uint32_t column = 0, last = 0;
    std::size_t count = 0;
    for (; count < places.size() && places[count].row == places[0].row; ++count) {
      const Postings::Place& place = places[count];
      if (place.column != column) {
        positions_ += kColumn;
        put(positions_, column = place.column);
        last = 0;
      }
      put(positions_, place.offset - last + kStep);
      last = place.offset;
    }
    put(bytes, 2 * positions_.size());
    bytes += positions_;
    return count;
  }
  std::string positions_ = {};
};

class SegmentWriter {
 public:
  SegmentWriter(Database& db, std::int64_t number) : db_(db), number_(number) {}

  void add(std::string_view word, const Doclist& list) {
    begin_word(word);
    if (size() + list.bytes.size() + 1 <= kPage) {
      page_ += list.bytes;
      return;
    }
    for (std::size_t i = 0; i < list.entries.size(); ++i) {
      const Doclist::Entry& entry = list.entries[i];
      if (std::exchange(no_article_yet_, false)) {
        put_16(page_, 0, page_.size());
        put(page_, static_cast<std::uint64_t>(entry.article));
      } else {
        page_.append(list.bytes, entry.begin, entry.body - entry.begin);
      }
      add_body(list.body(i));
    }
  }
  /// The number of its pages.
  std::int64_t finish() {
    if (page_.size() > kHeader) write_page();
    write_begin();
    return page_number_ - 1;
  }

 private:
  std::size_t size() const { return page_.size() + footer_.size(); }

  void begin_word(std::string_view word) {
    const bool is_full = size() + word.size() + 3 >= kPage;
    if (is_full && page_.size() > kHeader) write_page();
    put(footer_, page_.size() - std::exchange(last_begin_, page_.size()));
    std::string whole = std::string(1, kWholeWords).append(word);
    const std::size_t same = common_size(last_word_, whole);
    if (no_word_yet_ && page_number_ > 1) {
      write_begin();
      begin_ = whole.substr(0, same + 1);
      begin_page_ = page_number_;
    }
    const std::size_t left_out = no_word_yet_ ? 0 : same;
    if (!no_word_yet_) put(page_, same);
    put(page_, whole.size() - left_out);
    page_.append(whole, left_out);
    last_word_ = std::move(whole);
    no_word_yet_ = no_article_yet_ = false;
  }

  /// Goes on over pages; no number is cut.
  void add_body(std::string_view body) {
    while (!body.empty()) {
      const std::size_t room = kPage - std::min(kPage, size());
      const std::size_t taken = body.size() <= room ? body.size() : whole_numbers(body, room);
      page_ += body.substr(0, taken);
      body.remove_prefix(taken);
      if (size() >= kPage) write_page();
    }
  }

  void write_page() {
    put_16(page_, 2, page_.size());
    page_ += footer_;
    db_.run("insert into search_data (id, block) values (?, ?)", number_ << kPageBits | page_number_,
            Blob{page_});
    page_.assign(kHeader, '\0');
    footer_.clear();
    last_begin_ = 0;
    ++page_number_;
    no_word_yet_ = no_article_yet_ = true;
  }
  /// How the words of a page begin, so that they are found.
  void write_begin() {
    if (begin_page_ == 0) return;
    db_.run("insert into search_idx (segid, term, pgno) values (?, ?, ?)", number_, Blob{begin_},
            2 * begin_page_);
    begin_page_ = 0;
  }

  Database& db_;
  std::int64_t number_;
  std::int64_t page_number_ = 1, begin_page_ = 1;
  std::string page_ = std::string(kHeader, '\0'), footer_, last_word_, begin_;
  std::size_t last_begin_ = 0;
  bool no_word_yet_ = true, no_article_yet_ = true;  ///< on this page
};

std::string read_row(Database& db, std::int64_t id) {
  Statement row = db.query("select block from search_data where id = ?", id);
  return row.step() ? row.text(0) : std::string();
}
void write_row(Database& db, std::int64_t id, const std::string& bytes) {
  db.run("insert or replace into search_data (id, block) values (?, ?)", id, Blob{bytes});
}

/// Which segments there are, by level: those of one are merged to one of the next.
class Structure {
 public:
  explicit Structure(Database& db) : bytes_(read_row(db, kStructure)) {
    std::string_view rest = std::string_view(bytes_).substr(std::min(kCookie, bytes_.size()));
    const std::uint64_t levels = take(rest);
    take(rest);  // segments of all levels
    written_ = take(rest);
    for (std::uint64_t i = 0; i < levels; ++i) {
      Level& level = levels_.emplace_back();
      level.merging = take(rest);
      const std::uint64_t count = take(rest);
      for (std::uint64_t n = 0; n < count; ++n) {
        const std::uint64_t number = take(rest), first = take(rest);
        level.segments.push_back({number, first, take(rest)});
      }
    }
  }
  std::int64_t free_number() const {
    std::set<std::uint64_t> used;
    for (const Level& level : levels_)
      for (const Segment& segment : level.segments) used.insert(segment.number);
    std::uint64_t number = 1;
    while (used.contains(number)) ++number;
    return static_cast<std::int64_t>(number);
  }
  void add(std::int64_t number, std::int64_t pages) {
    if (levels_.empty()) levels_.emplace_back();
    levels_[0].segments.push_back({static_cast<std::uint64_t>(number), 1, static_cast<std::uint64_t>(pages)});
    written_ += static_cast<std::uint64_t>(pages);
  }
  std::string bytes() const {
    std::uint64_t count = 0;
    for (const Level& level : levels_) count += level.segments.size();
    std::string out = bytes_.substr(0, kCookie);
    for (const std::uint64_t number : {std::uint64_t{levels_.size()}, count, written_}) put(out, number);
    for (const Level& level : levels_) {
      put(out, level.merging);
      put(out, level.segments.size());
      for (const Segment& segment : level.segments)
        for (const std::uint64_t number : {segment.number, segment.first, segment.last}) put(out, number);
    }
    return out;
  }

 private:
  struct Segment {
    std::uint64_t number, first, last;  ///< pages
  };
  struct Level {
    std::uint64_t merging = 0;
    std::vector<Segment> segments = {};
  };
  std::string bytes_;
  std::uint64_t written_ = 0;
  std::vector<Level> levels_;
};

/// What ranking needs: the sizes of each article, and of all.
void write_sizes(Database& db, const Postings& postings) {
  std::array<std::uint64_t, 1 + kSearchColumns> totals{};
  const std::string before = read_row(db, kAverages);
  std::string_view rest = before;
  for (std::uint64_t& total : totals)
    if (!rest.empty()) total = take(rest);
  totals[0] += postings.rows().size();
  std::string sizes;
  for (const Postings::Row& row : postings.rows()) {
    sizes.clear();
    for (std::size_t column = 0; column < kSearchColumns; ++column) {
      put(sizes, row.sizes[column]);
      totals[1 + column] += row.sizes[column];
    }
    db.run("insert into search_docsize (id, sz) values (?, ?)", row.article, Blob{sizes});
  }
  std::string bytes;
  for (const std::uint64_t total : totals) put(bytes, total);
  write_row(db, kAverages, bytes);
}

}  // namespace

void write_segment(Database& db, const Postings& postings) {
  if (postings.rows().empty()) return;
  write_sizes(db, postings);
  if (postings.tokens() == 0) return;
  Structure structure(db);
  const std::int64_t number = structure.free_number();
  SegmentWriter writer(db, number);
  Doclist list;
  postings.for_each_word([&](std::string_view word, std::span<const Postings::Place> places) {
    list.make(postings.rows(), places);
    writer.add(word, list);
  });
  const std::int64_t pages = writer.finish();
  structure.add(number, pages);
  write_row(db, kStructure, structure.bytes());
  // FTS5 remembers the structure that it read last. To merge nothing lets it forget that; only then may it
  // merge.
  db.run("insert into search (search, rank) values ('merge', 0)");
  db.run("insert into search (search, rank) values ('merge', ?)", kMergedAPage * pages);
}

}  // namespace gazette
