package dev.narae.io;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The dictionary literal in an .npy header, as in {@code {'descr': '<f4', 'fortran_order': False,
 * 'shape': (3, 4), }}: the keys in any order, nothing else (NumPy Enhancement Proposal 1).
 */
final class NpyDictionary {
  private static final int MAX_RANK = 64;
  private static final Pattern ENTRY =
      Pattern.compile(
          "\\s*(['\"])(?<key>[a-z_]+)\\1\\s*:\\s*"
              + "(?:(['\"])(?<text>[^'\"]*)\\3|(?<truth>True|False)|\\((?<tuple>[\\d,\\s]*)\\))"
              + "\\s*(?:,|(?=\\}))");
  private static final Pattern EXTENT = Pattern.compile("\\s*(\\d{1,18})\\s*(,|$)");

  private final String file;
  private @Nullable String descr;
  private @Nullable Boolean columnMajor;
  private @Nullable List<Long> shape;

  private NpyDictionary(String file) {
    this.file = file;
  }

  static NpyDictionary parse(String text, String file) throws TensorFileException {
    String literal = text.strip();
    NpyDictionary result = new NpyDictionary(file);
    if (!literal.startsWith("{") || !literal.endsWith("}")) {
      throw result.malformed("it is not a dictionary");
    }
    Matcher entry = ENTRY.matcher(literal);
    int position = 1;
    while (entry.find(position) && entry.start() == position) {
      result.put(entry);
      position = entry.end();
    }
    if (!literal.substring(position).strip().equals("}")) {
      throw result.malformed(
          "an entry is of an unknown kind (arrays of records are not supported)");
    }
    return result;
  }

  private void put(Matcher entry) throws TensorFileException {
    String key = entry.group("key");
    String text = entry.group("text");
    String truth = entry.group("truth");
    String tuple = entry.group("tuple");
    if (key.equals("descr") && text != null && descr == null) {
      descr = text;
    } else if (key.equals("fortran_order") && truth != null && columnMajor == null) {
      columnMajor = truth.equals("True");
    } else if (key.equals("shape") && tuple != null && shape == null) {
      shape = extents(tuple);
    } else {
      throw malformed("the key '%s' is unknown, repeated or of the wrong kind".formatted(key));
    }
  }

  private List<Long> extents(String tuple) throws TensorFileException {
    List<Long> extents = new ArrayList<>();
    String rest = tuple.strip();
    while (!rest.isEmpty()) {
      Matcher extent = EXTENT.matcher(rest);
      if (!extent.lookingAt() || extents.size() == MAX_RANK) {
        throw malformed("(%s) is not a shape".formatted(shortened(tuple)));
      }
      extents.add(Long.valueOf(extent.group(1)));
      rest = rest.substring(extent.end());
    }
    return extents;
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  /** The code of the element type. */
  String descr() throws TensorFileException {
    return present(descr, "descr");
  }

  /** Whether the first dimension varies fastest. */
  boolean columnMajor() throws TensorFileException {
    return present(columnMajor, "fortran_order");
  }

  /** The extents. */
  List<Long> shape() throws TensorFileException {
    return present(shape, "shape");
  }

  private <T> T present(@Nullable T value, String key) throws TensorFileException {
    if (value == null) {
      throw malformed("the key '%s' is missing".formatted(key));
    }
    return value;
  }

  private TensorFileException malformed(String problem) {
    return new TensorFileException(
        file,
        "the header is malformed: %s; save the array again with numpy.save".formatted(problem));
  }
}
