# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154
#
# Part of check.sh: run the examples and compare. An example is a block whose
# first line starts with "$ ": a console block of Markdown, or a literal display
# of a manual page. Blocks that start with "# " are for root and a live kernel.

# Lines of all example blocks of a file, one block after another.
blocks()
{
	awk '
		/^```console/ || /^\.Bd -literal/ { inside = first = 1; next }
		/^```/ || /^\.Ed/ { inside = run = 0; next }
		inside && first { run = /^\$ /; first = 0 }
		run { gsub(/\\e/, "\\"); print }' "$1"
}

run_command()
{
	local command=$1
	if [ "$command" = 'echo $?' ]; then
		echo "$code"
		return
	fi
	(cd "$work/kernel" && PATH=$(dirname "$agent"):$PATH bash -c "$command" 2>&1)
	code=$?
}

# The blocks again, with the output that there is now.
replay()
{
	local line
	code=0
	while IFS= read -r line; do
		case $line in
		'$ '*)
			echo "$line"
			run_command "${line#??}"
			;;
		esac
	done < <(blocks "$1")
}

for page in README.md "$man"/*.8; do
	same "examples of $(basename "$page")" "$(blocks "$page")" \
		"$(replay "$page" | sed 's/[[:blank:]]*$//')"
done
