// Running a program: input, output, limits, the deadline.
#include "exporters/git/process.h"

#include <gtest/gtest.h>

#include "tests/exporters/samples.h"

namespace gazette {
namespace {

using testing::must;

Command shell(const std::string& script) {
  Command command;
  command.argv = {"sh", "-c", script};
  command.folder = "/";
  command.deadline = std::chrono::seconds(60);
  command.output_limit = 1 << 20;
  return command;
}

TEST(RunCommand, gives_output_errors_and_status) {
  const Finished done = must(run_command(shell("echo out; echo err >&2; exit 3")));
  EXPECT_EQ(done.status, 3);
  EXPECT_EQ(done.out, "out\n");
  EXPECT_EQ(done.err, "err\n");
  EXPECT_FALSE(done.late || done.cut);
}

TEST(RunCommand, a_signal_is_a_status) {
  EXPECT_EQ(must(run_command(shell("kill -9 $$"))).status, 128 + 9);
}

TEST(RunCommand, large_input_and_output_do_not_block_each_other) {
  const std::string input(3'000'000, 'x');
  Command command = shell("cat");
  command.input = input;
  command.output_limit = 10'000'000;
  EXPECT_EQ(must(run_command(command)).out, input);
}

TEST(RunCommand, a_program_that_does_not_read_its_input_is_no_trouble) {
  const std::string input(3'000'000, 'x');
  Command command = shell("exec 0<&-; echo done");
  command.input = input;
  EXPECT_EQ(must(run_command(command)).out, "done\n");
}

TEST(RunCommand, output_beyond_the_limit_is_dropped_and_told) {
  Command command = shell("head -c 5000 /dev/zero");
  command.output_limit = 1000;
  const Finished done = must(run_command(command));
  EXPECT_EQ(done.out.size(), 1000u);
  EXPECT_TRUE(done.cut);
}

TEST(RunCommand, late_programs_are_ended_with_their_children) {
  testing::TempFolder temp;
  Command command = shell("(sleep 100; touch " + (temp / "alive").string() + ") & sleep 100");
  command.deadline = std::chrono::milliseconds(50);
  const Finished done = must(run_command(command));
  EXPECT_TRUE(done.late);
  EXPECT_EQ(done.status, 128 + 15);
}

TEST(RunCommand, a_program_left_behind_is_not_waited_for) {
  const Finished done = must(run_command(shell("sleep 30 & echo done")));
  EXPECT_EQ(done.out, "done\n");
}

TEST(RunCommand, variables_are_set_and_dropped) {
  setenv("GAZETTE_TEST_DROPPED", "x", 1);
  Command command = shell("echo \"[$GAZETTE_TEST_SET][$GAZETTE_TEST_DROPPED]\"");
  command.environment = {{"GAZETTE_TEST_SET", "a b"}};
  command.without = {"GAZETTE_TEST_DROPPED"};
  EXPECT_EQ(must(run_command(command)).out, "[a b][]\n");
}

TEST(RunCommand, a_program_that_is_not_there_is_an_error) {
  Command command = shell("");
  command.argv = {"no-such-program-anywhere"};
  const Result<Finished> done = run_command(command);
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().message.find("no-such-program-anywhere"), std::string::npos);
}

}  // namespace
}  // namespace gazette
