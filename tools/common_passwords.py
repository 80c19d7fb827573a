#!/usr/bin/env python3
"""common_passwords.py OUT: writes data/common-passwords.txt, what people take for passwords first.

Words that are known from everyday life in English, Vietnamese and Japanese, names, and rows of keys in every length. Digits and signs
around them, and signs for letters, are the business of src/serve/password_rules.c. Every line: at least 4 small letters or digits.
common_passwords.py LIST OUT.c: the list as a table in C, the build's step.
"""
import re
import sys

ENGLISH = """
password passwort passw0rd passcode passphrase letmein letmeinnow welcome welcomeback hello helloworld helloo goodbye admin administrator root
superuser user username guest default changeme changethis temporary temppass secret topsecret secure security private access login signin
logon master qwerty iloveyou ilove youlove loveyou lovely lover love forever always together sunshine moonlight starlight princess prince
queen king kings angel angels devil demon dragon dragons monkey tiger tigers lion lions eagle eagles falcon wolf wolves bear bears panda
kitten kitty puppy doggy horse horses butterfly dolphin shark spider batman superman spiderman ironman hulk pokemon pikachu mario zelda
naruto sasuke starwars startrek skywalker vader yoda gandalf frodo hobbit hogwarts harrypotter hermione matrix neo trinity minecraft
fortnite roblox football baseball basketball hockey soccer tennis golf rugby cricket volleyball badminton swimming running cycling
liverpool arsenal chelsea manchester united barcelona realmadrid juventus milan bayern porsche ferrari mercedes toyota honda yamaha suzuki
kawasaki harley mustang corvette camaro jaguar diamond golden silver platinum crystal rainbow purple orange yellow green black white
blue red pink flower flowers rose roses lily daisy jasmine garden summer winter spring autumn january february march april june july
august september october november december monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday morning
midnight evening night christmas halloween easter birthday holiday vacation weekend family mother father mommy daddy brother sister baby
babygirl babyboy honey sweetie sweetheart darling sugar candy chocolate cookie cheese banana apple cherry strawberry pineapple peanut
pepper coffee whiskey vodka tequila corona pizza burger computer laptop internet windows microsoft google facebook twitter instagram
youtube android iphone samsung apple1 linux ubuntu debian oracle database server network system program developer engineer hacker
hunter killer ranger soldier warrior knight ninja samurai viking pirate cowboy wizard magic mystery phoenix shadow thunder lightning storm
hurricane tornado ocean river mountain forest island desert music guitar piano drummer dancer singer metallica nirvana eminem beatles
london paris berlin tokyo hanoi saigon newyork chicago boston dallas texas california florida america england france germany italy spain
japan vietnam china korea india canada mexico brazil australia freedom liberty justice peace hope faith grace heaven blessed blessing
jesus jesuschrist christ church bible gospel trustno trustnoone nothing something everything whatever forget remember please thankyou
sorry lucky happy happiness smile laugh friend friends bestfriend friendship money dollar million success winner champion victory power
strong stronger genius number numberone onlyone student teacher school college university graduate scholar hospital doctor nurse office
office365 manager director company business finance account accounting payment banking service support helpdesk training testing tester
testtest test sample example demo public website webmaster postmaster info contact operator backup restore monitor letmesee opensesame
sesame abracadabra passpass blahblah asdf zxcv qwer hellokitty michael jessica jennifer michelle daniel matthew andrew joshua anthony
robert thomas charlie jordan taylor ashley amanda nicole samantha elizabeth victoria alexander alexandra benjamin william christopher
jonathan nicholas richard george patrick steven martin oliver harry sophie sophia olivia emily charlotte maggie ginger buster bailey
buddy rocky lucky1 tigger snoopy mickey minnie donald garfield winnie scooby simpson homer bart murphy morgan hannah rachel monica
chandler phoebe joey thequickbrownfox jumpsoverthelazydog thequickbrownfoxjumpsoverthelazydog correcthorse correcthorsebatterystaple
batterystaple ilovemyfamily ilovemydog ilovemycat ilovemymom ilovemybaby iloveyousomuch iloveyouforever iloveyoubaby mypassword
mypasswordis thisismypassword thisispassword thisisapassword passwordpassword notapassword nopassword newpassword oldpassword
yourpassword ourpassword enterpassword forgotpassword resetpassword strongpassword longpassword goodpassword securepassword
adminadmin adminpassword rootpassword userpassword changemenow changemeplease letmeinplease pleaseletmein welcometo welcomehome
tobeornottobe maytheforcebewithyou livelongandprosper winteriscoming youshallnotpass hakunamatata onceuponatime happilyeverafter
inthebeginning letitbe heyjude yellowsubmarine stairwaytoheaven letmeinletmein openup openthedoor nevergiveup keepcalm keepitsimple
justdoit impossible nothingisimpossible enishi enishiadmin enishipassword embassy ministry government official committee scholarship
""".split()

VIETNAMESE = """
matkhau matkhaumoi matkhaucu matkhaucuatoi matkhauadmin khongcomatkhau khongbiet khongnho quenmatkhau doimatkhau dangnhap taikhoan
nguoidung quantri quantrivien xinchao tambiet camon camonban anhyeuem emyeuanh anhyeuemnhieu anhyeuemnhieulam emyeuanhnhieu yeuem yeuanh
yeuemmaimai yeuanhmaimai maimai maiyeu maimaiyeuem maimaiyeuanh mailayeuem contim tinhyeu tinhban tinhyeucuatoi nguoiyeu vochong vokyeu
chongyeu conyeu congai contrai giadinh giadinhtoi giadinhlaso bome chame bamen concho conmeo hanhphuc hanhphucmai maymanman mayman
thanhcong phattai phatloc tienbac nhieutien giausang hoahong hoasen hoadao hoamai traitim mattrang mattroi ngoisao bautroi bienxanh
quehuong quehuongtoi datnuoc tochuc vietnam vietnamquehuongtoi vietnamvodich vietnamyeudau toiyeuvietnam yeuvietnam hanoi hanoiyeudau
saigon hochiminh danang haiphong cantho nhatrang dalat halong hoian quangninh nghean thanhhoa namdinh thaibinh bacninh dongnai vungtau
binhduong longan tiengiang kiengiang camau hagiang laocai sapa phuquoc nguyen nguyenvan nguyenthi tranvan tranthi levan lethi phamvan
phamthi hoang hoanganh huynh phan vuong dang duong dung cuong hung khanh khoa kien lam linh long mai minh minhanh nam ngoc ngocanh nhung
phong phuong phuonganh quan quang quynh quynhanh son thanh thao thaonguyen thien thinh thuy thuylinh tien trang tram trung truong tuan
tuananh tung tuyet uyen viet vinh xuan baoanh baochau giahuy giabao khanhlinh haiyen hongnhung kimngan lananh maianh ngocmai thanhtung
thuytrang hocsinh sinhvien giaovien cogiao thaygiao truonghoc daihoc daihocbachkhoa daihocquocgia bachkhoa congty giamdoc nhanvien kythuat
ketoan ngansach bongda bongdavietnam hoangsatruongsa phobo phoga banhmi caphe trasua comtam bunbo buncha
""".split()

JAPANESE = """
pasuwado pasuwaado himitsu himitsudesu watashi watashino boku bokuno anata aishiteru aishiteruyo daisuki daisukidayo suki sukidesu
konnichiwa konbanwa ohayou ohayougozaimasu arigatou arigatougozaimasu sayonara sayounara gomennasai sumimasen moshimoshi irasshaimase
itadakimasu gochisousama ganbare ganbaru ganbatte kawaii kirei subarashii sugoi tanoshii ureshii genki genkidesu sakura sakurasaku
hanami momiji kiku botan tsubaki ajisai himawari tsuki taiyou hoshi sora umi yama kawa mori hana hikari yume yumeko kibou heiwa shiawase
tomodachi kazoku okaasan otousan oniisan oneesan otouto imouto akachan neko inu usagi kuma tora ryuu ryuujin tanuki kitsune panda
nihon nippon nihonjin japan tokyo toukyou osaka oosaka kyoto kyouto nagoya yokohama sapporo fukuoka kobe koube sendai hiroshima okinawa
hokkaido kyushu shikoku honshu fujisan fujiyama sumo samurai ninja bushido katana shogun tenno sensei gakusei gakkou daigaku kaisha
shachou buchou kachou shain kaishain sarariman sushi sashimi ramen udon soba tempura onigiri okonomiyaki takoyaki sake biiru ocha matcha
anime manga karaoke pokemon doraemon totoro ghibli naruto onepiece luffy goku dragonball sailormoon gundam evangelion conan arashi
exile perfume babymetal hatsunemiku miku kimetsu tanjiro nezuko kimetsunoyaiba shingekinokyojin tanaka suzuki satou sato takahashi itou
watanabe yamamoto nakamura kobayashi katou kato yoshida yamada sasaki yamaguchi matsumoto inoue kimura hayashi shimizu yamazaki mori abe
ikeda hashimoto ishikawa ogawa maeda okada hasegawa fujita gotou kondou murakami endou aoki sakamoto saitou fukuda ota nishimura fujii
kaneko okamoto fujiwara nakajima nakano harada taketa tamura takeuchi yuki yuuki haruka hiroshi hiroko keiko kenji kenta yuko yuto akira
ayumi daisuke emiko hanako taro tarou ichiro ichirou jiro jirou kazuya kaori makoto masashi megumi michiko miyuki naoko naoki rina sakiko
satoshi shingo shinji shota takashi takeshi tomoko tomomi tsubasa yoko yumi yasuo iroha irohanihoheto aiueo kakikukeko sashisuseso
""".split()

ROWS = ["abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "qazwsxedcrfvtgbyhnujmikolp", "azertyuiopqsdfghjklmwxcvbn"]
COLUMNS = ["1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm"]


def row_pieces(row):
    for text in (row, row[::-1]):
        for size in range(4, len(text) + 1):
            for start in range(len(text) - size + 1):
                yield text[start:start + size]


def column_pieces():
    for start in range(len(COLUMNS)):
        for end in range(start + 1, len(COLUMNS) + 1):
            yield "".join(COLUMNS[start:end])
            yield "".join(column[::-1] for column in COLUMNS[start:end])
            yield "".join(reversed(COLUMNS[start:end]))


def everything():
    found = set(ENGLISH + VIETNAMESE + JAPANESE)
    for row in ROWS:
        found.update(row_pieces(row))
    found.update(column_pieces())
    return sorted(word for word in found if re.fullmatch("[a-z0-9]{4,}", word) and re.search("[a-z]", word))


def write_table(source, out):
    with open(source, encoding="ascii") as f:
        words = f.read().split()
    with open(out, "w", encoding="ascii") as f:
        f.write('/* Made by tools/common_passwords.py from data/common-passwords.txt. */\n#include "password_rules.h"\n\n')
        f.write(f"const size_t en_common_password_count = {len(words)};\n\nconst char *const en_common_passwords[] = {{\n")
        f.write("".join(f'    "{word}",\n' for word in words) + "};\n")


if len(sys.argv) == 3:
    write_table(sys.argv[1], sys.argv[2])
else:
    with open(sys.argv[1], "w", encoding="ascii") as f:
        f.write("".join(word + "\n" for word in everything()))
