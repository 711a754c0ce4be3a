# wheel_build.py -- builds the shared library into the wheel. SPDX-License-Identifier: GPL-3.0-or-later
"""The library is compiled by meson as a static one and linked with GSL inside, where its static
library is there (Debian's libgsl-dev has it): the wheel then needs libc and libm only."""

import pathlib
import shutil
import subprocess
import tempfile

from setuptools.command.build import build
from setuptools.command.build_py import build_py
from wheel.bdist_wheel import bdist_wheel

ROOT = pathlib.Path(__file__).resolve().parents[2]


def gsl_parts():
    """(what to link of GSL, whether it is inside)."""
    folder = subprocess.run(["pkg-config", "--variable=libdir", "gsl"], check=True, text=True,
                            capture_output=True).stdout.strip()
    parts = [pathlib.Path(folder) / name for name in ("libgsl.a", "libgslcblas.a")]
    if all(part.exists() for part in parts):
        return [str(part) for part in parts] + ["-Wl,--exclude-libs,libgsl.a:libgslcblas.a"]
    return ["-lgsl", "-lgslcblas"]


def build_library(target):
    """Writes the shared library to a path."""
    if shutil.which("meson") is None:
        raise SystemExit("coopstat is built from C: apt-get install build-essential meson pkg-config "
                         "libgsl-dev")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["meson", "setup", folder, str(ROOT), "--buildtype=release", "-Dtests=false",
                        "-Ddefault_library=static"], check=True)
        subprocess.run(["ninja", "-C", folder, "lib/libcoopstat.a"], check=True)
        subprocess.run(["cc", "-shared", "-o", str(target), "-Wl,-soname,libcoopstat.so.0",
                        "-Wl,--whole-archive", folder + "/lib/libcoopstat.a",
                        "-Wl,--no-whole-archive", *gsl_parts(), "-Wl,--gc-sections", "-Wl,-s",
                        "-lm", "-lpthread"], check=True)


class Build(build):
    """Away from the source tree, whose build folder is that of the tests."""

    def initialize_options(self):
        super().initialize_options()
        self.folder = tempfile.TemporaryDirectory()
        self.build_base = self.folder.name


class BuildPackage(build_py):
    """Python files, and the library beside them."""

    def run(self):
        super().run()
        if not getattr(self, "editable_mode", False):
            build_library(pathlib.Path(self.build_lib) / "coopstat" / "libcoopstat.so")


class Wheel(bdist_wheel):
    """For every Python 3 on this machine: ctypes needs no tag of an ABI."""

    def finalize_options(self):
        super().finalize_options()
        self.root_is_pure = False

    def get_tag(self):
        return ("py3", "none", super().get_tag()[2])
