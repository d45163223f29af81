package dev.narae.conformance;

import dev.narae.DType;
import dev.narae.Tensor;
import dev.narae.io.GoldenJson;
import dev.narae.io.Npz;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The answers of PyTorch that the tests compare with. */
public final class GoldenData {
  private static final String FOLDER = "/dev/narae/golden/";

  private GoldenData() {}

  /**
   * Numbers and the dtype they were saved in.
   *
   * @param values the numbers
   * @param dtype their dtype
   */
  record Saved(Values values, DType dtype) {}

  /** The cases in order. */
  static List<GoldenCase> cases() {
    Map<?, ?> file = (Map<?, ?>) GoldenJson.parse(text("cases.json"));
    Map<String, Saved> arrays = new LinkedHashMap<>();
    arrays("data.npz")
        .forEach((name, t) -> arrays.put(name, new Saved(Tensors.read(t), t.dtype())));
    List<GoldenCase> cases = new ArrayList<>();
    for (Object entry : (List<?>) GoldenCase.member(file, "cases")) {
      if (entry instanceof Map<?, ?> golden) {
        cases.add(GoldenCase.of(golden, arrays));
      }
    }
    return cases;
  }

  /** The arrays of an archive, as tensors of the reference backend. */
  public static Map<String, Tensor> arrays(String archive) {
    try {
      Path copy = Files.createTempFile("narae-golden", ".npz");
      try (InputStream in = open(archive)) {
        Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        return Npz.read(copy, OnDevice.REFERENCE);
      } finally {
        Files.delete(copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(String name) {
    try (InputStream in = open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String name) {
    InputStream in = GoldenData.class.getResourceAsStream(FOLDER + name);
    if (in == null) {
      throw new IllegalStateException("the test resource " + FOLDER + name + " is missing");
    }
    return in;
  }
}
