package dev.narae.examples.mnist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Device;
import dev.narae.Shape;
import dev.narae.Tensor;
import dev.narae.data.Batch;
import dev.narae.data.DataLoader;
import dev.narae.io.Npz;
import dev.narae.nn.NLLLoss;
import dev.narae.optim.SGD;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The network is the lab report's, and learns as PyTorch's does. */
class MnistCnnTest {
  private static final int STEPS = 200;
  private static final int BATCH = 32;

  @Test
  void hasTheReportsShape() {
    MnistCnn model = new MnistCnn();
    assertEquals(Shape.of(3, 10), model.call(Tensor.zeros(3, 1, 28, 28)).shape());
    assertEquals(21_840, model.summary(1, 1, 28, 28).parameters());
  }

  /**
   * From PyTorch's initial weights, without dropout, 200 steps over the first images of MNIST in
   * file order: the losses agree to 1e-4 relative, the weights afterwards to 1e-3.
   */
  @Test
  void followsPyTorchForTwoHundredSteps(@TempDir Path dir) throws IOException {
    Map<String, Tensor> golden = golden(dir);
    MnistCnn model = new MnistCnn(0);
    model.loadStateDict(named("init.", golden));
    float[] expected = Objects.requireNonNull(golden.get("losses")).toFloatArray();
    List<Double> losses = train(model);
    assertEquals(STEPS, expected.length);
    for (int i = 0; i < STEPS; i++) {
      assertEquals(expected[i], losses.get(i), 1e-4 * expected[i], "loss of step " + i);
    }
    Map<String, Tensor> weights = model.stateDict();
    named("final.", golden)
        .forEach(
            (name, tensor) -> {
              Tensor learned = Objects.requireNonNull(weights.get(name), name);
              double difference = tensor.sub(learned).abs().max().item();
              assertTrue(difference < 1e-3, name + " differs by " + difference);
            });
  }

  private static List<Double> train(MnistCnn model) throws IOException {
    MnistSets sets = MnistSets.load(null);
    SGD optimizer = new SGD(model.parameters(), 0.01);
    NLLLoss criterion = new NLLLoss();
    List<Double> losses = new ArrayList<>();
    for (Batch batch : new DataLoader(sets.normalizedTrain(), BATCH).epoch(0)) {
      Tensor loss = criterion.call(model.call(batch.input()), batch.target());
      losses.add(loss.item());
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      if (losses.size() == STEPS) {
        break;
      }
    }
    return losses;
  }

  private static Map<String, Tensor> golden(Path dir) throws IOException {
    Path file = dir.resolve("golden.npz");
    try (InputStream in = MnistCnnTest.class.getResourceAsStream("mnist-cnn-sgd.npz")) {
      Files.copy(Objects.requireNonNull(in), file);
    }
    return Npz.read(file, Device.cpu());
  }

  private static Map<String, Tensor> named(String prefix, Map<String, Tensor> tensors) {
    Map<String, Tensor> found = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), tensor);
          }
        });
    assertEquals(8, found.size());
    return found;
  }
}
