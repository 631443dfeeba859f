#include <algorithm>
#include <string>

#include "feeds/extract/page/patterns.h"
#include "feeds/extract/page/phrases.h"
#include "feeds/text/strings.h"

namespace gazette::extract {
namespace {

/// Words in this order in a line of at most so many bytes; a longer one is a sentence that holds them. By
/// hand: as one pattern they take milliseconds to compile.
struct Closing {
  std::string_view begin;  ///< stands at the front, but for signs and a word; empty: anything does
  std::string_view then, at_last = {};
  std::size_t most = 120;
};
constexpr Closing kClosings[] = {
    {"声明：", "", "", 400},
    {"声明:", "", "", 400},
    {"仅代表作者", "", "", 300},
    {"只代表作者", "", "", 300},
    {"本文", "不代表", "", 300},
    {"以上", "不代表", "", 300},
    {"文章", "不代表", "", 300},
    {"", "未经", "不得转载", 90},
    {"", "未经", "禁止转载", 90},
    {"", "未经", "谢绝转载", 90},
    {"", "未经", "请勿转载", 90},
    {"返回", "查看更多"},
    {"分享让更多人看到", ""},
    {"7×24小时", "", "", 60},
    {"", "尽在", "app", 150},
    {"", "尽在", "客户端", 150},
    {"打开", "app", "看", 90},
    {"打开", "客户端", "看", 90},
    {"下载", "app", "看", 90},
    {"下载", "客户端", "看", 90},
    {"长按", "二维码", "", 90},
    {"长按", "关注", "", 90},
    {"点击", "蓝字", "", 90},
    {"点击", "名片", "", 90},
    {"点击", "阅读原文"},
    {"点击", "关注", "", 90},
    {"阅读原文", "", "", 24},
    {"", "报料：", "", 90},
    {"", "报料:", "", 90},
    {"", "爆料：", "", 90},
    {"", "爆料:", "", 90},
    {"", "新闻热线：", "", 120},
    {"", "投稿邮箱：", "", 120},
    {"聲明：", "", "", 400},
    {"僅代表作者", "", "", 300},
    {"", "未經", "轉載", 90},
    {"請繼續往下閱讀", ""},
    {"", "點我下載", "", 120},
    {"", "用app看新聞", "", 150},
    {"加入", "line", "好友", 90},
    {"點擊", "關注", "", 90},
    {"", "非經授權", "轉載", 150},
    {"下載", "app", "不漏接", 120},
    {"請同意", "隱私", "", 120},
    {"", "無断転載", "", 150},
    {"", "기자", "@", 60},
    {"무단 전재", "", "", 150},
    {"무단전재", "", "", 150},
    {"저작권자", "©", "", 150},
    {"저작권자", "(c)", "", 150},
    {"저작권자", "ⓒ", "", 150},
    {"copyright", "©", "", 200},
    {"copyright", "ⓒ", "", 200},
    {"copyright", "(c)", "", 200},
    {"notice: the content above", "", "", 400},
};
constexpr std::size_t kFront = 14;  // bytes that may stand before: "（特别", "以上内容"

bool is_closed_by(std::string_view line, const Closing& closing) {
  if (line.size() > closing.most) return false;
  const std::size_t begin = line.substr(0, closing.begin.size() + kFront).find(closing.begin);
  if (begin == line.npos) return false;
  const std::size_t then = line.find(closing.then, begin + closing.begin.size());
  return then != line.npos && line.find(closing.at_last, then + closing.then.size()) != line.npos;
}

/// A label and short names, again and again: "编辑｜李四 校对：王五".
bool names_editors(std::string_view line) {
  constexpr std::string_view kLabels[] = {"编", "校", "審", "审", "监", "監", "制图", "排版", "统筹", "編"};
  if (std::none_of(std::begin(kLabels), std::end(kLabels),
                   [&](std::string_view label) { return line.find(label) != line.npos; }))
    return false;
  static const RE2 kEditors(
      "^[(（\\[【\\s\\x{3000}]*((本文|本期|值班|责任|執行|执行|图片|文字|视频|视觉|助理|见习|实习|网络|"
      "新媒体)*"
      "(责编|编辑|編輯|校对|校對|审核|審核|初审|复审|终审|编审|一审|二审|三审|监制|監製|主编|美编|制图|排版|"
      "统筹)"
      " ?[:：丨｜|/]\\s*(([\\x{4e00}-\\x{9fff}]{2,4}|[a-z0-9.]+)[\\s\\x{3000}、，,/"
      "|｜]*){1,4})+[)）\\]】\\s]*$",
      quiet());
  return matches(line, kEditors);
}

bool is_end(std::string_view line) {
  static const RE2 kEnd("^[\\s(（—–-]*((全文|正文|本文)?完|end)[\\s)）—–-]*$", quiet());
  return line.size() < 40 && matches(line, kEnd);
}

}  // namespace

bool is_closing_line(std::string_view line) {
  const std::string lower = to_lower(line);
  return std::any_of(std::begin(kClosings), std::end(kClosings),
                     [&](const Closing& closing) { return is_closed_by(lower, closing); }) ||
         names_editors(line) || is_end(line);
}

}  // namespace gazette::extract
