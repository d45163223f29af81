package dev.narae.record;

import dev.narae.io.AtomicFile;
import dev.narae.io.Json;
import dev.narae.train.Callback;
import dev.narae.train.Run;
import dev.narae.train.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a page of one file that shows a run: curves of its figures and a table of its epochs. It
 * is rewritten after each epoch, needs nothing from elsewhere, and follows the reader's choice of
 * light or dark.
 */
public final class HtmlReport implements Callback {
  private final Path file;
  private final String title;
  private final Map<String, String> facts = new LinkedHashMap<>();
  private final List<Map<String, Double>> epochs = new ArrayList<>();

  /**
   * A report of a run.
   *
   * @param title what stands above it
   */
  public HtmlReport(Path file, String title) {
    this.file = file;
    this.title = title;
  }

  /** Adds a line to the facts below the title, such as the device; returns this. */
  public HtmlReport fact(String name, String value) {
    facts.put(name, value);
    return this;
  }

  @Override
  public void runBegun(Run run) {
    write("under way", run);
  }

  @Override
  public void epochEnded(Run run) {
    epochs.add(new LinkedHashMap<>(run.figures()));
    write("under way", run);
  }

  @Override
  public void runEnded(Run run) {
    String reason = run.stopReason();
    write(reason == null ? "complete" : "stopped: " + reason, run);
  }

  private void write(String state, Run run) {
    Map<String, String> shown = new LinkedHashMap<>();
    shown.put("state", state);
    shown.put("epochs", epochs.size() + " of " + run.epochs());
    shown.put("steps", Long.toString(run.step()));
    shown.putAll(facts);
    String page = HtmlPage.of(title, shown, epochs);
    try {
      Path folder = file.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      AtomicFile.write(file, page);
    } catch (IOException e) {
      throw EventFile.failure(file, e);
    }
  }

  @Override
  public State state() {
    Map<String, String> texts = new LinkedHashMap<>();
    for (int i = 0; i < epochs.size(); i++) {
      Map<String, Json> members = new LinkedHashMap<>();
      epochs.get(i).forEach((name, value) -> members.put(name, new Json.Text(value.toString())));
      texts.put("epoch " + i, new Json.Members(members).text());
    }
    return State.ofTexts(texts);
  }

  @Override
  public void restore(State state) {
    epochs.clear();
    state.texts().forEach((epoch, text) -> epochs.add(figures(epoch, text)));
  }

  private static Map<String, Double> figures(String epoch, String text) {
    Map<String, Double> figures = new LinkedHashMap<>();
    if (Json.parse(text) instanceof Json.Members members) {
      members
          .values()
          .forEach(
              (name, value) -> {
                if (value instanceof Json.Text number) {
                  figures.put(name, figure(epoch, name, number.value()));
                }
              });
    }
    return figures;
  }

  private static double figure(String epoch, String name, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s' of '%s' in the saved state is '%s', not a number".formatted(name, epoch, text), e);
    }
  }
}
