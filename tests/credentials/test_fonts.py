"""The fonts that ship with the product, and what their manifest promises of them."""

import hashlib
import json
import zlib

from fontTools.ttLib import TTFont

from lms.credentials.press import FONTS

MANIFEST = json.loads((FONTS / "manifest.json").read_text(encoding="utf-8"))["fonts"]
CJK = "noto-sans-cjk-sc-regular.otf"
SHAPED = {
    "certificate-naskh-regular.ttf": {"init", "medi", "fina", "rlig", "mark"},
    "noto-sans-devanagari-regular.ttf": {"half", "rphf", "akhn", "abvm"},
    "noto-sans-hebrew-regular.ttf": {"mark"},
    "noto-sans-thai-regular.ttf": {"mark", "mkmk"},
}


def test_every_font_is_the_one_that_the_manifest_promises():
    for font in MANIFEST:
        content = (FONTS / font["file"]).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (
            font["sha256"],
            font["bytes"],
        )
        assert (FONTS / font["license_file"]).is_file()


def test_in_12_the_letters_of_chinese_japanese_and_korean_names_have_their_glyphs():
    held = TTFont(FONTS / CJK).getBestCmap().keys()

    # The standards of the mainland, Taiwan and Japan, and every syllable of Hangul.
    for codec in ("gbk", "big5", "cp932", "euc_kr"):
        letters = (chr(code) for code in (*range(0x3041, 0x30FB), *range(0x4E00, 0xD7A4)))
        assert {ord(it) for it in letters if it.encode(codec, "ignore")} <= held


def test_the_largest_font_leaves_the_wheel_small():
    packed = zlib.compress((FONTS / CJK).read_bytes())

    assert len(packed) < 5_500_000


def test_no_font_ships_without_its_line_in_the_manifest():
    assert {path.name for path in FONTS.glob("*.[ot]tf")} == {font["file"] for font in MANIFEST}


def test_no_font_keeps_a_name_that_its_license_reserves():
    for font in MANIFEST:
        family = TTFont(FONTS / font["file"])["name"].getDebugName(1)
        reserved = (FONTS / font["license_file"]).read_text(encoding="utf-8").splitlines()[0]
        assert not any(f'"{word}"' in reserved for word in family.split())


def test_scripts_that_join_and_stack_keep_their_shaping_tables():
    for file, wanted in SHAPED.items():
        font = TTFont(FONTS / file)
        tables = [font[tag].table.FeatureList.FeatureRecord for tag in ("GSUB", "GPOS")]
        assert wanted <= {record.FeatureTag for records in tables for record in records}
