package dev.narae.io;

import dev.narae.DType;
import dev.narae.Shape;
import dev.narae.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The JSON header of a safetensors file, fully checked: the entries fill the data section without
 * gap or overlap.
 *
 * @param entries in the header's order
 * @param metadata the texts under {@code __metadata__}
 */
record SafeTensorsHeader(List<Entry> entries, Map<String, String> metadata) {
  /** The key under which the format keeps texts; no tensor can have this name. */
  static final String METADATA = "__metadata__";

  /**
   * Where a tensor lies.
   *
   * @param begin its first byte, counted in the data section
   * @param end the byte after its last
   */
  record Entry(String name, DType dtype, Shape shape, long begin, long end) {}

  /**
   * Interprets and checks a header.
   *
   * @param dataBytes the size of the data section
   */
  static SafeTensorsHeader parse(String text, long dataBytes, String file)
      throws TensorFileException {
    SafeTensorsHeader header = new Parser(file).header(json(text, file));
    checkCoverage(header.entries, dataBytes, file);
    return header;
  }

  private static Json json(String text, String file) throws TensorFileException {
    try {
      return JsonReader.parse(text);
    } catch (JsonReader.SyntaxException e) {
      throw new TensorFileException(
          file, "the header is not JSON: %s; save or copy it again".formatted(e.getMessage()));
    }
  }

  private static void checkCoverage(List<Entry> entries, long dataBytes, String file)
      throws TensorFileException {
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long position = 0;
    for (Entry entry : sorted) {
      if (entry.begin != position) {
        throw new TensorFileException(
            file,
            "tensor '%s' begins at byte %d where %d is next: %s; the file is damaged"
                .formatted(
                    entry.name,
                    entry.begin,
                    position,
                    entry.begin < position ? "tensors overlap" : "there is a gap"));
      }
      position = entry.end;
    }
    if (position != dataBytes) {
      throw new TensorFileException(
          file,
          "the tensors need %d bytes, but %d follow the header; copy or save it again"
              .formatted(position, dataBytes));
    }
  }

  /** The header's JSON text. */
  String text() {
    Map<String, Json> members = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      Map<String, Json> texts = new LinkedHashMap<>();
      metadata.forEach((key, value) -> texts.put(key, new Json.Text(value)));
      members.put(METADATA, new Json.Members(texts));
    }
    for (Entry entry : entries) {
      List<Json> dims = new ArrayList<>();
      for (long dim : entry.shape.dims()) {
        dims.add(new Json.Whole(dim));
      }
      Map<String, Json> values = new LinkedHashMap<>();
      values.put("dtype", new Json.Text(entry.dtype.name()));
      values.put("shape", new Json.Items(dims));
      values.put(
          "data_offsets",
          new Json.Items(List.of(new Json.Whole(entry.begin), new Json.Whole(entry.end))));
      members.put(entry.name, new Json.Members(values));
    }
    return JsonWriter.write(new Json.Members(members));
  }

  /** Turns JSON into entries; every deviation from the format is an error that names its place. */
  private record Parser(String file) {

    SafeTensorsHeader header(Json json) throws TensorFileException {
      List<Entry> entries = new ArrayList<>();
      Map<String, String> metadata = new LinkedHashMap<>();
      for (Map.Entry<String, Json> member : members(json, "the header").entrySet()) {
        if (member.getKey().equals(METADATA)) {
          metadata.putAll(metadata(member.getValue()));
        } else {
          entries.add(entry(member.getKey(), member.getValue()));
        }
      }
      return new SafeTensorsHeader(List.copyOf(entries), metadata);
    }

    private Map<String, String> metadata(Json json) throws TensorFileException {
      Map<String, String> result = new LinkedHashMap<>();
      for (Map.Entry<String, Json> member : members(json, METADATA).entrySet()) {
        result.put(member.getKey(), text(member.getValue(), METADATA + " " + member.getKey()));
      }
      return result;
    }

    private Entry entry(String name, Json json) throws TensorFileException {
      String place = "tensor '%s'".formatted(name);
      Map<String, Json> values = members(json, place);
      Json dtype = values.get("dtype");
      Json shape = values.get("shape");
      Json offsets = values.get("data_offsets");
      if (dtype == null || shape == null || offsets == null || values.size() != 3) {
        throw error(
            place,
            "has the keys %s instead of dtype, shape, data_offsets".formatted(values.keySet()));
      }
      return entry(place, name, dtype(dtype, place), shape(shape, place), longs(offsets, place));
    }

    private Entry entry(String place, String name, DType dtype, Shape shape, long[] offsets)
        throws TensorFileException {
      if (offsets.length != 2 || offsets[0] < 0 || offsets[1] < offsets[0]) {
        throw error(place, "has data_offsets that are no range");
      }
      long bytes = offsets[1] - offsets[0];
      if (bytes % dtype.bytes() != 0 || shape.size() != bytes / dtype.bytes()) {
        throw error(
            place,
            "needs another number of bytes for %s of %s than %d".formatted(shape, dtype, bytes));
      }
      return new Entry(name, dtype, shape, offsets[0], offsets[1]);
    }

    private DType dtype(Json json, String place) throws TensorFileException {
      String name = text(json, place + ", dtype");
      for (DType dtype : DType.values()) {
        if (dtype.name().equals(name)) {
          return dtype;
        }
      }
      throw new TensorFileException(
          file,
          "%s has dtype %s, which is not supported; convert it to one of %s"
              .formatted(place, name, names()));
    }

    private static String names() {
      return Arrays.stream(DType.values()).map(DType::name).collect(Collectors.joining(", "));
    }

    private Shape shape(Json json, String place) throws TensorFileException {
      try {
        return Shape.of(longs(json, place));
      } catch (ShapeException e) {
        throw error(place, "has an impossible shape (" + e.getMessage() + ")");
      }
    }

    private long[] longs(Json json, String place) throws TensorFileException {
      if (!(json instanceof Json.Items items)) {
        throw error(place, "has something else where a list of whole numbers belongs");
      }
      long[] result = new long[items.values().size()];
      for (int i = 0; i < result.length; i++) {
        if (!(items.values().get(i) instanceof Json.Whole whole)) {
          throw error(place, "has something else where a whole number belongs");
        }
        result[i] = whole.value();
      }
      return result;
    }

    private Map<String, Json> members(Json json, String place) throws TensorFileException {
      if (!(json instanceof Json.Members members)) {
        throw error(place, "is not a JSON object");
      }
      return members.values();
    }

    private String text(Json json, String place) throws TensorFileException {
      if (!(json instanceof Json.Text text)) {
        throw error(place, "is not a JSON string");
      }
      return text.value();
    }

    private TensorFileException error(String place, String problem) {
      return new TensorFileException(file, place + " " + problem + "; the file is damaged");
    }
  }
}
