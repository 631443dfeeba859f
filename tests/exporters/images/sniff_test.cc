// What bytes are, and smaller copies of pictures.
#include "exporters/images/sniff.h"

#include <gtest/gtest.h>

#include "exporters/images/shrink.h"
#include "tests/exporters/images/pictures.h"

namespace gazette {
namespace {

using testing::picture;
using testing::turned_picture;

TEST(SniffImage, tells_kind_and_size_of_real_pictures) {
  for (const char* type : {"jpg", "png", "gif", "webp"}) {
    const auto kind = sniff_image(picture(type, 37, 21));
    ASSERT_TRUE(kind) << type;
    EXPECT_EQ(kind->type, type);
    EXPECT_EQ(kind->width, 37) << type;
    EXPECT_EQ(kind->height, 21) << type;
    EXPECT_FALSE(kind->rotated || kind->animated);
  }
}

TEST(SniffImage, avif_and_the_other_webps_by_their_headers) {
  std::string avif(std::string("\0\0\0\x1c"
                               "ftypavif",
                               12) +
                   std::string(20, 'x'));
  avif += std::string("\0\0\0\x14ispe\0\0\0\0\0\0\x02\x80\0\0\x01\x68", 20);
  EXPECT_EQ(sniff_image(avif).value().type, "avif");
  EXPECT_EQ(sniff_image(avif).value().width, 640);
  EXPECT_EQ(sniff_image(avif).value().height, 360);
  const std::string film("RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\x7f\x02\0\x67\x01\0", 30);
  EXPECT_EQ(sniff_image(film).value().width, 640);
  EXPECT_EQ(sniff_image(film).value().height, 360);
  EXPECT_TRUE(sniff_image(film).value().animated);
  const std::string lossless("RIFF\0\0\0\0WEBPVP8L\x05\0\0\0\x2f\x7f\xc2\x59\0\0\0\0\0", 30);
  EXPECT_EQ(sniff_image(lossless).value().width, 640);
  EXPECT_EQ(sniff_image(lossless).value().height, 360);
}

TEST(SniffImage, an_orientation_is_told) {
  EXPECT_TRUE(sniff_image(turned_picture(40, 20)).value().rotated);
}

TEST(SniffImage, every_beginning_of_a_picture_ends_well) {
  for (const std::string& whole : {picture("jpg", 9, 9), picture("png", 9, 9), picture("gif", 9, 9),
                                   picture("webp", 9, 9), turned_picture(9, 9)})
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const auto kind = sniff_image(std::string_view(whole).substr(0, size));
      EXPECT_EQ(kind ? kind->width : 9, 9) << size;
    }
}

TEST(SniffImage, what_is_none_is_told_in_words) {
  EXPECT_FALSE(sniff_image("<svg xmlns='http://www.w3.org/2000/svg'></svg>"));
  EXPECT_EQ(what_instead("<?xml version='1.0'?>\n<svg/>"), "an SVG drawing");
  EXPECT_EQ(what_instead(" <!DOCTYPE html><p>403"), "a web page");
  EXPECT_EQ(what_instead(" \n"), "empty");
  EXPECT_EQ(what_instead("BM......"), "no image of a kind that we keep");
}

TEST(ShrinkImage, keeps_kind_and_proportions) {
  for (const char* type : {"jpg", "png", "webp"}) {
    const std::string large = picture(type, 400, 300);
    const auto small = shrink_image(large, sniff_image(large).value(), 100);
    ASSERT_TRUE(small) << small.error().message;
    const auto kind = sniff_image(*small);
    ASSERT_TRUE(kind) << type;
    EXPECT_EQ(kind->type, type);
    EXPECT_EQ(kind->width, 100);
    EXPECT_EQ(kind->height, 75);
  }
}

TEST(ShrinkImage, leaves_what_would_lose_something_and_says_what_is_damaged) {
  const std::string turned = turned_picture(40, 20), gif = picture("gif", 40, 20);
  EXPECT_FALSE(can_shrink(sniff_image(turned).value()));
  EXPECT_FALSE(can_shrink(sniff_image(gif).value()));
  std::string damaged = picture("png", 400, 300);
  damaged.resize(60);
  EXPECT_FALSE(shrink_image(damaged, ImageKind{"png", 400, 300}, 100));
}

}  // namespace
}  // namespace gazette
