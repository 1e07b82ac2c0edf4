# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154
#
# Part of check.sh: the table of rules is the pages under rules/ and the list in
# kmodsafe-rules.8.

rules() { "$agent" rules | awk '{ print $1 }'; }

same "one page a rule" "$(rules | sort)" \
	"$(find "$docs/rules" -name '*.rst' | sed 's,.*/,,; s/\.rst$//' | sort)"
same "kmodsafe-rules.8 lists the rules" "$(rules)" \
	"$(sed -n 's/^\.It Cm //p' "$man/kmodsafe-rules.8")"
same "completion offers the rules" "$(rules)" \
	"$(PATH=$(dirname "$agent"):$PATH complete_words rules '')"

# Each page: its name as title, and the sections that a reader looks for.
rule_page()
{
	local page=$docs/rules/$1.rst section
	[ "$(sed -n 3p "$page")" = "$1" ] || echo "$1.rst: the title is not \"$1\""
	for section in "In the kernel" "The kernel's answer" "What to do"; do
		grep -qx "$section" "$page" || echo "$1.rst: no section \"$section\""
	done
	# functions that are named stand in the source of the rules, too
	# shellcheck disable=SC2016 # backticks of reStructuredText
	sed -n '/^In the kernel$/,/^The kernel/p' "$page" | tr '\n' ' ' |
		grep -oE '``[a-z_]+\(\)``' | tr -d '`()' | sort -u | while read -r function; do
		grep -qw "$function" agent/check/*.[ch] ||
			echo "$1.rst: $function() is named by no rule"
	done
}
for rule in $(rules); do
	none "rules/$rule.rst is complete" "$(rule_page "$rule" 2>&1)"
done

if command -v rst2html >/dev/null; then
	none "pages of the rules are sound reStructuredText" "$(
		for page in "$docs"/rules/*.rst; do
			rst2html --report=2 "$page" 2>&1 >/dev/null
		done
	)"
else
	not_ok "pages of the rules are sound reStructuredText" \
		"rst2html is missing: install python3-docutils (make deps)"
fi
