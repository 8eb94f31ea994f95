"""A stand-in of the sources for every test here."""

from tests.standin.fixtures import running, running_real, standin, web  # noqa: F401  (fixtures)
