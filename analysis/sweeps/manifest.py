"""The manifest of a sweep: which model, which design, which parameters, which version.

All of it but the time of its making is the sweep's identity: two sweeps of the same identity give
the same rows, so that one may go on in the store of the other, and no other sweep may.
"""

import importlib.metadata
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from typing import Any, Self, final

import numpy as np

from lilliput.analysis.sweeps.errors import DamagedStoreError, NotAStoreError, StoreError
from lilliput.games.errors import InvalidArgumentError

__all__ = ["IDENTITY_KEY", "RESERVED", "Manifest", "lilliput_version"]

FORMAT = "lilliput sweep"
FORMAT_VERSION = 1
IDENTITY_KEY = b"lilliput.sweep"  # in the metadata of every part: whose it is
RESERVED = ("point", "error", "message")
PARAMETER_KINDS = ("float", "int", "bool", "text")
OUTPUT_KINDS = ("float", "bool", "text")


def lilliput_version() -> str:
    """Return the version of Lilliput that is installed."""
    return importlib.metadata.version("lilliput")


@final
@dataclass(frozen=True, eq=False, kw_only=True)
class Manifest:
    """What is swept; equal manifests give equal results.

    Parameters
    ----------
    model
        Name of the model.
    model_digest
        Digest of its definition.
    design
        What ``Design.describe()`` says.
    design_digest
        Its digest.
    size
        Positions of the design, before constraints.
    fixed
        Parameters that keep their defaults, with values that JSON knows (others as text).
    parameters
        Name and kind ("float", "int", "bool", "text") of each column of the design; a pair, or
        anything with ``name`` and ``kind``.
    outputs
        Name and kind ("float", "bool", "text") of each column that the model returns.
    seed
        Entropy of the points' own random numbers.
    version
        Of Lilliput; by default the one that is installed.
    created
        When, in UTC; by default now. No part of the identity.

    Examples
    --------
    >>> manifest = Manifest(
    ...     model="C4.pool", model_digest="ab12", design={"kind": "grid", "n": 9},
    ...     design_digest="cd34", size=9, fixed={"k": 2}, parameters=[("m", "int")],
    ...     outputs=[("premium", "float")], seed=None)
    >>> manifest
    Manifest(C4.pool on a grid of 9 points)
    >>> Manifest.from_json(manifest.to_json()) == manifest
    True
    """

    model: str
    model_digest: str
    design: Mapping[str, Any]
    design_digest: str
    size: int
    fixed: Mapping[str, Any]
    parameters: tuple[tuple[str, str], ...]
    outputs: tuple[tuple[str, str], ...]
    seed: int | None = None
    version: str = ""
    created: str = ""

    def __post_init__(self) -> None:
        plain = {
            "design": _plain(self.design),
            "fixed": _plain(self.fixed),
            "size": int(self.size),
            "parameters": _columns(self.parameters, PARAMETER_KINDS, "parameters"),
            "outputs": _columns(self.outputs, OUTPUT_KINDS, "outputs"),
            "seed": None if self.seed is None else int(self.seed),
            "version": self.version or lilliput_version(),
            "created": self.created or datetime.now(UTC).isoformat(timespec="seconds"),
        }
        for name, value in plain.items():
            object.__setattr__(self, name, value)
        _check_names(self.parameters, self.outputs)

    @cached_property
    def identity(self) -> str:
        """Sha256 of everything except the time of its making."""
        content = {key: value for key, value in self._content().items() if key != "created"}
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Manifest) and self.identity == other.identity

    def __hash__(self) -> int:
        return hash(self.identity)

    def __repr__(self) -> str:
        return f"Manifest({self.title})"

    @property
    def title(self) -> str:
        """The model and the design, for a message."""
        design, constrained = self.design, ""
        while design.get("kind") == "where" and isinstance(design.get("design"), dict):
            design, constrained = design["design"], " under constraints"
        kind = str(design.get("kind", "design")).replace("_", " ")
        return f"{self.model} on a {kind} of {self.size:,} points{constrained}"

    def schema(self) -> Any:
        """Return the Arrow schema of the rows; its metadata says whose they are."""
        return self._schema

    @cached_property
    def _schema(self) -> Any:
        import pyarrow as pa

        text = pa.dictionary(pa.int32(), pa.string())
        types = {"float": pa.float64(), "int": pa.int64(), "bool": pa.bool_(), "text": text}
        columns = [("point", pa.int64())]
        columns += [(name, types[kind]) for name, kind in self.parameters + self.outputs]
        columns += [("error", text), ("message", text)]
        return pa.schema(columns, metadata={IDENTITY_KEY: self.identity.encode()})

    def differences(self, other: "Manifest") -> list[str]:
        """Return in words what differs from another manifest, versions aside."""
        found = []
        for name, what in _COMPARED.items():
            mine, theirs = getattr(self, name), getattr(other, name)
            if mine != theirs:
                found.append(f"{what}: {_said(mine)}, not {_said(theirs)}")
        found += _differing_keys("design", self.design, other.design)
        found += _differing_keys("fixed", self.fixed, other.fixed)
        if self.model == other.model and self.model_digest != other.model_digest:
            found.append(f"the definition of {self.model} is another one")
        if self.design == other.design and self.design_digest != other.design_digest:
            found.append("the digest of the design is another one")
        return found

    def to_json(self) -> str:
        """Return the manifest as text, to be read by people too."""
        content = {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            **self._content(),
            "identity": self.identity,
        }
        return json.dumps(content, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes, *, where: str = "the manifest") -> Self:
        """Read what `to_json` wrote.

        Parameters
        ----------
        text
            The content of a ``manifest.json``.
        where
            The file's name, for messages.

        Raises
        ------
        NotAStoreError
            When it is JSON that no sweep has written.
        DamagedStoreError
            When it is cut off, changed or empty.
        StoreError
            When a newer version of Lilliput wrote it in a format that this one does not know.
        """
        try:
            content = json.loads(text)
        except ValueError as error:
            raise DamagedStoreError(f"{where} is damaged: {error}. {_RECOVER}") from None
        if not isinstance(content, dict) or content.get("format") != FORMAT:
            raise NotAStoreError(
                f"{where} was not written by a sweep of Lilliput: choose another folder as store"
            )
        format_version = content.get("format_version")
        if format_version != FORMAT_VERSION:
            raise StoreError(
                f"{where} has format {format_version} and was written by lilliput "
                f"{content.get('version', '(unknown)')}; this is lilliput {lilliput_version()}, "
                f"which reads format {FORMAT_VERSION}: install the version that wrote it, or give "
                "another store. The rows themselves are readable by "
                "pandas.read_parquet('<store>/parts')"
            )
        try:
            manifest = cls(**{field.name: content[field.name] for field in fields(cls)})
            intact = manifest.identity == content["identity"]
        except (KeyError, TypeError, ValueError) as error:
            raise DamagedStoreError(f"{where} is damaged: {error!r}. {_RECOVER}") from None
        if not intact:
            raise DamagedStoreError(
                f"{where} is damaged: its content does not have its identity "
                f"{str(content['identity'])[:16]}…. {_RECOVER}"
            )
        return manifest

    def _content(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


_RECOVER = (
    "The same sweep with the same store writes it again when the parts say that they are of that "
    "sweep; else give another store"
)
_COMPARED = {
    "model": "model",
    "size": "positions",
    "parameters": "parameters",
    "outputs": "outputs",
    "seed": "seed",
}


def _columns(
    columns: Iterable[Any], kinds: tuple[str, ...], argument: str
) -> tuple[tuple[str, str], ...]:
    pairs = []
    for column in columns:
        name, kind = column if isinstance(column, (tuple, list)) else (column.name, column.kind)
        if not isinstance(name, str) or not name:
            raise InvalidArgumentError(f"{argument}: names must be non-empty text, got {name!r}")
        if kind not in kinds:
            raise InvalidArgumentError(
                f"{argument}: {name} must be of a kind among {', '.join(kinds)}, got {kind!r}"
            )
        pairs.append((name, str(kind)))
    return tuple(pairs)


def _check_names(
    parameters: tuple[tuple[str, str], ...], outputs: tuple[tuple[str, str], ...]
) -> None:
    seen: dict[str, str] = dict.fromkeys(RESERVED, "a column of every result")
    for argument, columns in (("a parameter", parameters), ("an output", outputs)):
        for name, _ in columns:
            if name in seen:
                raise InvalidArgumentError(
                    f"{argument} is called {name!r}, which is the name of {seen[name]} too: "
                    "call it otherwise"
                )
            seen[name] = argument


def _plain(value: Any) -> Any:
    """Return what JSON would give back: lists for tuples, text for what it does not know."""
    return json.loads(json.dumps(value, default=_told))


def _told(value: Any) -> Any:
    if isinstance(value, (np.generic, np.ndarray)):
        return value.tolist()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, value))
    return str(value)


def _differing_keys(what: str, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    absent = object()
    found = []
    for key in dict.fromkeys([*mine, *theirs]):
        a, b = mine.get(key, absent), theirs.get(key, absent)
        if isinstance(a, dict) and isinstance(b, dict):
            found += _differing_keys(what if what == key else f"{what} {key}", a, b)
        elif a != b:
            shown = ["nothing" if x is absent else _said(x) for x in (a, b)]
            found.append(f"{what} {key}: {shown[0]}, not {shown[1]}")
    return found


def _said(value: Any) -> str:
    if isinstance(value, tuple) and all(isinstance(pair, tuple) for pair in value):
        text = ", ".join(name if kind == "float" else f"{name} ({kind})" for name, kind in value)
        return text or "none"
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= 120 else f"{text[:80]}…{text[-30:]}"
