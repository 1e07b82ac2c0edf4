#!/usr/bin/awk -f
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Read include/uapi/linux/kmodsafe.h and print what yaml.awk prints of the YAML:
# "value NAME NUMBER" of enumerators and "type NAME TYPE" of their kernel-doc;
# and "undocumented NAME" for an enumerator without kernel-doc.

/^ \* @KMODSAFE_/ {
	name = $2
	gsub(/[@:]/, "", name)
	documented[name]
	if (name ~ /^KMODSAFE_A_/) {
		type = $3
		sub(/[,;:].*/, "", type)
		print "type", name, type
	}
}

/^enum .*\{/ { value = 0; on = 1; next }
/^\};/ { on = 0 }
on && /^\t(__)?KMODSAFE_/ {
	name = $1
	sub(/,$/, "", name)
	if (name ~ /^__/ || name ~ /_MAX$/)
		next
	if ($2 == "=") {
		value = $3
		sub(/,$/, "", value)
		if (value !~ /^[0-9]+$/)
			print "value", name, "is no number"
	}
	print "value", name, value++
	if (!(name in documented))
		print "undocumented", name
}
