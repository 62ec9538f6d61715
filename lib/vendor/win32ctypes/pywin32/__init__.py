#
# (C) Copyright 2014 Enthought, Inc., Austin, TX
# All right reserved.
#
# This file is open source software distributed according to the terms in
# LICENSE.txt
#
from ...win32ctypes.pywin32 import pywintypes
from ...win32ctypes.pywin32 import win32cred

__all__ = ['win32cred', 'pywintypes']
