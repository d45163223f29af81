package dev.narae.train;

import dev.narae.Backends;
import dev.narae.Generator;
import dev.narae.Tensor;
import dev.narae.io.SafeTensors;
import dev.narae.io.TensorFileException;
import dev.narae.nn.Module;
import dev.narae.nn.StateDictException;
import dev.narae.optim.Optimizer;
import dev.narae.optim.OptimizerState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A point of a training run to go on from, with results that are bit for bit those of a run that
 * was never stopped: the model, the optimizer's state, the default random generator and the epoch.
 *
 * <p>The file is in the safetensors format: tensors {@code model.*} under the names of the state
 * dict, tensors {@code optimizer.*}, and everything else as texts. It appears complete or not at
 * all, so that a run that is killed while saving leaves the checkpoint from before.
 */
public final class Checkpoint {
  private static final String MODEL = "model.";
  private static final String OPTIMIZER = "optimizer.";
  private static final String PART = "part.";

  private final String file;
  private final Map<String, Tensor> tensors;
  private final CheckpointTexts texts;

  private Checkpoint(String file, Map<String, Tensor> tensors, CheckpointTexts texts) {
    this.file = file;
    this.tensors = tensors;
    this.texts = texts;
  }

  /**
   * Saves the state of a run after an epoch.
   *
   * @param file replaced if it exists
   * @param epoch how many epochs are done
   * @param notes texts of the caller's to find again in {@link #notes}
   * @throws IOException if the file cannot be written; one that stood there before is untouched
   */
  public static void save(
      Path file, Module model, Optimizer optimizer, int epoch, Map<String, String> notes)
      throws IOException {
    save(file, model, optimizer, epoch, notes, Map.of());
  }

  /**
   * Saves the state of a run, with that of further parts of it.
   *
   * @param file replaced if it exists
   * @param epoch how many epochs are done
   * @param notes texts of the caller's to find again in {@link #notes}
   * @param parts states to find again by {@link #part}
   * @throws IOException if the file cannot be written; one that stood there before is untouched
   */
  public static void save(
      Path file,
      Module model,
      Optimizer optimizer,
      int epoch,
      Map<String, String> notes,
      Map<String, State> parts)
      throws IOException {
    OptimizerState state = optimizer.stateDict();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    model.stateDict().forEach((name, tensor) -> tensors.put(MODEL + name, tensor));
    state.tensors().forEach((name, tensor) -> tensors.put(OPTIMIZER + name, tensor));
    Map<String, String> texts = new LinkedHashMap<>();
    parts.forEach(
        (name, part) -> {
          part.tensors().forEach((key, tensor) -> tensors.put(partName(name, key), tensor));
          part.texts().forEach((key, text) -> texts.put(partName(name, key), text));
        });
    CheckpointTexts saved =
        new CheckpointTexts(
            epoch, optimizer.name(), state.numbers(), Generator.global().state(), notes, texts);
    SafeTensors.write(file, tensors, saved.toMetadata());
  }

  /**
   * Reads a file to the default device.
   *
   * @throws TensorFileException if the file is damaged or not a checkpoint
   * @throws IOException if it cannot be read
   */
  public static Checkpoint read(Path file) throws IOException {
    SafeTensors.Contents contents = SafeTensors.read(file, Backends.defaultDevice());
    CheckpointTexts texts = CheckpointTexts.parse(file.toString(), contents.metadata());
    return new Checkpoint(file.toString(), contents.tensors(), texts);
  }

  /** How many epochs are done. */
  public int epoch() {
    return texts.epoch();
  }

  /** The texts the caller saved. */
  public Map<String, String> notes() {
    return texts.notes();
  }

  /** The state of a further part; empty if none of this name was saved. */
  public State part(String name) {
    String prefix = partName(name, "");
    Map<String, String> own = new LinkedHashMap<>();
    texts
        .parts()
        .forEach(
            (key, text) -> {
              if (key.startsWith(prefix)) {
                own.put(key.substring(prefix.length()), text);
              }
            });
    return new State(below(prefix), own);
  }

  /** A name ends at the first slash: its own slashes, and what escapes them, are escaped. */
  private static String partName(String part, String key) {
    return PART + part.replace("~", "~0").replace("/", "~1") + "/" + key;
  }

  /**
   * Puts a model, its optimizer and the default random generator into the state of the file.
   *
   * @throws TensorFileException if the file was saved from another model or optimizer, saying what
   *     differs; nothing has changed then
   */
  public void restore(Module model, Optimizer optimizer) throws TensorFileException {
    OptimizerState state = new OptimizerState(below(OPTIMIZER), texts.numbers());
    checkOptimizer(optimizer);
    checkTypes(model);
    try {
      optimizer.checkStateDict(state);
      model.loadStateDict(below(MODEL));
      optimizer.loadStateDict(state);
    } catch (StateDictException e) {
      throw failure("it was saved from another model; resume with that one", e);
    } catch (IllegalArgumentException e) {
      throw failure("the optimizer's state does not fit; make it as it was when saved", e);
    }
    Generator.global().state(texts.generator());
  }

  private Map<String, Tensor> below(String prefix) {
    Map<String, Tensor> found = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), tensor);
          }
        });
    return found;
  }

  private void checkOptimizer(Optimizer optimizer) throws TensorFileException {
    if (!optimizer.name().equals(texts.optimizer())) {
      throw new TensorFileException(
          file,
          "it was saved with the optimizer %s, not %s; resume with the same one"
              .formatted(texts.optimizer(), optimizer.name()));
    }
  }

  /** A conversion would round, and the run would go on elsewhere than it stopped. */
  private void checkTypes(Module model) throws TensorFileException {
    for (Map.Entry<String, Tensor> own : model.stateDict().entrySet()) {
      Tensor saved = tensors.get(MODEL + own.getKey());
      if (saved != null && saved.dtype() != own.getValue().dtype()) {
        throw new TensorFileException(
            file,
            "its %s is %s, but the model's is %s; convert the model first with Module.to"
                .formatted(own.getKey(), saved.dtype(), own.getValue().dtype()));
      }
    }
  }

  private TensorFileException failure(String problem, RuntimeException cause) {
    TensorFileException failure =
        new TensorFileException(file, problem + "\n" + cause.getMessage());
    failure.initCause(cause);
    return failure;
  }
}
