package dev.narae.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.narae.Scope;
import dev.narae.Tensor;
import dev.narae.nn.Linear;
import dev.narae.nn.Parameter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Groups of parameters with learning rates and options of their own. */
class ParameterGroupTest {
  private final Parameter body = parameter(1);
  private final Parameter head = parameter(1);

  private static Parameter parameter(double value) {
    return new Parameter(Tensor.of(new double[] {value}));
  }

  private static void step(Optimizer optimizer, Parameter... parameters) {
    optimizer.zeroGrad();
    for (Parameter parameter : parameters) {
      parameter.tensor().sum().backward();
    }
    optimizer.step();
  }

  @Test
  void eachGroupHasItsOwnRateAndOptions() {
    SGD sgd = new SGD(List.of(body), 0.1);
    sgd.addGroup(List.of(head), 0.5, SGD.Options.DEFAULT.weightDecay(0.2));
    step(sgd, body, head);
    assertEquals(1 - 0.1, body.tensor().item(), 1e-12);
    assertEquals(1 - 0.5 * (1 + 0.2), head.tensor().item(), 1e-12);
    assertEquals(List.of(body, head), sgd.parameters());
    assertEquals(0.2, sgd.options(1).weightDecay());
  }

  @Test
  void aGroupMayKeepOtherMomentsThanTheRest() {
    Adam adam = new Adam(List.of(body), 0.1);
    adam.addGroup(List.of(head), 0.1, Adam.Options.DEFAULT.withAmsgrad());
    step(adam, body, head);
    assertEquals(
        Set.of("0.exp_avg", "0.exp_avg_sq", "1.exp_avg", "1.exp_avg_sq", "1.max_exp_avg_sq"),
        adam.stateDict().tensors().keySet());
  }

  @Test
  void ratesAndMomentaOfAllGroupsAreRestored() {
    SGD first = groups();
    first.groups().get(1).learningRate(0.25);
    first.groupMomentum(1, 0.5);
    step(first, body, head);
    Parameter otherBody = new Parameter(body.tensor().copy());
    Parameter otherHead = new Parameter(head.tensor().copy());
    SGD second = new SGD(List.of(otherBody), 0.9, momentum(0.1));
    second.addGroup(List.of(otherHead), 0.9, momentum(0.1));
    second.loadStateDict(first.stateDict());
    assertEquals(0.25, second.groups().get(1).learningRate());
    assertEquals(0.9, second.groupMomentum(0));
    assertEquals(0.5, second.groupMomentum(1));
    step(first, body, head);
    step(second, otherBody, otherHead);
    assertArrayEquals(body.tensor().toDoubleArray(), otherBody.tensor().toDoubleArray());
    assertArrayEquals(head.tensor().toDoubleArray(), otherHead.tensor().toDoubleArray());
  }

  private SGD groups() {
    SGD sgd = new SGD(List.of(body), 0.1, momentum(0.9));
    sgd.addGroup(List.of(head), 0.5, momentum(0.9));
    return sgd;
  }

  private static SGD.Options momentum(double value) {
    return SGD.Options.DEFAULT.momentum(value);
  }

  @Test
  void theStateOfFewerGroupsIsRefused() {
    OptimizerState one = new SGD(List.of(body, head), 0.1).stateDict();
    assertMessage(
        """
        SGD: the saved state does not fit, nothing was loaded; make the optimizer as it was when \
        saved, over the same parameters
          the learning rate 'lr.1' is missing
          the number 'momentum.1' is missing\
        """,
        () -> groups().loadStateDict(one));
  }

  @Test
  void aScheduleScalesTheRateOfEachGroup() {
    SGD sgd = groups();
    LRScheduler scheduler = new LRScheduler(sgd, new ExponentialLR(0.5));
    scheduler.step();
    assertEquals(0.05, sgd.groups().get(0).learningRate());
    assertEquals(0.25, sgd.groups().get(1).learningRate());
    assertEquals(Map.of("step", 1.0, "base_lr", 0.1, "base_lr.1", 0.5), scheduler.stateDict());
    SGD other = groups();
    LRScheduler resumed = new LRScheduler(other, new ExponentialLR(0.5));
    resumed.loadStateDict(scheduler.stateDict());
    assertEquals(0.25, other.groups().get(1).learningRate());
  }

  @Test
  void aPlateauLowersTheRateOfEachGroup() {
    SGD sgd = groups();
    ReduceLROnPlateau plateau =
        new ReduceLROnPlateau(sgd, ReduceLROnPlateau.Options.DEFAULT.patience(0));
    plateau.step(1);
    plateau.step(1);
    assertEquals(0.01, sgd.groups().get(0).learningRate(), 1e-15);
    assertEquals(0.05, sgd.groups().get(1).learningRate(), 1e-15);
  }

  @Test
  void oneParameterBelongsToOneGroup() {
    assertMessage(
        "SGD: parameter 1 of shape [1] is in another group already; put each into one group",
        () -> new SGD(List.of(body), 0.1).addGroup(List.of(head, body), 0.1, SGD.Options.DEFAULT));
  }

  @Test
  void frozenAndClosedParametersAreRefused() {
    Linear linear = new Linear(2, 1);
    linear.requiresGrad(false);
    assertMessage(
        "Adam: parameter 0 of shape [1, 2] is frozen and would never change; call"
            + " requiresGrad(true) on it, or give Module.trainableParameters()",
        () -> new Adam(linear.parameters(), 0.1));
    Parameter closed;
    try (Scope _ = Scope.open()) {
      closed = parameter(1);
    }
    assertMessage(
        "Adam: parameter 0 of shape [1] is closed; make the module outside the scope that has"
            + " ended",
        () -> new Adam(List.of(closed), 0.1));
  }

  @Test
  void aParameterFrozenLaterStays() {
    SGD sgd = groups();
    body.requiresGrad(false);
    step(sgd, head);
    assertEquals(1, body.tensor().item());
  }

  private static void assertMessage(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }
}
