package dev.narae.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narae.AutogradException;
import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Errors name the module by its place in the model. */
class ModulePathTest {

  private static Sequential model() {
    LinkedHashMap<String, Layer> parts = new LinkedHashMap<>();
    parts.put("features", new Sequential(new Conv2d(3, 8, 3), new BatchNorm2d(8), new ReLU()));
    parts.put("flatten", new Flatten());
    parts.put("head", new Linear(32, 2));
    return new Sequential(parts);
  }

  private static String refusal(Class<? extends Exception> type, Executable action) {
    return String.valueOf(assertThrows(type, action).getMessage());
  }

  @Test
  void wrongChannelsNameTheConvolution() {
    assertEquals(
        "in layer 'features.0', Conv2d: conv2d: input [1, 4, 4, 4] has 4 channels, but weight"
            + " [8, 3, 3, 3] with 1 groups expects 3",
        refusal(ShapeException.class, () -> model().call(Tensor.zeros(1, 4, 4, 4))));
  }

  @Test
  void aWrongRankNamesTheLayer() {
    String message = refusal(ShapeException.class, () -> model().call(Tensor.zeros(4, 4)));
    assertTrue(message.startsWith("in layer 'features.0', Conv2d: conv2d: "), message);
    assertTrue(message.contains("[4, 4]"), message);
  }

  @Test
  void wrongSizesBehindAreFoundWhereTheyHurt() {
    String message = refusal(ShapeException.class, () -> model().call(Tensor.zeros(1, 3, 5, 5)));
    assertTrue(message.startsWith("in layer 'head', Linear: linear: "), message);
  }

  @Test
  void dtypesAndIndicesNameTheLayerToo() {
    Sequential doubled = model();
    String dtype =
        refusal(DTypeException.class, () -> doubled.call(Tensor.zeros(1, 3, 4, 4).to(DType.F64)));
    assertTrue(dtype.startsWith("in layer 'features.0', Conv2d: conv2d: "), dtype);
    Sequential words = new Sequential(new Embedding(5, 2), new Flatten());
    String index =
        refusal(IndexOutOfBoundsException.class, () -> words.call(Tensor.of(new long[] {7}, 1, 1)));
    assertTrue(index.startsWith("in layer '0', Embedding: embedding: "), index);
  }

  @Test
  void modulesOfOtherAritiesAreNamed() {
    class Tagger extends Layer {
      private final LSTM lstm = child("lstm", new LSTM(3, 2));

      @Override
      protected Tensor forward(Tensor x) {
        return lstm.call(x).output();
      }
    }
    Sequential model = new Sequential(new Tagger());
    String message = refusal(ShapeException.class, () -> model.call(Tensor.zeros(4, 1, 5)));
    assertEquals(
        "in layer '0.lstm', LSTM: LSTM: the input has shape [4, 1, 5]; it must be (steps, batch,"
            + " 3) or, for a single sequence, (steps, 3)",
        message);
  }

  @Test
  void aLayerByItselfNeedsNoName() {
    String message =
        refusal(ShapeException.class, () -> new BatchNorm2d(3).call(Tensor.zeros(2, 3)));
    assertEquals("BatchNorm2d: the input has shape [2, 3]; it must be (N, C, H, W)", message);
  }

  @Test
  void normalisationNamesItsChannels() {
    assertEquals(
        "BatchNorm1d: the input has shape [2, 4] with 4 channels; this layer has 3",
        refusal(ShapeException.class, () -> new BatchNorm1d(3).call(Tensor.zeros(2, 4))));
    assertEquals(
        "GroupNorm: the input has shape [2, 3]; it must be (N, 4, …)",
        refusal(ShapeException.class, () -> new GroupNorm(2, 4).call(Tensor.zeros(2, 3))));
    assertEquals(
        "InstanceNorm2d: the input has shape [2, 3]; it must be (N, 3, …) or (3, …) with 2"
            + " dimensions of places",
        refusal(ShapeException.class, () -> new InstanceNorm2d(3).call(Tensor.zeros(2, 3))));
  }

  @Test
  void theCauseIsKept() {
    ShapeException e =
        assertThrows(ShapeException.class, () -> model().call(Tensor.zeros(1, 4, 4, 4)));
    assertTrue(e.getCause() instanceof ShapeException);
  }

  @Test
  void backwardThroughAFrozenModelIsRefused() {
    Sequential frozen = new Sequential(new Linear(2, 1));
    frozen.requiresGrad(false);
    Tensor loss = frozen.call(Tensor.ones(1, 2)).sum();
    assertEquals(
        "backward: the tensor of shape [] is not tracked; call requiresGrad(true) on the leaves it"
            + " is computed from, outside noGrad",
        refusal(AutogradException.class, loss::backward));
    assertEquals(List.of(), frozen.trainableParameters());
  }
}
