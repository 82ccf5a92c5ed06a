"""MDX: modules, components and comments of JSX in Markdown."""

import pytest

from archive.text.markdown.components import without_components, without_modules
from archive.text.markdown.markdown import rendered_markdown

CASES = [
    ("<Tabs>\n\nIdle.\n\n</Tabs>", "\n\nIdle.\n\n", ["Tabs"]),
    ("Idle {/* truncate */}again.", "Idle again.", []),
    ("<img src={require('./a.png').default} width={90} />", '<img src="./a.png" />', []),
    ('<div style={{margin: 1}} className="wide">Idle</div>', '<div className="wide">Idle</div>', []),
    ("<IMG SRC='a.png'><Button onClick={() => go({a: 1})}>Idle</Button>", "<IMG SRC='a.png'>Idle", ["Button"]),
    ("<Https://tesk.example/> and <Ana@tesk.example>", "<Https://tesk.example/> and <Ana@tesk.example>", []),
    ("`<Tabs>` and\n```\n<Tabs a={1}>\n```\n", "`<Tabs>` and\n```\n<Tabs a={1}>\n```\n", []),
    ("A {set} of 3 < 4.", "A {set} of 3 < 4.", []),
]


@pytest.mark.parametrize(("source", "expected", "names"), CASES)
def test_components_keep_what_is_between_their_tags(source, expected, names):
    assert without_components(source) == (expected, names)


def test_a_component_that_shows_a_picture_becomes_one():
    changed, names = without_components("<ThemedImage src=\"/a.png\" alt='Two ferries' />")
    assert '<img src="/a.png" alt="Two ferries">' in changed
    assert names == ["ThemedImage"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import Tabs from '@theme/Tabs';\nIdle.", "\nIdle."),
        ('import Tabs, {Tab as T} from "./tabs"\nimport "./a.css";\nIdle.', "\n\nIdle."),
        ("export const toc = [\n  1,\n];\n\nIdle.", "\n\n\n\nIdle."),
        (
            "import duties from Tesk rose.\nexport of grain fell.",
            "import duties from Tesk rose.\nexport of grain fell.",
        ),
        ("```js\nimport Tabs from '@theme/Tabs';\n```\n", "```js\nimport Tabs from '@theme/Tabs';\n```\n"),
    ],
)
def test_modules_are_taken_out_and_lines_stay_numbered(text, expected):
    assert without_modules(text) == expected


def test_a_component_hides_no_markdown():
    body = rendered_markdown(
        '<Note type="x">\nThe *ferries* stood idle.\n</Note>\n\n<Chart data={rows} />\n\nNobody said why.'
    )
    assert body.html.replace("\n", "") == "<p>The <em>ferries</em> stood idle.</p><p>Nobody said why.</p>"
    assert body.templates == ["Note", "Chart"]
