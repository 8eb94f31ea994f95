"""A stand-in of the sources with the real rows."""

from tests.standin.fixtures import running_real  # noqa: F401  (fixture)
