"""The catalog's file as it must be: an unknown or misspelt key is an error, since it would change what is spent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PositiveInt, StringConstraints
from pydantic import model_validator as validates

from providers.model import Speed, Structured, Tier, TokenLimit

FINEST_PRICE = Decimal("0.000001")
NOT_A_PRICE = "a price is a string such as '0.125', in USD per million tokens, with at most 6 decimals"
NOT_LISTED = "{name!r} is not among the models"


def _decimal(value: object) -> Decimal:
    """Take strings only: a float has already lost what was written."""
    try:
        price = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        price = None
    if price is None or not price.is_finite() or price < 0 or price % FINEST_PRICE:
        raise ValueError(NOT_A_PRICE)
    return price


def _name(value: str) -> str:
    if not value.strip():
        raise ValueError("a name is needed")
    return value


PriceString = Annotated[Decimal, BeforeValidator(_decimal)]
Name = Annotated[str, AfterValidator(_name)]
# No comma: it separates names in NAME_MODEL.
ModelName = Annotated[str, StringConstraints(pattern=r"^[!-+\--~]{1,200}$")]
# As DIFFDIVER_PROVIDERS names it, in logs and comments too.
ProviderName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9+#_-]{0,39}$")]
# Words in the file, so that strictness would refuse them.
StructuredName = Annotated[Structured, Field(strict=False)]
LimitName = Annotated[TokenLimit, Field(strict=False)]
TierName = Annotated[Tier, Field(strict=False)]
SpeedName = Annotated[Speed, Field(strict=False)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class LongInputTable(_Table):
    """The surcharge for a long input, in percent of the normal price."""

    above: PositiveInt
    input_percent: PositiveInt
    output_percent: PositiveInt


class PriceTable(_Table):
    """Prices in USD per million tokens; in our own file always with where and when they were read."""

    input: PriceString
    output: PriceString
    cache_read: PriceString | None = None
    cache_write: PriceString | None = None
    long_input: LongInputTable | None = None
    as_of: date | None = None
    source: Name | None = None


class RateTable(_Table):
    """Limits of a key, or of a server."""

    requests_per_minute: PositiveInt | None = None
    tokens_per_minute: PositiveInt | None = None
    concurrent: PositiveInt | None = None


class ModelTable(_Table):
    """A model; what may also stand at the provider is the provider's where it is left out."""

    window: PositiveInt | None = None
    max_output: PositiveInt | None = None
    price: PriceTable | None = None
    structured: StructuredName | None = None
    token_limit: LimitName | None = None
    temperature: bool | None = None
    stream: bool | None = None
    prompt_cache_key: bool | None = None
    tier: TierName = Tier.MEDIUM
    speed: SpeedName = Speed.MEDIUM
    strengths: list[Word] = []
    rate: RateTable | None = None


class EntryTable(_Table):
    """A provider."""

    wire: Name
    base_url: Name | None = None
    env: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")]
    needs_key: bool
    default_models: list[ModelName] = []
    discover: bool = False
    allow_http: bool = False
    structured: StructuredName
    token_limit: LimitName
    temperature: bool
    stream: bool = True
    prompt_cache_key: bool = False
    price: PriceTable | None = None
    rate: RateTable | None = None
    models: dict[ModelName, ModelTable] = {}

    @validates(mode="after")
    def _defaults_are_listed_if_any_is_priced(self) -> Self:
        """Find a default that was renamed in one place only: it would silently lose its price."""
        if any(model.price for model in self.models.values()):
            for name in self.default_models:
                if name not in self.models:
                    raise ValueError(NOT_LISTED.format(name=name))
        return self


# By the name of a table, the keys that it may have; "" is a provider.
KEYS: Mapping[str, Sequence[str]] = {
    "": tuple(EntryTable.model_fields),
    "models": tuple(ModelTable.model_fields),
    "price": tuple(PriceTable.model_fields),
    "long_input": tuple(LongInputTable.model_fields),
    "rate": tuple(RateTable.model_fields),
}
