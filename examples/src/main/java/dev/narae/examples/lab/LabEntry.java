package dev.narae.examples.lab;

import dev.narae.examples.UserException;
import dev.narae.examples.lab.items.Item01Activations;
import dev.narae.examples.lab.items.Item02Autograd;
import dev.narae.examples.lab.items.Item02GraphByHand;
import dev.narae.examples.lab.items.Item03RnnCell;
import dev.narae.examples.lab.items.Item04NetByHand;
import dev.narae.examples.lab.items.Item05NetByAutograd;
import dev.narae.examples.lab.items.Item06OwnRelu;
import dev.narae.examples.lab.items.Item07Module;
import dev.narae.examples.lab.items.Item08DataLoader;
import dev.narae.examples.lab.items.Item09Mnist;
import dev.narae.examples.lab.items.Item11Perceptron;
import dev.narae.examples.lab.items.Item12Convolution;
import dev.narae.examples.lab.items.Item13Sizes;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An item of the report with its place in the book.
 *
 * @param number as in the report, such as {@code 2-1}
 * @param title in English
 * @param korean the title in Korean
 * @param item what is run
 */
public record LabEntry(String number, String title, String korean, LabItem item) {
  /** All items; 10 and 14 of the report cannot be read. */
  public static final List<LabEntry> ALL =
      List.of(
          new LabEntry(
              "1",
              "Activation functions and their gradients",
              "활성 함수와 기울기",
              new Item01Activations()),
          new LabEntry(
              "2-1", "A computational graph by hand", "손으로 계산하는 연산 그래프", new Item02GraphByHand()),
          new LabEntry("2-3", "The graph by autograd", "자동 미분으로 같은 그래프", new Item02Autograd()),
          new LabEntry("3", "One step of a recurrent cell", "순환 셀의 한 단계", new Item03RnnCell()),
          new LabEntry(
              "4", "A net with gradients by hand", "기울기를 직접 계산하는 신경망", new Item04NetByHand()),
          new LabEntry(
              "5",
              "The net with gradients by autograd",
              "자동 미분을 쓰는 신경망",
              new Item05NetByAutograd()),
          new LabEntry("6", "The net with an own ReLU", "직접 정의한 ReLU를 쓰는 신경망", new Item06OwnRelu()),
          new LabEntry(
              "7", "The net as a module with an optimizer", "모듈과 최적화기로 만든 신경망", new Item07Module()),
          new LabEntry("8", "The net fed by a data loader", "데이터 로더로 학습하기", new Item08DataLoader()),
          new LabEntry("9", "Handwritten digits", "손글씨 숫자 인식", new Item09Mnist()),
          new LabEntry("11", "A perceptron of four layers", "네 층 퍼셉트론", new Item11Perceptron()),
          new LabEntry("12", "A convolution by hand", "손으로 계산하는 합성곱", new Item12Convolution()),
          new LabEntry("13", "Sizes of a convolution", "합성곱의 출력 크기와 매개변수 수", new Item13Sizes()));

  /**
   * The items named by numbers, {@code 2} standing for 2-1 and 2-3; all for no number.
   *
   * @throws UserException if there is no such item
   */
  public static List<LabEntry> select(List<String> numbers) {
    for (String number : numbers) {
      if (ALL.stream().noneMatch(entry -> entry.answersTo(number))) {
        String known = ALL.stream().map(LabEntry::number).collect(Collectors.joining(", "));
        throw new UserException(
            "there is no item '" + number + "' in the lab book; it has " + known);
      }
    }
    return ALL.stream()
        .filter(entry -> numbers.isEmpty() || numbers.stream().anyMatch(entry::answersTo))
        .toList();
  }

  private boolean answersTo(String name) {
    return number.equals(name) || number.startsWith(name + "-");
  }
}
