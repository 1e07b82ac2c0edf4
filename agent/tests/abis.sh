# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034
#
# Which ABIs of Debian's 6.1 the cache has for amd64: each update of Debian brings a
# new one, and in the end takes the oldest away.  Sourced by tests of real modules.

cache=${KMODSAFE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kmodsafe}/kernels

# As 6.1.0-56: the newest that has headers, too, and the oldest, if it is another.
newest=none oldest=none
while read -r dir; do
	[ -d "$dir/image" ] || continue
	dir=${dir##*/}
	[ "$oldest" != none ] || oldest=${dir%-amd64_*}
	[ ! -d "$cache/$dir/headers" ] || newest=${dir%-amd64_*}
done < <(compgen -G "$cache/6.1.0-*-amd64_*" | sort -V)
[ "$oldest" != "$newest" ] || oldest=none
