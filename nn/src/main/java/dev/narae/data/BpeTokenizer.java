package dev.narae.data;

import dev.narae.io.AtomicFile;
import dev.narae.io.Json;
import dev.narae.io.Utf8Text;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Byte pair encoding of the bytes of a text, as GPT-2 does it (Sennrich, Haddow and Birch: Neural
 * machine translation of rare words with subword units, 2016; Radford et al.: Language models are
 * unsupervised multitask learners, 2019, section 2.2). No text is unknown, and decoding gives back
 * exactly what was encoded.
 *
 * <p>Its two files, {@code vocab.json} and {@code merges.txt}, are those of GPT-2: other programs
 * read them, and this reads theirs.
 */
public final class BpeTokenizer implements Tokenizer {
  /** Words with the space before them, numbers, signs, and other space: merges stay within one. */
  private static final Pattern PIECE =
      Pattern.compile(
          "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
          Pattern.UNICODE_CHARACTER_CLASS);

  private final List<byte[]> tokens;
  private final Map<BytePair, Integer> ranks;
  private final int[] ofByte;
  private final List<BytePair> merges;
  private final int[] merged;

  /**
   * A tokenizer of these tokens.
   *
   * @param ofByte the token of each single byte
   * @param merges pairs of tokens, the first to be joined first
   * @param merged the token that each pair becomes
   */
  private BpeTokenizer(List<byte[]> tokens, int[] ofByte, List<BytePair> merges, int[] merged) {
    this.tokens = tokens;
    this.ofByte = ofByte;
    this.merges = merges;
    this.merged = merged;
    ranks = new HashMap<>();
    for (int i = 0; i < merges.size(); i++) {
      ranks.putIfAbsent(merges.get(i), i);
    }
  }

  // --- Training -------------------------------------------------------------------------------

  /**
   * Learns tokens from texts: beginning with the 256 bytes, the pair of neighbours that is met most
   * often becomes a token, again and again; of equally frequent ones that of the smaller tokens.
   *
   * @param size how many tokens there shall be, at least 256; fewer if no pair is met twice
   * @throws IllegalArgumentException if they are fewer than 256, or a text has half a surrogate
   *     pair, which UTF-8 cannot hold
   */
  public static BpeTokenizer train(Iterable<String> texts, int size) {
    if (size < 256) {
      throw new IllegalArgumentException(
          "BpeTokenizer.train: %d tokens; the 256 bytes come first, so give 256 or more"
              .formatted(size));
    }
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (String text : texts) {
      Utf8Text.check("BpeTokenizer.train", "a text", text);
      Matcher pieces = PIECE.matcher(text);
      while (pieces.find()) {
        counts.merge(pieces.group(), 1, Integer::sum);
      }
    }
    List<byte[]> tokens = new ArrayList<>();
    int[] ofByte = new int[256];
    // The order of GPT-2: printable bytes first.
    for (int b : ByteNames.order()) {
      ofByte[b] = tokens.size();
      tokens.add(new byte[] {(byte) b});
    }
    BpeTrainer trainer = new BpeTrainer(counts, ofByte);
    List<BytePair> merges = trainer.learn(tokens, size);
    int[] merged = new int[merges.size()];
    for (int i = 0; i < merged.length; i++) {
      merged[i] = 256 + i;
    }
    return new BpeTokenizer(List.copyOf(tokens), ofByte, merges, merged);
  }

  // --- Files ----------------------------------------------------------------------------------

  /**
   * Writes {@code vocab.json} and {@code merges.txt} into a folder.
   *
   * @throws IOException if they cannot be written, naming the file; one that stood there before is
   *     untouched
   */
  public void save(Path folder) throws IOException {
    Files.createDirectories(folder);
    Map<String, Json> vocabulary = new LinkedHashMap<>();
    for (int i = 0; i < tokens.size(); i++) {
      vocabulary.put(ByteNames.name(tokens.get(i)), new Json.Whole(i));
    }
    AtomicFile.write(folder.resolve("vocab.json"), new Json.Members(vocabulary).text());
    StringBuilder text = new StringBuilder("#version: 0.2\n");
    for (BytePair pair : merges) {
      text.append(ByteNames.name(tokens.get(pair.left())))
          .append(' ')
          .append(ByteNames.name(tokens.get(pair.right())))
          .append('\n');
    }
    AtomicFile.write(folder.resolve("merges.txt"), text.toString());
  }

  /**
   * Reads {@code vocab.json} and {@code merges.txt} of a folder.
   *
   * @throws IOException if one cannot be read or does not fit, saying what is wrong in which line
   */
  public static BpeTokenizer read(Path folder) throws IOException {
    Path file = folder.resolve("vocab.json");
    Map<String, Integer> vocabulary = vocabulary(file);
    List<byte[]> tokens = new ArrayList<>(Collections.nCopies(vocabulary.size(), new byte[0]));
    vocabulary.forEach((name, token) -> tokens.set(token, ByteNames.bytes(name)));
    int[] ofByte = new int[256];
    for (int b = 0; b < 256; b++) {
      Integer token = vocabulary.get(ByteNames.name(new byte[] {(byte) b}));
      if (token == null) {
        throw new IOException(
            "%s: it has no token for the byte %d; give the vocabulary of a byte-level BPE"
                .formatted(file, b));
      }
      ofByte[b] = token;
    }
    return merged(folder.resolve("merges.txt"), vocabulary, List.copyOf(tokens), ofByte);
  }

  private static Map<String, Integer> vocabulary(Path file) throws IOException {
    Json json;
    try {
      json = Json.parse(text(file));
    } catch (IllegalArgumentException e) {
      throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
    }
    if (!(json instanceof Json.Members members)) {
      throw new IOException(file + ": it is not a JSON object of tokens");
    }
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    boolean[] seen = new boolean[members.values().size()];
    for (Map.Entry<String, Json> entry : members.values().entrySet()) {
      if (!(entry.getValue() instanceof Json.Whole(long number))
          || number < 0
          || number >= seen.length
          || seen[(int) number]) {
        throw new IOException(
            "%s: the token '%s' has the number %s; numbers must run from 0 to %d, each once"
                .formatted(file, entry.getKey(), entry.getValue(), seen.length - 1));
      }
      seen[(int) number] = true;
      vocabulary.put(entry.getKey(), (int) number);
    }
    return vocabulary;
  }

  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new IOException(file + ": it is not text in UTF-8; save or copy it again", e);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static BpeTokenizer merged(
      Path file, Map<String, Integer> vocabulary, List<byte[]> tokens, int[] ofByte)
      throws IOException {
    List<String> lines = text(file).lines().toList();
    List<BytePair> merges = new ArrayList<>();
    List<Integer> results = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isEmpty() || (i == 0 && line.startsWith("#version"))) {
        continue;
      }
      String[] parts = line.split(" ", -1);
      Integer left = vocabulary.get(parts[0]);
      Integer right = parts.length == 2 ? vocabulary.get(parts[1]) : null;
      Integer joined = parts.length == 2 ? vocabulary.get(parts[0] + parts[1]) : null;
      if (left == null || right == null || joined == null) {
        throw new IOException(
            "%s, line %d: '%s' is not two tokens of the vocabulary that make a third"
                .formatted(file, i + 1, line));
      }
      merges.add(new BytePair(left, right));
      results.add(joined);
    }
    int[] merged = results.stream().mapToInt(Integer::intValue).toArray();
    return new BpeTokenizer(tokens, ofByte, List.copyOf(merges), merged);
  }

  // --- Use ------------------------------------------------------------------------------------

  @Override
  public int[] encode(String text) {
    Utf8Text.check("BpeTokenizer.encode", "the text", text);
    List<Integer> encoded = new ArrayList<>();
    Matcher pieces = PIECE.matcher(text);
    while (pieces.find()) {
      encoded.addAll(piece(pieces.group()));
    }
    return encoded.stream().mapToInt(Integer::intValue).toArray();
  }

  private List<Integer> piece(String text) {
    List<Integer> parts = new ArrayList<>();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      parts.add(ofByte[Byte.toUnsignedInt(b)]);
    }
    while (parts.size() > 1) {
      int best = Integer.MAX_VALUE;
      for (int i = 0; i + 1 < parts.size(); i++) {
        BytePair pair = new BytePair(parts.get(i), parts.get(i + 1));
        best = Math.min(best, ranks.getOrDefault(pair, Integer.MAX_VALUE));
      }
      if (best == Integer.MAX_VALUE) {
        break;
      }
      parts = BpeTrainer.joined(parts, merges.get(best), merged[best]);
    }
    return parts;
  }

  @Override
  public String decode(int... encoded) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int token : encoded) {
      Positions.checkToken(token, size());
      bytes.writeBytes(tokens.get(token));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public int size() {
    return tokens.size();
  }
}
