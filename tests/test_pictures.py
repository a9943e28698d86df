"""The README's charts show what the package draws today."""

from __future__ import annotations

import importlib.util
import re

import matplotlib.pyplot as plt
import pytest
from PIL import Image

from forces import describe_chart


@pytest.fixture
def pictures(root):
    spec = importlib.util.spec_from_file_location("pictures", root / "tools" / "pictures.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["ratios", "trend"])
def test_picture_is_of_today(pictures, name, theme):
    ax = pictures.draw(name, dark=theme == "dark")
    said = describe_chart(ax)
    plt.close(ax.get_figure())
    with Image.open(pictures.FOLDER / f"{name}-{theme}.png") as picture:
        assert picture.info["Description"] == said, "make pictures draws it anew"
        ground = picture.convert("L").getpixel((2, 2))
    assert (ground < 64) == (theme == "dark")


def test_readme_shows_them_and_they_exist(root):
    readme = (root / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r'(?:src|srcset)="(docs/[^"]+)"', readme)
    assert sorted(shown) == sorted(f"docs/pictures/{p.name}" for p in (root / "docs" / "pictures").iterdir())
