package dev.narae.cuda;

import dev.narae.DType;
import dev.narae.DeviceException;
import dev.narae.Recurrence;
import dev.narae.Shape;
import dev.narae.expr.Expr;
import dev.narae.expr.Formula;
import dev.narae.spi.FusedOp;
import dev.narae.spi.Layout;
import dev.narae.spi.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntSupplier;
import jcuda.Pointer;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnForwardMode;
import jcuda.jcudnn.cudnnStatus;
import jcuda.jcudnn.cudnnWgradMode;
import org.jspecify.annotations.Nullable;

/**
 * Recurrent layers by cuDNN. It keeps the weights in one piece of memory, in an order of its own,
 * so they are copied there for each call, and their gradients from there.
 */
final class Recurrences {
  private static final Formula FILL = Formula.of("fill", 0, 1, Expr.scalar(0));
  private static final Pointer NOTHING = new Pointer();

  private final Gpu gpu;
  private final MapKernels maps;
  private final Convolutions convolutions;

  /**
   * Recurrent layers.
   *
   * @param convolutions has each stream's cuDNN
   */
  Recurrences(Gpu gpu, MapKernels maps, Convolutions convolutions) {
    this.gpu = gpu;
    this.maps = maps;
    this.convolutions = convolutions;
  }

  private static DnnRecurrence.Key key(
      Recurrence kind, boolean biases, boolean training, List<View> inputs) {
    Shape x = inputs.getFirst().shape();
    return new DnnRecurrence.Key(
        kind,
        inputs.getFirst().dtype(),
        biases,
        training,
        Math.toIntExact(x.dim(0)),
        Math.toIntExact(x.dim(1)),
        Math.toIntExact(x.dim(2)),
        Math.toIntExact(inputs.get(1).shape().dim(1)));
  }

  /** The bytes that cuDNN keeps for the gradient; empty if it cannot compute the layer. */
  OptionalLong keptBytes(FusedOp.RecurrentLayer op, List<View> inputs) {
    boolean countable = inputs.stream().allMatch(view -> view.shape().size() <= Integer.MAX_VALUE);
    if (!gpu.usesDnn() || !countable) {
      return OptionalLong.empty();
    }
    try (Launch launch = gpu.begin("recurrence")) {
      Optional<DnnRecurrence> plan =
          plan(launch, key(op.kind(), op.biases(), op.training(), inputs), inputs);
      return plan.isPresent() ? OptionalLong.of(plan.get().keptBytes()) : OptionalLong.empty();
    }
  }

  private Optional<DnnRecurrence> plan(Launch launch, DnnRecurrence.Key key, List<View> inputs) {
    Dnn dnn = convolutions.dnn(launch.stream());
    return dnn.recurrence(key, launch.address(inputs.getFirst()));
  }

  /** Computes {@link FusedOp.RecurrentLayer}. */
  void forward(FusedOp.RecurrentLayer op, List<View> inputs, List<View> outputs) {
    DnnRecurrence.Key key = key(op.kind(), op.biases(), op.training(), inputs);
    try (Call call = new Call(key, inputs)) {
      View kept = op.training() ? outputs.getLast() : call.bytes(0);
      View y = call.target(outputs.getFirst());
      View cell = op.kind() == Recurrence.LSTM ? call.target(outputs.get(1)) : y;
      call.forward(y, cell, kept);
      call.store(y, outputs.getFirst());
      if (op.kind() == Recurrence.LSTM) {
        call.store(cell, outputs.get(1));
      }
    }
  }

  /** Computes {@link FusedOp.RecurrentLayerGrad}. */
  void gradients(FusedOp.RecurrentLayerGrad op, List<View> inputs, List<View> outputs) {
    int upstream = op.kind().states();
    List<View> forward = inputs.subList(upstream, inputs.size() - 2);
    DnnRecurrence.Key key = key(op.kind(), op.biases(), true, forward);
    try (Call call = new Call(key, forward)) {
      List<View> targets = outputs.stream().map(call::target).toList();
      // A backward pass leaves other numbers in what was kept, and there may be a second one.
      View kept = call.bytes(call.plan.keptBytes());
      maps.copy(inputs.getLast(), kept);
      View y = call.dense(inputs.get(inputs.size() - 2));
      View ofX = op.input() ? targets.getFirst() : call.room(forward.getFirst().shape());
      int state = op.input() ? 1 : 0;
      call.backward(
          y,
          call.dense(inputs.getFirst()),
          upstream == 2 ? call.dense(inputs.get(1)) : null,
          ofX,
          targets.subList(state, state + upstream),
          kept);
      if (op.weights()) {
        call.ofWeights(y, kept, targets.subList(state + upstream, targets.size()));
      }
      for (int i = 0; i < outputs.size(); i++) {
        call.store(targets.get(i), outputs.get(i));
      }
    }
  }

  /** One call: the layer's inputs as cuDNN takes them, and the memory that it works in. */
  private final class Call implements AutoCloseable {
    final DnnRecurrence plan;
    private final DnnRecurrence.Key key;
    private final List<CudaBuffer> memory = new ArrayList<>();
    private final View x;
    private final View hidden;
    private final View cell;
    private final View weights;
    private final View lengths;

    Call(DnnRecurrence.Key key, List<View> inputs) {
      this.key = key;
      try (Launch launch = gpu.begin("recurrence")) {
        plan = plan(launch, key, inputs).orElseThrow();
      }
      int states = key.kind().states();
      try {
        x = dense(inputs.getFirst());
        hidden = dense(inputs.get(1));
        cell = dense(inputs.get(states));
        lengths = room(DType.I32, Shape.of(key.batch()));
        maps.map(FILL.kernel(DType.I32, DType.I32), new long[] {key.steps()}, List.of(), lengths);
        weights = weightRoom();
        move(inputs.subList(1 + states, inputs.size()), true, weights);
      } catch (RuntimeException | Error e) {
        // Nobody closes what was never made, and memory may be short.
        gpu.giveBack(memory);
        throw e;
      }
    }

    private View weightRoom() {
      return room(Shape.of(plan.weightBytes() / key.dtype().bytes()));
    }

    View room(Shape shape) {
      return room(key.dtype(), shape);
    }

    View bytes(long count) {
      return room(DType.I8, Shape.of(count));
    }

    private View room(DType dtype, Shape shape) {
      CudaBuffer buffer = gpu.scratch(shape.size() * dtype.bytes());
      memory.add(buffer);
      return new View(buffer, dtype, Layout.contiguous(shape));
    }

    View dense(View view) {
      if (view.layout().isContiguous()) {
        return view;
      }
      View copy = room(view.shape());
      maps.copy(view, copy);
      return copy;
    }

    View target(View view) {
      return view.layout().isContiguous() ? view : room(view.shape());
    }

    void store(View computed, View view) {
      if (!view.layout().isContiguous()) {
        maps.copy(computed, view);
      }
    }

    /**
     * Copies weights and biases to where cuDNN wants them, or their gradients from there: as few
     * copies as there are pieces that lie next to each other.
     */
    private void move(List<View> parameters, boolean in, View packed) {
      for (int i = 0; i < parameters.size(); i++) {
        View parameter = parameters.get(i);
        boolean bias = i >= 2;
        long columns = bias ? 1 : parameter.shape().dim(1);
        int gates = key.kind().gates();
        int first = i % 2 * gates;
        for (int from = 0; from < gates; ) {
          int to = from + 1;
          while (to < gates && follows(first + to, columns, bias)) {
            to++;
          }
          View there = piece(packed, at(first + from, bias), to - from, columns);
          View here = rows(parameter, from, to, columns);
          maps.copy(in ? here : there, in ? there : here);
          from = to;
        }
      }
    }

    private long at(int gate, boolean bias) {
      return bias ? plan.bias(gate) : plan.matrix(gate);
    }

    /** Whether a gate lies behind the one before it. */
    private boolean follows(int gate, long columns, boolean bias) {
      return at(gate, bias) == at(gate - 1, bias) + key.hidden() * columns;
    }

    private View piece(View packed, long at, long gates, long columns) {
      Shape shape = Shape.of(gates * key.hidden(), columns);
      return packed.with(Layout.of(shape, new long[] {columns, 1}, at));
    }

    /** Some gates' rows of a parameter, as a matrix. */
    private View rows(View parameter, int from, int to, long columns) {
      Layout layout = parameter.layout();
      long row = layout.stride(0);
      long column = layout.shape().rank() == 2 ? layout.stride(1) : 1;
      return parameter.with(
          Layout.of(
              Shape.of((long) (to - from) * key.hidden(), columns),
              new long[] {row, column},
              layout.offset() + (long) from * key.hidden() * row));
    }

    private boolean hasCell() {
      return key.kind() == Recurrence.LSTM;
    }

    void forward(View y, View lastCell, View kept) {
      try (Launch launch = gpu.begin("recurrence")) {
        Pointer work = work(launch);
        run(
            launch,
            "cudnnRNNForward",
            () ->
                JCudnn.cudnnRNNForward(
                    convolutions.dnn(launch.stream()).handle(),
                    plan.layer,
                    key.training()
                        ? cudnnForwardMode.CUDNN_FWD_MODE_TRAINING
                        : cudnnForwardMode.CUDNN_FWD_MODE_INFERENCE,
                    at(launch, lengths),
                    plan.x,
                    at(launch, x),
                    plan.y,
                    at(launch, y),
                    plan.state,
                    at(launch, hidden),
                    NOTHING,
                    plan.state,
                    hasCell() ? at(launch, cell) : NOTHING,
                    hasCell() ? at(launch, lastCell) : NOTHING,
                    plan.weightBytes(),
                    at(launch, weights),
                    plan.workBytes(),
                    work,
                    key.training() ? plan.keptBytes() : 0,
                    at(launch, kept)));
      }
    }

    void backward(
        View y, View ofY, @Nullable View ofLastCell, View ofX, List<View> ofState, View kept) {
      try (Launch launch = gpu.begin("recurrence gradient")) {
        Pointer work = work(launch);
        run(
            launch,
            "cudnnRNNBackwardData_v8",
            () ->
                JCudnn.cudnnRNNBackwardData_v8(
                    convolutions.dnn(launch.stream()).handle(),
                    plan.layer,
                    at(launch, lengths),
                    plan.y,
                    at(launch, y),
                    at(launch, ofY),
                    plan.x,
                    at(launch, ofX),
                    plan.state,
                    at(launch, hidden),
                    NOTHING,
                    at(launch, ofState.getFirst()),
                    plan.state,
                    hasCell() ? at(launch, cell) : NOTHING,
                    ofLastCell != null ? at(launch, ofLastCell) : NOTHING,
                    hasCell() ? at(launch, ofState.getLast()) : NOTHING,
                    plan.weightBytes(),
                    at(launch, weights),
                    plan.workBytes(),
                    work,
                    plan.keptBytes(),
                    at(launch, kept)));
      }
    }

    /** After {@link #backward}: cuDNN adds the gradients to what is there. */
    void ofWeights(View y, View kept, List<View> results) {
      View sums = weightRoom();
      maps.clear(sums);
      try (Launch launch = gpu.begin("recurrence gradient")) {
        Pointer work = work(launch);
        run(
            launch,
            "cudnnRNNBackwardWeights_v8",
            () ->
                JCudnn.cudnnRNNBackwardWeights_v8(
                    convolutions.dnn(launch.stream()).handle(),
                    plan.layer,
                    cudnnWgradMode.CUDNN_WGRAD_MODE_ADD,
                    at(launch, lengths),
                    plan.x,
                    at(launch, x),
                    plan.state,
                    at(launch, hidden),
                    plan.y,
                    at(launch, y),
                    plan.weightBytes(),
                    at(launch, sums),
                    plan.workBytes(),
                    work,
                    plan.keptBytes(),
                    at(launch, kept)));
      }
      move(results, false, sums);
    }

    private Pointer at(Launch launch, View view) {
      return new Address(launch.address(view));
    }

    private Pointer work(Launch launch) {
      return new Address(launch.scratch(plan.workBytes()).address());
    }

    /** Calls cuDNN; not in a trial, where no kernel has filled what it would read. */
    private void run(Launch launch, String function, IntSupplier call) {
      if (launch.isTrial()) {
        return;
      }
      int result = call.getAsInt();
      if (result != cudnnStatus.CUDNN_STATUS_SUCCESS) {
        throw new DeviceException(
            ("recurrence: %s failed on %s: %s; switch cuDNN off with -Dnarae.cuda.libraries=false"
                    + " to go step by step")
                .formatted(function, key, JCudnn.cudnnGetErrorString(result)));
      }
    }

    @Override
    public void close() {
      gpu.giveBack(memory);
    }
  }
}
