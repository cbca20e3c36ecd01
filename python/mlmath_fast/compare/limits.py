"""What this machine can do at best, measured, and the limit it sets to a row."""

from dataclasses import asdict, dataclass
from typing import Any

from mlmath_fast import _mlmath, get_num_threads
from mlmath_fast._specs._spec import Cost

# Far beyond every cache; the best of five sums over it counts.
BANDWIDTH_BYTES = 512 * 2**20


@dataclass(frozen=True, kw_only=True)
class Machine:
    """Best rates with all threads at the active SIMD level, in 10^9 operations or bytes a second."""

    simd: str
    threads: int
    peak_gflops_f32: float
    peak_gflops_f64: float
    logs_g_f32: float
    logs_g_f64: float
    bandwidth_gbs: float

    def seconds(self, cost: Cost, *, single: bool) -> float:
        """No program does work of this cost in less time, if its data come from memory."""
        peak = self.peak_gflops_f32 if single else self.peak_gflops_f64
        logs = self.logs_g_f32 if single else self.logs_g_f64
        giga = max(
            cost.flops / peak,
            cost.bytes / self.bandwidth_gbs,
            cost.transcendentals / logs,
        )
        return giga / 1e9

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def measure() -> Machine:
    """Measure this machine: about a second."""
    n_threads = get_num_threads()
    return Machine(
        simd=_mlmath.simd_level(),
        threads=n_threads,
        peak_gflops_f32=_mlmath.measure_flops(False, n_threads) / 1e9,
        peak_gflops_f64=_mlmath.measure_flops(True, n_threads) / 1e9,
        logs_g_f32=_mlmath.measure_transcendentals(False, n_threads) / 1e9,
        logs_g_f64=_mlmath.measure_transcendentals(True, n_threads) / 1e9,
        bandwidth_gbs=_mlmath.measure_bandwidth(BANDWIDTH_BYTES, n_threads) / 1e9,
    )
