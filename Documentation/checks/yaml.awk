#!/usr/bin/awk -f
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Read netlink/specs/kmodsafe.yaml, which keeps to one indentation, and print
# what follows from it, one fact a line:
#   value NAME NUMBER          enumerators, by the naming rules of YNL
#   type NAME TYPE             attributes
#   max NAME LENGTH            attributes with a max-len
#   policy OP NAME accept|reject   attributes of requests
#   op NAME [do] [dump] [admin-perm]   or: op NAME event GROUP
#   family NAME, group NAME

function upper(s) { s = toupper(s); gsub(/-/, "_", s); return s }
function indent(s) { match(s, /^ */); return RLENGTH }

# name of an entry of an enum
function entry(name)
{
	printf "value %s%s %d\n", upper(prefix), upper(name), kind == "flags" ? 2 ^ value : value
	value++
}

function end_op(   i)
{
	if (op == "")
		return
	if (event)
		print "op KMODSAFE_CMD_" upper(op) " event " group
	else {
		print "op KMODSAFE_CMD_" upper(op) (does ? " do" : "") (dumps ? " dump" : "") \
			(admin ? " admin-perm" : "")
		for (i = 1; i <= count[set]; i++)
			print "policy", op, attr[set, i], (op, attr[set, i]) in asked ? "accept" : "reject"
	}
	op = ""
}

/^[a-z]/ { end_op(); part = $1 }
/^name:/ { print "family", $2; family = $2; next }

part == "definitions:" && /^    name: / { name = $2; prefix = family "-" name "-"; value = 0; kind = "" }
part == "definitions:" && /^    name-prefix: / { prefix = $2 }
part == "definitions:" && /^    type: / { kind = $2 }
part == "definitions:" && /^    value-start: / { value = $2 }
part == "definitions:" && /^      - [a-z]/ { entry($2) }
part == "definitions:" && /^        name: / { entry($2) }

part == "attribute-sets:" && /^    name: / { name = $2; value = 1 }
part == "attribute-sets:" && /^        name: / {
	full = upper(family "-a-" name "-" $2)
	attr[name, ++count[name]] = full
	print "value", full, value++
}
part == "attribute-sets:" && /^        type: / { print "type", full, $2 }
part == "attribute-sets:" && /^          max-len: / { print "max", full, $2 }

part == "operations:" && /^      name: / {
	end_op()
	op = $2
	does = dumps = event = admin = 0
	way = group = ""
	print "value KMODSAFE_CMD_" upper(op), ++ops
}
part == "operations:" && /^      attribute-set: / { set = $2 }
part == "operations:" && /^      flags: / { admin = /admin-perm/ }
part == "operations:" && /^      mcgrp: / { group = $2 }
part == "operations:" && /^      (do|dump|event):/ {
	way = $1
	does += way == "do:"
	dumps += way == "dump:"
	event += way == "event:"
}
part == "operations:" && /^        (request|reply):/ { direction = $1 }
part == "operations:" && /^            - / && way == "do:" && direction == "request:" {
	asked[op, upper(family "-a-" set "-" $2)]
}

part == "mcast-groups:" && /^      name: / { print "group", $2 }

END { end_op() }
