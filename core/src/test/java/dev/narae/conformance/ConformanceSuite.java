package dev.narae.conformance;

import dev.narae.Device;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * What a backend has to pass: a subclass names its device, and that is all.
 *
 * <p>Every operator is compared with a reference in plain Java, its gradients with finite
 * differences and with the reference backend, which has no fused kernels.
 */
public abstract class ConformanceSuite {

  /** The device under test. */
  protected abstract Device device();

  private OpChecks ops() {
    return new OpChecks(device());
  }

  @TestFactory
  Stream<DynamicNode> resultsInEveryDtype() {
    return ops().results();
  }

  @TestFactory
  Stream<DynamicNode> resultsForEveryPlacement() {
    return ops().placements();
  }

  @TestFactory
  Stream<DynamicNode> nanAndInfinities() {
    return ops().specials();
  }

  @TestFactory
  Stream<DynamicNode> refusals() {
    return ops().refusals();
  }

  @TestFactory
  Stream<DynamicNode> gradientsByDifferences() {
    return new GradientChecks(device()).byDifferences();
  }

  @TestFactory
  Stream<DynamicNode> secondOrderByDifferences() {
    return new GradientChecks(device()).secondOrder();
  }

  @TestFactory
  Stream<DynamicNode> gradientsAsOnTheReferenceBackend() {
    return new GradientChecks(device()).asOnReference();
  }

  @TestFactory
  Stream<DynamicNode> casts() {
    return new CastChecks(device()).tests();
  }

  @TestFactory
  Stream<DynamicNode> promotion() {
    return new PromotionChecks(device()).tests();
  }

  @TestFactory
  Stream<DynamicNode> mixedPrecision() {
    return new AutocastChecks(device()).tests();
  }

  @TestFactory
  Stream<DynamicNode> inPlaceChanges() {
    return new InPlaceChecks(device()).tests();
  }

  @TestFactory
  Stream<DynamicNode> randomNumbers() {
    return new RandomChecks(device()).tests();
  }

  @TestFactory
  Stream<DynamicNode> randomDraws() {
    return new DrawChecks(device()).tests();
  }

  @TestFactory
  Stream<DynamicNode> compiledComputations() {
    return new CompiledChecks(device()).tests();
  }

  @TestFactory
  Stream<DynamicNode> transfers() {
    return new TransferChecks(device()).tests();
  }

  @TestFactory
  Stream<DynamicNode> randomPrograms() {
    return new ProgramChecks(device()).tests();
  }

  @TestFactory
  Stream<DynamicNode> answersOfPyTorch() {
    return new GoldenChecks(device()).tests();
  }
}
