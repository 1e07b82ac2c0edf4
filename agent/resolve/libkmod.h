/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libkmod, loaded when a name is to be found.  It resolves, and never loads. */
#ifndef KS_RESOLVE_LIBKMOD_H
#define KS_RESOLVE_LIBKMOD_H

#include <libkmod.h>

#define KS_LIBKMOD	"libkmod.so.2"

/* What is used of it; the header says the types. */
#define KS_LIBKMOD_FUNCTIONS(X)							\
	X(kmod_new) X(kmod_unref) X(kmod_load_resources) X(kmod_set_log_priority) \
	X(kmod_list_next)							\
	X(kmod_module_new_from_lookup) X(kmod_module_new_from_path)		\
	X(kmod_module_new_from_name)						\
	X(kmod_module_unref) X(kmod_module_unref_list)	\
	X(kmod_module_get_module) X(kmod_module_get_name)			\
	X(kmod_module_get_path) X(kmod_module_get_options)			\
	X(kmod_module_get_install_commands) X(kmod_module_get_remove_commands)	\
	X(kmod_module_get_dependencies) X(kmod_module_get_softdeps)		\
	X(kmod_module_get_initstate)						\
	X(kmod_config_get_blacklists) X(kmod_config_get_aliases)		\
	X(kmod_config_get_softdeps)						\
	X(kmod_config_iter_next) X(kmod_config_iter_get_key)			\
	X(kmod_config_iter_get_value) X(kmod_config_iter_free_iter)

#define KS_LIBKMOD_MEMBER(name) __typeof__(name) *name;

/** struct ks_libkmod - its functions */
struct ks_libkmod {
	KS_LIBKMOD_FUNCTIONS(KS_LIBKMOD_MEMBER)
};

bool ks_libkmod_load(struct ks_libkmod *lib);

#endif
