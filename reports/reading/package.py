"""Opens an ODT or DOCX file that comes from outside, and refuses what must not be read: each refusal says why."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree

from reports.reading.content import DocumentError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old .doc files, and Word files locked with a password
_LARGEST = 200 * 1024 * 1024  # bytes once unpacked
_MOST_PARTS = 5000
_ODT_MACROS = ("Basic/", "Scripts/", "ObjectReplacements/Basic")
_ODF_MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"


@dataclass(frozen=True)
class Package:
    """The parts of a document. ``kind`` is ``odt`` or ``docx``."""

    path: Path
    kind: str
    parts: dict[str, bytes]

    def xml(self, name: str) -> Any:
        """The root element of a part. Raises DocumentError when it is missing or damaged."""
        try:
            return _parsed(self.parts[name])
        except KeyError:
            raise _refused(self.path, f"la partie {name} manque : le fichier est abîmé") from None
        except etree.XMLSyntaxError as error:
            raise _refused(self.path, f"la partie {name} est abîmée ({error.msg})") from None

    def xml_or_none(self, name: str) -> Any | None:
        return self.xml(name) if name in self.parts else None


def open_package(path: Path, data: bytes) -> Package:
    """The package of a file. Raises DocumentError: damaged, locked with a password, with macros, of another format."""
    if data.startswith(_OLE):
        raise _refused(
            path,
            "protégé par un mot de passe, ou enregistré dans l’ancien format .doc",
            "Ouvrez-le, ôtez le mot de passe, et enregistrez-le en .odt ou en .docx.",
        )
    parts = _unpacked(path, data)
    if "word/document.xml" in parts:
        package = Package(path, "docx", parts)
        macros = [name for name in parts if name.lower().endswith("vbaproject.bin")]
        if macros or b"macroEnabled" in parts.get("[Content_Types].xml", b""):
            raise _with_macros(path, macros or ["[Content_Types].xml"])
        return package
    if "META-INF/manifest.xml" in parts:
        package = Package(path, "odt", parts)
        _check_odt(package)
        if "content.xml" in parts:
            return package
    raise _refused(path, "ni un document ODT ni un document DOCX", "Enregistrez le compte rendu en .odt ou en .docx.")


def _unpacked(path: Path, data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            items = archive.infolist()
            if len(items) > _MOST_PARTS or sum(item.file_size for item in items) > _LARGEST:
                raise _refused(path, "démesuré une fois décompressé", "Donnez le compte rendu lui-même.")
            if any(item.flag_bits & 1 for item in items):
                raise _refused(path, "protégé par un mot de passe", "Ôtez le mot de passe, puis enregistrez.")
            names = [item.filename for item in items]
            if len(set(names)) != len(names):
                raise _refused(path, "deux parties portent le même nom : le fichier est abîmé")
            return {item.filename: archive.read(item) for item in items if not item.is_dir()}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise _refused(path, f"abîmé ou incomplet ({error})") from None


def _check_odt(package: Package) -> None:
    manifest = package.xml("META-INF/manifest.xml")
    if manifest.find(f".//{_ODF_MANIFEST}encryption-data") is not None:
        raise _refused(package.path, "protégé par un mot de passe", "Ôtez le mot de passe, puis enregistrez.")
    macros = [name for name in package.parts if name.startswith(_ODT_MACROS) and not name.endswith("-lc.xml")]
    content = package.parts.get("content.xml", b"")
    if macros or b"<script:event-listener" in content or b"<office:script " in content:
        raise _with_macros(package.path, macros or ["content.xml"])


def _parsed(data: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(data, parser)
    if root.getroottree().docinfo.doctype:
        raise etree.XMLSyntaxError("déclaration DOCTYPE inattendue", 0, 1, 1)
    return root


def _with_macros(path: Path, names: list[str]) -> DocumentError:
    return _refused(
        path,
        f"ce document contient des macros ({', '.join(sorted(names)[:3])})",
        "Enregistrez-le sans macros (.odt ou .docx), après avoir cherché d’où elles viennent.",
    )


def _refused(path: Path, why: str, remedy: str = "") -> DocumentError:
    return DocumentError(
        f"{path} : {why}.", remedy=remedy or "Demandez de nouveau le document à qui l’a rempli ; rien n’a été relu."
    )
