"""Clinical tests, simulated: what each reads, where that lies, how far it can be trusted, what else could cause it.

>>> from iliopsoas import Body
>>> from iliopsoas.assessment import assess
>>> assess(Body.build(conditions=["tightness=0.5"]), "thomas").value      # degrees, negative below  # doctest: +SKIP
"""

from iliopsoas.assessment.assess import TESTS, Finding, assess
from iliopsoas.assessment.reading import Reading

__all__ = ["TESTS", "Finding", "Reading", "assess"]
