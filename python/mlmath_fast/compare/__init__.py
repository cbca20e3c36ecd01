"""What ``python -m mlmath_fast compare`` runs: machine limits, timing, table, plot."""
