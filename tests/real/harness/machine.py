# SPDX-License-Identifier: Apache-2.0
"""A machine that the firm's IT manages: an /etc of the test's own, which nobody else sees."""

import os
import sys

from .processes import program

MANAGED = "/etc/chaperone/managed.d"
_IN_PLACE = "CHAPERONE_TEST_OWN_ETC"

# The upper layer lies in memory, out of sight, and goes with the last process of the namespace. Rights are given up
# again where they were only had for mounting.
_SET_UP = """
layer=$1; shift
mount -t tmpfs none "$layer" && mkdir "$layer/upper" "$layer/work" &&
mount -t overlay none -o "lowerdir=/etc,upperdir=$layer/upper,workdir=$layer/work" /etc &&
mkdir -p "$0" && umount --lazy "$layer" && rmdir "$layer" || exit 4
[ "$(id -u)" = 0 ] && exec "$@"
exec setpriv --ambient-caps=-all --inh-caps=-all "$@"
"""


def use_own_etc():
    """Starts this script anew in a mount namespace of its own, with a copy-on-write /etc in which there is a folder for
    managed policy. To be called first of all; the second time it does nothing."""
    if os.environ.pop(_IN_PLACE, "") == str(os.getpid()):
        return
    # The process stays the same one through all the exec: only its own mark counts.
    os.environ[_IN_PLACE] = str(os.getpid())
    layer = os.path.join("/tmp", f"chaperone-etc-{os.getpid()}")
    os.makedirs(layer, mode=0o700, exist_ok=True)
    rights = [] if os.getuid() == 0 else ["--map-current-user", "--keep-caps"]
    args = [program("unshare"), *rights, "--mount", "--propagation", "private",
            program("sh"), "-c", _SET_UP, MANAGED, layer, sys.executable, *sys.argv]
    os.execv(args[0], args)


def set_managed_policy(text, name="10-firm.toml"):
    """What IT rolled out; None takes it away."""
    if not os.path.isdir(MANAGED) or os.path.ismount("/etc") is False:
        raise RuntimeError("this script has no /etc of its own: use_own_etc() comes first")
    path = os.path.join(MANAGED, name)
    if text is None:
        os.remove(path)
        return
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
