"""A new site: working, commented, without media, for `videowall new DIR`."""

from __future__ import annotations

from pathlib import Path

from wall.errors import WallError

WALL = """\
# A site: this file, one YAML file per layout, and a folder of media.
#   videowall check .            says what is wrong, with the line
#   videowall run . --preview    shows the whole wall in one window
# Save a file while the wall runs, and it follows.
version: 1
name: {name}

screens:
  grid: 3x2               # columns x rows; the upper left screen is A1, the lower right one C2
  pixels: 1920x1080       # of one monitor
  panel_mm: 1018x573      # the visible picture of one panel
  bezel_mm: 1.8           # its frame; pictures run on behind it
  # Which monitor is which. Without this they are taken in reading order.
  # outputs:
  #   A1: DP-1                                      # by connector, or
  #   B1: {{edid: "DEL-41A8-4C4B3132"}}               # by maker, model and serial, or
  #   C1: {{output: DP-2, part: [0, 0, 1920, 1080]}}  # a part of an output

theme: night              # night or day
start: welcome            # the layout after a fresh start
fade_ms: 400              # how long one layout takes to become the next

sources: {{}}
# Where posts, figures and tables come from. Remove `{{}}` above and the # below, then put the
# source into a layout:
#   - {{id: news, kind: feed, area: A1:A2, source: newsroom}}
#
# sources:
#   newsroom: {{kind: rss, url: "https://example.org/news.xml", every: 60s}}

local_input:
  mode: operator          # what mouse and keyboard at the wall may do: off, view or operator
  edit_key: F1
  layout_keys: {{F2: welcome, F3: clocks}}
"""

WELCOME = """\
# A layout: what is where. Tiles are written from the bottom to the top.
version: 1
title: Welcome
gap: 24                   # pixels left free around each tile

tiles:
  # A tile over four screens. Its text grows until it fills them.
  - id: hello
    kind: text
    area: A1:B2           # screens: B2, A1:B2, "A1,B2" or all
    text: |
      # Good to see you

      This wall listens to three files:
      **wall.yaml**, **welcome.yaml** and **clocks.yaml**.
    align: left

  # A tile on a part of one screen.
  - id: time
    kind: clock
    area: {screens: C1, box: [0%, 0%, 100%, 100%]}
    seconds: true

  - id: next
    kind: text
    area: C2
    title: What to do next
    text: |
      Press **F3** for the other layout, **F1** to move tiles.

      Put pictures into `media/` and write
      `kind: image`, `url: media/photo.jpg`.

  # Web pages, films and news. Remove the # once they are yours.
  # - {id: site,  kind: web,   area: C2, url: "https://example.org"}
  # - {id: film,  kind: video, area: A1, url: media/film.mp4}
  # - {id: news,  kind: feed,  area: B1, source: newsroom, label: [source, age]}
"""

CLOCKS = """\
version: 1
title: Around the world
gap: 24

tiles:
  - id: world
    kind: clock
    area: A1:C1
    zones:
      - {zone: America/New_York}
      - {zone: Europe/Warsaw}
      - {zone: Asia/Dubai}

  - id: note
    kind: text
    area: A2:C2
    text: "# One wall, many hours"
    align: center
"""

MEDIA = """\
Pictures, films and pages of this site. In layouts they are named from the site's folder:
`url: media/photo.jpg`.
"""


class FolderInUse(WallError):
    """A folder that is not empty."""

    code = "folder_in_use"

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is there already and not empty; name a new folder")
        self.folder = folder


def new_site(folder: Path) -> tuple[Path, ...]:
    """Write a site into a new or empty folder; the files that it made.

    Raises FolderInUse and OSError.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderInUse(folder)
    (folder / "media").mkdir(parents=True, exist_ok=True)
    texts = {
        "wall.yaml": WALL.format(name=_quoted(folder.resolve().name)),
        "welcome.yaml": WELCOME,
        "clocks.yaml": CLOCKS,
        "media/README.md": MEDIA,
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return tuple(folder / name for name in texts)


def _quoted(name: str) -> str:
    """A folder's name as a YAML text that one may read aloud."""
    spoken = " ".join(name.replace("-", " ").replace("_", " ").split()).capitalize() or "My wall"
    printable = "".join(char for char in spoken if char.isprintable())[:200]
    escaped = printable.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
