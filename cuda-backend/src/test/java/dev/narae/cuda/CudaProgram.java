package dev.narae.cuda;

import dev.narae.ConvOptions;
import dev.narae.DType;
import dev.narae.Device;
import dev.narae.DeviceException;
import dev.narae.OutOfDeviceMemoryException;
import dev.narae.Tensor;
import dev.narae.spi.Backend;
import dev.narae.spi.BackendProvider;
import dev.narae.spi.Probe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A program that computes on a simulated machine, and what may go wrong there. */
public final class CudaProgram {
  private static final Device DEVICE = Device.of("cuda-child");

  private CudaProgram() {}

  /** The provider as it would be on a machine with the given file tree. */
  public static final class Provider implements BackendProvider {
    private static Path root = Path.of("/");
    private final CudaBackendProvider provider = new CudaBackendProvider(discovery());

    /** Made by the service loader. */
    public Provider() {}

    private static Discovery discovery() {
      Places places = new Places(Provider::property, _ -> null, root);
      return new Discovery(places, library -> JcudaDriver.read(library));
    }

    private static @Nullable String property(String name) {
      return name.startsWith("os.") ? System.getProperty(name) : null;
    }

    @Override
    public String name() {
      return DEVICE.type();
    }

    @Override
    public int priority() {
      return -300;
    }

    @Override
    public Probe probe() {
      return provider.probe();
    }

    @Override
    public Backend open(int ordinal) {
      return provider.open(ordinal);
    }
  }

  /** The file tree, what to do, and the ordinal of the GPU. */
  public static void main(String[] arguments) throws IOException {
    Provider.root = Path.of(arguments[0]);
    Device device =
        new Device(DEVICE.type(), arguments.length > 2 ? Integer.parseInt(arguments[2]) : 0);
    try {
      Device.with(
          device,
          () ->
              System.out.println(
                  switch (arguments[1]) {
                    case "compute" -> compute();
                    case "memory" -> memory();
                    case "fault" -> fault();
                    case "refuse" -> refuse();
                    case "delete" -> delete();
                    case "vanish" -> vanish();
                    default -> throw new IllegalArgumentException(arguments[1]);
                  }));
    } catch (DeviceException e) {
      System.out.println("refused: " + e.getMessage());
    }
  }

  /** A convolution, a product and a sum: 4 windows of 4 ones times 2 channels, times 3. */
  private static String compute() {
    Tensor x = Tensor.ones(1, 2, 3, 3);
    Tensor w = Tensor.ones(1, 2, 2, 2);
    Tensor y = x.conv2d(w, null, ConvOptions.DEFAULT).reshape(2, 2);
    return "computed " + y.matmul(Tensor.ones(2, 1).mul(1.5)).sum().item();
  }

  /** Asks for more than there is, and goes on. */
  private static String memory() {
    Tensor kept = Tensor.ones(1 << 20);
    try {
      Tensor tooMuch = Tensor.ones(1L << 28);
      return "got " + tooMuch.shape();
    } catch (OutOfDeviceMemoryException e) {
      return e.getMessage() + "; and then the sum was " + kept.sum().item();
    }
  }

  /** A kernel runs into a fault: that and all that follows fails with an error. */
  private static String fault() {
    Tensor x = Tensor.ones(10);
    double before = x.sum().item();
    SimulatedGpu.setIn(Provider.root, "FAIL_LAUNCH", 700);
    StringBuilder messages = new StringBuilder("before " + before);
    for (int i = 0; i < 2; i++) {
      try {
        double sum = x.exp().sum().item();
        messages.append(" and ").append(sum);
      } catch (DeviceException e) {
        messages.append(" | ").append(e.getMessage());
      }
    }
    return messages.toString();
  }

  /** A kernel is not even started: nothing is lost by that. */
  private static String refuse() {
    Tensor x = Tensor.ones(10);
    double before = x.sum().item();
    SimulatedGpu.setIn(Provider.root, "REFUSE_LAUNCH", 701);
    String message;
    try {
      message = "got " + x.exp().sum().item();
    } catch (DeviceException e) {
      message = String.valueOf(e.getMessage());
    }
    SimulatedGpu.setIn(Provider.root, "REFUSE_LAUNCH", 0);
    return message + " | " + (before == x.sum().item());
  }

  /** The libraries' files vanish after they were loaded. */
  private static String delete() {
    String before = compute();
    deleteLibraries();
    return before + ", then " + Tensor.arange(5).to(DType.F64).cos().sum().item();
  }

  /** They vanish between the search and their use. */
  private static String vanish() {
    Probe found = new Provider().probe();
    Finding.Complete complete = SimulatedGpu.foundIn(Provider.root);
    deleteLibraries();
    try {
      return "opened " + CudaBackend.open(complete, 0, CudaOptions.fromSystem()).device();
    } catch (DeviceException e) {
      return (found instanceof Probe.Available) + " | " + e.getMessage();
    }
  }

  private static void deleteLibraries() {
    try (Stream<Path> files = Files.walk(Provider.root.resolve("usr"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
