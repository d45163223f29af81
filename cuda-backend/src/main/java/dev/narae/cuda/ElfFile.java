package dev.narae.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A shared library of 64-bit Linux whose needed libraries can be renamed, as far as the ELF-64
 * object file format and the symbol versions of the Linux Standard Base describe it.
 */
final class ElfFile {
  /** A damaged count must not make the loop endless. */
  private static final int MOST_FILES = 1000;

  private static final int MAGIC = 0x464C457F;
  private static final int PT_LOAD = 1;
  private static final int PT_DYNAMIC = 2;
  private static final long DT_NEEDED = 1;
  private static final long DT_STRTAB = 5;
  private static final long DT_VERNEED = 0x6FFFFFFEL;
  private static final long DT_VERNEEDNUM = 0x6FFFFFFFL;

  private final ByteBuffer data;
  private int changes;

  private ElfFile(byte[] bytes) {
    data = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The library with one it needs renamed, in the list of needed libraries and in the versions of
   * symbols that it asks for.
   *
   * @param from such as {@code libcublas.so.12}
   * @param to of the same length
   * @throws IllegalArgumentException if the file is no such library or does not need {@code from}
   */
  static byte[] rename(byte[] library, String from, String to) {
    if (from.length() != to.length()) {
      throw new IllegalArgumentException("%s and %s differ in length".formatted(from, to));
    }
    try {
      ElfFile file = new ElfFile(library);
      file.rename(from, to);
      return file.data.array();
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      throw new IllegalArgumentException("not a whole shared library", e);
    }
  }

  private void rename(String from, String to) {
    if (data.getInt(0) != MAGIC || data.get(4) != 2) {
      throw new IllegalArgumentException("not a 64-bit shared library");
    }
    int dynamic = segment(PT_DYNAMIC, 0);
    int strings = fileOffset(entry(dynamic, DT_STRTAB));
    for (int at = dynamic; data.getLong(at) != 0; at += 16) {
      if (data.getLong(at) == DT_NEEDED) {
        replace(strings + (int) data.getLong(at + 8), from, to);
      }
    }
    if (changes != 1) {
      throw new IllegalArgumentException("the library does not need " + from);
    }
    renameVersions(fileOffset(entry(dynamic, DT_VERNEED)), strings, dynamic, from, to);
  }

  /** Each needed file lists the versions that its symbols must have, by name and by hash. */
  private void renameVersions(int table, int strings, int dynamic, String from, String to) {
    int file = table;
    long files = entry(dynamic, DT_VERNEEDNUM);
    if (files < 0 || files > MOST_FILES) {
      throw new IllegalArgumentException("the library needs an unlikely number of others");
    }
    for (long i = 0; i < files; i++) {
      int version = file + data.getInt(file + 8);
      for (int v = 0; v < data.getShort(file + 2); v++) {
        if (data.getInt(version) == hash(from)) {
          replace(strings + data.getInt(version + 8), from, to);
          data.putInt(version, hash(to));
        }
        version += data.getInt(version + 12);
      }
      file += data.getInt(file + 12);
    }
  }

  /** Names may be shared between the tables: a second change of one place is none. */
  private void replace(int at, String from, String to) {
    byte[] name = from.getBytes(StandardCharsets.US_ASCII);
    byte[] there = new byte[name.length];
    data.get(at, there);
    if (java.util.Arrays.equals(there, name) && data.get(at + name.length) == 0) {
      data.put(at, to.getBytes(StandardCharsets.US_ASCII));
      changes++;
    }
  }

  private long entry(int dynamic, long tag) {
    for (int at = dynamic; data.getLong(at) != 0; at += 16) {
      if (data.getLong(at) == tag) {
        return data.getLong(at + 8);
      }
    }
    throw new IllegalArgumentException("the library has no dynamic entry " + tag);
  }

  private int fileOffset(long address) {
    return segment(PT_LOAD, address);
  }

  /** Where in the file a segment of a type starts, or the address that lies in one. */
  private int segment(int type, long address) {
    int headers = Math.toIntExact(data.getLong(32));
    int size = data.getShort(54);
    for (int i = 0; i < data.getShort(56); i++) {
      int at = headers + i * size;
      long offset = data.getLong(at + 8);
      long start = data.getLong(at + 16);
      boolean inside = address >= start && address < start + data.getLong(at + 32);
      if (data.getInt(at) == type && (type == PT_DYNAMIC || inside)) {
        return Math.toIntExact(type == PT_DYNAMIC ? offset : offset + address - start);
      }
    }
    throw new IllegalArgumentException("the library has no segment of type " + type);
  }

  /** The hash of the System V ABI for names of symbols and versions. */
  private static int hash(String name) {
    int hash = 0;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash << 4) + name.charAt(i);
      int high = hash & 0xF0000000;
      hash ^= high >>> 24;
      hash &= ~high;
    }
    return hash;
  }
}
