package dev.narae.data;

import dev.narae.Backends;
import dev.narae.DType;
import dev.narae.DTypeException;
import dev.narae.Device;
import dev.narae.Shape;
import dev.narae.ShapeException;
import dev.narae.Tensor;
import java.util.List;

/**
 * Labelled images, kept as the bytes they came in: a quarter of the memory of F32. Inputs are U8
 * (batch, channels, height, width), targets I64 (batch); {@link Transforms#normalize} makes numbers
 * of the bytes of a batch.
 */
public final class ImageDataset implements Dataset {
  private final TensorDataset samples;

  /**
   * A data set over images and labels.
   *
   * @param images U8 (count, channels, height, width)
   * @param labels I64 (count)
   * @throws DTypeException if a dtype is another
   * @throws ShapeException if the shapes do not fit
   */
  public ImageDataset(Tensor images, Tensor labels) {
    if (images.dtype() != DType.U8 || labels.dtype() != DType.I64) {
      throw new DTypeException(
          "ImageDataset: images are %s and labels %s; they must be u8 and i64"
              .formatted(images.dtype(), labels.dtype()));
    }
    if (images.rank() != 4 || !labels.shape().equals(Shape.of(images.dim(0)))) {
      throw new ShapeException(
          "ImageDataset: images %s and labels %s must be (count, channels, height, width) and (count)"
              .formatted(images.shape(), labels.shape()));
    }
    samples = new TensorDataset(images, labels);
  }

  /** Grey images from IDX files, copied to the default device. */
  public static ImageDataset of(LabelledIdx files) {
    List<Integer> dims = files.images().dims();
    Device device = Backends.defaultDevice();
    Shape shape = Shape.of(dims.get(0), 1, dims.get(1), dims.get(2));
    Tensor images = Tensor.of(files.images().data(), shape, DType.U8, device);
    Tensor labels = Tensor.of(files.labels().data(), Shape.of(dims.get(0)), DType.U8, device);
    return new ImageDataset(images, labels.to(DType.I64));
  }

  @Override
  public long size() {
    return samples.size();
  }

  @Override
  public Batch get(long[] indices) {
    return samples.get(indices);
  }
}
