"""Which colour and which shape stand for which side: the same in charts, marked articles and reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

__all__ = ["BLUE", "GREY", "MARKERS", "SIDE_COLOURS", "VERMILION", "side_colours"]

#: blue and vermilion of Okabe and Ito (jfly.uni-koeln.de/color), told apart by nearly all; grey for third parties
BLUE, VERMILION, GREY = "#0072B2", "#D55E00", "#7F7F7F"
#: sides whose colour never depends on who else is in the frame
SIDE_COLOURS: Mapping[str, str] = {"Russia": VERMILION, "Ukraine": BLUE}
#: the second code beside colour
MARKERS: Mapping[str, str] = {BLUE: "s", VERMILION: "^", GREY: "o"}


def side_colours(sides: Iterable[str], palette: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give each side its colour: the palette's own, else blue and vermilion in alphabetical order, else grey.

    Parameters
    ----------
    sides : iterable of str
        Names of sides, in any order.
    palette : mapping, optional
        Side to colour, before `SIDE_COLOURS`.

    Returns
    -------
    dict
        Side to colour.

    Examples
    --------
    >>> side_colours(["Ukraine", "Russia", "Poland"])
    {'Poland': '#7F7F7F', 'Russia': '#D55E00', 'Ukraine': '#0072B2'}
    >>> side_colours(["Eritrea", "Ethiopia"])
    {'Eritrea': '#0072B2', 'Ethiopia': '#D55E00'}
    """
    names, fixed = sorted(set(sides)), {**SIDE_COLOURS, **(palette or {})}
    taken = {fixed[n] for n in names if n in fixed}
    free = [c for c in (BLUE, VERMILION) if c not in taken]
    return {n: fixed[n] if n in fixed else free.pop(0) if free else GREY for n in names}
