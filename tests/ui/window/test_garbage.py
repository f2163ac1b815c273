"""Memory that nobody uses goes back to the system."""

from __future__ import annotations

import sys

from neuron_desktop.ui.window import garbage
from tests.children import python

# Blocks of a size that the allocator takes from its heap, of which a few in between stay in use.
FREEING = """
import os, random
from neuron_desktop.ui.window.garbage import give_back_free_memory

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

chance = random.Random(0)
blocks = [bytearray(chance.randrange(2000, 60000)) for _ in range(10000)]
chance.shuffle(blocks)
del blocks[500:]
before = resident()
print(give_back_free_memory(), before - resident() > 100_000_000)
"""


def test_freed_memory_is_given_back_where_the_system_has_to_be_asked():
    if sys.platform.startswith("linux"):
        done = python("-c", FREEING, text=True, check=True)
        assert done.stdout == "True True\n"
    else:
        assert not garbage.give_back_free_memory()


def test_the_window_gives_free_memory_back_until_it_is_closed(robot):
    timer = robot.window._garbage._giving_back
    assert timer.isActive()
    assert timer.interval() == garbage.GIVING_BACK_MILLISECONDS
    robot.window.close()
    assert not timer.isActive()
