// The Stores that the contract holds for.
#include "tests/storage/contract/contract.h"

namespace gazette {

std::vector<StoreUnderTest> all_stores() {
  return {{"sqlite", [](const Folder& folder) { return open(folder.file("g.db")); }}};
}

namespace {

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract, testing::ValuesIn(all_stores()),
                         [](const auto& store) { return store.param.name; });

}  // namespace
}  // namespace gazette
