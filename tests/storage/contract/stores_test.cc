// The Stores that the contract holds for.
#include "tests/storage/contract/contract.h"

namespace gazette {
namespace {

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract,
                         testing::Values(StoreUnderTest{
                             "sqlite", [](const Folder& folder) { return open(folder.file("g.db")); }}),
                         [](const auto& store) { return store.param.name; });

}  // namespace
}  // namespace gazette
