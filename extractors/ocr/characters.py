"""Which characters may a Japanese paper print, and which other forms of them does a network see there?"""

from __future__ import annotations

from functools import cache

_FORMS = """
産產产 増增 剰剩 単單单 減减 徴徵征 舗舖铺 装裝 営營营 収收 説說说 費费 額额 資资 負负 債债 務务 業业 価價价
償偿 総總总 経經经 済濟济 処處处 対對对 応應应 続續续 払拂 仮假 預预 貸贷 財财 団團团 関關关 会會 計计 残殘 純纯
損损 評评 変變变 動动 換换 備备 数數 与與 給给 険險险 労勞劳 職职 員员 図圖图 書书 区區 県縣县 広廣广 報报
発發发 庁廳厅 実實实 験驗验 歳歲岁 節节 項项 訳譯译 内內 当當 来來 両兩两 輌輛辆 転轉转 売賣卖 権權权 検檢检
児兒儿 学學 医醫 薬藥药 療疗 護护 館馆 衛衞卫 農农 園园 構构 積积 証證证 運运 軽輕轻 較较 輸输 連连 達达 過过
還还 郵邮 鉄鐵铁 銀银 録錄录 長长 開开 間间 際际 隣鄰邻 電电 題题 類类 飲饮 養养 駅驛驿 点點 為爲为 独獨 拠據据
択擇择 挙擧举 担擔 拡擴扩 摂攝摄 効效 励勵励 勧勸劝 参參 双雙 厳嚴严 号號 圧壓压 塩鹽盐 壊壞坏 声聲 奨獎奖
専專专 将將 届屆 属屬 帯帶带 帰歸归 従從从 徳德 恒恆 悪惡恶 戸戶户 戻戾 抜拔 掲揭 旧舊 暦曆历 枢樞枢 楽樂乐
様樣样 横橫 歩步 歴歷历 毎每 気氣气 浄淨净 湾灣 満滿满 滞滯 災灾 炉爐 焼燒烧 状狀 画畫 畳疊叠 盗盜 礼禮 種种
称稱 継繼继 緑綠绿 縦縱纵 聴聽听 興兴 舎舍 芸藝艺 蔵藏 術术 補补 複复 覚覺觉 覧覽览 観觀观 読讀读 譲讓让 豊豐丰
郷鄉乡 釈釋释 鉱鑛矿 銭錢钱 鋼钢 随隨 雑雜杂 頼賴赖 黒黑 斎齋斋 齢齡龄 ・·• －—−–
"""
FORMS = {form[0]: form[1:] for form in _FORMS.split()}
"""Characters, and the older, Chinese or typographic forms of them that a network trained on Chinese papers sees: their
probabilities are added.  A 産 seen as 產 is no doubtful 産."""

_LARGE, _SMALL = "アイウエオツヤユヨワあいうえおつやゆよ", "ァィゥェォッャュョヮぁぃぅぇぉっゃゅょ"
ALIKE = (
    *("カ力", "ロ口", "ニ二", "ハ八", "タ夕", "エ工", "チ千", "オ才", "ミ三", "ト卜", "ー一－―-", "へヘ", "べベ", "ぺペ", "りリ"),
    *map("".join, zip(_LARGE, _SMALL, strict=True)),
    *(f"{chr(code)}{chr(code + 0xFEE0)}" for code in range(0x21, 0x7F)),
)
"""Groups of characters drawn alike, among which the neighbours decide: that the network wavers between them is no doubt."""


@cache
def printed_characters() -> frozenset[str]:
    """Characters that Japanese papers print: JIS level 1, kana, Latin, digits, signs.  Not the Chinese forms of them."""
    kanji = {bytes((0xA0 + row, 0xA0 + cell)).decode("euc_jp", "ignore") for row in range(16, 48) for cell in range(1, 95)}
    kana = {chr(code) for code in (*range(0x3041, 0x3097), *range(0x30A1, 0x30FD))}
    latin = {chr(code) for code in range(0x21, 0x7F)}
    signs = set(
        "△▲・、。「」『』（）〔〕［］【】〈〉《》〃々〆〇％：；，．－―ー～〜＋＝×÷※○●◎□■◇◆☆★→←↑↓①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ㈱℡№…‥’“”￥°′″"
    )
    outside = set("輌躯浚渫瑕疵斡旋稟箋礫埠罹彙僅嘉棲劉齋齊髙﨑濱邊廣澤櫻國嶋彌惠瀧礒")
    return frozenset(kanji | kana | latin | signs | outside)
