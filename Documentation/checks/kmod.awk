#!/usr/bin/awk -f
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Read kmod/netlink.c and print what yaml.awk prints of the YAML: "policy OP NAME
# accept|reject" of the policy tables, and "op NAME ..." of the operations.

function end_row()
{
	if (row != "")
		print "policy", table, row, text ~ /REFUSED\(|NLA_REJECT/ ? "reject" : "accept"
	row = text = ""
}

/^static const struct nla_policy .*_policy\[\]/ {
	table = $5
	sub(/_policy.*/, "", table)
	gsub(/_/, "-", table)
	on = 1
	next
}
on && /^\};/ { end_row(); on = 0 }
on && /^\t\[/ {
	end_row()
	row = $1
	gsub(/[\[\]]/, "", row)
}
on { text = text $0 }

/^const struct genl_ops / { ops = 1 }
ops && /\.cmd = / { cmd = $3; sub(/,/, "", cmd); does = dumps = admin = 0 }
ops && /\.doit = / { does = 1 }
ops && /\.dumpit = / { dumps = 1 }
ops && /\.flags = .*GENL_ADMIN_PERM/ { admin = 1 }
ops && /^\t\},/ {
	print "op " cmd (does ? " do" : "") (dumps ? " dump" : "") (admin ? " admin-perm" : "")
}
ops && /^\};/ { ops = 0 }
