"""Settings: ``kg.yaml``, found upwards from the input, and options over it."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from urllib.parse import urlsplit

from kg.diagnostics import Severity
from kg.disk import leads_out, read_file
from kg.errors import SettingsError

FILE_NAME = "kg.yaml"
AUTHORITIES_NAME = "authorities.yaml"
DEFAULT_BASE = "https://example.org/"
FAIL_ON = ("violation", "warning", "never")
ENGINES = ("auto", "turbo", "pyshacl")
DATE_ORDERS = ("dmy", "mdy")
PROFILES = ("core", "evidence", "web")
# What is known of an agent that the settings name, and the field that holds it.
CITED_SENTENCES = "cited-sentences"
"""The value of ``claims`` with which each sentence that cites a work is a claim."""
_PARTS = {
    "author": {"name": "author", "url": "author_url"},
    "publisher": {"name": "publisher", "url": "publisher_url", "logo": "publisher_logo"},
}
_LEADING = {
    "aliases": "keys to fields, e.g. 'subject: title'",
    "dialects": "paths to names of dialects, e.g. 'notes/*: obsidian'",
}
# RFC 3987 section 2.2.
_LONGEST = 1000
"""Characters of what each name of the graph begins with, or each document or page tells again."""
_NOT_IN_IRI = re.compile(r"""[\x00-\x20<>"{}|\\^`]""")


@dataclass(frozen=True, slots=True)
class Settings:
    """How to build.

    ``base`` is the IRI that every name begins with. ``root`` is the folder
    that the paths of documents are relative to. ``license`` is a URL,
    ``author`` who wrote the documents that name no author, ``publish_email`` whether the mail
    addresses of people are published, ``date_order`` whether 04/05/2025 is of May (``dmy``) or of
    April (``mdy``), which nothing says where it is empty,
    ``claims`` which sentences of the text are claims:
    ``cited-sentences``, those that cite a work,
    ``aliases`` leads from keys of other people's front matter to ours, ``dialects`` from
    patterns of paths to the dialects of the documents there (``**`` stands for all),
    ``exclude`` holds glob patterns of files to pass over, ``shapes`` folders
    or files of SHACL shapes used besides our own, of which ``profiles`` names
    those that judge; ``core`` always does. ``authorities`` is the file in which
    people decide about identity.
    """

    base: str = DEFAULT_BASE
    title: str = ""
    root: Path | None = None
    language: str = ""
    license: str = ""
    publisher: str = ""
    publisher_url: str = ""
    publisher_logo: str = ""
    author: str = ""
    author_url: str = ""
    publish_email: bool = False
    date_order: str = ""
    claims: str = ""
    fail_on: str = "violation"
    shacl_engine: str = "auto"
    exclude: tuple[str, ...] = ()
    shapes: tuple[Path, ...] = ()
    profiles: tuple[str, ...] = ("core",)
    aliases: Mapping[str, str] = field(default_factory=dict)
    dialects: Mapping[str, str] = field(default_factory=dict)
    authorities: Path | None = None

    def __post_init__(self) -> None:
        _check_base(self.base)
        for name in (
            "title",
            "license",
            "publisher",
            "publisher_url",
            "publisher_logo",
            "author",
            "author_url",
        ):
            _check_length(name, getattr(self, name))
        _check_url("license", self.license)
        _check_url("the url of publisher", self.publisher_url)
        if self.date_order:
            _check_choice("date_order", self.date_order, DATE_ORDERS)
        _check_choice("fail_on", self.fail_on, FAIL_ON)
        _check_choice("claims", self.claims, ("", CITED_SENTENCES))
        _check_choice("shacl_engine", self.shacl_engine, ENGINES)
        for profile in self.profiles:
            _check_choice("a profile", profile, PROFILES)

    def override(self, **options: object) -> Settings:
        """These settings with each option that is not None in place of theirs.

        Raises SettingsError when an option cannot be followed.
        """
        given = {name: value for name, value in options.items() if value is not None}
        return replace(self, **given)  # type: ignore[arg-type]

    def fails(self, worst: Severity | None) -> bool:
        """Whether a build whose worst finding is ``worst`` has failed."""
        if worst is None or self.fail_on == "never":
            return False
        return worst >= Severity.from_word(self.fail_on)

    def as_mapping(self) -> dict[str, object]:
        """The settings that shape the output, as plain values for ``build.json``."""
        return {
            "base": self.base,
            "title": self.title,
            "language": self.language,
            "license": self.license,
            "publisher": self.publisher,
            "publisher_url": self.publisher_url,
            "publisher_logo": self.publisher_logo,
            "author": self.author,
            "author_url": self.author_url,
            "publish_email": self.publish_email,
            "date_order": self.date_order,
            "claims": self.claims,
            "exclude": list(self.exclude),
            "aliases": dict(sorted(self.aliases.items())),
            "dialects": dict(sorted(self.dialects.items())),
        }


def find_settings(
    paths: Iterable[str | os.PathLike[str]], *, given: Iterable[str | os.PathLike[str]] = ()
) -> Settings:
    """The settings of the nearest ``kg.yaml`` at or above the first path; the defaults where there is none.

    The nearest ``authorities.yaml`` counts, but none above ``kg.yaml``. What
    they name must lie in the folder of ``kg.yaml``, but for what the user has ``given``.
    Raises SettingsError when the file cannot be followed.
    """
    start = next((Path(given).resolve() for given in paths), Path.cwd())
    found = _nearest(FILE_NAME, (start, *start.parents))
    settings = read_settings(found, given=given) if found else Settings()
    if settings.authorities is None:
        above = [start, *start.parents]
        folders = above[: above.index(found.parent) + 1] if found else above
        ruled = _nearest(AUTHORITIES_NAME, folders)
        if ruled is not None:
            _check_inside(ruled, ruled.parent, "the file")
        settings = replace(settings, authorities=ruled)
    return settings


def project_folder(paths: Iterable[str | os.PathLike[str]]) -> Path | None:
    """The folder of the nearest ``kg.yaml`` at or above the first path; None where there is none."""
    start = next((Path(given).resolve() for given in paths), Path.cwd())
    found = _nearest(FILE_NAME, (start, *start.parents))
    return found.parent if found else None


def _nearest(name: str, folders: Iterable[Path]) -> Path | None:
    # os.path: a folder that may not be read holds no file for us; pathlib raises there.
    return next((folder / name for folder in folders if os.path.isfile(folder / name)), None)


def read_settings(path: Path, *, given: Iterable[str | os.PathLike[str]] = ()) -> Settings:
    """The settings in a file. Raises SettingsError, with file and line, when it cannot be followed.

    What it names must lie in its folder, but for what the user has ``given``: who
    wrote the settings may be a stranger, who is not to say what of yours is read.
    """
    import yaml

    _check_inside(path, path.parent, "the file")
    try:
        text = read_file(path).decode("utf-8-sig")
        # Every scalar stays text: the language `no` is not false.
        held = yaml.load(text, yaml.CBaseLoader)  # noqa: S506
        node = yaml.compose(text, yaml.CBaseLoader)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SettingsError(f"{path} cannot be read: {reason}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        reason = " ".join(str(getattr(error, "problem", error)).split())
        raise SettingsError(f"{path}{place} is not YAML: {reason}") from error
    if held is None:
        held = {}
    if not isinstance(held, dict):
        raise SettingsError(f"{path} must hold 'key: value' lines")
    seen: set[str] = set()
    for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
        if key.value in seen:
            raise SettingsError(f"{path}:{key.start_mark.line + 1}:1 sets {key.value!r} again; delete one")
        seen.add(key.value)
    settings = _settings(held, path)
    allowed = {os.path.realpath(one) for one in given}
    for name, named in _named(settings):
        if os.path.realpath(named) not in allowed:
            _check_inside(named, path.parent, f"{path}: {name}")
    return settings


def _named(settings: Settings) -> Iterator[tuple[str, Path]]:
    """The paths that settings name, with what they are."""
    for name, named in (("root", settings.root), ("authorities", settings.authorities)):
        if named is not None:
            yield name, named
    for named in settings.shapes:
        yield "shapes", named


def _check_inside(named: Path, folder: Path, what: str) -> None:
    """Raise SettingsError where a path leads out of the folder of the settings, by ``..`` or by a link."""
    if leads_out(named, folder):
        raise SettingsError(
            f"{what} {os.path.relpath(named)} leads out of {os.path.relpath(folder)}; "
            "name it on the command line, or put a copy inside"
        )


def _settings(held: dict[object, object], path: Path) -> Settings:
    known = {one.name for one in fields(Settings)} - {"author_url", "publisher_logo", "publisher_url"}
    values: dict[str, object] = {"root": path.parent}
    for key, value in held.items():
        if key not in known:
            close = difflib.get_close_matches(str(key), sorted(known), n=1)
            advice = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(sorted(known))}"
            raise SettingsError(f"{path} has the unknown key {key!r}; {advice}")
        if value not in ("", "~", "null"):
            values.update(_value(str(key), value, path))
    try:
        return Settings(**values)  # type: ignore[arg-type]
    except SettingsError as error:
        raise SettingsError(f"{path}: {error}") from error


def _value(key: str, value: object, path: Path) -> dict[str, object]:
    if key in _PARTS and isinstance(value, dict):
        return _parts(key, value, path)
    if key in {"exclude", "profiles"}:
        return {key: tuple(_texts(key, value, path))}
    if key == "shapes":
        return {"shapes": tuple(path.parent / one for one in _texts(key, value, path))}
    if key in _LEADING:
        return {key: _leading(key, value, path)}
    if key == "publish_email":
        return {key: _is_true(key, value, path)}
    if isinstance(value, list | dict):
        raise SettingsError(f"{path}: {key} takes one text")
    return {key: _folder(key, str(value), path) if key in {"root", "authorities"} else str(value)}


def _folder(key: str, value: str, path: Path) -> Path:
    if key == "root" and not (path.parent / value).is_dir():
        raise SettingsError(f"{path}: root {value!r} is no folder")
    return path.parent / value


def _is_true(key: str, value: object, path: Path) -> bool:
    if value not in ("true", "false"):
        raise SettingsError(f"{path}: {key} is true or false")
    return value == "true"


def _parts(key: str, value: dict[object, object], path: Path) -> dict[str, object]:
    unknown = sorted(set(map(str, value)) - set(_PARTS[key]))
    if unknown:
        raise SettingsError(f"{path}: {key} has {', '.join(_PARTS[key])}, not {unknown[0]!r}")
    if not all(isinstance(one, str) for one in value.values()):
        raise SettingsError(f"{path}: {', '.join(_PARTS[key])} of {key} take one text each")
    return {field: str(value.get(part, "")) for part, field in _PARTS[key].items()}


def _leading(key: str, value: object, path: Path) -> dict[str, str]:
    if key == "dialects" and isinstance(value, str):
        return {"**": value}
    if not isinstance(value, dict) or not all(isinstance(field, str) for field in value.values()):
        raise SettingsError(f"{path}: {key} leads from {_LEADING[key]}")
    return {str(one): str(other) for one, other in value.items()}


def _texts(key: str, value: object, path: Path) -> list[str]:
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise SettingsError(f"{path}: {key} takes a list of texts")
    return [str(one) for one in found]


def _check_length(name: str, text: str) -> None:
    if len(text) > _LONGEST:
        raise SettingsError(f"{name} has {len(text):,} characters; it may have {_LONGEST:,}")


def _check_base(base: str) -> None:
    _check_length("base", base)
    try:
        scheme, host, *_ = urlsplit(base)
    except ValueError:
        scheme = host = ""
    is_named = scheme == "urn" or (scheme in {"http", "https"} and host)
    if not is_named or _NOT_IN_IRI.search(base):
        raise SettingsError(f"base {base!r} is not an IRI; write one such as {DEFAULT_BASE}")
    if not base.endswith(("/", ":")) or "#" in base or "?" in base:
        raise SettingsError(f"base {base!r} must end in / (names are appended to it)")


def _check_url(name: str, url: str) -> None:
    try:
        scheme, host, *_ = urlsplit(url)
    except ValueError:
        scheme = host = ""
    if url and (scheme not in {"http", "https"} or not host or _NOT_IN_IRI.search(url)):
        raise SettingsError(f"{name} {url!r} is not a URL; write a whole one, beginning with https://")


def _check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise SettingsError(f"{name} is {value!r}; it is one of {', '.join(choices)}")
