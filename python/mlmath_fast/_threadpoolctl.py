"""Our controller for threadpoolctl: ``threadpool_limits(1)`` binds mlmath_fast as it binds BLAS."""

from typing import Any

from mlmath_fast import _mlmath, _threads


def controller() -> type[Any]:
    """The controller class; made on demand, for threadpoolctl is not ours to import."""
    import threadpoolctl

    class MlmathController(threadpoolctl.LibController):  # type: ignore[misc]
        user_api = "mlmath_fast"
        internal_api = "mlmath_fast"
        filename_prefixes = ("_mlmath",)

        def get_num_threads(self) -> int:
            return _threads.get_num_threads()

        def set_num_threads(self, num_threads: int | None) -> None:
            _threads.set_num_threads(num_threads)

        def get_version(self) -> str:
            from mlmath_fast import __version__

            return __version__

        def set_additional_attributes(self) -> None:
            self.simd = _mlmath.simd_level()

    return MlmathController
