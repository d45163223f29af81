package dev.narae.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.DirectiveTree;
import com.sun.source.tree.ExportsTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.ModuleTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every class and every member that users of a module see has a comment. Javadoc's own check of
 * that cannot be had without its check for a tag for every parameter and result, which sentences do
 * better.
 */
class CommentsTest {
  @ParameterizedTest
  @ValueSource(strings = {"core", "nn", "files"})
  void nothingPublicLacksAComment(String module) throws IOException {
    Comments comments = Comments.of(Path.of("..", module, "src", "main", "java"));
    assertTrue(comments.seen > 20, comments.seen + " members");
    assertEquals(List.of(), comments.missing);
  }

  @Test
  void whatLacksOneIsListed(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("module-info.java"), "module m { exports a; }");
    Files.createDirectories(folder.resolve("a/hidden"));
    Files.writeString(folder.resolve("a/hidden/H.java"), "package a.hidden; public class H {}");
    Files.writeString(
        folder.resolve("a/A.java"),
        """
        package a;

        /** A. */
        public interface A {
          int one();

          /** Two. */
          int two();

          record R(int x) {
            private static final int HIDDEN = 1;
            public R {}
            @Override public String toString() { return ""; }
            public void three() {}
            void four() {}
          }

          /** E. */
          enum E { FIRST }
        }
        """);
    assertEquals(
        List.of("a.A.one", "a.A.R", "a.A.R.three", "a.A.E.FIRST"), Comments.of(folder).missing);
  }

  /** What was found in a module's sources. */
  private static final class Comments {
    final List<String> missing = new ArrayList<>();
    int seen;

    private final DocTrees trees;

    private Comments(DocTrees trees) {
      this.trees = trees;
    }

    static Comments of(Path sources) throws IOException {
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
          Stream<Path> all = Files.walk(sources)) {
        List<Path> java = all.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        JavacTask task =
            (JavacTask)
                compiler.getTask(
                    new StringWriter(),
                    files,
                    null,
                    List.of("-proc:none"),
                    null,
                    files.getJavaFileObjectsFromPaths(java));
        List<CompilationUnitTree> units = new ArrayList<>();
        task.parse().forEach(units::add);
        Comments comments = new Comments(DocTrees.instance(task));
        Set<String> exported = exported(units);
        for (CompilationUnitTree unit : units) {
          if (unit.getPackageName() != null
              && exported.contains(unit.getPackageName().toString())) {
            TreePath path = new TreePath(unit);
            for (Tree type : unit.getTypeDecls()) {
              comments.look(unit.getPackageName().toString(), new TreePath(path, type), false);
            }
          }
        }
        return comments;
      }
    }

    private static Set<String> exported(List<CompilationUnitTree> units) {
      Set<String> packages = new TreeSet<>();
      for (CompilationUnitTree unit : units) {
        ModuleTree module = unit.getModule();
        if (module != null) {
          for (DirectiveTree directive : module.getDirectives()) {
            if (directive instanceof ExportsTree exports && exports.getModuleNames() == null) {
              packages.add(exports.getPackageName().toString());
            }
          }
        }
      }
      return packages;
    }

    /** Looks at a class or a member, and into a class. */
    private void look(String outer, TreePath path, boolean inInterface) {
      switch (path.getLeaf()) {
        case ClassTree type when isSeen(type.getModifiers(), inInterface) -> {
          String name = outer + "." + type.getSimpleName();
          requireComment(name, path, type.getModifiers());
          boolean isInterface =
              type.getKind() == Tree.Kind.INTERFACE || type.getKind() == Tree.Kind.ANNOTATION_TYPE;
          for (Tree member : type.getMembers()) {
            look(name, new TreePath(path, member), isInterface);
          }
        }
        case MethodTree method
            when isSeen(method.getModifiers(), inInterface) && !isOfARecord(method, path) ->
            requireComment(outer + "." + method.getName(), path, method.getModifiers());
        case VariableTree field when isSeen(field.getModifiers(), inInterface) ->
            requireComment(outer + "." + field.getName(), path, field.getModifiers());
        default -> {}
      }
    }

    private static boolean isSeen(ModifiersTree modifiers, boolean inInterface) {
      Set<Modifier> flags = modifiers.getFlags();
      return flags.contains(Modifier.PUBLIC)
          || flags.contains(Modifier.PROTECTED)
          || inInterface && !flags.contains(Modifier.PRIVATE);
    }

    /** A record's own constructor is explained with its components. */
    private static boolean isOfARecord(MethodTree method, TreePath path) {
      return path.getParentPath().getLeaf() instanceof ClassTree type
          && type.getKind() == Tree.Kind.RECORD
          && method.getName().contentEquals("<init>");
    }

    private void requireComment(String name, TreePath path, ModifiersTree modifiers) {
      boolean inherited =
          modifiers.getAnnotations().stream()
              .anyMatch(annotation -> annotation.getAnnotationType().toString().equals("Override"));
      DocCommentTree comment = trees.getDocCommentTree(path);
      seen++;
      if (!inherited && (comment == null || comment.getFirstSentence().isEmpty())) {
        missing.add(name);
      }
    }
  }
}
