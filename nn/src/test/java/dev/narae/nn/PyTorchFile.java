package dev.narae.nn;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.DType;
import dev.narae.Device;
import dev.narae.Tensor;
import dev.narae.io.SafeTensors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What {@code pytorch.py} has written: for each case a module's state, inputs and answers. */
record PyTorchFile(Map<String, Tensor> tensors) {
  private static final int MOST_BYTES = 300_000;

  /** The file on a device; it may lie in a jar. */
  static PyTorchFile on(Device device) {
    try (InputStream in =
        Objects.requireNonNull(PyTorchFile.class.getResourceAsStream("pytorch.safetensors"))) {
      Path copy = Files.createTempFile("pytorch", ".safetensors");
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      assertTrue(Files.size(copy) < MOST_BYTES);
      Map<String, Tensor> tensors = SafeTensors.read(copy, device).tensors();
      Files.delete(copy);
      return new PyTorchFile(tensors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of the cases. */
  Set<String> cases() {
    return tensors.keySet().stream()
        .map(name -> name.substring(0, name.lastIndexOf('/')))
        .collect(Collectors.toSet());
  }

  @Nullable Tensor find(PyTorchCases.Case c, String name) {
    return tensors.get(c.name() + "/" + name);
  }

  Tensor get(PyTorchCases.Case c, String name) {
    return Objects.requireNonNull(find(c, name), c.name() + "/" + name);
  }

  /** The tensors of a case whose names begin so, without that beginning. */
  Map<String, Tensor> part(PyTorchCases.Case c, String beginning) {
    String prefix = c.name() + "/" + beginning;
    Map<String, Tensor> found = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), tensor);
          }
        });
    return found;
  }

  /** The inputs in a dtype; those that PyTorch has a gradient of are leaves. */
  List<Tensor> inputs(PyTorchCases.Case c, DType dtype) {
    return IntStream.iterate(0, i -> find(c, "in" + i) != null, i -> i + 1)
        .mapToObj(
            i -> {
              Tensor input = get(c, "in" + i);
              Tensor converted = input.dtype().isFloating() ? input.to(dtype) : input;
              return hasGradient(c, i) ? converted.copy().requiresGrad(true) : converted;
            })
        .toList();
  }

  boolean hasGradient(PyTorchCases.Case c, int input) {
    return find(c, "grad" + input) != null;
  }

  /** Gives a case's module its dtype, its state and its mode. */
  void prepare(PyTorchCases.Case c, DType dtype) {
    c.module().to(dtype);
    c.module().loadStateDict(part(c, "state."));
    c.module().train(!c.name().contains("eval") && !c.name().contains("not tracking"));
  }
}
