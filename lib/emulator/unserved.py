"""What the official descriptions have and this service does not do: asked for it, it answers 501.

The commands publish Revit cloud models to BIM 360 Docs, which no Fusion design ever is.
"""

from __future__ import annotations

COMMANDS = (
    "commands:autodesk.bim360:C4RModelGetPublishJob",
    "commands:autodesk.bim360:C4RModelPublish",
    "commands:autodesk.bim360:C4RPublishWithoutLinks",
)
"""Types of the Data service's commands."""
