// The law of the Markdown writer: rendered, it has the structure of the HTML again.
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

#include "feeds/html/markdown.h"
#include "tests/feeds/html/random_documents.h"
#include "tests/feeds/html/rendered.h"

namespace gazette::html {
namespace {

using testing::outline;
using testing::rendered;

/// More of them with ROUNDS in the environment.
unsigned rounds() {
  const char* wanted = std::getenv("ROUNDS");
  return wanted ? static_cast<unsigned>(std::atoi(wanted)) : 3'000;
}

TEST(MarkdownRoundTrip, RandomDocuments) {
  for (unsigned seed = 0; seed < rounds(); ++seed) {
    const std::string html = testing::RandomDocuments(seed).document();
    const std::string markdown = html_to_markdown(html, {});
    const std::string back = rendered(markdown);
    ASSERT_EQ(outline(html), outline(back)) << seed << "\n" << html << "\n\n" << markdown << "\n\n" << back;
  }
}

}  // namespace
}  // namespace gazette::html
