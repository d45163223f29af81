package dev.narae.site;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a link points to.
 *
 * @param path of a file, relative to the page; empty for the page itself
 * @param anchor in that file; empty for its start
 */
record Target(String path, String anchor) {

  /** Whether a link leaves the project; such a link is only checked for its form. */
  static boolean isExternal(String link) {
    return link.startsWith("https:") || link.startsWith("http:") || link.startsWith("mailto:");
  }

  /**
   * Whether an external link has the form of one.
   *
   * @param link with a scheme
   */
  static boolean isWellFormed(String link) {
    try {
      URI uri = new URI(link);
      return "mailto".equals(uri.getScheme()) || uri.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  static Target of(String link) {
    int hash = link.indexOf('#');
    return hash < 0
        ? new Target(decode(link), "")
        : new Target(decode(link.substring(0, hash)), decode(link.substring(hash + 1)));
  }

  private static String decode(String text) {
    // Not of a form's fields, where a plus is a blank.
    return java.net.URLDecoder.decode(
        text.replace("+", "%2B"), java.nio.charset.StandardCharsets.UTF_8);
  }
}
