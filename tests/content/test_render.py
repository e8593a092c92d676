"""Markdown and the HTML that it becomes: source and expected side by side."""

# HTML stands here as it is printed.
# ruff: noqa: E501

import re
from textwrap import dedent

import pytest

from lms.content.citations import Name, Work
from lms.content.render import (
    RENDERER,
    Fragment,
    Parser,
    Rendered,
    Shape,
    check_line,
    render,
    render_here,
    without_marks,
)
from lms.content.render_sections import Written
from lms.content.render_works import labels

FILE = "courses/foundations/03-boundaries.md"
WORKS = {
    work.key: work
    for work in (
        Work(
            "hall2020",
            1,
            "book",
            "Principles",
            editors=(Name("Hall", "K."), Name("Binik", "Y.")),
            date=("2020",),
        ),
        Work(
            "pope1986",
            2,
            "article-journal",
            "Attraction",
            authors=(Name("Pope", "K."), Name("Roe", "J."), Name("Doe", "J.")),
            date=("1986",),
            container="American Psychologist",
        ),
        Work("touch", 3, "webpage", "Touch", authors=(Name("AASECT"),)),
    )
}
SVG = (
    '<svg class="icon" aria-hidden="true" focusable="false">'
    '<use href="/static/icons.svg#{}"></use></svg>'
)


def written(markdown: str, shape: Shape = Shape.MODULE, file: str = FILE) -> Written:
    return render_here(Parser(), Fragment(file, 1, markdown, shape), labels(WORKS))


def opening(markdown: str) -> str:
    """The HTML of a module's text before its first section."""
    return written(markdown).opening_html


def block(markdown: str, file: str = FILE) -> str:
    return written(markdown, Shape.BLOCK, file).html


def inline(markdown: str, file: str = FILE) -> str:
    return written(markdown, Shape.INLINE, file).html


CASES = {
    "paragraphs and emphasis": (
        """
        One *em* and **strong**
        on two lines.

        Two \\*stars\\*, a_b_c and `x < y`.
        """,
        """
        <p>One <em>em</em> and <strong>strong</strong>
        on two lines.</p>
        <p>Two *stars*, a_b_c and <code>x &lt; y</code>.</p>
        """,
    ),
    "a hard break": (
        "One  \ntwo",
        "<p>One<br>two</p>",
    ),
    "raw HTML is text, comments are nothing": (
        """
        <div onclick="x">Some <b>bold</b></div> <!-- a note -->

        <!-- more
        than one line -->
        `<!-- code -->` and <!-- unclosed
        """,
        """
        <p>&lt;div onclick=“x”&gt;Some &lt;b&gt;bold&lt;/b&gt;&lt;/div&gt;</p>
        <p><code>&lt;!-- code --&gt;</code> and &lt;!– unclosed</p>
        """,
    ),
    "typography": (
        """
        "It's 'so'," she said -- in the '90s... **"Yes"** ("no").
        """,
        """
        <p>“It’s ‘so’,” she said – in the ’90s… <strong>“Yes”</strong> (“no”).</p>
        """,
    ),
    "entities are characters": (
        "caf&eacute; &lt;b&gt; &copy; &nbsp;| &unknown; AT&T",
        "<p>café &lt;b&gt; © &nbsp;| &amp;unknown; AT&amp;T</p>",
    ),
    "links inside and outside the course": (
        """
        [a](https://example.org/?a=1&b=2 "title") [b](02-history.md#the-part)
        [c](#frame) [d](../ethics/01-codes.md) [e](01-what-it-is.quiz.md) [f](course.md)
        [g](images/form.pdf) [h](/me) <https://example.org> <office@example.org>
        [i](mailto:a@b.org) [j](evaluation.md) [k](../ethics)
        """,
        """
        <p><a href="https://example.org/?a=1&amp;b=2" rel="noopener">a</a> <a href="/courses/foundations/history#s-the-part">b</a>
        <a href="#s-frame">c</a> <a href="/courses/ethics/codes">d</a> <a href="/courses/foundations/what-it-is/quiz">e</a> <a href="/courses/foundations">f</a>
        <a href="/courses/foundations/media/form.pdf">g</a> <a href="/me">h</a> <a href="https://example.org" rel="noopener">https://example.org</a> <a href="mailto:office@example.org">office@example.org</a>
        <a href="mailto:a@b.org">i</a> <a href="/courses/foundations/evaluation">j</a> <a href="/courses/ethics">k</a></p>
        """,
    ),
    "links that may not lead anywhere are text": (
        "[a](ftp://x) [b](javascript:x) [c](//x.org) [d](../../etc) [e](x/y.html) [f](\\\\x)",
        "<p>a b c d e f</p>",
    ),
    "an image is a figure, its title the caption": (
        """
        ![A "form"](images/intake form.svg "The *form*, 'new'")

        Text ![b](images/sub/b.png) on.

        ![c](https://example.org/c.png) ![d](images/../../d.png)
        """,
        """
        <figure><img src="/courses/foundations/media/intake%20form.svg" alt="A &quot;form&quot;" loading="lazy"><figcaption>The *form*, ‘new’</figcaption></figure>
        <p>Text <img src="/courses/foundations/media/sub/b.png" alt="b" loading="lazy"> on.</p>
        <p>c d</p>
        """,
    ),
    "a picture with a written caption": (
        "![A form](images/form.svg)\n\nFigure: The *form* [@hall2020]\n\nFigure: alone",
        """
        <figure><img src="/courses/foundations/media/form.svg" alt="A form" loading="lazy"><figcaption>The <em>form</em> <a class="cite" id="c-hall2020-1" href="#ref-hall2020">(Hall &amp; Binik, 2020)</a></figcaption></figure>
        <p>Figure: alone</p>
        """,
    ),
    "headings below the sections": (
        """
        # Out of place

        ### Of *two* words

        #### Of two words
        ##### Deeper

        > ## In a quote
        """,
        """
        <h3 id="s-out-of-place">Out of place</h3>
        <h3 id="s-of-two-words">Of <em>two</em> words</h3>
        <h4 id="s-of-two-words-1">Of two words</h4>
        <h4 id="s-deeper">Deeper</h4>
        <blockquote><h3 id="s-in-a-quote">In a quote</h3></blockquote>
        """,
    ),
    "lists as GitHub reads them": (
        """
        They share:
        - one
          - inner
        - two

          more

        1) first
        2) second

        7. seventh
        """,
        """
        <p>They share:</p>
        <ul><li>one<ul><li>inner</li></ul></li><li><p>two</p><p>more</p></li></ul>
        <ol><li>first</li><li><p>second</p></li><li><p>seventh</p></li></ol>
        """,
    ),
    "a list that starts later": (
        "3. three\n4. four",
        '<ol start="3"><li>three</li><li>four</li></ol>',
    ),
    "a checklist has marks and no inputs": (
        """
        - [ ] Ask
        - [x] Listen
        - [link]
        """,
        "<ul><li>☐ Ask</li><li>☑ Listen</li><li>[link]</li></ul>",
    ),
    "definitions": (
        """
        Frame
        :   What holds the work.
        """,
        "<dl><dt>Frame</dt><dd>What holds the work.</dd></dl>",
    ),
    "fenced and indented code": (
        """
        Before
        ```html onclick=x
        <!-- kept --> <b>&amp;</b> "q"
          - not a list
        ```
        - item
          ~~~
          in an item
          ~~~

        > ```
        > quoted
        > ```

        Text:

            indented <b>
        """,
        """
        <p>Before</p>
        <pre><code>&lt;!-- kept --&gt; &lt;b&gt;&amp;amp;&lt;/b&gt; "q"
          - not a list</code></pre>
        <ul><li><p>item</p><pre><code>in an item</code></pre></li></ul>
        <blockquote><pre><code>quoted</code></pre></blockquote>
        <p>Text:</p>
        <pre><code>indented &lt;b&gt;</code></pre>
        """,
    ),
    "comments between two fences are still comments": (
        """
        - ```
          one
          ```

        Text <!-- not shown -->.

        ```
        two
        ```
        """,
        """
        <ul><li><pre><code>one</code></pre></li></ul>
        <p>Text .</p>
        <pre><code>two</code></pre>
        """,
    ),
    "a fence that never closes is text": (
        "```\n[@hall2020]\n- a",
        """
        <p>```
        <a class="cite" id="c-hall2020-1" href="#ref-hall2020">(Hall &amp; Binik, 2020)</a></p>
        <ul><li>a</li></ul>
        """,
    ),
    "call-outs": (
        """
        > [!NOTE]
        > A *remark*.

        > [!IMPORTANT]
        > A point.
        >
        > - one

        > [!caution] A risk.

        > A quote.
        """,
        f"""
        <aside class="callout" aria-labelledby="n-1"><p class="callout-label" id="n-1">{SVG.format("note")}Note</p><p>A <em>remark</em>.</p></aside>
        <aside class="callout callout-important" aria-labelledby="n-2"><p class="callout-label" id="n-2">{SVG.format("important")}Important</p><p>A point.</p><ul><li>one</li></ul></aside>
        <aside class="callout callout-caution" aria-labelledby="n-3"><p class="callout-label" id="n-3">{SVG.format("caution")}Caution</p><p>A risk.</p></aside>
        <blockquote><p>A quote.</p></blockquote>
        """,
    ),
    "a case": (
        """
        > [!CASE] Maya, 34
        > Maya works at night.
        """,
        f"""
        <section class="case" aria-labelledby="case-1"><h3 class="case-title" id="case-1">{SVG.format("case")}Case: Maya, 34</h3><p>Maya works at night.</p><p class="case-note">An invented composite. It describes no real person.</p></section>
        """,
    ),
    "a table with its caption": (
        """
        Table: What the *codes* say
        | Code | Rule | Years |
        | :--- | :-: | ---: |
        | APA | Barred | 2 |
        | | **x** | |
        """,
        """
        <figure><section class="scroller" tabindex="0" aria-label="Table 1, scrolls sideways"><table><caption>Table 1. What the <em>codes</em> say</caption><thead><tr><th scope="col">Code</th><th scope="col">Rule</th><th scope="col" class="num">Years</th></tr></thead><tbody><tr><th scope="row">APA</th><td>Barred</td><td class="num">2</td></tr><tr><td></td><td><strong>x</strong></td><td class="num"></td></tr></tbody></table></section></figure>
        """,
    ),
    "a table without a caption has no number": (
        "| a |\n| - |\n| b |",
        """
        <figure><section class="scroller" tabindex="0" aria-label="Table, scrolls sideways"><table><thead><tr><th scope="col">a</th></tr></thead><tbody><tr><th scope="row">b</th></tr></tbody></table></section></figure>
        """,
    ),
    "one work": (
        "So it is [@pope1986, pp. 12-14].",
        '<p>So it is <a class="cite" id="c-pope1986-1" href="#ref-pope1986">(Pope et al., 1986, '
        "pp. 12–14)</a>.</p>",
    ),
    "several works, in the order of the list": (
        "So [@pope1986; @touch; @hall2020, p. 3] and [@touch].",
        '<p>So (<a class="cite" id="c-touch-1" href="#ref-touch">AASECT, n.d.</a>; <a class="cite" '
        'id="c-hall2020-1" href="#ref-hall2020">Hall &amp; Binik, 2020, p. 3</a>; <a class="cite" '
        'id="c-pope1986-1" href="#ref-pope1986">Pope et al., 1986</a>) and <a class="cite" '
        'id="c-touch-2" href="#ref-touch">(AASECT, n.d.)</a>.</p>',
    ),
    "unknown works stay as they were typed": (
        "[@nobody2000, p. 1] and [@touch; @nobody2000] and [@touch](https://example.org)",
        '<p>[@nobody2000, p. 1] and (<a class="cite" id="c-touch-1" href="#ref-touch">AASECT, n.d.'
        '</a>; [@nobody2000]) and <a href="https://example.org" rel="noopener">@touch</a></p>',
    ),
    "citations in code and after a backslash are text": (
        "`[@touch]` and \\[@touch]",
        "<p><code>[@touch]</code> and [@touch]</p>",
    ),
    "a link holds no further link": (
        "[see [@touch]](https://example.org)",
        '<p><a href="https://example.org" rel="noopener">see (AASECT, n.d.)</a></p>',
    ),
    "footnotes, numbered as the text names them": (
        """
        One[^b], two[^a], one again[^b], none[^c].

        [^a]: Of a, see[^d].
        [^b]: Of *b*.

            More.
        [^d]: Of d.
        [^e]: Never named.
        """,
        """
        <p>One<sup id="fnref-1"><a href="#fn-1" aria-label="Footnote 1">1</a></sup>, two<sup id="fnref-2"><a href="#fn-2" aria-label="Footnote 2">2</a></sup>, one again<sup><a href="#fn-1" aria-label="Footnote 1">1</a></sup>, none[^c].</p>
        <section class="footnotes" aria-label="Footnotes"><hr><ol><li id="fn-1"><p>Of <em>b</em>.</p><p>More. <a href="#fnref-1">Back to text</a></p></li><li id="fn-2"><p>Of a, see<sup id="fnref-3"><a href="#fn-3" aria-label="Footnote 3">3</a></sup>. <a href="#fnref-2">Back to text</a></p></li><li id="fn-3"><p>Of d. <a href="#fnref-3">Back to text</a></p></li></ol></section>
        """,
    ),
    "an abbreviation is explained once": (
        """
        ### On IELT

        The [IELT](https://example.org) of **IELT** and IELT, `IELT`.

        *[IELT]: intravaginal "ejaculatory" latency time
        """,
        """
        <h3 id="s-on-ielt">On IELT</h3>
        <p>The <a href="https://example.org" rel="noopener">IELT</a> of <strong><button type="button" class="abbr" popovertarget="abbr-ielt">IELT</button><span class="footline" id="abbr-ielt" popover="auto"><dfn>IELT</dfn>intravaginal “ejaculatory” latency time</span></strong> and IELT, <code>IELT</code>.</p>
        """,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_markdown_becomes_the_markup_of_the_look(name: str):
    source, expected = (dedent(text).strip("\n") for text in CASES[name])

    assert opening(source) == expected


def test_a_module_is_its_opening_and_its_sections_with_checks_in_their_places():
    module = written(
        f"Opening.\n\n## The *frame* [@touch]\n\nOne.\n{check_line(0)}\nTwo.\n\n"
        f"{check_line(12)}\n\n## 2. The frame\n\n## The frame\n"
    )

    assert module.opening_html == "<p>Opening.</p>"
    assert [(section.slug, section.parts) for section in module.sections] == [
        ("the-frame", ("<p>One.</p>", 0, "<p>Two.</p>", 12)),
        ("2-the-frame", ()),
        ("the-frame-1", ()),
    ]
    assert module.sections[0].title_html == "The <em>frame</em> (AASECT, n.d.)"
    assert module.places == {"touch": []}


def test_a_check_stands_in_one_place_and_only_between_blocks():
    module = written(f"## A\n\n{check_line(1)}\n\n{check_line(1)}\n\n> a {check_line(2)}\n")

    assert module.sections[0].parts == (1, "<blockquote><p>a</p></blockquote>")


def test_nobody_can_type_the_mark_of_a_check():
    typed = without_marks(f"a {check_line(7)} b \x02klzzwxh:0001\x03 \ud800 c\r\nd\te \U0001fae8")

    assert typed == "a  b klzzwxh:0001  c\nd   e \U0001fae8"


def test_footnotes_stand_at_the_end_of_the_section_that_names_them():
    module = written("## A\n\nx[^1]\n\n## B\n\ny[^2] z[^1]\n\n[^1]: one\n[^2]: two\n")

    first, second = ("".join(map(str, section.parts)) for section in module.sections)
    assert '<ol><li id="fn-1"><p>one' in first
    assert '<ol start="2"><li id="fn-2"><p>two' in second
    assert '<sup><a href="#fn-1"' in second


def test_an_abbreviation_is_explained_again_in_the_next_section():
    module = written("## A\n\nIELT IELT\n\n## B\n\nIELT\n\n*[IELT]: latency\n")

    first, second = (str(section.parts[0]) for section in module.sections)
    assert first.count('popovertarget="abbr-ielt"') == 1
    assert second.count('popovertarget="abbr-ielt-1"') == 1


def test_the_anchors_of_headings_are_those_of_git_hosts():
    titles = ["What's new?", "C & D -- E", "Ärzte", "性治療", "`<code>` it", "!?", "!?", "हिन्दी"]

    module = written("\n".join(f"## {title}" for title in titles))

    assert [section.slug for section in module.sections] == [
        "whats-new",
        "c--d----e",
        "ärzte",
        "性治療",
        "code-it",
        "section",
        "section-1",
        "हिन्दी",
    ]


def test_every_id_of_a_page_is_given_once():
    module = written(
        "## A\n\n### A\n\n### a 1\n\n### A\n\n> [!NOTE]\n> x\n\n> [!NOTE]\n> y\n\n"
        "> [!CASE] z\n> z\n\nIELT[^1] [@touch] [@touch]\n\n## B\n\nIELT[^1] [@touch]\n\n"
        "*[IELT]: x\n[^1]: [@touch]\n"
    )
    page = "".join(str(part) for section in module.sections for part in section.parts)

    found = re.findall(r' id="([^"]+)"', page) + [f"s-{it.slug}" for it in module.sections]

    assert len(found) == len(set(found))
    assert all(re.match(r"(s|n|case|fn|fnref|abbr|c)-", name) for name in found)


def test_a_block_has_no_ids_and_cites_the_list_of_its_module():
    html = block("A [@touch].[^1]\n\n### H\n\n> [!NOTE]\n> n\n\nIELT\n\n*[IELT]: x\n[^1]: f\n")

    assert " id=" not in html
    assert "<button" not in html
    assert 'class="cite" href="/courses/foundations/boundaries#ref-touch">(AASECT, n.d.)' in html


def test_a_quiz_cites_the_list_of_its_module_and_course_md_has_none():
    quiz, course = "c/foundations/03-boundaries.quiz.md", "c/foundations/course.md"

    assert 'href="/courses/foundations/boundaries#ref-touch"' in inline("[@touch]", quiz)
    assert inline("[@touch]", course) == "(AASECT, n.d.)"
    assert inline("[@touch]", "03-boundaries.md") == "(AASECT, n.d.)"


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("1. First", "1. First"),
        ("- a *b*", "- a <em>b</em>"),
        ("# no heading", "# no heading"),
        ("> no quote", "&gt; no quote"),
        ("    no code", "no code"),
        ("two\nlines", "two\nlines"),
        ("```x```", "<code>x</code>"),
        ("", ""),
    ],
)
def test_inline_markdown_is_a_line_and_never_a_block(markdown: str, html: str):
    assert inline(markdown) == html


@pytest.mark.parametrize("shape", Shape)
def test_nothing_becomes_nothing(shape: Shape):
    nothing = written(" \n\n <!-- x -->\n", shape)

    assert (nothing.html, nothing.opening_html, nothing.sections, nothing.words) == ("", "", (), 0)


def test_a_child_renders_what_it_is_sent_in_that_order():
    fragments = [
        Fragment(FILE, 3, "## A\n\nSee [@hall2020; @nobody] and [@touch].", Shape.MODULE),
        Fragment(FILE, 9, "A *stem*.\n\nMore", Shape.BLOCK),
        Fragment(FILE, 12, "an [@touch] option", Shape.INLINE),
    ]

    module, stem, option = render(fragments, WORKS)

    assert module.cited == ("hall2020", "nobody", "touch")
    assert [(it.key, it.cited_at) for it in module.references] == [
        ("touch", ("c-touch-1",)),
        ("hall2020", ("c-hall2020-1",)),
    ]
    assert module.references[1].html == (
        "Hall, K., &amp; Binik, Y. (Eds.). (2020). <i>Principles</i>."
    )
    assert module.words == 3
    assert stem == Rendered("<p>A <em>stem</em>.</p>\n<p>More</p>", (), "", (), (), 3, ())
    assert (option.cited, option.references) == (("touch",), ())


def test_rendering_nothing_starts_no_child():
    assert render([], WORKS) == ()


def test_the_renderer_is_named_with_the_versions_that_matter():
    assert re.fullmatch(r"\d+ markdown-[\d.]+ nh3-[\d.]+", RENDERER)


def test_in05_the_parser_is_made_of_these_parts_and_no_others():
    md = Parser().md

    assert [type(it).__name__ for it in md.registeredExtensions] == [
        "FootnoteExtension",
        "AbbrExtension",
    ]
    assert _names(md.preprocessors) == ["normalize_whitespace"]
    assert _names(md.parser.blockprocessors) == [
        "empty", "indent", "defindent", "code", "table", "hashheader", "setextheader", "hr",
        "olist", "ulist", "deflist", "quote", "footnote", "abbr", "reference", "paragraph",
    ]  # fmt: skip
    assert _names(md.inlinePatterns) == [
        "backtick", "escape", "citation", "footnote", "reference", "link", "image_link",
        "image_reference", "short_reference", "short_image_ref", "autolink", "automail",
        "linebreak", "entity", "em_strong",
    ]  # fmt: skip
    assert _names(md.treeprocessors) == ["footnote", "arrange", "inline", "abbr", "unescape"]


def _names(registry: object) -> list[str]:
    registry[0]  # the library sorts by priority when it is first asked
    return [item.name for item in registry._priority]
