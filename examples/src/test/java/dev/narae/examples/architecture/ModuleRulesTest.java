package dev.narae.examples.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.narae.Tensor;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each module uses only what it may know. */
class ModuleRulesTest {
  private static final JavaClasses NARAE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.narae");

  private static final DescribedPredicate<JavaClass> CPU =
      resideInAPackage("dev.narae.cpu..").as("the CPU backend");
  private static final DescribedPredicate<JavaClass> CUDA =
      resideInAPackage("dev.narae.cuda..").as("the CUDA backend");
  private static final DescribedPredicate<JavaClass> NN =
      resideInAnyPackage(
              "dev.narae.nn..",
              "dev.narae.optim..",
              "dev.narae.data..",
              "dev.narae.train..",
              "dev.narae.record..")
          .as("nn");
  private static final DescribedPredicate<JavaClass> FILES =
      resideInAPackage("dev.narae.files..").as("files");
  private static final DescribedPredicate<JavaClass> EXAMPLES =
      resideInAPackage("dev.narae.examples..").as("the examples");

  /** Whatever of ours is in no other module, so that a new package of core is under the rules. */
  private static final DescribedPredicate<JavaClass> CORE =
      resideInAPackage("dev.narae..")
          .and(not(CPU.or(CUDA).or(NN).or(FILES).or(EXAMPLES)))
          .as("core");

  private static final DescribedPredicate<JavaClass> JAVA = resideInAPackage("java..").as("Java");
  private static final DescribedPredicate<JavaClass> FLIGHT_RECORDER =
      resideInAPackage("jdk.jfr..").as("the flight recorder's events");
  private static final DescribedPredicate<JavaClass> NULLNESS =
      resideInAPackage("org.jspecify..").as("JSpecify");
  private static final DescribedPredicate<JavaClass> PUBLIC_CORE = publicCore();

  @Test
  void everyModuleIsUnderTheRules() {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : NARAE) {
      for (var module : Set.of(CORE, CPU, CUDA, NN, FILES, EXAMPLES)) {
        if (module.test(type)) {
          found.add(module.getDescription());
        }
      }
    }
    assertEquals(
        Set.of("core", "the CPU backend", "the CUDA backend", "nn", "files", "the examples"),
        found);
  }

  @Test
  void coreKnowsNoOtherModule() {
    only(CORE, CORE.or(FLIGHT_RECORDER));
  }

  @Test
  void cpuBackendKnowsCoreAndTheVectorApi() {
    only(CPU, CPU.or(PUBLIC_CORE).or(resideInAPackage("jdk.incubator.vector..")));
  }

  @Test
  void cudaBackendKnowsCoreAndJcuda() {
    only(CUDA, CUDA.or(PUBLIC_CORE).or(resideInAPackage("jcuda..")));
  }

  @Test
  void nnKnowsCore() {
    only(NN, NN.or(PUBLIC_CORE).or(FLIGHT_RECORDER));
  }

  @Test
  void filesKnowsCoreNnAndReadersOfFiles() {
    only(
        FILES,
        FILES
            .or(PUBLIC_CORE)
            .or(NN)
            .or(resideInAnyPackage("de.siegmar.fastcsv..", "javax.imageio..")));
  }

  @Test
  void examplesUsePublicApisOnly() {
    noClasses()
        .that(EXAMPLES)
        .should()
        .dependOnClassesThat(
            CORE.and(not(PUBLIC_CORE))
                .or(CPU)
                .or(CUDA)
                .or(resideInAnyPackage("jdk.incubator.vector..", "jcuda..")))
        .check(NARAE);
  }

  private static void only(
      DescribedPredicate<JavaClass> module, DescribedPredicate<? super JavaClass> known) {
    classes()
        .that(module)
        .should()
        .onlyDependOnClassesThat(JAVA.or(NULLNESS).or(known))
        .check(NARAE);
  }

  /** The packages that core's module-info exports to everyone. */
  private static DescribedPredicate<JavaClass> publicCore() {
    Set<String> exported =
        ModuleFinder.of(home(Tensor.class))
            .find("dev.narae.core")
            .orElseThrow()
            .descriptor()
            .exports()
            .stream()
            .filter(export -> !export.isQualified())
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toSet());
    return DescribedPredicate.describe(
        "core's exported packages",
        type -> exported.contains(type.getBaseComponentType().getPackageName()));
  }

  private static Path home(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
