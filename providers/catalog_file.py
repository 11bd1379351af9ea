"""The catalog's file as it must be: an unknown or misspelt key is an error, since it would change what is spent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PositiveInt, StringConstraints
from pydantic import model_validator as validates

FINEST_PRICE = Decimal("0.000001")
NOT_A_PRICE = "a price is a string such as '0.125', in USD per million tokens, with at most 6 decimals"


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
StructuredName = Literal["json_schema", "json_object", "none"]
LimitName = Literal["max_tokens", "max_completion_tokens"]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class LongInputTable(_Table):
    """The surcharge for a long input, in percent of the normal price."""

    above: PositiveInt
    input_percent: PositiveInt
    output_percent: PositiveInt


class PriceTable(_Table):
    """Prices in USD per million tokens, with where and when they were read."""

    input: PriceString
    output: PriceString
    cache_read: PriceString | None = None
    cache_write: PriceString | None = None
    long_input: LongInputTable | None = None
    as_of: date
    source: Name


class ModelTable(_Table):
    """A model; capabilities that are left out are the provider's."""

    window: PositiveInt | None = None
    max_output: PositiveInt | None = None
    price: PriceTable | None = None
    structured: StructuredName | None = None
    token_limit: LimitName | None = None
    temperature: bool | None = None


class EntryTable(_Table):
    """A provider."""

    wire: Literal["openai", "anthropic"]
    base_url: Name
    env: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")]
    needs_key: bool
    default_model: Name | None = None
    structured: StructuredName
    token_limit: LimitName
    temperature: bool
    models: dict[str, ModelTable] = {}

    @validates(mode="after")
    def _default_is_listed_if_any_is_priced(self) -> Self:
        """Find a default that was renamed in one place only: it would silently lose its price."""
        priced = any(model.price for model in self.models.values())
        if priced and self.default_model is not None and self.default_model not in self.models:
            raise ValueError(f"default_model {self.default_model!r} is not among the models")
        return self
