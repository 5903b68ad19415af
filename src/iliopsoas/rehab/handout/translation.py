"""One catalogue of messages for all that people read: English as written, other languages from `locale/*/handout.po`.

A message is its own key. Languages other than English need `babel`, which reads the catalogue as it is.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Mapping
from importlib.resources import files

from iliopsoas.errors import InputError, MissingExtra, UnknownName

HANDOUT_LANGUAGES = {"en": "English", "de": "Deutsch"}


class Translator:
    """Says messages in one language.

    A message that the catalogue lacks is an error, since a page half in another language helps nobody.
    """

    def __init__(self, language: str, messages: Mapping[str, str]) -> None:
        self.language, self._messages = language, messages

    def __call__(self, message: str, **values: object) -> str:
        """A message, with values put into its braces.

        Raises:
            InputError: the catalogue of the language lacks it.
        """
        if self.language != "en" and message:
            if message not in self._messages:
                raise InputError(f"the catalogue '{self.language}' has no translation of {message!r}")
            message = self._messages[message]
        return message.format(**values) if values else message


def translator(language: str) -> Translator:
    """What says messages in a language.

    Raises:
        UnknownName: there is no such language. MissingExtra: `babel` is missing.
    """
    if language not in HANDOUT_LANGUAGES:
        raise UnknownName("language", language, HANDOUT_LANGUAGES)
    return Translator(language, {} if language == "en" else translated_messages(language))


@functools.cache
def translated_messages(language: str) -> dict[str, str]:
    """All messages of a language's catalogue that are translated."""
    try:
        from babel.messages.pofile import read_po
    except ModuleNotFoundError:
        raise MissingExtra(f"a handout in {HANDOUT_LANGUAGES[language]}", "rehab") from None
    text = files("iliopsoas.rehab.handout").joinpath("locale", language, "handout.po").read_bytes()
    catalogue = read_po(io.BytesIO(text), locale=language)
    return {str(m.id): str(m.string) for m in catalogue if m.id and m.string and not m.fuzzy}
