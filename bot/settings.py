"""The environment, read once into one frozen object. Nothing else looks at `os.environ`."""

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

APP = "secure-base"
DATABASES = ("sqlite", "postgres", "postgresql")
TELEGRAM = "https://api.telegram.org"


class WrongSetting(Exception):
    """A variable that cannot be used: which, what is wrong with it, and what would be right."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    telegram_bot_token: SecretStr = SecretStr("")
    telegram_api_url: str = TELEGRAM
    database_url: SecretStr = SecretStr("")
    secure_base_home: Path = Field(default_factory=lambda: user_data_path(APP))
    secure_base_key: SecretStr = SecretStr("")
    secure_base_dialogs: Path | None = None
    webhook_url: str = ""
    webhook_secret: SecretStr = SecretStr("")
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    telegram_pace: str = "30/1"
    secure_base_operator: str = ""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["", "text", "json"] = ""

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _small(cls, value: Annotated[object, NoDecode]) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("telegram_api_url", "webhook_url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if value and (
            urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).netloc
        ):
            raise ValueError("is no address; right is one like https://bot.example.org")
        return value.rstrip("/")

    @field_validator("telegram_bot_token")
    @classmethod
    def _a_token(cls, value: SecretStr) -> SecretStr:
        if value and not re.fullmatch(r"\d+:\S+", value.get_secret_value()):
            raise ValueError("is no token; right is what @BotFather gave, like 123456:ABC-DEF")
        return value

    @field_validator("secure_base_dialogs")
    @classmethod
    def _a_folder(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_dir():
            raise ValueError(f"{value} is no folder; right is one with a house.toml")
        return value

    @field_validator("database_url")
    @classmethod
    def _a_database(cls, value: SecretStr) -> SecretStr:
        scheme, separator, _ = value.get_secret_value().partition("://")
        if scheme and (scheme.partition("+")[0] not in DATABASES or not separator):
            right = "sqlite:////a/file.db or postgresql://user:password@host/name"
            raise ValueError(f"is no address of a database; right is {right}")
        return value

    @field_validator("telegram_pace")
    @classmethod
    def _a_pace(cls, value: str) -> str:
        parts = value.split("/")
        if value != "off" and not (len(parts) == 2 and all(_is_number(part) for part in parts)):
            raise ValueError(
                'is no pace; right is "30/1" (a second in all / to one person) or "off"'
            )
        return value

    @model_validator(mode="after")
    def _whole(self) -> "Settings":
        if self.webhook_url and not self.telegram_bot_token.get_secret_value():
            raise ValueError("WEBHOOK_URL needs TELEGRAM_BOT_TOKEN beside it")
        return self

    @property
    def database(self) -> str:
        """Where everything is kept; one SQLite file when nothing is said."""
        return self.database_url.get_secret_value() or f"sqlite:///{self.secure_base_home}/base.db"

    @property
    def key_file(self) -> Path:
        return self.secure_base_home / "keys"

    @property
    def dialogs(self) -> Path:
        return self.secure_base_dialogs or shipped_dialogs()


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit() and float(text) > 0


def shipped_dialogs() -> Path:
    return Path(__file__).resolve().parent.parent / "dialogs"


def read_settings() -> Settings:
    """Raises WrongSetting with one line for each variable that is wrong; no secret is repeated."""
    try:
        return Settings()
    except ValidationError as error:
        lines = []
        for fault in error.errors(include_input=False, include_url=False):
            name = str(fault["loc"][0]).upper() if fault["loc"] else "settings"
            lines.append(f"{name}: {fault['msg'].removeprefix('Value error, ')}")
        raise WrongSetting("\n".join(lines)) from None
