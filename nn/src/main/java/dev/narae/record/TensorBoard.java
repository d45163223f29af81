package dev.narae.record;

import dev.narae.DType;
import dev.narae.Grad;
import dev.narae.Scope;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import dev.narae.train.Callback;
import dev.narae.train.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes what TensorBoard shows: curves, histograms, images and texts, in event files below a
 * folder (TensorFlow: event.proto and summary.proto).
 *
 * <p>As a {@link Callback} it records the loss of every so many steps and the figures of each
 * epoch, and opens a new file for each run, so that a run that goes on replaces what it had
 * recorded after its checkpoint. It can be used without a trainer too: {@link #open}, then {@link
 * #scalar} and the others.
 */
public final class TensorBoard implements Callback, AutoCloseable {
  private static final int TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int SESSION_LOG = 7;
  private static final int START = 1;

  private final Path folder;
  private final int everySteps;
  private final InstantSource clock;
  private @Nullable EventFile file;

  /** Records into a folder: the loss of each tenth step, and the figures of each epoch. */
  public TensorBoard(Path folder) {
    this(folder, 10, InstantSource.system());
  }

  /**
   * Records into a folder.
   *
   * @param everySteps the loss of every so many steps is recorded; at least 1
   */
  public TensorBoard(Path folder, int everySteps) {
    this(folder, everySteps, InstantSource.system());
  }

  TensorBoard(Path folder, int everySteps, InstantSource clock) {
    if (everySteps < 1) {
      throw new IllegalArgumentException(
          "TensorBoard: every %d steps; it must be at least 1".formatted(everySteps));
    }
    this.folder = folder;
    this.everySteps = everySteps;
    this.clock = clock;
  }

  /**
   * Begins a new file.
   *
   * @param step what earlier files hold from this step on is no longer shown
   * @throws IOException if it cannot be made
   */
  public TensorBoard open(long step) throws IOException {
    close();
    String name =
        "events.out.tfevents.%010d.%s"
            .formatted(clock.instant().getEpochSecond(), UUID.randomUUID());
    EventFile opened = new EventFile(folder.resolve(name));
    file = opened;
    opened.write(new ProtoWriter().real(TIME, now()).text(FILE_VERSION, "brain.Event:2"));
    ProtoWriter start = new ProtoWriter().whole(1, START);
    opened.write(new ProtoWriter().real(TIME, now()).whole(STEP, step).message(SESSION_LOG, start));
    return this;
  }

  private double now() {
    return clock.instant().toEpochMilli() / 1e3;
  }

  // --- What is recorded -----------------------------------------------------------------------

  /** A point of a curve. */
  public void scalar(String tag, double value, long step) {
    add(tag, step, new ProtoWriter().real(2, (float) value));
  }

  /** How the elements of a tensor are distributed, in 30 ranges of equal width. */
  public void histogram(String tag, Tensor values, long step) {
    try (Scope _ = Scope.open("a histogram");
        var _ = Grad.noGrad()) {
      double[] numbers = values.detach().to(DType.F64).flatten().toDoubleArray();
      add(tag, step, new ProtoWriter().message(5, Buckets.of(numbers).message()));
    }
  }

  /**
   * A picture.
   *
   * @param image (channels, height, width) of 1 or 3 channels: bytes, or numbers in [0, 1]
   * @throws ShapeException if the shape is another
   */
  public void image(String tag, Tensor image, long step) {
    if (image.rank() != 3 || (image.dim(0) != 1 && image.dim(0) != 3)) {
      throw new ShapeException(
          "TensorBoard.image: shape %s; it must be (channels, height, width) with 1 or 3 channels"
              .formatted(image.shape()));
    }
    ProtoWriter picture =
        new ProtoWriter()
            .whole(1, image.dim(1))
            .whole(2, image.dim(2))
            .whole(3, image.dim(0))
            .bytes(4, PngBytes.of(image));
    add(tag, step, new ProtoWriter().message(4, picture));
  }

  /** A text, which TensorBoard shows as Markdown. */
  public void text(String tag, String text, long step) {
    // A tensor of one string, for the plugin of that name.
    ProtoWriter tensor =
        new ProtoWriter()
            .whole(1, 7)
            .message(2, new ProtoWriter().message(2, new ProtoWriter().whole(1, 1)))
            .bytes(8, text.getBytes(StandardCharsets.UTF_8));
    ProtoWriter plugin = new ProtoWriter().message(1, new ProtoWriter().text(1, "text"));
    add(tag, step, new ProtoWriter().message(9, plugin).message(8, tensor));
  }

  private void add(String tag, long step, ProtoWriter value) {
    EventFile target = file;
    if (target == null) {
      throw new IllegalStateException("TensorBoard: no file is open; call open first");
    }
    ProtoWriter named = new ProtoWriter().text(1, tag);
    byte[] head = named.toBytes();
    byte[] tail = value.toBytes();
    byte[] both = new byte[head.length + tail.length];
    System.arraycopy(head, 0, both, 0, head.length);
    System.arraycopy(tail, 0, both, head.length, tail.length);
    target.write(
        new ProtoWriter()
            .real(TIME, now())
            .whole(STEP, step)
            .message(SUMMARY, new ProtoWriter().bytes(1, both)));
  }

  // --- As a callback --------------------------------------------------------------------------

  @Override
  public void runBegun(Run run) {
    try {
      open(run.step());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stepEnded(Run run) {
    if (run.step() % everySteps == 0) {
      scalar("step/loss", run.loss(), run.step());
    }
  }

  @Override
  public void epochEnded(Run run) {
    run.figures().forEach((name, value) -> scalar(name, value, run.step()));
  }

  /** Ends the file; {@link #open} begins another. */
  @Override
  public void close() {
    EventFile open = file;
    if (open != null) {
      file = null;
      open.close();
    }
  }
}
