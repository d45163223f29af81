package dev.narae.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loader's configuration is read as ldconfig reads it. */
class LoaderFoldersTest {
  private static final List<String> STANDARD =
      List.of("lib64", "usr/lib64", "lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu");

  @TempDir private Path root;

  private void assertFolders(String... before) {
    assertEquals(
        Stream.concat(Stream.of(before), STANDARD.stream()).map(root::resolve).toList(),
        LoaderFolders.of(root));
  }

  @Test
  void withoutAFileThereAreTheStandardFolders() {
    assertFolders();
  }

  @Test
  void readsFoldersAndSkipsTheRest() {
    new SimulatedMachine(root)
        .file(
            "etc/ld.so.conf", "# a comment\n\n  /opt/a  # why\nhwcap 1 nosegneg\n/opt/b\n/opt/a\n");
    assertFolders("opt/a", "opt/b");
  }

  @Test
  void followsIncludesByNameInOrder() {
    new SimulatedMachine(root)
        .file("etc/ld.so.conf", "include ld.so.conf.d/*.conf\ninclude\t/etc/more\n/opt/last\n")
        .file("etc/ld.so.conf.d/b.conf", "/opt/b\n")
        .file("etc/ld.so.conf.d/a.conf", "/opt/a\n")
        .file("etc/ld.so.conf.d/c.off", "/opt/c\n")
        .file("etc/more", "/opt/more\n");
    assertFolders("opt/a", "opt/b", "opt/more", "opt/last");
  }

  @Test
  void endsWhereAFileIncludesItself() {
    new SimulatedMachine(root).file("etc/ld.so.conf", "/opt/a\ninclude /etc/ld.so.conf\n");
    assertFolders("opt/a");
  }

  @Test
  void aBrokenPatternIncludesNothing() {
    new SimulatedMachine(root).file("etc/ld.so.conf", "include /etc/[\n/opt/a\n");
    assertFolders("opt/a");
  }
}
