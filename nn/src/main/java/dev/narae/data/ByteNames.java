package dev.narae.data;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A visible character for each byte, as vocabularies of GPT-2 write them: printable bytes stand for
 * themselves, the others for characters from U+0100 on.
 */
final class ByteNames {
  private static final int[] ORDER = order(true);
  private static final char[] NAMES = new char[256];
  private static final Map<Character, Integer> BYTES = new HashMap<>();

  static {
    int next = 0x100;
    for (int b : ORDER) {
      NAMES[b] = printable(b) ? (char) b : (char) next++;
      BYTES.put(NAMES[b], b);
    }
  }

  private ByteNames() {}

  private static boolean printable(int b) {
    return (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
  }

  private static int[] order(boolean printableFirst) {
    List<Integer> order = new ArrayList<>();
    for (boolean wanted : new boolean[] {printableFirst, !printableFirst}) {
      IntStream.range(0, 256).filter(b -> printable(b) == wanted).forEach(order::add);
    }
    return order.stream().mapToInt(Integer::intValue).toArray();
  }

  /** All bytes in the order in which a vocabulary numbers them. */
  static int[] order() {
    return ORDER.clone();
  }

  static String name(byte[] bytes) {
    StringBuilder name = new StringBuilder();
    for (byte b : bytes) {
      name.append(NAMES[Byte.toUnsignedInt(b)]);
    }
    return name.toString();
  }

  /** The bytes of a name; what stands for no byte is a special token, in UTF-8. */
  static byte[] bytes(String name) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < name.length(); i++) {
      Integer b = BYTES.get(name.charAt(i));
      if (b == null) {
        return name.getBytes(StandardCharsets.UTF_8);
      }
      bytes.write(b);
    }
    return bytes.toByteArray();
  }
}
