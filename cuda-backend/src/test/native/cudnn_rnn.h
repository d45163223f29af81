// Recurrent layers of the simulated cuDNN: one layer, one direction, sequences of one length, in double precision.
// Every description is checked as the real library would, the matrices lie with gaps between some of them, and the
// reserve space is good for one backward pass, which needs it in the right order.
#pragma once

struct Dropout { float probability; };
struct Rnn { int mode, bias, type, math, inputs, hidden; };
struct RnnData { int type, steps, batch, width; };
enum { BAD_PARAM = 2000 };
enum { RNN_RELU = 0, RNN_TANH = 1, LSTM = 2, GRU = 3 };
enum { DEFAULT_MATH = 0, FMA_MATH = 3 };
enum { AFTER_FORWARD = 0x5eed, AFTER_DATA = 0xda7a };
static const int GAP = 8;

static int gates(const Rnn *r) { return r->mode == LSTM ? 4 : r->mode == GRU ? 3 : 1; }
static int64_t matrix_at(const Rnn *r, int lin) {
  int g = gates(r);
  int64_t of_inputs = (int64_t)g * r->hidden * r->inputs, one = (int64_t)r->hidden * r->hidden + GAP;
  return lin < g ? (int64_t)lin * r->hidden * r->inputs : of_inputs + GAP + (lin - g) * one;
}
static int64_t bias_at(const Rnn *r, int lin) { return matrix_at(r, 2 * gates(r)) + (int64_t)lin * r->hidden; }
static size_t element(int type) { return type == DOUBLE ? 8 : 4; }
static size_t weight_bytes(const Rnn *r) { return element(r->type) * (r->bias ? bias_at(r, 2 * gates(r)) : matrix_at(r, 2 * gates(r))); }
static size_t reserve_bytes(const Rnn *r, const RnnData *x) { return 8 * (1 + (size_t)x->steps * x->batch * r->hidden * 5); }
static size_t work_bytes(const Rnn *r, const RnnData *x) { return 8 * (size_t)x->batch * r->hidden * 3; }
static double sigmoid(double x) { return 1 / (1 + exp(-x)); }

// What a call was given.
struct RnnCall {
  Rnn rnn;
  int steps, batch;
  bool fits(const Rnn *r, const RnnData *x, const RnnData *y, const Tensor *h, const Tensor *c) {
    rnn = *r;
    steps = x->steps;
    batch = x->batch;
    auto state = [&](const Tensor *t) {
      return t && t->type == r->type && t->rank == 3 && t->dim[0] == 1 && t->dim[1] == batch && t->dim[2] == r->hidden &&
             t->stride[2] == 1 && t->stride[1] == r->hidden;
    };
    return x->type == r->type && y->type == r->type && x->width == r->inputs && y->width == r->hidden && y->steps == steps &&
           y->batch == batch && state(h) && (r->mode != LSTM || state(c));
  }
  bool lengths(const int *of) const {
    for (int b = 0; b < batch; b++)
      if (of[b] != steps) return false;
    return true;
  }
  int64_t row(int t, int b) const { return (int64_t)t * batch + b; }
  double weight(const void *w, int lin, int i, int k) const {
    return get(w, matrix_at(&rnn, lin) + (int64_t)i * (lin < gates(&rnn) ? rnn.inputs : rnn.hidden) + k, rnn.type);
  }
  double bias(const void *w, int lin, int i) const { return rnn.bias ? get(w, bias_at(&rnn, lin) + i, rnn.type) : 0; }
  double before(const void *all, const void *first, int t, int b, int i) const {
    return t == 0 ? get(first, (int64_t)b * rnn.hidden + i, rnn.type) : get(all, row(t - 1, b) * rnn.hidden + i, rnn.type);
  }
};

// The numbers between the calls: four gates of each unit, then the cell state.
struct Reserve {
  double *at;
  int hidden;
  Reserve(void *room, const Rnn &r) : at((double *)room + 1), hidden(r.hidden) {}
  double &gate(int64_t row, int g, int i) { return at[(row * 5 + g) * hidden + i]; }
  double &cell(int64_t row, int i) { return at[(row * 5 + 4) * hidden + i]; }
};

static int rnn_forward(RnnCall c, const int *lengths, const void *x, void *y, const void *hx, const void *cx, void *cy, const void *w,
                       void *reserve) {
  if (!c.lengths(lengths)) return BAD_PARAM;
  int g = gates(&c.rnn), hidden = c.rnn.hidden, type = c.rnn.type;
  std::vector<double> room;
  if (!reserve) {
    room.resize(1 + (size_t)c.steps * c.batch * hidden * 5);
    reserve = room.data();
  }
  *(double *)reserve = AFTER_FORWARD;
  Reserve kept(reserve, c.rnn);
  for (int t = 0; t < c.steps; t++)
    for (int b = 0; b < c.batch; b++) {
      int64_t row = c.row(t, b);
      for (int i = 0; i < hidden; i++) {
        double in[4] = {0}, rec[4] = {0};
        for (int k = 0; k < g; k++) {
          in[k] = c.bias(w, k, i);
          rec[k] = c.bias(w, g + k, i);
          for (int j = 0; j < c.rnn.inputs; j++) in[k] += c.weight(w, k, i, j) * get(x, row * c.rnn.inputs + j, type);
          for (int j = 0; j < hidden; j++) rec[k] += c.weight(w, g + k, i, j) * c.before(y, hx, t, b, j);
        }
        double h;
        if (c.rnn.mode == LSTM) {
          for (int k = 0; k < 4; k++) kept.gate(row, k, i) = in[k] + rec[k];
          double before = t == 0 ? get(cx, (int64_t)b * hidden + i, type) : kept.cell(c.row(t - 1, b), i);
          double cell = sigmoid(in[1] + rec[1]) * before + sigmoid(in[0] + rec[0]) * tanh(in[2] + rec[2]);
          kept.cell(row, i) = cell;
          h = sigmoid(in[3] + rec[3]) * tanh(cell);
          if (cy && t == c.steps - 1) put(cy, (int64_t)b * hidden + i, type, cell);
        } else if (c.rnn.mode == GRU) {
          kept.gate(row, 0, i) = in[0] + rec[0];
          kept.gate(row, 1, i) = in[1] + rec[1];
          kept.gate(row, 2, i) = in[2];
          kept.gate(row, 3, i) = rec[2];
          double fresh = tanh(in[2] + sigmoid(in[0] + rec[0]) * rec[2]), keep = sigmoid(in[1] + rec[1]);
          h = (1 - keep) * fresh + keep * c.before(y, hx, t, b, i);
        } else {
          double sum = in[0] + rec[0];
          h = c.rnn.mode == RNN_TANH ? tanh(sum) : sum > 0 ? sum : 0;
        }
        put(y, row * hidden + i, type, h);
      }
    }
  return OK;
}

static int rnn_data(RnnCall c, const int *lengths, const void *y, const void *dy, void *dx, const void *hx, const void *dhy, void *dhx,
                    const void *cx, const void *dcy, void *dcx, const void *w, void *reserve) {
  if (!c.lengths(lengths) || *(double *)reserve != AFTER_FORWARD) return BAD_PARAM;
  *(double *)reserve = AFTER_DATA;
  int g = gates(&c.rnn), hidden = c.rnn.hidden, type = c.rnn.type;
  Reserve kept(reserve, c.rnn);
  for (int b = 0; b < c.batch; b++) {
    std::vector<double> dh(hidden), dc(hidden);
    for (int i = 0; i < hidden; i++) {
      if (dhy) dh[i] = get(dhy, (int64_t)b * hidden + i, type);
      if (dcy) dc[i] = get(dcy, (int64_t)b * hidden + i, type);
    }
    for (int t = c.steps - 1; t >= 0; t--) {
      int64_t row = c.row(t, b);
      std::vector<double> past(hidden);
      for (int i = 0; i < hidden; i++) {
        double d = dh[i] + get(dy, row * hidden + i, type), h = get(y, row * hidden + i, type);
        auto gate = [&](int k) -> double & { return kept.gate(row, k, i); };
        if (c.rnn.mode == LSTM) {
          double in = sigmoid(gate(0)), forget = sigmoid(gate(1)), fresh = tanh(gate(2)), out = sigmoid(gate(3));
          double cell = tanh(kept.cell(row, i));
          double before = t == 0 ? get(cx, (int64_t)b * hidden + i, type) : kept.cell(c.row(t - 1, b), i);
          double of_cell = dc[i] + d * out * (1 - cell * cell);
          gate(0) = of_cell * fresh * in * (1 - in);
          gate(1) = of_cell * before * forget * (1 - forget);
          gate(2) = of_cell * in * (1 - fresh * fresh);
          gate(3) = d * cell * out * (1 - out);
          dc[i] = of_cell * forget;
        } else if (c.rnn.mode == GRU) {
          double reset = sigmoid(gate(0)), keep = sigmoid(gate(1)), m = gate(3), fresh = tanh(gate(2) + reset * m);
          double of_fresh = d * (1 - keep) * (1 - fresh * fresh);
          gate(0) = of_fresh * m * reset * (1 - reset);
          gate(1) = d * (c.before(y, hx, t, b, i) - fresh) * keep * (1 - keep);
          gate(2) = of_fresh;
          gate(3) = of_fresh * reset;
          past[i] = d * keep;
        } else {
          gate(0) = c.rnn.mode == RNN_TANH ? d * (1 - h * h) : h > 0 ? d : 0;
        }
      }
      for (int j = 0; j < hidden; j++) {
        dh[j] = past[j];
        for (int k = 0; k < g; k++)
          for (int i = 0; i < hidden; i++)
            dh[j] += kept.gate(row, c.rnn.mode == GRU && k == 2 ? 3 : k, i) * c.weight(w, g + k, i, j);
      }
      for (int j = 0; j < c.rnn.inputs; j++) {
        double sum = 0;
        for (int k = 0; k < g; k++)
          for (int i = 0; i < hidden; i++) sum += kept.gate(row, k, i) * c.weight(w, k, i, j);
        put(dx, row * c.rnn.inputs + j, type, sum);
      }
    }
    for (int i = 0; i < hidden; i++) {
      if (dhx) put(dhx, (int64_t)b * hidden + i, type, dh[i]);
      if (dcx) put(dcx, (int64_t)b * hidden + i, type, dc[i]);
    }
  }
  return OK;
}

static int rnn_weights(RnnCall c, const int *lengths, const void *x, const void *hx, const void *y, void *dw, void *reserve) {
  if (!c.lengths(lengths) || *(double *)reserve != AFTER_DATA) return BAD_PARAM;
  int g = gates(&c.rnn), hidden = c.rnn.hidden, type = c.rnn.type;
  Reserve kept(reserve, c.rnn);
  auto add = [&](int64_t at, double value) { put(dw, at, type, get(dw, at, type) + value); };
  for (int lin = 0; lin < 2 * g; lin++)
    for (int i = 0; i < hidden; i++) {
      bool recurrent = lin >= g;
      int width = recurrent ? hidden : c.rnn.inputs, k = recurrent && c.rnn.mode == GRU && lin == 5 ? 3 : lin % g;
      std::vector<double> sums(width + 1);
      for (int t = 0; t < c.steps; t++)
        for (int b = 0; b < c.batch; b++) {
          double d = kept.gate(c.row(t, b), k, i);
          for (int j = 0; j < width; j++)
            sums[j] += d * (recurrent ? c.before(y, hx, t, b, j) : get(x, c.row(t, b) * width + j, type));
          sums[width] += d;
        }
      for (int j = 0; j < width; j++) add(matrix_at(&c.rnn, lin) + (int64_t)i * width + j, sums[j]);
      if (c.rnn.bias) add(bias_at(&c.rnn, lin) + i, sums[width]);
    }
  return OK;
}

extern "C" {
int cudnnCreateDropoutDescriptor(Dropout **d) { *d = new Dropout{-1}; return OK; }
int cudnnDestroyDropoutDescriptor(Dropout *d) { delete d; return OK; }
int cudnnSetDropoutDescriptor(Dropout *d, Handle *, float probability, void *, size_t, unsigned long long) { d->probability = probability; return OK; }
int cudnnCreateRNNDescriptor(Rnn **r) { *r = new Rnn(); return OK; }
int cudnnDestroyRNNDescriptor(Rnn *r) { delete r; return OK; }
int cudnnSetRNNDescriptor_v8(Rnn *r, int algo, int mode, int bias, int direction, int input, int type, int precision, int math, int inputs,
                             int hidden, int projection, int layers, Dropout *dropout, unsigned flags) {
  if (hidden > 64) return NOT_SUPPORTED; // here, so that the way without is tested
  bool math_fits = type == DOUBLE ? math == DEFAULT_MATH : math == FMA_MATH || math == DEFAULT_MATH;
  if (algo != 0 || mode < RNN_RELU || mode > GRU || (bias != 0 && bias != 2) || direction != 0 || input != 0 ||
      (type != FLOAT && type != DOUBLE) || precision != type || !math_fits || inputs <= 0 || hidden <= 0 || projection != hidden ||
      layers != 1 || !dropout || dropout->probability != 0 || flags != 1)
    return BAD_PARAM;
  *r = {mode, bias, type, math, inputs, hidden};
  return OK;
}
int cudnnCreateRNNDataDescriptor(RnnData **d) { *d = new RnnData(); return OK; }
int cudnnDestroyRNNDataDescriptor(RnnData *d) { delete d; return OK; }
int cudnnSetRNNDataDescriptor(RnnData *d, int type, int layout, int steps, int batch, int width, const int *lengths, void *) {
  if (layout != 0 || steps <= 0 || batch <= 0 || width <= 0) return BAD_PARAM;
  for (int b = 0; b < batch; b++)
    if (lengths[b] != steps) return NOT_SUPPORTED;
  *d = {type, steps, batch, width};
  return OK;
}
int cudnnGetRNNWeightSpaceSize(Handle *, Rnn *r, size_t *bytes) { *bytes = weight_bytes(r); return OK; }
int cudnnGetRNNTempSpaceSizes(Handle *, Rnn *r, int mode, RnnData *x, size_t *work, size_t *reserve) {
  *work = work_bytes(r, x);
  *reserve = mode == 1 ? reserve_bytes(r, x) : 0;
  return OK;
}
int cudnnGetRNNWeightParams(Handle *, Rnn *r, int layer, size_t bytes, const void *space, int lin, Tensor *matrix, void **at, Tensor *bias,
                            void **bias_place) {
  if (layer != 0 || bytes != weight_bytes(r) || lin < 0 || lin >= 2 * gates(r)) return BAD_PARAM;
  int width = lin < gates(r) ? r->inputs : r->hidden;
  int dims[] = {1, r->hidden, width}, strides[] = {r->hidden * width, width, 1}, one[] = {1, r->hidden, 1}, steps[] = {r->hidden, 1, 1};
  cudnnSetTensorNdDescriptor(matrix, r->type, 3, dims, strides);
  *at = (char *)space + matrix_at(r, lin) * element(r->type);
  if (r->bias) cudnnSetTensorNdDescriptor(bias, r->type, 3, one, steps);
  *bias_place = r->bias ? (char *)space + bias_at(r, lin) * element(r->type) : nullptr;
  return OK;
}
int cudnnRNNForward(Handle *handle, Rnn *r, int mode, const int *lengths, RnnData *xd, const void *x, RnnData *yd, void *y, Tensor *hd,
                    const void *hx, void *hy, Tensor *cd, const void *cx, void *cy, size_t wsize, const void *w, size_t space, void *work,
                    size_t kept, void *reserve) {
  RnnCall c;
  bool trains = mode == 1;
  if (!c.fits(r, xd, yd, hd, cd) || !hx || hy || (r->mode == LSTM && (!cx || !cy)) || wsize != weight_bytes(r) || space < work_bytes(r, xd) ||
      (trains && kept != reserve_bytes(r, xd)))
    return BAD_PARAM;
  tally(r->math == FMA_MATH ? "strict recurrent layers" : "recurrent layers");
  return on_stream(handle->stream, [=]() -> int {
    memset(work, 0xcd, space);
    return rnn_forward(c, lengths, x, y, hx, cx, cy, w, trains ? reserve : nullptr);
  });
}
int cudnnRNNBackwardData_v8(Handle *handle, Rnn *r, const int *lengths, RnnData *yd, const void *y, const void *dy, RnnData *xd, void *dx,
                            Tensor *hd, const void *hx, const void *dhy, void *dhx, Tensor *cd, const void *cx, const void *dcy, void *dcx,
                            size_t wsize, const void *w, size_t space, void *work, size_t kept, void *reserve) {
  RnnCall c;
  if (!c.fits(r, xd, yd, hd, cd) || !hx || !dx || !dy || (r->mode == LSTM && !cx) || wsize != weight_bytes(r) || space < work_bytes(r, xd) ||
      kept != reserve_bytes(r, xd))
    return BAD_PARAM;
  return on_stream(handle->stream, [=]() -> int {
    memset(work, 0xcd, space);
    return rnn_data(c, lengths, y, dy, dx, hx, dhy, dhx, cx, dcy, dcx, w, reserve);
  });
}
int cudnnRNNBackwardWeights_v8(Handle *handle, Rnn *r, int mode, const int *lengths, RnnData *xd, const void *x, Tensor *hd, const void *hx,
                               RnnData *yd, const void *y, size_t wsize, void *dw, size_t space, void *work, size_t kept, void *reserve) {
  RnnCall c;
  // Setting instead of adding is not supported by the real one either.
  if (mode != 0 || !c.fits(r, xd, yd, hd, hd) || !hx || wsize != weight_bytes(r) || space < work_bytes(r, xd) || kept != reserve_bytes(r, xd))
    return BAD_PARAM;
  return on_stream(handle->stream, [=]() -> int {
    memset(work, 0xcd, space);
    return rnn_weights(c, lengths, x, hx, y, dw, reserve);
  });
}
}
