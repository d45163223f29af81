package dev.narae.distribution;

import java.io.File;
import java.util.List;

/** The sample on the module path, without any other flag. */
class ModulePathConsumerTest extends ConsumerCases {
  ModulePathConsumerTest() throws Exception {
    super(
        "consumer-modulepath",
        List.of(
            "-p",
            "target/consumer.jar" + File.pathSeparator + "target/lib",
            "-m",
            "sample.consumer/sample.Consumer"),
        "the largest eigenvalue is 3\\.00");
  }
}
