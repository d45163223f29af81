package dev.narae.cpu.kernel;

import dev.narae.cpu.Parallel;
import dev.narae.spi.KernelCall;
import dev.narae.spi.MapCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Elementwise calls that follow each other, such as an optimizer's step. Calls on elements of the
 * same positions form a chain, which is run piece by piece: so memory is read and written once,
 * however many calls there are. Chains that do not depend on each other are spread over threads
 * together.
 */
public final class MapSequence {
  /** Elements from which on a call costs more than putting it into a chain. */
  public static final long WORTHWHILE = 1 << 16;

  /** Elements of a piece, whose operands stay in the second-level cache. */
  private static final long PIECE = 1 << 13;

  /** Each further chain is compared with all before it. */
  private static final int MOST_CHAINS = 64;

  private final MapKernels kernels;
  private final Parallel parallel;
  private final List<Chain> chains = new ArrayList<>();

  MapSequence(MapKernels kernels, Parallel parallel) {
    this.kernels = kernels;
    this.parallel = parallel;
  }

  /** Calls on the same elements, in turn. */
  private record Chain(long elements, List<MapStep> steps, List<MapSpan> spans) {
    /** Whether a call may join: it must read what others wrote at its own positions only. */
    boolean takes(long count, List<MapSpan> more) {
      return count == elements
          && more.stream().allMatch(span -> spans.stream().allMatch(span::isElementwise));
    }

    boolean concerns(List<MapSpan> more) {
      return more.stream().anyMatch(span -> spans.stream().anyMatch(span::dependsOn));
    }

    void add(MapStep step, List<MapSpan> more) {
      steps.add(step);
      more.stream().filter(span -> !spans.contains(span)).forEach(spans::add);
    }
  }

  /** Some elements of a chain. */
  private record Piece(Chain chain, long from, long to) {
    void run() {
      chain.steps.forEach(step -> step.run(from, to));
    }
  }

  /** Runs the calls. */
  void run(List<KernelCall> calls) {
    calls.forEach(this::add);
    finish();
  }

  private void add(KernelCall each) {
    MapCall call = each.call();
    long count = call.out().shape().size();
    Optional<List<MapSpan>> spans = count == 0 ? Optional.empty() : MapSpan.of(call);
    if (spans.isEmpty()) {
      finish();
      kernels.run(each.kernel(), call.numbers(), call.inputs(), call.out());
      return;
    }
    chain(count, spans.get()).add(kernels.dense(each.kernel(), call), spans.get());
  }

  /** The chain for a call on this memory: the last one if it takes it, else a new one. */
  private Chain chain(long count, List<MapSpan> spans) {
    boolean joins = !chains.isEmpty() && chains.getLast().takes(count, spans);
    int others = joins ? chains.size() - 1 : chains.size();
    boolean waits = chains.subList(0, others).stream().anyMatch(chain -> chain.concerns(spans));
    if (waits || (!joins && others == MOST_CHAINS)) {
      finish();
    } else if (joins) {
      return chains.getLast();
    }
    Chain chain = new Chain(count, new ArrayList<>(), new ArrayList<>());
    chains.add(chain);
    return chain;
  }

  /** Runs all chains that wait. */
  private void finish() {
    List<List<Piece>> blocks = blocks();
    if (blocks.size() == 1) {
      blocks.getFirst().forEach(Piece::run);
    } else if (!blocks.isEmpty()) {
      parallel.run(blocks.size(), block -> blocks.get(block).forEach(Piece::run));
    }
    chains.clear();
  }

  /** Pieces, small ones of several chains together. */
  private List<List<Piece>> blocks() {
    List<List<Piece>> blocks = new ArrayList<>();
    long room = 0;
    for (Chain chain : chains) {
      for (long from = 0; from < chain.elements; from += PIECE) {
        long to = Math.min(chain.elements, from + PIECE);
        if (room < to - from) {
          blocks.add(new ArrayList<>());
          room = PIECE;
        }
        blocks.getLast().add(new Piece(chain, from, to));
        room -= to - from;
      }
    }
    return blocks;
  }
}
