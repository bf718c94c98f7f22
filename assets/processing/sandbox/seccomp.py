"""System calls that a sandboxed process is refused, even after an exploit has taken it over.

This is a list of refusals, not of permissions: which calls decoders make changes from version to
version, but none of them needs the network, other programs or other processes. The numbers are
known for two architectures; on others, only the other restrictions apply.
"""

import ctypes
import os
import struct
from collections.abc import Iterator

PR_SET_SECCOMP, FILTER = 22, 2
LOAD, EQUALS, AT_LEAST, HAS_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, MACHINE, FIRST_ARGUMENT = 0, 4, 16
ALLOW, RETURN_EPERM, RETURN_KILL = 0x7FFF0000, 0x00050001, 0x80000000
RETURN_ENOSYS = 0x00050026  # makes libraries fall back to `clone`, whose flags can be checked
X32_SYSCALL_BIT = 0x40000000
CLONE_THREAD = 0x10000

AUDIT_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
SYSCALL_NUMBERS = {
    "fork": (57,), "vfork": (58,), "clone": (56, 220), "clone3": (435, 435),
    "execve": (59, 221), "execveat": (322, 281),
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200),
    "sendto": (44, 206), "sendmsg": (46, 211), "sendmmsg": (307, 269),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "pidfd_open": (434, 434), "pidfd_send_signal": (424, 424),
    "pidfd_getfd": (438, 438), "ptrace": (101, 117), "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271), "process_madvise": (440, 440), "kcmp": (312, 272),
    "prlimit64": (302, 261), "setpgid": (109, 154), "setsid": (112, 157),
    "shmget": (29, 194), "shmat": (30, 196), "msgget": (68, 186), "semget": (64, 190),
    "mq_open": (240, 180), "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "unshare": (272, 97), "setns": (308, 268), "chroot": (161, 51), "mount": (165, 40),
    "umount2": (166, 39), "bpf": (321, 280), "perf_event_open": (298, 241),
    "userfaultfd": (323, 282), "open_by_handle_at": (304, 265),
}  # fmt: skip

_libc = ctypes.CDLL(None, use_errno=True)


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_char_p)]


def is_supported() -> bool:
    return os.uname().machine in AUDIT_ARCHITECTURES


def install_filter() -> None:
    """Refuse the system calls for good. PR_SET_NO_NEW_PRIVS must have been set."""
    if not is_supported():
        return
    steps = b"".join(struct.pack("=HBBI", *step) for step in _build_filter())
    program = _Program(len(steps) // 8, steps)
    if _libc.prctl(PR_SET_SECCOMP, FILTER, ctypes.byref(program), 0, 0):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _build_filter() -> Iterator[tuple[int, int, int, int]]:
    """Yield BPF instructions: the operation, how many to skip if true and if false, a value."""
    column = list(AUDIT_ARCHITECTURES).index(os.uname().machine)
    numbers = {name: each[column] for name, each in SYSCALL_NUMBERS.items() if column < len(each)}
    yield LOAD, 0, 0, MACHINE
    yield EQUALS, 1, 0, AUDIT_ARCHITECTURES[os.uname().machine]
    yield RETURN, 0, 0, RETURN_KILL
    yield LOAD, 0, 0, NUMBER
    yield from _return_if(AT_LEAST, X32_SYSCALL_BIT, RETURN_EPERM)
    yield from _return_if(EQUALS, numbers.pop("clone3"), RETURN_ENOSYS)
    yield from _refuse_unless_first_argument(HAS_BIT, CLONE_THREAD, numbers.pop("clone"))
    yield from _refuse_unless_first_argument(EQUALS, os.getpid(), numbers.pop("tgkill"))
    yield from _refuse_unless_first_argument(EQUALS, 0, numbers.pop("prlimit64"))
    for number in numbers.values():
        yield from _return_if(EQUALS, number, RETURN_EPERM)
    yield RETURN, 0, 0, ALLOW


def _return_if(test: int, number: int, action: int) -> Iterator[tuple[int, int, int, int]]:
    yield test, 0, 1, number
    yield RETURN, 0, 0, action


def _refuse_unless_first_argument(
    test: int, value: int, number: int
) -> Iterator[tuple[int, int, int, int]]:
    """Refuse a call unless the test of its first argument is true."""
    yield EQUALS, 0, 4, number
    yield LOAD, 0, 0, FIRST_ARGUMENT
    yield test, 1, 0, value
    yield RETURN, 0, 0, RETURN_EPERM
    yield RETURN, 0, 0, ALLOW
