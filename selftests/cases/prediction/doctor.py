# SPDX-License-Identifier: GPL-2.0-or-later
"""Make wrong modules out of a right one, each wrong in one way.

Modules of another kernel are nearly all refused at their first CRC, so what
comes after it in the loader is reached by editing bytes. Signatures are cut
off before: a broken one is refused earlier than everything else here.
"""

import struct

SIG_MAGIC = b"~Module signature appended~\n"
EHDR, SHDR, SYM = 64, 64, 24
VERSION = 64  # sizeof(struct modversion_info), 64 bit


def strip_signature(data):
    if not data.endswith(SIG_MAGIC):
        return data
    length = struct.unpack(">I", data[-len(SIG_MAGIC) - 4:-len(SIG_MAGIC)])[0]
    return data[:-len(SIG_MAGIC) - 12 - length]


class Elf:
    """Sections of a little-endian 64-bit relocatable, for editing in place."""

    def __init__(self, data):
        self.data = bytearray(data)
        self.shoff = struct.unpack_from("<Q", data, 40)[0]
        count, strndx = struct.unpack_from("<HH", data, 60)
        self.sections = [struct.unpack_from("<IIQQQQIIQQ", data, self.shoff + i * SHDR)
                         for i in range(count)]
        self.names = self.sections[strndx]

    def text(self, table, offset):
        start = table[4] + offset
        return bytes(self.data[start:self.data.index(0, start)]).decode()

    def index(self, name):
        for i, section in enumerate(self.sections):
            if self.text(self.names, section[0]) == name:
                return i
        return None

    def section(self, name):
        i = self.index(name)
        return None if i is None else self.sections[i]

    def rename_section(self, name):
        """Change the first letter behind the dot; names share no tails here."""
        section = self.section(name)
        if section is None:
            return False
        self.data[self.names[4] + section[0] + 1] ^= 1
        return True

    def versions(self):
        """Pairs of offset and name of the records in __versions."""
        section = self.section("__versions")
        if section is None:
            return []
        return [(at, self.text((0,) * 4 + (at + 8,), 0))
                for at in range(section[4], section[4] + section[5], VERSION)]

    def undefined(self):
        """Offsets in the file of the names of undefined symbols."""
        i = self.index(".symtab")
        symtab = self.sections[i]
        strtab = self.sections[symtab[6]]
        found = []
        for at in range(symtab[4] + SYM, symtab[4] + symtab[5], SYM):
            name, _, _, shndx = struct.unpack_from("<IBBH", self.data, at)
            if shndx == 0 and name:
                found.append(strtab[4] + name)
        return found

    def modinfo(self, tag):
        """Offset of the value of a tag in .modinfo, or None."""
        section = self.section(".modinfo")
        area = bytes(self.data[section[4]:section[4] + section[5]])
        at = (b"\0" + area).find(b"\0" + tag + b"=")
        return None if at < 0 else section[4] + at + len(tag) + 1


def variants(original):
    """Yield (name, bytes) of wrong modules made from the right one."""
    plain = strip_signature(original)
    yield "signature cut off", plain

    records = Elf(plain).versions()
    for what, pick in (("first", 0), ("second", 1), ("last", -1)):
        if len(records) > 2:
            elf = Elf(plain)
            elf.data[records[pick][0]] ^= 0xff
            yield f"{what} CRC flipped", bytes(elf.data)
    if len(records) > 2:
        elf = Elf(plain)
        elf.data[records[1][0] + 8] ^= 1
        yield "no CRC for an import", bytes(elf.data)
    for what, where in (("first", 0), ("last", -1)):
        elf = Elf(plain)
        imports = elf.undefined()
        if imports:
            elf.data[imports[where]] ^= 1
            yield f"{what} import renamed", bytes(elf.data)

    for tag, value in ((b"vermagic", b"9.9.9-other"), (b"license", b"X"),
                       (b"import_ns", b"NO_SUCH"), (b"name", b"other")):
        elf = Elf(plain)
        at = elf.modinfo(tag)
        if at is not None:
            elf.data[at:at + 1] = value[:1]
            yield f"{tag.decode()} begins with another letter", bytes(elf.data)
    elf = Elf(plain)
    at = elf.modinfo(b"vermagic")
    if at is not None:
        space = elf.data.index(b" ", at)
        elf.data[space + 1] ^= 1
        yield "vermagic flags differ", bytes(elf.data)
        elf = Elf(plain)
        elf.data[at - 2] ^= 1
        yield "vermagic has another tag", bytes(elf.data)

    for name in ("__versions", ".gnu.linkonce.this_module", ".modinfo", ".symtab"):
        elf = Elf(plain)
        if elf.rename_section(name):
            yield f"section {name} has another name", bytes(elf.data)

    for what, at, value in (("magic", 0, 0), ("class 32 bit", 4, 1), ("big endian", 5, 2),
                            ("type executable", 16, 2), ("machine i386", 18, 3),
                            ("section header size", 58, 40)):
        elf = Elf(plain)
        elf.data[at] = value
        yield f"ELF header: {what}", bytes(elf.data)
    for what, length in (("empty", 0), ("one byte", 1), ("ELF header only", EHDR),
                         ("half", len(plain) // 2), ("last byte missing", len(plain) - 1)):
        yield f"cut: {what}", plain[:length]
    yield "text instead of a module", b"this is no module\n" * 100
