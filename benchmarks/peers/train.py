"""What `narae train --epochs 1` does, in PyTorch.

    train.py FOLDER     FOLDER holds the four idx files of MNIST, gzipped or not
"""

import gzip
import pathlib
import struct
import sys

import torch
import torch.nn.functional as F

BATCH = 32


def read(folder, name):
    for path in folder.iterdir():
        if path.name.startswith(name):
            data = path.read_bytes()
            if data[:2] == b"\x1f\x8b":
                data = gzip.decompress(data)
            rank = data[3]
            shape = struct.unpack(f">{rank}I", data[4 : 4 + 4 * rank])
            values = torch.frombuffer(bytearray(data[4 + 4 * rank :]), dtype=torch.uint8)
            return values.view(shape)
    sys.exit(f"train.py: no file {name}* in {folder}")


def images(folder, name):
    pictures = read(folder, name).float().div_(255)
    return pictures.sub_(0.1307).div_(0.3081).unsqueeze(1)


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(1, 10, 5)
        self.conv2 = torch.nn.Conv2d(10, 20, 5)
        self.dropout = torch.nn.Dropout2d()
        self.fc1 = torch.nn.Linear(320, 50)
        self.fc2 = torch.nn.Linear(50, 10)

    def forward(self, x):
        h = F.relu(F.max_pool2d(self.conv1(x), 2))
        h = F.relu(F.max_pool2d(self.dropout(self.conv2(h)), 2))
        h = F.relu(self.fc1(h.flatten(1)))
        return F.log_softmax(self.fc2(h), dim=1)


folder = pathlib.Path(sys.argv[1])
torch.manual_seed(0)
train_x, train_y = images(folder, "train-images"), read(folder, "train-labels").long()
test_x, test_y = images(folder, "t10k-images"), read(folder, "t10k-labels").long()
model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

model.train()
order = torch.randperm(len(train_x))
for start in range(0, len(order), BATCH):
    chosen = order[start : start + BATCH]
    optimizer.zero_grad()
    loss = F.nll_loss(model(train_x[chosen]), train_y[chosen])
    loss.item()
    loss.backward()
    optimizer.step()

model.eval()
correct = 0
with torch.no_grad():
    for start in range(0, len(test_x), BATCH):
        answers = model(test_x[start : start + BATCH]).argmax(1)
        correct += (answers == test_y[start : start + BATCH]).sum().item()
print(f"accuracy {100 * correct / len(test_x):.2f} %")
