package dev.narae.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The contents of one IDX file, the format of the MNIST data set and its relatives.
 *
 * <p>An IDX file is two zero bytes, a type code, the number of dimensions, that many extents as
 * big-endian 32-bit integers, and the elements in row-major order (Y. LeCun, C. Cortes, C. J. C.
 * Burges, "The MNIST database of handwritten digits", section "File formats").
 *
 * @param name what the file is called in messages
 * @param type the type of the elements
 * @param dims the extents, outermost first; their product is the number of elements
 * @param data the elements, row-major, without gaps, in native byte order; alive as long as the
 *     arena it was read into
 */
public record IdxFile(String name, IdxType type, List<Integer> dims, MemorySegment data) {

  /** Copies the extents, so that the record cannot change. */
  public IdxFile {
    dims = List.copyOf(dims);
  }

  /**
   * Reads a file, unpacking it if it begins as a gzip file does, whatever its name.
   *
   * @param path the file
   * @param arena owns the memory of the result
   * @throws IdxFormatException if the contents are not one complete IDX file
   * @throws IOException if the file cannot be read
   */
  public static IdxFile read(Path path, Arena arena) throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException(path + ": is a folder; name one IDX file");
    }
    try (InputStream in = Files.newInputStream(path)) {
      return read(in, path.toString(), arena);
    } catch (NoSuchFileException e) {
      throw new IOException(path + ": no such file; check the path", e);
    } catch (AccessDeniedException e) {
      throw new IOException(path + ": may not be read; check its permissions", e);
    }
  }

  /**
   * Reads a stream to its end, unpacking it if it begins as a gzip stream does. The stream stays
   * open.
   *
   * @param in the stream
   * @param name what to call it in messages
   * @param arena owns the memory of the result
   * @throws IdxFormatException if the contents are not one complete IDX file
   * @throws IOException if the stream cannot be read
   */
  public static IdxFile read(InputStream in, String name, Arena arena) throws IOException {
    return new IdxReader(new BufferedInputStream(in, 1 << 16), name, arena).read();
  }

  /** The number of elements: the product of the extents. */
  public long elements() {
    return data.byteSize() / type.bytes();
  }
}
