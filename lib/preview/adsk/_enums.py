"""The enumerations, as Fusion has them: plain classes of integers, which plain integers may stand in for."""

from __future__ import annotations


class DialogResults:
    """What the user pressed."""

    DialogError = -1
    DialogOK = 0
    DialogCancel = 1
    DialogYes = 2
    DialogNo = 3


class MessageBoxButtonTypes:
    """The buttons of a message box."""

    OKButtonType = 0
    OKCancelButtonType = 1
    RetryCancelButtonType = 2
    YesNoButtonType = 3
    YesNoCancelButtonType = 4


class MessageBoxIconTypes:
    """The icon of a message box."""

    NoIconIconType = 0
    QuestionIconType = 1
    InformationIconType = 2
    WarningIconType = 3
    CriticalIconType = 4


class PaletteDockingOptions:
    """Where a palette may be docked."""

    PaletteDockOptionsNone = 0
    PaletteDockOptionsToVerticalOnly = 1
    PaletteDockOptionsToHorizontalOnly = 2
    PaletteDockOptionsToVerticalAndHorizontal = 3


class PaletteDockingStates:
    """Where a palette is docked."""

    PaletteDockStateFloating = 0
    PaletteDockStateTop = 1
    PaletteDockStateBottom = 2
    PaletteDockStateLeft = 3
    PaletteDockStateRight = 4


class LogLevels:
    """How bad a log line is."""

    ErrorLogLevel = 0
    WarningLogLevel = 1
    InfoLogLevel = 2


class LogTypes:
    """Where a log line goes."""

    FileLogType = 0
    ConsoleLogType = 1


class HubTypes:
    """Whose a hub is."""

    PersonalHubType = 0
    TeamHubType = 1


class CommandTerminationReason:
    """Why a command ended."""

    UnknownTerminationReason = 0
    CompletedTerminationReason = 1
    CancelledTerminationReason = 2
    AbortedTerminationReason = 3
    PreEmptedTerminationReason = 4
    SessionEndingTerminationReason = 5


class NetworkProxySettings:
    """Whose proxy Fusion's own requests go through."""

    AutomaticProxySettings = 0
    NoProxyProxySettings = 1
    WindowsDefaultProxySettings = 2
    OverrideProxySettings = 3


class UserLanguages:
    """The languages of Fusion's own texts."""

    EnglishLanguage = 3
    FrenchLanguage = 4
    GermanLanguage = 5


class UserInterfaceThemes:
    """The colour schemes; Device follows the operating system."""

    ClassicUserInterfaceTheme = 0
    LightGrayUserInterfaceTheme = 1
    DarkBlueUserInterfaceTheme = 2
    DarkGrayUserInterfaceTheme = 3
    DeviceUserInterfaceTheme = 4


class UploadStates:
    """How far an upload has come."""

    UploadProcessing = 0
    UploadFinished = 1
    UploadFailed = 2


class HttpMethods:
    """What a request does."""

    GetMethod = 0
    PostMethod = 1
    PutMethod = 2
    DeleteMethod = 3
    PatchMethod = 4


class FutureStates:
    """How far something is that the cloud is asked for."""

    ProcessingFutureState = 0
    FinishedFutureState = 1
    FailedFutureState = 2


class StatusMessageTypes:
    """How bad a message is."""

    StatusMessageNoneType = 0
    StatusMessageErrorType = 1
    StatusMessageWarningType = 2


class DocumentTypes:
    """The kinds of documents that can be made."""

    FusionDesignDocumentType = 0


class DropDownStyles:
    """How a drop-down shows its choices."""

    LabeledIconDropDownStyle = 0
    TextListDropDownStyle = 1
    CheckBoxDropDownStyle = 2


class ListControlDisplayTypes:
    """How the control of a list shows its choices."""

    CheckBoxListType = 0
    RadioButtonlistType = 1
    StandardListType = 2


class TablePresentationStyles:
    """How a table looks."""

    nameValueTablePresentationStyle = 0
    itemBorderTablePresentationStyle = 1
    transparentBackgroundTablePresentationStyle = 2


class PaletteSnapOptions:
    """On which side of another palette one snaps."""

    PaletteSnapOptionsTop = 0
    PaletteSnapOptionsLeft = 1
    PaletteSnapOptionsRight = 2
    PaletteSnapOptionsBottom = 3


class ValueTypes:
    """What a ValueInput holds."""

    StringValueType = 0
    RealValueType = 1
    ObjectValueType = 2
    BooleanValueType = 3
