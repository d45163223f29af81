"""The lab report's item 5 in PyTorch: a two-layer net by autograd, 500 steps."""

import torch

torch.manual_seed(0)
x = torch.randn(64, 1000)
y = torch.randn(64, 10)
w1 = torch.randn(1000, 100, requires_grad=True)
w2 = torch.randn(100, 10, requires_grad=True)
for step in range(500):
    loss = (x.mm(w1).clamp(min=0).mm(w2) - y).square().sum()
    value = loss.item()
    loss.backward()
    with torch.no_grad():
        for w in (w1, w2):
            w.add_(w.grad, alpha=-1e-6)
            w.grad = None
print(f"loss {value:.4f}")
