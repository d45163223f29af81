package dev.narae.examples.doctor;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

/** The report for programs: the records' components under their names. */
public final class ReportJson {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  private ReportJson() {}

  /** The report as one JSON object. */
  public static String of(DoctorReport report) {
    return GSON.toJson(report);
  }
}
