"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from forces.errors import ForcesError

__all__ = ["write_whole"]


def write_whole(path: str | os.PathLike[str], data: bytes, *, error: type[ForcesError] = ForcesError) -> Path:
    """Write a file beside its place and move it there, so that readers see the old one or the new one, never half.

    Parameters
    ----------
    path : path
        Where to.
    data : bytes
        All of it.
    error : type
        What to raise.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ForcesError
        If it cannot be written; an older file of that name is then unchanged.
    """
    path = Path(path)
    part: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            part = Path(file.name)
            file.write(data)
        part.chmod(0o644)
        part.replace(path)
    except OSError as problem:
        if part is not None:
            part.unlink(missing_ok=True)
        reason = problem.strerror or str(problem)
        raise error(f"{path}: cannot be written ({reason}); choose an existing folder that you may write to") from None
    return path
