"""A guard against PySide6 releases that lose references, as 6.12.0 does on Python 3.11.

Each emit then takes a reference from True and None until there are none and the interpreter aborts, so it is tried in
a process of its own.
"""

from __future__ import annotations

import json

from tests.children import python

EMITS = 5000
# The interpreter's own work moves the counts by a few; a lost reference moves them by one for each emit.
OWN_WORK = 100

EMIT_AND_COUNT = f"""
import json
import sys
from PySide6.QtCore import QObject, Signal, Slot

class Sender(QObject):
    decided = Signal(bool)
    sent = Signal(object)

class Receiver(QObject):
    def __init__(self):
        super().__init__()
        self.calls = 0

    @Slot(bool)
    def on_decided(self, value):
        self.calls += 1

    @Slot(object)
    def on_sent(self, value):
        self.calls += 1

sender, receiver = Sender(), Receiver()
sender.decided.connect(receiver.on_decided)
sender.sent.connect(receiver.on_sent)
before = sys.getrefcount(True), sys.getrefcount(None)
for _ in range({EMITS}):
    sender.decided.emit(True)
    sender.sent.emit(True)
    sender.sent.emit(None)
after = sys.getrefcount(True), sys.getrefcount(None)
print(json.dumps([receiver.calls, *before, *after]))
"""


def test_emitting_true_and_none_keeps_their_references() -> None:
    done = python("-c", EMIT_AND_COUNT, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    calls, true_before, none_before, true_after, none_after = json.loads(done.stdout)
    assert calls == 3 * EMITS
    assert abs(true_after - true_before) <= OWN_WORK
    assert abs(none_after - none_before) <= OWN_WORK
