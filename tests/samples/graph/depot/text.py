import re
from functools import lru_cache, partial

WORD = re.compile(r"\w+")


def words(text):
    return WORD.findall(text)


@lru_cache
def slug(text):
    return "-".join(each.lower() for each in words(text))


def title(text):
    return " ".join(map(capital, words(text)))


def capital(word):
    return word[:1].upper() + word[1:]


def logged(function):
    def inner(*args):
        record(function.__name__)
        return function(*args)

    return inner


def record(name, seen=[]):
    seen.append(name)


short = partial(title)
