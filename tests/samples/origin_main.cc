// sample_origin TESTS_DIR [PORT]: the sample sources of `./dev run` on loopback, until it is ended. Prints
// its base URL.
#include <cstdlib>
#include <exception>
#include <iostream>

#include <signal.h>

#include "tests/origin/origin.h"
#include "tests/origin/qq_routes.h"

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: sample_origin TESTS_DIR [PORT]\n";
    return 2;
  }
  const std::string tests = argv[1];
  try {
    gazette::testing::Origin origin("127.0.0.1", argc > 2 ? std::atoi(argv[2]) : 0);
    gazette::testing::serve_qq(origin, "/qq", tests + "/qq");
    origin.serve_folder("/", tests + "/samples/www");
    std::cout << origin.base_url() << std::endl;
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigprocmask(SIG_BLOCK, &ends, nullptr);
    int number = 0;
    sigwait(&ends, &number);
  } catch (const std::exception& error) {
    std::cerr << "sample_origin: " << error.what() << '\n';
    return 1;
  }
}
