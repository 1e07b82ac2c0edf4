# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154
#
# Part of check.sh: what must be true of all sources: versions, licences, what
# the kernel module must not contain, and the form of commit messages.

# --- versions
version=$(cat VERSION)
versions()
{
	local page
	sed -n 's/^KMODSAFE_VERSION ?= \(.*\)/kmod\/Makefile \1/p' kmod/Makefile
	"$agent" version | sed -n '1s/^kmodsafe /agent /p'
	echo "CHANGELOG.md $(sed -n 's/^## \([0-9].*\)/\1/p' CHANGELOG.md | sed -n 1p)"
	for page in "$man"/*.8; do
		echo "$(basename "$page") $(sed -n 's/^\.Os kmodsafe //p' "$page")"
	done
	tracked | grep '\(^\|/\)dkms\.conf' | while read -r file; do
		echo "$file $(sed -n 's/^PACKAGE_VERSION="\{0,1\}\([^"]*\)"\{0,1\}$/\1/p' "$file")"
	done
}
none "one version everywhere ($version)" "$(versions | awk -v v="$version" '$2 != v')"
same "the kernel module's version is the one that is passed to it" \
	"$(grep -c '^MODULE_VERSION(KMODSAFE_HELPER_VERSION);' kmod/main.c)" 1
same "protocol version of header and agent" "$(constant KMODSAFE_PROTOCOL)" \
	"$("$agent" version | sed -n 's/^protocol //p')"

# --- the kernel module
none "LINUX_VERSION_CODE stands in kmod/compat.h only" \
	"$(tracked kmod kunit include Kbuild | xargs grep -l LINUX_VERSION_CODE |
		grep -v '^kmod/compat\.h$')"
none "no %p and no _ADDR in the kernel module and its header" \
	"$(tracked kmod include | xargs grep -nE '%p[A-Za-z]?|[A-Z]_ADDR\b')"

# --- licences; configurations of kernels, cases and tools are lists of facts, and
# JSON has no comments
licence_wanted()
{
	case $1 in
	include/uapi/* | Documentation/netlink/specs/*)
		echo '(GPL-2.0 WITH Linux-syscall-note) OR MIT'
		;;
	kmod/* | kunit/* | Kbuild | dkms.conf | selftests/kernels/patches/*) echo GPL-2.0-only ;;
	*) echo GPL-2.0-or-later ;;
	esac
}
licence_complaints()
{
	local file found
	tracked | grep -vE '^(LICENSES/|VERSION$|\.gitignore$|.*/\.shellcheckrc$|selftests/cases/[^/]*/config$)' |
		grep -vE '\.(json|txt|facts|symvers|ktap|golden|expected|config)$|/kunitconfig$|^agent/tests/(golden|kernels|corpus)/' |
		while read -r file; do
			found=$(head -n 5 "$file" | tr -d '\0' | sed -E 's, *(\*/|-->)$,,' |
				sed -nE 's,.*SPDX-License-Identifier: ([^*]*)$,\1,p')
			[ "$found" = "$(licence_wanted "$file")" ] ||
				echo "$file: \"$found\", wanted \"$(licence_wanted "$file")\""
		done
}
none "every source names its licence" "$(licence_complaints)"
for text in GPL-2.0:preferred MIT:preferred Linux-syscall-note:exceptions; do
	check "LICENSES has ${text%:*}" test -s "LICENSES/${text#*:}/${text%:*}"
done

# --- commit messages
area='(kmod|agent|check|facts|elf|tree|crypto|nl|report|load|resolve|kunit|selftests|doc|build)'
commit_complaints()
{
	git log --no-merges --format='%x01%h %s%n%b' | awk -v areas="^$area(, $area)*: [a-zA-Z]" '
		function end() {
			if (subject == "")
				return
			if (!signed)
				print subject ": no Signed-off-by"
			if (!body)
				print subject ": no body"
		}
		/^\001/ {
			end()
			subject = substr($0, 2)
			signed = body = 0
			text = subject
			sub(/^[^ ]* /, "", text)
			if (text !~ areas)
				print subject ": no known area"
			if (length(text) > 72)
				print subject ": too long"
			next
		}
		/^Signed-off-by: / { signed = 1; next }
		/^Fixes: / && (length($2) != 12 || $2 ~ /[^0-9a-f]/ || $3 !~ /^\("/)
			print subject ": odd Fixes"
		/^[A-Z][A-Za-z-]*: / { next }
		/./ { body = 1 }
		END { end() }'
}
if git rev-parse --git-dir >/dev/null 2>&1; then
	none "commit messages: area, body, Signed-off-by" "$(commit_complaints)"
fi
