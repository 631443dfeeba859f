#include "feeds/language.h"

#include <vector>

#include <gtest/gtest.h>

namespace gazette {
namespace {

struct Case {
  const char* in;
  const char* out;
};

TEST(Language, Tags) {
  const std::vector<Case> cases = {{"en", "en"},
                                   {"EN-us", "en-US"},
                                   {"zh_cn", "zh-CN"},
                                   {" zh-CN ", "zh-CN"},
                                   {"zh-hant-tw", "zh-Hant-TW"},
                                   {"es-419", "es-419"},
                                   {"", ""},
                                   {"english please", ""},
                                   {"../..", ""},
                                   {"e", ""},
                                   {"12", ""},
                                   {"en-", ""},
                                   {"yue", "yue"},
                                   {"abcdefghi", ""}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.in);
    EXPECT_EQ(language_tag(c.in), c.out);
  }
}

TEST(Language, GuessedFromTheText) {
  const std::vector<Case> cases = {
      {"软银集团即将敲定对OpenAI的投资，这笔交易说明了什么", "zh-CN"},
      {"軟銀集團即將敲定這筆交易，說明了什麼問題", "zh-TW"},
      {"ソフトバンクは投資を決めた", "ja"},
      {"소프트뱅크가 OpenAI에 투자를 결정했다", "ko"},
      {"The harbour is quiet and the boats are back from the sea", "en"},
      {"Der Hafen ist ruhig und die Boote sind zurück, das Meer ist still", "de"},
      {"Le port est calme et les bateaux sont de retour dans la rade", "fr"},
      {"El puerto está en calma y los barcos han vuelto de la mar", "es"},
      {"Порт спокоен, лодки вернулись", "ru"},
      {"Το λιμάνι είναι ήσυχο", "el"},
      {"الميناء هادئ", "ar"},
      {"ท่าเรือเงียบสงบ", "th"},
      {"How do I things? I have <br> here al: quoted a.b Title of c Desc 3 posts", "en"},
      {"Gdzie jest port? Nie wiem, ale łodzie już są na morzu.", "pl"},
      {"Pelabuhan ini tidak ramai, dan kapal yang ada sudah kembali dari laut", "id"},
      {"A kikötő csendes, és a hajók már nem a tengeren vannak", "hu"},
      {"Portul este liniștit și bărcile sunt de la mare", "ro"},
      {"Satama on hiljainen ja veneet ovat jo palanneet, mutta meri ei ole", "fi"},
      {"Гавань спокойна, и лодки уже вернулись", "ru"},
      {"Гавань спокійна, і човни вже повернулися; її хвилі тихі", "uk"},
      {"بندر آرام است و قایق‌ها از دریا برگشته‌اند، گویا چند "
       "پرنده",
       "fa"},
      {"GCC 14.2", "und"},
      {"", "und"},
      {"1234 !?", "und"}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.in);
    EXPECT_EQ(guess_language(c.in), c.out);
  }
}

}  // namespace
}  // namespace gazette
