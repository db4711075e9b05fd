"""AMP pages of WordPress: the article by its selectors, the page's furniture left behind.

The class names are those of the AMP plugin's templates (templates/*.php, src/MobileRedirection.php).
"""

from __future__ import annotations

from workflow.formats.elements import Page, PageElement

_FURNITURE_CLASSES = frozenset(
    {
        "amp-wp-header",
        "amp-wp-footer",
        "amp-wp-meta",
        "amp-wp-site-icon",
        "amp-wp-article-header",
        "amp-wp-article-footer",
        "amp-wp-comments-link",
        "amp-wp-tax-category",
        "amp-wp-tax-tag",
        "back-to-top",
    }
)
_FURNITURE_IDS = frozenset({"amp-mobile-version-switcher", "wpadminbar"})
_FURNITURE_NAMES = frozenset(
    {"amp-sidebar", "amp-analytics", "amp-ad", "amp-social-share", "amp-consent", "amp-auto-ads", "amp-user-notification"}
)


def is_amp_page(page: Page) -> bool:
    """Whether the page calls itself AMP, or is built by WordPress' AMP templates."""
    return (
        page.find(lambda e: e.name == "html" and ("amp" in e.attributes or "⚡" in e.attributes)) is not None
        or find_amp_content(page) is not None
    )


def find_amp_title(page: Page) -> PageElement | None:
    """``h1.amp-wp-title``."""
    return page.find(lambda e: e.name == "h1" and "amp-wp-title" in e.classes)


def find_amp_content(page: Page) -> PageElement | None:
    """``.amp-wp-article-content``."""
    return page.find(lambda e: "amp-wp-article-content" in e.classes)


def find_amp_picture(page: Page) -> PageElement | None:
    """The article's main picture, which stands outside its content."""
    return page.find(lambda e: e.name == "figure" and "amp-wp-article-featured-image" in e.classes)


def find_amp_author(page: Page) -> PageElement | None:
    """``.amp-wp-author``."""
    return page.find(lambda e: "amp-wp-author" in e.classes)


def is_amp_furniture(element: PageElement) -> bool:
    """Whether the element belongs to the page, not to the article."""
    return bool(
        _FURNITURE_CLASSES & element.classes or element.attributes.get("id") in _FURNITURE_IDS or element.name in _FURNITURE_NAMES
    )
