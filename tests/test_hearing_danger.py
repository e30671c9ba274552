"""Danger is heard in six languages, ordinary heartbreak is not, and no message takes long."""

import csv
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.safety import load_danger
from bot.hearing.danger import Danger, DangerRules
from bot.hearing.danger_table import BadDangerTable
from bot.hearing.normal import parts

FOLDER = Path(__file__).parent.parent / "dialogs" / "safety" / "danger"
LABELLED = Path(__file__).parent / "hearing" / "danger.tsv"
LONGEST = 4_096  # characters in one Telegram message
PATIENCE = 12  # times what an ordinary message of the same length takes in the same moment
ORDINARY = "she said she would call and then the evening went by and i felt alone with it again "
LANGUAGES = ("en", "es", "de", "fr", "pt", "ru")


@pytest.fixture(scope="module")
def rules() -> DangerRules:
    return load_danger(FOLDER)


def heard(rules: DangerRules, text: str) -> tuple[str, str] | None:
    found = rules.find(text)
    return (found.kind, found.sure) if found else None


@pytest.mark.parametrize(
    "text",
    [
        "i want to die",
        "I WANT TO DIE",
        "i wanna dieeeee",
        "i want 2 die",
        "i w a n t  t o  d i e",
        "gonna k1ll myself",
        "i wnat to kil myslef",
        "iwanttodie",
        "k.m.s",
        "i want\u200b to\u200b die",
        "I. Want. To. Die.",
        "quiero morir",
        "ya no quiero vivir",
        "ich will nicht mehr leben",
        "ich moechte sterben",
        "j'ai envie de mourir",
        "jai envie de mourir",
        "quero morrer",
        "não quero mais viver",
        "не хочу жить",
        "хочется сдохнуть",
    ],
)
def test_wanting_to_die_is_heard_however_it_is_typed(rules: DangerRules, text: str) -> None:
    assert heard(rules, text) == ("suicide", "certain")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("self_harm", "i cut myself again last night"),
        ("self_harm", "ich ritze mich wieder"),
        ("violence", "my husband hits me"),
        ("violence", "me encierra en casa y me quita el teléfono"),
        ("violence", "il me frappe quand il boit"),
        ("violence", "муж бьет меня"),
        ("harm_other", "i want to stab my stepdad"),
        ("harm_other", "quero matar meu pai"),
        ("third_person", "my friend wants to kill herself"),
        ("third_person", "meine freundin will sich umbringen"),
        ("minor", "im 15"),
        ("minor", "tengo 15 años"),
        ("minor", "мне 14"),
        ("other", "i make myself throw up after dinner"),
        ("other", "j'entends des voix"),
    ],
)
def test_each_kind_is_told_from_the_others(rules: DangerRules, kind: str, text: str) -> None:
    assert heard(rules, text) == (kind, "certain")


@pytest.mark.parametrize(
    "text",
    [
        "i don't want to die",
        "i would never kill myself",
        "i'm not suicidal, just sad",
        "no quiero morir",
        "ich will nicht sterben",
        "je ne veux pas mourir",
        "não quero morrer",
        "я не хочу умирать",
        "i'm dying to see her",
        "we could kill time at the lake",
        "i died laughing",
        "it kills me when he is silent",
        "me muero de risa",
        "ich sterbe vor neugier",
        "je meurs de faim",
        "estou morrendo de saudade",
        "умираю от скуки",
        "in the movie she kills herself",
        "i dreamt that i killed myself",
        "i used to want to die as a teenager, not anymore",
        "i could kill him lol",
        "he pushed me away again",
        "she hit me with the news",
        "i cut myself shaving",
        "me lastimó con sus palabras",
        "me cortó por whatsapp",
        "me quemó la cabeza toda la noche",
        "tu m'as blessé",
        "ça m'avait blessée",
        "il m'a tuée avec cette phrase",
        "i was 15 when they divorced",
        "my daughter is 15",
        "15 minutes late",
        "we were together for 15 years",
        "tengo 15 minutos",
        "down",
        "tired",
        "lonely",
        "9",
        "seven",
    ],
)
def test_what_only_sounds_like_danger_is_let_be(rules: DangerRules, text: str) -> None:
    assert rules.find(text) is None


@pytest.mark.parametrize(
    "text",
    ["suicide", "i give up", "better off without me", "no puedo más", "i want to disappear"],
)
def test_what_may_be_danger_is_worth_a_question(rules: DangerRules, text: str) -> None:
    assert heard(rules, text) == ("suicide", "maybe")


def test_not_wanting_to_live_is_no_denial(rules: DangerRules) -> None:
    assert heard(rules, "i don't want to be alive") == ("suicide", "certain")


def test_a_denial_does_not_hide_what_follows(rules: DangerRules) -> None:
    text = "i don't want to kill myself. but i want to die"

    assert heard(rules, text) == ("suicide", "certain")


@pytest.mark.parametrize(
    "text",
    [
        "i cannot do this anymore, i want to die",
        "ich kann nicht mehr, ich will sterben",
        "no aguanto, quiero morir",
        "je ne vaux rien, je veux mourir",
        "não presto, vou me matar",
        "больше не вывожу, хочу умереть",
    ],
)
def test_a_denial_ends_at_a_comma(rules: DangerRules, text: str) -> None:
    assert heard(rules, text) == ("suicide", "certain")


@pytest.mark.parametrize(
    ("joke", "meant"),
    [
        ("i want to die lol im kidding", "im not kidding i want to die"),
        ("quiero morir, es broma", "no es broma, quiero morir"),
        ("je veux mourir, je rigole", "je rigole pas, je veux mourir"),
        ("хочу умереть, я шучу", "я не шучу, хочу умереть"),
    ],
)
def test_who_says_that_it_is_no_joke_does_not_joke(
    rules: DangerRules, joke: str, meant: str
) -> None:
    assert heard(rules, joke) == ("suicide", "maybe")
    assert heard(rules, meant) == ("suicide", "certain")


@pytest.mark.parametrize(
    ("danger", "idiom"),
    [
        ("part of me wants to die tonight", "part of me died when he left"),
        ("i want to die for their sake", "that cake was to die for"),
        ("i dream about my own grave and i want to die", "had a dream about dying on a boat"),
        (
            "une partie de moi veut mourir ce soir",
            "une partie de moi est morte avec cette histoire",
        ),
        ("se você for embora eu me mato no domingo", "eu me mato no treino todo dia"),
        ("will einfach weg von dieser welt", "will einfach weg von dieser stadt"),
        ("хочу умереть вместе с ним", "хотим жить долго и умереть вместе"),
    ],
)
def test_an_idiom_does_not_hide_what_is_meant(rules: DangerRules, danger: str, idiom: str) -> None:
    assert heard(rules, danger) is not None
    assert heard(rules, idiom) is None


def test_the_graver_danger_wins(rules: DangerRules) -> None:
    assert heard(rules, "im 15 and i want to die") == ("suicide", "certain")
    assert heard(rules, "he hits me and i want to die") == ("suicide", "certain")


def test_the_rule_says_its_language_kind_and_name(rules: DangerRules) -> None:
    assert rules.find("quiero morir") == Danger("suicide", "certain", "es.suicide.querer-morir")


def test_two_signs_together_are_worth_a_question() -> None:
    rule = {"kind": "suicide", "sure": "sign"}
    rules = DangerRules.from_tables(
        {
            "en": {
                "rule": [
                    {**rule, "name": "gifts", "say": "gave away everything"},
                    {**rule, "name": "letters", "say": "wrote letters"},
                ]
            }
        }
    )

    assert rules.find("i wrote letters") is None
    assert heard(rules, "i wrote letters. i gave away everything") == ("suicide", "maybe")


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"rules": []}, r"\[rules\]"),
        ({"rule": [{"kind": "suicide"}]}, "needs a name"),
        ({"rule": [{"name": "a", "kind": "sad", "sure": "maybe", "say": "x"}]}, "kind is one of"),
        ({"rule": [{"name": "a", "kind": "other", "sure": "maybe", "say": ""}]}, "no phrase"),
        ({"rule": [{"name": "a", "kind": "other", "sure": "maybe", "say": "(x"}]}, "never closed"),
        ({"rule": [{"name": "a", "kind": "other", "sure": "maybe", "say": "<he> x"}]}, "no words"),
        ({"rule": [{"name": "a", "kind": "other", "sure": "maybe", "say": "..12 x"}]}, "too wide"),
        ({"rule": [{"name": "a", "kind": "other", "sure": "maybe", "say": "x?"}]}, "not optional"),
        ({"guard": [{"name": "a", "reach": "far", "say": "x"}]}, "reach is one of"),
        ({"words": {"not": "(no one)"}}, "single words"),
        ({"shares": "pt"}, "list of languages"),
    ],
)
def test_a_malformed_table_says_where_and_what_would_be_right(
    table: Mapping[str, object], says: str
) -> None:
    with pytest.raises(BadDangerTable, match=says) as fault:
        DangerRules.from_tables({"en": table})

    assert "danger/en.toml" in str(fault.value)


NASTY = [
    "a" * LONGEST,
    "i want to " * 410,
    "kill myself not " * 256,
    "i dont want to die " * 215,
    "die " * 1024,
    "he hits her and she hits him " * 141,
    "my friend my brother he she " * 146,
    "pills bridge letter knife home keys " * 113,
    "..." * 1365,
    "😭" * LONGEST,
    "\x00" * LONGEST,
    "\ud800" * LONGEST,
    "\ufdfa" * LONGEST,
    "k*l*l* " * 585,
    "a b c d e f g " * 292,
    "'" * LONGEST,
    "die!" * 1024,
    "не хочу жить не хочу " * 195,
    "\n".join(["i", "am", "not"] * 400),
    "abcdefghij" * 409,
    " ".join(f"wrd{number}x" for number in range(500)),
]


@pytest.mark.parametrize("text", NASTY, ids=lambda text: repr(text[:12]))
def test_no_nasty_message_takes_long(rules: DangerRules, text: str) -> None:
    rules.find(text)  # phrases compile when a message first comes near

    took = min(_seconds(rules, text[:LONGEST]) for _ in range(3))

    assert took < PATIENCE * _ordinary(rules)


def _ordinary(rules: DangerRules) -> float:
    text = (ORDINARY * 60)[:LONGEST]
    rules.find(text)
    return min(_seconds(rules, text) for _ in range(3))


def _seconds(rules: DangerRules, text: str) -> float:
    start = time.process_time()
    rules.find(text)
    return time.process_time() - start


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=LONGEST))
def test_no_message_whatever_makes_it_fall_over(text: str) -> None:
    rules = _loaded()

    rules.find(text)


@settings(max_examples=40, deadline=None)
@given(words=st.lists(st.integers(min_value=0), min_size=300, max_size=800))
def test_a_heap_of_the_gravest_words_is_read_in_time(words: list[int]) -> None:
    rules = _loaded()
    known = _vocabulary()
    text = " ".join(known[number % len(known)] for number in words)[:LONGEST]
    rules.find(text)

    took = min(_seconds(rules, text) for _ in range(3))

    assert took < PATIENCE * _ordinary(rules)


_kept: list[DangerRules] = []


def _loaded() -> DangerRules:
    if not _kept:
        _kept.append(load_danger(FOLDER))
    return _kept[0]


def _vocabulary() -> list[str]:
    text = "\n".join(file.read_text(encoding="utf-8") for file in sorted(FOLDER.glob("*.toml")))
    return sorted({word for word in parts(text) if word.isalpha()})


def _rows() -> list[dict[str, str]]:
    with LABELLED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_labelled_sentences_are_heard_as_the_promise_says(rules: DangerRules) -> None:
    asked: Counter[str] = Counter()
    found: Counter[str] = Counter()
    certain: Counter[str] = Counter()
    for row in _rows():
        result = rules.find(row["text"])
        asked[row["directness"]] += 1
        found[row["directness"]] += result is not None
        certain[row["directness"]] += result is not None and result.sure == "certain"
    share = {name: found[name] / asked[name] for name in asked}
    print({name: f"{found[name]}/{asked[name]}" for name in asked}, dict(certain))

    assert share["outright"] >= 0.97
    assert share["indirect"] >= 0.85
    assert certain["ordinary"] / asked["ordinary"] <= 0.005
    assert (found["ordinary"] - certain["ordinary"]) / asked["ordinary"] <= 0.04


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_is_left_behind(rules: DangerRules, language: str) -> None:
    rows = [row for row in _rows() if row["language"] == language and row["kind"] != "none"]

    found = sum(rules.find(row["text"]) is not None for row in rows)

    assert found / len(rows) >= 0.9


def test_a_usual_message_takes_no_time(rules: DangerRules) -> None:
    texts = [row["text"] for row in _rows() if row["kind"] == "none"]
    for text in texts:
        rules.find(text)

    start = time.process_time()
    for text in texts:
        rules.find(text)
    each = (time.process_time() - start) / len(texts)

    assert each < 0.001  # a third of a millisecond on a quiet machine
