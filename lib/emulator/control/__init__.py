"""The service's own switches: an API and a page to look into it, to disturb it, and to begin anew."""

from .api import PREFIX, Control, is_control
from .switchboard import Switchboard

__all__ = ["PREFIX", "Control", "Switchboard", "is_control"]
