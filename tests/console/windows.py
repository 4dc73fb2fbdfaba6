"""Browser windows: one that has loaded the console before opens it in half of the CPU time."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext, Page

EMPTY = """
if (origin !== 'null' && !sessionStorage.getItem('window')) {
  localStorage.clear();
  sessionStorage.setItem('window', 'open');
}
"""
Sort = tuple[tuple[int, int], str]


class Windows:
    """Each window is one person's alone; nothing but what a browser may cache is left for the
    next one of its sort."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._sorts: dict[BrowserContext, Sort] = {}
        self._free: dict[Sort, list[BrowserContext]] = {}

    def open(self, size: tuple[int, int], language: str) -> Page:
        free = self._free.setdefault((size, language), [])
        page = (free.pop() if free else self._make(size, language)).new_page()
        page.add_init_script(EMPTY)
        return page

    def close(self, page: Page) -> None:
        context = page.context
        for each in context.pages:
            each.close()
        context.clear_cookies()
        context.set_offline(offline=False)
        self._free[self._sorts[context]].append(context)

    def _make(self, size: tuple[int, int], language: str) -> BrowserContext:
        width, height = size
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            locale=language,
            color_scheme="dark",
            has_touch=width < 500,
            is_mobile=width < 500,
        )
        self._sorts[context] = (size, language)
        return context
