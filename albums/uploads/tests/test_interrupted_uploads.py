"""Uploads over real sockets that do not end as they began: lines stall and break, servers die."""

import random
import shutil
import subprocess
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import pytest

from albums.uploads.tests.http_client import MIB, Chunk, File, send_on
from albums.uploads.tests.live_servers import LIMITS, PREPARE, WAYS, Premises
from albums.uploads.tests.tus_client import checksum
from clientpix.testing.installation import Installation, eventually
from clientpix.testing.server import Running

SIZE = 3 * MIB + 171
MEGABYTES = 3072
IN_MEMORY = MIB  # what a server may hold of a chunk without having written it
MOMENTS = ["when it is out", "in the middle", "at the end", "never"]


@pytest.mark.db
@pytest.mark.parametrize("stalls", [20, pytest.param(200, marks=pytest.mark.long)])
def test_a_stalled_request_is_replaced_when_another_one_continues(
    live_servers, print_figures, stalls
):
    dice, heard, offsets, files = random.Random(stalls), Counter(), [], []
    with ExitStack() as stack:
        for number in range(stalls):
            way = WAYS[number % 2]
            file = File(f"stalled {number}", SIZE + number)
            stall = Stall(live_servers, live_servers.sender(way), file, dice, stack)
            moment = MOMENTS[number // 2 % 4]
            heard[way, moment, stall.wakes(moment)] += 1
            offsets.append(stall.offset)
            files.append(file)
        assert live_servers.running.word() == "ok"
    print_figures(
        f"{stalls} stalled, answers {dict(heard)}, "
        f"offsets {min(offsets)} to {max(offsets)} of {SIZE}"
    )
    for _way, moment, status in heard:
        assert status in {423, None} or (moment == MOMENTS[2] and status == 409)
    assert live_servers.kept() == {file.sha256: 1 for file in files}
    assert live_servers.strays() == []


class Stall:
    """A client that stops in the middle, and itself again over another line."""

    def __init__(self, live_servers, tus_client, file, dice, stack):
        self.sender, self.file, self.dice = tus_client, file, dice
        self.url = tus_client.begun(file.size, sha256=file.sha256)
        self.is_checked = dice.random() < 0.3
        sums = {"Upload-Checksum": checksum(file.part(0, SIZE))} if self.is_checked else {}
        self.chunk = stack.enter_context(Chunk(tus_client, self.url, file, **sums))
        self.chunk.send_until(dice.randrange(file.size))
        eventually(lambda: live_servers.has_begun(self.url))
        if dice.random() < 0.7:
            least = self.chunk.position - IN_MEMORY
            eventually(lambda: live_servers.count_bytes_on_disk(self.url) >= least)
        self.offset = tus_client.offset(self.url)
        assert self.offset <= (0 if self.is_checked else self.chunk.position)

    def wakes(self, moment):
        """All of it arrives, whenever the stalled line has more to say; its answer comes back."""
        status = self._wakes_if(moment == MOMENTS[0])
        assert self.sender.offset(self.url) == self.offset
        middle = self.dice.randrange(self.offset, SIZE)
        chunk = self.file.part(self.offset, middle)
        assert self.sender.patch(self.url, self.offset, chunk)["Upload-Offset"] == str(middle)
        status = status or self._wakes_if(moment == MOMENTS[1])
        send_on(self.sender, self.url, self.file, middle)
        return status or self._wakes_if(moment == MOMENTS[2])

    def _wakes_if(self, is_now):
        return self.chunk.send_garbage() if is_now else None


@pytest.mark.db
def test_each_file_arrives_once_when_connections_break(live_servers, print_figures):
    """Four at a time, three files each, of which one is the same for all."""
    files = [[File(f"{one} {two}", SIZE) for two in range(2)] for one in range(4)]
    same = File("same", SIZE)

    def bring(number, own):
        dice, sender = random.Random(number), live_servers.sender(WAYS[number % 2])
        return [insist(sender, file, dice) for file in [*own, same]]

    with ThreadPoolExecutor() as clients:
        cuts = sum(clients.map(bring, range(4), files), [])
    print_figures(f"{len(cuts)} files with {sum(cuts)} cuts")
    assert sum(cuts) > 24
    assert live_servers.kept() == {file.sha256: 1 for file in [*sum(files, []), same]}
    assert live_servers.strays() == []
    assert list(live_servers.nginx.body_temp.rglob("*")) == []


def insist(tus_client, file, dice):
    """As often as the line breaks, ask and go on; how often that was comes back."""
    url, offset, cuts = tus_client.begun(file.size), 0, 0
    while offset < file.size:
        stop = dice.randrange(offset, file.size) + 1
        if dice.random() < 0.6:
            with Chunk(tus_client, url, file, offset) as chunk:
                chunk.send_until(stop)
                chunk.cut()
            cuts += 1
        else:
            # What was sent before the cut may be read only now, and then it lies there already.
            assert tus_client.patch(url, offset, file.part(offset, stop)).status_code in {
                204,
                409,
                423,
            }
        offset = tus_client.offset(url)
    assert tus_client.head(url)["Client-Pix-Outcome"] in {"new", "here"}
    return cuts


@pytest.mark.db
@pytest.mark.parametrize("kills", [1, pytest.param(10, marks=pytest.mark.long)])
def test_uploads_continue_when_the_server_was_killed(live_servers, print_figures, kills):
    offsets = []
    for kill in range(kills):
        files = [File(f"{kill} {number}", SIZE) for number in range(6)]
        uploads = interrupted(live_servers, files, random.Random(kill), live_servers.kill)
        assert live_servers.sender("nginx").begin(9).status_code == 503
        live_servers.restart()
        offsets += go_on(live_servers, uploads)
    print_figures(f"{kills} kills, offsets {sorted(offsets)} of {SIZE}")
    assert any(offsets)
    assert live_servers.strays() == []


@pytest.mark.parametrize("cuts", [1, pytest.param(10, marks=pytest.mark.long)])
def test_a_reported_offset_survives_a_power_cut(small_disk, installation, print_figures, cuts):
    """Whoever was told it sends nothing of what lies before it again."""
    disk, offsets = small_disk(MEGABYTES), []
    album = installation.python(PREPARE).strip()
    installation = Installation(shutil.copytree(installation.folder, disk.path / "house"))
    installation.environment["CLIENTPIX_DISK_RESERVE"] = "0"
    subprocess.run(["sync", "-f", disk.path], check=True)
    with closing(installation):
        premises = Premises(
            installation, album, Running(installation, **LIMITS).wait_until_ready()
        )
        for cut in range(cuts):
            files = [File(f"{cut} {number}", SIZE) for number in range(6)]
            uploads = interrupted(premises, files, random.Random(cut), disk.cut_power)
            premises.kill()
            disk.unmount()
            disk.mount()
            premises.restart()
            offsets += go_on(premises, uploads)
    print_figures(f"{cuts} power cuts, offsets {sorted(offsets)} of {SIZE}")
    assert any(offsets)


def interrupted(live_servers, files, dice, happen):
    """Each is told how far it is, goes on from there, and while it does so, it happens."""
    sender, uploads = live_servers.sender(), []
    with ExitStack() as stack:
        for file in files:
            url = sender.begun(file.size, sha256=file.sha256)
            with Chunk(sender, url, file) as chunk:
                chunk.send_until(dice.randrange(IN_MEMORY, file.size))
                eventually(lambda url=url: live_servers.count_bytes_on_disk(url) > 0)
                offset = sender.offset(url)
            chunk = stack.enter_context(Chunk(sender, url, file, offset))
            chunk.send_until(dice.randrange(offset, file.size))
            uploads.append((file, url, offset, chunk))
        happen()
    return uploads


def go_on(live_servers, uploads):
    """What is told now comes back."""
    sender, stands = live_servers.sender(), []
    for file, url, offset, chunk in uploads:
        stands.append(sender.offset(url))
        assert offset <= stands[-1] <= chunk.position
        send_on(sender, url, file, stands[-1])
        assert live_servers.kept()[file.sha256] == 1
    return stands
