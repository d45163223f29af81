package dev.narae.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.Backends;
import dev.narae.Tensor;
import dev.narae.data.Batch;
import dev.narae.data.DataLoader;
import dev.narae.data.Dataset;
import dev.narae.data.IdxFile;
import dev.narae.data.ImageDataset;
import dev.narae.data.LabelledIdx;
import dev.narae.data.Transforms;
import dev.narae.examples.mnist.MnistCnn;
import dev.narae.io.Npz;
import dev.narae.nn.NLLLoss;
import dev.narae.optim.SGD;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The main job beside PyTorch 2.13: from its initial weights, 200 steps of SGD over the first 6 400
 * training images in their order, without dropout.
 */
class GoldenTrainingTest {
  private static final int STEPS = 200;
  private static final double LOSS_TOLERANCE = 1e-4;
  private static final float WEIGHT_TOLERANCE = 1e-3f;

  @Test
  void everyLossAndTheFinalWeightsAgree() throws Exception {
    Map<String, Tensor> golden = golden();
    double[] expected = Objects.requireNonNull(golden.get("losses")).toDoubleArray();
    assertEquals(STEPS, expected.length);
    MnistCnn network = new MnistCnn(0);
    network.loadStateDict(below("init.", golden));

    double[] losses = train(network, new DataLoader(images(), 32).epoch(0).iterator());
    for (int step = 0; step < STEPS; step++) {
      assertEquals(expected[step], losses[step], LOSS_TOLERANCE * expected[step], "step " + step);
    }
    Map<String, Tensor> last = below("final.", golden);
    assertEquals(last.keySet(), network.stateDict().keySet());
    network.stateDict().forEach((name, tensor) -> assertClose(name, last.get(name), tensor));
  }

  private static double[] train(MnistCnn network, Iterator<Batch> batches) {
    SGD sgd = new SGD(network.parameters(), 0.01);
    NLLLoss nll = new NLLLoss();
    double[] losses = new double[STEPS];
    for (int step = 0; step < STEPS; step++) {
      Batch batch = batches.next();
      sgd.zeroGrad();
      Tensor loss = nll.call(network.call(batch.input()), batch.target());
      loss.backward();
      sgd.step();
      losses[step] = loss.item();
    }
    return losses;
  }

  private static void assertClose(String name, @Nullable Tensor expected, Tensor actual) {
    assertTrue(expected != null, name);
    float[] values = expected.toFloatArray();
    assertArrayEquals(values, actual.toFloatArray(), WEIGHT_TOLERANCE, name);
  }

  private static Map<String, Tensor> golden() throws Exception {
    var resource = GoldenTrainingTest.class.getResource("mnist-cnn-sgd.npz");
    return Npz.read(Path.of(Objects.requireNonNull(resource).toURI()), Backends.defaultDevice());
  }

  private static Map<String, Tensor> below(String prefix, Map<String, Tensor> tensors) {
    Map<String, Tensor> found = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), tensor);
          }
        });
    return found;
  }

  private static Dataset images() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      LabelledIdx files =
          LabelledIdx.pair(
              embedded("train-images-idx3-ubyte.gz", arena),
              embedded("train-labels-idx1-ubyte.gz", arena),
              10);
      return ImageDataset.of(files).transformed(Transforms.normalize(0.1307, 0.3081));
    }
  }

  private static IdxFile embedded(String name, Arena arena) throws IOException {
    try (InputStream in = MnistCnn.class.getResourceAsStream(name)) {
      return IdxFile.read(Objects.requireNonNull(in), name, arena);
    }
  }
}
