# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034
#
# What every script of the test rails shares: where the checkout, the build
# directory and the cache are, how a message looks, and how a missing tool is
# reported. Sourced, never run; defines nothing that a guest needs.

KS_TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
KS_OUT=$(realpath -m "${O:-$KS_TOP/build}")
KS_CACHE=$(realpath -m "${KMODSAFE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kmodsafe}")
# a make that called us must not steer the makes that we call
unset MAKEFLAGS MFLAGS MAKELEVEL
KS_JOBS=${KS_JOBS:-$(nproc)}

# Messages go to stderr: stdout is for KTAP and for answers.
ks_note() { printf '# %s\n' "$*" >&2; }

ks_die()
{
	printf 'kmodsafe: %s\n' "$*" >&2
	exit 2
}

# ks_need TOOL DEBIAN-PACKAGE FEDORA-PACKAGE: one sentence when it is missing.
ks_need()
{
	command -v "$1" >/dev/null ||
		ks_die "$1 is missing: install the package $2 (Debian) or $3 (Fedora)"
}

# ks_locked NAME COMMAND...: one run of COMMAND at a time, across processes.
# The lock is a descriptor, so it vanishes with a killed run.
ks_locked()
{
	local fd name=$1
	shift
	mkdir -p "$KS_CACHE/lock"
	exec {fd}>"$KS_CACHE/lock/$name"
	flock "$fd"
	# the command must not inherit the lock: a daemon would keep it
	"$@" {fd}>&-
	local rc=$?
	exec {fd}>&-
	return $rc
}

# ks_publish TMPDIR FINAL: show a finished directory under its name at once.
# The marker .complete is what makes a cache entry valid.
ks_publish()
{
	: >"$1/.complete"
	rm -rf "$2"
	mkdir -p "$(dirname "$2")"
	mv -T "$1" "$2"
}
