/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What this module imports by its own will: name, and whether the kernel
 * exports it to GPL modules only.  kmod/imports-crc takes the CRCs out of
 * Module.symvers before compiling, the self-test compares them with the
 * running kernel's, kmod/check-imports holds the list against the built
 * module.  Included several times; the includer defines KMODSAFE_IMPORT.
 */
KMODSAFE_IMPORT(__alloc_skb, 0)
KMODSAFE_IMPORT(__symbol_get, 1)
KMODSAFE_IMPORT(__symbol_put, 0)
KMODSAFE_IMPORT(genl_register_family, 0)
KMODSAFE_IMPORT(genl_unregister_family, 0)
KMODSAFE_IMPORT(genlmsg_put, 0)
KMODSAFE_IMPORT(high_memory, 0)
KMODSAFE_IMPORT(init_net, 0)
KMODSAFE_IMPORT(init_uts_ns, 1)
KMODSAFE_IMPORT(kfree, 0)
KMODSAFE_IMPORT(module_put, 0)
KMODSAFE_IMPORT(netlink_capable, 0)
KMODSAFE_IMPORT(netlink_unicast, 0)
KMODSAFE_IMPORT(nla_put, 0)
KMODSAFE_IMPORT(param_ops_charp, 0)
KMODSAFE_IMPORT(register_module_notifier, 0)
KMODSAFE_IMPORT(scnprintf, 0)
KMODSAFE_IMPORT(skb_trim, 0)
KMODSAFE_IMPORT(sscanf, 0)
KMODSAFE_IMPORT(unregister_module_notifier, 0)
#ifdef CONFIG_KALLSYMS
KMODSAFE_IMPORT(sprint_symbol, 1)
#endif
#ifdef CONFIG_UML
KMODSAFE_IMPORT(uml_physmem, 0)
#else
KMODSAFE_IMPORT(copy_from_kernel_nofault, 1)
#endif
#ifdef CONFIG_KPROBES
KMODSAFE_IMPORT(register_kprobe, 1)
KMODSAFE_IMPORT(unregister_kprobe, 1)
#endif
#ifdef CONFIG_MODULE_SIG
KMODSAFE_IMPORT(is_module_sig_enforced, 0)
#endif
#ifdef CONFIG_MODVERSIONS
KMODSAFE_IMPORT(module_layout, 0)
#endif
#ifdef CONFIG_HAVE_STATIC_CALL_INLINE
KMODSAFE_IMPORT(__static_call_update, 1)
#endif
