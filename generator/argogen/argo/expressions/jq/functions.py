"""The functions and variables of jq and gojq, whichever has them."""

from __future__ import annotations

from collections.abc import Mapping

_BY_COUNT = {
    0: """
        abs acos acosh add all any arrays ascii ascii_downcase ascii_upcase asin asinh atan atanh booleans
        builtins cbrt ceil combinations cos cosh date debug empty env erf erfc error exp exp10 exp2 expm1
        explode fabs finites first flatten floor frexp from_entries fromdate fromdateiso8601 fromjson gamma
        get_search_list gmtime halt halt_error have_decnum have_literal_numbers implode infinite input
        input_filename input_line_number inputs isfinite isinfinite isnan isnormal iterables j0 j1 keys
        keys_unsorted last leaf_paths length lgamma lgamma_r localtime log log10 log1p log2 logb ltrim max min
        mktime modf modulemeta nan nearbyint normals not now nulls numbers objects paths pow10 recurse
        recurse_down reverse rint round rtrim scalars significand sin sinh sort sqrt stderr strings tan tanh
        tgamma to_entries toarray toboolean todate todateiso8601 tojson tonumber tostream tostring transpose
        trim trunc type unique utf8bytelength values y0 y1
    """,
    1: """
        IN INDEX add all any bsearch capture combinations contains debug del delpaths endswith error first
        flatten format fromstream getpath group_by halt_error has in index indices inside isempty isvalid join
        last ltrimstr map map_values match max_by min_by nth path paths pick range recurse repeat rindex
        rtrimstr scan select sort_by split splits startswith strflocaltime strftime strptime test trimstr
        truncate_stream unique_by walk with_entries
    """,
    2: """
        IN INDEX JOIN all any atan2 capture copysign dateadd datesub drem fdim fmax fmin fmod gsub hypot jn
        ldexp limit match nextafter nexttoward nth pow range recurse remainder repeat scalb scalbln scan setpath
        skip split splits sub test truncate_stream until while yn
    """,
    3: "JOIN fma gsub range sub",
    4: "JOIN",
}


def _index() -> Mapping[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for count, names in _BY_COUNT.items():
        for name in names.split():
            found[name] = (*found.get(name, ()), count)
    return found


FUNCTIONS = _index()
"""The numbers of arguments of each function."""

VARIABLES = frozenset({"$ENV", "$__loc__", "$__prog_args"})
"""The variables that a filter does not define itself."""
