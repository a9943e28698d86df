"""Draw the charts of the README from the bundled claims, light and dark: python tools/pictures.py [FOLDER]."""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
from PIL import Image
from PIL.PngImagePlugin import PngInfo

import forces

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"


def draw(name: str, *, dark: bool) -> plt.Axes:
    """Draw one of the charts of the README."""
    claims = forces.load_claims("ukraine")
    if name == "ratios":
        near = claims[claims["place"].eq("Kupiansk") & claims["source"].eq("Forbes")]
        found = forces.force_ratios(near, side="Russia", versus="Ukraine")
        return forces.plot_ratios(found, claims=near, dark=dark)
    trend = forces.ratio_trends(claims, side="Russia", versus="Ukraine", measure="fire", item="shells")
    return forces.plot_trends(trend, dark=dark)


def shrink(path: Path) -> None:
    """Keep 128 colours, which a chart does not exceed to the eye, and the description."""
    with Image.open(path) as picture:
        words = PngInfo()
        for key, text in picture.info.items():
            if isinstance(text, str):
                words.add_itxt(key, text)
        small = picture.convert("RGB").quantize(128, dither=Image.Dither.NONE)
    small.save(path, pnginfo=words, optimize=True)


def main(folder: Path) -> None:
    """Write every picture of the README to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("ratios", "trend"):
        for dark in (False, True):
            ax = draw(name, dark=dark)
            path = folder / f"{name}-{'dark' if dark else 'light'}.png"
            forces.save_chart(ax, path)
            plt.close(ax.get_figure())
            shrink(path)
            print(folder.name, name, "dark" if dark else "light")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
