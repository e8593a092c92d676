"""Linked data in the one form that is signed, by contexts that are pinned and never fetched."""

import json
import resource
import subprocess
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from pyld import jsonld

CONTEXTS = Path(__file__).parent / "contexts"
# More than any credential that people issue; less than what makes a verifier suffer.
APART_SECONDS = 20
APART_BYTES = 2**30

Document = dict[str, Any]


class NotLinkedData(Exception):
    """The document has no one meaning by the pinned contexts; the text says why."""


@cache
def pinned() -> dict[str, Document]:
    """The contexts by their address, each as its manifest promises it."""
    manifest = json.loads((CONTEXTS / "manifest.json").read_text(encoding="utf-8"))
    found = {}
    for entry in manifest["contexts"]:
        content = (CONTEXTS / entry["file"]).read_bytes()
        if sha256(content).hexdigest() != entry["sha256"]:
            raise NotLinkedData(f"{entry['file']} is not the context that was pinned.")
        found[entry["url"]] = json.loads(content)
    return found


def canonical(document: Document) -> bytes:
    """The document's statements in canonical form; NotLinkedData where a term means nothing.

    What no context defines would be left out and so not be signed. That is refused.
    """
    options = {"documentLoader": _load}
    try:
        expanded = jsonld.expand(document, options, on_property_dropped=_refuse)
        statements = jsonld.normalize(
            expanded, {**options, "algorithm": "URDNA2015", "format": "application/n-quads"}
        )
    except jsonld.JsonLdError as fault:
        raise NotLinkedData(_plain(fault)) from fault
    return str(statements).encode()


def digests(*documents: Document) -> bytes:
    """The hashes of the canonical forms, one after the other: what is signed."""
    return b"".join(sha256(canonical(document)).digest() for document in documents)


def digests_apart(*documents: Document) -> bytes:
    """The same for what strangers wrote: in a process of its own, with limits."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__],
            input=json.dumps(documents).encode(),
            capture_output=True,
            check=False,
            timeout=APART_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise NotLinkedData("It takes too long to read.") from None
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise NotLinkedData(said[-1] if said else "It takes too much to read.")
    return done.stdout


def _load(url: str, _options: object) -> dict[str, object]:
    context = pinned().get(url)
    if context is None:
        raise NotLinkedData(f"The context {url} is not one of those that are pinned here.")
    return {"contextUrl": None, "documentUrl": url, "document": context, "contentType": None}


def _refuse(term: object) -> None:
    # The keywords of values and nodes are reported here as well.
    if not str(term).startswith("@"):
        raise NotLinkedData(f"No context says what {term} means.")


def _plain(fault: BaseException) -> str:
    """What the innermost fault says: the library wraps what a loader raises."""
    while fault.__cause__ is not None:
        fault = fault.__cause__
    return str(fault.args[0]) if fault.args else type(fault).__name__


def main() -> None:
    """Write the hashes of the documents on standard input, for `digests_apart`."""
    if sys.platform == "linux":  # macOS knows the name and refuses to set it
        resource.setrlimit(resource.RLIMIT_AS, (APART_BYTES, APART_BYTES))
    try:
        sys.stdout.buffer.write(digests(*json.load(sys.stdin)))
    except NotLinkedData as refusal:
        sys.exit(str(refusal))
    except (RecursionError, MemoryError):
        sys.exit("It takes too much to read.")


if __name__ == "__main__":
    main()
