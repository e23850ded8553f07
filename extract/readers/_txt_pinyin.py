"""Simplified text that a website has turned into traditional, with the reading behind each changed
character: 項(xiàng)目績(jī)效. The readings are taken out and the characters turned back."""

from __future__ import annotations

import regex

_READ = regex.compile(r"(?P<char>[㐀-鿿])[(（][a-zāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜü]{1,6}[)）]")
_LEAST = 5  # readings by which such a text is told from one that explains a character

# characters of forms and reports, each with the one that it stands for
_PAIRS = (
    "項项績绩評评稱称資资萬万預预數数執执級级標标實实際际產产總总單单門门財财撥拨當当轉转結结餘余"
    "餘余歲岁組组織织管管長长質质時时間间濟济會会態态續续響响滿满對对務务眾众體体離离開开關关創创"
    "辦办應应訓训練练護护農农業业場场設设備备購购補补貼贴發发獎奖勵励檢检測测監监督督責责領领導导"
    "決决策策據据經经費费範范圍围調调劃划計计統统計计報报請请審审認认證证課课題题議议論论講讲誤误"
    "說说讀读誰谁謝谢讓让記记許许訴诉診诊詢询該该詳详誠诚話话語语調调談谈謀谋譯译變变讨讨貢贡貧贫"
    "貨货販贩貫贯貸贷貿贸賀贺賃赁賠赔賬账賽赛購购贏赢車车軌轨軍军輕轻載载較较輔辅輛辆輸输轄辖達达"
    "過过運运還还進进遠远違违連连遲迟適适選选遷迁遺遗郵邮鄉乡醫医釋释鎮镇鐵铁鋼钢銀银錄录針针鏈链"
    "鍵键鑒鉴閉闭問问閱阅闊阔隊队陽阳陰阴陳陈陸陆隨随險险隱隐雙双雜杂難难電电霧雾靜静頂顶順顺須须"
    "頒颁頻频顆颗額额顏颜願愿類类顧顾顯显風风飛飞養养館馆馬马駐驻驗验驅驱魚鱼鮮鲜鳥鸟麗丽齊齐齡龄"
    "個个們们倉仓側侧偵侦偽伪傑杰傷伤傳传債债僅仅優优儲储兒儿內内兩两冊册寫写凍冻則则剛刚劑剂勞劳"
    "勢势動动勝胜區区協协卻却廠厂廳厅歷历壓压厭厌縣县參参吳吴啟启員员喪丧喬乔團团園园圖图圓圆聖圣"
    "堅坚壞坏塊块塗涂壇坛處处備备夠够夢梦奪夺奮奋婦妇孫孙學学寧宁寶宝審审寬宽專专將将尋寻導导屆届"
    "層层屬属岡冈島岛峽峡崗岗嶺岭幣币師师帶带幫帮幹干廣广庫库廢废張张強强彈弹彎弯復复徵征徹彻恆恒"
    "惡恶慶庆憂忧懷怀戰战戶户擊击擔担擴扩擬拟攤摊敗败敵敌斷断於于舊旧曆历術术機机權权條条極极構构"
    "槍枪楊杨榮荣樓楼樣样樹树橋桥檔档歡欢歸归殘残殺杀氣气漢汉漸渐潔洁潛潜澤泽濕湿灣湾災灾為为無无"
    "煙烟燈灯燒烧營营爭争爾尔牆墙狀状獨独獲获環环現现瑪玛畫画異异療疗癥症盡尽盤盘盜盗確确礎础種种"
    "積积穩稳窮穷競竞筆笔節节範范築筑簡简簽签籌筹糧粮紀纪約约紅红納纳純纯紙纸細细終终組组給给絕绝"
    "統统經经綠绿維维網网綜综緊紧線线編编緩缓緯纬縮缩縱纵繁繁織织繳缴繼继續续罰罚羅罗義义習习職职"
    "聯联聰聪聲声肅肃腦脑腳脚膽胆臨临舉举艦舰藝艺蘭兰莊庄華华葉叶藥药蘇苏處处號号蟲虫衛卫製制複复"
    "見见規规視视親亲覺觉覽览觀观觸触訂订訪访試试詞词誌志諾诺譽誉賴赖贊赞趨趋跡迹蹤踪軟软輪轮辭辞"
    "邊边釣钓鋪铺錢钱錯错鍛锻鐘钟閑闲閘闸闡阐陣阵階阶隸隶雲云霊灵靈灵韓韩頁页頭头題题飲饮飯饭餐餐"
    "駕驾騎骑騙骗騰腾點点黨党龍龙龐庞減减準准涼凉淨净滅灭滯滞漲涨漁渔濫滥測测溝沟溫温滄沧塵尘墊垫"
)
_SIMPLE = str.maketrans(_PAIRS[::2], _PAIRS[1::2])


def undone(text: str) -> str:
    """The text without readings, its changed characters as they were; the text itself where it holds
    but a few readings. A character that no list knows stays as it is."""
    if len(_READ.findall(text)) < _LEAST:
        return text
    return _READ.sub(r"\g<char>", text).translate(_SIMPLE)
