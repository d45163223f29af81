package dev.narae.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.infra.Blackhole;

/** Every workload names a benchmark that exists, and the quick ones run. */
class WorkloadsTest {
  /** Without this text JMH lets nobody make a black hole. */
  private static final String PASSWORD =
      "Today's password is swordfish. I understand instantiating Blackholes directly is dangerous.";

  static List<Workload> all() {
    return Workloads.all();
  }

  static List<Workload> quick() {
    return Workloads.all().stream().filter(Workload::quick).toList();
  }

  private static Class<?> type(Workload workload) throws ClassNotFoundException {
    int dot = workload.benchmark().lastIndexOf('.');
    return Class.forName(workload.benchmark().substring(0, dot));
  }

  private static Method method(Workload workload) throws ReflectiveOperationException {
    int dot = workload.benchmark().lastIndexOf('.');
    return type(workload).getMethod(workload.benchmark().substring(dot + 1), Blackhole.class);
  }

  @Test
  void namesAreUnique() {
    Set<String> names = all().stream().map(Workload::name).collect(Collectors.toSet());
    assertEquals(all().size(), names.size());
    assertFalse(quick().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("all")
  void namesABenchmarkAndAllItsParameters(Workload workload) throws Exception {
    assertNotNull(method(workload).getAnnotation(Benchmark.class));
    Set<String> parameters =
        List.of(type(workload).getFields()).stream()
            .filter(field -> field.isAnnotationPresent(Param.class))
            .map(Field::getName)
            .collect(Collectors.toSet());
    assertEquals(parameters, workload.parameters().keySet());
  }

  @ParameterizedTest
  @MethodSource("quick")
  void runs(Workload workload) throws Exception {
    Object benchmark = type(workload).getConstructor().newInstance();
    for (Map.Entry<String, String> parameter : workload.parameters().entrySet()) {
      Field field = type(workload).getField(parameter.getKey());
      field.set(benchmark, value(field.getType(), parameter.getValue()));
    }
    for (Method method : type(workload).getMethods()) {
      if (method.isAnnotationPresent(Setup.class)) {
        method.invoke(benchmark);
      }
    }
    method(workload).invoke(benchmark, new Blackhole(PASSWORD));
  }

  private static Object value(Class<?> type, String text) {
    if (type.isEnum()) {
      return ElementwiseBenchmark.Op.valueOf(text);
    }
    return switch (type.getName()) {
      case "long" -> Long.valueOf(text);
      case "int" -> Integer.valueOf(text);
      default -> text;
    };
  }
}
