package dev.narae.train;

import dev.narae.Generator;
import dev.narae.io.TensorFileException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint holds besides tensors, and its form as a safetensors file's metadata.
 *
 * @param epoch how many epochs are done
 * @param optimizer the algorithm's name
 * @param numbers the optimizer's
 * @param generator where the default generator stands
 * @param notes the caller's
 * @param parts the texts of further parts of the run, under whole names
 */
record CheckpointTexts(
    int epoch,
    String optimizer,
    Map<String, Double> numbers,
    Generator.State generator,
    Map<String, String> notes,
    Map<String, String> parts) {
  private static final String FORMAT = "format";
  private static final String FORMAT_NAME = "narae checkpoint 1";
  private static final String EPOCH = "epoch";
  private static final String OPTIMIZER = "optimizer";
  private static final String SEED = "generator.seed";
  private static final String DRAWN = "generator.drawn";
  private static final String NUMBER = "number.";
  private static final String NOTE = "note.";
  private static final String PART = "part.";

  CheckpointTexts {
    numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
    notes = Collections.unmodifiableMap(new LinkedHashMap<>(notes));
    parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
  }

  Map<String, String> toMetadata() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(FORMAT, FORMAT_NAME);
    texts.put(EPOCH, Integer.toString(epoch));
    texts.put(OPTIMIZER, optimizer);
    texts.put(SEED, Long.toString(generator.seed()));
    texts.put(DRAWN, Long.toString(generator.drawn()));
    numbers.forEach((name, number) -> texts.put(NUMBER + name, number.toString()));
    notes.forEach((name, note) -> texts.put(NOTE + name, note));
    texts.putAll(parts);
    return texts;
  }

  static CheckpointTexts parse(String file, Map<String, String> texts) throws TensorFileException {
    if (!FORMAT_NAME.equals(texts.get(FORMAT))) {
      throw new TensorFileException(
          file, "it is not a checkpoint of a training run; give a file that a run has saved");
    }
    Parser parser = new Parser(file, texts);
    return new CheckpointTexts(
        parser.get(EPOCH, Integer::parseUnsignedInt),
        parser.get(OPTIMIZER, Function.identity()),
        parser.below(NUMBER, Double::valueOf),
        new Generator.State(
            parser.get(SEED, Long::valueOf), parser.get(DRAWN, Long::parseUnsignedLong)),
        parser.below(NOTE, Function.identity()),
        parts(texts));
  }

  private static Map<String, String> parts(Map<String, String> texts) {
    Map<String, String> parts = new LinkedHashMap<>(texts);
    parts.keySet().removeIf(name -> !name.startsWith(PART));
    return parts;
  }

  /** Reads texts that a damaged file may lack or spoil. */
  private record Parser(String file, Map<String, String> texts) {
    <T> T get(String key, Function<String, T> conversion) throws TensorFileException {
      @Nullable String text = texts.get(key);
      if (text == null) {
        throw new TensorFileException(
            file, "the checkpoint lacks '%s'; the file is damaged".formatted(key));
      }
      try {
        return conversion.apply(text);
      } catch (NumberFormatException e) {
        throw new TensorFileException(
            file,
            "the checkpoint's '%s' is '%s', not a number; the file is damaged"
                .formatted(key, text));
      }
    }

    <T> Map<String, T> below(String prefix, Function<String, T> conversion)
        throws TensorFileException {
      Map<String, T> found = new LinkedHashMap<>();
      for (String key : texts.keySet()) {
        if (key.startsWith(prefix)) {
          found.put(key.substring(prefix.length()), get(key, conversion));
        }
      }
      return found;
    }
  }
}
