package dev.narae.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Learns the merges of a {@link BpeTokenizer}; keeps count of pairs and where they are met. */
final class BpeTrainer {
  private static final Comparator<Map.Entry<BytePair, Long>> MOST_FREQUENT =
      Map.Entry.<BytePair, Long>comparingByValue()
          .thenComparing(
              Map.Entry.<BytePair, Long>comparingByKey(
                      Comparator.comparingInt(BytePair::left).thenComparingInt(BytePair::right))
                  .reversed());

  private final List<List<Integer>> words = new ArrayList<>();
  private final List<Integer> counts = new ArrayList<>();
  private final Map<BytePair, Long> pairs = new HashMap<>();
  private final Map<BytePair, Set<Integer>> places = new HashMap<>();

  BpeTrainer(Map<String, Integer> pieces, int[] ofByte) {
    pieces.forEach(
        (piece, count) -> {
          List<Integer> word = new ArrayList<>();
          for (byte b : piece.getBytes(StandardCharsets.UTF_8)) {
            word.add(ofByte[Byte.toUnsignedInt(b)]);
          }
          words.add(word);
          counts.add(count);
          count(words.size() - 1, 1);
        });
  }

  private void count(int index, int sign) {
    List<Integer> word = words.get(index);
    for (int i = 0; i + 1 < word.size(); i++) {
      BytePair pair = new BytePair(word.get(i), word.get(i + 1));
      long now = pairs.merge(pair, (long) sign * counts.get(index), Long::sum);
      if (sign > 0) {
        places.computeIfAbsent(pair, _ -> new HashSet<>()).add(index);
      } else if (now == 0) {
        pairs.remove(pair);
        places.remove(pair);
      }
    }
  }

  /** Adds tokens up to a number, and tells which pairs they are made of. */
  List<BytePair> learn(List<byte[]> tokens, int size) {
    List<BytePair> merges = new ArrayList<>();
    while (tokens.size() < size && !pairs.isEmpty()) {
      Map.Entry<BytePair, Long> best = pairs.entrySet().stream().max(MOST_FREQUENT).orElseThrow();
      if (best.getValue() < 2) {
        break;
      }
      BytePair pair = best.getKey();
      int token = tokens.size();
      byte[] left = tokens.get(pair.left());
      byte[] right = tokens.get(pair.right());
      byte[] bytes = new byte[left.length + right.length];
      System.arraycopy(left, 0, bytes, 0, left.length);
      System.arraycopy(right, 0, bytes, left.length, right.length);
      tokens.add(bytes);
      merges.add(pair);
      for (int index : List.copyOf(places.getOrDefault(pair, Set.of()))) {
        count(index, -1);
        words.set(index, joined(words.get(index), pair, token));
        count(index, 1);
      }
    }
    return List.copyOf(merges);
  }

  /** The same tokens with each pair, from the left, replaced by one. */
  static List<Integer> joined(List<Integer> parts, BytePair pair, int token) {
    List<Integer> joined = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      boolean found =
          i + 1 < parts.size() && parts.get(i) == pair.left() && parts.get(i + 1) == pair.right();
      joined.add(found ? (Integer) token : parts.get(i));
      if (found) {
        i++;
      }
    }
    return joined;
  }
}
