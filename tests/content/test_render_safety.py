"""Authored content harms nobody: attacks, and a law for all the Markdown we can generate."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lms.content.citations import Name, Work
from lms.content.render import Fragment, Parser, Rendered, Shape, check_line, render, render_here
from lms.content.render_sections import Written
from lms.content.render_works import labels
from lms.content.sanitize import sanitize

# Written down a second time, so that loosening the sanitizer takes two people or two thoughts.
ALLOWED = {
    "p": {"class", "id"},
    "br": set(),
    "hr": set(),
    "pre": set(),
    "blockquote": set(),
    "ul": set(),
    "ol": {"start"},
    "li": {"id"},
    "dl": set(),
    "dt": set(),
    "dd": set(),
    "h3": {"class", "id"},
    "h4": {"id"},
    "section": {"class", "tabindex", "aria-label", "aria-labelledby"},
    "aside": {"class", "aria-label", "aria-labelledby"},
    "figure": set(),
    "figcaption": set(),
    "table": set(),
    "caption": set(),
    "thead": set(),
    "tbody": set(),
    "tr": set(),
    "th": {"scope", "class"},
    "td": {"class"},
    "em": set(),
    "strong": set(),
    "i": set(),
    "sup": {"id"},
    "sub": set(),
    "code": set(),
    "a": {"href", "id", "class", "rel", "aria-label"},
    "img": {"src", "alt", "loading"},
    "button": {"type", "class", "popovertarget"},
    "span": {"class", "id", "popover"},
    "dfn": set(),
    "svg": {"class", "aria-hidden", "focusable"},
    "use": {"href"},
}
CLASSES = {
    *("cite", "abbr", "footline", "callout", "callout-important", "callout-caution"),
    *("callout-label", "case", "case-title", "case-note", "scroller", "num", "footnotes", "icon"),
}
VALUES = {
    "href": r"(?i:https?://|mailto:)[^\s\\]+|/[^\s/\\][^\s\\]*|/|#(s|n|fn|fnref|ref)-[^\s\"'<>]+"
    r"|/static/icons\.svg#(note|important|caution|case)",
    "src": r"/courses/[\w%-]+/media/[^\s\\:]+",
    "id": r"(s|n|case|fn|fnref|abbr|c)-[^\s\"'<>]+",
    "popovertarget": r"abbr-[^\s\"'<>]+",
    "aria-labelledby": r"(n|case)-[\d-]+",
    "rel": "noopener",
    "type": "button",
    "loading": "lazy",
    "popover": "auto",
    "tabindex": "0",
    "scope": "row|col",
    "start": r"\d{1,9}",
    "aria-hidden": "true",
    "focusable": "false",
}
VOID = {"br", "hr", "img"}


class Inspector(HTMLParser):
    """Fails on any tag, attribute, class or value that is not listed, and on bad nesting."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, tag
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            assert name in ALLOWED[tag], (tag, name)
            if name == "class":
                assert set((value or "").split()) <= CLASSES, value
            elif name in VALUES:
                assert re.fullmatch(VALUES[name], value or ""), (tag, name, value)
            if name == "id":
                self.ids.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"a processing instruction: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")


def pieces(it: Written | Rendered) -> list[str]:
    """Every stretch of HTML that comes out."""
    sections = [
        part
        for section in it.sections
        for part in (section.title_html, *section.parts)
        if isinstance(part, str)
    ]
    references = [entry.html for entry in it.references] if isinstance(it, Rendered) else []
    return [it.html, it.opening_html, *sections, *references]


def assert_harmless(it: Written | Rendered) -> None:
    """Nothing unlisted, everything closed, every id once, no character of our own left over."""
    ids = [f"s-{section.slug}" for section in it.sections]
    for html in pieces(it):
        inspector = Inspector()
        inspector.feed(html)
        inspector.close()
        assert inspector.open == []
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\ue000-\uf8ff]", html)
        ids += inspector.ids
    assert len(ids) == len(set(ids))


FILE = "courses/foundations/03-boundaries.md"
EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
WORKS = {
    "evil": Work(
        "evil",
        1,
        "article-journal",
        EVIL,
        authors=(Name(EVIL, EVIL, EVIL), Name("B", "C")),
        date=(EVIL, EVIL),
        container=EVIL,
        volume=EVIL,
        issue=EVIL,
        page=EVIL,
        doi=EVIL,
        url=f"https://x/{EVIL}",
    ),
    "late": Work("late", 2, "webpage", "x", url="javascript:alert(1)", publisher=EVIL),
}
LABELS = labels(WORKS)
PARSER = Parser()


def here(markdown: str, shape: Shape = Shape.MODULE, file: str = FILE) -> Written:
    return render_here(PARSER, Fragment(file, 1, markdown, shape), LABELS)


ATTACKS = [
    # tags and handlers
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.org/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\x00>alert(1)</script>",
    "<script/x>alert(1)</script\n>",
    "<<script>alert(1)//<</script>",
    "<img src=x onerror=alert(1)>",
    "<img/src='x'/onerror=alert(1)>",
    '<IMG SRC="jav&#x09;ascript:alert(1);">',
    "<IMG SRC=`javascript:alert(1)`>",
    '<img """><script>alert(1)</script>">',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><use href='data:image/svg+xml;base64,PHN2Zz4='></use></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<base href=//x.org/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//x.org/x.css>",
    "<style>@import '//x.org/x.css';</style>",
    "<div style='background:url(javascript:alert(1))'>x</div>",
    "<p style='position:fixed;inset:0'>cover</p>",
    "<form action=//x.org><input name=p type=password><button>Sign in</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<details open ontoggle=alert(1)>x</details>",
    "<body onload=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea></textarea><script>alert(1)</script>",
    "<title></title><script>alert(1)</script>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<a href=javascript:alert(1)>x</a>",
    "<p id=main class=button tabindex=1 data-x=1 onfocus=alert(1)>x</p>",
    # comments, declarations, instructions, broken markup
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><script>alert(1)</script> -->",
    "<!DOCTYPE html><![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><?php echo 1 ?>",
    "</p></section></main><h1>Taken over</h1>",
    "<img src=x onerror=alert(1)",
    "<a href='x' onmouseover=alert(1)",
    "</script><script>alert(1)</script",
    "<\u0130mg src=x onerror=alert(1)>",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&amp;lt;script&amp;gt;",
    "&#0;&#x110000;&#xD800;&#xE001;&#xE010;&#2;klzzwxh:0001&#3;",
    # links
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](  javascript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](<java\nscript:alert(1)>)",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A&#x61&#x76&#x61script:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](java\\script:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](\u200bjavascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](blob:https://x.org/1)",
    "[x](file:///etc/passwd)",
    "[x](//x.org/)",
    "[x](\\\\x.org)",
    "[x](/\\x.org)",
    "[x](https:\\\\x.org)",
    '[x](https://x.org/" onmouseover="alert(1))',
    "[x](https://x.org 'a\" onmouseover=alert(1) b=\"')",
    '[x](https://x.org "><script>alert(1)</script>")',
    '[x](#main) [y](#../..) [z](#" onfocus=alert(1))',
    "[x](../../../../etc/passwd) [y](images/../../x) [z](02-x.md?a=b)",
    "[<img src=x onerror=alert(1)>](https://x.org)",
    "[a [b](https://x.org) c](javascript:alert(1))",
    "[![x](javascript:alert(1))](javascript:alert(1))",
    '[x][evil]\n\n[evil]: javascript:alert(1) "onclick"',
    "[evil]\n\n[evil]: <data:text/html,x> '\"><script>'",
    '[x]\n\n[x]: https://x.org "\\" onmouseover=alert(1)"',
    "<javascript://x.org/%0aalert(1)>",
    "<data://text/html,x>",
    '<https://x.org/"onmouseover=alert(1)>',
    '<x@x.org?subject="onclick=alert(1)>',
    "<javascript:alert(1)@x.org>",
    # images
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x](https://x.org/track.png)",
    '![x" onerror="alert(1)](images/x.png)',
    '![<script>](images/x.png "<img src=x onerror=alert(1)>")',
    "![x](images/%2e%2e/x.png) ![x](images/../x.png) ![x](images//x.org/x.png)",
    '![x](images/x.png" onload="alert(1))',
    # our own constructs
    f"[@evil; @late, {EVIL}]",
    "[@evil, p. <svg onload=alert(1)>]",
    '[@" onmouseover=alert(1)]',
    f"*[XX]: {EVIL}\n\nXX",
    '*["><b onclick=x>]: meaning\n\nA "><b onclick=x> here',
    f"x[^{EVIL}]\n\n[^{EVIL}]: {EVIL}",
    "x[^a:b]\n\n[^a:b]: [x](javascript:alert(1))",
    f"> [!NOTE] {EVIL}\n> {EVIL}",
    f"> [!CASE] {EVIL} [x](javascript:alert(1)) [@evil]\n> x",
    "> [!CASE]",
    f"Table: {EVIL} [@evil]\n| {EVIL} | b |\n|:---|---:|\n| {EVIL} | <td onclick=x> |",
    "| a |\n|---|\n| `|` <script> |",
    f"```{EVIL}\n{EVIL}\n```",
    "```html onclick=alert(1) {.x onclick=alert(1)}\n</code></pre><script>alert(1)</script>\n```",
    '``` " onclick=alert(1)\nx\n```',
    f"    {EVIL}",
    f"`{EVIL}`",
    f"## {EVIL}\n\n### {EVIL}\n\n#### [x](javascript:alert(1)) {{#main onclick=alert(1)}}",
    "## main\n\n## main\n\n### s-main\n\n### toc\n\n### ref-evil",
    f"- [x] {EVIL}\n- [ ] {EVIL}",
    f"{EVIL}\n:   {EVIL}",
    f"{EVIL}\n---\n{EVIL}\n===\n",
    # attribute lists, snippets and other extensions that must not exist here
    "x {: onclick=alert(1) .evil #main }",
    "# x { onclick=alert(1) }",
    '--8<-- "/etc/passwd"',
    "--8<--\n/etc/passwd\n--8<--",
    "[TOC]",
    "///Footnotes Go Here///",
    "$$\\href{javascript:alert(1)}{x}$$ :smile: ==x== ++x++ ~~x~~ ^x^",
    '!!! note "<script>alert(1)</script>"\n    x',
    # characters of our own
    f"{check_line(1)} {check_line(2)}\n{check_line(3)}\n",
    "\ue003\ue010\ue000\ue002\ue019\ue000\ue001",
    "\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03 \x0260\x03script\x0262\x03 \x02amp\x03#60;",
    "wzxhzdk:0 klzzwxh:0000 zz1337820767766393449zz",
    "\u202ereversed\u2066 \ufeff \u2028 \u2029",
]


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_in01_an_attack_comes_out_as_harmless_text(attack: str, shape: Shape):
    assert_harmless(here(attack, shape))
    assert_harmless(here(f"> - a {attack}\n>\n> {attack}", shape))
    assert_harmless(here(f"| {attack} | x |\n|---|---|\n| x | {attack} |\n", shape))


def test_in01_attacks_together_come_out_harmless_from_the_child():
    fragments = [
        Fragment(FILE, 1, "\n\n".join(ATTACKS), Shape.MODULE),
        *(Fragment(FILE, 1, attack, Shape.BLOCK) for attack in ATTACKS),
    ]

    for rendered in render(fragments, WORKS):
        assert rendered.problems == ()
        assert_harmless(rendered)


def test_what_a_browser_would_run_is_shown_instead():
    shown = here("<script>alert(1)</script> <b onclick=x>b</b>").opening_html

    assert shown == "<p>&lt;script&gt;alert(1)&lt;/script&gt; &lt;b onclick=x&gt;b&lt;/b&gt;</p>"


@pytest.mark.parametrize("name", ["../../x", "a b/c d", '"><script>', "..", "", "é", "a\\b"])
def test_in01_the_name_of_a_folder_or_file_harms_nobody(name: str):
    markdown = "[@evil] [x](02-x.md) [y](course.md#z) ![z](images/z.png) [w](../v/01-u.md)"

    for file in (f"{name}/01-a.md", f"c/foundations/{name}.md", name):
        for shape in Shape:
            assert_harmless(here(markdown, shape, file))


@pytest.mark.parametrize(
    ("html", "safe"),
    [
        ("<p onclick=x>a</p>", "<p>a</p>"),
        ("<script>x</script><style>y</style>b", "b"),
        ('<a href="javascript:x">a</a>', "<a>a</a>"),
        ('<a href="//x.org" target="_blank" rel="opener">a</a>', "<a>a</a>"),
        ('<p class="callout-label evil button">a</p>', '<p class="callout-label">a</p>'),
        ('<p class="case">a</p>', '<p class="">a</p>'),
        ('<h3 id="main">a</h3><h3 id="s-main">b</h3>', '<h3>a</h3><h3 id="s-main">b</h3>'),
        ('<img src="https://x.org/a.png" alt="b">', '<img alt="b">'),
        ('<ol start="x"><li style="color:red">a</li></ol>', "<ol><li>a</li></ol>"),
        ('<button type="submit" formaction="/x">a</button>', "<button>a</button>"),
        ('<section tabindex="5" role="alert">a</section>', "<section>a</section>"),
        ("<svg><use href='#x'></use></svg><math>a</math>", "a"),
        ("<form><input><select></select>a</form>", "a"),
    ],
)
def test_in01_the_sanitizer_alone_lets_nothing_through(html: str, safe: str):
    assert sanitize(html) == safe


FRAGMENTS = st.sampled_from(
    [
        *ATTACKS,
        *("*", "**", "_", "`", "``", "```\n", "~~~\n", "\n", "\n\n", "  \n", "    ", "\t", " "),
        *("> ", ">", "- ", "1. ", "- [ ] ", "# ", "## ", "### ", "---\n", "===\n", "|", "|-|-|\n"),
        *("[", "]", "(", ")", "![", "](", "[@evil]", "[@a;", "[^a]", "[^a]: ", "*[XX]: ", "XX"),
        *("[!NOTE]", "> [!CASE] ", "Table: ", ":   ", "<", ">", "<!--", "-->", "&", "&#x3c;"),
        *('"', "'", "...", "--", "\\", "\\\\", "[a]: ", "javascript:", "https://x.org", "images/"),
        *("02-a.md", "#", "{", "}", "\r", "\x02", "\x03", "\ue000", "\ue001\ue010\ue000"),
        check_line(1),
    ]
)
MARKDOWN = st.lists(FRAGMENTS | st.text(max_size=8), max_size=25).map("".join)


@settings(max_examples=300)
@given(MARKDOWN, st.sampled_from(Shape))
@example("## x\n[^a]: y", Shape.MODULE)
def test_rendering_never_emits_what_is_not_on_the_list(markdown: str, shape: Shape):
    assert_harmless(here(markdown, shape))


@settings(max_examples=3)
@given(st.lists(st.tuples(MARKDOWN, st.sampled_from(Shape)), min_size=5, max_size=30))
def test_neither_does_the_child(sources: list[tuple[str, Shape]]):
    fragments = [Fragment(FILE, 1, markdown, shape) for markdown, shape in sources]

    for rendered in render(fragments, WORKS):
        assert_harmless(rendered)


@settings(max_examples=60)
@given(st.text(max_size=300), st.sampled_from(Shape))
def test_any_text_renders(text: str, shape: Shape):
    assert_harmless(here(text, shape))
