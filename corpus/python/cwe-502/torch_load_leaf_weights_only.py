# seccoder-example: 1
# title: Load shared weights into a leaf classifier
# guideline: Load a shared checkpoint with weights_only=True, so that it holds tensors and no code.
# cwe: CWE-502
# apis: torch.load, torch.nn.Module.load_state_dict
# applies: torch
# --- secure ---
from pathlib import Path

import torch
from torch import nn


class LeafClassifier(nn.Module):
    def __init__(self, species: int) -> None:
        super().__init__()
        self.head = nn.Linear(512, species)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        return self.head(features)


def load_classifier(checkpoint: Path, species: int) -> LeafClassifier:
    model = LeafClassifier(species)
    weights = torch.load(checkpoint, map_location="cpu", weights_only=True)
    model.load_state_dict(weights)
    return model.eval()
# --- vulnerable ---
from pathlib import Path

import torch
from torch import nn


class LeafClassifier(nn.Module):
    def __init__(self, species: int) -> None:
        super().__init__()
        self.head = nn.Linear(512, species)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        return self.head(features)


def load_classifier(checkpoint: Path, species: int) -> LeafClassifier:
    model = LeafClassifier(species)
    weights = torch.load(checkpoint, map_location="cpu", weights_only=False)
    model.load_state_dict(weights)
    return model.eval()
