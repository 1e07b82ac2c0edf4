# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2154
#
# Part of check.sh: header, YAML description and the kernel module's policies and
# operations say the same, and the header can be included by anybody.

header=include/uapi/linux/kmodsafe.h
yaml=$docs/netlink/specs/kmodsafe.yaml

from_yaml() { awk -f "$docs/checks/yaml.awk" "$yaml" | grep "^$1 "; }
from_header() { awk -f "$docs/checks/header.awk" "$header" | grep "^$1 "; }
from_kmod() { awk -f "$docs/checks/kmod.awk" kmod/netlink.c | grep "^$1 "; }
constant() { sed -n "s/^#define $1[[:space:]][[:space:]]*\"\{0,1\}\([^\"]*\)\"\{0,1\}\$/\1/p" "$header"; }

same "header and YAML: values" "$(from_header value | sort)" "$(from_yaml value | sort)"
same "header and YAML: types of attributes" "$(from_header type | sort)" \
	"$(from_yaml type | sort)"
none "header: every value has kernel-doc" "$(from_header undocumented)"
same "kmod and YAML: policies" "$(from_kmod policy)" "$(from_yaml policy)"
same "kmod and YAML: operations" "$(from_kmod op)" "$(from_yaml op | grep -v ' event ')"
same "header and YAML: family" "$(constant KMODSAFE_FAMILY_NAME)" \
	"$(from_yaml family | cut -d ' ' -f 2)"
same "header and YAML: version" "$(constant KMODSAFE_FAMILY_VERSION)" \
	"$(sed -n 's/^version: //p' "$yaml" | grep . || echo 1)"
same "header and YAML: multicast group" "$(constant KMODSAFE_MCGRP_MODULE)" \
	"$(from_yaml group | cut -d ' ' -f 2)"
same "YAML: the group of module-ntf exists" "$(from_yaml op | sed -n 's/.* event //p')" \
	"$(from_yaml group | cut -d ' ' -f 2)"
same "header and YAML: longest name" "$(constant KMODSAFE_NAME_MAX)" \
	"$(from_yaml max | cut -d ' ' -f 3 | sort -u)"
same "header and YAML: limits of a request" \
	"$(constant KMODSAFE_SYMBOL_NAMES_MAX) names, $(constant KMODSAFE_SYMBOL_BYTES_MAX) bytes" \
	"$(sed -n '/name: symbol-get/,/attribute-set:/p' "$yaml" | tr -s ' \n' ' ' |
		sed -nE 's/.* ([0-9]+) names and ([0-9]+) bytes .*/\1 names, \2 bytes/p')"
same "header and YAML: gates have the words of texts" "$(json_words gates | tr a-z- A-Z_)" \
	"$(from_yaml value | sed -n 's/^value KMODSAFE_GATE_\([A-Z_]*\) .*/\1/p')"

includes_alone()
{
	echo '#include <linux/kmodsafe.h>' |
		"$1" -x "$2" "-std=$3" -Wall -pedantic -Werror -fsyntax-only -Iinclude/uapi -
}
check "header compiles alone as C99" includes_alone gcc c c99
check "header compiles alone as C++" includes_alone g++ c++ c++11
same "header includes linux/types.h only" "$(sed -n 's/^#include //p' "$header")" "<linux/types.h>"
same "there is one kmodsafe.h" "$(tracked | grep '\(^\|/\)kmodsafe\.h$')" "$header"
