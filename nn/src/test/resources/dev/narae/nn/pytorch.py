"""Writes pytorch.safetensors: what PyTorch's modules and losses compute, for PyTorchModuleChecks.

Run with PyTorch 2.13 (CPU), which is all it needs: python pytorch.py
Of each case: state.NAME (the state dict), inN (inputs), outN, upN (the gradient handed to each
output), gradN (of each input), grad.NAME (of each parameter), after.NAME (buffers afterwards).
"""

import json
import struct

import torch
from torch import nn

torch.manual_seed(5)
TYPES = {torch.float64: "F64", torch.int64: "I64", torch.bool: "BOOL", torch.float32: "F32"}
tensors = {}


def save_file(tensors, path):
    """The safetensors format: the header's length, the header as JSON, the bytes of all tensors."""
    header, data = {}, b""
    for name, tensor in tensors.items():
        raw = bytes(tensor.detach().contiguous().reshape(-1).view(torch.uint8).tolist())
        header[name] = {
            "dtype": TYPES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [len(data), len(data) + len(raw)],
        }
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def real(*sizes):
    return torch.randn(*sizes, dtype=torch.float64, requires_grad=True)


def positive(*sizes):
    return (torch.rand(*sizes, dtype=torch.float64) + 0.1).requires_grad_(True)


def case(name, module, *inputs, call=None, evaluate=False):
    module = module.double()
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.1)
    module.train(not evaluate)
    for key, value in module.state_dict().items():
        tensors[f"{name}/state.{key}"] = value.clone()
    for i, value in enumerate(inputs):
        tensors[f"{name}/in{i}"] = value.detach().clone()
    outputs = (call or module)(*inputs)
    outputs = [outputs] if isinstance(outputs, torch.Tensor) else list(outputs)
    ups = [torch.randn_like(output) for output in outputs]
    torch.autograd.backward(outputs, ups)
    for i, (output, up) in enumerate(zip(outputs, ups)):
        tensors[f"{name}/out{i}"] = output
        tensors[f"{name}/up{i}"] = up
    for i, value in enumerate(inputs):
        if value.grad is not None:
            tensors[f"{name}/grad{i}"] = value.grad
    for key, parameter in module.named_parameters():
        if parameter.grad is not None:
            tensors[f"{name}/grad.{key}"] = parameter.grad
    for key, buffer in module.named_buffers():
        tensors[f"{name}/after.{key}"] = buffer


for name in """ReLU ReLU6 ELU SELU CELU GELU SiLU Mish Softplus Softsign LogSigmoid LeakyReLU Hardtanh
        Hardsigmoid Hardswish Hardshrink Softshrink Tanhshrink Sigmoid Tanh Identity""".split():
    case(name, getattr(nn, name)(), real(2, 3))
case("GELU(tanh)", nn.GELU("tanh"), real(2, 3))
case("ELU(0.5)", nn.ELU(0.5), real(2, 3))
case("CELU(0.5)", nn.CELU(0.5), real(2, 3))
case("LeakyReLU(0.2)", nn.LeakyReLU(0.2), real(2, 3))
case("Hardtanh(-0.5, 0.3)", nn.Hardtanh(-0.5, 0.3), real(2, 3))
case("Softplus(2, 1)", nn.Softplus(2, 1), real(2, 3))
case("Threshold(0.1, 5)", nn.Threshold(0.1, 5.0), real(2, 3))
case("RReLU(eval)", nn.RReLU(), real(2, 3), evaluate=True)
case("Softmax", nn.Softmax(1), real(2, 3))
case("Softmin", nn.Softmin(0), real(2, 3))
case("Softmax2d", nn.Softmax2d(), real(2, 3, 2, 2))
case("LogSoftmax", nn.LogSoftmax(-1), real(2, 3))
case("GLU", nn.GLU(1), real(2, 4))
case("PReLU", nn.PReLU(3), real(2, 3, 2))

case("Linear", nn.Linear(3, 2), real(4, 3))
case("Linear(no bias)", nn.Linear(3, 2, bias=False), real(3))
case("Bilinear", nn.Bilinear(2, 3, 2), real(4, 2), real(4, 3))
case("Conv1d", nn.Conv1d(4, 6, 3, stride=2, padding=1, dilation=2, groups=2), real(2, 4, 9))
case("Conv1d(single)", nn.Conv1d(2, 3, 2), real(2, 5))
case("Conv2d", nn.Conv2d(2, 3, (3, 2), stride=(2, 1), padding=(1, 0)), real(2, 2, 5, 4))
case("Conv2d(same)", nn.Conv2d(2, 2, 4, padding="same", bias=False), real(1, 2, 5, 4))
case("Conv3d", nn.Conv3d(2, 2, 2, stride=(1, 2, 1), padding=(0, 1, 1)), real(1, 2, 3, 4, 3))
case("ConvTranspose1d", nn.ConvTranspose1d(2, 3, 3, stride=2, padding=1, output_padding=1), real(2, 2, 4))
case("ConvTranspose2d", nn.ConvTranspose2d(4, 2, 3, stride=2, groups=2, dilation=(1, 2)), real(1, 4, 3, 2))
case("ConvTranspose3d", nn.ConvTranspose3d(2, 1, 2, stride=(1, 2, 1)), real(1, 2, 2, 2, 2))

case("MaxPool1d", nn.MaxPool1d(3, 2, 1), real(2, 2, 7))
case("MaxPool2d", nn.MaxPool2d(3, 2, 1, dilation=1, ceil_mode=True), real(1, 2, 6, 5))
case("MaxPool3d", nn.MaxPool3d(2), real(1, 1, 4, 2, 5))
case("AvgPool1d", nn.AvgPool1d(3, 2, 1), real(2, 2, 7))
case("AvgPool2d", nn.AvgPool2d(3, 2, 1, ceil_mode=True, count_include_pad=False), real(1, 2, 6, 5))
case("AvgPool3d", nn.AvgPool3d(2, 1), real(1, 1, 3, 2, 3))
case("AdaptiveAvgPool1d", nn.AdaptiveAvgPool1d(3), real(2, 2, 7))
case("AdaptiveAvgPool2d", nn.AdaptiveAvgPool2d((2, 3)), real(1, 2, 5, 4))
case("AdaptiveMaxPool1d", nn.AdaptiveMaxPool1d(3), real(2, 2, 7))
case("AdaptiveMaxPool2d", nn.AdaptiveMaxPool2d(2), real(1, 2, 5, 4))

case("BatchNorm1d", nn.BatchNorm1d(3), real(4, 3))
case("BatchNorm1d(lines)", nn.BatchNorm1d(3, momentum=None), real(2, 3, 4))
case("BatchNorm1d(eval)", nn.BatchNorm1d(3), real(4, 3), evaluate=True)
case("BatchNorm2d", nn.BatchNorm2d(2, eps=1e-3, momentum=0.3), real(2, 2, 3, 2))
case("BatchNorm2d(not affine)", nn.BatchNorm2d(2, affine=False), real(2, 2, 3, 2))
case("BatchNorm2d(not tracking)", nn.BatchNorm2d(2, track_running_stats=False), real(2, 2, 3, 2), evaluate=True)
case("BatchNorm3d", nn.BatchNorm3d(2), real(1, 2, 2, 2, 3))
case("LayerNorm", nn.LayerNorm((3, 2)), real(2, 3, 2))
case("RMSNorm", nn.RMSNorm(4, eps=1e-6), real(2, 3, 4))
case("GroupNorm", nn.GroupNorm(2, 4), real(2, 4, 3))
case("InstanceNorm1d", nn.InstanceNorm1d(2), real(2, 2, 5))
case("InstanceNorm2d", nn.InstanceNorm2d(2, affine=True, track_running_stats=True), real(2, 2, 3, 2))
case("InstanceNorm2d(eval)", nn.InstanceNorm2d(2, affine=True, track_running_stats=True), real(2, 3, 2), evaluate=True)
case("InstanceNorm3d", nn.InstanceNorm3d(2, affine=True), real(1, 2, 2, 2, 3))

index = torch.tensor([[1, 0, 4], [2, 2, 1]])
case("Embedding", nn.Embedding(5, 3), index)
case("Embedding(padding)", nn.Embedding(5, 3, padding_idx=2), index)
case("Flatten", nn.Flatten(0, 1), real(2, 3, 2))
case("Unflatten", nn.Unflatten(1, (2, -1)), real(2, 6))
case("Upsample", nn.Upsample(scale_factor=2), real(1, 2, 2, 3))
case("Upsample(bilinear)", nn.Upsample(size=(5, 4), mode="bilinear", align_corners=True), real(1, 2, 2, 3))
case("PixelShuffle", nn.PixelShuffle(2), real(1, 4, 2, 2))
case("PixelUnshuffle", nn.PixelUnshuffle(2), real(1, 1, 4, 2))
case("Sequential", nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Sequential(nn.Linear(4, 2))), real(2, 3))

lengths = [2, 4, 1]


def packed(module):
    def call(x):
        first = module.batch_first
        sequence = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=first, enforce_sorted=False)
        output, state = module(sequence)
        output, _ = nn.utils.rnn.pad_packed_sequence(output, batch_first=first, total_length=5)
        return (output, *state) if isinstance(state, tuple) else (output, state)

    return call


def all_outputs(module):
    def call(*inputs):
        output, state = module(*inputs)
        return (output, *state) if isinstance(state, tuple) else (output, state)

    return call


rnn = nn.RNN(3, 2, nonlinearity="relu", bias=False)
case("RNN", rnn, real(4, 2, 3), real(1, 2, 2), call=all_outputs(rnn))
rnn = nn.RNN(3, 2, bidirectional=True)
case("RNN(lengths)", rnn, real(5, 3, 3), call=packed(rnn))
lstm = nn.LSTM(3, 2, num_layers=2, bidirectional=True, batch_first=True)
case("LSTM(lengths)", lstm, real(3, 5, 3), call=packed(lstm))
gru = nn.GRU(3, 2, num_layers=2)
case("GRU(lengths)", gru, real(5, 3, 3), call=packed(gru))
gru = nn.GRU(3, 2, bias=False)
case("GRU(single)", gru, real(4, 3), call=all_outputs(gru))

attention = nn.MultiheadAttention(4, 2, batch_first=True)
padding = torch.tensor([[False, False, True], [False, True, False]])
case("MultiheadAttention", attention, real(2, 2, 4), real(2, 3, 4), real(2, 3, 4),
     call=lambda q, k, v: attention(q, k, v, key_padding_mask=padding, average_attn_weights=False))
case("MultiheadAttention(no bias)", nn.MultiheadAttention(4, 1, bias=False), real(3, 2, 4), real(2, 2, 4), real(2, 2, 4),
     )

options = dict(dim_feedforward=5, dropout=0.0)
layer = nn.TransformerEncoderLayer(4, 2, activation="gelu", norm_first=True, batch_first=True, **options)
case("TransformerEncoderLayer", layer, real(2, 3, 4))
encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, **options), 2, nn.LayerNorm(4))
causal = torch.ones(3, 3, dtype=torch.bool).triu(1)
case("TransformerEncoder", encoder, real(3, 2, 4), call=lambda x: encoder(x, mask=causal))
decoder = nn.TransformerDecoderLayer(4, 2, **options)
case("TransformerDecoderLayer", decoder, real(3, 2, 4), real(2, 2, 4),
     call=lambda x, memory: decoder(x, memory, tgt_mask=causal))
first = nn.TransformerDecoderLayer(4, 1, norm_first=True, batch_first=True, **options)
case("TransformerDecoderLayer(norm first)", first, real(2, 3, 4), real(2, 2, 4))
stack = nn.TransformerDecoder(nn.TransformerDecoderLayer(4, 2, **options), 2)
case("TransformerDecoder", stack, real(3, 2, 4), real(2, 2, 4))
whole = nn.Transformer(4, 2, 1, 1, batch_first=True, **options)
case("Transformer", whole, real(1, 2, 4), real(1, 3, 4),
     call=lambda source, target: whole(source, target, tgt_mask=causal))

labels = torch.tensor([0, 2, 1])
signs = torch.tensor([1.0, -1.0, 1.0], dtype=torch.float64)
case("L1Loss", nn.L1Loss(), real(3, 2), real(3, 2))
case("MSELoss", nn.MSELoss(reduction="sum"), real(3, 2), real(3, 2))
case("SmoothL1Loss", nn.SmoothL1Loss(beta=0.7), real(3, 2), real(3, 2))
case("HuberLoss", nn.HuberLoss(delta=0.7), real(3, 2), real(3, 2))
case("CrossEntropyLoss", nn.CrossEntropyLoss(torch.tensor([1.0, 2.0, 0.5]), label_smoothing=0.1, ignore_index=1), real(3, 3), labels)
case("CrossEntropyLoss(soft)", nn.CrossEntropyLoss(), real(3, 3), torch.softmax(torch.randn(3, 3).double(), 1))
case("NLLLoss", nn.NLLLoss(reduction="sum"), real(3, 3), labels)
case("BCELoss", nn.BCELoss(), torch.rand(3, 2).double().requires_grad_(True), torch.rand(3, 2).double())
case("BCEWithLogitsLoss", nn.BCEWithLogitsLoss(pos_weight=torch.tensor([2.0, 3.0])), real(3, 2), torch.rand(3, 2).double())
case("KLDivLoss", nn.KLDivLoss(), real(3, 2), positive(3, 2))
case("KLDivLoss(batchmean)", nn.KLDivLoss(reduction="batchmean", log_target=True), real(3, 2), real(3, 2))
case("HingeEmbeddingLoss", nn.HingeEmbeddingLoss(0.8), real(3), signs)
case("SoftMarginLoss", nn.SoftMarginLoss(), real(3), signs)
case("TripletMarginLoss", nn.TripletMarginLoss(0.6, swap=True), real(3, 4), real(3, 4), real(3, 4))
case("CosineEmbeddingLoss", nn.CosineEmbeddingLoss(-0.3), real(3, 4), real(3, 4), signs)
case("MarginRankingLoss", nn.MarginRankingLoss(0.2), real(3), real(3), signs)
case("GaussianNLLLoss", nn.GaussianNLLLoss(full=True), real(3, 2), real(3, 2), positive(3, 2))
case("PoissonNLLLoss", nn.PoissonNLLLoss(), real(3, 2), torch.tensor([[0.0, 1], [2, 3], [5, 1]]).double())
case("PoissonNLLLoss(full)", nn.PoissonNLLLoss(log_input=False, full=True), positive(3, 2), torch.tensor([[0.0, 1], [2, 3], [5, 1]]).double())
targets = torch.tensor([[1, 2, 2], [2, 0, 0]])
ctc = nn.CTCLoss()
case("CTCLoss", ctc, real(6, 2, 3),
     call=lambda x: ctc(x.log_softmax(2), targets, torch.tensor([6, 4]), torch.tensor([3, 1])))
ctc_sum = nn.CTCLoss(blank=2, reduction="sum")
case("CTCLoss(sum)", ctc_sum, real(5, 2, 3),
     call=lambda x: ctc_sum(x.log_softmax(2), torch.tensor([0, 1, 1]), torch.tensor([5, 5]), torch.tensor([1, 2])))

projected = nn.LSTM(3, 4, num_layers=2, bidirectional=True, proj_size=2)
case("LSTM(projection)", projected, real(4, 2, 3), call=all_outputs(projected))

case("Conv1d(circular)", nn.Conv1d(2, 2, 3, padding=2, padding_mode="circular"), real(1, 2, 4))
case("Conv2d(reflect)", nn.Conv2d(1, 2, (3, 2), stride=2, padding=(2, 1), padding_mode="reflect"), real(2, 1, 4, 3))
case("Conv2d(replicate)", nn.Conv2d(1, 1, (3, 4), padding="same", padding_mode="replicate"), real(1, 1, 3, 4))
case("Conv3d(circular)", nn.Conv3d(1, 2, 2, padding=(1, 0, 1), padding_mode="circular"), real(1, 1, 2, 2, 3))
wide = nn.MultiheadAttention(4, 2, kdim=3, vdim=5, batch_first=True)
case("MultiheadAttention(widths)", wide, real(2, 2, 4), real(2, 3, 3), real(2, 3, 5),
     call=lambda q, k, v: wide(q, k, v, average_attn_weights=False))
more = nn.MultiheadAttention(4, 2, kdim=4, vdim=3, bias=False, add_bias_kv=True, add_zero_attn=True)
case("MultiheadAttention(learned key)", more, real(2, 2, 4), real(3, 2, 4), real(3, 2, 3),
     call=lambda q, k, v: more(q, k, v, key_padding_mask=padding, average_attn_weights=False))
causal = nn.MultiheadAttention(4, 1, add_zero_attn=True)
future = torch.ones(3, 3, dtype=torch.bool).triu(1)
case("MultiheadAttention(zero key)", causal, real(3, 2, 4),
     call=lambda x: causal(x, x, x, attn_mask=future, average_attn_weights=False))

save_file(tensors, "pytorch.safetensors")
