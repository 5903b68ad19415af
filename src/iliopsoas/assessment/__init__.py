"""Clinical tests, simulated: what each reads, where that lies, how far it can be trusted, what else could cause it.

In: a `Body`, with its conditions, the name of a test of the atlas and a side. Out: a `Finding`, with the `Reading` of
this body and of the same person without conditions. Start at `assess.assess`; the tests themselves are in `thomas`,
`range_tests`, `strength_tests`, `nerve_and_tendon` and `tasks`.

>>> from iliopsoas import Body
>>> from iliopsoas.assessment import assess
>>> assess(Body.build(conditions=["tightness=0.5"]), "thomas").value      # degrees, negative below  # doctest: +SKIP
"""

from iliopsoas.assessment.assess import TESTS, Finding, assess
from iliopsoas.assessment.reading import Reading

__all__ = ["TESTS", "Finding", "Reading", "assess"]
