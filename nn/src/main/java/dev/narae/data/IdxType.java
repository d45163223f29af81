package dev.narae.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The element types an IDX file can hold, each with its code in the third byte of the file. */
public enum IdxType {
  /** Unsigned 8-bit integer: the type of MNIST's images and labels. */
  UBYTE(0x08, 1),
  /** Signed 8-bit integer. */
  BYTE(0x09, 1),
  /** Signed 16-bit integer. */
  SHORT(0x0B, 2),
  /** Signed 32-bit integer. */
  INT(0x0C, 4),
  /** 32-bit IEEE 754 number. */
  FLOAT(0x0D, 4),
  /** 64-bit IEEE 754 number. */
  DOUBLE(0x0E, 8);

  private final int code;
  private final int bytes;

  IdxType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** The size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  static Optional<IdxType> ofCode(int code) {
    return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
  }

  /** All codes with their names, for error messages. */
  static String known() {
    return Arrays.stream(values())
        .map(type -> String.format("0x%02x (%s)", type.code, type.name().toLowerCase(Locale.ROOT)))
        .collect(Collectors.joining(", "));
  }
}
