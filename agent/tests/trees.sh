# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154
#
# Whole trees of Debian against what others say of them, for trees*.test: a join
# of the version records of each module, as readelf shows them, with a
# Module.symvers.

# shellcheck source=../../selftests/lib/ktap.sh
. "$here/../../selftests/lib/ktap.sh"
# shellcheck source=abis.sh
. "$here/abis.sh"
export XDG_CACHE_HOME=$PWD/cache
rm -rf "${PWD:?}"/*

# first PATTERN...: the first that exists.
first()
{
	local path
	for path in "$@"; do
		[ ! -e "$path" ] || { echo "$path"; return; }
	done
}

# dump TREE OUT: "path crc name" of each version record of each module: 64 bytes,
# a number and a name, of which readelf shows the text beside the bytes.
dump()
{
	(cd "$1" && find . -name '*.ko' | sed 's,^\./,,' | sort |
		xargs readelf -W -x __versions) | awk '
		function done() { sub(/\..*/, "", name); if (name != "") print file, crc, name; name = "" }
		/^File: / { done(); file = $2; next }
		/^  0x/ {
			text = substr($0, 50)
			if ($1 ~ /[048c]0$/) {
				done()
				crc = "0x" substr($2, 7, 2) substr($2, 5, 2) substr($2, 3, 2) substr($2, 1, 2)
				text = substr(text, 9)
			}
			name = name text
		}
		END { done() }' >"$2"
}

# join DUMP TREE SYMVERS: "path verdict equal differ missing" of each module. A
# symbol that vmlinux does not export may come from a module of the tree, which
# depmod lists in modules.symbols.
join()
{
	awk -v FS='[ \t]' '
		FILENAME == ARGV[1] { if ($3 == "vmlinux") crc[$2] = $1; next }
		FILENAME == ARGV[2] { sub("symbol:", "", $2); inside[$2] = 1; next }
		{
			known[$1] = 1
			if ($3 in crc)
				($2 == crc[$3]) ? equal[$1]++ : differ[$1]++
			else if ($3 in inside)
				equal[$1]++
			else
				missing[$1]++
		}
		END {
			for (m in known)
				print m, (differ[m] || missing[m] ? "refused" : "ok"),
					equal[m] + 0, differ[m] + 0, missing[m] + 0
		}' "$3" "$2/modules.symbols" "$1" | sort
}

# engine KERNEL TREE: the same of the engine, and everything in "said".
engine()
{
	"$T/plain/treecheck" :whole :nocache "$@" >said 2>err || cat err >>said
	awk -F'\t' '$1 != "error" && $1 != "total" { print $1, $3, $5, $6, $7 }' said | sort
}

# same NAME WANTED GOT: files of lines; how many differ, and some of them.
same()
{
	local n
	n=$(wc -l <"$2")
	if [ "$n" -gt 1000 ] && cmp -s "$2" "$3"; then
		ok "$1 ($n modules)"
	else
		not_ok "$1" "$n modules" "$(diff "$2" "$3" | head -n 20)"
	fi
}

image=$(first "$cache/$newest"-amd64_*/image)
headers=$(first "$cache/$newest"-amd64_*/headers/usr/src/linux-headers-*-amd64)
if [ -z "$image" ] || [ -z "$headers" ]; then
	skip 'trees of Debian' 'no kernel of 6.1 in the cache'
	ktap_end
fi
# shellcheck disable=SC2034
tree=$(first "$image"/lib/modules/*)
# shellcheck disable=SC2034
kernel=$headers/Module.symvers,$headers/.config
