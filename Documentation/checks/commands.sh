# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154
#
# Part of check.sh: the table of commands is the manual pages is the completion,
# and each page says what "kmodsafe help COMMAND" says.

commands() { "$agent" help | awk '/^Commands:/ { on = 1; next } /^$/ { on = 0 } on { print $1 }'; }

# options [COMMAND]
options()
{
	"$agent" help "$@" |
		awk '/^Options:/ { on = 1; next } on && $1 ~ /^--/ { sub(/=.*/, "", $1); print $1 }' |
		sort
}

page_options() { sed -n 's/^\.It Fl -\([a-z-]*\).*/--\1/p' "$1" | sort; }

page_of() { echo "$man/kmodsafe-$1.8"; }

rendered() { mandoc -Tascii "$1" | sed 's/.\x08//g'; }

# The SYNOPSIS of a page on one line, written as help writes it.
synopsis()
{
	rendered "$1" | awk '/^SYNOPSIS/ { on = 1; next } /^[A-Z]/ { on = 0 } on' |
		tr -s ' \n' ' ' | sed 's/^ //; s/ $//; s/ \.\.\./.../g'
}

same "one manual page a command" "$(commands | sort)" \
	"$(find "$man" -name 'kmodsafe-*.8' | sed 's/.*kmodsafe-//; s/\.8$//' | sort)"
same "kmodsafe.8 lists the commands" "$(commands)" \
	"$(sed -n 's/^\.It Ic //p' "$man/kmodsafe.8")"
same "kmodsafe.8 has all options" "$(options)" "$(page_options "$man/kmodsafe.8")"
same "completion offers the commands" "$(commands)" "$(complete_words '')"
same "completion offers all options before a command" "$(options)" \
	"$(complete_words -- | sort)"

for command in $(commands); do
	page=$(page_of "$command")
	[ -e "$page" ] || continue
	same "$command: options of its page" "$(options "$command")" "$(page_options "$page")"
	same "$command: options of the completion" "$(options "$command")" \
		"$(complete_words "$command" -- | sort)"
	same "$command: usage of its page" \
		"$("$agent" help "$command" | sed -n '1s/^Usage: //p')" "$(synopsis "$page")"
	same "$command: summary of its page" \
		"$("$agent" help "$command" | sed -n '3s/\.$//p')" \
		"$(sed -n 's/^\.Nd //p' "$page")"
done

for page in "$man"/*.8; do
	none "$(basename "$page") has no lint" "$(mandoc -Tlint -Wwarning "$page" 2>&1 |
		grep -v 'outdated mandoc.db')"
done

# JSON keys: all that the sources write, all that the pages name.
same "JSON keys of the manual pages" \
	"$(cat agent/report/*.c agent/cmd/*.c | tr '\n' ' ' |
		grep -oE '(ks_json_put|ks_json_append|put_text|put_number)\([^,()]+,\s*"[a-z_]+"' |
		sed 's/.*"\(.*\)"/\1/' | sort -u)" \
	"$(cat "$man"/*.8 | sed -nE 's/^\.(It )?Va //p' | tr ' ' '\n' | grep -E '[a-z]' | sort -u)"

# Words of a saved facts file.
facts_words()
{
	sed -n "/^\.It Cm $1\$/,/^\.It Cm [^$1]\|^\.El/p" "$man/kmodsafe-facts.8" |
		sed 1d | sed -n 's/^\.Cm //p' | tr -d ',' | tr -s ' ' '\n'
}
same "gates of a facts file" "$(json_words gates)" "$(facts_words gate)"
same "states of a facts file" "$(json_words states)" "$(facts_words state)"

# Exit codes.
same "exit codes of kmodsafe.8" \
	"$(sed -n 's/^#define KS_EXIT_[A-Z]*[[:space:]]*\([0-9]*\).*/\1/p' agent/cmd/cmd.h | sort)" \
	"$(sed -n '/^\.Sh EXIT STATUS/,/^\.El/s/^\.It \([0-9]*\)$/\1/p' "$man/kmodsafe.8" | sort)"
same "exit codes of README.md" \
	"$(sed -n 's/^#define KS_EXIT_[A-Z]*[[:space:]]*\([0-9]*\).*/\1/p' agent/cmd/cmd.h | sort)" \
	"$(sed -n '/^| exit code/,/^$/s/^| \([0-9]*\) |.*/\1/p' README.md | sort)"
