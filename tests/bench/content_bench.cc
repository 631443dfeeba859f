// content_bench ROUNDS FILE...: CPU of each content stage over HTML files, or of making articles over feeds,
// in milliseconds a file (median, 95 of 100, most), the first round not counted: what is compiled once is
// compiled. Figures are for docs, never for tests.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <iterator>

#include "feeds/extract/extract.h"
#include "feeds/html/markdown.h"
#include "feeds/html/sanitize.h"
#include "feeds/html/tree.h"
#include "feeds/make_article.h"
#include "feeds/parse/parse_feed.h"

namespace {

using namespace gazette;

double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

std::string read_file(const char* path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

void measure(const char* stage, const std::vector<std::string>& files, int rounds,
             const std::function<void(const std::string&)>& run) {
  std::vector<double> ms(files.size(), 1e9);
  for (int round = 0; round <= rounds; ++round)
    for (std::size_t i = 0; i < files.size(); ++i) {
      const double before = cpu_ms();
      run(files[i]);
      if (round > 0) ms[i] = std::min(ms[i], cpu_ms() - before);
    }
  double sum = 0;
  for (const double m : ms) sum += m;
  std::sort(ms.begin(), ms.end());
  std::printf("%-10s median %7.3f  p95 %7.3f  max %7.3f  sum %8.1f\n", stage, ms[ms.size() / 2],
              ms[ms.size() * 95 / 100], ms.back(), sum);
}

void make_articles(const std::string& bytes) {
  Document document;
  document.body = bytes;
  document.url = "https://news.example/feed";
  const Result<Feed> feed = parse_feed(document);
  if (!feed) return;
  for (const Entry& entry : feed->entries) (void)make_article(entry, {}, nullptr, "id", {});
}

bool is_feed(const std::string& bytes) {
  Document document;
  document.body = bytes;
  return parse_feed(document).has_value();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: content_bench ROUNDS FILE...\n");
    return 2;
  }
  std::vector<std::string> files;
  std::size_t bytes = 0;
  for (int i = 2; i < argc; ++i) bytes += files.emplace_back(read_file(argv[i])).size();
  const int rounds = std::max(1, std::atoi(argv[1]));
  std::printf("%zu files, %.1f MB\n", files.size(), static_cast<double>(bytes) / 1e6);
  if (std::all_of(files.begin(), files.end(), is_feed))
    return measure("articles", files, rounds, make_articles), 0;
  measure("tree", files, rounds, [](const std::string& html) { html::Tree::parse_document(html); });
  measure("sanitize", files, rounds,
          [](const std::string& html) { html::sanitize_html(html, {.base_url = "https://news.example/"}); });
  measure("markdown", files, rounds,
          [](const std::string& html) { html::html_to_markdown(html, "https://news.example/"); });
  measure("extract", files, rounds, [](const std::string& html) {
    Document page;
    page.body = html;
    page.url = "https://news.example/";
    (void)extract_article(page);
  });
}
