"""The Fusions that can be simulated, by year: what an older one lacks, add-ins must do without.

`2024` has the members of the definitions of 2022 and nothing since, as the oldest Fusion that add-ins meet;
`2026` has what is simulated of all that came later: members in each class's `_newer`, classes in `NEWER`.
"""

from __future__ import annotations

OLDEST, NEWEST = "2024", "2026"
PROFILES = (OLDEST, NEWEST)
VERSIONS = {OLDEST: "2.0.12157", NEWEST: "2702.1.58"}
# Classes that the older one lacks, by module.
NEWER: dict[str, frozenset[str]] = {
    "adsk.core": frozenset(
        {
            "ApplicationFolders",
            "CloudFileDialog",
            "CloudFolderDialog",
            "DataObject",
            "DataObjectFuture",
            "Future",
            "FutureStates",
            "HttpEvent",
            "HttpEventArgs",
            "HttpEventHandler",
            "HttpMethods",
            "HttpRequest",
            "HttpResponse",
            "ProgressBar",
            "Script",
            "Scripts",
            "SharedLink",
            "UserInterfaceThemes",
        }
    )
}
# Members that came later and are not simulated, by class: the newer one has them, and says so when asked.
UNSIMULATED: dict[str, frozenset[str]] = {
    "Application": frozenset(
        {"dataFileCopyComplete", "fontNames", "isComponentColorsDisplayed", "mfgdmDataReady"}
    ),
    "Command": frozenset({"preSelectStart"}),
    "DataFile": frozenset(
        {
            "createMilestone",
            "dataObject",
            "isConfiguration",
            "isConfiguredDesign",
            "isMilestone",
            "milestones",
        }
    ),
    "DataHub": frozenset({"isCollaborativeEditingEnabled", "mfgdmId", "version"}),
    "Document": frozenset({"advanceToLatest", "canAdvanceToLatest", "saveDataVersion", "saveMilestone"}),
    "DocumentEventArgs": frozenset({"cancelReason", "isOperationCancelled"}),
    "Documents": frozenset({"openUsingContext"}),
    "Preferences": frozenset({"apiPreferences", "compatibilityPreferences"}),
    "Script": frozenset(
        {
            "appStoreURL",
            "description",
            "edit",
            "helpFilename",
            "iconFilename",
            "isEditable",
            "isFavorite",
            "isInternal",
            "isVisible",
            "location",
            "programmingLanguage",
            "targetOperatingSystem",
            "unlink",
        }
    ),
    "Scripts": frozenset({"addNew", "createScriptInput"}),
    "SharedLink": frozenset({"isPasswordRequired", "setPassword"}),
    "UserInterface": frozenset({"activeToolbar", "activeToolbarTab", "isUIEnabled"}),
}
