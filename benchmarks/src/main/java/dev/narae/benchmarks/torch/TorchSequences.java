package dev.narae.benchmarks.torch;

import dev.narae.benchmarks.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LSTMOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.TransformerEncoderLayerImpl;
import org.bytedeco.pytorch.TransformerEncoderLayerOptions;

/** Networks over sequences. */
public final class TorchSequences {
  private TorchSequences() {}

  /** One layer, as wide as its input. */
  public static Side lstm(long batch, long steps, long width) {
    LSTMOptions options = new LSTMOptions(width, width);
    options.batch_first().put(true);
    LSTMImpl model = new LSTMImpl(options);
    Tensor x = Torch.tracked(batch, steps, width);
    return gradients(model.parameters(), x, () -> model.forward(x).get0());
  }

  /** An encoder layer; libtorch's takes the steps first. */
  public static Side transformer(long batch, long steps, long width, long heads, long inner) {
    TransformerEncoderLayerOptions options = new TransformerEncoderLayerOptions(width, heads);
    options.dim_feedforward().put(inner);
    options.dropout().put(0.1);
    TransformerEncoderLayerImpl model = new TransformerEncoderLayerImpl(options);
    Tensor x = Torch.tracked(steps, batch, width);
    return gradients(model.parameters(), x, () -> model.forward(x));
  }

  private static Side gradients(TensorVector parameters, Tensor x, Supplier<Tensor> operation) {
    List<Tensor> inputs = new ArrayList<>(List.of(x));
    inputs.addAll(List.of(parameters.get()));
    return Torch.gradients(operation, inputs.toArray(Tensor[]::new));
  }
}
