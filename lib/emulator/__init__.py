"""The APS web services, and Fusion Lifecycle's, on this machine: real HTTP, a sample hub, no network."""

from .faults import Fault, read_faults
from .request_log import LoggedRequest
from .sample.seeder import Project, Seeder
from .service import Emulator, EmulatorOptions

__all__ = ["Emulator", "EmulatorOptions", "Fault", "LoggedRequest", "Project", "Seeder", "read_faults"]
