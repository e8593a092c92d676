"""What was measured, as tables in Markdown."""

from dataclasses import dataclass

from bench.load import Measured, middle


@dataclass(frozen=True)
class Line:
    """One figure with what it is, the unit in its words."""

    what: str
    value: float


@dataclass(frozen=True)
class Row:
    """A scene at a number of clients, and the hello page beside it."""

    scene: str
    clients: int
    passes: tuple[Measured, ...]
    hello: tuple[Measured, ...]

    def cells(self) -> tuple[str, ...]:
        """The figures, medians over the passes."""
        found, hello = list(self.passes), list(self.hello)
        per_second = middle(found, lambda it: it.per_second)
        hello_per_second = middle(hello, lambda it: it.per_second)
        return (
            self.scene.replace("_", "-"),
            str(self.clients),
            f"{per_second:.0f}",
            f"{hello_per_second:.0f}",
            f"{per_second / hello_per_second:.2f}",
            *(f"{middle(found, _within(share)):.1f}" for share in (0.5, 0.95, 0.99)),
            f"{middle(found, lambda it: it.cpu_milliseconds):.2f}",
            f"{middle(hello, lambda it: it.cpu_milliseconds):.2f}",
            str(sum(one.errors for one in found)),
        )


HEADS = (
    "page",
    "clients",
    "req/s",
    "hello req/s",
    "ratio",
    "p50 ms",
    "p95 ms",
    "p99 ms",
    "CPU ms",
    "hello CPU ms",
    "errors",
)


def _within(share: float):  # type: ignore[no-untyped-def]
    return lambda one: one.percentile(share)


def table_of_rows(kind: str, learners: int, answers: int, rows: list[Row]) -> str:
    """The load table of one database."""
    title = f"\n### {kind}: {learners:,} learners, {answers:,} answers\n"
    return "\n".join(
        [title, _line(HEADS), _line(["---"] * len(HEADS)), *(_line(r.cells()) for r in rows)]
    )


def table_of_lines(lines: list[Line]) -> str:
    """Everything that is one figure."""
    body = [_line((line.what, f"{line.value:,.2f}".rstrip("0").rstrip("."))) for line in lines]
    return "\n".join(["\n### Single figures\n", _line(("what", "value")), "| --- | --- |", *body])


def _line(cells) -> str:  # type: ignore[no-untyped-def]
    return "| " + " | ".join(cells) + " |"
