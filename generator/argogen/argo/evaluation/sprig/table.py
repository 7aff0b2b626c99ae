"""The functions of sprig by name."""

from __future__ import annotations

from argogen.argo.evaluation.golang.values import GoValue
from argogen.argo.evaluation.sprig.crypto import CRYPTO_FUNCTIONS
from argogen.argo.evaluation.sprig.dates import DATE_FUNCTIONS
from argogen.argo.evaluation.sprig.general import DEFAULT_FUNCTIONS, PATH_FUNCTIONS, REGEXP_FUNCTIONS
from argogen.argo.evaluation.sprig.lists import LIST_FUNCTIONS
from argogen.argo.evaluation.sprig.maps import MAP_FUNCTIONS
from argogen.argo.evaluation.sprig.numbers import NUMBER_FUNCTIONS
from argogen.argo.evaluation.sprig.strings import STRING_FUNCTIONS

SPRIG: dict[str, GoValue] = {
    **STRING_FUNCTIONS,
    **NUMBER_FUNCTIONS,
    **LIST_FUNCTIONS,
    **MAP_FUNCTIONS,
    **DATE_FUNCTIONS,
    **DEFAULT_FUNCTIONS,
    **REGEXP_FUNCTIONS,
    **PATH_FUNCTIONS,
    **CRYPTO_FUNCTIONS,
}
