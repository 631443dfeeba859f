// What is withdrawn is nowhere in the file any more.
#include <fstream>

#include "tests/storage/samples.h"

namespace gazette {
namespace {

using namespace test;

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Removal, no_byte_of_a_withdrawn_record_stays_in_the_file) {
  const Folder folder;
  const std::string path = folder.file("g.db");
  const std::string secret = "the words that must go away", earlier = "the words that stood there before";
  const auto store = open(path);
  must(store->save_poll(poll("one", {entry(article("a", "A", earlier))})));
  PollResult second = poll("one", {entry(article("a", "A", secret), 1)});
  second.body = "<rss>" + secret + "</rss>";
  must(store->save_poll(second));
  must(store->save_poll(poll("one", {entry(article("b", "B", "others"))})));
  ASSERT_NE((bytes_of(path) + bytes_of(path + "-wal")).find(secret), std::string::npos);
  must(store->withdraw("a", "", at(1)));
  for (const std::string& file : {path, path + "-wal"})
    for (const std::string& words : {secret, earlier})
      EXPECT_EQ(bytes_of(file).find(words), std::string::npos) << file;
  EXPECT_EQ(sql(path, "select count(*) from response"), "0") << "raw listings hold it too";
  EXPECT_EQ(sql(path, "select gone, deleted_why from article where id = 'a'"), "withdrawn|");
}

}  // namespace
}  // namespace gazette
