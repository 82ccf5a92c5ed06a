"""Figures: the markup of a picture in a body, <figure> with <img> and <figcaption>."""

from __future__ import annotations

from html import escape

from archive.text.markup.pictures import PictureAddress


def figure_markup(address: PictureAddress, alternative_text: str, caption: str = "", credit: str = "") -> str:
    """Return the markup of a picture in a body, with everything escaped; caption and credit may be empty.

    `<figure><img src="/media/…/1600x900.jpg" alt="Two ferries"><figcaption>At dawn <small>Ana
    Brod</small></figcaption> </figure>`
    """
    small = f"<small>{escape(credit, quote=False)}</small>" if credit else ""
    below = " ".join(part for part in (escape(caption, quote=False), small) if part)
    image = f'<img src="{address}" alt="{escape(alternative_text)}">'
    return f"<figure>{image}{f'<figcaption>{below}</figcaption>' if below else ''}</figure>"
