"""The application: documents, events, preferences, and the custom events that lead to the main thread."""

from __future__ import annotations

from ..profiles import VERSIONS
from ..state import CustomEvent as CustomEventRecord
from ..state import State
from ._base import Base, installed_state
from ._data import Data
from ._data_files import User
from ._design import Design
from ._documents import Document, Documents, Product, wrap_document
from ._enums import LogLevels, LogTypes, UserInterfaceThemes
from ._events import (
    ApplicationEvent,
    ApplicationEventArgs,
    CustomEvent,
    CustomEventArgs,
    DataEvent,
    DocumentEvent,
)
from ._scripts import ApplicationFolders, Scripts
from ._user_interface import UserInterface


class GeneralPreferences(Base):
    """Language and theme."""

    __slots__ = ()
    _newer = frozenset({"userInterfaceTheme", "activeUserInterfaceTheme"})

    @property
    def userLanguage(self) -> int:
        return self._state.language

    @userLanguage.setter
    def userLanguage(self, value: int) -> None:
        self._state.language = value

    @property
    def userInterfaceTheme(self) -> int:
        return self._state.theme

    @userInterfaceTheme.setter
    def userInterfaceTheme(self, value: int) -> None:
        self._state.theme = value

    @property
    def activeUserInterfaceTheme(self) -> int:
        theme = self._state.theme
        device = UserInterfaceThemes.DeviceUserInterfaceTheme
        return UserInterfaceThemes.LightGrayUserInterfaceTheme if theme == device else theme


class NetworkPreferences(Base):
    """The proxy."""

    __slots__ = ()

    @property
    def networkProxySetting(self) -> int:
        return self._state.proxy_setting

    @networkProxySetting.setter
    def networkProxySetting(self, value: int) -> None:
        self._state.proxy_setting = value

    @property
    def proxyHost(self) -> str:
        return self._state.proxy_host

    @proxyHost.setter
    def proxyHost(self, value: str) -> None:
        self._state.proxy_host = value

    @property
    def proxyPort(self) -> int:
        return self._state.proxy_port

    @proxyPort.setter
    def proxyPort(self, value: int) -> None:
        self._state.proxy_port = value


class Preferences(Base):
    """The preferences."""

    __slots__ = ()

    @property
    def generalPreferences(self) -> GeneralPreferences:
        return GeneralPreferences(self._record, self._state)

    @property
    def networkPreferences(self) -> NetworkPreferences:
        return NetworkPreferences(self._record, self._state)


class Application(Base):
    """Fusion itself."""

    __slots__ = ()
    _any_thread = frozenset({"fireCustomEvent"})
    _newer = frozenset({"applicationFolders", "hasActiveJobs", "scripts"})

    @classmethod
    def get(cls) -> Application:
        """Return the running application."""
        state = installed_state()
        state.loop.check("Application.get")
        return cls(state.application, state)

    @classmethod
    def log(
        cls, message: str, level: int = LogLevels.InfoLogLevel, type: int = LogTypes.ConsoleLogType
    ) -> None:
        """Write a line into the Text Commands window, or into Fusion's log file alone."""
        state = installed_state()
        state.loop.check("Application.log")
        if not isinstance(message, str):
            raise TypeError(f"in Application.log: {message!r} where str is expected")
        state.log.append(message)
        if type == LogTypes.ConsoleLogType:
            state.text_lines.write(message)

    @property
    def userInterface(self) -> UserInterface:
        return UserInterface(self._state.user_interface, self._state)

    @property
    def documents(self) -> Documents:
        return Documents(self._record, self._state)

    @property
    def activeDocument(self) -> Document | None:
        document = self._state.active_document
        return None if document is None else wrap_document(self._state, document)

    @property
    def activeProduct(self) -> Product | None:
        document = self._state.active_document
        return None if document is None else wrap_document(self._state, document).products.item(0)

    @property
    def activeEditObject(self) -> Base | None:
        """The root component of a design, None in any other document."""
        product = self.activeProduct
        return product.activeComponent if isinstance(product, Design) else None

    @property
    def supportedProductTypes(self) -> list[str]:
        return sorted({workspace.product_type for workspace in self._state.workspaces})

    def executeTextCommand(self, command: str) -> str:
        """Refuse what Fusion alone can do; the web tools that add-ins ask for, every browser has."""
        if command.startswith("devoptions.webdeveloperextras "):
            return ""
        raise NotImplementedError(f"the preview does not simulate the text command {command}")

    @property
    def data(self) -> Data:
        return Data(self._record, self._state)

    @property
    def preferences(self) -> Preferences:
        return Preferences(self._record, self._state)

    @property
    def currentUser(self) -> User:
        return User(self._state.user, self._state)

    @property
    def userName(self) -> str:
        return self.currentUser.userName

    @property
    def userId(self) -> str:
        return self.currentUser.userId

    @property
    def version(self) -> str:
        return VERSIONS[self._state.profile]

    @property
    def isOffLine(self) -> bool:
        return self._state.is_offline

    @isOffLine.setter
    def isOffLine(self, value: bool) -> None:
        self._state.is_offline = value

    @property
    def hasActiveJobs(self) -> bool:
        """True while something is uploaded."""
        return self._state.jobs > 0

    @property
    def isStartupComplete(self) -> bool:
        return self._state.is_startup_complete

    def getLastError(self) -> tuple[int, str]:
        """Return code and message of the last failure, of those whose reason nothing else tells."""
        return self._state.last_error

    @property
    def applicationFolders(self) -> ApplicationFolders:
        return ApplicationFolders(self._record, self._state)

    @property
    def scripts(self) -> Scripts:
        return Scripts(self._record, self._state)

    def registerCustomEvent(self, eventId: str) -> CustomEvent | None:
        """Make a custom event; None when the id is taken: unregister it first."""
        if eventId in self._state.custom_events:
            return None
        record = self._state.custom_events[eventId] = CustomEventRecord(eventId)
        return CustomEvent(record.signal(eventId), self)

    def unregisterCustomEvent(self, eventId: str) -> bool:
        """Remove a custom event; False for an unknown id."""
        record = self._state.custom_events.pop(eventId, None)
        if record is None:
            return False
        record.deleted = True
        return True

    def fireCustomEvent(self, eventId: str, additionalInfo: str = "") -> bool:
        """Queue a custom event, from any thread; False for an unknown id."""
        record = self._state.custom_events.get(eventId)
        if record is None:
            return False
        self._state.loop.post(f"event {eventId}", lambda: self._handle(record, additionalInfo))
        return True

    def _handle(self, record: CustomEventRecord, info: str) -> None:
        if not record.deleted:
            event = CustomEvent(record.signal(record.id), self)
            event._fire(CustomEventArgs(self._state, additionalInfo=info))

    @property
    def startupCompleted(self) -> ApplicationEvent:
        return ApplicationEvent(self._record.signal("startupCompleted"), self)

    @property
    def onlineStatusChanged(self) -> ApplicationEvent:
        return ApplicationEvent(self._record.signal("onlineStatusChanged"), self)

    @property
    def dataFileComplete(self) -> DataEvent:
        return DataEvent(self._record.signal("dataFileComplete"), self)

    @property
    def documentCreated(self) -> DocumentEvent:
        return DocumentEvent(self._record.signal("documentCreated"), self)

    @property
    def documentOpening(self) -> DocumentEvent:
        return DocumentEvent(self._record.signal("documentOpening"), self)

    @property
    def documentOpened(self) -> DocumentEvent:
        return DocumentEvent(self._record.signal("documentOpened"), self)

    @property
    def documentClosing(self) -> DocumentEvent:
        return DocumentEvent(self._record.signal("documentClosing"), self)

    @property
    def documentClosed(self) -> DocumentEvent:
        return DocumentEvent(self._record.signal("documentClosed"), self)

    @property
    def documentSaving(self) -> DocumentEvent:
        return DocumentEvent(self._record.signal("documentSaving"), self)

    @property
    def documentSaved(self) -> DocumentEvent:
        return DocumentEvent(self._record.signal("documentSaved"), self)

    @property
    def documentActivating(self) -> DocumentEvent:
        return DocumentEvent(self._record.signal("documentActivating"), self)

    @property
    def documentActivated(self) -> DocumentEvent:
        return DocumentEvent(self._record.signal("documentActivated"), self)

    @property
    def documentDeactivating(self) -> DocumentEvent:
        return DocumentEvent(self._record.signal("documentDeactivating"), self)

    @property
    def documentDeactivated(self) -> DocumentEvent:
        return DocumentEvent(self._record.signal("documentDeactivated"), self)


def complete_startup(state: State) -> None:
    """Say that Fusion has started."""
    state.is_startup_complete = True
    application = Application(state.application, state)
    application.startupCompleted._fire(ApplicationEventArgs(state))
