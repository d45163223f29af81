package dev.narae.nn;

import dev.narae.Device;
import dev.narae.conformance.Selection;
import dev.narae.optim.GoldenOptimizerChecks;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * What modules, losses and optimizers have to show on every backend: a subclass names its device,
 * and that is all.
 */
public abstract class NetworkSuite {

  /** The device under test. */
  protected abstract Device device();

  @TestFactory
  Stream<DynamicNode> modulesAndLossesWithTheStateOfPyTorch() {
    return chosen(new PyTorchModuleChecks(device()).tests());
  }

  @TestFactory
  Stream<DynamicNode> modulesWithGoldenAnswers() {
    return chosen(new GoldenModuleChecks(device()).tests());
  }

  @TestFactory
  Stream<DynamicNode> lossesWithGoldenAnswers() {
    return chosen(new GoldenLossChecks(device()).tests());
  }

  @TestFactory
  Stream<DynamicNode> modulesInMixedPrecision() {
    return chosen(new AutocastModuleChecks(device()).tests());
  }

  @TestFactory
  Stream<DynamicNode> optimizersWithGoldenAnswers() {
    return chosen(new GoldenOptimizerChecks(device()).tests());
  }

  private static Stream<DynamicNode> chosen(Stream<DynamicNode> tests) {
    return tests.filter(test -> Selection.has(test.getDisplayName()));
  }
}
