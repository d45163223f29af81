/** The CPU backend: pure Java on the Vector API, found by {@link java.util.ServiceLoader}. */
module dev.narae.cpu {
  requires static org.jspecify;
  requires dev.narae.core;
  requires jdk.incubator.vector;

  provides dev.narae.spi.BackendProvider with
      dev.narae.cpu.CpuBackendProvider;
}
