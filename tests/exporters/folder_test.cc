// The folder that nothing leaves: links, parents, whole files, the lock.
#include "exporters/files/folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/exporters/samples.h"

namespace gazette {
namespace {

namespace fs = std::filesystem;
using testing::must;
using testing::read_text;
using testing::TempFolder;
using testing::write_text;
using Kind = FoundFile::Kind;

TEST(Folder, makes_folders_and_replaces_files_whole) {
  TempFolder temp;
  Folder folder = must(Folder::open(temp / "new/site"));
  must(folder.replace("a/b/c.md", "one"));
  must(folder.replace("a/b/c.md", "two"));
  EXPECT_EQ(read_text(temp / "new/site/a/b/c.md"), "two");
  EXPECT_EQ(std::distance(fs::directory_iterator(temp / "new/site/a/b"), {}), 1)
      << "no temporary file is left";
}

TEST(Folder, others_may_read_what_is_written) {
  TempFolder temp;
  const mode_t before = umask(022);
  Folder folder = must(Folder::open(temp.path()));
  must(folder.replace("a/b.md", "one"));
  umask(before);
  EXPECT_EQ(fs::status(temp / "a/b.md").permissions(), fs::perms(0644));
  EXPECT_EQ(fs::status(temp / "a").permissions(), fs::perms(0755));
}

TEST(Folder, tells_what_stands_at_a_path) {
  TempFolder temp;
  write_text(temp / "file", "text");
  fs::create_directories(temp / "folder");
  fs::create_symlink("file", temp / "link");
  fs::create_symlink("folder", temp / "linked");
  ASSERT_EQ(mkfifo((temp / "pipe").c_str(), 0600), 0);
  Folder folder = must(Folder::open(temp.path()));
  EXPECT_EQ(must(folder.read("file")).bytes, "text");
  EXPECT_EQ(must(folder.read("none")).kind, Kind::absent);
  EXPECT_EQ(must(folder.read("none/at/all")).kind, Kind::absent);
  for (const char* other : {"folder", "link", "linked/x", "pipe", "file/x"}) {
    SCOPED_TRACE(other);
    EXPECT_EQ(must(folder.read(other)).kind, Kind::other);
  }
}

TEST(Folder, follows_no_link_to_write_or_remove) {
  TempFolder temp, elsewhere;
  write_text(elsewhere / "owned.md", "owner's");
  fs::create_symlink(elsewhere.path(), temp / "linked");
  fs::create_symlink(elsewhere / "owned.md", temp / "link.md");
  Folder folder = must(Folder::open(temp.path()));
  EXPECT_FALSE(folder.replace("linked/owned.md", "ours"));
  EXPECT_FALSE(folder.replace("linked/new.md", "ours"));
  EXPECT_FALSE(folder.append("linked/owned.md", "ours"));
  EXPECT_FALSE(must(folder.remove("linked/owned.md")));
  must(folder.replace("link.md", "ours"));  // the link itself is replaced, not what it leads to
  EXPECT_EQ(read_text(elsewhere / "owned.md"), "owner's");
  EXPECT_FALSE(fs::exists(elsewhere / "new.md"));
}

TEST(Folder, refuses_paths_that_climb) {
  TempFolder temp;
  Folder folder = must(Folder::open(temp.path()));
  for (const char* path : {"../x", "a/../x", "a/./x", "a//x", "/x", "a/..", "."}) {
    SCOPED_TRACE(path);
    EXPECT_FALSE(folder.replace(path, "x"));
    EXPECT_FALSE(folder.read(path));
  }
}

TEST(Folder, the_root_may_be_a_link) {
  TempFolder temp;
  fs::create_directories(temp / "real");
  fs::create_symlink("real", temp / "site");
  Folder folder = must(Folder::open(temp / "site"));
  must(folder.replace("a.md", "x"));
  EXPECT_EQ(read_text(temp / "real/a.md"), "x");
}

TEST(Folder, empty_folders_go_with_their_last_file_but_the_topmost) {
  TempFolder temp;
  Folder folder = must(Folder::open(temp.path()));
  must(folder.replace("content/a/b/c.md", "x"));
  must(folder.replace("content/a/d.md", "x"));
  EXPECT_TRUE(must(folder.remove("content/a/b/c.md")));
  EXPECT_FALSE(fs::exists(temp / "content/a/b"));
  EXPECT_TRUE(fs::exists(temp / "content/a/d.md"));
  EXPECT_TRUE(must(folder.remove("content/a/d.md")));
  EXPECT_TRUE(fs::exists(temp / "content"));
  EXPECT_FALSE(fs::exists(temp / "content/a"));
  EXPECT_FALSE(must(folder.remove("content/a/d.md")));
  must(folder.replace("content/a/b/c.md", "again"));
  EXPECT_EQ(read_text(temp / "content/a/b/c.md"), "again");
}

TEST(Folder, what_is_staged_is_not_seen_until_it_is_published) {
  TempFolder temp;
  Folder folder = must(Folder::open(temp.path()));
  must(folder.replace("a.md", "old"));
  must(folder.stage("a.md", "new"));
  must(folder.flush());
  EXPECT_EQ(read_text(temp / "a.md"), "old");
  must(folder.publish("a.md"));
  EXPECT_EQ(read_text(temp / "a.md"), "new");
  must(folder.stage("a.md", "newer"));
  folder.unstage("a.md");
  EXPECT_FALSE(folder.publish("a.md"));
  EXPECT_EQ(read_text(temp / "a.md"), "new");
}

TEST(Folder, many_folders_do_not_use_up_descriptors) {
  TempFolder temp;
  Folder folder = must(Folder::open(temp.path()));
  for (int i = 0; i < 1500; ++i) must(folder.replace("d" + std::to_string(i) + "/e/f.md", std::to_string(i)));
  EXPECT_EQ(must(folder.read("d7/e/f.md")).bytes, "7");
}

TEST(Folder, a_lock_is_held_once) {
  TempFolder temp;
  Folder first = must(Folder::open(temp.path())), second = must(Folder::open(temp.path()));
  EXPECT_TRUE(must(first.lock("ours")));
  EXPECT_FALSE(must(second.lock("ours")));
}

TEST(Folder, a_failure_names_the_path) {
  TempFolder temp;
  write_text(temp / "file", "x");
  const Result<Folder> folder = Folder::open(temp / "file");
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().kind, ErrorKind::exporter);
  EXPECT_NE(folder.error().message.find("/file"), std::string::npos);
}

}  // namespace
}  // namespace gazette
