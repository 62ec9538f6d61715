import time
import pytest
from . import test_hostile_names as t
from .test_hostile_names import lies, NARROW, WIDE, HIGH, TALL
pytestmark = [pytest.mark.long_only, pytest.mark.timeout(400)]
def test_x(lies):
    page = lies.page
    wire = t.Tripwire(page)
    sums = {}
    def wrap(name, f):
        def g(*a, **k):
            b=time.time()
            try: return f(*a, **k)
            finally: sums.setdefault(name,[]).append(time.time()-b)
        return g
    wire.faults = wrap("faults", wire.faults)
    ev = page.evaluate
    names = {t.OPEN:"OPEN", t.BACK:"BACK", t.SCROLL:"SCROLL", t.NAMES:"NAMES"}
    page.evaluate = lambda s, *a: wrap(names.get(s, "other"), ev)(s, *a)
    page.wait_for_function = wrap("settled", page.wait_for_function)
    page.set_viewport_size({"width": NARROW[0], "height": HIGH})
    def report(what, b):
        print(what, round(time.time()-b,1))
        for k,v in sums.items(): print("   ", k, len(v), round(sum(v),2), round(max(v),2))
        sums.clear()
    b=time.time(); seen = t.walk(lies, wire, opens=True); report("first", b)
    page.set_viewport_size({"width": WIDE[0], "height": TALL})
    b=time.time(); t.walk(lies, wire, opens=False); report("second", b)
    assert 0
