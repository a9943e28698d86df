"""``python -m forces``."""

import sys

from forces.cli import main

sys.exit(main())
