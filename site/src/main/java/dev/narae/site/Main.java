package dev.narae.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes the site and checks it: {@code ROOT OUT API}, the project's folder, the folder to write
 * and the folder with the Javadoc, which need not be there.
 */
public final class Main {
  private Main() {}

  /** Exit code 1 if a link of the site is dead. */
  public static void main(String[] args) throws IOException {
    Site site = Site.read(Path.of(args[0]));
    Path out = Path.of(args[1]);
    Path api = Path.of(args[2]);
    (Files.exists(api) ? site.withApi(api) : site).write(out);
    List<String> dead = SiteLinks.dead(out);
    dead.forEach(System.err::println);
    System.out.printf("%d pages in %s%n", site.pages().size(), out);
    if (!dead.isEmpty()) {
      System.exit(1);
    }
  }
}
