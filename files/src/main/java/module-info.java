/** Data sets out of image folders and tables. */
module dev.narae.files {
  requires static org.jspecify;
  requires transitive dev.narae.nn;
  requires de.siegmar.fastcsv;
  requires java.desktop;

  exports dev.narae.files;
}
