# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# bash completion for kmodsafe: commands, the options that each of them takes,
# and files. Installed as share/bash-completion/completions/kmodsafe.
# Documentation/check.sh compares it with "kmodsafe help".

_kmodsafe_options()
{
	local common="--quiet --color= --help"

	case $1 in
	info) echo "--kernel --cmdline --keys --json --verbose $common" ;;
	check) echo "--kernel --cmdline --keys --kmi-symbols --protected-exports --loaded --json --verbose $common" ;;
	preflight) echo "--kernel --cmdline --keys --kmi-symbols --protected-exports --deep --no-cache --baseline --write-baseline --ktap --json --verbose $common" ;;
	insmod) echo "--kernel --keys --loaded --dry-run --allow-unsafe --allow-unknown --no-follow --json --verbose $common" ;;
	modprobe) echo "--kernel --keys --dry-run --allow-unsafe --allow-unknown --no-follow --all --show-depends --use-blacklist --ignore-install --run-commands --dirname --set-version --config --json --verbose $common" ;;
	load) echo "--kernel --keys --list --system --format --root --release --boot-mode --dry-run --allow-unsafe --allow-unknown --no-follow --json --verbose $common" ;;
	needs | rules | version) echo "--json $common" ;;
	facts) echo "--kernel --cmdline --keys --save $common" ;;
	monitor) echo "--count --timeout --json $common" ;;
	why) echo "--kernel --cmdline --keys --json --verbose $common" ;;
	diff) echo "--modules --cmdline --json --verbose $common" ;;
	help) echo "$common" ;;
	*) echo "--kernel --cmdline --keys --kmi-symbols --protected-exports --list --system --format --root --release --boot-mode --loaded --modules --save --dry-run --allow-unsafe --allow-unknown --no-follow --all --show-depends --use-blacklist --ignore-install --run-commands --dirname --set-version --config --deep --no-cache --baseline --write-baseline --ktap --count --timeout --json --verbose $common" ;;
	esac
}

# The command among the words before the cursor, and how many words follow it.
_kmodsafe_command()
{
	local i word

	kmodsafe_command='' kmodsafe_arguments=0
	for ((i = 1; i < COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		case $word in
		--kernel | --cmdline | --keys | --loaded | --modules | --save | --baseline | \
			--kmi-symbols | --protected-exports | --list | --format | --root | --release | --boot-mode | \
			--dirname | --set-version | --config | --count | --timeout | -d | -S | -C) i=$((i + 1)) ;;
		--color) [ "${COMP_WORDS[i + 1]}" != = ] || i=$((i + 2)) ;;
		-*) ;;
		*)
			if [ -z "$kmodsafe_command" ]; then
				kmodsafe_command=$word
			else
				kmodsafe_arguments=$((kmodsafe_arguments + 1))
			fi
			;;
		esac
	done
}

_kmodsafe_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2"); }

# Files; directories, too, so that one can go on into them.
_kmodsafe_files()
{
	compopt -o filenames 2>/dev/null
	mapfile -t COMPREPLY < <(compgen -f -- "$1")
}

# --kernel takes "live" and files, separated by commas.
_kmodsafe_kernel()
{
	local done='' last=$1

	[[ $1 != *,* ]] || done=${1%,*}, last=${1##*,}
	compopt -o nospace 2>/dev/null
	mapfile -t COMPREPLY < <(
		[ -n "$done" ] || compgen -W live -- "$last"
		compgen -P "$done" -f -- "$last"
	)
}

_kmodsafe()
{
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
	local kmodsafe_command kmodsafe_arguments
	local commands="info check preflight insmod modprobe load needs facts diff monitor why rules version help"

	COMPREPLY=()
	# bash splits words at "="
	if [ "$current" = = ]; then
		current=''
	elif [ "$previous" = = ]; then
		previous=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	case $previous in
	--kernel) _kmodsafe_kernel "$current" && return ;;
	--keys | --save | --loaded | --modules | --baseline | --dirname | --config | --kmi-symbols | --protected-exports | --list | --root) _kmodsafe_files "$current" && return ;;
	--cmdline | --set-version | --release | --count | --timeout) return ;;
	--format) _kmodsafe_words "systemd modules openwrt android" "$current" && return ;;
	--boot-mode) _kmodsafe_words "normal recovery charger" "$current" && return ;;
	--color) _kmodsafe_words "auto always never" "$current" && return ;;
	esac
	_kmodsafe_command
	if [[ $current == -* ]]; then
		_kmodsafe_words "$(_kmodsafe_options "$kmodsafe_command")" "$current"
		[[ ${COMPREPLY[*]} != *= ]] || compopt -o nospace 2>/dev/null
		return
	fi
	case $kmodsafe_command:$kmodsafe_arguments in
	:*) _kmodsafe_words "$commands" "$current" ;;
	diff:[01]) _kmodsafe_kernel "$current" ;;
	check:* | preflight:* | insmod:0 | needs:0 | why:0) _kmodsafe_files "$current" ;;
	help:0) _kmodsafe_words "$commands" "$current" ;;
	rules:0) _kmodsafe_words "$(kmodsafe rules --quiet 2>/dev/null | cut -d ' ' -f 1)" "$current" ;;
	esac
}

complete -F _kmodsafe kmodsafe
