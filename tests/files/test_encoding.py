import pytest

from crm_analytics.errors import UnreadableSurvey
from crm_analytics.files.encoding import decode

AGREE = {
    "korean": "번호,부서,질문1,의견\n1,영업부,4,매우 만족합니다\n2,인사부,3,보통입니다\n",
    "simplified": "编号,部门,问题一,意见\n1,销售部,4,非常满意\n2,人事部,3,一般\n",
    "traditional": "編號,部門,問題一,意見\n1,銷售部,4,非常滿意\n2,人事部,3,普通\n",
    "japanese": "番号,部署,質問1,意見\n1,営業部,4,とても満足しています\n2,人事部,3,普通です\n",
    "thai": "เลขที่,แผนก,คำถาม\n1,ฝ่ายขาย,เห็นด้วยอย่างยิ่ง\n2,บัญชี,ไม่แน่ใจ\n",
    "russian": "номер,отдел,мнение\n1,продажи,полностью согласен\n2,кадры,не знаю\n",
    "greek": "αριθμός,τμήμα,γνώμη\n1,πωλήσεις,συμφωνώ απόλυτα\n2,λογιστήριο,δεν ξέρω\n",
    "hebrew": "מספר,מחלקה,דעה\n1,מכירות,מסכים מאוד\n2,כספים,לא יודע\n",
    "arabic": "رقم,القسم,رأي\n1,المبيعات,موافق بشدة\n2,الإدارة,محايد\n",
    "turkish": "numara,bölüm,görüş\n1,satış,kesinlikle katılıyorum\n2,muhasebe,kararsızım\n",
    "polish": "numer,dział,opinia\n1,sprzedaż,zdecydowanie się zgadzam\n2,kadry,średnio\n",
    "czech": "číslo,oddělení,názor\n1,prodej,zcela souhlasím\n2,účetnictví,nevím\n",
    "hungarian": "szám,osztály,vélemény\n1,értékesítés,teljesen egyetértek\n2,fejlesztő,igen\n",
    "lithuanian": "numeris,nuomonė\n1,visiškai sutinku\n2,nežinau, plėtra\n",
    "german": "Nummer,Abteilung,Meinung\n1,Vertrieb,völlig zufrieden\n2,Büro,größer wäre schön\n",
    "french": "numéro,département,avis\n1,ventes,tout à fait d’accord\n2,développement,très bon\n",
    "spanish": "número,sección,opinión\n1,ventas,¿muy satisfecho?\n2,diseño,mañana\n",
    "swedish": "nummer,fråga,åsikt\n1,försäljning,håller helt med\n2,ekonomi,vet ej\n",
}


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("korean", "cp949"),
        ("simplified", "gb18030"),
        ("traditional", "big5"),
        ("japanese", "shift_jis"),
        ("japanese", "euc_jp"),
        ("thai", "cp874"),
        ("russian", "cp1251"),
        ("russian", "koi8_r"),
        ("russian", "iso8859_5"),
        ("greek", "cp1253"),
        ("greek", "iso8859_7"),
        ("hebrew", "cp1255"),
        ("arabic", "cp1256"),
        ("arabic", "iso8859_6"),
        ("turkish", "cp1254"),
        ("turkish", "iso8859_9"),
        ("polish", "cp1250"),
        ("polish", "iso8859_2"),
        ("czech", "cp1250"),
        ("hungarian", "cp1250"),
        ("lithuanian", "cp1257"),
        ("german", "cp1252"),
        ("german", "iso8859_1"),
        ("french", "cp1252"),
        ("french", "mac_roman"),
        ("spanish", "cp1252"),
        ("spanish", "iso8859_15"),
        ("swedish", "cp1252"),
    ],
)
@pytest.mark.parametrize("lines", [2, 3])
def test_the_letters_of_the_text_tell_the_encoding(language, encoding, lines):
    text = "".join(AGREE[language].splitlines(keepends=True)[:lines])
    found = decode(text.encode(encoding), "File 'a.csv'")
    assert found.text == text
    assert found.guessed


def test_two_words_of_japanese_are_enough():
    text = "質問,部署\n1,営業\n"
    assert decode(text.encode("shift_jis"), "File 'a.csv'").text == text


@pytest.mark.parametrize("text", ["q,w\n1,it’s\n", "q,w\n1,5 €\n", "q,w\n1,“yes” – 20 °C\n"])
def test_signs_alone_are_western(text):
    assert decode(text.encode("cp1252"), "File 'a.csv'").text == text


def test_names_from_several_countries_are_western():
    text = "Jürgen,François,Søren,Nuñez,João\n"
    assert decode(text.encode("cp1252"), "File 'a.csv'").text == text


def test_a_stray_byte_costs_no_file():
    found = decode("größer\nmüde\n".encode() + b"a\xffb\n", "File 'a.csv'")
    assert (found.text, found.encoding, found.replaced) == ("größer\nmüde\na\ufffdb\n", "utf-8", 1)


def test_a_person_may_say_which_it_is():
    raw = "größer\n".encode("cp1252")
    assert decode(raw, "File 'a.csv'", "cp1251").text == "gr\u0446\u042fer\n"
    assert decode("größer".encode(), "File 'a.csv'", "utf-8").text == "größer"


def test_no_text_is_refused():
    with pytest.raises(UnreadableSurvey, match="is not text in any encoding that can be told"):
        decode(bytes(range(128, 256)) * 9, "File 'a.csv'")
    with pytest.raises(UnreadableSurvey):
        decode(b"a", "File 'a.csv'", "no such encoding")
