"""How many standard errors make a 95 % interval.

`scipy.special` gives the same and is what the tests compare with; loading it takes longer than anything done here.
"""

from __future__ import annotations

#: Standard deviations either side of the mean that hold 95 % of a normal distribution.
Z_95 = 1.959963984540054
#: The same of Student's t with 1, 2, 3, … degrees of freedom.
_T_95 = (
    12.7062047, 4.3026527, 3.1824463, 2.7764451, 2.5705818, 2.4469119, 2.3646243, 2.3060041, 2.2621572, 2.2281389,
    2.2009852, 2.1788128, 2.1603687, 2.1447867, 2.1314495, 2.1199053, 2.1098156, 2.1009220, 2.0930241, 2.0859634,
)  # fmt: skip
#: Beyond them: coefficients of 1 / degrees of freedom (Abramowitz & Stegun 1964, Handbook of Mathematical Functions,
#: 26.7.5), each a polynomial of the normal quantile.
_EXPANSION = (
    (Z_95**3 + Z_95) / 4,
    (5 * Z_95**5 + 16 * Z_95**3 + 3 * Z_95) / 96,
    (3 * Z_95**7 + 19 * Z_95**5 + 17 * Z_95**3 - 15 * Z_95) / 384,
    (79 * Z_95**9 + 776 * Z_95**7 + 1482 * Z_95**5 - 1920 * Z_95**3 - 945 * Z_95) / 92160,
)


def t_95(degrees_of_freedom: int) -> float:
    """Standard errors either side of the mean that hold 95 % of Student's t, to 2e-7 of itself.

    Raises ``ValueError`` for fewer than one degree of freedom.
    """
    if degrees_of_freedom < 1:
        raise ValueError(f"Student's t takes at least one degree of freedom, got {degrees_of_freedom}")
    if degrees_of_freedom <= len(_T_95):
        return _T_95[degrees_of_freedom - 1]
    return Z_95 + sum(term / float(degrees_of_freedom) ** power for power, term in enumerate(_EXPANSION, start=1))
