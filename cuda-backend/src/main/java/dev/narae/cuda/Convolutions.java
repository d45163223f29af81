package dev.narae.cuda;

import dev.narae.spi.View;
import org.jspecify.annotations.Nullable;

/** Convolution and its gradients: by cuDNN where it is there, else by kernels of our own. */
final class Convolutions {
  private final Gpu gpu;
  private final ConvKernels own;

  Convolutions(Gpu gpu) {
    this.gpu = gpu;
    this.own = new ConvKernels(gpu);
  }

  void forward(Convolution conv, @Nullable View bias) {
    if (conv.y().shape().size() > 0 && !byCudnn(Dnn.Kind.FORWARD, conv, bias)) {
      own.forward(conv, bias);
    }
  }

  void inputGrad(Convolution conv) {
    if (conv.x().shape().size() > 0 && !byCudnn(Dnn.Kind.INPUT_GRAD, conv, null)) {
      own.inputGrad(conv);
    }
  }

  void weightGrad(Convolution conv) {
    if (conv.weight().shape().size() > 0 && !byCudnn(Dnn.Kind.WEIGHT_GRAD, conv, null)) {
      own.weightGrad(conv);
    }
  }

  private boolean byCudnn(Dnn.Kind kind, Convolution conv, @Nullable View bias) {
    if (!gpu.usesDnn() || !Dnn.serves(conv, bias)) {
      return false;
    }
    try (Launch launch = gpu.begin("conv2d")) {
      GpuStream stream = launch.stream();
      Dnn dnn = stream.dnn;
      if (dnn == null) {
        dnn = new Dnn(stream, gpu.options().tf32());
        stream.dnn = dnn;
      }
      return dnn.run(launch, kind, conv, bias);
    }
  }
}
