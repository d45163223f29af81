package dev.narae.data;

import dev.narae.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a text file, each a sample of tokens, I64 (tokens): read as they are needed. Lines
 * without tokens are left out. {@link Collate#padding} makes batches of them.
 *
 * @param file in UTF-8
 */
public record TextLines(Path file, Tokenizer tokenizer) implements IterableDataset {
  @Override
  public Iterator<Sample> samples(int epoch) {
    try {
      return new Lines(file, Files.newBufferedReader(file), tokenizer);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": the text cannot be read: " + e, e);
    }
  }

  private static final class Lines implements Iterator<Sample>, AutoCloseable {
    private final Path file;
    private final BufferedReader reader;
    private final Tokenizer tokenizer;
    private long line;
    private long @Nullable [] next;

    Lines(Path file, BufferedReader reader, Tokenizer tokenizer) {
      this.file = file;
      this.reader = reader;
      this.tokenizer = tokenizer;
    }

    @Override
    public boolean hasNext() {
      try {
        while (next == null) {
          String text = reader.readLine();
          if (text == null) {
            return false;
          }
          line++;
          int[] tokens = tokenizer.encode(text);
          next = tokens.length == 0 ? null : Arrays.stream(tokens).asLongStream().toArray();
        }
        return true;
      } catch (IOException e) {
        throw new UncheckedIOException("%s, line %d: %s".formatted(file, line + 1, e), e);
      }
    }

    @Override
    public Sample next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException("the text has no further line");
      }
      long[] tokens = next;
      next = null;
      return Sample.of(Tensor.of(tokens, tokens.length));
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
