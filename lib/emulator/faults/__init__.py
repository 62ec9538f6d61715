"""Bad days on order: answers that fail, come late, lie, or never come."""

from .delivery import Delivery
from .fault import Fault
from .in_force import FaultInForce, Faults
from .reading import read_fault, read_faults

__all__ = ["Delivery", "Fault", "FaultInForce", "Faults", "read_fault", "read_faults"]
