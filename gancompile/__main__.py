"""`python -m gancompile`."""

import sys

from gancompile.cli import main

sys.exit(main())
