# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of the agent that need no kernel; included by agent/Makefile.
#   make -C agent check [O=DIR] [V=1]    everything; KTAP on standard output
#   make -C agent check TESTS="cli"      only these
#   make -C agent golden-update [CASES=..]  write tests/golden/*/out.* anew
# A unit test is one file tests/unit/test_*.c, a script one tests/*.test; both
# are found by name.  Everything runs against objects with ASan and UBSan.
T := $(O)/agent-tests
sanitize := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
test_cflags := -O1 -g $(sanitize) -Werror
CLANG ?= $(shell command -v clang)

unit_sources := $(sort $(wildcard tests/unit/test_*.c))
unit_programs := $(unit_sources:tests/unit/%.c=$(T)/%)
wrapping_maker := $(addprefix $(T)/tests/,packing.o wrapping_maker.o)
support = $(module_file) $(wrapping_maker) $(T)/tests/elf_file.o $(T)/tests/kernel_file.o $(T)/tests/signing.o \
	$(T)/tests/depths_compare.o $(T)/tests/unit/world.o $(T)/tests/unit/played.o
# Signatures are made by the library that the program itself only loads.
signing_libs := $(shell $(PKG_CONFIG) --libs libcrypto)
test_scripts := $(sort $(patsubst tests/%.test,%,$(wildcard tests/*.test)))
TESTS ?= $(notdir $(unit_programs)) fuzz_replay $(test_scripts)

test_library := $(patsubst %.c,$(T)/%.o,$(filter-out main.c,$(sources)))
test_programs := $(T)/kmodsafe $(T)/mkmodule $(T)/mksigned $(T)/fuzz_replay $(T)/depths $(T)/rusage \
	$(T)/treecheck $(T)/plain/treecheck $(T)/shim_world.so $(unit_programs)
module_file := $(addprefix $(T)/tests/,module_file.o module_maker.o module_exports.o module_output.o)
clang_objects := $(if $(CLANG),$(sources:%.c=$(T)/clang/%.o))

# Compiling says nothing on standard output, which belongs to KTAP.
$(T)/%.o: %.c Makefile tests/tests.mk ../VERSION | need-libraries
	$(Q)mkdir -p $(dir $@)
	$(Q)$(CC) $(ks_cflags) -Itests $(test_cflags) -MMD -MP -c -o $@ $<

$(T)/clang/%.o: %.c Makefile tests/tests.mk ../VERSION | need-libraries
	$(Q)mkdir -p $(dir $@)
	$(Q)$(CLANG) $(ks_cflags) -O1 -Werror -MMD -MP -c -o $@ $<

$(T)/kmodsafe: $(T)/main.o $(test_library)
	$(Q)$(CC) $(sanitize) -o $@ $^ $(ks_libs)

# For a program without sanitizers: theirs want to come first.
$(T)/shim_world.so: tests/shim_world.c
	$(Q)mkdir -p $(dir $@)
	$(Q)$(CC) -D_GNU_SOURCE -shared -fPIC -O1 -Wall -Wextra -Werror -o $@ $<

# Static and without sanitizers: it measures the memory of others.
$(T)/rusage: ../selftests/tools/rusage.c
	$(Q)mkdir -p $(dir $@)
	$(Q)$(CC) -static -O2 -Wall -Werror -o $@ $<

$(T)/mkmodule: $(T)/tests/mkmodule.o $(module_file)
	$(Q)$(CC) $(sanitize) -o $@ $^

$(T)/treecheck: $(T)/tests/treecheck.o $(test_library)
	$(Q)$(CC) $(sanitize) -o $@ $^ $(ks_libs)

# Whole trees, and what they cost, without sanitizers.
$(T)/plain/treecheck: tests/treecheck.c $(filter-out $(O)/agent/main.o,$(objects))
	$(Q)mkdir -p $(dir $@)
	$(Q)$(CC) $(ks_cflags) -Werror $(CFLAGS) -o $@ $^ $(ks_libs)

$(T)/mksigned: $(T)/tests/mksigned.o $(T)/tests/signing.o $(module_file)
	$(Q)$(CC) $(sanitize) -o $@ $^ $(signing_libs)

$(T)/depths: $(T)/tests/depths.o $(T)/tests/depths_compare.o $(test_library)
	$(Q)$(CC) $(sanitize) -o $@ $^ $(ks_libs)

$(unit_programs): $(T)/%: $(T)/tests/unit/%.o $(support) $(test_library)
	$(Q)$(CC) $(sanitize) -o $@ $^ $(ks_libs) $(packing_libs) $(signing_libs)

test-build: all $(test_programs) $(clang_objects)

# Several at a time, the long ones first; their results in order afterwards.
long_tests := $(filter cli debian depths exports golden trees trees_foreign,$(TESTS))
test-run: $(patsubst %,$(T)/results/%.ktap,$(long_tests) $(filter-out $(long_tests),$(TESTS)))

$(T)/results/%.ktap: test-force
	$(Q)O=$(O) T=$(T) CC="$(CC)" tests/run $@ $*

check: need-libraries
	$(Q)rm -rf $(T)/results
	+$(Q)$(MAKE) --no-print-directory -j2 test-build >&2
	+$(Q)$(MAKE) --no-print-directory -j2 test-run >&2
	$(Q)tests/report $(TESTS:%=$(T)/results/%.ktap)

golden-update: test-build
	$(Q)O=$(O) T=$(T) tests/golden.test --update $(CASES)

include tests/fuzz/fuzz.mk

-include $(test_library:.o=.d) $(T)/main.d $(clang_objects:.o=.d)
-include $(wildcard $(T)/tests/*.d $(T)/tests/unit/*.d)

.PHONY: check golden-update test-build test-run test-force
.SECONDARY:
