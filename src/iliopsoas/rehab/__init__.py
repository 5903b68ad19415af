"""From loads to a plan that a professional decides on: load cards, screening, programme, diary, handout.

In: a person (`iliopsoas.study.Person`), what is wrong, what they have at home and what they want. Out: the load that
each exercise puts on this person, a plan with its reasons, a log that knows its own error, pages to hand out.
Simulated; it does not diagnose. Start with `cards.load_card`, then `programme.plan`.
"""
