package dev.narae.spi;

/** A piece of a device's memory that a backend allocated; at least 64-byte aligned. */
public interface Buffer {
  /** The usable size in bytes. */
  long bytes();
}
