"""Which files are programs, by their names: such a file is never opened, as that would run it."""

from __future__ import annotations

# What Windows, macOS or a Linux desktop runs, installs or follows to somewhere else, and disk images, whose
# content loses the mark of where it came from.
_ENDINGS = """
accde action ade adp air apk app appcontent-ms appimage appinstaller applescript application appref-ms appx
appxbundle bash bat bin chm cmd com command cpl csh deb desktop diagcab diagcfg dll dmg elf exe fileloc fish
flatpak flatpakref gadget hlp hta img inetloc inf ins iso jar jnlp js jse ksh library-ms lnk mde
mobileconfig mpkg msc msi msix msixbundle msp mst msu ocx osax out pif pkg pl ppkg prefpane printerexport
ps1 ps1xml ps2 psc1 psc2 psd1 psm1 py pyc pyo pyw pyz pyzw rb rdp reg rpm run saver scf scpt scptd scr sct
search-ms service settingcontent-ms sh shb shortcut shs snap sys tcl terminal tool url vb vbe vbs vhd vhdx
vsix webloc website wflow workflow ws wsb wsc wsf wsh xbap xip xll xpi zsh
"""
_PROGRAMS = frozenset(_ENDINGS.split())


def is_program(name: str) -> bool:
    """Tell whether opening a file of this name would run something."""
    # Windows does not see points and blanks at the end.
    return name.rstrip(" .").rpartition(".")[2].casefold() in _PROGRAMS
