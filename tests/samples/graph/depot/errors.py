class DepotError(Exception):
    def __init__(self, text, code=0):
        super().__init__(text)
        self.code = code

    def describe(self):
        return f"{self.code}: {self}"


class Missing(DepotError):
    def __init__(self, name):
        super().__init__(f"no {name}", 404)


class Refused(DepotError):
    @classmethod
    def because(cls, why):
        return cls(why, 403)


def check(ok, why):
    if not ok:
        raise Refused.because(why)
