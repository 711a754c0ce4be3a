# __init__.py -- results of the library, a module a header; written by generate.py.
# SPDX-License-Identifier: GPL-3.0-or-later
