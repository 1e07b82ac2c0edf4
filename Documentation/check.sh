#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Hold documentation and code together: commands, options, rules, exit codes,
# JSON keys, protocol, versions, links, licences, commit messages; and run the
# examples. Prints KTAP. What is checked stands in checks/, and checks/prove
# shows that each check can fail.
#
# Usage: Documentation/check.sh [PART...], all parts when none is given
# Environment: O (build directory, default build/) or KMODSAFE (the program).

set -uo pipefail
top=$(cd "$(dirname "$0")/.." && pwd -P)
cd "$top" || exit 2
# shellcheck disable=SC1091 # selftests/lib/ktap.sh
. selftests/lib/ktap.sh
# a make that called us must not steer the ones that are called
unset MAKEFLAGS MFLAGS MAKELEVEL
export LC_ALL=C.UTF-8 NO_COLOR=1

agent=$(realpath -m "${KMODSAFE:-${O:-build}/kmodsafe}")
# shellcheck disable=SC2034 # used in checks/
docs=$top/Documentation man=$top/Documentation/man
for tool in mandoc gcc g++ "$agent"; do
	command -v "$tool" >/dev/null || {
		echo "kmodsafe: $tool is missing: run \"make deps\" as root, and \"make agent\"" >&2
		exit 2
	}
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What git has; in a tree without git, what is there.
tracked()
{
	if git rev-parse --git-dir >/dev/null 2>&1; then
		git ls-files -- "$@" | while read -r file; do
			[ ! -e "$file" ] || echo "$file"
		done
	else
		find "${@:-.}" -path ./build -prune -o -type f -print | sed 's,^\./,,'
	fi
}

# same NAME LEFT RIGHT: two lists, one item a line, that must be equal. An empty
# list means that it is no longer found where we look, which is a failure, too.
same()
{
	if [ -z "$2" ] || [ -z "$3" ]; then
		not_ok "$1" "a list is empty" "left: $2" "right: $3"
	elif [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1" "$(diff <(echo "$2") <(echo "$3"))"
	fi
}

# none NAME LIST: complaints, one a line; there must be none.
none()
{
	if [ -z "$2" ]; then
		ok "$1"
	else
		not_ok "$1" "$2"
	fi
}

# complete_words WORD...: what the completion offers for the last of them.
complete_words()
{
	bash -c '
		. "$1/completion/kmodsafe.bash"
		shift
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_kmodsafe
		printf "%s\n" "${COMPREPLY[@]%=}"
	' - "$docs" kmodsafe "$@"
}

# The names inside an object of "info --json", such as gates.
json_words()
{
	"$agent" info --json --kernel "$work/kernel/56.facts" |
		sed -n "/^    \"$1\":{/,/^    }/s/^      \"\(.*\)\":.*/\1/p"
}

echo "KTAP version 1"
check "files for the examples can be made" "$docs/examples/make" "$work/kernel"
[ $# -gt 0 ] || set -- commands rules uapi source text examples
for part; do
	# shellcheck source=/dev/null
	. "$docs/checks/$part.sh"
done
ktap_end
