package dev.narae.record;

import dev.narae.io.Json;
import dev.narae.train.Callback;
import dev.narae.train.Run;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes the figures of each epoch as a JSON object on a line of its own; figures that are not
 * finite are null. A run that goes on replaces what was written after its checkpoint.
 */
public final class JsonLines implements Callback {
  private final LogFile file;

  /** Writes into a file. */
  public JsonLines(Path file) {
    this.file = new LogFile(file);
  }

  @Override
  public void runBegun(Run run) {
    file.begin(run.isResumed(), line -> step(line) <= run.step() && step(line) > 0);
  }

  private static long step(String line) {
    try {
      return Json.parse(line) instanceof Json.Members members
              && members.values().get("step") instanceof Json.Whole whole
          ? whole.value()
          : -1;
    } catch (IllegalArgumentException e) {
      return -1;
    }
  }

  @Override
  public void epochEnded(Run run) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("epoch", new Json.Whole(run.epoch() + 1L));
    members.put("step", new Json.Whole(run.step()));
    run.figures()
        .forEach(
            (name, value) ->
                members.put(name, Double.isFinite(value) ? new Json.Real(value) : new Json.Null()));
    file.append(new Json.Members(members).text());
  }
}
