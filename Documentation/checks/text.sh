# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154
#
# Part of check.sh: what README.md and the other pages say of make, files and
# each other.

pages=$(tracked | grep '\.md$')

# --- make
targets() { make -s --no-print-directory help | awk '/^Variables:/ { exit } /^  [a-z]/ { print $1 }'; }
phony()
{
	# shellcheck disable=SC1003 # one backslash
	sed -n '/^\.PHONY:/,/[^\\]$/p' Makefile | tr -d '\\' | sed 's/^\.PHONY://' | tr -s ' \t' '\n' |
		grep -vxE '(help)?'
}
# "make x" in code, not in prose
mentioned()
{
	# shellcheck disable=SC2016 # backticks of Markdown
	grep -hoE '`make [a-z-]+`|^    make( [a-z-]+)?( |$)' "$@" | tr -d '`' |
		awk 'NF > 1 && $2 != "help" { print $2 }' | sort -u
}
same "make help lists what Makefile has" "$(targets | sort)" "$(phony | sort)"
same "README.md has all make targets" "$(targets | sort)" \
	"$(mentioned <(sed -n '/^## Make targets/,/^## More/p' README.md))"
# shellcheck disable=SC2086 # one word a page
none "make targets that pages mention exist" \
	"$(comm -23 <(mentioned $pages) <(targets | sort))"
for needle in 'make demo' 'make check' 'N passed, N failed, N skipped'; do
	check "README.md names \"$needle\"" grep -qF "$needle" README.md
done

# --- links and paths
links()
{
	local page target
	for page in $pages; do
		grep -oE '\]\([^)]+\)' "$page" | sed 's/^](//; s/)$//; s/#.*//' | grep -vE '^(https?:|$)' |
			while read -r target; do
				[ -e "$(dirname "$page")/$target" ] || echo "$page: $target"
			done
	done
}
# a path in backticks, without a placeholder in capitals
paths()
{
	local page target
	for page in $pages; do
		# shellcheck disable=SC2016 # backticks of Markdown
		grep -oE '`(agent|kmod|kunit|selftests|include|Documentation)/[^` ]*' "$page" | tr -d '`' |
			grep -vE '(^|[/_-])[A-Z]+(/|\.|$)|[*<]' | while read -r target; do
			[ -e "$target" ] || echo "$page: $target"
		done
	done
}
none "links lead somewhere" "$(links)"
none "paths that pages name exist" "$(paths)"

# --- names of functions and tables in CONTRIBUTING.md
for name in 'KS_RULES:agent/model/finding.h' 'KS_REASONS:agent/model/finding.h' \
	'providers\[\]:agent/facts/provider.c' 'ks_commands\[\]:agent/cmd/table.c' \
	'option_lines\[\]:agent/cmd/help.c' 'KMODSAFE_PROTOCOL:include/uapi/linux/kmodsafe.h'; do
	check "CONTRIBUTING.md: ${name%%:*} is where it says" \
		sh -c "grep -q '${name%%:*}' CONTRIBUTING.md && grep -q '${name%%:*}' ${name#*:}"
done

# --- changelog
none "CHANGELOG.md has known sections only" \
	"$(grep '^### ' CHANGELOG.md | grep -vxE '### (Added|Changed|Fixed|Kernel support)')"
none "no trailing blanks in pages" \
	"$(tracked Documentation README.md CONTRIBUTING.md CHANGELOG.md | xargs grep -nE '[[:blank:]]+$')"
