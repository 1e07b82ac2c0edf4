# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What cases share inside a guest, on top of ktap.sh: loading the kernel module
# under test and preparing modules of other kernels. Sourced by cases/*/run,
# which find their surroundings in KS_* variables (see vm/guest).

# shellcheck source=ktap.sh
. "$(dirname "${BASH_SOURCE[0]}")/ktap.sh"

# load_helper [PARAMETER...]: the kernel module as it was built for this guest.
load_helper()
{
	rmmod kmodsafe 2>/dev/null
	insmod "$KS_MODULE" "$@" || {
		not_ok "kernel module loads${*:+ with $*}" "$(dmesg | tail -n 5)"
		ktap_end
	}
}

# kernel_log [OPTION...]: dmesg without what a kernel on a busy machine says of its
# clocks, at any time and whatever is loaded.
kernel_log()
{
	dmesg "$@" | grep -vE '(^|\] )(hrtimer|clocksource|tsc|perf): '
}

# plain FILE: print the path of the uncompressed module, made in KS_WORK when
# the file is compressed: what a kernel does with compressed ones is its own
# story, and Debian 12's loader tools hand over plain bytes.
plain()
{
	local name
	name=$KS_WORK/$(basename "${1%.xz}")
	case $1 in
	*.xz) [ -e "$name" ] || xz -dc "$1" >"$name" ;;
	*) name=$1 ;;
	esac
	echo "$name"
}

# find_module TREE NAME: the file of a module in an unpacked tree. Its list knows
# where: going over thousands of files takes long in a guest.
find_module()
{
	local listed
	listed=$(sed -n "s,^\(.*/$2\.ko\)\$,$1/\1,p" "$1/modules.order" 2>/dev/null | head -n 1)
	if [ -e "$listed" ]; then
		echo "$listed"
		return
	elif [ -n "$listed" ] && [ -e "$listed.xz" ]; then
		echo "$listed.xz"
		return
	fi
	find "$1" -name "$2.ko" -o -name "$2.ko.xz" | head -n 1
}

# small_tree NAME...: replace lib/modules of this guest by one that only has
# these modules: an index over all of them takes long to make here. The helper
# is not in it; install_helper puts it where "make install" does.
small_tree()
{
	local name
	small=$KS_WORK/tree/lib/modules/$KS_RELEASE
	mkdir -p "$small/kernel" "$small/updates"
	cp "$KS_TREE"/modules.builtin* "$KS_TREE"/modules.order "$small"
	for name; do
		cp "$(find_module "$KS_TREE" "$name")" "$small/kernel"
	done
	depmod -b "$KS_WORK/tree" "$KS_RELEASE"
	mount --bind "$small" "/usr/lib/modules/$KS_RELEASE"
}

install_helper()
{
	cp "$KS_MODULE" "$small/updates"
	depmod -b "$KS_WORK/tree" "$KS_RELEASE"
}
