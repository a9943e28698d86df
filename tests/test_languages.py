"""What is not English is refused, and what is English never is."""

import pytest

from forces import Article, ArticleError, extract_claims, language_of
from forces.cli import main

# one plain sentence in each language, all of the same meaning
FOREIGN = {
    "ar": "حشدت روسيا أكثر من 500 دبابة قرب الحدود، كما قال ضابط.",
    "de": "Russland hat nach Angaben eines Offiziers mehr als 500 Panzer an der Grenze zusammengezogen.",
    "es": "Rusia ha concentrado más de 500 tanques cerca de la frontera, según dijo un oficial.",
    "fr": "La Russie a massé plus de 500 chars près de la frontière, selon un officier.",
    "nl": "Rusland heeft meer dan 500 tanks bij de grens samengetrokken, zei een officier.",
    "pl": "Rosja zgromadziła ponad 500 czołgów przy granicy, powiedział oficer.",
    "ru": "Россия сосредоточила у границы более 500 танков, сказал офицер.",
    "tr": "Bir subay, Rusya'nın sınıra 500'den fazla tank yığdığını söyledi.",
    "uk": "Росія зосередила понад 500 танків біля кордону, сказав офіцер.",
}


@pytest.mark.parametrize("code", FOREIGN)
def test_other_languages_are_refused_with_a_way_out(code):
    with pytest.raises(ArticleError, match=rf"another language \({code}\).*any_language=True"):
        extract_claims(Article(FOREIGN[code]))


def test_a_bare_text_is_never_refused():
    assert extract_claims(FOREIGN["fr"]).empty
    assert extract_claims(FOREIGN["ru"] * 50).empty


def test_force_reads_it_all_the_same():
    mixed = Article("Rusia ha concentrado más de 500 tanques, según dijo un oficial. Ukraine lost 40 tanks.")
    assert extract_claims(mixed, any_language=True)["words"].tolist() == ["40 tanks"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "40 tanks",
        "Ukraine lost 40 tanks.",
        "Kupiansk, Kreminna, Bilohorivka, Lyman: Ukraine lost 40 tanks, 12 howitzers, 6 drones",  # mostly names
        "Kyiv says 500 T-72 tanks destroyed near Kupiansk",
    ],
)
def test_short_english_is_english(text):
    assert language_of(text) == "en"


def test_what_the_article_declares_comes_first():
    with pytest.raises(ArticleError, match=r"\(pl\)"):
        extract_claims(Article("Ukraine lost 40 tanks.", language="pl"))
    for language in ("en", "en-GB", "en_US", "eng"):
        assert len(extract_claims(Article("Ukraine lost 40 tanks.", language=language))) == 1


def test_command_passes_over_foreign_articles_and_says_so(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("Ukraine lost 40 tanks.", encoding="utf-8")
    (tmp_path / "b.txt").write_text(FOREIGN["fr"], encoding="utf-8")
    assert main(["extract", str(tmp_path)]) == 1
    out = capsys.readouterr()
    assert "40 tanks" in out.out
    assert "another language (fr)" in out.err
    assert main(["extract", str(tmp_path), "--any-language"]) == 0
