"""The media library: folders, files, the space used (contract: media-library.md 5, 6, 7)."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page

from acceptance.pages.portal_page import PortalPage, absent, shown

_API = "/api/1.0/media-library"
_UNITS = {"o": 1, "Ko": 1024, "Mo": 1024**2, "Go": 1024**3}
_USAGE = re.compile(r"([\d.,]+)\s*(o|Ko|Mo|Go)\b.*?utilisés sur\s*([\d.,]+)\s*(o|Ko|Mo|Go)\b")
_PAGE = 100


class MediaLibraryPage(PortalPage):
    def __init__(self, page: Page, portal: str) -> None:
        super().__init__(page, portal)
        self.title = page.locator(".media-library-scene-title")
        # The spaces themselves, not the folders unfolded under them.
        node = "#media-library-navigation-workspaces .navigation-node"
        self.workspaces = page.locator(f"{node} .node-label:not({node} .navigation-node *)")
        self.files = page.locator(".media-library-scene-element.file")
        self.file_input = page.locator("input#uploader")
        self.usage = page.locator(".media-library-usage")
        self.download = page.get_by_role("link", name="Télécharger le document")

    def open_own(self) -> None:
        """The person's own documents: where the library opens."""
        self.open("/app/#/media-library/boot")
        shown(self.title, "la médiathèque")
        self._loaded()

    def open_class(self) -> None:
        """The space of the class, the first of the group spaces."""
        self.open_own()
        node = self.workspaces.first
        shown(node, "l’espace de la classe")
        label = (node.text_content() or "").strip()
        node.click()
        shown(self.title.filter(has_text=label), f"l’espace « {label} »")
        self._loaded()

    def upload(self, name: str, content: bytes) -> int:
        """Deposit a file in the open folder; gives the number of the new medium."""
        with self.page.expect_response(lambda answer: answer.url.endswith("/file")) as sent:
            self.file_input.set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})
        answer = sent.value
        assert answer.status == 201, f"le dépôt du fichier a été refusé ({answer.status})"
        return int(answer.headers["location"].rsplit("/", 1)[-1])

    def expect_file(self, name: str) -> None:
        shown(self._file(name), f"le fichier « {name} »")

    def receive(self, name: str) -> bytes:
        """Open a file of the list and download it by its own link; gives the bytes received."""
        self._file(name).locator(".media-library-scene-element-nav").click()
        shown(self.download, "le lien « Télécharger le document »")
        answer = self.page.request.get(self.download.get_attribute("href") or "")
        assert answer.ok, f"le téléchargement a été refusé ({answer.status})"
        return answer.body()

    def class_names(self) -> set[str]:
        shown(self.workspaces, "les espaces de travail")
        return {text.strip() for text in self.workspaces.all_text_contents()}

    def shown_usage(self) -> tuple[float, float]:
        """The space used as the page says it, and what its rounding may hide, in bytes."""
        shown(self.usage, "l’indicateur d’espace")
        said = self.usage.first.text_content() or ""
        found = _USAGE.search(said)
        assert found, f"indicateur illisible : « {said} »"
        unit = _UNITS[found[2]]
        return float(found[1].replace(",", ".")) * unit, 0.006 * unit

    def used_space(self) -> int:
        """The space that the person's files really take, bin included: each folder walked, each file asked its size."""
        root = self._get("/base-init.json")["my_folder"]["marker"]
        bin_ = self._get("/base-corbeille.json")["MEDIAS"]
        numbers = {medium["id"] for medium in [*self._walk(root), *bin_]}
        return sum(int(self._get(f"/media/{number}.json").get("size") or 0) for number in numbers)

    def remove(self, number: int) -> None:
        """To the bin, then for good (contract: media-library.md 3.2)."""
        for _ in range(2):
            answer = self.page.request.delete(f"{self.portal}{_API}/media/{number}.json")
            assert answer.ok, f"suppression refusée ({answer.status})"

    def _walk(self, marker: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        page, pages = 1, 1
        while page <= pages:
            answer = self._get(f"/media-folder/{marker}/medias.json?page={page}&limit={_PAGE}")
            found += answer["_embedded"]["items"]
            page, pages = page + 1, answer["pages"]
        for child in self._get(f"/media-folder/{marker}.json")["children"]:
            found += self._walk(child["marker"])
        return found

    def _get(self, path: str) -> Any:
        answer = self.page.request.get(f"{self.portal}{_API}{path}")
        assert answer.ok, f"{_API}{path.partition('?')[0]} répond {answer.status}"
        return answer.json()

    def _file(self, name: str) -> Locator:
        return self.files.filter(has_text=name)

    def _loaded(self) -> None:
        absent(self.page.locator('.media-library-scene[aria-busy="true"]'), "un chargement qui ne finit pas")
