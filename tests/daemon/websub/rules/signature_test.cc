#include "daemon/websub/rules/signature.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

// By `printf %s 'The body' | openssl dgst -METHOD -hmac secret`.
constexpr const char* kSha1 = "sha1=857f38524c97067facafd3db837da73ff76189df";
constexpr const char* kSha256 = "sha256=5bdab0045b64f3f3459594f574c810091b0da055c97a12610ef70ca5e5554d93";
constexpr const char* kSha384 =
    "sha384=5c8fe8a83af2ac1a46a42c4ef37b09a3da701f42442ffc769fbe38925a9f63d62c04122d323918faae135ee33110ea14";
constexpr const char* kSha512 =
    "sha512="
    "f72b5ecd545f7c2035f7af5ccc9e393ac0270f79e636d1ab7dde6c41b5ebddc6c534c05606e4e3303b4baa805fca686fe0905c38"
    "5c1e1fb2388b92653e4ba68d";

TEST(HubSignature, S12_all_methods_over_the_bytes_as_they_are) {
  for (const char* header : {kSha1, kSha256, kSha384, kSha512}) {
    SCOPED_TRACE(header);
    EXPECT_TRUE(is_signed(header, "secret", "The body"));
    EXPECT_FALSE(is_signed(header, "secret", "The body "));
    EXPECT_FALSE(is_signed(header, "Secret", "The body"));
  }
  EXPECT_EQ(hub_signature("secret", "The body"), kSha256);
}

TEST(HubSignature, S12_what_is_none) {
  const std::string good = kSha256;
  for (const std::string& header :
       {std::string(), std::string("sha256"), std::string("sha256="), std::string("md5=abc"), good.substr(7),
        "sha1" + good.substr(6), good.substr(0, good.size() - 1), good + "0",
        std::string("=") + good.substr(7)})
    EXPECT_FALSE(is_signed(header, "secret", "The body")) << header;
  EXPECT_FALSE(is_signed(hub_signature("", "x"), "", "x")) << "no secret signs nothing";
}

TEST(HubSignature, S5_tokens_are_random) {
  EXPECT_EQ(random_hex(16).size(), 32u);
  EXPECT_NE(random_hex(16), random_hex(16));
}

}  // namespace
}  // namespace gazette
