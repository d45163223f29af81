package dev.narae.train;

import dev.narae.Autocast;
import dev.narae.DType;
import dev.narae.optim.GradScaler;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * In which precision a run computes, and by what its loss is scaled; checkpoints keep the scale.
 */
final class MixedPrecision implements Callback {
  /** Everything in the dtypes of the model. */
  static final MixedPrecision OFF =
      new MixedPrecision(null, new GradScaler(GradScaler.Options.DEFAULT.enabled(false)));

  private final @Nullable DType dtype;
  private final GradScaler scaler;

  private MixedPrecision(@Nullable DType dtype, GradScaler scaler) {
    this.dtype = dtype;
    this.scaler = scaler;
  }

  /** Operators in a dtype, and losses multiplied by a scaler's factor. */
  static MixedPrecision of(DType dtype, GradScaler scaler) {
    if (!dtype.isHalf()) {
      throw new IllegalArgumentException(
          "Trainer.mixedPrecision: %s is no lower precision; use bf16, or f16".formatted(dtype));
    }
    return new MixedPrecision(dtype, scaler);
  }

  GradScaler scaler() {
    return scaler;
  }

  /** The step, with its operators in the lower precision. */
  ForwardStep around(ForwardStep step) {
    DType low = dtype;
    return low == null ? step : batch -> Autocast.with(low, () -> step.run(batch));
  }

  @Override
  public State state() {
    if (!scaler.isEnabled()) {
      return State.EMPTY;
    }
    Map<String, String> texts = new LinkedHashMap<>();
    scaler.stateDict().forEach((name, value) -> texts.put(name, value.toString()));
    return State.ofTexts(texts);
  }

  @Override
  public void restore(State state) {
    if (!scaler.isEnabled()) {
      return;
    }
    Map<String, Double> numbers = new LinkedHashMap<>();
    state.texts().keySet().forEach(name -> numbers.put(name, state.number(name)));
    scaler.loadStateDict(numbers);
  }
}
