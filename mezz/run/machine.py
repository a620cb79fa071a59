"""What this machine offers a run: threads and devices."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Machine:
    """Threads that PyTorch would use, and the devices that `--device` can name, with their names."""

    threads: int
    devices: dict[str, str]


def machine() -> Machine:
    """Ask PyTorch.

    Raises:
        ImportError: it is not installed, or cannot be loaded here.
    """
    import torch

    devices = {"cpu": "always there"}
    if torch.cuda.is_available():
        devices["cuda"] = torch.cuda.get_device_name()
    return Machine(torch.get_num_threads(), devices)
