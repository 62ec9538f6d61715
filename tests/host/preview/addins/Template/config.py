"""What all of the add-in shares."""

from __future__ import annotations

import os

DEBUG = True
ADDIN_NAME = os.path.basename(os.path.dirname(__file__))
COMPANY_NAME = "ACME"
PALETTE_ID = f"{COMPANY_NAME}_{ADDIN_NAME}_palette"
