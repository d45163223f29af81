package dev.narae.distribution;

import java.io.File;
import java.util.List;

/** The sample on the class path; it has the CPU and the CUDA backend. */
class ClassPathConsumerTest extends ConsumerCases {
  ClassPathConsumerTest() throws Exception {
    super(
        "consumer-classpath",
        List.of(
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            "target/consumer.jar" + File.pathSeparator + "target/lib/*",
            "sample.Consumer"),
        "x = 3 gives y = 7\\.00");
  }
}
